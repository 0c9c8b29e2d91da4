"""Article -> references and citations. No network, no database."""
