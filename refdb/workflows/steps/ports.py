"""What a workflow takes for a library: the database room's ports and the retrieval room's together."""

from __future__ import annotations

from typing import Protocol

from refdb.database.ports import Database, Searched
from refdb.retrieval.ports import KeywordIndex


class Reading(Searched, KeywordIndex, Protocol):
    """A library that is searched."""


class Store(Database, KeywordIndex, Protocol):
    """A library with all that it remembers."""
