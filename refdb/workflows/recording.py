"""A registry whose answers the library keeps, so that nothing is asked twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from refdb.database.store import Store
from refdb.model import Record
from refdb.registries.registry import Registry


class RecordingRegistry:
    """Asks the library's records first, and keeps what ``registry`` answers. An outage is never recorded."""

    def __init__(self, registry: Registry, store: Store, *, refresh: bool = False) -> None:
        self.name = registry.name
        self._registry = registry
        self._store = store
        self._refresh = refresh
        self._asked: set[str] = set()  # questions that a refresh has put again already

    def work(self, doi: str) -> Record | None:
        """The work with this DOI, None where the registry has none."""
        question = f"work {doi}"
        known = self._known(question)
        if known is None:
            known = self._keep(question, _stored(self._registry.work(doi)))
        return _record(known["answer"])

    def works(self, dois: Sequence[str]) -> dict[str, Record]:
        """The works with these DOIs, as far as they are registered."""
        missing = [doi for doi in dois if self._known(f"work {doi}") is None]
        found = self._registry.works(missing) if missing else {}
        with self._store.transaction():
            for doi in missing:
                self._keep(f"work {doi}", _stored(found.get(doi)))
        records = {doi: self.work(doi) for doi in dois}
        return {doi: record for doi, record in records.items() if record}

    def search(self, text: str, rows: int = 5) -> list[Record]:
        """Candidates for a bibliographic string, best first."""
        question = f"search {rows} {text}"
        known = self._known(question)
        if known is None:
            known = self._keep(question, [_stored(record) for record in self._registry.search(text, rows)])
        return [record for item in known["answer"] if (record := _record(item))]

    def agency(self, doi: str) -> str | None:
        """Which agency registered a DOI, None where nobody did."""
        question = f"agency {doi}"
        known = self._known(question)
        if known is None:
            known = self._keep(question, self._registry.agency(doi))
        answer: str | None = known["answer"]
        return answer

    def close(self) -> None:
        """Let go of the registry."""
        self._registry.close()

    def _known(self, question: str) -> Mapping[str, Any] | None:
        if self._refresh and question not in self._asked:
            return None
        return self._store.recorded(self.name, question)

    def _keep(self, question: str, answer: Any) -> Mapping[str, Any]:  # noqa: ANN401  (JSON)
        self._asked.add(question)
        self._store.record(self.name, question, answer)
        return {"answer": answer}


def _stored(record: Record | None) -> dict[str, Any] | None:
    return {"registry": record.registry, "key": record.key, "item": record.item} if record else None


def _record(answer: Mapping[str, Any] | None) -> Record | None:
    return Record(answer["registry"], answer["key"], answer["item"]) if answer else None
