"""Markers in the text: [3,5–7], (3), superscripts, (Smith et al., 2019)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from refdb.model import Sentence
from refdb.text.patterns import CITED_YEAR, FROM_RAISED, HALF_WIDTH, MONTH, RAISED, TEXT_YEAR

# "3,5–7" and what typesetters make of it: "3 , 4", "7),(8", "9)-(16".
_LIST = r"\d{1,9}(?:\s*\)?\s?[,;–—‐−-]\s?\(?\s*\d{1,9}){0,60}"
_DASHED = r"\]\s?[–—‐−-]\s?\["  # "[2]–[5]"
# "p. 12" in "[1, p. 12; 2]", "S. 4", "с. 5", "Theorem 2".
_PLACE = (
    r"(?:(?:pp?|[SСсc])\.\s?|(?:стр|[Tt]hm|[Tt]heorem|[Ll]emma|[Pp]rop(?:osition)?|[Cc]or(?:ollary)?|§)\.?\s?)"
    r"\d[\d.–-]{0,12}"
)
_IN_WORK = re.compile(rf",\s?{_PLACE}")
_BRACKETS = re.compile(
    rf"\[\s*(\d{{1,4}})\s*{_DASHED}\s*(\d{{1,4}})\s*\]|\[\s*({_LIST})\s*,?\s*\]|"
    rf"\[\s?((?=[^\[\]]{{0,60}}{_PLACE})\d{{1,4}}(?:,\s?{_PLACE})?(?:\s?[;,]\s?\d{{1,4}}(?:,\s?{_PLACE})?){{0,9}})\s?\]|"
    rf"(?:\b[Rr]efs?\.?|\b[Rr]eferences?)\s?\[?((?:{_LIST})(?:,?\s(?:and|und|et|&)\s\d{{1,4}})?)(?![\d.]\d)(?:[–-]?\])?"
)
# What stands around an interval or a range of values, which is no marker.
_INTERVAL = re.compile(
    r"(?:\bC\.?I\.?|\bCrI|\bintervals?|\branges?|\branging|\bIQR|\bHDI|\bquartiles?|\blimits|\bKI|∈)\W{0,4}$|"
    r"\b(?:CI|CrI|IQR)\s?[=:,]?\s?[\d.]{0,6}\s?$"
)
_UNIT = re.compile(
    r"\s?(?:%|°|‰|[mµμnkp]?(?:mol|g|l|L|m|s|Pa|Hz|V|A|W|J)(?:\b|/)|(?:years?|days?|weeks?|months?|hours?|min|points?|IU|kcal|mmHg|bpm)\b)"
)
_PARENTHESES = re.compile(rf"\(\s*({_LIST})\s*,?\s*\)")
_RAISED = re.compile(rf"{RAISED}+(?:\s?[,;–—⁻-]\s?{RAISED}+)*")
_CARETS = re.compile(rf"\^\(?\s*({_LIST})\s*\)?\^")  # as Pandoc writes raised figures in plain text
# Raised markers whose height was lost: behind a word, a bracket or a mark of punctuation, without a blank.
_GLUED_LIST = r"\d{1,3}(?:\s?\)?[,–—‐−-]\(?\s?\d{1,3}(?!\d)|\s\d{1,3}(?=[\s.,;])(?!\s?[%‰°]|\s[^\W\d_a-z]*[a-z])){0,30}"
_GLUED = re.compile(
    rf"(?:(?<=[^\W\d_][.,;:)\]”’\"])|(?<=[^\W\d_][)\]”’\"][.,;])|(?<=\d[)%][.,;])|(?<=\b1[5-9]\d\d\.)|(?<=\b20\d\d\.)|(?<=[a-z]{{3}})|(?<=[^\W\d]\)))({_GLUED_LIST})(?=[\s.,;:)\]]|$)"
)
# What stands before an exponent and not before a marker: a figure, a unit, a statistic, an isotope's bracket.
_MEASURED = re.compile(r"(?:\d|(?<![^\W\d_])(?:[cdknmµμ]?m|ft|in|[RrχXxIη]|chi|yr?|s|h|d|kg|Å|°)\s?|[\[(′'-]|\d,)$")
_ISOTOPE = re.compile(r"[^\W\d_a-z](?![a-z]{3})|[cn](?:[lds])?\b")  # "¹⁴C", and not a word glued to a marker
_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|ten|ter|el|al|bin|y)"
_NAME = rf"(?<!\w)(?:{_PARTICLE}[ -]){{0,3}}[^\W\d_a-z⁰¹²³⁴-⁹][\w'’‐-]{{0,40}}[\w]"
_AND = r"(?:,?\s+(?:and|&|und|et|y|e)\s+|,\s+)"
_OTHERS = r"(?:,?\s+(?:et\s+al\.?|and\s+(?:colleagues|others|coworkers|co-workers)|u\.\s?a\.))"
# "p. 34", "S. 34 f.", "Kap. 3", "§ 12", "ch. 2, pp. 5–7", "Table 2" behind a year.
_AT = r"(?:(?:[^\W\d_]{1,9}\.?|§§?)\s?)?[\dIVXLivxl][\dIVXLivxl–-]{0,12}(?:\s?ff?\b\.?)?"
_NARRATIVE = re.compile(
    rf"(?P<names>{_NAME}(?:{_AND}{_NAME}){{0,4}}{_OTHERS}?)(?<!['’]s)(?:['’]s?)?\s*"
    rf"[(\[](?P<years>{CITED_YEAR}(?:\s*[,;]\s*(?:{CITED_YEAR}|[a-z]\b))*)(?:\s*[,:;]\s*{_AT}){{0,2}}[)\]]"
)
# "Miller et al., 2010, Weber and Klein 2011" without brackets of their own.
_BARE = re.compile(
    rf"(?P<names>{_NAME}(?:(?:{_AND}{_NAME}){{0,3}}{_OTHERS}|\s+(?:and|&|und|et|y|e)\s+{_NAME})),?\s+"
    rf"(?P<years>{TEXT_YEAR}[a-z]?(?:\s*,\s*(?:{TEXT_YEAR}[a-z]?|[a-z])\b)*)(?![\d-])"
)
# Brackets with a year; "(World Health Organization [WHO], 2021)" has the short name in brackets of its own.
_INSIDE = re.compile(
    rf"[(\[]([^()\[\]]{{0,400}}?(?:\[[^()\[\]\d]{{1,30}}\][^()\[\]]{{0,200}}?)?\b{CITED_YEAR}[^()\[\]]{{0,400}}?)[)\]]"
)
_CITED = re.compile(
    rf"(?P<names>{_NAME}[^\d]{{0,150}}?),?\s*\(?(?P<years>{CITED_YEAR}(?:\s*,\s*(?:{CITED_YEAR}|[a-z]\b))*)"
)
_NO_NAME = re.compile(
    MONTH.pattern + r"\.?$|\b(?:since|until|during|version|fig\w*|table)\b",
    re.I,
)
_PEOPLE = re.compile(
    rf"(?:[Ss]ee|[Cc]f\.|e\.g\.|also|,|\s)*{_NAME}(?: {_NAME}){{0,4}}(?:{_AND}{_NAME}){{0,4}}{_OTHERS}?\s*"
)
HIGHEST_IN_PARENTHESES = 999  # (2018) is a year
_NOT_MARKERS = re.compile(r"\b(?:n\s*=|p\s*[<=>]|age|aged|year|table|fig|eq|chapter|section)\b", re.I)


_AND_OF_NUMBERS = re.compile(r"\s(?:and|und|et|&)\s")
_FIGURE = re.compile(rf"\d|{RAISED}")
_FULL_WIDTH = re.compile(r"[［（【]")
_DASH_BRACKET = re.compile(_DASHED)
_KEYS = re.compile(r"\[([^\[\]]{1,200})\]")
_LABEL_RANGE = re.compile(r"(([A-Z]{1,2})(\d{1,3}))\s?[–—‐−-]\s?([A-Z]{1,2})?(\d{1,3})")
MOST_BETWEEN = 100  # labels
_LOCATOR = re.compile(
    r"(?:pp?|S|ch(?:ap)?|sec|§|Thm|Theorem|Lemma|Kap|Abb|Fig|Prop|Def|Cor)\.?\s?[\dIVXLivxl]|(?<![\d–-])[\d–-]++$|see\b|cf\b",
    re.I,
)
# EndNote's and Papers' marks before they are formatted: "{Manson, 2019 #101;Pittas, 2019 #7}".
_UNFORMATTED = re.compile(rf"\{{([^{{}}]{{0,400}}?,\s?{CITED_YEAR}\s#\d[^{{}}]{{0,400}})\}}")


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker: numbers (as ranges, ends included), or authors and years; ``text`` as printed."""

    text: str
    start: int
    end: int
    sentence: int
    ranges: tuple[tuple[int, int], ...] = ()
    labels: tuple[str, ...] = ()  # as the list prints them: "Hol07", "S1"
    cited: tuple[tuple[str, str], ...] = ()  # (names as printed, year with its letter)


