"""A printed reference as words, each with the punctuation before it.

Words are cut at every punctuation mark, so ``2016;143(14):1862–1889`` is five words with the gaps ``;``, ``(``, ``):``
and ``–`` between them. Identifiers and addresses count as one word, whatever stands in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from refdb.articles.profiles.profile import drawn_together
from refdb.citations.parsing.identifiers import Found, find
from refdb.text.patterns import HALF_WIDTH, LATE_YEAR

# A run of dashes is a word where it stands for repeated authors.
_PLAIN = r"[^\W_]+(?:['’][^\W\d_]+)*|[-‐-―_]{2,}|—"
_WORD = re.compile(_PLAIN)
# Words that a bad copy glued together: "Lett70", "P2015", "2004arXiv", "isotopesBraz". They are looked for only in
# texts that have any, which keeps the common case fast.
_CJK = "\u3040-\u9fff\uac00-\ud7af"
_FIRST_CJK = "\u3040"
_GLUED = re.compile(
    rf"[^\W\d_]{{3}}\d|[^\W\d_]{LATE_YEAR}(?!\w)|\d(?:[A-Za-z][a-z]{2}|pp\b|no\b)|[^\W\d_]{{3}}[a-z][A-Z][a-z]"
    rf"|[{_CJK}]\d|\d[{_CJK}]"
)
_GLUED_WORD = re.compile(
    # … but "Qwen2 technical report" and "GPT2: …" are names
    rf"[^\W\d_]{{3,40}}(?=\d{{1,7}}(?!\w)(?!:? [^\W\d_]{{2}}))|[A-Z](?={LATE_YEAR}(?!\w))|[A-Z]\d{{1,3}}(?=no\b)"
    rf"|\d{{1,7}}(?=[A-Z][a-z]{{2}}|arXiv|(?:pp|no|vol)\b)"
    rf"|[^\W\d_]{{3,40}}?[a-z](?=[A-Z][a-z])|[{_CJK}]+(?=\d)|\d+(?=[{_CJK}])|{_PLAIN}"
)
_INVISIBLE = {ord(c): None for c in "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"}
_FULL_BRACKETS = {ord(c): HALF_WIDTH[ord(c)] for c in "［］（）．，"}
# "Phys .Rev .Lett .70 ( 1993),1704" : what some PDF files give for "Phys. Rev. Lett. 70 (1993),1704".
# A point before a small letter or a digit may be a piece of a broken address or DOI, and stays.
_LOOSE_POINT = re.compile(r"(?<=\w) ([,;:](?=[^\W_]|[\"“(\[])|\.(?=[^\W\d_a-z]|[\"“(\[]))")
_LOOSE_KEY = re.compile(r"\b(pp?|nos?|vol|eds?|[A-Z][a-z]{2,}) \.(?=\d{1,7}(?:[ ,(:;-]|\.?$))")
_LOOSE_END = re.compile(r"(?<=\w) (?=[.,](?: |$))")
_LOOSE_BRACKET = re.compile(r"(?<=[(\[]) (?=\w)|(?<=\w) (?=[)\]])")
_HYPHENATION = re.compile(r"(?<=[^\W\d_])[-‐]\s*[\r\n]+\s*(?=[a-zà-öø-ÿ])")
_LABEL = re.compile(
    r"\s*(?:[•●▪■◦‣·*†–—-]+\s+|\[\s*[\w+\-:. ]{1,16}\s*\]\s*[.:)]?\s*|\(\s*\d{1,3}\s*\)\s*(?!\d)"
    r"|\d{1,3}\s?[.)](?=\s*[^\W\d])\s*|\d{1,3}\s*\.\s+(?=\d{4}|[\"“«‘'])|\^\d{1,3}\s+)"
)
_BRACKETED = re.compile(r"\s*\[\s*[\w+\-:. ]{1,16}\s*\]")
MAX_WORDS = 600


@dataclass(frozen=True, slots=True)
class Tokens:
    """``text`` with the words ``text[starts[i]:ends[i]]``; ``gaps[i]`` is what stands before word i, spaces folded.

    ``gaps`` has one entry more than there are words: what follows the last one. ``found`` are the identifiers.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[str]
    found: list[Found]


def fold(raw: str) -> str:
    """One line of text: invisible characters and line-end hyphens gone, lost signs read as the dash or colon they were.

    Spaces that a copy put before points, commas and brackets go behind them or go away.
    """
    text = raw
    if not text.isascii():
        text = drawn_together(text.translate(_INVISIBLE))
        text = text.translate(_FULL_BRACKETS) if "［" in text or "（" in text or "．" in text else text
    if "\n" in text or "\r" in text:
        text = _HYPHENATION.sub("", text)
    text = " ".join(text.split())
    if " ." in text or " ," in text or " ;" in text or " :" in text:
        text = _LOOSE_KEY.sub(r"\1. ", _LOOSE_END.sub("", _LOOSE_POINT.sub(r"\1 ", text)))
    if "( " in text or "[ " in text or " )" in text or " ]" in text:
        text = _LOOSE_BRACKET.sub("", text)
    if "''" in text or "``" in text or '""' in text:
        text = text.replace("``", '"').replace("''", '"').replace('""', '"')
    return text


def label_end(text: str) -> int:
    """Where a leading ``[12]``, ``12.`` or bullet ends in ``text``; 0 where there is none."""
    match = _LABEL.match(text)
    if not match or match.end() >= len(text):
        return 0
    if _BRACKETED.match(text) and not re.search(r"\d", match.group()):
        return 0
    return match.end()


def _may_be_glued(text: str) -> bool:
    """Whether a word has letters and digits, or small letters and capitals, mixed: a look before the slow pattern."""
    return not (text.isascii() or max(text) < _FIRST_CJK) or not all(
        word.isdecimal() or (word.isalpha() and (word[1:].islower() or len(word) < 6 or word.isupper()))
        for word in _WORD.findall(text)
    )


def tokenize(text: str) -> Tokens:
    """Cut folded ``text`` into at most ``MAX_WORDS`` words; the leading label is no word."""
    begin = label_end(text)
    found = find(text, begin)
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gaps: list[str] = []
    position = begin
    previous = begin
    word = _GLUED_WORD if _may_be_glued(text) and _GLUED.search(text, begin) else _WORD
    for item in [*found, None]:
        limit = item.start if item else len(text)
        for match in word.finditer(text, position, limit):
            start, end = match.span()
            words.append(match.group())
            starts.append(start)
            ends.append(end)
            gaps.append(text[previous:start])
            previous = end
        if item and item.end > item.start:
            words.append(f"<{item.kind}>")
            starts.append(item.start)
            ends.append(item.end)
            gaps.append(text[previous : item.start])
            previous = position = item.end
        if len(words) > MAX_WORDS:
            del words[MAX_WORDS:], starts[MAX_WORDS:], ends[MAX_WORDS:], gaps[MAX_WORDS:]
            previous = ends[-1]
            break
    gaps.append(text[previous:])
    return Tokens(text, words, starts, ends, gaps, found)
