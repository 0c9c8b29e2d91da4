"""DOIs, PMIDs, arXiv numbers, ISBNs, addresses and printed references -> works of the library, fetched now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from refdb.bibliography.csl.values import clean_doi
from refdb.bibliography.identifiers import work_of_identifier
from refdb.citations.parsing.parser import load_parser
from refdb.database.twins import marks_of
from refdb.model import Added, ParsedReference, Verification, Work
from refdb.model.running import Progress, silent
from refdb.registries.registry import Registry
from refdb.registries.supplements.chosen import NO_SOURCES, Sources
from refdb.text.addresses import identifiers_of
from refdb.workflows.asking.recording import RecordingRegistry
from refdb.workflows.completing import complete
from refdb.workflows.enriching import MEANS_A_WORK
from refdb.workflows.steps.adding import add_work
from refdb.workflows.steps.ports import Store
from refdb.workflows.verifying import own_works, verify_many

_SAID = {
    "not_found": "no registry that was asked knows it",
    "ambiguous": "several works fit; give its DOI",
    "not_checkable": "that is nothing a registry would know",
}


def add(
    store: Store,
    given: Sequence[str],
    registry: Registry,
    beside: Sources = NO_SOURCES,
    *,
    offline: bool = False,
    tags: Sequence[str] = (),
    collections: Sequence[str] = (),
    progress: Progress = silent,
) -> list[Added]:
    """Look each up and take the work that it means into the library, with its abstract where there is one.

    Args:
        store: the library.
        given: what the user has: DOIs, PMIDs, arXiv numbers, ISBNs, addresses, printed references.
        registry: who is asked.
        beside: who is asked beside it: about DOIs of other agencies, PMIDs, abstracts.
        offline: ask nobody; earlier answers alone count.
        tags: for each of the works.
        collections: for each of the works.
        progress: told how far it is.
    """
    references = [_reference(one) for one in given]
    recording = RecordingRegistry(registry, store, beside, offline=offline)
    verifications = verify_many(references, recording, lambda one: own_works(store, one), progress)
    results = []
    for one, reference, verification in zip(given, references, verifications, strict=True):
        done = _taken(store, one, reference, verification)
        results.append(done)
        if done.work and (tags or collections):
            marked = Work(key=done.work.key, tags=tuple(tags), collections=tuple(collections))
            store.complete(done.work.key, marked)
    keys = [done.work.key for done in results if done.work]
    if keys:
        complete(store, registry, beside, keys=keys, offline=offline, progress=progress)
    return [replace(done, work=store.work(done.work.key)) if done.work else done for done in results]


def _reference(given: str) -> ParsedReference:
    """What a user gave as a reference: an identifier alone, or as printed."""
    text = " ".join(given.split())
    work = work_of_identifier(text)
    if work is not None:
        isbn = work.isbn[0] if work.isbn else ""
        return ParsedReference(text, doi=work.doi, pmid=work.pmid, pmcid=work.pmcid, arxiv=work.arxiv, isbn=isbn)
    if text.lower().startswith(("http://", "https://", "www.", "doi.org/")):
        known = identifiers_of(text)
        if not known:
            return ParsedReference(text, url=text, type="webpage")
        doi, pmid, pmcid, arxiv = (known.get(name, "") for name in ("doi", "pmid", "pmcid", "arxiv"))
        return ParsedReference(text, url=text, doi=doi, pmid=pmid, pmcid=pmcid, arxiv=arxiv)
    return load_parser().parse_many([text])[0]


def _taken(store: Store, given: str, reference: ParsedReference, verification: Verification) -> Added:
    work, status = verification.work, verification.status
    if work is not None and status in MEANS_A_WORK:
        key, new = add_work(store, work)
        return Added(given, "added" if new else "known", store.work(key), _differences(verification))
    here = _here(store, reference)
    if here is not None:
        return Added(given, "known", here)
    note = verification.note or _SAID.get(status, "")
    if status == "unchecked":
        return Added(given, "unchecked", note=note)
    if status in ("ambiguous", "not_checkable"):
        return Added(given, "ambiguous" if status == "ambiguous" else "not_checkable", note=note)
    if reference.doi and status == "not_found":
        note = f"the DOI {clean_doi(reference.doi)} does not exist, as far as {_asked(verification)} knows"
    return Added(given, "not_found", note=note)


def _asked(verification: Verification) -> str:
    return ", ".join(name for name in verification.registries_asked if name != "library") or "the registry"


def _here(store: Store, reference: ParsedReference) -> Work | None:
    """The work of the library that bears one of the identifiers."""
    bearing = Work(doi=reference.doi, pmid=reference.pmid, pmcid=reference.pmcid, arxiv=reference.arxiv)
    return next((work for work in store.alike([bearing])), None) if marks_of(bearing) else None


def _differences(verification: Verification) -> str:
    wrong = [diff.field for diff in verification.diffs if diff.outcome == "mismatch"]
    return f"printed otherwise than registered: {', '.join(wrong)}" if wrong else ""
