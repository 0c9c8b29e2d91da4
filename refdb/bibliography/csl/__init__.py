"""CSL-JSON and Crossref items <-> works."""
