"""Rows of what was answered, found and decided about works and articles, each with who and when."""
