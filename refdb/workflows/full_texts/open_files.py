"""Open files of works, where Unpaywall and OpenAlex know of one: fetched, read, and made the works' full texts."""

from __future__ import annotations

from collections.abc import Iterator

from refdb.model import Work
from refdb.registries.supplements.chosen import Sources
from refdb.workflows.asking.sources import Asker
from refdb.workflows.full_texts.attaching import attach_fetched
from refdb.workflows.steps.ports import Store


def take_open_file(store: Store, asker: Asker, sources: Sources, work: Work) -> str:
    """The source by whose word the work has a full text now; ``""`` where none was to be had.

    Only files on the public web are fetched, within limits of size and time (``network.fetching``); one that does not
    say to be the work is left alone.
    """
    for source, place in _places(asker, sources, work):
        if asker.taken_from(place, work, lambda place=place, source=source: _take(store, work, place, source)):  # type: ignore[misc]
            return source
    return ""


def _take(store: Store, work: Work, place: str, source: str) -> None:
    from refdb.network.fetching import fetch  # HTTP takes half a second to import

    got = fetch(place)
    attach_fetched(store, work, got.data, got.name, source)


def _places(asker: Asker, sources: Sources, work: Work) -> Iterator[tuple[str, str]]:
    """(Who says so, where), each place once."""
    known = set()
    if sources.unpaywall and work.doi:
        for place in asker.open_places(sources.unpaywall, work.doi):
            known.add(place)
            yield sources.unpaywall.name, place
    record = asker.about(sources.openalex, work).record if sources.openalex else None
    for link in record.item.get("link", ()) if record else ():
        if link["URL"] not in known:
            yield "openalex", link["URL"]
