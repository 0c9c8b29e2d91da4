"""A user's words -> a query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from refdb.errors import InputError
from refdb.model import Cited, Field, Query, Term, Years
from refdb.retrieval.identifiers import LABELS, named_in, perhaps_named
from refdb.text.folding import spellings, squashed
from refdb.text.patterns import BLANKS, TEXT_YEAR
from refdb.text.words import STOP_WORDS

MOST_TERMS = 60  # a pasted page must not become a query of thousands of terms
# How much a word counts in BM25; title against text fitted on SciFact's train queries.
WORD_WEIGHTS: Mapping[Field, float] = {"title": 3.0, "text": 1.0, "author": 0.6, "journal": 0.3}
# Written before a colon; PubMed's, Zotero's and BibTeX's names too.
FIELDS: Mapping[str, Field] = {
    "author": "author", "authors": "author", "au": "author", "creator": "author", "title": "title", "ti": "title",
    "journal": "journal", "ta": "journal", "source": "journal", "booktitle": "journal", "abstract": "text",
    "text": "text",
}  # fmt: skip
YEAR_FIELDS = ("year", "date", "py", "dp")
NAMED_FIELDS = "author:, title:, journal:, text:, year:, doi:, pmid:, pmcid:, arxiv:, isbn:, key:"

_TERM = re.compile(r"[^\W_]+", re.UNICODE)
_PHRASE = re.compile(r'"([^"]+)"')
_FIELD = re.compile(rf'(?<![^\s(])({"|".join(FIELDS)}):\s?(?:"([^"]*)"|([^\s"]\S*))', re.IGNORECASE)
_YEARS = re.compile(rf"(?<![^\s(])(?:{'|'.join(YEAR_FIELDS)}):\s?([^\s)]+)", re.IGNORECASE)
_SPAN = re.compile(r"(\d{4})?(\.\.|-|–|—)?(\d{4})?")
_PREFIX = re.compile(r"(?<!\S)([^\W_]{2,})\*(?!\S)")
_ITEM = r'(?:\w+:)?(?:"[^"]*"|\([^()]*\)|[^\s()"]+)'
_MINUS = re.compile(rf'(?<!\S)-(?=["(]|[^\W\d_])({_ITEM})')
_NOT = re.compile(rf"(?<!\S)(?:(?:AND|OR)\s+)?NOT\s+({_ITEM})")
_OPERATORS = re.compile(r"(?<![^\s(])(?:AND|OR|NOT)(?![^\s)])")
_OTHER_FIELD = re.compile(r"(?<![^\s(])([a-z]{2,15}):(?=[^\W\d_]|\")", re.IGNORECASE)
_BARE_FIELD = re.compile(rf"(?<![^\s(])({'|'.join((*FIELDS, *YEAR_FIELDS))}):(?=\W*$|\W*\s)", re.IGNORECASE)
_QUOTES = str.maketrans("“”„‟«»＂", '"' * 7)

_NAME = r"[^\W\d_][^\W\d_]*(?:['’ʼ-][^\W\d_]+)*"
_INITIALS = r"(?-i:(?:[A-Z]\.?[\s-]?){1,3})(?![\w'’ʼ])"
_FAMILY = (
    r"(?:(?-i:[A-Z]\.\s?){1,3})?(?:(?:van|von|de|der|den|del|di|da|la|le|el|al|ter|ten|dos|du|bin|ibn|st\.?)\s+){0,3}"
    rf"{_NAME}(?:,?\s+{_INITIALS})?"
)
_AND = r"(?:,\s*(?:and\b|&)?|&|\band\b|\bund\b|\bet\b(?!\s*al))"
_LINK = rf"\s*{_AND}\s*"
_ET_AL = r"(?:,?\s*(?:et\s+al\b\.?|u\.\s?a\.|and\s+(?:others|colleagues)\b))"
_LOOSE_INITIALS = re.compile(rf"(?<=[\s,]){_INITIALS}|^(?:[A-Z]\.\s?)+")
_CITED = re.compile(
    rf"\s*(?:[(\[]\s*)?({_FAMILY}(?:{_LINK}{_FAMILY}){{0,4}})({_ET_AL})?,?\s*[(\[]?({TEXT_YEAR})[a-z]?\s*[)\]]?[.,;]?(\s.*)?",
    re.IGNORECASE | re.DOTALL,
)


def plain(text: str) -> Query:
    """A text searched for as it is: a claim, a title, a row of a file."""
    return Query(text, terms_of(text))


def terms_of(text: str, fields: tuple[Field, ...] = ()) -> tuple[Term, ...]:
    """The words of a text that can find anything, each once; quoted phrases stay together.

    Args:
        text: anything.
        fields: where the words may stand; none for anywhere.
    """
    phrases = [" ".join(_TERM.findall(phrase)) for phrase in _PHRASE.findall(text)]
    words = _TERM.findall(_PHRASE.sub(" ", text))
    kept = [word for word in words if word.casefold() not in STOP_WORDS] or words
    distinct = list(dict.fromkeys([*filter(None, phrases), *kept]))
    return tuple(Term(words, fields) for words in distinct[:MOST_TERMS])


def parse(text: str) -> Query:
    """Read a query as a user types it.

    A DOI, PMID, PMCID, arXiv number, ISBN or citation key, bare, labelled or in an address, asks for that work.
    ``Manson et al., 2019`` asks for author and year. ``"two words"`` is a phrase that must occur and ``cardi*`` any word
    that begins so; ``author:smith``, ``title:"sleep loss"`` and ``journal:lancet`` must hold, ``year:2015..2020``
    (``year:2015``, ``year:2015..``) bounds the year, ``-cold`` and ``NOT cold`` must not occur. All other words rank
    what is found, by meaning and by occurrence.

    Raises:
        InputError: a field that is not there, or a year that is none.
    """
    if named := named_in(text):
        return Query("", identifiers=named)
    quoted = text.translate(_QUOTES)
    rest, excluded = _without_excluded(quoted)
    rest, years = _without_years(rest)
    conditions = [
        term
        for match in _FIELD.finditer(rest)
        for term in condition(FIELDS[match.group(1).lower()], match.group(2) or match.group(3) or "")
    ]
    rest, notes = _without_other_fields(_FIELD.sub(" ", rest))
    phrases = [term for found in _PHRASE.findall(rest) for term in _phrase(found)]
    prefixes = [Term(found, prefix=True) for found in _PREFIX.findall(_PHRASE.sub(" ", rest))]
    free = " ".join(_PREFIX.sub(r"\1", rest).replace('"', " ").split())
    required = (*conditions, *phrases, *prefixes)
    identifiers = perhaps_named(quoted) if not required else ()
    cited, free = _cited(free) if not required else (None, free)
    free = _without_operators(free)
    # A query of conditions alone is ranked by their words.
    meaning = free if _TERM.search(free) else " ".join(term.words for term in required) or free
    ranking = (*map(_spelt, terms_of(free)), *phrases, *prefixes) or required
    return Query(meaning, ranking, required, years, excluded, identifiers, cited, notes)


def condition(field: Field, text: str) -> tuple[Term, ...]:
    """The term that this field has these words, one after the other; none where ``text`` has no word."""
    return _phrase(text, (field,))


def _phrase(text: str, fields: tuple[Field, ...] = ()) -> tuple[Term, ...]:
    """A phrase, its last word only the beginning of one where a star follows; none where no word is left."""
    words = _TERM.findall(text)
    return (_spelt(Term(" ".join(words), fields, text.rstrip().endswith("*"))),) if words else ()


def _spelt(term: Term) -> Term:
    """The term with the other ways of writing it: ue for ü and o for ø, and a name without its apostrophe."""
    ways = [spellings(word) for word in term.words.split()]
    others = [" ".join(way[min(n, len(way) - 1)] for way in ways) for n in range(max(map(len, ways)))]
    if term.fields == ("author",) and len(ways) > 1:
        others.append(squashed(term.words))
    plain_words = term.words.lower()
    return Term(term.words, term.fields, term.prefix, tuple(dict.fromkeys(o for o in others if o and o != plain_words)))


def _without_excluded(text: str) -> tuple[str, tuple[Term, ...]]:
    """The text without what stands behind NOT or a minus, and the terms of that; capitals alone know no operators."""
    found: list[Term] = []

    def take(match: re.Match[str]) -> str:
        name, colon, value = match.group(1).partition(":")
        if colon and name.lower() in FIELDS:
            found.extend(condition(FIELDS[name.lower()], value))
        elif match.group(1).startswith("("):
            found.extend(map(_spelt, terms_of(_without_operators(match.group(1)))))
        else:
            found.extend(_phrase(match.group(1)))
        return " "

    rest = _MINUS.sub(take, text)
    return (rest if _all_capitals(text) else _NOT.sub(take, rest)), tuple(found)


def _without_operators(text: str) -> str:
    return text if _all_capitals(text) else " ".join(_OPERATORS.sub(" ", text).split())


def _all_capitals(text: str) -> bool:
    """Whether AND and NOT are words of a title in capitals."""
    return text == text.upper() and len(_TERM.findall(text)) > 3


def _without_years(text: str) -> tuple[str, Years]:
    years: Years = (None, None)
    for match in _YEARS.finditer(text):
        years = years_of(match.group(1).strip('"'), f"year:{match.group(1)}")
    return _YEARS.sub(" ", text), years


def years_of(text: str, written: str) -> Years:
    """First and last year of ``2015``, ``2015..2020``, ``2015..`` or ``..2020``; ``written`` is how the user put it.

    Raises:
        InputError: it is none of these, or ends before it begins.
    """
    found = _SPAN.fullmatch(re.sub(r"\s", "", text))
    if not found or not (found[1] or found[3]):
        raise InputError(f"{written}: expected 2015, 2015..2020, 2015.. or ..2020")
    first = int(found[1]) if found[1] else None
    last = int(found[3]) if found[3] else None if found[2] else first
    if first and last and last < first:
        raise InputError(f"{written}: ends before it begins; write {last}..{first}")
    return first, last


def _without_other_fields(text: str) -> tuple[str, tuple[str, ...]]:
    """The text, and a note where a word before a colon looks like a field and is none.

    Raises:
        InputError: it is nearly the name of a field, which would be left out of account.
    """
    known = (*FIELDS, *YEAR_FIELDS, *LABELS)
    notes = []
    for match in _OTHER_FIELD.finditer(_PHRASE.sub(" ", text)):
        name = match.group(1)
        if name.lower() in known:
            continue
        if near := get_close_matches(name.lower(), [one for one in known if len(one) > 3], 1, 0.8):
            raise InputError(f'there is no field "{name}:"; is it "{near[0]}:"? There are {NAMED_FIELDS}')
        if name.islower():
            notes.append(f'"{name}:" is no field and was searched for as a word; there are {NAMED_FIELDS}')
    for name in _BARE_FIELD.findall(text):
        notes.append(f'"{name}:" has nothing behind it and was searched for as a word; as a field: {name}:WORD')
    return text, tuple(notes)


def _cited(text: str) -> tuple[Cited | None, str]:
    """The authors and the year that a query begins with, as a text cites them, and the query without "et al."."""
    match = _CITED.fullmatch(text)
    if not match or (match[4] and not match[2]):
        return None, text
    names = [
        name
        for part in re.split(rf"{BLANKS}{_AND}\s*", match[1])
        if (name := _LOOSE_INITIALS.sub("", part).strip(" ,"))
    ]
    terms = [term for name in names for term in condition("author", name)]
    year = int(match[3])
    words = [*names, match[3], *(match[4] or "").split()]
    certain = bool(match[2]) or bool(re.search(r"[,&(]|\band\b", text))
    return Cited(tuple(terms), (year, year), certain), " ".join(words)
