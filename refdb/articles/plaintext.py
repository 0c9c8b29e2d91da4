"""Plain text -> Article: paragraphs of one line or of wrapped lines, and copies of web pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from refdb.articles import kinds
from refdb.articles.assembling import article_from_blocks
from refdb.articles.profiles.profile import Profile, mended, profile_of
from refdb.articles.titles import title_at
from refdb.model import Article, Block, BlockKind, Source
from refdb.text.budgets import within_text
from refdb.text.headings import is_heading_of


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    end: int
    blank_before: bool


def read_plaintext(text: str, source: Source) -> Article:
    """The article that a plain text holds; offsets point into ``text`` as it stands."""
    within_text(len(text), source.name)
    lines = _lines(text)
    groups = _paragraphs(lines) if _is_wrapped(lines) else _indented(lines)
    blocks = [Block("paragraph", group[0].start, group[-1].end) for group in groups]
    together = [not group[0].blank_before for group in groups]
    return article_from_blocks(text, _with_kinds(text, blocks, together), source)


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    blank = True
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        if not line.strip():
            blank = True
            continue
        blank = blank or text[max(0, match.start() - 2) : match.start()] == "\n\n"
        start = match.start() + len(line) - len(line.lstrip())
        lines.append(_Line(line, start, match.start() + len(line.rstrip()), blank))
        blank = False
    return lines


def _is_wrapped(lines: list[_Line]) -> bool:
    """Lines broken at a margin: many follow each other without a blank line, and none is much longer than the rest."""
    followed = [a for a, b in pairwise(lines) if not b.blank_before]
    if len(followed) < 5:
        return False
    lengths = sorted(line.end - line.start for line in lines)
    margin = lengths[int(0.95 * (len(lengths) - 1))]
    near_margin = sum(line.end - line.start > 0.7 * margin for line in followed)
    return margin <= 130 and near_margin > 0.6 * len(followed)


def _paragraphs(lines: list[_Line]) -> list[list[_Line]]:
    groups: list[list[_Line]] = []
    for line in lines:
        if line.blank_before or kinds.is_bullet(line.text) or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _indented(lines: list[_Line]) -> list[list[_Line]]:
    """Each line a paragraph, but one that hangs below the line above it goes on with that."""
    groups: list[list[_Line]] = []
    for line in lines:
        hangs = groups and not line.blank_before and _indent(line) > _indent(groups[-1][0]) + 1
        if hangs and not kinds.is_bullet(line.text):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _indent(line: _Line) -> int:
    return len(line.text) - len(line.text.lstrip())


def _with_kinds(text: str, blocks: list[Block], together: list[bool]) -> list[Block]:
    """Tell headings, captions, glossaries and tables from paragraphs. ``together``: no blank line stood before."""
    profile = profile_of(text)
    texts = [mended(text[block.start : block.end]) for block in blocks]
    found: list[BlockKind] = [_kind(line, profile) for line in texts]
    _mark_tables(texts, found, together, profile)
    _mark_glossary(texts, found)
    title = title_at(found, texts, profile)
    if title is not None:
        found[title] = "title"
    return [replace(block, kind=kind) for block, kind in zip(blocks, found, strict=True)]


def _kind(line: str, profile: Profile) -> BlockKind:
    if kinds.is_boilerplate(line):
        return "boilerplate"
    if kinds.is_definition(line):
        return "glossary"
    if kinds.is_bullet(line):
        return "list_item"
    if kinds.is_caption(line) or (profile.is_picture(line) and not kinds.ends_as_sentence(line)):
        return "caption"
    return "heading" if kinds.is_heading(line) else "paragraph"


def _mark_tables(texts: list[str], found: list[BlockKind], together: list[bool], profile: Profile) -> None:
    """A table copied as text: lines without blank lines between them, headed by words with capitals."""
    start = 0
    for end in range(1, len(texts) + 1):
        if end < len(texts) and together[end]:
            continue
        rows = [
            i
            for i in range(start, end)
            if found[i] in ("heading", "paragraph") or (found[i] == "caption" and not profile.is_symbolic(texts[i]))
        ]
        if len(rows) >= 3 and sum(kinds.is_titled(texts[i]) and not kinds.ends_as_sentence(texts[i]) for i in rows[:2]):
            for i in rows:
                found[i] = "table"
        start = end
    for i, line in enumerate(texts):
        if found[i] in ("heading", "paragraph") and ("\t" in line or re.search(r"\S {3,}\S.* {3,}\S", line)):
            found[i] = "table"


def _mark_glossary(texts: list[str], found: list[BlockKind]) -> None:
    inside = False
    for i, line in enumerate(texts):
        stripped = line.strip()
        if is_heading_of("glossary", stripped):
            inside = True
        elif inside and is_heading_of("behind_glossary", stripped):
            inside = False
        elif inside and found[i] != "caption":
            found[i] = "glossary"
        elif found[i] == "glossary" and i and found[i - 1] == "heading":
            found[i - 1] = "glossary"  # the term above its meaning
