"""What only articles of one kind do, as data: a TOML file a kind, and the marks by which such an article is known."""
