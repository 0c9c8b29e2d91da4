"""What a bibliographic file is, and whether a file is one: told by its first lines, its name comes second."""

from __future__ import annotations

import re

from refdb.bibliography import identifiers, tables

FORMATS = ("bibtex", "ris", "nbib", "endnote", "zotero-rdf", "zotero-json", "csv", "identifiers")

_BIB = re.compile(
    r"\s*(?:%[^\n]*\n\s*|@comment\b[^\n]*\n\s*|@preamble\b[^\n]*\n\s*|@string\b[^\n]*\n\s*)*@\w+\s*[{(]", re.I
)


def kind_of_reference_file(head: str) -> str:
    """Tell "bibtex", "ris" or "nbib" by how the text begins; ``""`` for anything else."""
    if _BIB.match(head):
        return "bibtex"
    first = head.lstrip("\ufeff \t\r\n")[:200]
    return "ris" if re.match(r"TY {1,2}- ", first) else "nbib" if re.match(r"PMID {0,2}- ?\d", first) else ""


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
