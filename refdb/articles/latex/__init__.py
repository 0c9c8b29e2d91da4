"""LaTeX manuscripts -> Article."""
