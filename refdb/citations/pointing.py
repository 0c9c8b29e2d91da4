"""The links that a file keeps itself (hyperlinks, xrefs, citation fields) -> citations: nothing is guessed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from refdb.model import Article, Citation, Span
from refdb.text.patterns import FROM_RAISED

_BETWEEN = re.compile(r"[\s,;\[\]()–—‐−-]*+(?:and|und|et|y|e)?\s*+")  # what stands between the links of one marker
_DASH = re.compile(r"\W*[–—‐−-]\W*")
LONGEST_MARK = 8  # characters of a note's mark
_OPENS, _CLOSES = "[(", "])"
_RANGE = re.compile(r"(\d{1,4})\s*[–—‐−-]\s*(\d{1,4})")


@dataclass(frozen=True, slots=True)
class _Cited:
    start: int
    end: int
    n: int  # 0: no such reference
    name: str


def cite_by_pointers(article: Article) -> list[Citation]:
    """The citations that the article's pointers make, in the order of the text.

    Links that stand side by side are one marker; ``[3]–[5]`` and a link that reads ``3–5`` cite what lies between, too.
    """
    found = _citing(article)
    labels = {int(r.label): r.n for r in article.references if r.label.isdigit()}
    together = _of_one_entry(article)
    starts = [sentence.start for sentence in article.sentences]
    citations: list[Citation] = []
    for group in _groups(found, article.text):
        at = bisect_right(starts, group[0].start) - 1
        if at < 0 or group[0].start >= article.sentences[at].end:
            continue  # in a heading or the title
        start, end = _with_brackets(article.text, group[0].start, group[-1].end)
        numbers = dict.fromkeys(m for n in _numbers(group, article.text, labels) if n for m in together.get(n, (n,)))
        undefined = tuple(dict.fromkeys(c.name for c in group if not c.n))
        citations.append(Citation(article.text[start:end], Span(start, end), at, tuple(numbers), undefined))
    return citations


def _of_one_entry(article: Article) -> dict[int, list[int]]:
    """References that stand under one number, side by side -> all of them."""
    groups = (list(group) for label, group in groupby(article.references, key=lambda r: r.label) if label)
    return {r.n: [other.n for other in group] for group in groups if len(group) > 1 for r in group}


def _citing(article: Article) -> list[_Cited]:
    """The pointers that lead from the text to a reference; those from a reference back to the text do not cite."""
    placed = [(r.span, r.n) for r in article.references if r.span]
    begins = [span.start for span, _ in placed]

    def reference_at(at: int) -> int:
        i = bisect_right(begins, at) - 1
        return placed[i][1] if i >= 0 and at < placed[i][0].end else 0

    found = []
    for pointer in sorted(article.pointers, key=lambda p: p.start):
        n = pointer.reference or reference_at(pointer.at)
        lost = not n and pointer.at < 0 and "://" not in pointer.name
        if (n or lost) and not reference_at(pointer.start):
            found.append(_Cited(pointer.start, pointer.end, n, pointer.name))
    return sorted([*found, *_through_notes(article, found)], key=lambda cited: (cited.start, cited.end))


def _through_notes(article: Article, found: Sequence[_Cited]) -> list[_Cited]:
    """The marks of notes that cite by links of their own: what a note cites, its mark cites too."""
    if not found:
        return []
    begins = [cited.start for cited in found]
    ends = {block.start: block.end for block in article.blocks if block.kind == "list_item"}
    marks = [p for p in article.pointers if p.start < p.at and p.at in ends and p.end - p.start <= LONGEST_MARK]
    return [
        _Cited(mark.start, mark.end, cited.n, cited.name)
        for mark in marks
        for cited in found[bisect_left(begins, mark.at) : bisect_left(begins, ends[mark.at])]
        if cited.n
    ]


def _groups(found: Sequence[_Cited], text: str) -> list[list[_Cited]]:
    groups: list[list[_Cited]] = []
    for cited in found:
        last = groups[-1][-1] if groups else None
        if last and (cited.start < last.end or _BETWEEN.fullmatch(text, last.end, cited.start)):
            groups[-1].append(cited)
        else:
            groups.append([cited])
    return groups


def _numbers(group: Sequence[_Cited], text: str, labels: dict[int, int]) -> list[int]:
    numbers: list[int] = []
    for i, cited in enumerate(group):
        before = group[i - 1] if i else None
        if before and 0 < before.n < cited.n and _DASH.fullmatch(text, before.end, cited.start):
            numbers += range(before.n + 1, cited.n)
        numbers.append(cited.n)
        whole = _RANGE.fullmatch(text[cited.start : cited.end].strip("[]() ").translate(FROM_RAISED))
        if whole and cited.n:  # one link for "3–5"
            first, last = (labels.get(int(n), int(n)) for n in whole.groups())
            if first <= cited.n <= last <= first + 100:
                numbers += range(first, last + 1)
    return numbers


def _with_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    if text[start - 1 : start] in _OPENS and text[end : end + 1] in _CLOSES and start and end < len(text):
        return start - 1, end + 1
    return start, end
