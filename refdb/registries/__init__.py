"""Who has registered what: Crossref and its like. Network, no database."""
