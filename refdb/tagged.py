"""Bibliographic files of tagged lines (RIS, PubMed's NBIB), and how they and .bib files are told from articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from refdb.model import Person

_BIB = re.compile(
    r"\s*(?:%[^\n]*\n\s*|@comment\b[^\n]*\n\s*|@preamble\b[^\n]*\n\s*|@string\b[^\n]*\n\s*)*@\w+\s*[{(]", re.I
)
_TAGGED = re.compile(r"^([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)$")


def kind_of_reference_file(head: str) -> str:
    """Tell "bibtex", "ris" or "nbib" by how the text begins; ``""`` for anything else."""
    if _BIB.match(head):
        return "bibtex"
    first = head.lstrip("\ufeff \t\r\n")[:200]
    return "ris" if re.match(r"TY {1,2}- ", first) else "nbib" if re.match(r"PMID {0,2}- ?\d", first) else ""


def records_of(text: str, kind: str) -> Iterator[Mapping[str, list[str]]]:
    """The records of a tagged file: tag -> its values in order. A line without a tag goes on with the one above."""
    record: dict[str, list[str]] = {}
    last = ""
    begins = "TY" if kind == "ris" else "PMID"
    for line in text.split("\n"):
        match = _TAGGED.match(line.rstrip())
        if match:
            tag, value = match.groups()
            if tag == begins and record:
                yield record
                record = {}
            if tag != "ER":
                record.setdefault(tag, []).append(value.strip())
                last = tag
        elif line.strip() and last:
            record[last][-1] = f"{record[last][-1]} {line.strip()}"
    if record:
        yield record


def first(record: Mapping[str, list[str]], *tags: str) -> str:
    """The first value that any of the tags has, or nothing."""
    return next((value for tag in tags for value in record.get(tag, ()) if value), "")


def person_of(name: str) -> Person:
    """A name as these files have it, "Family, Given, Suffix"; one without a comma is an institution."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 1 or not parts[1]:
        return Person(literal=parts[0])
    return Person(family=parts[0], given=parts[1], suffix=parts[2] if len(parts) > 2 else "")
