"""What a key of a manuscript leads to, whoever printed it."""

from __future__ import annotations

from dataclasses import dataclass

from refdb.model import ParsedReference


@dataclass(frozen=True, slots=True)
class Listed:
    """What a key leads to."""

    fields: ParsedReference
    printed: bool = False  # by a .bbl or in the text itself
    label: str = ""  # natbib's "Smith et~al.(2019)"
