"""The other versions of a work that its registry names: a preprint's article, an article's preprint, a translation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Crossref's names of relations between versions of one work (its documentation of "relation").
VERSIONS = (
    "is-preprint-of",
    "has-preprint",
    "is-version-of",
    "has-version",
    "is-translation-of",
    "has-translation",
    "is-identical-to",
    "is-same-as",
)
MOST = 5


def related_dois(item: Mapping[str, Any]) -> tuple[str, ...]:
    """DOIs of other versions of the work that a Crossref item describes, in lower case; at most five."""
    relation = item.get("relation")
    found: list[str] = []
    for name in VERSIONS if isinstance(relation, Mapping) else ():
        others = relation.get(name) if isinstance(relation, Mapping) else None
        for other in others if isinstance(others, list) else ():
            if isinstance(other, Mapping) and other.get("id-type") == "doi" and isinstance(other.get("id"), str):
                found.append(other["id"].strip().lower())
    own = str(item.get("DOI", "")).lower()
    return tuple(doi for doi in dict.fromkeys(found) if doi.startswith("10.") and doi != own)[:MOST]
