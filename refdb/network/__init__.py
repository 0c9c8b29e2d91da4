"""One HTTP client: pace, limits, retries."""
