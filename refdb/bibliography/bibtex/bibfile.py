"""A .bib file as a bibliography: inheritance, groups, and names; what cannot be read is named and the rest goes on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from refdb.bibliography.bibtex.syntax import BibEntry, BibFailure, read_blocks
from refdb.model import Person
from refdb.text.tex import to_text

_PARTICLE = re.compile(r"[a-zà-öø-ÿ]")
_AND = re.compile(r"\s+and\s+", re.I)
_LAST_OF_SERIES = re.compile(r",\s*and\s+\S+[^,]*$", re.I)
_SERIES = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+", re.I)
_GROUP = re.compile(r"(\d+) (\w+)Group:(.*)", re.S)
# What says something of the parent alone, or of nothing that a reader sees.
_OWN = frozenset(
    "title subtitle titleaddon author crossref xref xdata pages doi url file abstract keywords groups ids key sortkey "
    "shorthand label options entryset related relatedtype annote annotation".split()
)
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
    return BibFile(_inherited(blocks.entries), tuple(blocks.failures), "\n".join(blocks.preambles), groups)


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
        for key in re.split(r"\s*,\s*", entry.fields.get(name, "").strip()):
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


def people_of(names: str) -> tuple[Person, ...]:
    """The persons of a BibTeX name list: "First von Last", "von Last, First", "von Last, Jr, First", "{An Institution}"."""
    if "{" not in names and "\\" not in names:
        parts = _enumerated(names) or _AND.split(names.strip())
        return tuple(_plain_person(part.strip()) for part in parts if part.strip() not in ("", "others"))
    return tuple(_person(name) for name in _split(names, r"\s+[aA][nN][dD]\s+") if name.lower() != "others")


def _enumerated(names: str) -> list[str]:
    """The names of "M. Halle, J. Bresnan, and G. Miller", which BibTeX refuses: each part has a first name."""
    if not _LAST_OF_SERIES.search(names):
        return []
    parts = [part for part in _SERIES.split(names.strip()) if part]
    return parts if all(" " in part.strip() or "." in part for part in parts) else []


def _plain_person(name: str) -> Person:
    """A name without TeX, the usual case."""
    if "~" in name or "$" in name or "--" in name or "=" in name:
        return _person(name)
    if "," not in name:
        return _in_reading_order(name.split())
    parts = [part.strip() for part in name.split(",")]
    von, last = _von(parts[0].split())
    suffix = parts[1] if len(parts) > 2 else ""
    return Person(family=last, given=parts[-1], particle=von, suffix=suffix)


def _person(name: str) -> Person:
    if re.fullmatch(r"\{.*\}", name, re.S) and _split(name, r"\s+") == [name]:
        return Person(literal=to_text(name))
    parts = _split(name, r"\s*,\s*")
    if "=" in name and (person := _extended(parts)):
        return person
    if len(parts) > 1:
        von, last = _von(_split(parts[0], r"[\s~]+"))
        suffix = to_text(parts[1]) if len(parts) > 2 else ""
        return Person(family=to_text(last), given=to_text(parts[-1]), particle=to_text(von), suffix=suffix)
    words = _split(name, r"[\s~]+")
    if len(words) == 1:
        return Person(literal=to_text(name)) if " " in to_text(name) else Person(family=to_text(name))
    return _in_reading_order(words)


def _extended(parts: Sequence[str]) -> Person | None:
    """biber's extended form: ``family=Hakim, given=Tawfiq, prefix=al-, useprefix=true``."""
    cut = {name.strip(): value.strip() for name, sign, value in (part.partition("=") for part in parts) if sign}
    if not {"family", "given"} & cut.keys():
        return None
    text = {name: to_text(value.strip('"')) for name, value in cut.items()}
    return Person(text.get("family", ""), text.get("given", ""), text.get("prefix", ""), text.get("suffix", ""))


def _in_reading_order(words: Sequence[str]) -> Person:
    if len(words) == 1:
        return Person(family=to_text(words[0]))
    small = [i for i, word in enumerate(words[:-1]) if i and _PARTICLE.match(to_text(word)[:1])]
    first = small[0] if small else len(words) - 1
    von, last = _von(words[first:])
    return Person(family=to_text(last), given=to_text(" ".join(words[:first])), particle=to_text(von))


def _von(words: Sequence[str]) -> tuple[str, str]:
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
