"""Findings as lists: a table of them, a page over several articles, the forms that build servers read."""
