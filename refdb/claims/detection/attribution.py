"""A sentence without what only says who found it: citation markers, author names, pointers to tables.

Names and markers tell a judge nothing about what a source says, and a source never names itself. What is asserted stays
as it is: "X failed to show that …" remains a failure, and "X suggested that …" remains a suggestion, because a source
that suggests does not settle.
"""

from __future__ import annotations

import re

from refdb.text.patterns import BLANKS, CITED_YEAR, MONTH, RAISED, TEXT_YEAR

_YEARS = rf"{CITED_YEAR}(?:\s*[,;&–-]\s*(?:{CITED_YEAR}|[a-z]\b))*"
_NUMBERS = r"\d{1,3}(?:\s?[,;–—‐−-]\s?\d{1,3})*"
_RAISED = rf"{RAISED}+(?:\s?[,;–—⁻-]\s?{RAISED}+)*"

# What goes, whatever stands around it. A raised figure behind a unit or a figure is an exponent and stays.
_MARKERS = (
    re.compile(rf"{BLANKS}[\[(]?(?:[\[(]?<\|[^|]*+\|>[\])]?(?:\s*+[,;–-]\s*+(?=<\|))?)++(?:[–-]\d{{1,3}})?[\])]?"),
    re.compile(rf"{BLANKS}\[\s*+{_NUMBERS}\s*+(?:,\s*+)?\]"),
    re.compile(rf"{BLANKS}\[(?=[-@][^\]]{{0,400}}+\])[^\]]*?@[\w:.#$%&+?<>~/-][^\]]*+\]"),
    re.compile(r"~?\\cite\w*\*?(?:\[[^\]]*\]){0,2}\{[^}]*\}"),
    re.compile(rf"(?:(?<=[^\W\d_]{{3}})|(?<=[.,;:)\]”’\"])){_RAISED}(?![⁺⁻])"),
    re.compile(rf"(?:(?<=[^\W\d_]{{3}})|(?<=[.,;:)]))\^\(?{_NUMBERS}\)?\^"),
    re.compile(r"(?<=[a-z]{3}[.,;:])\d{1,3}(?:[,–-]\d{1,3})*(?=\s+(?!%)|$)"),
    re.compile(rf"{BLANKS}\[(?:citation needed|clarification needed|when\?|who\?|by whom\?|update|edit)\]", re.I),
)
_POINTER = re.compile(
    rf"{BLANKS}[(\[](?:(?:please |also )?(?:see|cf\.?|compare|shown in|as in|data in|reviewed in|"
    r"for (?:a )?(?:recent )?reviews?,? see)"
    rf"\s(?![^()\[\]]*\b{TEXT_YEAR})[^()\[\]]{{2,120}}"
    r"|(?:data |results )?not shown)[)\]]",
    re.I,
)
_TABLE = re.compile(
    r"(?:see |in |also )?(?:online |supplement(?:al|ary)? |extended data |appendix |e)?(?:tables?|figures?|figs?\.?|"
    r"box|panels?|"
    r"movies?|videos?|files?|appendix|chapter|section|eq(?:uation)?s?\.?)\s?(?:[A-Z]?\d+|[A-Z]\b)[\w\s,.–&-]{0,50}",
    re.I,
)

_BRACKET = re.compile(rf"{BLANKS}[(\[]([^()\[\]]{{4,400}}+)[)\]]")
# One work of a bracket: "see Smith et al., 2019a, b: 34"; "World Health Organization, 2020".
_WORK = re.compile(
    rf"(?:(?:but |and )?(?:see(?: also)?|e\.g\.,?|i\.e\.,?|cf\.|reviewed (?:in|by)|for (?:a )?reviews?,? see|also|"
    rf"after|from|in|data from)[,:]?\s+)?"
    rf"(?P<names>[^\W\d_a-z][^\d;]{{1,140}}?),?\s*{_YEARS}(?:\s*[:,]\s*(?:pp?\.\s*)?[\d–-]+)?(?:,? for "
    rf"(?:a )?reviews?)?"
)
_NOT_A_NAME = re.compile(
    r"\b(?!(?:et|al|and|of|the|for|on|in|und|y|e|van|von|de|der|den|del|della|di|da|dos|du|la|le|ten|ter|el|bin|"
    r"colleagues|"
    r"coworkers|others|personal|communication|unpublished|data)\b)[a-z]{2,}\b"
)

