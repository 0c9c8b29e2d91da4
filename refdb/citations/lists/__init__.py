"""Where an article keeps its reference lists, and where one entry ends and the next begins."""
