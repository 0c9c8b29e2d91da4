"""JATS XML -> Article."""
