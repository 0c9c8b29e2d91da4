"""The sources beside the registry: what they are, opened as the settings say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refdb.errors import InputError
from refdb.settings import Settings

if TYPE_CHECKING:  # HTTP takes half a second to import
    from refdb.registries.catalogues.arxiv import Arxiv
    from refdb.registries.catalogues.dblp import Dblp
    from refdb.registries.catalogues.openlibrary import OpenLibrary
    from refdb.registries.catalogues.sought import Catalogue
    from refdb.registries.registry import Source
    from refdb.registries.supplements.datacite import DataCite
    from refdb.registries.supplements.europepmc import EuropePmc
    from refdb.registries.supplements.openalex import OpenAlex
    from refdb.registries.supplements.semanticscholar import SemanticScholar
    from refdb.registries.supplements.unpaywall import Unpaywall

_ON, _OFF = ("on", "true", "yes", "1"), ("off", "false", "no", "0", "none")


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources that are on; None for one that is off."""

    datacite: DataCite | None = None
    europepmc: EuropePmc | None = None
    openalex: OpenAlex | None = None
    semanticscholar: SemanticScholar | None = None
    arxiv: Arxiv | None = None
    dblp: Dblp | None = None
    openlibrary: OpenLibrary | None = None
    unpaywall: Unpaywall | None = None  # asked for open files alone

    def __iter__(self) -> Iterator[Source]:
        every = (self.datacite, self.europepmc, self.openalex, self.semanticscholar)
        return (source for source in every if source is not None)

    @property
    def catalogues(self) -> dict[str, Catalogue]:
        """Those that can be searched by title, by their names."""
        every = (self.europepmc, self.openalex, self.datacite, self.arxiv, self.dblp, self.openlibrary)
        return {one.name: one for one in every if one is not None}

    def close(self) -> None:
        """Close the connections of all."""
        for one in (*self, *self.catalogues.values()):
            one.close()
        if self.unpaywall:
            self.unpaywall.close()


NO_SOURCES = Sources()


def open_sources(settings: Settings) -> Sources:
    """The sources that the settings name; nothing is asked yet.

    "auto" is on beside the public Crossref and off beside any other registry: who works with a snapshot or a server of
    their own sends nothing elsewhere unless they say so.

    Raises:
        InputError: a setting that is neither auto, on, off nor an http(s) address.
    """
    from refdb.registries.catalogues.arxiv import Arxiv
    from refdb.registries.catalogues.dblp import Dblp
    from refdb.registries.catalogues.openlibrary import OpenLibrary
    from refdb.registries.supplements.datacite import DataCite
    from refdb.registries.supplements.europepmc import EuropePmc
    from refdb.registries.supplements.openalex import OpenAlex
    from refdb.registries.supplements.semanticscholar import SemanticScholar
    from refdb.registries.supplements.unpaywall import Unpaywall

    public = settings.registry.strip().lower() == "crossref"
    mailto, timeout = settings.mailto, settings.timeout

    def opened(name: str, make: Callable[..., Any], **options: str) -> Any:
        value = str(getattr(settings, name)).strip()
        if value.lower() in _OFF or (value.lower() in ("auto", "") and not public):
            return None
        if value.lower() in (*_ON, "auto", ""):
            return make(timeout=timeout, **options)
        if value.lower().startswith(("http://", "https://")):
            return make(value, timeout=timeout, **options)
        raise InputError(f'{name} = "{value}" should be auto, on, off or an http(s) address')

    return Sources(
        datacite=opened("datacite", DataCite, mailto=mailto),
        europepmc=opened("europepmc", EuropePmc, mailto=mailto),
        openalex=opened("openalex", OpenAlex, mailto=mailto, key=settings.openalex_key),
        semanticscholar=opened("semanticscholar", SemanticScholar, key=settings.semanticscholar_key),
        arxiv=opened("arxiv", Arxiv),
        dblp=opened("dblp", Dblp),
        openlibrary=opened("openlibrary", OpenLibrary, mailto=mailto),
        unpaywall=opened("unpaywall", Unpaywall, mailto=mailto) if mailto else None,
    )
