"""The only room that sees rows."""
