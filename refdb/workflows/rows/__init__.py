"""What needs no library: rows of references or claims in, what became of them out."""
