"""What a line of text looks like to the segmenter: shapes and places rather than words, whatever its language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from refdb.text.headings import is_heading_of, is_reference_heading
from refdb.text.patterns import DOI_PREFIX, SPACED_YEAR, TEXT_YEAR, YEAR_NOT_OF_RANGE

_UP, _LOW = r"[^\W\d_a-zß-öø-ÿ]", r"[a-zß-öø-ÿ]"
_PARTICLE = r"(?:(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|ten|ter|el|al|bin|zu|zur|vom|d['’]|O['’])\s*){0,3}"
# The first pattern that fits tells how a line begins.
_STARTS = (
    ("[n]", re.compile(r"\[\s?\d{1,4}\s?\]")),
    ("[key]", re.compile(r"\[[\w+&.;, -]{2,25}\]")),
    ("(n)", re.compile(r"\(\d{1,4}\)")),
    ("n.", re.compile(r"\d{1,4}\s?[.)]\s?(?!\d)")),
    ("(year)", re.compile(rf"\(\s?{SPACED_YEAR}\s?[a-z]?\s?\)")),
    ("year", re.compile(rf"{TEXT_YEAR}\b")),
    ("n", re.compile(r"\d{1,4}\s+(?=" + _UP + ")")),
    ("digit", re.compile(r"\d")),
    (
        "dashes",
        re.compile(
            r"[—–_―-]{2,}|[—–―]\s?[,:(&.]|[—–―-]\s(?=[(\d&]|u\.|und |and )|(?:Ders|Dies|Idem|Id|Ead|Ibid|Ebd)\b"
        ),
    ),
    ("bullet", re.compile(r"[•·▪◦‣⁃*►■●○➢✓–—-]\s")),
    ("url", re.compile(rf"(?:https?://|www\.|doi\b|DOI\b|URL\b|{DOI_PREFIX})")),
    (
        "surname-initials",
        re.compile(_PARTICLE + rf"{_UP}[\w'’‐-]+(?:[ -]{_UP}[\w'’‐-]+)?,?\s+(?:{_UP}{{1,3}}\b|{_UP}\.|{_UP}\s\.)"),
    ),
    ("surname-given", re.compile(_PARTICLE + rf"{_UP}[\w'’‐-]+(?:[ -]{_UP}[\w'’‐-]+)?,\s?{_UP}{_LOW}+")),
    ("initials-surname", re.compile(rf"(?:{_UP}\.[\s-]?){{1,4}}\s?{_PARTICLE}{_UP}[\w'’‐-]+")),
    ("capitals", re.compile(rf"(?:{_UP}[\s-]?){{4,}}")),
    ("surname:", re.compile(rf"{_UP}[\w'’‐-]+(?:\s{_UP}[\w'’‐-]+){{0,3}}\s?[:(]")),
    ("quote", re.compile(r"[\"“„«‘'‚]")),
    ("bracket", re.compile(r"[(\[]")),
    ("Word", re.compile(_UP)),
    ("word", re.compile(_LOW)),
)
_HOLDS = (
    ("(year)", re.compile(rf"\(\s?{SPACED_YEAR}\s?[a-z]?\s?[),:]")),
    ("year", YEAR_NOT_OF_RANGE),
    ("pages", re.compile(r"\d\s?[-–—]+\s?\d|\b(?:pp?|S|s|págs?)\.\s?\d|\d\s?(?:pp?|S)\.")),
    ("volume", re.compile(r"\d\s?\(\s?\d{1,4}(?:[-/–]\d+)?\s?\)|\d\s?:\s?[A-Za-z]?\d|\b(?:vol|no|nr|bd|jg|jahrg|heft|h|n)\.?\s?[°º]?\s?\d", re.I)),
    ("url", re.compile(rf"https?:|www\.|doi|{DOI_PREFIX}|arxiv", re.I)),
    ("in:", re.compile(r"\b(?:in|dans|en|em)\s?:|\bIn\s+[A-Z]|,\s+in\s+[A-Z]")),
    ("eds", re.compile(r"\((?:eds?|hrsg|hg|org|coord|dir)s?\b|\bet\s+al\b|\bu\.\s?a\b|\bHrsg\b", re.I)),
    ("press", re.compile(r"\b(?:press|verlag|university|publish\w*|editor\w*|univ|wiley|springer|elsevier|routledge|sage)\b", re.I)),
    ("journal", re.compile(r"\b(?:journal|zeitschrift|proceedings|transactions|review|annals|revista|revue|rivista|archiv|bulletin|letters|conference|diss\w*|thesis|report)\b|\bJ\.\s|\bProc\.", re.I)),
    ("city:", re.compile(rf"{_UP}{_LOW}+(?:[/, ]+{_UP}{_LOW}+)?\s?:\s{_UP}")),
    ("names", re.compile(rf"(?<![\w'’-])(?:(?!{_UP})[\w'’-])*+{_UP}[\w'’-]++,?\s{_UP}\.(?:\s?-?{_UP}\.)*+(?:\s?[,;&]|\s(?:and|und|et|y)\b)")),
    ("and", re.compile(r"\s&\s|;\s")),
    ("cites", re.compile(rf"\[\d{{1,3}}(?:[,–-]\s?\d{{1,3}})*\]|\([^()]{{2,60}},?\s{TEXT_YEAR}[a-z]?\)|\bvgl\.|\bcf\.|\bFig|\bAbb|\bTab", re.I)),
)  # fmt: skip
_ENDS = ((".", "."), (",", ","), ("-", "-­‐"), (";:", ";:"), (")", ")]"), ("quote", '"“”»'))
_TOLD_BY = 100_000  # characters of a line that tell what it is: a file may be one line
REACH = 8  # lines on each side that the density of a region is counted over


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it: its place in the text, its indent, whether a blank line stood before it."""

    text: str
    start: int
    end: int
    indent: int
    blank_before: bool


