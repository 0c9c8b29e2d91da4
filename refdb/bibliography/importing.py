"""Bibliographic files -> works, whatever their format."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from refdb.errors import InputError
from refdb.model import Work
from refdb.text.budgets import json_of, within_entries, within_entry

# What an entry begins with, or no entry lacks; of any other kind it is the line.
_BEGINS = {
    "bibtex": "@",
    "ris": "TY  -",
    "refer": "%0",
    "wos": "\nPT ",
    "nbib": "PMID-",
    "endnote": "<record>",
    "zotero-rdf": "rdf:about",
    "zotero-json": "itemType",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """The works of a file in its order, and what of it could not be read, each with its line."""

    works: tuple[Work, ...]
    said: tuple[str, ...] = ()


def read(text: str, kind: str, columns: Mapping[str, str] | None = None) -> Imported:
    """The works of a file of this kind; ``columns`` name those of a table that are not known by their names.

    Raises:
        InputError: the file is not what it was said to be, has entries without end, or of a table no column is known.
    """
    within_entries(text.count(_BEGINS.get(kind, "\n")), "the file")
    within_entry(text, _BEGINS.get(kind, "\n"), "the file")
    works, said = _read(text, kind, columns)
    return Imported(tuple(works), tuple(" ".join(line.split()) for line in said))  # a name in it may have a line end


def _read(text: str, kind: str, columns: Mapping[str, str] | None) -> tuple[list[Work], list[str]]:
    """Works and failures; of the readers, the one that is needed is loaded."""
    match kind:
        case "bibtex":
            from refdb.bibliography.bibtex.reading import works_of_bib

            return works_of_bib(text)
        case "ris" | "refer" | "wos":
            from refdb.bibliography.tagged import refer, ris, wos

            return ris.works_of({"refer": refer.as_ris, "wos": wos.as_ris}.get(kind, str)(text))
        case "nbib":
            from refdb.bibliography.tagged import nbib

            return nbib.works_of(text)
        case "endnote":
            from refdb.bibliography.xml import endnote

            return endnote.works_of(text.encode())
        case "zotero-rdf":
            from refdb.bibliography.zotero import rdf

            return rdf.works_of(text.encode())
        case "zotero-json":
            from refdb.bibliography.zotero import items

            return items.works_and_failures(json_of(text, "the file"))
        case "csv":
            from refdb.bibliography import tables

            try:
                return tables.works_of(text, columns)
            except csv.Error as error:  # a cell of 130,000 characters, a line end where none can be
                raise InputError(f"the table cannot be read: {error}") from None
        case _:
            from refdb.bibliography import identifiers

            return identifiers.works_of(text)