_NAME = (
    r"(?:(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|ten|ter|el|"
    r"al)\s){0,2}(?:[A-Z]\.\s?){0,3}[^\W\d_a-z][\w'’‐-]*[a-z]"
)
_OTHERS = (
    r"(?:,?\s+et\s+al\b\.?,?|\s+and\s+(?:(?:his|her|their)\s+)?(?:colleagues|co-?workers|others|associates|"
    r"collaborators|team))"
)
_PEOPLE = rf"{_NAME}(?:,\s+{_NAME}){{0,4}}(?:,?\s+(?:and|&)\s+{_NAME})?"
_WHEN = rf"(?:\s*[(\[]\s*(?:{_YEARS}|{_NUMBERS})\s*[)\]]|\s*{_RAISED})"
# People for sure: they are many, or a year or a number follows.
_AUTHORS = rf"(?:{_PEOPLE}{_OTHERS}{_WHEN}?|{_PEOPLE}{_WHEN})"
_SAW = (
    r"found|showed|shown|show|reported|report|demonstrated|demonstrate|observed|concluded|conclude|noted|confirmed|"
    r"revealed|"
    r"established|documented|stated|determined|discovered|recorded"
)
_GUESSED = r"suggest|propose|hypothesi[sz]e|speculate|argue|postulate|assume|believe|theori[sz]e|estimate|recommend"
_FAILED = r"failed|fail|did|do|could|were|was|saw|identified|detected|described|observed|compared|examined"
_LEAD = r"(?P<lead>(?:[A-Z][a-z]+(?: [a-z]+){0,2},\s+)?)"
_SAYS_THAT = re.compile(
    rf"^{_LEAD}{_AUTHORS}\s*,?\s+(?:also\s+|have\s+|has\s+|recently\s+|previously\s+|further\s+|"
    rf"clearly\s+)*(?:{_SAW})\s+that\s+(?P<rest>.+)$",
    re.S,
)
_GUESSES_THAT = re.compile(
    rf"^{_LEAD}{_AUTHORS}\s*,?\s+(?:also\s+|have\s+|has\s+|recently\s+)*(?P<verb>{_GUESSED})(?:s|d|"
    rf"ed)?\s+that\s+(?P<rest>.+)$",
    re.S,
)
_SAYS = re.compile(
    rf"^{_LEAD}{_AUTHORS}(?=\s*,?\s+(?:also\s+|have\s+|has\s+)?(?:{_SAW}|{_GUESSED}|{_FAILED})(?:s|d|ed)?\b)", re.S
)
# What follows "found that …" belongs to the finding alone unless the authors go on speaking.
_GOES_ON = re.compile(
    rf"\b(?:and|but|or|nor|yet)\s+(?:that|also|not|did|no|could|were|further|then|therefore|{_SAW}|{_GUESSED}|failed|"
    rf"suggested|proposed|argued)\b|^(?:it|they|he|she|this|these|those|their|its)\b|;",
    re.I,
)
_BY = rf"(?:by|from|of)\s+{_AUTHORS}"
_STUDY = (
    r"(?:stud(?:y|ies)|trials?|reviews?|meta-analys[ei]s|analys[ei]s|reports?|surveys?|papers?|articles?|works?|"
    r"cohorts?|experiments?|RCTs?)"
)
_LEADS = (  # openings that say nothing but whose or which work it is
    re.compile(
        rf"^(?:As|Like)\s+(?:has been\s+|was\s+|we\s+|is\s+)?(?:previously\s+|recently\s+|also\s+)?(?:shown|"
        rf"described|reported|noted|discussed|"
        rf"mentioned|demonstrated|stated|reviewed|observed|outlined|expected|anticipated|suggested above)"
        rf"(?:\s+(?:previously|above|below|earlier|before|elsewhere|in the introduction|recently))?(?:\s+(?:by|"
        rf"in)\s+(?:{_AUTHORS}|{_PEOPLE}))?(?:{_WHEN}|\s*{_NUMBERS})?\s*,(?:{_NUMBERS}(?=\s))?\s*"
    ),
    re.compile(rf"^According to\s+(?:{_AUTHORS}|(?:a|one|the)\s+(?:recent\s+|large\s+)?{_STUDY}(?:\s+{_BY})?)\s*,\s*"),
    re.compile(
        rf"^In\s+(?:a|an|one|their|the)\s+(?:recent\s+|previous\s+|earlier\s+)?{_STUDY}(?:\s+{_BY}|\s+by)\s*,\s*"
    ),
    re.compile(rf"^In\s+(?:a|one)\s+(?:recent|previous|earlier)\s+{_STUDY}\s*,\s*"),
)
_TAILS = (
    re.compile(
        rf"(?:(?<!\s)\s++(?:,\s++)?|,\s++)(?:as|like)\s+(?:was\s+|has been\s+)?(?:previously\s+)?"
        rf"(?:shown|described|reported|noted|demonstrated|reviewed|discussed|observed)"
        rf"(?:\s+(?:previously|elsewhere|above|below|earlier|before))?(?:\s+(?:by|in)(?:\s+{_AUTHORS})?)?(?=\s*[.,;]|"
        rf"\s*$)"
    ),
    re.compile(rf"{BLANKS},\s++according to\s+{_AUTHORS}(?=\s*[.,;]|\s*$)"),
    re.compile(rf"(?<=\w)\s+by\s+{_AUTHORS}(?=\s*,|\s+(?:{_SAW}|{_GUESSED}|{_FAILED})\b)"),
    re.compile(rf"(?<=\bstudy)\s+by\s+{_AUTHORS}|(?<=\btrial)\s+by\s+{_AUTHORS}|(?<=\banalysis)\s+by\s+{_AUTHORS}"),
)
_BLANK_BEFORE = re.compile(r"(?<!\s)\s++([.,;:])")
_TWICE = re.compile(r"([,;])(?:\s*[,;])+")


