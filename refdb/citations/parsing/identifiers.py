"""DOI, PMID, PMCID, arXiv number, ISBN, ISSN and addresses in a printed reference, also where spaces break them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from refdb.text.addresses import identifiers_of
from refdb.text.patterns import TEXT_YEAR, bare_doi_of

Kind = Literal["doi", "pmid", "pmcid", "arxiv", "isbn", "issn", "url"]


class Found(NamedTuple):
    """An identifier in a text: ``value`` is the bare one, ``start:end`` takes its label in too."""

    kind: Kind
    value: str
    start: int
    end: int


_KINDS: tuple[Kind, ...] = ("doi", "arxiv", "url", "pmcid", "pmid", "isbn", "issn")
# An identifier has one of these in it, or within _REACH characters behind its beginning.
_HINTS = (
    "10.", "10 .", "://", ": //", "www.", "www .", "pmid", "pubmed", "pmc", "medline", "arxiv", "isbn", "issn", "corr", "[0", "[1", "[2", "preprint",
    "hep-", "hep -", "nucl-", "nucl -", "astro-", "quant-", "math-ph", "cond-", "gr-qc", "gr -qc",
)  # fmt: skip
_REACH = 60
_DOI_HEAD = r"(?:(?:https?\s?:\s?/\s?/\s?)?(?:(?:dx|www)\s?\.\s?)?doi\s?\.\s?org\s?/\s?(?:doi:)?|\bdoi\s*[:=]?\s*(?:\(?doi\)?[:.]?\s*)?(?:https?://(?:dx\.)?doi\.org/)?)?"
# "[hep-th/0510060]", "[0908.1724]", "Preprint 1404.4817": arXiv numbers that do without its name
_ARCHIVE = (
    r"(?:hep\s?-\s?(?:th|ph|ex|lat)|nucl\s?-\s?(?:th|ex)|(?:astro|quant|math)\s?-\s?ph|cond\s?-\s?mat|gr\s?-\s?qc)"
)
_PATTERN = re.compile(
    rf"(?P<doi>{_DOI_HEAD}(?<![\d.])10\s?\.\s?\d{{4,9}}(?:\.\d+)*\s?/\s?(?:[^\s<>\"“”|]|<\d[^\s>]*>)+)"
    r"|(?P<arxiv>(?:\bcorr[,.]?\s+abs/|(?:\b|(?<=[a-z])(?=(?-i:arX)))arxiv\b[\s:.]*(?:preprint\s+)?(?:arxiv[\s:]*)?(?:[a-z.\-]+\s*:\s*)?(?:abs/)?(?:https?://arxiv\.org/abs/)?|https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/)"
    r"(?P<arxiv_number>\d{4}\s?\.\s?\d{4,5}(?:v\d+)?|[a-z]{2,8}(?:\s?-\s?[a-z]{2,4})?(?:\.[a-z]{2})?\s?/\s?\d{7})(?:\.pdf)?(?:v\d+)?(?:\s*\[\s?[a-z.\- ]{2,16}\])?)"
    rf"|(?P<bare>\[?\b(?P<bare_number>{_ARCHIVE}\s?/\s?\d{{7}})(?:v\d)?\]?|\[\s?(?P<bracketed>\d{{4}}\.\d{{4,5}})(?:v\d)?\s?\]|\bpreprint\s?(?P<preprint>\d{{4}}\.\s?\d{{4,5}}))"
    r"|(?P<url>(?:\b(?:https?|ftp)\s?:\s?/\s?/\s?|\bwww\s?\.\s?)[^\s<>\"“”|]+)"
    r"|(?P<pmcid>\b(?:PMCID\s*:?\s*|PubMed\s+Central\s+(?:PMCID|ID)?\s*:?\s*)?(?P<pmcid_number>PMC\s?\d{4,9})\b)"
    r"|(?P<pmid>\b(?:PMID|PubMed\s+ID|PubMed(?:\s+PMID)?|Medline)\s*[:#.]?\s*(?P<pmid_number>\d{5,8})\b)"
    r"|(?P<isbn>\bISBN(?:-?1[03])?\s*(?:\(\w+\))?\s*[:.]?\s*(?P<isbn_number>\d(?:[\s\-‐-―]{0,2}\d){8,11}(?:[\s\-‐-―]?[\dX]){1,2}))"
    r"|(?P<issn>\be?-?ISSN\s*[:.]?\s*(?P<issn_number>\d{4}\s?[\-‐-―]\s?\d{3}[\dX]))",
    re.I,
)
_TAIL = ".,;:'’”\"»>*†"
# A broken identifier goes on after the space where it stops at a joint and what follows looks like a piece of one.
_MORE = re.compile(r" ((?=[^\s]*[\d/_=%])[a-z0-9(][^\s<>\"“”|]*|(?:org|com|net|gov|edu)/\S*)")
_MORE_TIGHT = re.compile(r" ([./_\-(]+[a-z0-9][^\s<>\"“”|]*)")
_BARE_PMID = re.compile(r"[\s.;,]*(\d{7,8})(?=[\s.;,]*(?:$|;? ?PubMed|PMC))")
_GLUED = re.compile(
    r"(?<![,;.)\]])[,;.)\]]++(?=(?:arxiv|pmid|pmcid|doi|https?|url)(?:https?)?\b)|(?<=\d)(?=pmid|pmcid)", re.I
)
_YEAR_OR_NOTE = re.compile(rf"\(?{TEXT_YEAR}\b|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|pmid|pmc|accessed|\(\d")


def _stretch(text: str, end: int, *, doi: bool) -> int:
    """The end of an identifier that spaces break, from where its first piece ends."""
    for _ in range(4):
        joint = text[end - 1]
        match = _MORE.match(text, end) if joint in "/-_=&?%.(‐" else _MORE_TIGHT.match(text, end)
        if not match:
            break
        piece = match.group(1)
        if _YEAR_OR_NOTE.match(piece.lower()) and not (doi and (joint in "/-_" or re.match(r"\d{4}[.\-/]\d", piece))):
            break
        if joint == "." and not doi and not re.match(r"[a-z]+/|(?:org|com|net|gov|edu|pdf|html?)\b", piece):
            break
        end = match.end()
    return end


def _trim(text: str, start: int, end: int) -> int:
    """The end without the sentence's punctuation and without brackets that were opened outside."""
    while end > start:
        last = text[end - 1]
        opened = {")": "(", "]": "[", "}": "{"}.get(last)
        if last in _TAIL or last in "([{" or (opened and text.count(last, start, end) > text.count(opened, start, end)):
            end -= 1
        else:
            break
    return end


