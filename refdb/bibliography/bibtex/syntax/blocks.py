r"""The blocks of a .bib file: entries with their fields as TeX, preamble, comments; what is broken, by line.

bibtexparser cuts the file (its Splitter); the middlewares of refdb make blocks of what it gives. What users write
beside the grammar (``%`` lines inside an entry, a comma forgotten, a brace never closed) is read again by repairs.py,
so that an entry keeps what can be read of it, and the rest of the file goes on.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from refdb.text import patterns

MONTHS = {name[:3].lower(): name for name in patterns.MONTHS["en"]}  # the macros that BibTeX's styles define


@dataclass(frozen=True, slots=True)
class BibEntry:
    """An entry: its type and key as printed (type in small letters), its fields as TeX, names in small letters.

    ``inherited`` names the fields that ``crossref`` or ``xdata`` gave it.
    """

    type: str
    key: str
    fields: Mapping[str, str]
    line: int
    inherited: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BibFailure:
    """What could not be read: where it stands, counted from 1, and why."""

    line: int
    cause: str


@dataclass(frozen=True, slots=True)
class Blocks:
    """All blocks of a file, each kind in its order; ``comments`` are of @comment: JabRef keeps its groups there."""

    entries: tuple[BibEntry, ...]
    failures: tuple[BibFailure, ...]
    preambles: tuple[str, ...]
    comments: tuple[str, ...]


def read_blocks(text: str) -> Blocks:
    """Split a .bib file into its blocks. Never raises: what is broken is in ``failures``."""
    from bibtexparser.entrypoint import parse_string  # 30 ms, and not every command reads such a file
    from bibtexparser.model import ExplicitComment, Preamble

    from refdb.bibliography.bibtex.syntax.middlewares import entries_of, failures_of, middlewares

    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    logger = logging.getLogger("bibtexparser")
    if not logger.handlers:  # without one, Python prints what the Splitter says of each broken block
        logger.addHandler(logging.NullHandler())
    library = parse_string(text, parse_stack=middlewares(text))
    return Blocks(
        tuple(
            BibEntry(entry.entry_type, entry.key, {f.key: f.value for f in entry.fields}, (entry.start_line or 0) + 1)
            for entry in entries_of(library)
        ),
        tuple(BibFailure(line + 1, cause) for line, cause in failures_of(library)),
        tuple(block.value for block in library.blocks if isinstance(block, Preamble)),
        tuple(block.comment for block in library.blocks if isinstance(block, ExplicitComment)),
    )
