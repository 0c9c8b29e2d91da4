"""Which two records are one work, and the one work that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields

from rapidfuzz import fuzz

from refdb.model import Work
from refdb.text.folding import folded, squashed

Mark = tuple[str, str]

IDENTIFIERS = ("doi", "pmid", "pmcid", "arxiv")
_GATHERED = ("years", "updates", "aliases", "tags", "collections", "notes", "files")  # a merge keeps those of both
_FIELDS = tuple(f.name for f in fields(Work))


def marks_of(work: Work) -> set[Mark]:
    """What two records of one work have in common: any of these (name, value)."""
    marks = {(name, value) for name in IDENTIFIERS if (value := getattr(work, name))}
    return marks | ({("title", title)} if (title := squashed(work.full_title)) else set())


def merged(old: Work, new: Work) -> Work:
    """``old`` with what it lacked taken from ``new``: what a library knows is never overwritten."""
    values = {name: getattr(old, name) or getattr(new, name) for name in _FIELDS}
    values |= {name: tuple(dict.fromkeys((*getattr(old, name), *getattr(new, name)))) for name in _GATHERED}
    known = {name for name, _ in old.extra}
    values["extra"] = (*old.extra, *((name, value) for name, value in new.extra if name not in known))
    return Work(**values)


def merging(old: Work, new: Work, whole: Work) -> str:
    """What is to be told of a record that became part of a known work; nothing where it is that work as it is known."""
    if whole == old:
        return ""
    shared = next((name for name in IDENTIFIERS if getattr(old, name) and getattr(old, name) == getattr(new, name)), "")
    why = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "arxiv": "arXiv number"}.get(shared, "title and author")
    added = [name.replace("_", " ") for name in _FIELDS if name != "key" and getattr(whole, name) != getattr(old, name)]
    other = [
        f"{name} {getattr(old, name)}, not {getattr(new, name)}"
        for name in ("year", "volume", "issue", "pages")
        if getattr(old, name) and getattr(new, name) and getattr(old, name) != getattr(new, name)
    ]
    kept = f"; it keeps {', '.join(other)}" if other else ""
    return f"{new.key or new.line} is {old.key} by its {why}: {', '.join(added)} added{kept}"


_KINDS = {
    "journal-article": "article", "proceedings-article": "paper", "paper-conference": "paper", "proceedings": "book",
    "book": "book", "monograph": "book", "edited-book": "book", "reference-book": "book", "book-chapter": "chapter",
    "book-section": "chapter", "book-part": "chapter", "reference-entry": "chapter", "dissertation": "thesis",
    "thesis": "thesis", "dataset": "dataset", "database": "dataset", "software": "software", "patent": "patent",
}  # fmt: skip
UNLIKE = 60.0  # similarity of two folded titles, in per cent, under which they are not forms of one


def of_other_kinds(one: Work, other: Work) -> bool:
    """Whether two works of one title are of kinds that are never one work: a chapter and its book, thesis and paper."""
    kinds = _KINDS.get(one.type), _KINDS.get(other.type)
    return None not in kinds and kinds[0] != kinds[1]


def at_odds(one: Work, other: Work) -> bool:
    """Whether two records with one DOI describe two works: chapters that have their book's, or a DOI mistyped.

    Another title alone is no sign, it may be a translation: the first author or the first page must be another too.
    """
    titles = folded(one.full_title), folded(other.full_title)
    if not all(titles) or fuzz.token_set_ratio(*titles) >= UNLIKE:
        return False
    firsts = [
        squashed(work.authors[0].family or work.authors[0].literal) if work.authors else "" for work in (one, other)
    ]
    pages = _first_page(one), _first_page(other)
    if all(firsts):
        return firsts[0] != firsts[1] or (all(pages) and pages[0] != pages[1])
    return all(pages) and pages[0] != pages[1]


class Shelf:
    """Works by their marks; those put first are found first."""

    def __init__(self, works: Iterable[Work] = ()) -> None:
        self._works: dict[str, Work] = {}
        self._marks: dict[str, set[Mark]] = {}
        self._keys: dict[Mark, dict[str, None]] = {}
        for work in works:
            self.put(work)

    def put(self, work: Work) -> None:
        """Put a work on the shelf, in the place of the one with its key."""
        marks = marks_of(work)
        old = self._marks.get(work.key, set())
        for mark in old - marks:
            del self._keys[mark][work.key]
        for mark in marks - old:
            self._keys.setdefault(mark, {})[work.key] = None
        self._works[work.key], self._marks[work.key] = work, marks

    def twin(self, work: Work) -> Work | None:
        """The work on the shelf that this one is: by an identifier, or by title with compatible other fields."""
        for name in IDENTIFIERS:
            for found in self._with(name, getattr(work, name)):
                if not at_odds(found, work):
                    return found if name == "doi" or not (found.doi and work.doi) else None
        alike = self._with("title", squashed(work.full_title))
        return next((found for found in alike if compatible(found, work) and _written_alike(found, work)), None)

    def holder(self, doi: str) -> Work | None:
        """The work on the shelf that has this DOI."""
        return next(iter(self._with("doi", doi)), None)

    def _with(self, name: str, value: str) -> Iterable[Work]:
        return (self._works[key] for key in self._keys.get((name, value), ())) if value else ()


def compatible(one: Work, other: Work) -> bool:
    """Whether two works of one title can be one: no other DOI, kind, place or first author, a year at most one off.

    Editorials and calendars share their title and author from issue to issue: volume, issue and first page tell them.
    """
    if one.doi and other.doi and one.doi != other.doi:
        return False
    if of_other_kinds(one, other):
        return False
    if one.year and other.year and abs(one.year - other.year) > 1:
        return False
    places = ((one.volume, other.volume), (one.issue, other.issue), (_first_page(one), _first_page(other)))
    if any(here and there and here != there for here, there in places):
        return False
    if not (one.authors and other.authors):
        return True
    first, second = one.authors[0], other.authors[0]
    return squashed(first.family or first.literal) == squashed(second.family or second.literal)


def _written_alike(one: Work, other: Work) -> bool:
    """Whether two records have the same Greek letters in their titles, or an identifier that says what they are.

    "TGF-β" and "TGF-beta" in two entries of a user's own are likely one work, and `dedupe` shows them; but nothing
    beside the title says so, and an import that made one of them could not be asked for the other.
    """
    if any(getattr(work, name) for work in (one, other) for name in IDENTIFIERS):
        return True
    here, there = (re.findall("[\u0370-\u03ff]", work.full_title.lower()) for work in (one, other))
    return here == there


def _first_page(work: Work) -> str:
    return work.pages.partition("-")[0].strip()
