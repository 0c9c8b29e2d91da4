"""Entries that name their authors by a dash, "Ders." or "Ibid.": what they repeat is taken from the entry above."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from refdb.model import ParsedReference, Person

_DASH = re.compile(
    r"^\s*(?:[–—―_‐-]{2,}[.,:;]?\s*|[–—―]\s?(?=[,:(&.\d])|[–—―-]\s(?=[(\d&]|u\.\s|und\s|and\s)|"
    r"(?:Ders|Dies|Idem|Id|Eadem|Ead|Ders\.?/Dies)\b\.?[,:]?\s*)"
)
_IBID = re.compile(
    r"^\s*(?:ibid(?:em)?|ebd|ebda|ebenda|a\.\s?a\.\s?O|op\.\s?cit|loc\.\s?cit)\b[.,:;]*\s*(?P<rest>.*)$", re.I | re.S
)
_WITH_OTHERS = re.compile(r"^\s*+(?:[,;]\s*+)?(?:&|and|und|u\.|et|y|e)\s|^\s*+,\s*+[^\W\d_]")
# "———, G. W. Brown, and A. Poe": names follow, and no title
_NAMES_FOLLOW = re.compile(
    r"^\s*(?:(?:[^\W\d_a-z]\.[\s-]?){1,3}\s?[^\W\d_a-z][\w'’-]+|[^\W\d_a-z][\w'’-]+,\s(?:[^\W\d_a-z]\.[\s-]?){1,3})"
    r"\s*(?:,|and\b|und\b|et\b|&|\()"
)
_PAGES = re.compile(r"\d+(?:\s?[-–]\s?\d+)?")


def repeats(raw: str) -> bool:
    """Whether the entry leaves out names, or everything, that the entry above says."""
    return bool(_DASH.match(raw) or _IBID.match(raw))


def with_repeated(parsed: Sequence[ParsedReference], parse: Callable[[str], ParsedReference]) -> list[ParsedReference]:
    """The same references, those that repeat with what they repeat; their ``raw`` stays as printed."""
    done: list[ParsedReference] = []
    for reference in parsed:
        above = done[-1] if done else None
        done.append(_completed(reference, above, parse) if above and repeats(reference.raw) else reference)
    return done


def _completed(
    reference: ParsedReference, above: ParsedReference, parse: Callable[[str], ParsedReference]
) -> ParsedReference:
    again = _IBID.match(reference.raw)
    if again:
        pages = _PAGES.search(again["rest"])
        return replace(above, raw=reference.raw, pages=pages.group() if pages else above.pages)
    dash = _DASH.match(reference.raw)
    rest = reference.raw[dash.end() :] if dash else reference.raw
    comma = dash is not None and reference.raw[: dash.end()].rstrip().endswith(",")
    others = bool(_WITH_OTHERS.match(rest) or (comma and _NAMES_FOLLOW.match(rest)))
    people = above.authors[:1] if others else above.authors
    if not people:
        return reference
    read = parse(f"{_printed(people)}, {rest.lstrip(' ,;')}" if others else f"{_printed(people)} {rest}")
    authors = read.authors if len(read.authors) >= len(people) else people
    return replace(read, raw=reference.raw, authors=authors)


def _printed(people: Sequence[Person]) -> str:
    names = [p.literal or f"{p.sort_name}, {p.given}".rstrip(", ") for p in people]
    return ", ".join(names)
