"""The texts of works: fetched, or taken from the files that the user has."""
