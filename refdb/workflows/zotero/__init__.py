"""Works and what was found of them, written back into Zotero."""
