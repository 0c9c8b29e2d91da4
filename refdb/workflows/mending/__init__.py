"""What a list says wrongly, put right in its file, and findings that are left alone."""
