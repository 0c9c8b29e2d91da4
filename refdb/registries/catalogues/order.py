"""Which catalogues may know a reference that the registry does not, by its kind, and in which order they are asked."""

from __future__ import annotations

from collections.abc import Collection

from refdb.model import ParsedReference

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


def catalogues_for(reference: ParsedReference, on: Collection[str]) -> list[str]:
    """Those of the catalogues that are on which may have such a work, likeliest first."""
    order = _FOR.get(reference.type, _ELSE)
    if reference.isbn and "openlibrary" not in order:
        order = (*order, "openlibrary")
    return [name for name in order if name in on]