def ways_of_citing(sentences: Sequence[Sentence], text: str) -> dict[str, list[Marker]]:
    """What could be markers, by the way of citing; which of them the article uses, its list must tell."""
    text = text.translate(HALF_WIDTH) if _FULL_WIDTH.search(text) else text
    numbered = [(n, s) for n, s in enumerate(sentences) if _FIGURE.search(text, s.start, s.end)]
    return {
        "brackets": _numeric(_BRACKETS, numbered, text),
        "parentheses": _numeric(_PARENTHESES, numbered, text),
        "raised": sorted(
            [*_numeric(_RAISED, numbered, text), *_numeric(_CARETS, numbered, text)], key=lambda m: m.start
        ),
        "glued": _numeric(_GLUED, numbered, text),
        "names": list(_author_year(sentences, text)),
    }


def names_people(names: str) -> bool:
    """Whether what stands before a year can be authors, and not a month, a product or a place."""
    return bool(_PEOPLE.fullmatch(names)) and not _NO_NAME.search(names)


def _numeric(pattern: re.Pattern[str], sentences: Sequence[tuple[int, Sentence]], text: str) -> list[Marker]:
    found = []
    for n, sentence in sentences:
        for match in pattern.finditer(text, sentence.start, sentence.end):
            inner = "–".join(group for group in match.groups() if group) or match.group()
            inner = _IN_WORK.sub("", inner)
            inner = _AND_OF_NUMBERS.sub(",", inner)
            ranges = tuple(_ranges(inner.translate(FROM_RAISED)))
            if pattern is _PARENTHESES and any(last > HIGHEST_IN_PARENTHESES for _, last in ranges):
                continue
            if pattern is _BRACKETS and _is_of_values(text, match, ranges):
                continue
            if pattern in (_RAISED, _CARETS) and _MEASURED.search(text, max(0, match.start() - 6), match.start()):
                continue
            if text[match.start() - 1 : match.start()] in (",", " ") and _ISOTOPE.match(text, match.end()):
                continue
            if ranges and not _NOT_MARKERS.search(match.group()):
                found.append(Marker(match.group(), match.start(), match.end(), n, ranges))
    return found


