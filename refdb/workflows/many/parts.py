"""Parts of what is to be done with a whole library, each of which a worker does: passages, articles, works."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from refdb.model import Completed
from refdb.workflows.asking.recording import RecordingRegistry
from refdb.workflows.completing import complete
from refdb.workflows.enriching import enrich_article
from refdb.workflows.indexing import BATCH, embed_batch
from refdb.workflows.many.running import Job
from refdb.workflows.steps.ports import Reading

if TYPE_CHECKING:
    from refdb.library import Library
    from refdb.registries.retractions import RetractionWatch
    from refdb.workflows.many.reopening import Reopen

AT_ONCE = 50  # works that a worker completes as one task
_DAY = 86400.0  # seconds


def unembedded(library: Reading, model: str) -> list[list[int]]:
    """The passages that this model has not embedded yet, by their ids, as many together as are one task."""
    parts: list[list[int]] = []
    while batch := library.unembedded(model, BATCH, after=parts[-1][-1] if parts else 0):
        parts.append([passage.id for passage in batch])
    return parts


def embed_job(reopen: Reopen) -> Job[list[int], int]:
    """What workers need to embed passages, which are named by their ids."""
    return Job(reopen, _embed, common=_embedder)


def _embedder(library: Library) -> object:
    return library.embedder


def _embed(library: Library, ids: list[int], _again: bool) -> int:
    here = library.store.passages(ids)
    return embed_batch(library.store, library.embedder, [here[id_] for id_ in ids if id_ in here]) if here else 0


@dataclass(frozen=True, slots=True)
class Asked:
    """How registries are to be asked, the same for all workers."""

    refresh: bool = False
    older_than: float = 0.0  # days
    offline: bool = False
    change: int = 0  # of the library's history, to which all belongs
    began: float = 0.0  # seconds since 1970: a refresh asks again for what was answered before this
    files: bool = False  # whether open files are fetched from the web


@dataclass(frozen=True, slots=True)
class _Enriching:
    library: Library
    recording: RecordingRegistry
    watch: RetractionWatch | None
    asked: Asked


@contextmanager
def _enriching(reopen: Reopen, asked: Asked) -> Iterator[_Enriching]:
    with reopen() as library:
        older = asked.older_than + (time.time() - asked.began) / _DAY  # than what other workers have asked again
        recording = RecordingRegistry(
            library.registry,
            library.store,
            library.sources,
            refresh=asked.refresh,
            older_than=older,
            offline=asked.offline,
        )
        yield _Enriching(library, recording, library.watch(), asked)


def enrich_job(reopen: Reopen, asked: Asked) -> Job[int, Counter[str]]:
    """What workers need to look up the references of articles, which are named by their numbers."""
    return Job(partial(_enriching, reopen, asked), _enrich)


def _enrich(one: _Enriching, article: int, _again: bool) -> Counter[str]:
    with one.library.store.joining(one.asked.change):
        one.recording.forget_failures()
        found = enrich_article(one.library.store, article, one.recording)
    return Counter(checked.verification.status for checked in found)


def complete_job(reopen: Reopen, asked: Asked) -> Job[Sequence[str], Completed]:
    """What workers need to fetch what works lack, which are named by their keys."""
    return Job(partial(_enriching, reopen, asked), _complete)


def _complete(one: _Enriching, keys: Sequence[str], _again: bool) -> Completed:
    library, asked = one.library, one.asked
    with library.store.joining(asked.change):
        return complete(
            library.store,
            library.registry,
            library.sources,
            keys=keys,
            watch=one.watch,
            refresh=asked.refresh,
            offline=asked.offline,
            files=asked.files,
        )


def together(parts: Sequence[Completed]) -> Completed:
    """What was fetched in several parts, as of one."""
    abstracts: Counter[str] = Counter()
    full_texts: Counter[str] = Counter()
    for part in parts:
        abstracts.update(part.abstracts)
        full_texts.update(part.full_texts)
    warnings = dict.fromkeys(warning for part in parts for warning in part.warnings)
    return Completed(dict(abstracts), dict(full_texts), sum(part.retracted for part in parts), tuple(warnings))
