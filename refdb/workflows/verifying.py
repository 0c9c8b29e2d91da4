"""Printed references -> what became of them: the registry is asked, the verification room decides.

A verification is a generator: it yields the questions that it has, one after the other, and is sent the answers. One
that is alone has each question put as it comes; of many, all their next questions are put together.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from refdb.bibliography.csl.items import work_from_item
from refdb.errors import RegistryRefused, RegistryUnavailable
from refdb.model import Candidate, ParsedReference, Record, Verification, Work
from refdb.model.running import Progress, silent
from refdb.registries.agencies import agency_of
from refdb.registries.catalogues.order import catalogues_for
from refdb.registries.catalogues.sought import sought_for
from refdb.registries.records import Question, record_of
from refdb.registries.relations import related_dois
from refdb.retrieval.keywords import terms_of
from refdb.verification.deciding import (
    ABSENT,
    Identified,
    beyond_doubt,
    could_mean,
    may_be_another_version,
    unchecked,
    verify,
)
from refdb.workflows.asking.recording import RecordingRegistry
from refdb.workflows.asking.standings import notices_by_doi
from refdb.workflows.steps.ports import Store

ROWS = 5  # candidates asked for: the right work is among the first five or not found at all
CHUNK = 200  # references whose questions are put together: few enough that results keep coming
QUERY_HEAD, QUERY_TAIL = 500, 900  # characters of a very long reference that a registry is asked about
LIBRARY = "library"

OwnWorks = Callable[[ParsedReference], Sequence[Work]]
Asking = Generator[Question, Any, Verification]  # sent are answers as they are kept, see ``registries.records``


def nothing_owned(_reference: ParsedReference) -> Sequence[Work]:
    """A library that has no works of its own."""
    return ()


def own_works(store: Store, reference: ParsedReference) -> Sequence[Work]:
    """Works of the library that a reference may mean, by the words of its title and authors."""
    if reference.doi and (work := store.work_by_doi(reference.doi)):
        return [work]
    authors = " ".join(person.family or person.literal for person in reference.authors)
    terms = terms_of(f"{reference.title or reference.raw} {authors}", ("title", "author"))
    hits = store.search_words(terms, limit=4 * ROWS, near=())
    passages = store.passages([id_ for id_, _ in hits])
    keys = list(dict.fromkeys(passages[id_].work for id_, _ in hits if id_ in passages))[:ROWS]
    return store.works(keys)


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
        asking = [_verification(one, registry, own_works) for one in chunk]
        yield from _verify_together(asking, registry, progress)


def _verify_together(asking: Sequence[Asking], registry: RecordingRegistry, progress: Progress) -> list[Verification]:
    done: dict[int, Verification] = {}
    questions: dict[int, Question | None] = dict.fromkeys(range(len(asking)))  # None: not begun
    while questions:
        if len(questions) > 1:
            registry.ask_all([question for question in questions.values() if question], progress)
        for n, question in list(questions.items()):
            try:
                questions[n] = _answered(asking[n], question, registry)
            except StopIteration as end:
                done[n] = end.value
                del questions[n]
    return [done[n] for n in range(len(asking))]


def _answered(asking: Asking, question: Question | None, registry: RecordingRegistry) -> Question:
    """The next question, once this one is answered; an outage is raised where the question was asked."""
    if question is None:
        return next(asking)
    try:
        answer = registry.answer(question)
    except (RegistryUnavailable, RegistryRefused) as error:
        return asking.throw(error)
    return asking.send(answer)


def _verification(reference: ParsedReference, registry: RecordingRegistry, own_works: OwnWorks) -> Asking:
    """What became of one reference. An outage yields ``unchecked``, unless the library's own works answer."""
    try:
        return (yield from _asked(reference, registry, own_works))
    except (RegistryUnavailable, RegistryRefused) as error:
        own = [Candidate(work, 0.0, LIBRARY) for work in own_works(reference)]
        by_library = verify(reference, ABSENT, own, (LIBRARY,))
        return by_library if by_library.status == "verified" else unchecked(reference, str(error))


