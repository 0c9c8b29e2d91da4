"""Text -> sentences, for articles and for passages of their sources.

A full stop ends a sentence unless what stands before it is an abbreviation or an initial, or what follows cannot begin
one. Markers glued behind it ("mortality.4,5 The") stay with the sentence that they belong to. One pass, linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from refdb.model import Span

# Never the end of a sentence, whatever follows.
_ALWAYS = frozenset(
    "e.g i.e eg ie cf vs approx ca fig figs eq eqs ref refs no nos vol vols pp ch chap sec suppl dr prof mr mrs ms st "
    "mt resp viz incl max min dept univ assoc natl intl ed eds hrsg bzw z.b d.h u.a vgl nr bd abb tab art sp spp subsp "
    "var cv gen nov sect ser al.,".split()
)
# The end only where what follows looks like a beginning: "et al. The", but not "et al. (2019)".
_SOMETIMES = frozenset("al etc inc ltd co corp jr sr ph.d m.d u.s u.k a.m p.m usw".split())
_STARTERS = frozenset(
    "the a an this these those that it its in on at for from with however although while when where as after before we "
    "our they their he she there here both each all some most many such another other further furthermore moreover "
    "thus therefore finally overall one two three no not if because since despite during among between studies "
    "patients men women results data".split()
)
# "vitamin D." ends a sentence, "J." before a name does not.
_BEFORE_LETTER = frozenset(
    "vitamin vitamins hepatitis type group class factor grade stage phase appendix panel protein".split()
)

_END = re.compile(
    r"(?:[.!?…]+|[。！？]+)"
    r"[\"'”’»)\]]*"
    r"(?:(?:\s?\[[\d\s,;–—-]{1,40}\])+(?=\s+[\"'“‘(]?[^\W\d_a-z]|\s*\Z)|(?:\[[\d\s,;–—-]{1,40}\])+|\^[\d,;–— -]{1,40}\^|[⁰¹²³⁴-⁹]+(?:[,–⁻-][⁰¹²³⁴-⁹]+)*|(?<=[^\W\d][.!?)\]])\d{1,3}(?:(?:[,–-]\s?|\s|\),\(|\)-\()\d{1,3}){0,8}(?=\s+[\"'“‘(]?[^\W\d_a-z]))?"
)
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“‘]*$")
_BLANK_LINE = re.compile(r"\n[ \t\f\v]*\n\s*")


def split(text: str) -> list[Span]:
    """Spans of the sentences of ``text``, in order, without the blanks around them; every other character is in one."""
    spans: list[Span] = []
    start = 0
    for gap in [*_BLANK_LINE.finditer(text), None]:
        end = gap.start() if gap else len(text)
        spans += _split_part(text, start, end)
        start = gap.end() if gap else end
    return spans


def joined(sentences: Iterable[str]) -> tuple[str, tuple[Span, ...]]:
    """Sentences as one text, a blank between two, and where each stands in it.

    >>> joined(["Naps help.", "So it is said."])
    ('Naps help. So it is said.', (Span(start=0, end=10), Span(start=11, end=25)))
    """
    several, spans, at = list(sentences), [], 0
    for sentence in several:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    return " ".join(several), tuple(spans)


def _split_part(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    begin = start
    closes = _Brackets(text, start, end)
    for match in _END.finditer(text, start, end):
        at = match.end()
        if at < begin or (at < end and not _ends_here(text, match, end, closes)):
            continue
        _append(spans, text, begin, at)
        begin = at
    _append(spans, text, begin, end)
    return spans


def _ends_here(text: str, match: re.Match[str], end: int, closes: _Brackets) -> bool:
    at = match.end()
    mark = text[match.start()]
    if mark in "。！？":
        return True
    if not text[at].isspace():
        return False
    after = text[at : at + 60].lstrip()
    if not after or after[0].islower() or after[0] in ",;:)]%=<>+":
        return False
    if closes.inside(match.start()):
        return False
    if mark != ".":
        return True
    before = _WORD_BEFORE.search(text[max(0, match.start() - 30) : match.start()])
    word = before.group().casefold() if before else ""
    return _full_stop_ends(text, match.start(), word, after)


def _full_stop_ends(text: str, at: int, word: str, after: str) -> bool:
    following = re.match(r"[\"'“‘(]*([^\W\d_]*)", after)
    next_word = following.group(1).casefold() if following else ""
    if word.rstrip(",") in _ALWAYS:
        return word == "no" and next_word in _STARTERS
    if word in _SOMETIMES:
        return next_word in _STARTERS
    if len(word) == 1 and word.isalpha() and text[at - 1].isupper():
        previous = text[max(0, at - 25) : at - 1].split()
        return bool(previous) and (previous[-1].casefold() in _BEFORE_LETTER or next_word in _STARTERS)
    if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word):  # initials without blanks: "J.K."
        return next_word in _STARTERS
    return not (word.isdigit() and len(word) <= 2 and _starts_line(text, at - len(word)))  # "2. Methods"


def _starts_line(text: str, at: int) -> bool:
    line = text.rfind("\n", 0, at) + 1
    return not text[line:at].strip()


class _Brackets:
    """Where brackets are open that close again soon: no sentence ends in there."""

    REACH = 250

    def __init__(self, text: str, start: int, end: int) -> None:
        self._spans: list[tuple[int, int]] = []
        opened: list[int] = []
        for match in re.compile(r"[()\[\]]").finditer(text, start, end):
            if match.group() in "([":
                opened.append(match.start())
            elif opened:
                begin = opened.pop()
                if not opened and match.start() - begin < self.REACH:
                    self._spans.append((begin, match.start()))
            if len(opened) > 20:  # brackets that never close, smileys and the like
                opened.clear()
        self._next = 0

    def inside(self, at: int) -> bool:
        while self._next < len(self._spans) and self._spans[self._next][1] < at:
            self._next += 1
        return self._next < len(self._spans) and self._spans[self._next][0] < at


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append(Span(start, end))