# "14                 Journal of Power 12(3)": the head of a page, set apart from its number by much white
_RUNNING_HEAD = re.compile(r"\s*(?:\d{1,4} {8,}\S.{0,80}|\S.{0,80}? {8,}\d{1,4})\s*")
_LABEL_ALONE = re.compile(r"(?:\[\s?\d{1,4}\s?\]|\(\d{1,4}\)|\d{1,4}[.)])")


def lines_of(text: str) -> list[Line]:
    """The lines of a text that hold something; a number that a PDF's text layer sets on its own goes with the next."""
    lines: list[Line] = []
    blank, behind_head = True, False
    for match in re.finditer(r"[^\n\f\v\x85\u2028\u2029]*[\n\f\v\x85\u2028\u2029]?", text):
        raw = match.group().rstrip()
        if not raw.strip():
            blank = not behind_head
            continue
        if blank and len(raw) < 200 and _RUNNING_HEAD.fullmatch(raw):
            behind_head = True  # the blank lines around it are the page's, not the list's
            continue
        if behind_head:
            blank = behind_head = False
        stripped = raw.lstrip()
        indent = len(raw) - len(stripped)
        line = Line(stripped, match.start() + indent, match.start() + len(raw), indent, blank)
        if lines and not blank and _LABEL_ALONE.fullmatch(lines[-1].text) and stripped[0].isalpha():
            label = lines.pop()
            line = Line(f"{label.text} {stripped}", label.start, line.end, label.indent, label.blank_before)
        lines.append(line)
        blank = False
    return lines


@dataclass(frozen=True, slots=True)
class _Look:
    """A line's own features, computed once and used by its neighbours too."""

    start: str
    end: str
    holds: tuple[str, ...]
    length: str
    number: int | None


def features(lines: Sequence[Line]) -> list[list[str]]:
    """The features of each line, for the CRF."""
    if not lines:
        return []
    widths = sorted(len(line.text) for line in lines)
    width = max(20, widths[int(0.9 * (len(widths) - 1))])
    looks = [_look(line.text, width) for line in lines]
    repeated = Counter(re.sub(r"[\d\W]+", "", line.text) for line in lines)
    follows = _counting(looks)
    states = _headings(lines)
    dense = _densities(lines, looks, follows)
    margin = _margins(lines)
    found = []
    for i, line in enumerate(lines):
        look = looks[i]
        key = re.sub(r"[\d\W]+", "", line.text)
        own = [
            "bias",
            f"start={look.start}",
            f"end={look.end}",
            f"len={look.length}",
            f"blank={line.blank_before}",
            f"margin={margin[i]}",
            f"head={states[i]}",
            f"place={int(10 * i / len(lines))}",
            f"next={follows[i]}",
            f"few={_few_words(line.text)}",
            f"caps={_capitals(line.text)}",
            f"digits={_digits(line.text)}",
            *(f"has={name}" for name in look.holds),
            *dense[i],
        ]
        if repeated[key] >= 3 and key:
            own.append("repeated")
        if not key:
            own.append("number-only")
        for step in (-2, -1, 1, 2):
            j = i + step
            if 0 <= j < len(lines):
                other = looks[j]
                own += [f"{step}:start={other.start}", f"{step}:end={other.end}", f"{step}:len={other.length}"]
                own += [f"{step}:has={name}" for name in other.holds]
                own += [f"{step}:next={follows[j]}", f"{step}:margin={margin[j]}"]
                if step == 1:
                    own.append(f"+1:blank={lines[j].blank_before}")
            else:
                own.append(f"{step}:edge")
        if i:
            before = looks[i - 1]
            own += [
                f"-1end|start={before.end}|{look.start}",
                f"-1len|start={before.length}|{look.start}",
                f"margin|start={margin[i]}|{look.start}",
                f"blank|start={line.blank_before}|{look.start}",
                f"-1end|-1len|start={before.end}|{before.length}|{look.start}",
                f"year-1|start={'year' in before.holds or '(year)' in before.holds}|{look.start}",
            ]
        found.append(own)
    return found


