"""What every registry can be asked, and how one is opened from what the user wrote after ``--registry``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from refdb.errors import InputError
from refdb.model import Record
from refdb.registries.snapshot.postgresql.tables import is_address

CROSSREF = "https://api.crossref.org"


class Registry(Protocol):
    """Who has registered what.

    Every question raises RegistryUnavailable where the registry could not be asked or gave no sound answer, and
    RegistryRefused where it understood the question and refused it. An outage is never None or an empty list.
    """

    name: str
    at_once: int  # questions worth putting at a time; 1 where threads gain nothing

    @property
    def extent(self) -> str:
        """What it is where it has but a part of what is registered: "registry.db (11,393 works)"; else ``""``."""
        ...

    def work(self, doi: str) -> Record | None:
        """The work with this DOI; None where the registry says that it has no such DOI."""
        ...

    def works(self, dois: Sequence[str]) -> dict[str, Record]:
        """The works with these DOIs, by the DOI as given; those the registry says it has not are absent."""
        ...

    def search(self, text: str, rows: int = 5) -> list[Record]:
        """The works that a printed reference most likely means, best first; each is a candidate, never a verdict."""
        ...

    def agency(self, doi: str) -> str | None:
        """Who registered a DOI: "crossref", "datacite" …; None where it is registered nowhere as far as is known."""
        ...

    def close(self) -> None:
        """Give connections back; the registry cannot be asked afterwards."""
        ...


class Source(Protocol):
    """A registry that knows a work by its identifiers: DataCite, Europe PMC, OpenAlex, Semantic Scholar.

    ``work`` raises RegistryUnavailable where it could not be asked or gave no sound answer, RegistryRefused where it
    refused the question; None is its own word that it has no such work.
    """

    name: str

    def work(self, doi: str = "", *, pmid: str = "", pmcid: str = "") -> Record | None:
        """The work with the first of these identifiers that is given and that the registry knows by."""
        ...

    def close(self) -> None:
        """Give connections back; the registry cannot be asked afterwards."""
        ...


def unreachable(spec: str) -> str:
    """Why the registry that ``spec`` names cannot be reached; ``""`` where it can, and for a file."""
    from refdb.network.probing import unreachable as no_answer

    if spec.strip().lower() == "crossref" and not Path(spec).is_file():
        return no_answer(CROSSREF)
    return no_answer(spec) if spec.lower().startswith(("http://", "https://")) else ""


def open_registry(spec: str, *, mailto: str = "", timeout: float = 20.0) -> Registry:
    """The registry that ``spec`` names: "crossref", an http(s) URL with Crossref's API, a snapshot, an address.

    A snapshot is a file, an address is postgresql://USER@HOST/DATABASE?schema=NAME.

    Args:
        spec: what the user wrote.
        mailto: address shown to Crossref, which serves those who give one faster ("polite pool").
        timeout: seconds that one question may take, retries included.

    Raises:
        InputError: no such file, a file that is no snapshot, an address that is not http(s).
    """
    if spec.strip().lower() == "crossref" and not Path(spec).is_file():
        from refdb.registries.crossref import CrossrefRegistry

        return CrossrefRegistry(CROSSREF, name="crossref", mailto=mailto, timeout=timeout)
    if spec.lower().startswith(("http://", "https://")):
        from refdb.registries.crossref import CrossrefRegistry

        return CrossrefRegistry(spec, mailto=mailto, timeout=timeout)
    if is_address(spec):
        from refdb.registries.snapshot.postgresql.house import House

        return House(spec)
    if "://" in spec:
        raise InputError(f"{spec} is no registry refdb can ask: give crossref, an http(s) address or a snapshot file")
    from refdb.registries.snapshot.local import Snapshot

    return Snapshot(Path(spec))
