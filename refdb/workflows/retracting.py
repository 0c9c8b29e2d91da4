"""Works -> whether they still stand: the registry, Europe PMC, OpenAlex and Retraction Watch are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from refdb.bibliography.csl.items import work_from_item
from refdb.model import CheckedWork, Work
from refdb.model.running import Progress, silent
from refdb.registries.registry import Registry
from refdb.registries.retractions import RetractionWatch
from refdb.registries.supplements.chosen import NO_SOURCES, Sources
from refdb.workflows.asking.registered import ask_registry, ask_watch, recorded_at
from refdb.workflows.asking.sources import Asker
from refdb.workflows.asking.standings import notices_by_doi, standing_of_work
from refdb.workflows.steps.ports import Store

MOST_DAYS = 7  # an answer older than that is asked for again


def check_retractions(
    store: Store,
    registry: Registry | None,
    sources: Sources = NO_SOURCES,
    watch: RetractionWatch | None = None,
    *,
    refresh: bool = False,
    progress: Progress = silent,
) -> list[CheckedWork]:
    """Whether each work of the library still stands.

    Sources are asked about what they never answered or answered more than a week ago; with ``refresh`` about all.
    Without a registry and sources nobody is asked, and what was answered at any time counts. Only those that are asked
    count for "clear"; a notice counts whoever gave it.
    """
    failed: dict[str, str] = {}
    works = _works(store, *(["abstract"] if registry is not None else []))  # a registry may give those that lack
    if registry is not None:
        failed |= _ask_registry_again(store, registry, works, refresh=refresh, progress=progress)
    failed |= _ask_sources(store, sources, works, refresh=refresh, progress=progress)
    if watch is not None:
        ask_watch(store, watch, _works(store))
    asked = [source.name for source in sources] + [name for name in (RetractionWatch.name,) if watch]
    counting = None if registry is None else {registry.name, *asked}
    answered = store.answered()
    works = works if registry is None and not asked else _works(store)  # what was answered may have changed them
    here = notices_by_doi(works)
    checked = []
    for work in works:
        answers = answered.get(work.key, {})
        asked_at, note = max(answers.values(), default=""), ""
        found = standing_of_work(work, here, [name for name in answers if counting is None or name in counting])
        if found.state == "unchecked":
            note = _why_unchecked(work, failed, offline=registry is None)
        elif work.key in failed:
            note = f"not asked again since {asked_at[:10]}: {failed[work.key]}" if asked_at else failed[work.key]
        checked.append(CheckedWork(work, found, note, asked_at))
    return checked


def _ask_registry_again(
    store: Store, registry: Registry, works: Sequence[Work], *, refresh: bool, progress: Progress
) -> dict[str, str]:
    """Ask about works without an answer, and about those whose kept answer is old; why others have none."""
    answered = store.answered()
    asked_at = {work.key: recorded_at(store, registry.name, work) for work in works if work.doi}
    old = [work for work in works if refresh or _is_old(asked_at.get(work.key, ""))]
    again = {work.key for work in old}
    new = [w for w in works if w.key not in again and registry.name not in answered.get(w.key, {})]
    failed = dict(ask_registry(store, registry, new, progress=progress).failed or {})
    return failed | dict(ask_registry(store, registry, old, refresh=True, progress=progress).failed or {})


def _stale(store: Store, works: Sequence[Work], name: str) -> list[Work]:
    """The works about which a source gave no answer, or none within the last days."""
    answered = {key: times.get(name, "") for key, times in store.answered().items()}
    return [work for work in works if not answered.get(work.key) or _is_old(answered[work.key])]


def _ask_sources(
    store: Store, sources: Sources, works: Sequence[Work], *, refresh: bool, progress: Progress
) -> dict[str, str]:
    failed: dict[str, str] = {}
    for source in (sources.europepmc, sources.openalex):
        if source is None:
            continue
        asker, again = Asker(store), Asker(store, refresh=True)
        todo = works if refresh else _stale(store, works, source.name)
        for done, work in enumerate(todo):
            progress(f"asking {source.name}", done, len(todo))
            answer = (again if refresh else asker).about(source, work)
            if _is_old(store.recorded_at(source.name, answer.question)):
                answer = again.about(source, work)
            if answer.record:
                found = work_from_item(answer.record.item)
                when = store.recorded_at(source.name, answer.question)
                store.add_updates(work.key, found.updates, source.name, when)
            elif not answer.question and (asker.warnings or again.warnings):
                failed[work.key] = next(iter((asker.warnings | again.warnings).values()))
    return failed


def _is_old(when: str) -> bool:
    return bool(when) and when < _ago(timedelta(days=MOST_DAYS))


def _ago(span: timedelta) -> str:
    return (datetime.now(UTC) - span).isoformat(timespec="seconds")


def _works(store: Store, *more: str) -> list[Work]:
    """All works, with what is asked for and told of them alone."""
    return list(
        store.each_work((*more, "key", "title", "subtitle", "year", "doi", "pmid", "pmcid", "authors", "updates"))
    )


def _why_unchecked(work: Work, failed: Mapping[str, str], *, offline: bool) -> str:
    if not (work.doi or work.pmid or work.pmcid):
        return "it has no DOI or PMID to ask by"
    if offline:
        return "offline, and no source answered about it before"
    return failed.get(work.key) or "no source that was asked has a record of it"
