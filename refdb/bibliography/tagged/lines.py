"""Bibliographic files of tagged lines (RIS, PubMed's NBIB), and how they and .bib files are told from articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from refdb.model import Person

_BIB = re.compile(
    r"\s*(?:%[^\n]*\n\s*|@comment\b[^\n]*\n\s*|@preamble\b[^\n]*\n\s*|@string\b[^\n]*\n\s*)*@\w+\s*[{(]", re.I
)
_TAGGED = re.compile(r"^([A-Z][A-Z0-9]{1,3}) {0,2}-(?: (.*)|)$")
_GENERATION = re.compile(r"(.*\S) (Jr|Sr|2nd|3rd|[2-9]th|II|III|IV)\.?")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A record: its tags with their values in order, and the line where it begins."""

    values: Mapping[str, list[str]]
    line: int = 0


def kind_of_reference_file(head: str) -> str:
    """Tell "bibtex", "ris" or "nbib" by how the text begins; ``""`` for anything else."""
    if _BIB.match(head):
        return "bibtex"
    first = head.lstrip("\ufeff \t\r\n")[:200]
    return "ris" if re.match(r"TY {1,2}- ", first) else "nbib" if re.match(r"PMID {0,2}- ?\d", first) else ""


def records_of(text: str, kind: str) -> Iterator[Tagged]:
    """The records of a tagged file. A line without a tag goes on with the one above."""
    record: dict[str, list[str]] = {}
    last = ""
    begins = "TY" if kind == "ris" else "PMID"
    began = 1
    for n, line in enumerate(text.split("\n"), 1):
        match = _TAGGED.match(line.rstrip())
        if match:
            tag, value = match[1], match[2] or ""
            if tag == begins and record:
                yield Tagged(record, began)
                record = {}
            if not record:
                began = n
            if tag != "ER":
                record.setdefault(tag, []).append(value.strip())
                last = tag
        elif line.strip() and last and record:
            record[last][-1] = f"{record[last][-1]} {line.strip()}".strip()
    if record:
        yield Tagged(record, began)


def person_of(name: str) -> Person:
    """A name as these files have it, "Family, Given, Suffix"; one without a comma is an institution."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 1 or not parts[1]:
        return Person(literal=parts[0])
    return Person(family=parts[0], given=parts[1], suffix=", ".join(parts[2:]))


def pubmed_person(name: str) -> Person:
    """A name as PubMed has it, "King, Martin Luther Jr"."""
    person = person_of(name)
    match = _GENERATION.fullmatch(person.given)
    return Person(person.family, match[1], suffix=match[2]) if match and not person.suffix else person
