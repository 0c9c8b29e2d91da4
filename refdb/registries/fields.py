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


def person_of_name(name: str) -> dict[str, str]:
    """A name in reading order as CSL-JSON has it, its particle with the family name; a single word is no person's.

    >>> person_of_name("Anna Maria de Vries")
    {'family': 'de Vries', 'given': 'Anna Maria'}
    """
    words = name.split()
    if len(words) < 2:
        return {"name": name.strip()}
    first = len(words) - 1
    while first > 1 and words[first - 1].islower():
        first -= 1
    return {"family": " ".join(words[first:]), "given": " ".join(words[:first])}
