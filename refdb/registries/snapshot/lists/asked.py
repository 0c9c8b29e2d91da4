"""What a local Crossref is asked, whether it is a file or lies in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from refdb.registries.snapshot.local import Found


class Asked(Protocol):
    """A local Crossref; see ``local.Snapshot``."""

    @property
    def works_count(self) -> int:
        """How many works there are."""
        ...

    def raw_works(self, dois: Sequence[str]) -> dict[str, Found]:
        """The works with these DOIs, by the DOI as given."""
        ...

    def every(self, offset: int = 0, rows: int = -1) -> Iterator[Found]:
        """The works in their order, from the one behind ``offset`` others on; -1 rows are all."""
        ...

    def count_of_crossref(self) -> int:
        """How many works ``every`` gives."""
        ...

    def at_random(self, rows: int) -> list[Found]:
        """Some works, each as likely as another."""
        ...

    def search_page(self, text: str, rows: int, offset: int = 0, *, whole: bool = False) -> tuple[list[Found], int]:
        """One page of the works found for a reference, and how many were found in all."""
        ...

    def agency(self, doi: str) -> str | None:
        """Who registered a DOI; None where it is not here."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...
