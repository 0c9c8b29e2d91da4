"""What a bibliographic file is, and whether a file is one: told by its first lines, its name comes second."""

from __future__ import annotations

import re

FORMATS = ("bibtex", "ris", "nbib", "refer", "wos", "endnote", "zotero-rdf", "zotero-json", "csv", "identifiers")

_BIB = re.compile(
    r"\s*(?:%[^\n]*\n\s*|@comment\b[^\n]*\n\s*|@preamble\b[^\n]*\n\s*|@string\b[^\n]*\n\s*)*@\w+\s*[{(]", re.I
)
# A vendor may put a line before the first record ("Record #1 of 2"), a merged file another tag.
_TAGGED = (
    ("ris", re.compile(r"^(?:[^\n]*\n){0,12}?TY {1,2}- \w(?=[\s\S]*^(?:AU|A1|TI|T1|T2|UR|DO|PY|Y1|ER) {1,2}-)", re.M)),
    ("nbib", re.compile(r"\APMID {0,2}- ?\d")),
    ("refer", re.compile(r"\A%[0AT] \S[^\n]*\n(?:%[0-9A-Z@!?*$(+)>~#^&\[=] ?[^\n]*\n|\s*\n)")),
    ("wos", re.compile(r"\AFN (?:Clarivate|Thomson|ISI)[^\n]*\n|\APT [JBSCP]\n(?:AU|AF|BE|TI) ")),
)
_UNREAD = (
    (re.compile(r"\ART (?:Journal|Book|Conference|Web|Report|Dissertation|Thesis|Generic|Article)[^\n]*\n[A-Z][A-Z0-9] "), "RefWorks' tagged format"),
    (re.compile(r"\A(?:VN {1,2}- Ovid|DB {1,2}- \S[^\n]*\n(?:[A-Z]{2,3} {0,2}- )|<1\. ?>\s*\n)"), "Ovid's own citation format"),
    (re.compile(r"\AScopus\s*\nEXPORT DATE"), "Scopus' plain text"),
    (re.compile(r"\A(?:_{20,}+\s*+)?+[^\n]*ProQuest[^\n]*\n"), "ProQuest's plain text"),
    (re.compile(r"\A(?:RECORD|Record) 1(?: of \d+)?\s*\n[\s\S]{0,200}\b(?:AUTHOR NAMES|TITLE)\b"), "Embase's plain text"),
)  # fmt: skip


def kind_of_reference_file(head: str) -> str:
    """Tell "bibtex", "ris", "nbib", "refer" or "wos" by how the text begins; ``""`` for anything else."""
    if _BIB.match(head):
        return "bibtex"
    start = head.lstrip("\ufeff \t\r\n")
    return next((kind for kind, pattern in _TAGGED if pattern.search(start)), "")


def unread_kind(head: str) -> str:
    """What a bibliographic file of a kind that is not read is called: "RefWorks' tagged format"; ``""`` for any other."""
    start = head.lstrip("\ufeff \t\r\n")
    return next((name for pattern, name in _UNREAD if pattern.search(start)), "")


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
    from refdb.bibliography import identifiers, tables

    if suffix in ("csv", "tsv") or (suffix in ("", "txt") and tables.is_table(start)):
        return "csv"
    return "identifiers" if suffix in ("", "txt", "ids", "list") and identifiers.is_list(head) else ""
