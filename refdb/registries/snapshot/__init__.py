"""A local Crossref: built from dumps, searched, and served over HTTP."""
