"""One file per use: plain functions, the only place where rooms meet."""
