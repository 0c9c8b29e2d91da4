"""A claim that states several things -> its sub-claims."""
