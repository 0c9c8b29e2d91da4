"""A .bib file as a bibliography: entries with what they inherit, and groups; what cannot be read is named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from refdb.bibliography.bibtex.syntax.blocks import BibEntry, BibFailure, read_blocks

_GROUP = re.compile(r"(\d+) (\w+)Group:(.*)", re.S)
# What says something of the parent alone, or of nothing that a reader sees.
_OWN = frozenset(
    "title subtitle titleaddon crossref xref xdata pages doi url file abstract keywords groups ids key sortkey "
    "shorthand label options entryset related relatedtype annote annotation".split()
)
CONTAINERS = frozenset(("xdata", "set"))  # of fields for other entries, or of entries: no works of their own
_RENAMED = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}


@dataclass(frozen=True, slots=True)
class BibFile:
    """What a .bib file holds; ``groups`` are JabRef's, group -> keys of its entries."""

    entries: tuple[BibEntry, ...]
    failures: tuple[BibFailure, ...] = ()
    preamble: str = ""
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)


def read_bib(text: str) -> BibFile:
    """Read a .bib file; entries have the fields that they inherit."""
    blocks = read_blocks(text)
    groups: dict[str, Sequence[str]] = {}
    for comment in blocks.comments:
        if comment.lstrip().startswith("jabref-meta: group"):
            groups |= _jabref_groups(comment)
    return BibFile(_inherited(blocks.entries), blocks.failures, "\n".join(blocks.preambles), groups)


def parse_bib(text: str) -> tuple[list[BibEntry], list[BibFailure]]:
    """The entries of a .bib file in order, and what of it could not be read."""
    bib = read_bib(text)
    return list(bib.entries), list(bib.failures)


def _jabref_groups(comment: str) -> dict[str, Sequence[str]]:
    r"""JabRef's tree of groups: ``1 ExplicitGroup:Name\;0\;key\;key\;;``, one that lists no keys left out."""
    groups: dict[str, Sequence[str]] = {}
    path: list[str] = []
    tree = comment.partition(":")[2].partition(":")[2].replace("\n", "")
    for line in re.split(r"(?<!\\);", tree):
        match = _GROUP.match(line.strip())
        if not match or match[2] == "AllEntries":
            continue
        name, *rest = match[3].split("\\;")
        path = [*path[: int(match[1]) - 1], name]
        if match[2] == "Explicit" and (keys := [key for key in rest[1:] if key]):
            groups["/".join(path)] = keys
    return groups


def _inherited(entries: Sequence[BibEntry]) -> tuple[BibEntry, ...]:
    """Entries with the fields that they leave to those their ``crossref`` and ``xdata`` name."""
    if not any("crossref" in entry.fields or "xdata" in entry.fields for entry in entries):
        return tuple(entries)
    by_key = {entry.key.lower(): entry for entry in reversed(entries)}
    return tuple(_with_inherited(entry, by_key, 0) for entry in entries)


def _with_inherited(entry: BibEntry, by_key: Mapping[str, BibEntry], depth: int) -> BibEntry:
    given: dict[str, str] = {}
    for name, renamed in (("xdata", False), ("crossref", True)):
        for key in map(str.strip, entry.fields.get(name, "").split(",")):
            parent = by_key.get(key.lower()) if key else None
            if parent is None or parent is entry or depth > 8:
                continue
            parent = _with_inherited(parent, by_key, depth + 1)
            given = (_from_parent(entry, parent) if renamed else dict(parent.fields)) | given
    given = {name: value for name, value in given.items() if name not in entry.fields}
    if not given:
        return entry
    return BibEntry(entry.type, entry.key, given | dict(entry.fields), entry.line, frozenset(given))


def _from_parent(entry: BibEntry, parent: BibEntry) -> dict[str, str]:
    given = {name: value for name, value in parent.fields.items() if name not in _OWN}
    names = _RENAMED | ({"title": "journaltitle"} if entry.type == "article" else {})
    if entry.type == "article" and ("journal" in entry.fields or "journal" in parent.fields):
        names = {}
    return given | {new: parent.fields[old] for old, new in names.items() if old in parent.fields}
