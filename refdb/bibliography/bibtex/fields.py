"""Entries of .bib files -> works. Each field of BibTeX and BibLaTeX has one place in ``Work``, or none and is kept.

Fields: P. Lehman et al., *The biblatex Package*, section 2.2; btxdoc (O. Patashnik, 1988); JabRef and Mendeley's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from refdb.bibliography.bibtex.entry_types import BIB_TYPES
from refdb.bibliography.bibtex.names import people_of
from refdb.bibliography.bibtex.syntax.blocks import MONTHS, BibEntry
from refdb.model import Work
from refdb.text.languages import code_of
from refdb.text.patterns import DOI_LABEL, doi_in, pages_of
from refdb.text.tex import to_text, unicode_tex

# Fields whose value is no TeX.
VERBATIM = frozenset(
    "url doi eprint file pdf localfile ids crossref xdata xref entryset related groups mendeley-groups arxivid".split()
)

_IN_BOOKS = ("booktitle", "maintitle", "journaltitle", "journal")
_IN_JOURNALS = ("journaltitle", "journal", "booktitle")
_CHAPTERS = frozenset(
    "inbook incollection inproceedings conference inreference bookinbook suppbook suppcollection".split()
)
_WHOLE = frozenset(
    "book mvbook collection mvcollection proceedings mvproceedings reference mvreference periodical".split()
)
_PUBLISHERS = {  # the fields that say who published it, the likeliest first
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis"), ("school", "institution", "publisher", "organization")),
    **dict.fromkeys(("techreport", "report"), ("institution", "school", "publisher", "organization")),
    **dict.fromkeys(("misc", "online", "manual", "software"), ("organization", "publisher", "institution", "school")),
}
# What a field says -> the fields that say it, the first that an entry has is taken.
_TEXTS = {
    "title": ("title",), "subtitle": ("subtitle",), "container_title_short": ("shortjournal",), "volume": ("volume",),
    "issue": ("number", "issue"), "article_number": ("eid", "articleno"),
    "publisher_place": ("location", "address", "city"),
    "edition": ("edition",), "abstract": ("abstract",),
}  # fmt: skip
# What Work has no field for, under CSL's names, which every format shares.
MORE = {
    "series": "collection-title", "chapter": "chapter-number", "type": "genre", "note": "note", "howpublished": "medium",
    "pagetotal": "number-of-pages", "numpages": "number-of-pages", "volumes": "number-of-volumes",
    "eventtitle": "event-title", "venue": "event-place", "urldate": "accessed", "origdate": "original-date",
    "shorttitle": "title-short", "version": "version", "lccn": "call-number", "translator": "translator", "pubstate": "status",
}  # fmt: skip
_MENDELEY = re.compile(
    r"\{\\?([_%&#~$^])(?:\{\})?\}|\{?\\(?:textasciitilde|textunderscore)\}?|\$\\backslash\$|\{\\textbackslash\}"
)
_SPELT = {"textasciitilde": "~", "textunderscore": "_"}
_NOTES = ("annote", "annotation", "comment", "review")
_DATES = ("date", "year", "month", "day")
_ISO = re.compile(r"\s*[~?%]*(-?\d{4})(?:-(0\d|1[0-2])(?:-(\d\d))?)?(?!\d)")  # a month above 12 is a season
_MONTH_NUMBERS = {name: n for n, (short, long) in enumerate(MONTHS.items(), 1) for name in (short, long.lower())}
_TEX = re.compile(r"[\\{$]")
_PLAIN = re.compile(r"[^\\{}$~^_&%#\"`'?!-]*")


@dataclass(slots=True)
class Draft:
    """An entry as a work; ``said`` are its fields (TeX with Unicode letters) that the work holds, ``left`` the others."""

    work: Work
    said: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)


def work_of_entry(entry: BibEntry) -> Work:
    """The work that a BibTeX or BibLaTeX entry describes, under the entry's key."""
    return draft_of(entry).work


