"""Printed references -> what became of them: the registry is asked, the verification room decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from refdb.bibliography.csl import work_from_item
from refdb.errors import RegistryUnavailable
from refdb.model import Candidate, ParsedReference, Verification, Work
from refdb.registries.registry import Registry
from refdb.verification.deciding import IdentifierStatus, unchecked, verify

ROWS = 5  # candidates asked for: the right work is among the first five or not found at all
LIBRARY = "library"

OwnWorks = Callable[[ParsedReference], Sequence[Work]]


def nothing_owned(_reference: ParsedReference) -> Sequence[Work]:
    """A library that has no works of its own."""
    return ()


def verify_reference(
    reference: ParsedReference, registry: Registry, own_works: OwnWorks = nothing_owned
) -> Verification:
    """What became of one reference. The library's own works are asked first; an outage yields ``unchecked``."""
    own = [Candidate(work, 0.0, LIBRARY) for work in own_works(reference)]
    try:
        return _ask(reference, registry, own)
    except RegistryUnavailable as error:
        by_library = verify(
            reference, named=None, identifier_status="absent", candidates=own, registries_asked=(LIBRARY,)
        )
        return by_library if by_library.status == "verified" else unchecked(reference, str(error))


def _ask(reference: ParsedReference, registry: Registry, own: Sequence[Candidate]) -> Verification:
    asked = (LIBRARY, registry.name) if own else (registry.name,)
    named, identifier_status = _look_up(reference.doi, registry)
    if named:
        verification = verify(
            reference, named=named, identifier_status=identifier_status, candidates=own, registries_asked=asked
        )
        if verification.status == "verified":
            return verification  # the DOI and the text agree: nothing a search could add
    found = [Candidate(work_from_item(r.item), 0.0, r.registry) for r in registry.search(reference.raw, ROWS)]
    return verify(
        reference,
        named=named,
        identifier_status=identifier_status,
        candidates=_distinct([*found, *own]),
        registries_asked=asked,
    )


def _look_up(doi: str, registry: Registry) -> tuple[Work | None, IdentifierStatus]:
    """The work that a printed DOI names, and what is known of the DOI."""
    if not doi:
        return None, "absent"
    if record := registry.work(doi):
        return work_from_item(record.item), "found"
    agency = registry.agency(doi)
    return None, "unknown" if agency in (None, "", "crossref") else "elsewhere_registered"


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
