"""Years, months, DOIs, PMIDs, PMCIDs, arXiv numbers, pages: patterns, and fragments that other patterns are made of.

Where a thing has two patterns they are for two places, and the comment says which. Identifiers with blanks in them, as
printed lines break them, are read by ``citations.parsing.identifiers``. All patterns take time linear in the text.
"""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

# Any blanks before what follows, if there are some: tried once, at the run's beginning. A plain ``\s*`` at the
# beginning of a pattern is tried at each blank of a run, which takes time with the square of its length.
BLANKS = r"(?:(?<!\s)\s++)?+"

# --- years ---

FIELD_YEAR = r"(?:1[4-9]|20)\d\d"  # where a date is meant: from the first printed books on
TEXT_YEAR = r"(?:1[5-9]|20)\d\d"  # in running text, where 1432 is a page more often than a year
LATE_YEAR = r"(?:19|20)\d\d"  # where nothing but the number speaks for a year: glued to a word, beside a raised figure
SPACED_YEAR = r"(?:1\s?[5-9]|2\s?0)\s?\d\s?\d"  # in brackets, where some PDF files set the digits apart
UNDATED = r"in press|forthcoming|n\.\s?d\."  # what stands where a year would
CITED_YEAR = rf"(?:{TEXT_YEAR}[a-z]?|{UNDATED}|submitted)"  # behind the names of a citation

YEAR_OF_FIELD = re.compile(rf"(?<!\d)({FIELD_YEAR})([a-z](?![a-z]))?(?!\d)")  # the year, and the letter behind it
YEAR = re.compile(rf"(?<!\d){TEXT_YEAR}(?!\d)")
YEAR_NOT_OF_RANGE = re.compile(rf"(?<![\d-]){TEXT_YEAR}(?!\d)")  # not the last page of "1862-1889"
YEAR_SET_APART = re.compile(r"(?<!\d)(?:1\s[5-9]|2\s0)\s\d\s\d(?!\d)")  # without brackets all digits must be
DATED = re.compile(rf"{YEAR.pattern}|\b(?:{UNDATED})", re.IGNORECASE)

# --- months ---

MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
MONTH_NUMBERS = {
    **{name.lower(): n for names in MONTHS.values() for n, name in enumerate(names, 1)},
    **{name[:3].lower(): n for n, name in enumerate(MONTHS["en"], 1)},
    "sept": 9,
}  # name in small letters, English ones also short -> 1…12
MONTH = re.compile(rf"\b(?:{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\b", re.IGNORECASE)

# --- identifiers ---

DOI_PREFIX = r"10\.\d{4,9}/"
DOI = re.compile(rf"{DOI_PREFIX}\S+")  # in a line of text: up to the blank; ``doi_in`` takes the sentence's marks off
DOI_IN_MARKUP = re.compile(rf"{DOI_PREFIX}[^\s\"'<>;,|]+")  # in a file's source: up to the quote or tag that ends it
# A string that is nothing but a DOI: it may hold blanks, and a few old prefixes have three digits.
WHOLE_DOI = re.compile(r"10\.\d{3,9}(?:\.\d{1,9}){0,9}/\S.*", re.DOTALL)
_ENCODED = re.compile(r"%(?:2[35689BCF]|3[A-F]|5[BD])", re.IGNORECASE)  # what an address writes of a DOI with signs
_DOI_TAIL = re.compile(r"(?:/(?:abstract|full|fulltext|pdf|epdf|epub|meta))?(?:\?[\w.-]{1,40}=.*)?\Z", re.I | re.S)
SHORT_DOI = re.compile(r"10/[a-z0-9]{3,12}", re.IGNORECASE)  # shortdoi.org's: an address, but no DOI
DOI_LABEL = re.compile(r"^\s*(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/|doi[:\s]\s*)", re.IGNORECASE)
PMID = re.compile(r"\d{1,9}")  # PMID and PMCID as whole strings: a bare number says nothing within a text
PMCID = re.compile(r"PMC\d{1,9}", re.IGNORECASE)
ARXIV_NUMBER = r"(?:\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[a-z]{2})?/\d{7})(?:v\d{1,3})?"  # since 2007, and before
ARXIV = re.compile(rf"(?:arxiv\s?:\s?|arxiv\.org/(?:abs|pdf)/)({ARXIV_NUMBER})", re.IGNORECASE)

# --- raised figures ---

RAISED = r"[⁰¹²³⁴-⁹]"
RAISED_DIGITS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
TO_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
FROM_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")

# Signs of full width, as Chinese and Japanese print them, each one character: places in a text stay what they are.
HALF_WIDTH = {n: chr(n - 0xFEE0) for n in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x3010: "[", 0x3011: "]"}


def doi_in(text: str) -> str:
    """The first DOI in a text, bare and in small letters, or nothing.

    >>> doi_in("See https://doi.org/10.1000/XYZ.")
    '10.1000/xyz'
    """
    match = DOI.search(text)
    return bare_doi_of(match.group()) if match else ""


def bare_doi_of(printed: str) -> str:
    """A DOI in small letters, from "10." to the blank behind it: decoded, without what an address or a sentence adds.

    >>> bare_doi_of("10.1002/(SICI)1098(199908)36:6%3C637::AID-TEA4%3E3.0.CO;2-9/abstract")
    '10.1002/(sici)1098(199908)36:6<637::aid-tea4>3.0.co;2-9'
    >>> bare_doi_of("10.1130/0091-7613(1991)019(0001))."), bare_doi_of("10.1175/15(1996)7&lt;35:W&gt;2.0.CO;2")
    ('10.1130/0091-7613(1991)019(0001)', '10.1175/15(1996)7<35:w>2.0.co;2')
    """
    doi = html.unescape(printed) if "&" in printed else printed
    if "$" in doi:  # Mendeley writes "<" as mathematics
        doi = doi.replace("$<$", "<").replace("$>$", ">")
    if "%" in doi and _ENCODED.search(doi):
        doi = unquote(doi)
    doi = doi.rstrip(".,;")
    doi = doi[: _DOI_TAIL.search(doi).start()] if "/" in doi[8:] or "?" in doi else doi  # type: ignore[union-attr]
    while doi[-1:] in (".", ",", ";", ")") and (doi[-1] != ")" or doi.count(")") > doi.count("(")):
        doi = doi[:-1]
    return doi.lower()


def pages_of(printed: str) -> str:
    """Pages with their last one completed.

    >>> pages_of("101–9")
    '101-109'
    """
    first, dash, last = re.sub(rf"{BLANKS}[–—−-]++\s*+", "-", printed).partition("-")
    if dash and first.isdigit() and last.isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return f"{first}-{last}" if dash and last and last != first else first
