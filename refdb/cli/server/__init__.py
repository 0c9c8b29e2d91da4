"""Commands of the library's server."""
