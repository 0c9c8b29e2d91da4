"""Printed references -> what became of them: the registry is asked, the verification room decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from refdb.bibliography.csl.from_items import work_from_item
from refdb.errors import RegistryRefused, RegistryUnavailable
from refdb.model import Candidate, ParsedReference, Record, Verification, Work
from refdb.registries.agencies import agency_of
from refdb.registries.relations import related_dois
from refdb.verification.deciding import (
    ABSENT,
    Identified,
    beyond_doubt,
    could_mean,
    may_be_another_version,
    unchecked,
    verify,
)
from refdb.workflows.asking.recording import NotAsked, RecordingRegistry
from refdb.workflows.asking.records import Question
from refdb.workflows.steps.progress import Progress, silent

ROWS = 5  # candidates asked for: the right work is among the first five or not found at all
CHUNK = 200  # references whose questions are put together: few enough that results keep coming
QUERY_HEAD, QUERY_TAIL = 500, 900  # characters of a very long reference that a registry is asked about
LIBRARY = "library"

OwnWorks = Callable[[ParsedReference], Sequence[Work]]


def nothing_owned(_reference: ParsedReference) -> Sequence[Work]:
    """A library that has no works of its own."""
    return ()


def verify_many(
    references: Iterable[ParsedReference],
    registry: RecordingRegistry,
    own_works: OwnWorks = nothing_owned,
    progress: Progress = silent,
) -> Iterator[Verification]:
    """What became of each reference, in their order.

    A registry that takes several questions at a time is asked all that a chunk of references needs at once: first
    their DOIs, in batches, then the searches of those that a DOI did not settle.
    """
    remaining = iter(references)
    while chunk := list(islice(remaining, CHUNK if registry.at_once > 1 else 1)):
        if registry.at_once > 1:
            yield from _verify_together(chunk, registry, own_works, progress)
        else:
            yield verify_reference(chunk[0], registry, own_works)


def _verify_together(
    references: Sequence[ParsedReference], registry: RecordingRegistry, own_works: OwnWorks, progress: Progress
) -> list[Verification]:
    done: dict[int, Verification] = {}
    while len(done) < len(references):
        questions: list[Question] = []
        with registry.ahead():
            for n, reference in enumerate(references):
                if n not in done:
                    try:
                        done[n] = verify_reference(reference, registry, own_works)
                    except NotAsked as missing:
                        questions.append(missing.question)
        registry.ask_all(questions, progress)
    return [done[n] for n in range(len(references))]


def verify_reference(
    reference: ParsedReference, registry: RecordingRegistry, own_works: OwnWorks = nothing_owned
) -> Verification:
    """What became of one reference. An outage yields ``unchecked``, unless the library's own works answer."""
    try:
        return _ask(reference, registry, own_works)
    except (RegistryUnavailable, RegistryRefused) as error:
        own = [Candidate(work, 0.0, LIBRARY) for work in own_works(reference)]
        by_library = verify(reference, ABSENT, own, (LIBRARY,))
        return by_library if by_library.status == "verified" else unchecked(reference, str(error))


def _ask(reference: ParsedReference, registry: RecordingRegistry, own_works: OwnWorks) -> Verification:
    identified, related = _look_up(reference, registry)
    asked = (registry.name,) if identified.registry in ("", registry.name) else (registry.name, identified.registry)
    if identified.work:
        verification = verify(reference, identified, (), asked)
        settled = verification.status in ("verified", "not_registered_here")
        if settled and not may_be_another_version(verification):
            return verification  # the identifier and the text agree: nothing a search could add
    found = registry.search(_query(reference.raw), ROWS)
    if found:
        verification = verify(reference, identified, [_candidate(found[0])], asked)
        if beyond_doubt(verification):
            return verification  # most references end here, and four candidates need not be read
    own = [Candidate(work, 0.0, LIBRARY) for work in own_works(reference)]
    others = [found[0], *(record for record in found[1:] if _could_mean(reference, record))] if found else []
    others += registry.works(related).values() if related else ()
    candidates = _distinct([*map(_candidate, others), *own])
    return verify(reference, identified, candidates, (LIBRARY, *asked) if own else asked)


def _query(raw: str) -> str:
    """What is searched for: a list of hundreds of authors is cut out of the middle, the title stands behind it."""
    return raw if len(raw) <= QUERY_HEAD + QUERY_TAIL else f"{raw[:QUERY_HEAD]} {raw[-QUERY_TAIL:]}"


def _could_mean(reference: ParsedReference, record: Record) -> bool:
    item = record.item
    titles = item.get("title") or []
    if not isinstance(titles, list) or item.get("subtitle") or item.get("original-title"):
        return True  # several titles, in some odd shape: read it
    pages = [str(item.get(name) or "") for name in ("page", "article-number")]
    return could_mean(reference, [str(title) for title in titles], pages)


def _candidate(record: Record) -> Candidate:
    return Candidate(work_from_item(record.item), 0.0, record.registry)


def _look_up(reference: ParsedReference, registry: RecordingRegistry) -> tuple[Identified, tuple[str, ...]]:
    """What the printed identifier names, and the DOIs of that work's other versions."""
    if reference.doi:
        if record := registry.work(reference.doi):
            return Identified("found", work_from_item(record.item), registry.name), related_dois(record.item)
        agency = registry.agency(reference.doi) or agency_of(reference.doi)
        if agency in ("", "crossref"):
            return Identified("unknown"), ()
        elsewhere = registry.work_elsewhere(reference.doi) if agency == "datacite" else None
        return _elsewhere(elsewhere, agency), ()
    if reference.arxiv:
        return _elsewhere(registry.work_elsewhere(f"10.48550/arxiv.{reference.arxiv}"), "datacite"), ()
    if reference.pmid and (record := registry.work_by_pmid(reference.pmid)):
        registered = registry.work(record.item["DOI"]) if record.item.get("DOI") else None
        work = work_from_item((registered or record).item)
        return Identified("found", replace(work, pmid=reference.pmid), "europepmc"), ()
    return ABSENT, ()


def _elsewhere(record: Record | None, agency: str) -> Identified:
    return Identified("elsewhere", work_from_item(record.item) if record else None, agency)


def _distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Each work once: the registry's record of it before the library's own, which may be thinner."""
    by_doi: dict[str, Candidate] = {}
    rest = []
    for candidate in candidates:
        doi = candidate.work.doi
        if not doi:
            rest.append(candidate)
        elif doi in by_doi:
            kept = by_doi[doi]
            by_doi[doi] = replace(kept, work=replace(kept.work, key=kept.work.key or candidate.work.key))
        else:
            by_doi[doi] = candidate
    return [*by_doi.values(), *rest]
