r"""The entries of amsrefs, which stand in the text with named fields: ``\bib{key}{article}{author={…}, title={…}}``.

Format: M. Downes & D. M. Jones, *The amsrefs package*, American Mathematical Society.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from refdb.articles.latex.listed import Listed
from refdb.articles.latex.source import argument, skip_blanks
from refdb.bibliography.as_references import reference_of
from refdb.bibliography.bibtex.fields import work_of_entry
from refdb.bibliography.bibtex.syntax.blocks import BibEntry
from refdb.bibliography.composing import compose

_ENTRY = re.compile(r"\\bib\*?\s*(?=\{)")
_FIELD = re.compile(r"(?<![a-z])([a-z]{2,20})\s*=\s*(?=\{)")
_LISTED = ("author", "editor", "translator")  # given once a name


def entries_of(source: str) -> Iterator[tuple[str, Listed]]:
    """(key, what it leads to) of each entry, in the order of the text."""
    for match in _ENTRY.finditer(source):
        key, at = argument(source, match.end())
        kind, at = argument(source, skip_blanks(source, at))
        body, _ = argument(source, skip_blanks(source, at))
        if key and kind and body:
            fields = reference_of(work_of_entry(BibEntry(kind.strip().lower(), key, _fields(body), 0)))
            yield key, Listed(replace(fields, raw=compose(fields)), printed=True)


def _fields(body: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while match := _FIELD.search(body, at):
        name = match.group(1)
        value, at = argument(body, match.end())
        value = " ".join(value.split())
        found[name] = f"{found[name]} and {value}" if name in _LISTED and name in found else found.get(name, value)
    return found
