"""Commands on the library's works."""