def plain_statement(text: str) -> str:
    """What a sentence says, without who said it and where to look it up."""
    return without_authors(without_markers(without_authors(text)))


def without_markers(text: str) -> str:
    """The text without markers of any usual style and without brackets that only point at a table or a figure."""
    text = _POINTER.sub("", _single_blanks(text))
    for pattern in _MARKERS:
        text = pattern.sub("", text)
    return tidy(_BRACKET.sub(_without_works, text))


def without_authors(text: str) -> str:
    """The text without the names of those who found what it says; where they are its subject they become "a study"."""
    text = _single_blanks(text)
    for pattern in _LEADS:
        text, gone = pattern.subn("", text, count=1)
        text = _upper(text) if gone else text
    for pattern in _TAILS:
        text = pattern.sub("", text)
    if (found := _SAYS_THAT.match(text)) and not _GOES_ON.search(found["rest"]):
        return tidy(_upper(f"{found['lead']}{found['rest']}"))
    if (found := _GUESSES_THAT.match(text)) and not _GOES_ON.search(found["rest"]):
        verb = found["verb"]
        said = f"it has been {verb}{'d' if verb.endswith('e') else 'ed'} that {found['rest']}"
        return tidy(_upper(f"{found['lead']}{said}"))
    return tidy(_SAYS.sub(lambda m: f"{m['lead']}{'a' if m['lead'] else 'A'} study", text, count=1))


def tidy(text: str) -> str:
    """One blank between words, none before a comma or a full stop, no comma twice."""
    return _TWICE.sub(r"\1", _BLANK_BEFORE.sub(r"\1", _single_blanks(text))).lstrip(" ,;")


def _single_blanks(text: str) -> str:
    """The patterns here take a run of blanks apart in every way there is: of thousands, without end."""
    return " ".join(text.split())


def _without_works(bracket: re.Match[str]) -> str:
    """The bracket without the works and tables it names; all of it goes where it names nothing else."""
    parts = bracket[1].split(";")
    kept = [part.strip() for part in parts if not _is_work(part.strip())]
    if len(kept) == len(parts):
        return bracket[0]
    return f" ({'; '.join(kept)})" if kept else ""


def _is_work(part: str) -> bool:
    if _TABLE.fullmatch(part):
        return True
    found = _WORK.fullmatch(part)
    if found is None or MONTH.search(found["names"]):
        return False
    return not _NOT_A_NAME.search(found["names"])


def _upper(text: str) -> str:
    """With a capital at the beginning, unless the first word has its own way: "p53", "mRNA"."""
    first = re.match(r"[a-z]+(?=[\s,-])", text)
    return text[0].upper() + text[1:] if first else text
