"""What the workflows need of a library's database, whichever it is; the only one yet is in sqlite/."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from refdb.database.served import Served
from refdb.model import (
    Article,
    AuditReport,
    Change,
    CheckedReference,
    Decision,
    DecisionKind,
    Filters,
    Identifier,
    KeptAudit,
    Passage,
    TextOrigin,
    Update,
    Verification,
    Work,
)
from refdb.model.json_values import Json

FILE = "file"  # the source of a text that the user attached


@dataclass(frozen=True, slots=True)
class Outline:
    """A work by what it is asked for and recognised by: names, numbers, abstract and notices, but no full text."""

    work: Work
    has_full_text: bool


@dataclass(frozen=True, slots=True)
class VectorState:
    """Which vectors of one model there are, in three numbers: two libraries or moments that differ have other ones.

    Ids are never used twice, so what is taken out and put in changes the sums.
    """

    count: int
    total: int
    squares: int

    def __str__(self) -> str:
        return f"{self.count}-{self.total}-{self.squares}"


class Works(Protocol):
    """The works of a library, read."""

    def works(self, keys: Iterable[str] | None = None) -> list[Work]:
        """All works in the order they came, or those with the given keys."""
        ...

    def work(self, key: str) -> Work | None:
        """The work with this key."""
        ...

    def work_by_doi(self, doi: str) -> Work | None:
        """The work with this DOI (bare, lower-case)."""
        ...

    def bearing(self, identifiers: Iterable[Identifier]) -> list[Work]:
        """The works that bear any of these identifiers, in their order, each once."""
        ...

    def year_span(self) -> tuple[int, int] | None:
        """The first and the last year of any work; None where no work has one."""
        ...

    def notices(self, dois: Iterable[str]) -> list[Work]:
        """The works that say of themselves to be notices about these DOIs, with their DOIs and updates alone."""
        ...

    def answered(self, keys: Iterable[str] | None = None) -> dict[str, dict[str, str]]:
        """For each of these works (None: all) the sources that answered about it, with the time of the last answer."""
        ...

    def text_origins(self, keys: Iterable[str] | None = None) -> dict[str, tuple[TextOrigin, ...]]:
        """For each of these works (None: all) who gave its texts, as far as that is known."""
        ...

    def keys(self) -> list[str]:
        """The keys of all works, in the order they came."""
        ...

    def listed(self, columns: Sequence[str], keys: Iterable[str] | None = None) -> list[dict[str, Any]]:
        """These columns of all works in the order they came, or of those with the given keys; nothing else is read.

        Beside the fields of ``Work`` there are ``created_at``, ``has_abstract`` and ``has_full_text``.
        """
        ...

    def count_rest(self) -> dict[str, Any]:
        """How many articles, references by status, and passages there are."""
        ...

    def faults(self) -> list[str]:
        """What is wrong with the database itself, one line each; nothing where all is well."""
        ...

    def without_passages(self) -> list[str]:
        """The keys of works that have a title or a text, and no passage."""
        ...

    def word_faults(self) -> list[str]:
        """What is wrong with the word index, one line each; nothing where all is well."""
        ...

    def citing(self, keys: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
        """For each of these works the articles that cite it: (number, title or file name)."""
        ...


class Passages(Protocol):
    """The passages of a library's works, read."""

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages with these ids."""
        ...

    def passages_of(self, keys: Iterable[str]) -> list[Passage]:
        """All passages of the works with these keys."""
        ...

    def works_of_passages(self, ids: Sequence[int]) -> dict[int, int]:
        """For each of these passages the row of its work."""
        ...

    def matching(self, filters: Filters) -> list[int]:
        """Ids of the passages that the filters leave, lowest first.

        Raises:
            InputError: the library has no such article.
        """
        ...


class Embeddings(Protocol):
    """Embeddings by model (fingerprint): the float32 vectors of a passage's windows, one after the other."""

    def vector_state(self, model: str) -> VectorState:
        """Which vectors of this model there are; some milliseconds for a hundred thousand."""
        ...

    def vector_bytes(self, model: str) -> int:
        """How many bytes all embeddings of this model have."""
        ...

    def vector_ids(self, model: str) -> list[int]:
        """Passages that this model has embedded, lowest id first."""
        ...

    def vectors_of(self, model: str, wanted: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """The embeddings of these passages by this model."""
        ...

    def count_unembedded(self, model: str) -> int:
        """How many passages this model has not embedded yet."""
        ...

    def unembedded(self, model: str, limit: int = -1, after: int = 0) -> list[Passage]:
        """Passages with an id above ``after`` that this model has not embedded yet, lowest id first."""
        ...


class Searched(Works, Passages, Embeddings, Protocol):
    """What searching and indexing read."""

    def version(self) -> int | None:
        """A number that is another one after each change by anybody else; None where that is not known."""
        ...

    def writable(self) -> AbstractContextManager[Database]:
        """The database that writes where this one reads: itself, or one opened for as long as it is needed."""
        ...


class Shelves(Protocol):
    """Works put in, with their passages."""

    def alike(self, works: Sequence[Work]) -> list[Work]:
        """The library's works with an identifier or a title in common with any of these, in the order they came."""
        ...

    def names_in_use(self, names: Iterable[str]) -> set[str]:
        """Those of the names that a work has as key or alias, and names in use that continue one of them by letters.

        In small letters: BibTeX takes two keys that differ only in case for one.
        """
        ...

    def put_works(
        self, new: Sequence[Work], changed: Sequence[Work], passages: Mapping[str, Sequence[Passage]]
    ) -> None:
        """Store works under their keys: new ones, and known ones as they are now.

        Args:
            new: works whose keys are in use nowhere.
            changed: works that the library has under their keys.
            passages: of each key; where a known work has them already, nothing is touched, and no vector lost.
        """
        ...

    def remove_works(self, keys: Iterable[str]) -> None:
        """Take works out, with their passages; references that meant them mean none.

        Raises:
            InputError: the library has no such work.
        """
        ...

    def rename_work(self, old: str, new: str) -> None:
        """Give a work another key; the old one becomes an alias, by which it is still found.

        Raises:
            InputError: the library has no such work, or another one of that key.
        """
        ...

    def set_passages(self, key: str, passages: Sequence[Passage]) -> None:
        """Make these the passages of a work; where they are so already, nothing is touched, and no vector lost."""
        ...

    def count_works(self) -> tuple[int, int]:
        """How many works there are, and how many of them have text that could be evidence."""
        ...

    def outlines(self, keys: Iterable[str] | None = None) -> list[Outline]:
        """All works in the order they came, or those with the given keys; quick also where all have a full text."""
        ...


class Articles(Protocol):
    """Articles under study, with what became of their references."""

    def add_article(self, article: Article) -> tuple[int, bool]:
        """Store an article with its references; one with the same bytes is read anew in place.

        Returns its id and whether it is new. A reference whose text did not change keeps its verification.
        """
        ...

    def article(self, article_id: int) -> Article:
        """An article with its references."""
        ...

    def remove_article(self, article_id: int) -> None:
        """Take an article out, with its references and audits.

        Raises:
            InputError: the library has no such article.
        """
        ...

    def article_with(self, sha256: str) -> int | None:
        """The id of the article of these bytes."""
        ...

    def article_ids(self) -> list[int]:
        """All articles, in the order they came."""
        ...

    def checked_references(self, article_id: int) -> list[CheckedReference]:
        """The references of an article that were verified, with what became of them."""
        ...

    def save_verification(self, article_id: int, n: int, verification: Verification, key: str, registry: str) -> None:
        """Keep what became of a reference, and the work (``key``, ``""`` for none) that it means."""
        ...

    def works_of_article(self, article_id: int) -> list[Work]:
        """The works that an article's references mean, in the order of its list, each once."""
        ...

    def save_audit(self, article_id: int, document: dict[str, Any], report: AuditReport | None = None) -> int:
        """Keep a finished audit: its document, and the report itself; its number."""
        ...

    def audits(self, article_id: int | None = None) -> list[KeptAudit]:
        """The audits of an article, or of all, the last first."""
        ...

    def audit_document(self, audit_id: int) -> dict[str, Any] | None:
        """The document of an audit."""
        ...

    def audit_report(self, audit_id: int) -> AuditReport | None:
        """The report of an audit as it was made; None where there is no such audit, or it was kept without."""
        ...


class Answers(Protocol):
    """What registries and sources answered."""

    def recorded(self, registry: str, question: str) -> Json | None:
        """The answer that a registry gave to a question, None where it was never asked.

        As ``{"answer": …, "fetched_at": "2026-11-21T08:00:00+00:00"}``.
        """
        ...

    def recorded_at(self, registry: str, question: str) -> str:
        """When a registry gave the answer that is kept (UTC, ISO 8601); ``""`` where none is."""
        ...

    def record(self, registry: str, question: str, answer: Json) -> None:
        """Keep a registry's answer (anything JSON can hold; null where it has nothing)."""
        ...

    def add_updates(self, key: str, updates: Iterable[Update], source: str, when: str = "") -> None:
        """Keep the notices that ``source`` has about a work, and that it answered at ``when`` (ISO 8601), or now."""
        ...


class Texts(Protocol):
    """Where the texts of works came from."""

    def set_text(self, key: str, text: str, origin: TextOrigin) -> None:
        """Make ``text`` the abstract or full text (``origin.field``) of a work, whatever it had before.

        Its passages are the caller's affair.

        Raises:
            InputError: the library has no such work.
        """
        ...

    def forget_text(self, key: str, field: Literal["abstract", "full_text"]) -> None:
        """Take a work's abstract or full text away. Its passages are the caller's affair.

        Raises:
            InputError: the library has no such work.
        """
        ...

    def note_origin(self, key: str, origin: TextOrigin) -> None:
        """Remember who gave a work a text that it has already."""
        ...

    def complete(self, key: str, found: Work) -> None:
        """Give the work under this key what it lacks and ``found`` has.

        Raises:
            InputError: the library has no such work.
        """
        ...

    def attached(self, sha256: str) -> Sequence[str]:
        """The keys of the works that have the file with this SHA-256 as their full text."""
        ...


class Decisions(Protocol):
    """What readers decided; nothing of it is ever changed or taken out."""

    def add_decisions(self, decisions: Iterable[Decision]) -> int:
        """Keep decisions, one that is known already once; how many were new."""
        ...

    def decisions(self) -> list[Decision]:
        """All decisions, in the order in which they were made."""
        ...

    def decisions_on(self, kind: DecisionKind, texts: Iterable[str]) -> dict[str, Decision]:
        """The last decision on each of these texts that has one, however it was set in print."""
        ...


class History(Protocol):
    """Merges of works; and changes, whatever they are, taken back and made again."""

    def merge(self, key: str, others: Sequence[str]) -> Work:
        """Make one work of several, under ``key``: what it lacks comes from the others, whose keys become aliases.

        Raises:
            InputError: the library has no such work, or there is nothing to merge.
        """
        ...

    def recording(self, action: str, summary: str, *, counted: bool = True) -> AbstractContextManager[None]:
        """All that is done within, in however many transactions, is one change; one within another is part of it.

        With ``counted`` its summary tells how many works were added, changed and removed.
        """
        ...

    def changes(self, limit: int = 20, *, undone: bool = False) -> list[Change]:
        """What was changed and can be taken back, or with ``undone`` what was and can be made again; the last first."""
        ...

    def undo(self, change_id: int | None, cut: Callable[[Work], Sequence[Passage]]) -> Change:
        """Take the last change back, or the one of this number; ``cut`` makes the passages of its works.

        Raises:
            InputError: there is no such change, or a later one stands in its way.
        """
        ...

    def redo(self, change_id: int | None, cut: Callable[[Work], Sequence[Passage]]) -> Change:
        """Make the change that was undone last again, or the one of this number.

        Raises:
            InputError: there is no such change, or an earlier one is to be made again first.
        """
        ...


class Database(Searched, Shelves, Articles, Answers, Texts, Decisions, History, Served, Protocol):
    """All that a library remembers; every method is one transaction of its own, or joins the one around it."""

    def transaction(self) -> AbstractContextManager[None]:
        """All calls inside commit together, or not at all."""
        ...

    def save_vectors(self, model: str, ids: Sequence[int], vectors: Sequence[bytes]) -> int:
        """Keep the embeddings (float32 bytes) of these passages by this model; how many.

        One whose passage another program took away in the meantime is left out.
        """
        ...

    def forget_other_vectors(self, model: str) -> int:
        """Drop the vectors of every other model; how many there were."""
        ...

    def rebuild_words(self) -> int:
        """Make the word index anew from works and passages; how many passages it has."""
        ...