def _asked(reference: ParsedReference, registry: RecordingRegistry, own_works: OwnWorks) -> Asking:
    identified, related = yield from _identified(reference, registry.name)
    identified = replace(identified, extent=registry.extent)
    asked = (registry.name,) if identified.registry in ("", registry.name) else (registry.name, identified.registry)
    if identified.work:
        verification = verify(reference, identified, (), asked)
        settled = verification.status in ("verified", "not_registered_here")
        if settled and not may_be_another_version(verification):
            return verification  # the identifier and the text agree: nothing a search could add
    answers = yield Question("search", _query(reference.raw), ROWS)
    found = [record for answer in answers if (record := record_of(answer))]
    if found:
        verification = verify(reference, identified, [_candidate(found[0])], asked)
        if beyond_doubt(verification):
            return _with_notices(verification, found)  # most references end here, and four candidates need not be read
    own = [Candidate(work, 0.0, LIBRARY) for work in own_works(reference)]
    others = found[:1] + [record for record in found[1:] if _could_mean(reference, record)]
    for doi in related:
        if record := record_of((yield Question("work", doi))):
            others.append(record)
    candidates = _distinct([*map(_candidate, others), *own])
    asked = (LIBRARY, *asked) if own else asked
    verification = _with_notices(verify(reference, identified, candidates, asked), found)
    catalogues = catalogues_for(reference, registry.catalogues)
    if catalogues and _may_be_elsewhere(reference, verification):
        return (yield from _beyond(reference, identified, verification, candidates, catalogues))
    return verification


def _beyond(
    reference: ParsedReference,
    identified: Identified,
    known: Verification,
    candidates: Sequence[Candidate],
    catalogues: Sequence[str],
) -> Asking:
    """What became of a reference that the registry does not know, once catalogues were asked, one after the other."""
    found, verification, asked = list(candidates), known, known.registries_asked
    failed: dict[str, str] = {}  # catalogue -> why it could not be asked
    for name in catalogues:
        try:
            more = yield from _found_in(name, reference)
            asked = (*asked, name)
        except (RegistryUnavailable, RegistryRefused) as error:
            failed[name], more = str(error), []
        found = _distinct([*found, *more])
        verification = verify(reference, identified, found, asked)
        if verification.work is not None and verification.work == known.work:
            verification = replace(known, registries_asked=asked)
        elif verification.status == "verified" and not may_be_another_version(verification):
            return replace(verification, note=f"{verification.note} Found in {name}.".strip())
    if failed and verification.status == "not_found":
        unasked = "; ".join(f"{name} could not be asked ({why})" for name, why in failed.items())
        return unchecked(reference, f"Not known to those who answered; {unasked}.", verification.registries_asked)
    return verification


def _may_be_elsewhere(reference: ParsedReference, verification: Verification) -> bool:
    """Whether catalogues are worth asking: the registry knows no such work, or but one that is hardly the one meant."""
    unknown = verification.status in ("not_found", "not_checkable") or (
        verification.status == "identifier_points_elsewhere" and verification.work is None
    )
    return (unknown or verification.is_doubtful) and sought_for(reference) is not None


def _found_in(name: str, reference: ParsedReference) -> Generator[Question, Any, list[Candidate]]:
    """What one catalogue has."""
    sought = sought_for(reference)
    assert sought is not None
    answers = (yield Question("search", sought.line, ROWS, name)) or ()
    return [_candidate(record) for answer in answers if (record := record_of(answer))]


def _with_notices(verification: Verification, found: Sequence[Record]) -> Verification:
    """The work with what notices say of it that a search for it found: not every registry notes them at the work."""
    work = verification.work
    if work is None or not any(record.item.get("update-to") for record in found):
        return verification
    notices = [work_from_item(record.item) for record in found if record.item.get("update-to")]
    said = notices_by_doi(notices, found[0].registry)
    updates = tuple(dict.fromkeys((*work.updates, *said.get(work.doi, ()))))
    return replace(verification, work=replace(work, updates=updates))


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


def _identified(
    reference: ParsedReference, registry: str
) -> Generator[Question, Any, tuple[Identified, tuple[str, ...]]]:
    """What the printed identifier names, and the DOIs of that work's other versions."""
    if reference.doi:
        if record := record_of((yield Question("work", reference.doi))):
            return Identified("found", work_from_item(record.item), registry), related_dois(record.item)
        agency = (yield Question("agency", reference.doi)) or agency_of(reference.doi)
        if agency in ("", "crossref"):
            return Identified("unknown"), ()
        elsewhere = (yield Question("doi", reference.doi, source="datacite")) if agency == "datacite" else None
        return _elsewhere(record_of(elsewhere), agency), ()
    if reference.arxiv:
        elsewhere = yield Question("doi", f"10.48550/arxiv.{reference.arxiv}", source="datacite")
        return _elsewhere(record_of(elsewhere), "datacite"), ()
    if reference.pmid and (record := record_of((yield Question("pmid", reference.pmid, source="europepmc")))):
        doi = record.item.get("DOI")
        registered = record_of((yield Question("work", doi))) if doi else None
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
