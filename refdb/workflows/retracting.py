"""Works -> whether they still stand: the registry, Europe PMC, OpenAlex and Retraction Watch are asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from refdb.bibliography.csl.items import work_from_item
from refdb.errors import RegistryRefused, RegistryUnavailable
from refdb.model import CheckedReference, CheckedWork, Record, Standing, TextOrigin, Work
from refdb.registries.registry import Registry
from refdb.registries.retractions import RetractionWatch
from refdb.workflows.asking.recording import RecordingRegistry
from refdb.workflows.asking.records import Question
from refdb.workflows.asking.sources import NO_SOURCES, Asker, Sources
from refdb.workflows.asking.standings import notices_by_doi, standing_of_work
from refdb.workflows.steps.adding import renew_passages
from refdb.workflows.steps.ports import Store
from refdb.workflows.steps.progress import Progress, silent

BATCH = 100  # works a transaction
MOST_DAYS = 7  # an answer older than that is asked for again


@dataclass(frozen=True, slots=True)
class FromRegistry:
    """What asking the registry about works gave: by key, what each lacked and got, and why others have no answer."""

    abstracts: frozenset[str] = frozenset()
    not_registered: frozenset[str] = frozenset()
    failed: Mapping[str, str] | None = None


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
    Without a registry and sources nobody is asked, and what was answered at any time counts.
    """
    failed: dict[str, str] = {}
    works = _works(store)
    if registry is not None:
        failed |= _ask_registry_again(store, registry, works, refresh=refresh, progress=progress)
    failed |= _ask_sources(store, sources, works, refresh=refresh, progress=progress)
    if watch is not None:
        ask_watch(store, watch, _works(store))
    asked = [source.name for source in sources] + [name for name in (RetractionWatch.name,) if watch]
    counting = None if registry is None else {registry.name, *asked}
    standings = standings_of(store, names=counting)
    answered = store.answered()
    checked = []
    for work in _works(store):
        asked_at = max(answered.get(work.key, {}).values(), default="")
        found, note = standings[work.key], ""
        if found.state == "unchecked":
            note = _why_unchecked(work, failed, offline=registry is None)
        elif work.key in failed:
            note = f"not asked again since {asked_at[:10]}: {failed[work.key]}" if asked_at else failed[work.key]
        checked.append(CheckedWork(work, found, note, asked_at))
    return checked


def standings_of(
    store: Store, keys: Iterable[str] | None = None, *, names: set[str] | None = None
) -> dict[str, Standing]:
    """Whether works of the library still stand, by what is kept of earlier answers; nobody is asked.

    ``names`` are the sources whose answers count for "clear"; None for all. A notice counts whoever gave it.
    """
    chosen = None if keys is None else list(keys)
    answered = store.answered(chosen)
    works = [outline.work for outline in store.outlines(chosen)]
    here = notices_by_doi(works if chosen is None else store.notices(work.doi for work in works))
    found = {}
    for work in works:
        sources = [name for name in answered.get(work.key, {}) if names is None or name in names]
        found[work.key] = standing_of_work(work, here, sources)
    return found


def with_standings(store: Store, references: Sequence[CheckedReference]) -> list[CheckedReference]:
    """The references, each that means a work with whether that still stands."""
    standings = standings_of(store, {checked.key for checked in references if checked.key})
    return [replace(checked, standing=standings.get(checked.key)) for checked in references]


def ask_registry(
    store: Store,
    registry: Registry,
    works: Sequence[Work],
    *,
    refresh: bool = False,
    offline: bool = False,
    progress: Progress = silent,
) -> FromRegistry:
    """Ask the registry about works by their DOI, many at once; what they lack and it knows is taken over.

    With ``refresh`` answers older than an hour are asked for again: those of this very run are not.
    """
    named = [work for work in works if work.doi]
    recording = RecordingRegistry(registry, store, refresh=refresh, older_than=1 / 24, offline=offline)
    recording.ask_all((Question("work", work.doi) for work in named), progress)
    abstracts, absent, failed = set(), set(), {}
    for start in range(0, len(named), BATCH):
        with store.transaction():  # nobody is asked in here: every answer is kept by now, or failed
            for work in named[start : start + BATCH]:
                try:
                    record = recording.work(work.doi)
                except (RegistryUnavailable, RegistryRefused) as error:
                    failed[work.key] = str(error)
                    continue
                if record is None:
                    absent.add(work.key)
                elif _take_over(store, work, record, registry.name):
                    abstracts.add(work.key)
    return FromRegistry(frozenset(abstracts), frozenset(absent), failed)


def _take_over(store: Store, work: Work, record: Record, name: str) -> bool:
    """Complete a work from the registry's record; whether it got an abstract by that."""
    found = work_from_item(record.item)
    if work.title:  # the title is embedded with each passage
        found = replace(found, title="", subtitle="", other_titles=())
    when = _recorded_at(store, name, work)
    with store.transaction():
        store.complete(work.key, found)
        store.add_updates(work.key, (), name, when)
        if found.abstract and work.abstract in ("", found.abstract):
            store.note_origin(work.key, TextOrigin("abstract", name, record.key))
        if found.abstract and not work.abstract:
            renew_passages(store, work.key)
    return bool(found.abstract and not work.abstract)


def _ask_registry_again(
    store: Store, registry: Registry, works: Sequence[Work], *, refresh: bool, progress: Progress
) -> dict[str, str]:
    """Ask about works without an answer, and about those whose kept answer is old; why others have none."""
    answered = store.answered()
    asked_at = {work.key: _recorded_at(store, registry.name, work) for work in works if work.doi}
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


def _recorded_at(store: Store, name: str, work: Work) -> str:
    return store.recorded_at(name, str(Question("work", work.doi)))


def ask_watch(store: Store, watch: RetractionWatch, works: Sequence[Work]) -> None:
    """A list of all retractions answers for every work that can be looked up in it."""
    with store.transaction():
        for work in works:
            if work.doi or work.pmid:
                store.add_updates(work.key, watch.notices(work.doi, work.pmid), watch.name)


def _works(store: Store) -> list[Work]:
    """All works without their full texts."""
    return [outline.work for outline in store.outlines()]


def _why_unchecked(work: Work, failed: Mapping[str, str], *, offline: bool) -> str:
    if not (work.doi or work.pmid or work.pmcid):
        return "it has no DOI or PMID to ask by"
    if offline:
        return "offline, and no source answered about it before"
    return failed.get(work.key) or "no source that was asked has a record of it"
