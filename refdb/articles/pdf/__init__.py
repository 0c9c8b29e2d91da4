"""PDF -> Article."""
