"""Zotero's exports -> works."""
