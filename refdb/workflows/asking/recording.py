"""A registry whose answers are kept, so that nothing is asked twice and a report can be made again offline.

Questions are put one by one (``answer``), or many at once beforehand (``ask_all``).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from typing import Any

from refdb.errors import RegistryRefused, RegistryUnavailable
from refdb.model import Record
from refdb.model.running import Progress, silent
from refdb.registries.records import Question, Records, record_of, stored
from refdb.registries.registry import Registry
from refdb.registries.supplements.chosen import NO_SOURCES, Sources
from refdb.workflows.asking.sources import looked_for, put_to

BATCH = 40  # works a request


class RecordingRegistry:
    """Asks the records first, and keeps what ``registry`` answers. An outage is never recorded.

    Args:
        registry: who is asked.
        records: where its answers are kept.
        beside: who else is asked, about DOIs of other agencies and about PMIDs.
        refresh: ask again for what was answered before, once.
        older_than: days; with ``refresh`` younger answers stay.
        offline: ask nobody; what no record answers is unavailable.
    """

    def __init__(
        self,
        registry: Registry,
        records: Records,
        beside: Sources = NO_SOURCES,
        *,
        refresh: bool = False,
        older_than: float = 0.0,
        offline: bool = False,
    ) -> None:
        self.name = registry.name
        self.at_once = registry.at_once
        self.extent = registry.extent
        self._registry = registry
        self._records = records
        self._beside = beside
        self.catalogues = tuple(beside.catalogues)  # who may be asked for works that the registry does not know
        self._refresh = refresh
        self._old = (datetime.now(UTC) - timedelta(days=older_than)).isoformat()
        self._offline = offline
        self._put: set[Question] = set()  # questions that this run has put already
        self._failed: dict[Question, str] = {}  # question -> why it could not be answered when all were asked at once

    def work(self, doi: str) -> Record | None:
        """The work with this DOI, None where the registry has none."""
        return record_of(self.answer(Question("work", doi)))

    def answer(self, question: Question) -> Any:
        """The answer as it is kept (see ``records``), asked for where it is not; None of a source that is off.

        Raises:
            RegistryUnavailable, RegistryRefused: there is none; nothing is kept.
        """
        if not self._is_on(question):
            return None
        known = self._known(question)
        if known is not None:
            return known["answer"]
        if question in self._failed:
            raise RegistryUnavailable(self._failed[question])
        if self._offline:
            raise RegistryUnavailable(f"offline, and {question.source or self.name} was never asked this")
        return self._keep(question, self._from_registry(question))

    def close(self) -> None:
        """Let go of the registry."""
        self._registry.close()

    def forget_failures(self) -> None:
        """Let questions be put once more that could not be answered: registries come back."""
        self._failed.clear()

    def ask_all(self, questions: Iterable[Question], progress: Progress = silent) -> None:
        """Put those questions that have no answer yet, as many at once as the registry bears; offline none.

        Each answer is kept as soon as it is there. A question that cannot be answered raises RegistryUnavailable when
        it comes up again.
        """
        on = [question for question in questions if not self._offline and self._is_on(question)]
        distinct = {question for question in on if self._known(question) is None}
        step, answered = f"asking {self.name}", 0
        dois = [question.text for question in sorted(distinct) if question.kind == "work"]
        others = [question for question in sorted(distinct) if question.kind != "work"]
        batches = [dois[start : start + BATCH] for start in range(0, len(dois), BATCH)]
        stop = threading.Event()  # Ctrl-C: what has not begun is not asked
        with ThreadPoolExecutor(self.at_once) as pool:
            waiting: dict[Future[Any], tuple[Question, ...]] = {}
            for batch in batches:
                waiting[pool.submit(self._put_batch, batch, stop)] = tuple(Question("work", doi) for doi in batch)
            for question in others:
                waiting[pool.submit(self._put_one, question, stop)] = (question,)
            try:
                while waiting:
                    progress(step, answered, len(distinct))
                    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                        asked = waiting.pop(future)
                        alone = self._take(future, asked)
                        answered += len(asked) - len(alone)
                        waiting |= {pool.submit(self._put_one, question, stop): (question,) for question in alone}
            finally:
                stop.set()

    def _take(self, future: Future[Any], asked: tuple[Question, ...]) -> tuple[Question, ...]:
        """Keep what was answered; the questions that are to be put once more, by themselves."""
        try:
            answers = future.result()
        except (RegistryUnavailable, RegistryRefused) as error:
            if len(asked) > 1:  # one bad record must not condemn those it came with
                return asked
            self._failed[asked[0]] = str(error)
            return ()
        for question, answer in zip(asked, answers, strict=True):
            self._keep(question, answer)
        return ()

    def _put_batch(self, dois: Sequence[str], stop: threading.Event) -> list[Any]:
        if stop.is_set():
            raise RegistryUnavailable("interrupted")
        found = self._registry.works(dois)
        return [stored(found.get(doi)) for doi in dois]

    def _put_one(self, question: Question, stop: threading.Event) -> list[Any]:
        if stop.is_set():
            raise RegistryUnavailable("interrupted")
        return [self._from_registry(question)]

    def _from_registry(self, question: Question) -> Any:
        if question.source and question.kind == "search":
            return looked_for(self._beside.catalogues[question.source], question)
        if question.source:
            source = next(source for source in self._beside if source.name == question.source)
            return put_to(source, question)
        if question.kind == "work":
            return stored(self._registry.work(question.text))
        if question.kind == "agency":
            return self._registry.agency(question.text)
        return [stored(record) for record in self._registry.search(question.text, question.rows)]

    def _is_on(self, question: Question) -> bool:
        if question.kind == "search":
            return not question.source or question.source in self.catalogues
        return not question.source or any(source.name == question.source for source in self._beside)

    def _known(self, question: Question) -> Mapping[str, Any] | None:
        """The answer that is kept, with its time; None where the question is to be put."""
        known = self._records.recorded(question.source or self.name, str(question))
        again = self._refresh and not self._offline and question not in self._put
        return None if known is None or (again and known.get("fetched_at", "") < self._old) else known

    def _keep(self, question: Question, answer: Any) -> Any:
        self._put.add(question)
        self._records.record(question.source or self.name, str(question), answer)
        return answer
