"""The text of a .bib file -> its entries, as TeX; what cannot be read is named and the rest goes on.

Blocks are split by bibtexparser 2; strings, concatenation and ``crossref`` are resolved here or by it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass

from refdb.model import ParsedReference, Person, ReferenceType
from refdb.tex import to_text
from refdb.text import doi_in

_TYPES: dict[str, ReferenceType] = {
    "article": "article", "book": "book", "booklet": "book", "collection": "book", "inbook": "chapter",
    "incollection": "chapter", "inproceedings": "proceedings", "conference": "proceedings", "proceedings": "proceedings",
    "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis", "techreport": "report", "report": "report",
    "online": "webpage", "electronic": "webpage", "www": "webpage", "dataset": "dataset", "software": "software",
    "legislation": "law", "jurisdiction": "law", "standard": "standard",
}  # fmt: skip
_PARTICLE = re.compile(r"[a-zà-öø-ÿ]")


@dataclass(frozen=True, slots=True)
class BibEntry:
    """An entry: its type and key as printed (type in small letters), its fields as TeX, names in small letters."""

    type: str
    key: str
    fields: Mapping[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class BibFailure:
    """A block that is no entry: where it begins, counted from 1, and why."""

    line: int
    cause: str


def parse_bib(text: str) -> tuple[list[BibEntry], list[BibFailure]]:
    """The entries of a .bib file in order, and the blocks that could not be read."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import Entry

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it prints what is returned here
    library = parse_string(text)
    doubled = [getattr(block, "ignore_error_block", None) for block in library.failed_blocks]
    readable = [block for block in doubled if isinstance(block, Entry)]  # a field or a key twice
    entries = []
    for entry in sorted([*library.entries, *readable], key=lambda e: e.start_line or 0):
        # In an entry that has a field twice the values still stand in their quotes; the first is the one BibTeX takes.
        fields = {field.key.lower(): _unquoted(str(field.value)) for field in reversed(entry.fields)}
        entries.append(BibEntry(entry.entry_type.lower(), entry.key, fields, (entry.start_line or 0) + 1))
    failures = [
        BibFailure((block.start_line or 0) + 1, " ".join(str(getattr(block, "error", "")).split()) or "unreadable")
        for block, kept in zip(library.failed_blocks, doubled, strict=True)
        if not isinstance(kept, Entry)
    ]
    return _inherited(entries), failures


def _unquoted(value: str) -> str:
    inside = value[1:-1]
    return inside if len(value) > 1 and value[0] == value[-1] == '"' and '"' not in inside else value


def _inherited(entries: list[BibEntry]) -> list[BibEntry]:
    """Fields that an entry leaves to the one its ``crossref`` names."""
    by_key = {entry.key.lower(): entry for entry in entries}
    done = []
    for entry in entries:
        parent = by_key.get(to_text(entry.fields.get("crossref", "")).lower())
        if parent and parent is not entry:
            given = {k: v for k, v in parent.fields.items() if k not in ("title", "author", "crossref", "pages", "doi")}
            if "title" in parent.fields and "booktitle" not in entry.fields:
                given["booktitle"] = parent.fields["title"]
            entry = BibEntry(entry.type, entry.key, given | dict(entry.fields), entry.line)
        done.append(entry)
    return done


def reference_of(entry: BibEntry) -> ParsedReference:
    """The entry's fields as a reference; ``raw`` only where a note is all that it holds."""
    text = {name: to_text(value) for name, value in entry.fields.items()}
    year = re.search(r"(?<!\d)(1[4-9]\d\d|20\d\d)([a-z])?(?!\d)", text.get("year", "") or text.get("date", ""))
    container = next((text[n] for n in ("journal", "journaltitle", "booktitle", "maintitle") if text.get(n)), "")
    eprint = text.get("eprint", "")
    noted = "" if text.get("title") or text.get("author") else text.get("note") or text.get("howpublished", "")
    return ParsedReference(
        noted,
        type=_TYPES.get(entry.type, ""),
        authors=people_of(entry.fields.get("author", "")),
        editors=people_of(entry.fields.get("editor", "")),
        title=text.get("title", ""),
        container_title=container,
        year=int(year.group(1)) if year else None,
        year_suffix=(year.group(2) or "") if year else "",
        volume=text.get("volume", ""),
        issue=text.get("number") or text.get("issue", ""),
        pages=re.sub(r"\s*[–—-]+\s*", "-", text.get("pages", "")),
        publisher=next((text[n] for n in ("publisher", "school", "institution", "organization") if text.get(n)), ""),
        doi=doi_in(text.get("doi", "")),
        pmid=text.get("pmid", "") if text.get("pmid", "").isdigit() else "",
        arxiv=eprint if "arxiv" in (text.get("eprinttype", "") + text.get("archiveprefix", "")).lower() else "",
        isbn=re.sub(r"[^\dXx]", "", text.get("isbn", "").split(",")[0]),
        url=entry.fields.get("url", "").strip("{} ").removeprefix(r"\url{").replace(r"\_", "_").replace(r"\%", "%"),
        confidence=1.0,
    )


def people_of(names: str) -> tuple[Person, ...]:
    """The persons of a BibTeX name list: "First von Last", "von Last, First", "von Last, Jr, First", "{An Institution}"."""
    found = []
    for name in _split(names, r"\s+and\s+"):
        if name.lower() not in ("", "others"):
            found.append(_person(name))
    return tuple(found)


def _person(name: str) -> Person:
    if re.fullmatch(r"\{.*\}", name, re.S) and _split(name, r"\s+") == [name]:
        return Person(literal=to_text(name))
    parts = _split(name, r"\s*,\s*")
    if len(parts) > 1:
        von, last = _von(_split(parts[0], r"\s+"))
        suffix = to_text(parts[1]) if len(parts) > 2 else ""
        return Person(family=to_text(last), given=to_text(parts[-1]), particle=to_text(von), suffix=suffix)
    words = _split(name, r"[\s~]+")
    if len(words) == 1:
        return Person(literal=to_text(name)) if " " in to_text(name) else Person(family=to_text(name))
    small = [i for i, word in enumerate(words[:-1]) if i and _PARTICLE.match(to_text(word)[:1])]
    first = small[0] if small else len(words) - 1
    von, last = _von(words[first:])
    return Person(family=to_text(last), given=to_text(" ".join(words[:first])), particle=to_text(von))


def _von(words: list[str]) -> tuple[str, str]:
    """("van der", "Berg") of the words of a family name: the small words before its last part."""
    count = 0
    for word in words[:-1]:
        if not _PARTICLE.match(to_text(word)[:1]):
            break
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])


def _split(text: str, separator: str) -> list[str]:
    """Cut at a separator that stands outside braces."""
    parts, depth, begin = [], 0, 0
    pattern = re.compile(rf"\\.|[{{}}]|{separator}", re.S)
    text = text.strip()
    for match in pattern.finditer(text):
        found = match.group()
        if found == "{":
            depth += 1
        elif found == "}":
            depth -= 1
        elif not found.startswith("\\") and depth <= 0:
            parts.append(text[begin : match.start()].strip())
            begin = match.end()
    parts.append(text[begin:].strip())
    return [part for part in parts if part]
