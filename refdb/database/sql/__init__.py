"""What every dialect of SQL reads and writes alike: SQLite and PostgreSQL add what they say in their own way."""
