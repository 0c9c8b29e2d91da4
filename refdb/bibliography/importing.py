"""Bibliographic files -> works, whatever their format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from refdb.bibliography import identifiers, tables
from refdb.bibliography.bibtex.reading import works_of_bib
from refdb.bibliography.kinds import kind_of
from refdb.bibliography.tagged import nbib, refer, ris, wos
from refdb.bibliography.xml import endnote
from refdb.bibliography.zotero import items, rdf
from refdb.model import Work
from refdb.text.budgets import json_of


@dataclass(frozen=True, slots=True)
class Imported:
    """The works of a file in its order, and what of it could not be read, each with its line."""

    works: tuple[Work, ...]
    said: tuple[str, ...] = ()


def read(text: str, kind: str, columns: Mapping[str, str] | None = None) -> Imported:
    """The works of a file of this kind; ``columns`` name those of a table that are not known by their names.

    Raises:
        InputError: the file is not what it was said to be, or of a table no column is known.
    """
    readers: dict[str, Callable[[], tuple[list[Work], list[str]]]] = {
        "bibtex": lambda: works_of_bib(text),
        "ris": lambda: ris.works_of(text),
        "nbib": lambda: nbib.works_of(text),
        "refer": lambda: ris.works_of(refer.as_ris(text)),
        "wos": lambda: ris.works_of(wos.as_ris(text)),
        "endnote": lambda: endnote.works_of(text.encode()),
        "zotero-rdf": lambda: rdf.works_of(text.encode()),
        "zotero-json": lambda: items.works_and_failures(json_of(text, "the file")),
        "csv": lambda: tables.works_of(text, columns),
        "identifiers": lambda: identifiers.works_of(text),
    }
    works, said = readers[kind]()
    return Imported(tuple(works), tuple(said))


def works_of(text: str) -> tuple[list[Work], list[str]] | None:
    """(the works of a bibliographic file in its order, what of it could not be read); None where it is no such file."""
    kind = kind_of(text[:20_000], "-.")
    if not kind:
        return None
    imported = read(text, kind)
    return list(imported.works), list(imported.said)
