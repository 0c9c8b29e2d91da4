"""Commands on single works, every day."""
