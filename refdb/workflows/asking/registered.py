"""Works -> what the registry and Retraction Watch know of them, taken over into the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from refdb.bibliography.csl.items import work_from_item
from refdb.errors import RegistryRefused, RegistryUnavailable
from refdb.model import Record, TextOrigin, Work
from refdb.model.running import Progress, silent
from refdb.registries.records import Question
from refdb.registries.registry import Registry
from refdb.registries.retractions import RetractionWatch
from refdb.workflows.asking.recording import RecordingRegistry
from refdb.workflows.steps.adding import renew_passages
from refdb.workflows.steps.ports import Store

BATCH = 100  # works a transaction


@dataclass(frozen=True, slots=True)
class FromRegistry:
    """What asking the registry about works gave: by key, what each lacked and got, and why others have no answer."""

    abstracts: frozenset[str] = frozenset()
    not_registered: frozenset[str] = frozenset()
    failed: Mapping[str, str] | None = None


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
    found = []
    for start in range(0, len(named), BATCH):
        some = named[start : start + BATCH]
        found.append(store.in_one(partial(_taken_over, store, recording, some, registry.name)))
    return FromRegistry(
        frozenset(key for one in found for key in one.abstracts),
        frozenset(key for one in found for key in one.not_registered),
        {key: why for one in found for key, why in (one.failed or {}).items()},
    )


def _taken_over(store: Store, recording: RecordingRegistry, works: Sequence[Work], name: str) -> FromRegistry:
    """Complete works from the registry's records. Nobody is asked in here: every answer is kept by now, or failed."""
    abstracts, absent, failed = set(), set(), {}
    for work in works:
        try:
            record = recording.work(work.doi)
        except (RegistryUnavailable, RegistryRefused) as error:
            failed[work.key] = str(error)
            continue
        if record is None:
            absent.add(work.key)
        elif _take_over(store, work, record, name):
            abstracts.add(work.key)
    return FromRegistry(frozenset(abstracts), frozenset(absent), failed)


def _take_over(store: Store, work: Work, record: Record, name: str) -> bool:
    """Complete a work from the registry's record; whether it got an abstract by that."""
    found = work_from_item(record.item)
    if work.title:  # the title is embedded with each passage
        found = replace(found, title="", subtitle="", other_titles=())
    when = recorded_at(store, name, work)
    store.complete(work.key, found)
    store.add_updates(work.key, (), name, when)
    if found.abstract and work.abstract in ("", found.abstract):
        store.note_origin(work.key, TextOrigin("abstract", name, record.key))
    if found.abstract and not work.abstract:
        renew_passages(store, work.key)
    return bool(found.abstract and not work.abstract)


def recorded_at(store: Store, name: str, work: Work) -> str:
    """When the registry gave the answer about a work that is kept; ``""`` where none is."""
    return store.recorded_at(name, str(Question("work", work.doi)))


def ask_watch(store: Store, watch: RetractionWatch, works: Sequence[Work]) -> None:
    """A list of all retractions answers for every work that can be looked up in it."""

    def note() -> None:
        for work in works:
            if work.doi or work.pmid:
                store.add_updates(work.key, watch.notices(work.doi, work.pmid), watch.name)

    store.in_one(note)