def _is_of_values(text: str, match: re.Match[str], ranges: tuple[tuple[int, int], ...]) -> bool:
    """Whether brackets hold an interval or a range of values: two numbers, and words or units around that say so."""
    if any(first == 0 for first, _ in ranges):
        return True
    if sum(1 if first == last else 2 for first, last in ranges) != 2 or _DASH_BRACKET.search(match.group()):
        return False
    return bool(
        _INTERVAL.search(text, max(0, match.start() - 30), match.start())
        or _UNIT.match(text, match.end(), match.end() + 12)
    )


def keyed(sentences: Sequence[Sentence], text: str, known: Container[str]) -> list[Marker]:
    """Markers of labels that are no plain numbers, as the list prints them: [Hol07], [RBG14, BGA18, p. 3], [3,S1]."""
    found = []
    for n, sentence in enumerate(sentences):
        for match in _KEYS.finditer(text, sentence.start, sentence.end):
            parts = [part.strip() for part in re.split(r"[,;]", match.group(1))]
            named = {part: _labels(part, known) for part in parts}
            labels = tuple(label for part in parts for label in named[part])
            rest = [part for part in parts if not named[part]]
            if labels and any(not label.isdigit() for label in labels) and all(map(_LOCATOR.match, rest)):
                found.append(Marker(match.group(), match.start(), match.end(), n, labels=labels))
    return found


