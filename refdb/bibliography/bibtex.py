"""Works -> a BibTeX file that BibTeX, biber and LaTeX read without an error.

Entry types and fields are those of btxdoc.tex (O. Patashnik, *BibTeXing*, 1988), with ``doi``, ``url``, ``isbn``,
``issn``, ``pmid`` and ``eprint`` as later styles know them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from refdb.bibliography.citation_keys import new_key, to_ascii
from refdb.bibliography.latex import encode, encode_title
from refdb.model import Person, Work

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENTRY_TYPES = {
    "article": "journal-article article-journal article-magazine article-newspaper magazine-article newspaper-article",
    "book": "book monograph edited-book reference-book book-set book-series",
    "incollection": "book-chapter book-section book-part book-track reference-entry chapter entry entry-encyclopedia "
    "entry-dictionary",
    "inproceedings": "proceedings-article paper-conference",
    "proceedings": "proceedings proceedings-series",
    "phdthesis": "dissertation thesis",
    "techreport": "report report-component report-series report-component-series standard standard-series",
    "booklet": "pamphlet",
}
_ENTRY_TYPE = {name: entry for entry, names in _ENTRY_TYPES.items() for name in names.split()}
_CONTAINER_FIELD = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
_PUBLISHER_FIELD = {
    "phdthesis": "school",
    "techreport": "institution",
    "booklet": "howpublished",
    "misc": "howpublished",
}
_ISSUES = ("journal", "journal-issue", "journal-volume")
_NOTICES = {
    "retraction": "Retracted",
    "removal": "Removed by its publisher",
    "withdrawal": "Withdrawn",
    "partial_retraction": "Retracted in part",
    "expression_of_concern": "Under an expression of concern",
}

_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9!$&*+./:;<>?@\[\]^_`|-]+")  # BibTeX, biber and LaTeX's \cite take the rest
_PAGE = r"(?:[A-Za-z]*\d[\w.:]*|[ivxlcdmIVXLCDM]+)"
_PAGE_RANGE = re.compile(rf"(?<![\w-])({_PAGE})\s*[-\u2010-\u2015\u2212]+\s*({_PAGE})(?![\w-])")
_BARE = re.compile(r"[\s{}\x00-\x1f\x7f]")
_DOI_ADDRESS = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)


def export(works: Iterable[Work], *, encoding: Literal["ascii", "utf-8"] = "ascii") -> str:
    """The works as BibTeX entries, in their order, divided by blank lines; ``""`` for no works.

    A work keeps its ``key`` where BibTeX can read it and no work before has it; others get a new one.
    ``"ascii"`` writes accents, signs and Greek as LaTeX commands, for which every BibTeX and every font is good
    enough; ``"utf-8"`` leaves them, for biber or XeLaTeX. DOIs and addresses are never encoded.
    """
    listed = list(works)
    ascii_only = encoding == "ascii"
    entries = (_entry(work, key, ascii_only) for work, key in zip(listed, _keys(listed), strict=True))
    return "\n".join(entries)


class _Taken:
    """Keys in use; BibTeX takes two that differ only in case for an error."""

    def __init__(self) -> None:
        self._keys: set[str] = set()

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self._keys

    def add(self, key: str) -> None:
        self._keys.add(key.lower())


def _keys(works: list[Work]) -> list[str]:
    """A key for each work; keys that works bring go before keys made here, whatever their order."""
    taken = _Taken()
    keys = []
    for work in works:
        key = _NOT_IN_KEYS.sub("", to_ascii(work.key))
        key = key if key not in taken else ""
        taken.add(key)
        keys.append(key)
    for index, work in enumerate(works):
        if not keys[index]:
            keys[index] = new_key(work, taken)
            taken.add(keys[index])
    return keys


def _entry(work: Work, key: str, ascii_only: bool) -> str:
    entry_type = _entry_type(work)
    lines = [f"  {name} = {value}" for name, value in _fields(work, entry_type, ascii_only) if value]
    return f"@{entry_type}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _entry_type(work: Work) -> str:
    if work.type:
        return _ENTRY_TYPE.get(work.type, "misc")
    return "article" if work.container_title and (work.volume or work.pages or work.issn) else "misc"


def _fields(work: Work, entry_type: str, ascii_only: bool) -> Iterator[tuple[str, str]]:
    """Fields with their values as they stand in the file, braces included."""

    def text(value: str) -> str:
        return _braced(value, lambda plain: encode(plain, ascii_only=ascii_only))

    def title(value: str) -> str:
        return _braced(value, lambda plain: encode_title(plain, language=work.language, ascii_only=ascii_only))

    container = work.container_title or work.container_title_short
    own_title = work.full_title or (container if work.type in _ISSUES or entry_type == "proceedings" else "")
    yield "author", _people(work.authors, ascii_only)
    yield "editor", _people(work.editors, ascii_only)
    if not work.authors and not work.editors:  # what styles sort and label by
        yield "key", text(_label(own_title or container or work.publisher or work.doi))
    yield "title", title(own_title)
    container_field = _CONTAINER_FIELD.get(entry_type, "series" if entry_type in ("book", "proceedings") else "journal")
    if container != own_title:
        yield container_field, text(container)
    if work.year is not None:
        yield "year", f"{{{work.year}}}"
    if len(work.date) > 1 and 1 <= work.date[1] <= 12:
        yield "month", _MONTHS[work.date[1] - 1]
    yield "volume", text(work.volume)
    yield "number", text(work.issue or (work.article_number if entry_type == "techreport" else ""))
    yield "pages", text(_pages(work.pages or work.article_number))
    yield _PUBLISHER_FIELD.get(entry_type, "publisher"), text(work.publisher)
    yield "address", text(work.publisher_place)
    yield "edition", text(work.edition)
    yield "isbn", text(" ".join(work.isbn))
    yield "issn", text(", ".join(work.issn))
    yield "doi", _bare(work.doi)
    if not _DOI_ADDRESS.match(work.url):
        yield "url", _bare(work.url)
    if work.arxiv:
        yield "eprint", _bare(work.arxiv)
        yield "archiveprefix", "{arXiv}"
    yield "pmid", text(work.pmid)
    yield "pmcid", text(work.pmcid)
    yield "language", text(work.language)
    yield "note", text("; ".join(dict.fromkeys(_NOTICES[u.type] for u in work.updates if u.type in _NOTICES)))


def _braced(value: str, encoder: Callable[[str], str]) -> str:
    encoded = encoder(value) if value else ""
    return f"{{{encoded}}}" if encoded else ""


def _bare(value: str) -> str:
    """An identifier or address as it is; only what would end the field or the line is percent-encoded."""
    value = _BARE.sub(lambda match: f"%{ord(match[0]):02X}", value.strip())
    return f"{{{value}}}" if value else ""


def _label(text: str) -> str:
    return " ".join(text.split()[:4])


def _pages(pages: str) -> str:
    """A page range with an en dash, which LaTeX writes ``--``; an article number such as ``e-12`` stays."""
    return _PAGE_RANGE.sub("\\1–\\2", pages)


def _people(people: Iterable[Person], ascii_only: bool) -> str:
    names = " and ".join(filter(None, (_name(person, ascii_only) for person in people)))
    return f"{{{names}}}" if names else ""


def _name(person: Person, ascii_only: bool) -> str:
    """``von Last, Jr, First`` with braces around what BibTeX would cut elsewhere."""
    if not person.family:
        whole = encode(person.literal or person.given or person.particle, ascii_only=ascii_only)
        return _grouped(whole) if whole else ""
    family, given, suffix = (_part(part, ascii_only) for part in (person.family, person.given, person.suffix))
    if (not person.particle and _is_cut(person.family)) or (person.particle and " " in person.family):
        family = _grouped(encode(person.family, ascii_only=ascii_only))
    if person.particle:
        particle = _part(person.particle, ascii_only)
        gap = "" if person.particle[-1] in "-'’" else " "
        family = f"{particle}{gap}{family}"
    if suffix and not given:  # "King, Jr.," with nothing behind is an error to BibTeX
        return _grouped(encode(f"{person.family}, {person.suffix}", ascii_only=ascii_only))
    return ", ".join(filter(None, (family, suffix, given)))


def _part(part: str, ascii_only: bool) -> str:
    """A part of a name; in braces where it holds a comma or the word "and"."""
    encoded = encode(part, ascii_only=ascii_only)
    divides = "," in part or re.search(r"(?i)(?:^|\s)(?:and|others)(?:\s|$)", part)
    return _grouped(encoded) if divides and encoded else encoded


def _grouped(encoded: str) -> str:
    """In braces that BibTeX does not read as one accented letter."""
    return f"{{{{}}{encoded}}}" if encoded.startswith("\\") else f"{{{encoded}}}"


def _is_cut(family: str) -> bool:
    """Whether BibTeX would take a part of the family name for a particle: "Garcia y Perez", but not "van der Berg"."""
    words = family.split()
    if len(words) < 2:
        return False
    small = [word[0].islower() or not word[0].isascii() for word in words[:-1]]
    return any(small) and not all(word[0].islower() and word[0].isascii() for word in words[: small.count(True)])