def draft_of(entry: BibEntry) -> Draft:
    """The work of an entry, and which of its fields went into it."""
    values = {name: value if name in VERBATIM else tidy(value) for name, value in entry.fields.items() if value}
    said: dict[str, str] = {}

    def taken(names: Iterable[str]) -> str:
        for name in names:
            if values.get(name):
                said[name] = values[name]
                return values[name]
        return ""

    given: dict[str, Any] = {attribute: text_of(taken(names)) for attribute, names in _TEXTS.items()}
    containers = _IN_BOOKS if entry.type in _CHAPTERS else () if entry.type in _WHOLE else _IN_JOURNALS
    given["container_title"] = text_of(taken(containers))
    given["publisher"] = text_of(
        taken(_PUBLISHERS.get(entry.type, ("publisher", "school", "institution", "organization")))
    )
    for attribute, (names, read) in _READ.items():
        given[attribute] = read(taken(names))
    said |= {name: values[name] for name in _DATES if name in values}
    given["date"] = date_of(values)
    given["language"] = code_of(text_of(taken(("langid", "language"))))
    given |= _archive(values, said)
    more: list[tuple[str, str]] = []
    for name, known in MORE.items():
        if name in values and known not in dict(more):
            more.append((known, text_of(taken((name,)))))
    if given["pages"] == given["article_number"]:  # written twice for styles that know no article numbers
        given["pages"] = ""
    notes = tuple(text_of(taken((name,))) for name in _NOTES if name in values)
    work = Work(
        key=entry.key,
        type=BIB_TYPES.get(entry.type, ""),
        year=given["date"][0] if given["date"] else None,
        years=given["date"][:1],
        notes=notes,
        extra=tuple(more),
        **given,
    )
    left = {name: value for name, value in values.items() if name not in said and name not in entry.inherited}
    return Draft(work, {name: v for name, v in said.items() if name not in entry.inherited}, left)


def tidy(value: str) -> str:
    """The value of a field with letters as Unicode and what would stop LaTeX escaped."""
    return value if _PLAIN.fullmatch(value) else unicode_tex(value)


def text_of(tex: str) -> str:
    """The text of a field; most have no TeX in them."""
    if _PLAIN.fullmatch(tex):
        return tex if tex.isascii() else " ".join(tex.split())  # a no-break space is a space
    return to_text(tex)


def date_of(fields: Mapping[str, str]) -> tuple[int, ...]:
    """(year[, month[, day]]) of BibLaTeX's ``date``, or of ``year``, ``month`` and ``day``."""
    if match := _ISO.match(fields.get("date", "")):
        return tuple(int(part) for part in match.groups() if part and int(part))
    printed = text_of(fields.get("year", "") or fields.get("date", ""))
    year = re.fullmatch(r"-\d{1,4}", printed) or re.search(r"(?<!\d)\d{4}(?!\d)", printed)
    if not year:
        return ()
    month, day = _month(text_of(fields.get("month", ""))), fields.get("day", "").strip()
    date = (int(year[0]), *((month,) if month else ()))
    return (*date, int(day)) if month and day.isdecimal() and 1 <= int(day) <= 31 else date


def _month(printed: str) -> int:
    name = printed.strip().lower()
    if name.isdecimal():
        return int(name) if 1 <= int(name) <= 12 else 0
    words = (word[:3] for word in re.split(r"[\W\d_]+", name) if word)  # "10 January", "4 Jan-6 Dec"
    return _MONTH_NUMBERS.get(name) or next((_MONTH_NUMBERS[word] for word in words if word in _MONTH_NUMBERS), 0)


def is_exact_date(fields: Mapping[str, str]) -> bool:
    """Whether ``date_of`` gives back all that these fields say."""
    if "date" in fields:
        match = _ISO.fullmatch(fields["date"].strip())
        return bool(match) and not ({"year", "month", "day"} & fields.keys())
    month = fields.get("month", "").strip().lower()
    known = not month or month in _MONTH_NUMBERS or (month.isdecimal() and 1 <= int(month) <= 12)
    return known and re.fullmatch(r"\d{4}", fields.get("year", "")) is not None and "day" not in fields


def _archive(values: Mapping[str, str], said: dict[str, str]) -> dict[str, str]:
    """arXiv's and PubMed's numbers, however they are written."""
    found = {}
    kind_field = next((name for name in ("eprinttype", "archiveprefix") if values.get(name)), "")
    kind = values.get(kind_field, "").lower()
    eprint = values.get("eprint", "").strip()
    if eprint and (kind == "arxiv" or (not kind and re.match(r"(?i)arxiv:", eprint))):
        said |= {"eprint": eprint} | ({kind_field: values[kind_field]} if kind_field else {})
        found["arxiv"] = re.sub(r"(?i)^arxiv:\s*", "", eprint)
    elif eprint and kind in ("pubmed", "pmid") and eprint.isdecimal() and not values.get("pmid"):
        said |= {"eprint": eprint, kind_field: values[kind_field]}
        found["pmid"] = eprint
    if "arxiv" not in found and re.fullmatch(
        r"(?i)(?:arxiv:)?[a-z.-]*/?\d{4,7}(?:\.\d+)?(?:v\d+)?", values.get("arxivid", "")
    ):
        said["arxivid"] = values["arxivid"]
        found["arxiv"] = re.sub(r"(?i)^arxiv:\s*", "", values["arxivid"])
    if "pmid" not in found and values.get("pmid", "").isdecimal():
        said["pmid"] = found["pmid"] = values["pmid"]
    if re.fullmatch(r"(?i)(?:pmc)?\d+", values.get("pmcid", "")):
        said["pmcid"] = values["pmcid"]
        found["pmcid"] = "PMC" + values["pmcid"].upper().removeprefix("PMC")
    return found


