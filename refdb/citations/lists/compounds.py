"""Entries that hold several works, as chemistry and physics print them: each is a reference with the entry's number."""

from __future__ import annotations

import re
from itertools import pairwise

from refdb.citations.lists.entries import Entry
from refdb.model import Span
from refdb.text.patterns import DATED

LEAST = 15  # characters of a work
_LETTERED = re.compile(r"(?:^|(?<=[\s.;,]))\(?([a-j])\)\s?(?=[^\W\d_]|[\"“„])")
# "…, 471; J. Roe, …": behind a number or a closing bracket, before a name with its initial.
_NEXT_WORK = re.compile(
    r"(?<=[\d)\].]);\s+(?:(?:and|see also|also|cf\.|for a review,? see)\s+)?"
    r"(?=[^\W\d_a-z][\w'’-]+(?:,\s[^\W\d_a-z]\.|\s[^\W\d_a-z]{1,3}[,.]\s)|(?:[^\W\d_a-z]\.[\s~-]?){1,3}(?:(?:van|von|de|der|den|del|di|da|la|le)\s)*[^\W\d_a-z][\w'’-]+(?:,|\sand\b|\set\b))"
)


def works_of(text: str, entry: Entry) -> list[Entry]:
    """The works of an entry, each where it stands in ``text``; the entry itself where it is one work.

    >>> text = "(a) Roe, A. J. Nap 2010, 2, 3. (b) Doe, B. J. Nap 2011, 4, 5."
    >>> [work.raw for work in works_of(text, Entry(text, Span(0, len(text)), "1"))]
    ['Roe, A. J. Nap 2010, 2, 3.', 'Doe, B. J. Nap 2011, 4, 5.']
    """
    start, end = entry.span
    printed = text[start:end]
    for cuts in (_lettered(printed), _listed(printed)):
        parts = [(printed[a:b], start + a) for a, b in pairwise([*cuts, len(printed)])]
        if len(parts) > 1 and all(DATED.search(part) and len(part) >= LEAST for part, _ in parts):
            return [_work(part, at, entry.label) for part, at in parts]
    return [entry]


def _work(part: str, at: int, label: str) -> Entry:
    lead = _LETTERED.match(part.lstrip())
    blanks = len(part) - len(part.lstrip())
    begin = blanks + (lead.end() if lead else 0)
    raw = " ".join(_without_link(part[begin:]).split())
    return Entry(raw, Span(at + begin, at + len(part.rstrip())), label)


def _without_link(part: str) -> str:
    """Without what joins a work to the next: a comma or semicolon, "and".

    >>> _without_link("Roe, A. Nap 2010; and "), _without_link("Roe, A. Naps in Ireland")
    ('Roe, A. Nap 2010', 'Roe, A. Naps in Ireland')
    """
    part = part.rstrip()
    if part.endswith(("and", "und")) and not part[-4:-3].isalnum():
        part = part[:-3].rstrip()
    return part[:-1] if part.endswith((";", ",")) else part


def _lettered(printed: str) -> list[int]:
    """Where the works "(a) … (b) …" begin: letters that count up, the first at the entry's front."""
    cuts: list[int] = []
    for match in _LETTERED.finditer(printed):
        if match.group(1) == chr(ord("a") + len(cuts)):
            cuts.append(match.start())
    front = re.match(r"\s*(?:[\[(]?\d{1,4}[\])]?[.:]?\s*)?", printed)
    return cuts if cuts and front and cuts[0] <= front.end() else []


def _listed(printed: str) -> list[int]:
    """Where the works "…; J. Roe, …" begin; the first begins behind the entry's number."""
    number = re.match(r"\s*(?:\[\d{1,4}\]|\(\d{1,4}\)|\d{1,4}[.)])\s*", printed)
    return [number.end() if number else 0, *(match.end() for match in _NEXT_WORK.finditer(printed))]
