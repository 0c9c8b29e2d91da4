"""Which tables this refdb has: apart from the engine, because a search reads it and needs no engine."""

HEAD = "0012"  # newest file in migrations/versions; a test compares
