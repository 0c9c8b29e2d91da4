"""Alembic migrations; they run when a library is opened."""
