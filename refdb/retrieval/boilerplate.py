"""What in a source is no statement of its authors: copyright lines, and its own reference list."""

from __future__ import annotations

import re

from refdb.text.headings import is_reference_heading
from refdb.text.paging import marks_in
from refdb.text.patterns import YEAR
from refdb.text.words import small_words

# Each describes a whole sentence: "Guidelines published by the WHO differ." is one of the authors' own.
_BOILERPLATE = re.compile(
    r"^(?:"
    r"(?:copyright\s*)?(?:©|\(c\)|&copy;)\s*(?:copyright\s*)?(?:\(?\d{4}|the authors?|crown|(?-i:[A-Z])).{0,200}"
    r"|copyright\s+(?:\(c\)|©|\d{4}|by\b|held by\b|of\b.{0,30}\bis\b).{0,160}"
    r"|.{0,160}\ball rights (?:are )?reserved\W*"
    r"|this is an open[- ]access (?:article|paper|publication)\b.{0,300}"
    r"|this (?:article|paper|work|material) is (?:protected by copyright|licensed|made available|distributed under)\b"
    r".{0,300}"
    r"|for (?:commercial re-?use|reprints|permissions?|permission to reuse)\b.{0,30}"
    r"\b(?:please|contact|e-?mail|visit|see)\b.{0,160}"
    r"|reprints and permissions?\b.{0,120}"
    r"|(?:clinical )?trial registration(?: number)?:?\s*\S+\W*"
    r"|(?:to view a copy of this licen[cs]e|permission to make digital or hard copies)\b.{0,400}"
    r")$",
    re.IGNORECASE | re.DOTALL,
)
_PUBLISHED = re.compile(r"^(?:first )?published by ", re.IGNORECASE)
# Small words of a publisher's name; any other word written small makes a sentence of it.
_IN_NAMES = small_words("en", "de", "fr", "es") | {"behalf", "&"}

_ENTRY_START = re.compile(
    r"^\s*(?:\[\d{1,3}\]|\(?\d{1,3}[.)]\s|[•*-]\s|[A-ZÀ-Þ][\w'’-]+,?\s+(?:[A-Z]\b\.?|[A-Z]{1,3}\b)|\S+ et al)"
)
_SOURCE = re.compile(
    r"\b\d+\s*(?:\(\d+\))?\s*[:;,]\s*e?\d+|\bdoi\b|https?://|\bpp?\.\s*\d|\bet al\b|\bpress\b|\bjournal\b",
    re.IGNORECASE,
)
_LINE = re.compile(r"^[^\S\n]*+\S[^\n]*+", re.MULTILINE)
_PARAGRAPH = re.compile(r"(?:^[^\S\n]*+\S[^\n]*+\n?)++", re.MULTILINE)
_WRAPPED = re.compile(r"(?:\n[^\n]*\S[^\n]*){1,2}(?=\n[ \t]*(?:\n|$)|\s*$)")
_GAP = 2  # lines or paragraphs in a row within a list that do not look like an entry: wrapped lines


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence is a publisher's: copyright, licence, permissions, a trial's bare number."""
    line = sentence.strip()
    if published := _PUBLISHED.match(line):
        words = re.findall(r"[^\s,.;:()]+", line[published.end() :])
        return len(words) <= 20 and all(word in _IN_NAMES or not word[0].islower() for word in words)
    return bool(_BOILERPLATE.match(line))


def without_references(text: str) -> str:
    """A full text without its reference list, wherever that stands; what follows the list (appendices) is kept.

    A heading that no entries follow (a table of contents) is left alone.
    """
    kept, at, left_out = [], 0, ""
    for heading in _LINE.finditer(text):
        if heading.start() < at or not is_reference_heading(heading.group()):
            continue
        end = _list_end(text, heading.end())
        if end is not None:
            kept.append(left_out + text[at : heading.start()].strip("\n"))
            left_out = marks_in(text[heading.start() : end])
            at = end
    kept.append(left_out + text[at:].strip("\n"))
    return "\n\n".join(part for part in kept if part) if at else text


def _list_end(text: str, start: int) -> int | None:
    """Where the entries end that begin at ``start``; None where there are none."""
    by_paragraph = len(re.findall(r"\n[ \t]*\n", text[start : start + 3000].strip())) >= 2
    end, gap = None, 0
    for unit in (_PARAGRAPH if by_paragraph else _LINE).finditer(text, start):
        line = unit.group().strip()
        if _looks_like_entry(line):
            end, gap = unit.end(), 0
        elif end is None or gap == _GAP or _is_heading(line):
            break
        else:
            gap += 1
    if end is None or by_paragraph:
        return end
    wrapped = _WRAPPED.match(text, end)  # the last entry's further lines
    return wrapped.end() if wrapped and not _is_heading(wrapped.group().strip()) else end


def _looks_like_entry(unit: str) -> bool:
    """An entry, or a paragraph of several that are a line each."""
    if len(unit) > 700 and "\n" not in unit:
        return False
    year, source = bool(YEAR.search(unit)), bool(_SOURCE.search(unit))
    return (bool(_ENTRY_START.match(unit)) and (year or source)) or (year and source and len(unit) < 400)


def _is_heading(line: str) -> bool:
    return (
        bool(re.match(r"^(?:\d+\.?\s+)?[A-Z][^.!?]{2,70}$", line)) and len(line.split()) <= 9 and not YEAR.search(line)
    )
