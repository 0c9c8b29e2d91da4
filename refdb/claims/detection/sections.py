"""Which part of an article a paragraph belongs to: what is said, how the work was done, or what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from refdb.model import Block
from refdb.text.headings import is_heading_of

Zone = Literal["body", "methods", "around"]
Part = Literal["abstract", "introduction", "methods", "results", "discussion", "around", "other"]
_NUMBER = r"^\W*(?:[\dIVX](?:\.?[\dIVX])*\W*)?"  # no two ways to read a row of dots
_PARTS: dict[Part, re.Pattern[str]] = {  # of the body, by their headings; numbers before them are skipped
    "introduction": re.compile(_NUMBER + r"(?:introduction|background|objectives?|context)\b", re.I),
    "results": re.compile(_NUMBER + r"(?:results?|findings)\b", re.I),
    "discussion": re.compile(
        _NUMBER + r"(?:discussion|conclusions?|concluding|limitations|strengths|implications|summary)\b",
        re.I,
    ),
}


def zones(blocks: Sequence[Block]) -> list[Zone]:
    """The zone of each block, from the headings above it.

    A head such as "Methods" holds for the heads below it as well, up to "Results" or the like; but only where such a
    head comes at all: in a review "Methods" may be the only head with a known name. What stands around an article ends
    its methods only where no such head follows: "Ethics" may be the first of their heads.
    """
    heads = [block.section for block in blocks]
    found: list[Zone] = []
    inherited: Zone = "body"
    last = ""
    said = [n for n, head in enumerate(heads) if is_heading_of("body", head)]
    ends = said + [n for n, head in enumerate(heads) if is_heading_of("around", head)]
    for n, head in enumerate(heads):
        if head != last:
            last = head
            if is_heading_of("methods", head):
                inherited = "methods" if max(ends, default=n) > n else "body"
            elif n in said or (is_heading_of("around", head) and max(said, default=n) <= n):
                inherited = "body"
        found.append(_own(head) or inherited)
    return found


def parts(blocks: Sequence[Block], where: Sequence[Zone]) -> list[Part]:
    """The part of each block: as its zone says, in the body from the last heading with a known name.

    Args:
        blocks: of an article.
        where: their zones.
    """
    found: list[Part] = []
    current: Part = "other"
    for block, zone in zip(blocks, where, strict=True):
        named = next((part for part, pattern in _PARTS.items() if pattern.match(block.section)), None)
        if block.kind == "abstract":  # one that is divided has parts of its own
            found.append(zone if zone != "body" else named or "abstract")
            continue
        current = "other" if zone != "body" else named or current
        found.append(zone if zone != "body" else current)
    return found


def is_scholarly(blocks: Sequence[Block], where: Sequence[Zone]) -> bool:
    """Whether an article has what scholarly ones have: an abstract, a part on methods, two parts around the text."""
    around = {block.section for block, zone in zip(blocks, where, strict=True) if zone == "around"}
    return any(block.kind == "abstract" for block in blocks) or "methods" in where or len(around) > 1


def _own(head: str) -> Zone | None:
    if is_heading_of("around", head):
        return "around"
    return "methods" if is_heading_of("methods", head) or is_heading_of("part_of_methods", head) else None
