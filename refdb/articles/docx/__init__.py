"""Word files -> Article."""
