"""What is read the same way out of every registry's answers."""

from __future__ import annotations

LONGEST_ABSTRACT = 100_000  # characters; what is longer is no abstract


def same_doi(answered: object, asked: str) -> bool:
    """Whether an answer is about the work that was asked for; one that names no DOI is taken at its word."""
    text = str(answered or "").strip().lower()
    bare = text.split("doi.org/")[-1] if "doi.org/" in text else text
    return not bare or not asked or bare == asked.strip().lower()


def abstract_of(value: object) -> str:
    """An abstract out of foreign JSON: a text of believable length."""
    return value.strip() if isinstance(value, str) and len(value) <= LONGEST_ABSTRACT else ""