def _labels(part: str, known: Container[str]) -> list[str]:
    """The labels of the list that a part of a marker names: itself, or what lies between the ends of "S1–S4"."""
    ends = _LABEL_RANGE.fullmatch(part)
    if part in known or not ends or ends[1] not in known:
        return [part] if part in known else []
    letters, first, last = ends[2], int(ends[3]), int(ends[5])
    return [label for n in range(first, min(last, first + MOST_BETWEEN) + 1) if (label := f"{letters}{n}") in known]


def _ranges(inner: str) -> Iterator[tuple[int, int]]:
    if inner.isdecimal() and len(inner) <= 9:  # the most usual one
        yield int(inner), int(inner)
        return
    for part in re.split(r"[,;]|(?<=\d)\s+(?=\d)", inner):
        numbers = [int(number) for number in re.findall(r"\d{1,9}", part)]
        if len(numbers) == 2 and numbers[0] < numbers[1]:
            yield numbers[0], numbers[1]
        else:
            yield from ((number, number) for number in numbers)


def _author_year(sentences: Sequence[Sentence], text: str) -> Iterator[Marker]:
    for n, sentence in enumerate(sentences):
        taken: list[tuple[int, int]] = []
        for match in _NARRATIVE.finditer(text, sentence.start, sentence.end):
            cited = tuple((match["names"], year) for year in _years(match["years"]))
            taken.append(match.span())
            yield Marker(match.group(), match.start(), match.end(), n, cited=cited)
        inside = (_INSIDE, _UNFORMATTED) if "#" in text[sentence.start : sentence.end] else (_INSIDE,)
        for match in (m for pattern in inside for m in pattern.finditer(text, sentence.start, sentence.end)):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            cited = tuple(
                (part["names"].strip(" ,;"), year)
                for segment in _segments(match.group(1))
                for part in _CITED.finditer(segment)
                for year in _years(part["years"])
            )
            if cited:
                taken.append(match.span())
                yield Marker(match.group(), match.start(), match.end(), n, cited=cited)
        for match in _BARE.finditer(text, sentence.start, sentence.end):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            cited = tuple((match["names"], year) for year in _years(match["years"]))
            yield Marker(match.group(), match.start(), match.end(), n, cited=cited)


def _segments(inner: str) -> Iterator[str]:
    """The single works of "Smith, 2019; Jones; Braun, 2020": a part without a year goes on in the next."""
    waiting = ""
    for part in inner.split(";"):
        waiting = f"{waiting};{part}" if waiting else part
        if re.search(CITED_YEAR, part):
            yield waiting
            waiting = ""


def _years(printed: str) -> list[str]:
    """The years of "2019a, b, 2020": 2019a, 2019b, 2020."""
    years: list[str] = []
    for part in re.findall(rf"{CITED_YEAR}|\b[a-z]\b", printed):
        years.append(f"{years[-1][:4]}{part}" if len(part) == 1 and years else part)
    return years
