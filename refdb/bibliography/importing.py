"""Bibliographic files -> works, whatever their format."""

from __future__ import annotations

from refdb.bibliography.bib_import import works_of_bib
from refdb.model import Work
from refdb.tagged import kind_of_reference_file
from refdb.tagged_works import works_of_records


def works_of(text: str) -> tuple[list[Work], list[str]] | None:
    """(the works of a bibliographic file in its order, what of it could not be read); None where it is no such file."""
    kind = kind_of_reference_file(text[:20_000])
    if kind == "bibtex":
        return works_of_bib(text)
    return (works_of_records(text, kind), []) if kind else None