def bare_doi(printed: str) -> str:
    """The DOI as printed, without a resolver's address."""
    return DOI_LABEL.sub("", printed.strip()).replace(r"\_", "_").replace(r"\%", "%").replace(r"\&", "&")


def _doi(printed: str) -> str:
    return doi_in(bare_doi(to_text(printed) if _TEX.search(printed) else printed))


def address_of(printed: str) -> str:
    r"""A web address without ``\url{}``, braces and escapes."""
    address = _unescaped(printed.strip().removeprefix(r"\url{")).strip("{} ") if "{" in printed else printed.strip()
    return re.sub(r"\\([_%&#~$])", r"\1", address) if "\\" in address else address


def _unescaped(printed: str) -> str:
    r"""A verbatim field without Mendeley's escapes: ``{\_}``, ``{\%}``, ``{\~{}}``, ``{\textasciitilde}``, ``$\backslash$``."""
    return _MENDELEY.sub(lambda match: match[1] or _SPELT.get(match[0].strip("{}\\"), "\\"), printed)


def numbers_of(printed: str) -> tuple[str, ...]:
    """ISBNs, digits alone."""
    found = (
        re.sub(r"[^\dXx]", "", part)
        for part in re.split(r"[,;]|(?<!\s)\s++(?=97[89]|\d{9,}|\d[\d-]{11}[\dXx](?![\d-]))", printed)
    )
    return tuple(number.upper() for number in found if len(number) in (10, 13))


def serials_of(printed: str) -> tuple[str, ...]:
    """ISSNs with their hyphen."""
    return tuple(f"{a}-{b.upper()}" for a, b in re.findall(r"(?<!\d)(\d{4})-?(\d{3}[\dXx])(?!\d)", printed))


def tags_of(printed: str) -> tuple[str, ...]:
    """Keywords, divided by semicolons where there are any, else by commas."""
    text = text_of(printed)
    return tuple(dict.fromkeys(tag for part in text.split(";" if ";" in text else ",") if (tag := part.strip())))


def files_of(printed: str) -> tuple[str, ...]:
    r"""Paths of linked files: plain, or as JabRef and Zotero have them, ``description:path:type;…`` with ``\:``."""
    found = []
    for part in re.split(r"(?<!\\);", _unescaped(printed)):
        cut = re.split(r"(?<!\\):", part.strip())
        path = cut[1] if len(cut) == 3 and (cut[1] or cut[0]) and not cut[1].startswith("//") else part.strip()
        path = re.sub(r"\\([;:{}_&%#$\\])", r"\1", path or cut[0])
        if path:
            found.append(path)
    return tuple(found)


def _listed(printed: str) -> tuple[str, ...]:
    return tuple(name for part in printed.replace(r"\_", "_").split(",") if (name := part.strip()))


def _groups(printed: str) -> tuple[str, ...]:
    r"""Names of groups; JabRef writes a comma within one as ``\,``."""
    parts = re.split(r"(?<!\\),", printed.replace(r"\_", "_"))
    return tuple(name for part in parts if (name := part.replace(r"\,", ",").strip()))


def groups_as_written(names: Iterable[str]) -> str:
    r"""Groups as a field has them, which ``_groups`` reads back."""
    return ", ".join(name.replace(",", r"\,") for name in names)


_READ: dict[str, tuple[tuple[str, ...], Callable[[str], Any]]] = {
    "authors": (("author",), people_of), "editors": (("editor",), people_of), "pages": (("pages",), lambda v: pages_of(text_of(v))),
    "doi": (("doi",), _doi), "isbn": (("isbn",), numbers_of), "issn": (("issn",), serials_of), "url": (("url",), address_of),
    "tags": (("keywords", "keyword", "mendeley-tags"), tags_of), "collections": (("groups", "mendeley-groups"), _groups),
    "files": (("file", "pdf", "localfile"), files_of), "aliases": (("ids",), _listed),
}  # fmt: skip

# Field -> (attribute of Work or name in ``extra``, how it is read): whether a field still says what the work says.
READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    **{name: (attribute, text_of) for attribute, names in _TEXTS.items() for name in names},
    **dict.fromkeys(_IN_BOOKS, ("container_title", text_of)),
    **dict.fromkeys(("publisher", "school", "institution", "organization"), ("publisher", text_of)),
    **{name: (attribute, read) for attribute, (names, read) in _READ.items() for name in names},
    **{name: (more, text_of) for name, more in MORE.items()},
    **dict.fromkeys(_NOTES, ("notes", text_of)),
    **dict.fromkeys(("langid", "language"), ("language", lambda value: code_of(text_of(value)))),
}
