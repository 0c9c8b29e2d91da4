"""Records of tagged lines, as RIS and PubMed's NBIB have them: ``TY  - JOUR``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from refdb.model import Person, Work

_TAGGED = re.compile(r"^([A-Z][A-Z0-9]{1,3}) {0,2}-(?: (.*)|)$")
_RIS = re.compile(r"^([A-Z][A-Z0-9])  -(?: (.*)|)$")
_WITH_INITIALS = re.compile(r"([^\W\d_][^\d,.]*[^\W\d_])\s+((?:[^\W\d_]{1,2}\.[\s-]?){1,5})")


class Record:
    """A record that knows which of its tags were read; ``line`` is where it begins."""

    def __init__(self, values: Mapping[str, Sequence[str]], line: int) -> None:
        self._values, self.line = values, line
        self._read: set[str] = set()

    def __contains__(self, tag: str) -> bool:
        return tag in self._values

    def first(self, *tags: str) -> str:
        """The first value that any of the tags has, or nothing."""
        for tag in tags:
            for value in self._values.get(tag, ()):
                if value:
                    self._read.add(tag)
                    return value
        return ""

    def all(self, *tags: str) -> tuple[str, ...]:
        """The values of all these tags."""
        self._read.update(tags)
        return tuple(value for tag in tags for value in self._values.get(tag, ()) if value)

    def left(self, prefix: str) -> tuple[tuple[str, str], ...]:
        """What nobody asked for, and what a tag that is read once has more than once."""
        return tuple(
            (f"{prefix}:{tag}", value)
            for tag, values in self._values.items()
            if tag not in self._read
            for value in values
            if value
        )


def works_of(text: str, begins: str, read: Callable[[Record], Work]) -> tuple[list[Work], list[str]]:
    """The works of a file in its order, and the records that say nothing, by line.

    Args:
        text: the file.
        begins: the tag that a record begins with.
        read: a record -> the work that it describes.
    """
    works, said = [], []
    for record in _records(text, begins):
        work = read(record)
        if begins not in record:
            said.append(f"line {record.line}: a record that does not begin with {begins}")
        if work.title or work.authors or work.doi or work.pmid.strip("0"):
            works.append(work if work.pmid.strip("0") else replace(work, pmid=""))
        else:
            said.append(f"line {record.line}: a record with neither title nor author nor identifier; left out")
    return works, said


def _records(text: str, begins: str) -> Iterator[Record]:
    """The records of a tagged file. A line without a tag goes on with the one above.

    What a vendor puts between ER and the next record (footers, search strategies, links) belongs to neither. Tags right
    before TY, as merged files have them, belong to its record.
    """
    tagged = _tags_of(text, begins)
    record: dict[str, list[str]] = {}
    last, began, blank = "", 1, False
    for n, line in enumerate(text.split("\n"), 1):
        match = tagged.match(line.rstrip())
        if match:
            tag, value = match[1], match[2] or ""
            if tag == begins and begins in record:
                yield Record(record, began)
                record = {}
            if tag == "ER" and record:
                yield Record(record, began)
                record, last = {}, ""
            elif tag != "ER":
                began = began if record else n
                record.setdefault(tag, []).append(value.strip())
                last = tag
        elif line.strip() and last:
            if blank and begins not in record:
                record, last = {}, ""
            else:
                record[last][-1] = f"{record[last][-1]} {line.strip()}".strip()
        blank = not line.strip()
    if record:
        yield Record(record, began)


def _tags_of(text: str, begins: str) -> re.Pattern[str]:
    """What a tag looks like in this file: where its first one has two blanks, "AIM - " begins a line of an abstract."""
    return _RIS if re.search(rf"(?m)^{begins}  - ", text) and begins == "TY" else _TAGGED


def person_of(name: str) -> Person:
    """A name as these files have it, "Family, Given, Suffix"; one without a comma and initials is an institution."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 1 or not parts[1]:
        initials = _WITH_INITIALS.fullmatch(parts[0])  # Embase's "Falvey E.C."
        return Person(family=initials[1], given=initials[2]) if initials else Person(literal=parts[0])
    return Person(family=parts[0], given=parts[1], suffix=", ".join(parts[2:]))
