"""A local Crossref for a house, in a schema of a PostgreSQL database: loaded by many, asked from many machines."""
