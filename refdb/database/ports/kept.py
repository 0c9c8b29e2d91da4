"""What workflows put into a database: works, articles, answers, texts, decisions, and the history of all that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol

from refdb.database.ports.searched import Outline
from refdb.model import (
    Article,
    AuditReport,
    Change,
    CheckedReference,
    Decision,
    DecisionKind,
    KeptAudit,
    Passage,
    TextOrigin,
    Update,
    Verification,
    Work,
)
from refdb.model.json_values import Json


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

    def last_audit(self) -> int:
        """The number of the last audit; 0 where there is none."""
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

    def under_way(self) -> int:
        """The number of the change that is being recorded, for other processes that are to ``join`` it; 0 for none."""
        ...

    def joining(self, change: int) -> AbstractContextManager[None]:
        """All that is done within is part of this change, which another process records; 0 is none."""
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
