"""Who is asked beside the registry: of works by their identifiers, for abstracts, full texts and notices."""
