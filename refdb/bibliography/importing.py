"""Bibliographic files -> works, whatever their format. What a file is, its first lines tell, not its name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from refdb.bibliography import identifiers, tables
from refdb.bibliography.bibtex.reading import works_of_bib
from refdb.bibliography.tagged.lines import kind_of_reference_file
from refdb.bibliography.tagged.records import works_of_records
from refdb.bibliography.xml import endnote
from refdb.bibliography.zotero import items, rdf
from refdb.errors import InputError
from refdb.model import Work

FORMATS = ("bibtex", "ris", "nbib", "endnote", "zotero-rdf", "zotero-json", "csv", "identifiers")


@dataclass(frozen=True, slots=True)
class Imported:
    """The works of a file in its order, and what of it could not be read, each with its line."""

    works: tuple[Work, ...]
    said: tuple[str, ...] = ()


def kind_of(head: str, name: str = "") -> str:
    """The format of a bibliographic file by how it begins, one of ``FORMATS``; ``""`` for anything else.

    Tables and lists are told by their names too: an article may begin with a line of commas.
    """
    if kind := kind_of_reference_file(head):
        return kind
    start = head.lstrip("\ufeff \t\r\n")[:3000]
    if start.startswith("<"):
        if re.search(r"<xml>\s*<records>|<records>\s*<record>", start):
            return "endnote"
        return "zotero-rdf" if "<rdf:RDF" in start and "zotero.org/namespaces" in start else ""
    if start[:1] in "[{" and re.search(r'"itemType"\s*:', head):
        return "zotero-json"
    suffix = name.lower().rpartition(".")[2]
    if suffix in ("bib", "ris", "nbib") and not start.startswith("<"):
        return "bibtex" if suffix == "bib" else suffix
    if suffix in ("csv", "tsv") or (suffix in ("", "txt") and tables.is_table(start)):
        return "csv"
    return "identifiers" if suffix in ("", "txt", "ids", "list") and identifiers.is_list(head) else ""


def read(text: str, kind: str, columns: Mapping[str, str] | None = None) -> Imported:
    """The works of a file of this kind; ``columns`` name those of a table that are not known by their names.

    Raises:
        InputError: the file is not what it was said to be, or of a table no column is known.
    """
    if kind == "bibtex":
        works, said = works_of_bib(text)
    elif kind in ("ris", "nbib"):
        works, said = works_of_records(text, kind)
    elif kind == "endnote":
        works, said = endnote.works_of(text.encode())
    elif kind == "zotero-rdf":
        works, said = rdf.works_of(text.encode())
    elif kind == "zotero-json":
        works, said = items.works_of(_json(text)), []
    elif kind == "csv":
        works, said = tables.works_of(text, columns)
    else:
        works, said = identifiers.works_of(text)
    return Imported(tuple(works), tuple(said))


def works_of(text: str) -> tuple[list[Work], list[str]] | None:
    """(the works of a bibliographic file in its order, what of it could not be read); None where it is no such file."""
    kind = kind_of(text[:20_000], "-.")
    if not kind:
        return None
    imported = read(text, kind)
    return list(imported.works), list(imported.said)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: line {error.lineno}: {error.msg}") from None
