"""The SQLite dialect: pragmas, FTS5."""
