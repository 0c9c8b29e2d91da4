"""A claim and a passage -> a judgement."""
