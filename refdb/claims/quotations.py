"""Quoted passages of an article compared word for word with what they are quoted from.

Case, punctuation, hyphens at line ends and blanks are no difference, nor are words left out at an ellipsis or put into
brackets by whoever quotes. Quotation marks around fewer words than ``LEAST_WORDS`` are no quotation of a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from refdb.model import Article, Quotation

LEAST_WORDS = 4
NEARLY = 80.0  # similarity in per cent from which another wording is that of the same passage
MARGIN = 4  # words around a passage that is nearly the quoted one, in which it may begin or end
MOST_READ = 400_000  # characters of a source
_QUOTED = re.compile(r"“([^“”]{12,2000})”|„([^„“”]{12,2000})[“”]|«([^«»]{12,2000})»|\"([^\"\n]{12,2000})\"")
_LEFT_OUT = re.compile(r"\[[^\[\]]{0,80}\]|\(?(?:…|\.\.\.|\. \. \.)\)?")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010\u2011]\s*\n?\s*(?=[^\W\d_])")


def quoted_in(article: Article) -> Iterator[tuple[str, int, int, tuple[int, ...]]]:
    """The quoted passages that cite something: (passage, its begin and end in the text, the references cited there).

    A passage is that of the citations in the sentence in which it ends, or right behind it in the same block.
    """
    by_sentence: dict[int, list[int]] = {}
    for citation in article.citations:
        by_sentence.setdefault(citation.sentence, []).extend(citation.reference_numbers)
    citing = {article.sentences[n].block for n in by_sentence}
    ends = [(sentence.block, sentence.start, sentence.end) for sentence in article.sentences]
    for number in sorted(citing):
        block = article.blocks[number]
        for match in _QUOTED.finditer(article.text, block.start, block.end):
            passage = next(filter(None, match.groups()))
            if len(_WORD.findall(passage)) < LEAST_WORDS:
                continue
            there = [n for n, (at, start, end) in enumerate(ends) if at == number and start < match.end() <= end + 1]
            references = [r for n in there[-1:] for r in by_sentence.get(n, ())]
            if references:
                yield passage, match.start(), match.end(), tuple(dict.fromkeys(references))


def compared(quotation: Quotation, text: str) -> Quotation:
    """The quotation with what became of it in a source's text: exact, nearly (with what differs), or not found."""
    source, places = _words(text[:MOST_READ])
    parts = [words for part in _LEFT_OUT.split(quotation.text) if (words := _words(part)[0])]
    if not parts or not source:
        return quotation
    found = _in_order(parts, source)
    if found:
        begin, end = found[0], found[1]
        passage = text[places[begin][0] : places[end - 1][1]]
        return _with(quotation, "exact", passage, ())
    near = [_nearest(part, source) for part in parts]
    if any(place is None for place in near):
        return _with(quotation, "not_found", "", ())
    aligned = [_aligned(part, source, place) for part, place in zip(parts, near, strict=True) if place]
    passage = " … ".join(text[places[start][0] : places[end - 1][1]] for start, end, _ in aligned)
    return _with(quotation, "nearly", passage, tuple(one for _, _, differences in aligned for one in differences))


def _with(quotation: Quotation, found: str, passage: str, differences: tuple[tuple[str, str], ...]) -> Quotation:
    from dataclasses import replace

    return replace(quotation, found=found, passage=" ".join(passage.split()), differences=differences)  # type: ignore[arg-type]


def _words(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The words of a text, folded, and where each stands; a word cut at a line's end is one."""
    joined = _HYPHEN.sub(lambda match: " " * len(match[0]), text)  # "self-\nreport" and "self report" are alike
    matches = list(_WORD.finditer(joined))
    words = [unicodedata.normalize("NFKC", match[0]).replace("’", "'").casefold() for match in matches]
    return words, [match.span() for match in matches]


def _in_order(parts: Sequence[Sequence[str]], source: Sequence[str]) -> tuple[int, int] | None:
    """Where the parts stand one after the other, from the first word of the first to behind the last of the last."""
    text = f" {' '.join(source)} "
    at, begin = 0, -1
    for part in parts:
        found = text.find(f" {' '.join(part)} ", at)
        if found < 0:
            return None
        begin = found if begin < 0 else begin
        at = found + len(" ".join(part)) + 1
    return text.count(" ", 0, begin + 1) - 1, text.count(" ", 0, at)


def _nearest(part: Sequence[str], source: Sequence[str]) -> tuple[int, int] | None:
    """The words of the source that are nearest to a part; None where none are near."""
    from rapidfuzz import fuzz

    text = " ".join(source)
    best = fuzz.partial_ratio_alignment(" ".join(part), text, score_cutoff=NEARLY)
    if best is None or best.score < NEARLY:
        return None
    starts = [0, *(n + 1 for n, sign in enumerate(text) if sign == " "), len(text) + 1]
    touched = [n for n, (a, b) in enumerate(pairwise(starts)) if a < best.dest_end and b - 1 > best.dest_start]
    return (touched[0], touched[-1] + 1) if touched else None


def _aligned(
    printed: Sequence[str], source: Sequence[str], near: tuple[int, int]
) -> tuple[int, int, list[tuple[str, str]]]:
    """Where the passage begins and ends in the source, and what differs: (printed, in the source), word by word."""
    low, high = max(0, near[0] - MARGIN), min(len(source), near[1] + MARGIN)
    codes = SequenceMatcher(None, printed, source[low:high], autojunk=False).get_opcodes()
    if codes[0][0] == "insert":  # what stands before and behind the passage is no difference
        codes = codes[1:]
    if codes[-1][0] == "insert":
        codes = codes[:-1]
    kind, a, b, c, d = codes[0]
    codes[0] = (kind, a, b, max(c, d - (b - a)), d)
    kind, a, b, c, d = codes[-1]
    codes[-1] = (kind, a, b, c, min(d, c + (b - a)))
    differing = [
        (" ".join(printed[a:b]), " ".join(source[low + c : low + d])) for kind, a, b, c, d in codes if kind != "equal"
    ]
    return low + codes[0][3], low + codes[-1][4], differing
