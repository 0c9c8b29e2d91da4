"""What the library's other verbs are given and give back: counts, findings, exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Generic, Literal, TypeVar

from refdb.model.work import Standing, Work

T = TypeVar("T")


class Results(list[T], Generic[T]):
    """A list of results with ``notes``: what is to be said of all of them, a line each."""

    def __init__(self, results: Iterable[T] = (), notes: Iterable[str] = ()) -> None:
        super().__init__(results)
        self.notes = tuple(filter(None, notes))

    def _repr_html_(self) -> str:
        """A notebook shows each result as it would show it alone."""
        shown = [f"<p>{escape(note)}</p>" for note in self.notes]
        for result in self:
            as_html = getattr(result, "_repr_html_", None)
            shown.append(as_html() if as_html else f"<p>{escape(repr(result))}</p>")
        return "".join(shown)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How files are taken in; ``form`` is for files that do not say what they are (see ``FORMATS``)."""

    form: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)  # column of a table -> field
    tags: tuple[str, ...] = ()  # that every imported work gets
    collections: tuple[str, ...] = ()
    key_pattern: str = ""  # of works that come without a key; "" is Better BibTeX's default
    zotero: str = ""  # address of the running Zotero's local API
    zotero_key: str = ""  # where it is zotero.org's


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did; ``duplicates`` are works and articles that the library had already."""

    articles: int = 0
    references: int = 0
    works: int = 0
    new: int = 0
    duplicates: int = 0
    warnings: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()  # entries that became part of a work, with what they added to it


@dataclass(frozen=True, slots=True)
class IndexCounts:
    """What indexing did; ``passages`` are all in the index afterwards."""

    embedded: int
    removed: int
    passages: int
    rebuilt: bool  # the index was missing, damaged or of another model, and was made anew from the database
    reason: str = ""  # why it was made anew, in a line for the user


@dataclass(frozen=True, slots=True)
class IndexCheck:
    """What is in the index, and what is wrong with it (one line each)."""

    passages: int
    embedded: int
    indexed: int
    engine: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attached:
    """What became of one file; ``note`` says why it was not attached, or what the user should look at."""

    file: Path
    outcome: Literal["attached", "unchanged", "unmatched", "failed"]
    key: str = ""
    doi: str = ""
    passages: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one thing that was to be added.

    Args:
        given: as the user gave it.
        outcome: known means that it was here, unchecked that no registry could be asked.
        work: as it is in the library now; None where there is none.
        note: what to tell the user.
    """

    given: str
    outcome: Literal["added", "known", "not_found", "ambiguous", "unchecked", "not_checkable"]
    work: Work | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at in a library; ``mend`` is what mends it, "" where nothing or only a person can."""

    about: str
    state: Literal["well", "note", "fault", "mended"]
    message: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Completed:
    """What completing works did: abstracts and full texts by the source that gave them, and what is retracted."""

    abstracts: Mapping[str, int] = field(default_factory=dict)
    full_texts: Mapping[str, int] = field(default_factory=dict)
    retracted: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedWork:
    """A work and whether it still stands; ``note`` says why it is unchecked, ``asked_at`` when it was asked for."""

    work: Work
    standing: Standing
    note: str = ""
    asked_at: str = ""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Works that seem to be one; ``key`` is the one that would be kept, ``reason`` why they seem so."""

    key: str
    others: tuple[str, ...]
    reason: str
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which works are meant; every condition given must hold, and without one it is the whole library.

    ``article`` is an article's number, ``only_cited`` a manuscript; both give its order, as ``keys`` (or identifiers)
    give theirs. ``query`` finds words.
    """

    article: int | None = None
    tags: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    query: str = ""
    only_cited: Path | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """The text of an export, how many works it holds, and what to tell the user."""

    text: str
    works: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenBack:
    """What an export to Zotero wrote: items that are works of the library, those whose tags or note were changed."""

    items: int
    tags: int
    notes: int
    unmatched: tuple[str, ...] = ()  # keys of works that Zotero does not have
    failed: tuple[str, ...] = ()  # what Zotero did not take, and why


@dataclass(frozen=True, slots=True)
class TextOrigin:
    """Who gave a work one of its texts.

    ``source`` is a registry's name, or "file"; ``name`` the file's name, or the registry's own identifier; ``sha256``
    is that of the file's bytes.
    """

    field: Literal["abstract", "full_text"]
    source: str
    name: str = ""
    sha256: str = ""
    fetched_at: str = ""  # UTC, ISO 8601; set when it is stored


@dataclass(frozen=True, slots=True)
class Change:
    """A change that can be taken back, or was at ``undone_at``; ``keys`` are the works that an undoing touched."""

    id: int
    action: str
    summary: str
    created_at: str
    keys: tuple[str, ...] = ()
    undone_at: str = ""
