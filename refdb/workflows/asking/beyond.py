"""Works that the registry does not know, looked for in catalogues by title: who is asked for which, in which order."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from refdb.errors import RegistryRefused, RegistryUnavailable
from refdb.model import Candidate, ParsedReference, Verification
from refdb.registries.catalogues.sought import sought_for
from refdb.registries.records import Question, record_of

ROWS = 5
# Likeliest first: the first that knows the work ends the search.
_FOR = {
    "book": ("openlibrary", "openalex", "datacite", "europepmc", "dblp"),
    "chapter": ("openalex", "europepmc", "dblp", "datacite"),
    "proceedings": ("dblp", "openalex", "arxiv", "europepmc", "datacite"),
    "preprint": ("arxiv", "europepmc", "openalex", "datacite", "dblp"),
    "thesis": ("openalex", "datacite", "openlibrary"),
    "dataset": ("datacite", "openalex", "europepmc"),
    "software": ("datacite", "openalex"),
    "report": ("openalex", "datacite", "europepmc", "openlibrary"),
    "standard": ("openalex", "openlibrary"),
    "webpage": (),
    "law": (),
}
_ELSE = ("europepmc", "openalex", "dblp", "arxiv", "datacite")


@dataclass(slots=True)
class Beyond:
    """What catalogues gave: ``asked`` are those that answered, ``failed`` says why others did not."""

    asked: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def may_be_elsewhere(reference: ParsedReference, verification: Verification) -> bool:
    """Whether catalogues are worth asking: the registry knows no such work, or but one that is hardly the one meant."""
    unknown = verification.status in ("not_found", "not_checkable") or (
        verification.status == "identifier_points_elsewhere" and verification.work is None
    )
    return (unknown or verification.is_doubtful) and sought_for(reference) is not None


def catalogues_for(reference: ParsedReference, on: Collection[str]) -> list[str]:
    """Those of the catalogues that are on which may have such a work, likeliest first."""
    order = _FOR.get(reference.type, _ELSE)
    if reference.isbn and "openlibrary" not in order:
        order = (*order, "openlibrary")
    return [name for name in order if name in on]


def found_in(name: str, reference: ParsedReference, beyond: Beyond) -> Generator[Question, Any, list[Candidate]]:
    """What one catalogue has; an outage is noted in ``beyond``."""
    from refdb.bibliography.csl.items import work_from_item

    sought = sought_for(reference)
    assert sought is not None
    try:
        answers: Sequence[Any] = yield Question("search", sought.line, ROWS, name)
    except (RegistryUnavailable, RegistryRefused) as error:
        beyond.failed[name] = str(error)
        return []
    beyond.asked.append(name)
    records = [record for answer in answers or () if (record := record_of(answer))]
    return [Candidate(work_from_item(record.item), 0.0, record.registry) for record in records]