def _look(text: str, width: int) -> _Look:
    head = text[:120]
    start = next((name for name, pattern in _STARTS if pattern.match(head)), "other")
    last = text[-1]
    end = next((name for name, marks in _ENDS if last in marks), "")
    end = end or ("digit" if last.isdigit() else "upper" if last.isupper() else "lower" if last.isalpha() else "other")
    share = len(text) / width
    length = "0" if share < 0.25 else "1" if share < 0.5 else "2" if share < 0.78 else "3" if share < 1.15 else "4"
    number = re.match(r"[\[(]?\s?(\d{1,4})(?!\d)", head)
    holds = tuple(name for name, pattern in _HOLDS if pattern.search(text[:1500]))
    return _Look(start, end, holds, length, int(number.group(1)) if number else None)


def _counting(looks: Sequence[_Look]) -> list[str]:
    """Whether a line's number is the next after the last one that counted on, and whether one follows it."""
    found = ["no"] * len(looks)
    seen: dict[int, int] = {}
    for i, look in enumerate(looks):
        if look.number is None or look.start not in ("[n]", "(n)", "n.", "n"):
            continue
        before = seen.get(look.number - 1)
        if before is not None and i - before <= 25:
            found[i] = "counts"
            if found[before] == "no":
                found[before] = "first"
        seen[look.number] = i
    return found


def _headings(lines: Sequence[Line]) -> list[str]:
    """What heading stands above: none yet, the list's own (and how far), or another since."""
    states = []
    state, distance = "none", 0
    for line in lines:
        if is_reference_heading(line.text):
            state, distance = "list", 0
            states.append("is-list")
            continue
        distance += 1
        states.append(f"{state}{'near' if state == 'list' and distance <= 3 else ''}")
        if state == "list" and _is_other_heading(line):
            state = "after"
    return states


def _is_other_heading(line: Line) -> bool:
    ends = is_heading_of("behind_references", line.text) or is_heading_of("abstract", line.text)
    return line.blank_before and len(line.text) < 60 and ends


def _densities(lines: Sequence[Line], looks: Sequence[_Look], follows: Sequence[str]) -> list[list[str]]:
    """How much of a region reads like a list: shares over the lines around, in tenths or quarters."""
    names: tuple[str, ...] = ("year", "pages", "volume", "names", "and")
    flags = [
        [1 if name in look.holds or (name == "year" and "(year)" in look.holds) else 0 for look in looks]
        for name in names
    ]
    flags.append(
        [
            1 if look.start in ("surname-initials", "surname-given", "initials-surname", "dashes") else 0
            for look in looks
        ]
    )
    flags.append([1 if state != "no" else 0 for state in follows])
    flags.append([1 if line.blank_before else 0 for line in lines])
    flags.append([1 if line.indent else 0 for line in lines])
    names += ("author-starts", "counting", "blanks", "indents")
    sums = [_running(flag) for flag in flags]
    n = len(lines)
    found = []
    for i in range(n):
        low, high = max(0, i - REACH), min(n, i + REACH + 1)
        ahead = min(n, i + 2 * REACH)
        shares = [(s[high] - s[low]) / (high - low) for s in sums]
        after = [(s[ahead] - s[i]) / (ahead - i) for s in sums[:1]]
        found.append(
            [f"around:{name}={int(6 * share)}" for name, share in zip(names, shares, strict=True)]
            + [f"ahead:year={int(6 * after[0])}"]
        )
    return found


def _running(flags: Sequence[int]) -> list[int]:
    sums = [0]
    for flag in flags:
        sums.append(sums[-1] + flag)
    return sums


def _margins(lines: Sequence[Line]) -> list[str]:
    """How a line stands to the one before it: out (to the left of it), in, or even."""
    found = ["first"]
    for before, line in pairwise(lines):
        step = line.indent - before.indent
        found.append("in" if step > 0 else "out" if step < 0 else "even-in" if line.indent else "even")
    return found


def _few_words(text: str) -> int:
    """Share of short small words, which sentences are full of and references are not; 0 to 5."""
    words = text[:_TOLD_BY].split()
    short = sum(len(word) <= 4 and word.isalpha() and word.islower() for word in words)
    return min(5, int(10 * short / max(1, len(words))))


def _capitals(text: str) -> int:
    words = [word for word in text[:_TOLD_BY].split() if word[:1].isalpha()]
    return int(5 * sum(word[0].isupper() for word in words) / max(1, len(words)))


def _digits(text: str) -> int:
    text = text[:_TOLD_BY]
    return min(6, int(20 * sum(c.isdigit() for c in text) / max(1, len(text))))
