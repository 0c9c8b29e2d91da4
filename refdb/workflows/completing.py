"""Works -> works with abstracts and full texts: what the registry has not, Europe PMC, OpenAlex … may have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from refdb.bibliography.csl.items import work_from_item
from refdb.errors import InputError
from refdb.model import Completed, Record, Source, TextOrigin, Work
from refdb.model.running import Progress, silent
from refdb.registries.registry import Registry
from refdb.registries.retractions import RetractionWatch
from refdb.registries.supplements.chosen import NO_SOURCES, Sources
from refdb.workflows.asking.registered import ask_registry, ask_watch
from refdb.workflows.asking.sources import TELL_OF_RETRACTIONS, Asker
from refdb.workflows.asking.standings import standings_of
from refdb.workflows.full_texts.open_files import take_open_file
from refdb.workflows.full_texts.texts import LEAST, texts_of
from refdb.workflows.steps.adding import renew_passages
from refdb.workflows.steps.ports import Store

if TYPE_CHECKING:
    from refdb.registries.registry import Source as Asked

LEAST_ABSTRACT = 60  # characters
_NO_ABSTRACT = re.compile(
    r"(?i)\W*(?:no abstract|(?:the )?abstract (?:is )?not available|\[?this (?:corrects|retracts) the article)"
)


def complete(
    store: Store,
    registry: Registry,
    sources: Sources = NO_SOURCES,
    *,
    keys: Iterable[str] | None = None,
    watch: RetractionWatch | None = None,
    refresh: bool = False,
    offline: bool = False,
    files: bool = False,
    progress: Progress = silent,
) -> Completed:
    """Fetch the abstracts and open full texts that works lack, and the notices about them.

    Every answer is kept, so that a second run asks nobody and a killed one goes on where it was.

    Args:
        store: the library.
        registry: asked first, about every work with a DOI that it did not answer about yet.
        sources: asked after it; which of them are on is the user's setting.
        keys: the works; None for all.
        watch: Retraction Watch's database, where the user has it.
        refresh: ask again for what was answered before.
        offline: ask nobody.
        files: fetch open files from the web too, where there is no other full text.
        progress: told how far it is.
    """
    chosen = None if keys is None else list(keys)
    abstracts: Counter[str] = Counter()
    full_texts: Counter[str] = Counter()
    answered = store.answered(chosen)
    known = [outline.work for outline in store.outlines(chosen)]
    new = [work for work in known if refresh or registry.name not in answered.get(work.key, {})]
    from_registry = ask_registry(store, registry, new, refresh=refresh, offline=offline, progress=progress)
    abstracts[registry.name] = len(from_registry.abstracts)
    asker = Asker(store, refresh=refresh, offline=offline)
    works = store.outlines(chosen)
    for done, outline in enumerate(works):
        progress("completing works", done, len(works))
        work, has_full_text = outline.work, outline.has_full_text
        one = _Completing(store, asker, work)
        if sources.datacite and work.key in from_registry.not_registered and not one.has_abstract:
            one.ask(sources.datacite)
        if sources.europepmc and not (one.has_abstract and has_full_text):
            one.ask(sources.europepmc)
        for source in (sources.openalex, sources.semanticscholar):
            if source and not one.has_abstract:
                one.ask(source)
        if sources.europepmc and not has_full_text:
            has_full_text = one.full_text(sources)
            full_texts[sources.europepmc.name] += has_full_text
        if files and not offline and not has_full_text:
            full_texts[take_open_file(store, asker, sources, work)] += 1
        abstracts.update(one.abstract_from)
    progress("completing works", len(works), len(works))
    if watch is not None:
        ask_watch(store, watch, known)
    standings = standings_of(store, chosen)
    warnings = [] if offline else [*_first(from_registry.failed), *asker.warnings.values()]
    if asker.refused:
        warnings.append(f"{len(asker.refused)} open files were not taken: {asker.refused[0]}")
    return Completed(
        {name: n for name, n in abstracts.items() if n},
        {name: n for name, n in full_texts.items() if n and name},
        sum(standing.state == "retracted" for standing in standings.values()),
        tuple(warnings),
    )


@dataclass(slots=True)
class _Completing:
    """One work while sources are asked about it."""

    store: Store
    asker: Asker
    work: Work
    abstract_from: list[str] = field(default_factory=list)
    _europepmc: Record | None = None

    @property
    def has_abstract(self) -> bool:
        return bool(self.work.abstract or self.abstract_from)

    def ask(self, source: Asked) -> None:
        """Take from a source what the work lacks: identifiers, notices, the abstract."""
        answer = self.asker.about(source, self.work)
        if answer.record is None:
            return
        if source.name == "europepmc":
            self._europepmc = answer.record
        found = work_from_item(answer.record.item)
        key, record = self.work.key, answer.record.key
        wants = not self.has_abstract and _is_abstract(found.abstract)

        def take() -> None:
            self.store.complete(key, Work(pmid=found.pmid, pmcid=found.pmcid))
            if found.updates or source.name in TELL_OF_RETRACTIONS:
                when = self.store.recorded_at(source.name, answer.question)
                self.store.add_updates(key, found.updates, source.name, when)
            if wants:
                self.store.set_text(key, found.abstract, TextOrigin("abstract", source.name, record))
                renew_passages(self.store, key)

        self.store.in_one(take)
        if wants:
            self.abstract_from.append(source.name)

    def full_text(self, sources: Sources) -> bool:
        """Take the open-access full text where Europe PMC told of one; whether it was."""
        from refdb.articles.jats.read_jats import read_jats  # slow to import, and most works have no full text to read
        from refdb.citations.extraction import extract

        item = self._europepmc.item if self._europepmc else {}
        pmcid = str(item.get("PMCID") or "")
        if not sources.europepmc or not pmcid or not dict(item.get("custom") or {}).get("open-access"):
            return False
        xml = self.asker.full_text(sources.europepmc, pmcid)
        if xml is None:
            return False
        try:
            text = texts_of(extract(read_jats(xml, Source(f"{pmcid}.xml", "jats")))).full_text
        except InputError as error:
            self.asker.warnings.setdefault(pmcid, f"the full text {pmcid} of Europe PMC cannot be read: {error}")
            return False
        if len(text) < LEAST:
            return False
        origin = TextOrigin("full_text", "europepmc", pmcid)

        def take() -> None:
            self.store.set_text(self.work.key, text, origin)
            renew_passages(self.store, self.work.key)

        self.store.in_one(take)
        return True


def _is_abstract(text: str) -> bool:
    return len(text) >= LEAST_ABSTRACT and not _NO_ABSTRACT.match(text)


def _first(failed: Mapping[str, str] | None) -> list[str]:
    """One line for all works that the registry could not be asked about."""
    reasons = list((failed or {}).values())
    return [f"{len(reasons)} works could not be asked for: {reasons[0]}"] if reasons else []
