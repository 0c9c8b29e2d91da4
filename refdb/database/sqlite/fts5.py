"""Terms -> expressions of FTS5, SQLite's full-text search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from refdb.model import Field, Term

COLUMNS: Mapping[Field, str] = {"title": "title", "text": "text", "author": "authors", "journal": "container"}


def any_of(terms: Sequence[Term]) -> str:
    """The expression that finds what has any of the terms; ``""`` for none."""
    return " OR ".join(map(_expression, terms))


def all_of(terms: Sequence[Term]) -> str:
    """The expression that finds what has every term; ``""`` for none."""
    return " AND ".join(f"({_expression(term)})" for term in terms)


def _expression(term: Term) -> str:
    """Every term is quoted, so nothing in it is read as FTS5's syntax."""
    quoted = [words.replace('"', '""') for words in (term.words, *term.others)]
    phrase = " OR ".join(f'"{words}"' + (" *" if term.prefix else "") for words in quoted)
    phrase = f"({phrase})" if term.others else phrase
    columns = " ".join(COLUMNS[field] for field in term.fields)
    return f"{{{columns}}} : {phrase}" if columns else phrase
