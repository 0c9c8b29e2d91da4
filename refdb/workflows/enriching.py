"""References -> verifications and works: every unresolved reference is looked up, each committed on its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial

from refdb.model import CheckedReference, Verification
from refdb.model.running import Progress, silent
from refdb.registries.registry import Registry
from refdb.registries.supplements.chosen import NO_SOURCES, Sources
from refdb.workflows.asking.recording import RecordingRegistry
from refdb.workflows.steps.adding import add_work
from refdb.workflows.steps.ports import Store
from refdb.workflows.verifying import own_works, verify_many

# A reference with one of these statuses means a work that belongs into the library.
MEANS_A_WORK = ("verified", "field_mismatch", "identifier_points_elsewhere")


def enrich(
    store: Store,
    registry: Registry,
    beside: Sources = NO_SOURCES,
    *,
    refresh: bool = False,
    older_than: float = 0.0,
    offline: bool = False,
    progress: Progress = silent,
) -> Mapping[str, int]:
    """Look up every unresolved reference of the library; all of them with ``refresh``. Counts per status.

    ``older_than`` (days) keeps a refresh from asking for younger answers again.
    """
    counts: Counter[str] = Counter()
    articles = store.article_ids()
    # One for all articles: a refresh puts each question once, however many of them cite the work.
    recording = RecordingRegistry(registry, store, beside, refresh=refresh, older_than=older_than, offline=offline)
    for done, article_id in enumerate(articles):
        progress("verifying articles", done, len(articles))
        recording.forget_failures()
        for checked in enrich_article(store, article_id, recording):
            counts[checked.verification.status] += 1
    progress("verifying articles", len(articles), len(articles))
    return dict(counts)


def enrich_article(
    store: Store, article_id: int, registry: RecordingRegistry, progress: Progress = silent
) -> list[CheckedReference]:
    """Verify the references of an article and take the works they mean into the library.

    What this registry was asked before comes from the library's records, so a second run costs no look-up and a killed
    one goes on where it was.
    """
    references = store.article(article_id).references
    parsed = (reference.parsed for reference in references)
    verifications = verify_many(parsed, registry, lambda one: own_works(store, one), progress)
    for done, (reference, verification) in enumerate(zip(references, verifications, strict=True)):
        progress("verifying references", done, len(references))
        store.in_one(partial(_keep, store, article_id, reference.n, verification, registry.name))
    progress("verifying references", len(references), len(references))
    return store.checked_references(article_id)


def _keep(store: Store, article_id: int, n: int, verification: Verification, registry: str) -> None:
    """Keep what became of a reference, and the work that it means."""
    key = _take_in(store, verification)
    store.save_verification(article_id, n, verification, key, registry)


def _take_in(store: Store, verification: Verification) -> str:
    """The library's key of the work that the reference means, which is added where it is new."""
    work = verification.work
    if work is None or verification.status not in MEANS_A_WORK:
        return ""
    if work.key and not work.doi and store.work(work.key):
        return work.key
    return add_work(store, work)[0]