def _doi_value(piece: str) -> str:
    bare = "".join(piece.split()).replace("\\_", "_")
    return bare_doi_of(bare[bare.index("10.") :])


def find(text: str, begin: int = 0) -> list[Found]:
    """The identifiers in one folded line of ``text`` from offset ``begin`` on, in order, not overlapping."""
    out: list[Found] = []
    low = text.lower()
    hints = [hint for hint in _HINTS if hint in low]
    if not hints:
        return out
    # Most of a reference is far from any identifier: the slow pattern sees only what is near one.
    position, last = begin, len(text)
    if len(low) == len(text):
        position = max(begin, min(low.find(hint) for hint in hints) - _REACH)
        last = max(low.rfind(hint) for hint in hints)
    while position <= last and (match := _PATTERN.search(text, position)):
        kind = _kind(match)
        start, end = match.span()
        if kind in ("doi", "url"):
            end = _stretch(text, end, doi=kind == "doi")
            if kind == "doi" and (glued := _GLUED.search(text, text.index("/", text.index("10", start)), end)):
                end = glued.start()
            end = _trim(text, start, end)
            value = "".join(text[start:end].split())
            if kind == "doi":
                value = _doi_value(value)
        else:
            number = match.group(f"{kind}_number") or match.group("bare_number") or match.group("bracketed")
            value = "".join((number or match.group("preprint") or "").split())
        if kind == "url":
            out += [Found(name, told, start, start) for name, told in _told_by(value)]
        if value:
            out.append(Found(kind, _clean(kind, value), start, end))
        position = max(end, match.start() + 1)
        if kind == "doi" and (bare := _BARE_PMID.match(text, position)):
            out.append(Found("pmid", bare.group(1), bare.start(1), bare.end(1)))
            position = bare.end()
    return out


def _told_by(address: str) -> Iterator[tuple[Kind, str]]:
    """The identifiers that an address holds."""
    names: tuple[Kind, ...] = ("doi", "pmid", "pmcid", "arxiv")
    told = identifiers_of(address)
    return ((name, told[name]) for name in names if name in told)


def _kind(match: re.Match[str]) -> Kind:
    if match.group("bare"):
        return "arxiv"
    return next(kind for kind in _KINDS if match.group(kind))


def _clean(kind: Kind, value: str) -> str:
    if kind == "isbn":
        return re.sub(r"[^\dX]", "", value.upper())
    if kind == "issn":
        return re.sub(r"[‐-―]", "-", value.upper())
    if kind == "pmcid":
        return value.upper()
    return value
