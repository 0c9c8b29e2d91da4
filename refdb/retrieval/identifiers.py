"""What a user pasted -> the identifiers in it: a query that names one work asks for that work."""

from __future__ import annotations

import re
from urllib.parse import unquote

from refdb.model import Identifier
from refdb.model.queries import IdentifierKind
from refdb.text.addresses import identifiers_of
from refdb.text.patterns import ARXIV, ARXIV_NUMBER, DOI_PREFIX

# How a field or a label before a number is written -> what the number is.
LABELS: dict[str, IdentifierKind] = {
    "doi": "doi", "pmid": "pmid", "pubmed": "pmid", "pmcid": "pmcid", "pmc": "pmcid", "arxiv": "arxiv", "isbn": "isbn",
    "key": "key", "citekey": "key",
}  # fmt: skip
LEAST_PMID = 10_000  # a bare number below is a year or a quantity sooner than an article of the sixties
ARXIV_DOI = "10.48550/arxiv."

_DOI = re.compile(rf"{DOI_PREFIX}\S+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)(?:[\w-]+\.)+(?:org|com|gov|net)/\S+", re.IGNORECASE)
_LABELLED = re.compile(rf"\s*({'|'.join(LABELS)})(?:\s*id)?\s*([:\s])\s*(\S(?:.*\S)?)\s*", re.IGNORECASE | re.DOTALL)
_SURE = re.compile(r"[\d\s.Xx-]{5,}(?:v\d+)?")
_NUMBER = re.compile(r"\d{1,9}")
_PMCID = re.compile(r"(?<!\w)PMC\s?(\d{1,9})(?!\w)", re.IGNORECASE)
_ARXIV = re.compile(ARXIV_NUMBER, re.IGNORECASE)
_VERSION = re.compile(r"v\d{1,3}$", re.IGNORECASE)
_ISBN = re.compile(r"(?:97[89][\s-]?)?(?:\d[\s-]?){9}[\dX]", re.IGNORECASE)
_KEY = re.compile(r"\\\w*cite\w*\*?\{([^{},\s]+)\}|\[?@\{?([^\s\]{},;]+)\}?\]?|([^\s\"]+)")


def named_in(text: str) -> tuple[Identifier, ...]:
    """The identifiers that a text holds and that can mean nothing else: DOIs, addresses, labelled numbers.

    >>> named_in("PMID: 30415637")
    (Identifier(kind='pmid', value='30415637'),)
    """
    found = [Identifier(_kind(name), value) for url in _ADDRESS.findall(text) for name, value in _read(url).items()]
    rest = _ADDRESS.sub(" ", text)
    found += [Identifier("doi", doi) for printed in _DOI.findall(rest) for doi in _dois(printed)]
    found += [Identifier("arxiv", _VERSION.sub("", number.lower())) for number in ARXIV.findall(rest)]
    found += [Identifier("pmcid", f"PMC{number}") for number in _PMCID.findall(rest)]
    if not found and (labelled := _LABELLED.fullmatch(text)):
        name, sign, value = labelled.groups()
        if sign == ":" or _SURE.fullmatch(value):  # "key findings" and "pubmed 2019" are words
            found += _labelled(LABELS[name.lower()], value.strip("\"' "))
    return tuple(dict.fromkeys(one for identifier in found for one in _with_arxiv(identifier)))


def perhaps_named(text: str) -> tuple[Identifier, ...]:
    """What a query without a label may be, beside words: a PMID, an arXiv number, an ISBN, a citation key.

    >>> [one.kind for one in perhaps_named("978-0-306-40615-7")]
    ['isbn', 'key']
    """
    bare = text.strip().strip("\"'")
    found = [Identifier("isbn", isbn) for isbn in _isbns(bare)]
    if _NUMBER.fullmatch(bare) and int(bare) >= LEAST_PMID:
        found.append(Identifier("pmid", str(int(bare))))
    if _ARXIV.fullmatch(bare):
        found.append(Identifier("arxiv", _VERSION.sub("", bare.lower())))
    if key := _KEY.fullmatch(bare):
        found.append(Identifier("key", (key[1] or key[2] or key[3]).lower()))
    return tuple(found)


def _labelled(kind: IdentifierKind, value: str) -> list[Identifier]:
    """What stands behind a label, where it is of its kind."""
    if kind == "isbn":
        return [Identifier(kind, isbn) for isbn in _isbns(value)]
    if kind == "pmid":
        return [Identifier(kind, str(int(n))) for n in re.split(r"[\s,;]+", value) if _NUMBER.fullmatch(n)]
    if kind == "pmcid":
        return [Identifier(kind, f"PMC{value}")] if _NUMBER.fullmatch(value) else []
    if kind == "arxiv":
        return [Identifier(kind, _VERSION.sub("", value.lower()))] if _ARXIV.fullmatch(value) else []
    return [Identifier(kind, value.lower())] if kind == "key" and not re.search(r"\s", value) else []


def _with_arxiv(identifier: Identifier) -> tuple[Identifier, ...]:
    """The identifier, and what arXiv calls the same: its DOI for its number, its number for its DOI."""
    if identifier.kind == "arxiv":
        return identifier, Identifier("doi", f"{ARXIV_DOI}{identifier.value}")
    if identifier.kind == "doi" and identifier.value.startswith(ARXIV_DOI):
        return identifier, Identifier("arxiv", identifier.value.removeprefix(ARXIV_DOI))
    return (identifier,)


def _kind(name: str) -> IdentifierKind:
    return LABELS[name]


def _read(address: str) -> dict[str, str]:
    """An address's identifiers; a DOI of the resolver's may hold signs that end other addresses."""
    if "doi.org/10." in address.lower() and (match := _DOI.search(unquote(address))):
        return {"doi": _dois(match.group())[-1]}
    return {
        name: _VERSION.sub("", value) if name == "arxiv" else value for name, value in identifiers_of(address).items()
    }


def _dois(printed: str) -> list[str]:
    """A DOI as it stands, and without the marks of a sentence around it."""
    doi = unquote(printed).lower() if "%" in printed else printed.lower()
    bare = doi.rstrip(".,;:'\"’”»>]")
    while bare.endswith((")", "]")) and bare.count(")") > bare.count("("):
        bare = bare[:-1].rstrip(".,;:")
    return list(dict.fromkeys((doi, bare)))


def _isbns(text: str) -> list[str]:
    """An ISBN in both its lengths, bare, where its check digit is right."""
    if not _ISBN.fullmatch(text):
        return []
    digits = re.sub(r"[\s-]", "", text).upper()
    if len(digits) == 10:
        total = sum((10 - n) * (10 if sign == "X" else int(sign)) for n, sign in enumerate(digits))
        return [digits, _thirteen(f"978{digits[:9]}")] if total % 11 == 0 else []
    if not digits.isdigit() or _thirteen(digits[:12]) != digits:
        return []
    return [digits, _ten(digits[3:12])] if digits.startswith("978") else [digits]


def _thirteen(twelve: str) -> str:
    return f"{twelve}{-sum(int(d) * (1, 3)[n % 2] for n, d in enumerate(twelve)) % 10}"


def _ten(nine: str) -> str:
    check = -sum((10 - n) * int(d) for n, d in enumerate(nine)) % 11
    return f"{nine}{'X' if check == 10 else check}"
