"""What registries and sources are asked, and where their answers are kept, so that nothing is asked twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Protocol

from refdb.model import Record


class Question(NamedTuple):
    """What a registry is asked; ``str`` of it is the name under which the answer is kept."""

    kind: Literal["work", "search", "agency", "doi", "pmid", "pmcid"]
    text: str  # an identifier, or a printed reference; of a catalogue what is sought, see ``catalogues.sought``
    rows: int = 0
    source: str = ""  # one beside the registry, "datacite" …

    def __str__(self) -> str:
        if self.kind == "search":
            return f"search {self.rows} {self.text}"
        return f"work {self.kind}:{self.text}" if self.source else f"{self.kind} {self.text}"


class Records(Protocol):
    """Where answers are kept: a library's store, or ``MemoryRecords``."""

    def recorded(self, registry: str, question: str) -> Mapping[str, Any] | None:
        """The answer as ``{"answer": …, "fetched_at": …}`` (ISO 8601), None where the question was never answered."""
        ...

    def record(self, registry: str, question: str, answer: Any) -> None:
        """Keep an answer (anything JSON can hold; null where the registry has nothing)."""
        ...


class MemoryRecords:
    """Answers kept for one run."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str], Any] = {}

    def recorded(self, registry: str, question: str) -> Mapping[str, Any] | None:
        """The answer as ``{"answer": …}``, None where the question was never answered."""
        key = (registry, question)
        return {"answer": self._answers[key]} if key in self._answers else None

    def record(self, registry: str, question: str, answer: Any) -> None:
        """Keep an answer."""
        self._answers[registry, question] = answer


def stored(record: Record | None) -> dict[str, Any] | None:
    """A registry's record as the answer that is kept."""
    return {"registry": record.registry, "key": record.key, "item": record.item} if record else None


def record_of(answer: Mapping[str, Any] | None) -> Record | None:
    """The record that was kept as this answer."""
    return Record(answer["registry"], answer["key"], answer["item"]) if answer else None
