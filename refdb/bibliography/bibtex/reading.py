r"""A .bib file -> works that lose nothing of it.

What ``Work`` has no field for goes to ``extra`` as ``bib:NAME``. What it has a field for, but says less than the file
does (``{DNA} and \emph{E.~coli}``, ``101--9``, ``Spring 1998``), is kept beside it as ``tex:NAME`` in the file's own
TeX; an export writes that again as long as the work still says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from refdb.bibliography.bibtex.bibfile import CONTAINERS, read_bib
from refdb.bibliography.bibtex.entry_types import (
    BIB_TYPES,
    BIBLATEX_NAMES,
    absent,
    container_field,
    entry_type,
    publisher_field,
)
from refdb.bibliography.bibtex.escaping import encode, is_told_apart
from refdb.bibliography.bibtex.fields import (
    MORE,
    VERBATIM,
    Draft,
    bare_doi,
    draft_of,
    groups_as_written,
    is_exact_date,
    text_of,
)
from refdb.model import Work
from refdb.text.languages import babel_name

_PLAIN = re.compile(r"(?:[A-Za-z0-9 .,;:()\[\]/+=*?!@'\u00c0-\u024f-]|(?<!-)–)*")
_LIGATURE = re.compile(r"--|''|[?!]`|,,")
_PAGES = re.compile(r"([A-Za-z]?\d+)(?:\s*(?:--?|–)\s*([A-Za-z]?\d+))?")
_ODD_NAMES = re.compile(r"\bothers\b|\u00a0|=|,(?:(?!\band\b)[^,])*,")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand|[gex]?def|let)\*?\s*\{?\\([A-Za-z]+)"
    r"|Default\{\\([A-Za-z]+)\}"
)
_DATES = ("date", "year", "month", "day")


def works_of_bib(text: str) -> tuple[list[Work], list[str]]:
    """The works of a .bib file in its order, under their keys, and what of it could not be read."""
    bib = read_bib(text)
    groups: dict[str, list[str]] = {}
    for name, keys in bib.groups.items():
        for key in keys:
            groups.setdefault(key, []).append(name)
    defined = {name for pair in _DEFINED.findall(bib.preamble) for name in pair if name}
    works = []
    for entry in bib.entries:
        if entry.type in CONTAINERS:
            continue
        draft = draft_of(entry)
        extra = [("entrytype", entry.type), *_kept(draft, entry.type)]
        if defined and any(defined.intersection(_COMMAND.findall(value)) for _, value in extra):
            extra.append(("preamble", bib.preamble))
        own = draft.work
        collections = tuple(dict.fromkeys((*own.collections, *groups.get(entry.key, ()))))
        works.append(replace(own, collections=collections, extra=(*own.extra, *extra)))
    said = [(failure.line, failure.cause) for failure in bib.failures]
    seen: set[str] = set()
    for entry in bib.entries:
        if entry.key and entry.key.lower() in seen:
            said.append((entry.line, f"the key {entry.key} stands for an entry above already"))
        seen.add(entry.key.lower())
    return works, [f"line {line}: {cause}" for line, cause in sorted(said)]


def _kept(draft: Draft, kind: str) -> Iterator[tuple[str, str]]:
    """What the work's own fields would not give back."""
    if not is_exact_date(draft.said):
        yield from ((f"tex:{name}", draft.said[name]) for name in _DATES if name in draft.said)
    written = _written(kind)
    for name, value in draft.said.items():
        if name not in _DATES and (name not in written or not _is_given_back(draft.work, name, value)):
            yield f"tex:{name}", value
    for name, value in draft.left.items():
        yield f"bib:{name}", value


@cache
def _written(kind: str) -> frozenset[str]:
    """The fields of a file's entry that an export writes under the same meaning, in both dialects."""
    work = Work(type=BIB_TYPES.get(kind, ""), extra=(("entrytype", kind),))
    kinds = [entry_type(work, dialect) for dialect in ("bibtex", "biblatex")]
    always = "author editor title subtitle volume number issue chapter eid pages isbn issn doi url eprint eprinttype "
    always += (
        "archiveprefix arxivid abstract keywords annotation annote file groups ids edition note translator langid "
    )
    always += "pmcid series"
    fields = {*always.split(), *(BIBLATEX_NAMES.get(name, name) for name in MORE), "location"}
    fields |= {container_field(kinds[0]), publisher_field(kinds[0])} if len(set(kinds)) == 1 else set()
    fields -= absent(kinds[0]) | absent(kinds[1]) | {"numpages"}
    fields -= {"issue"} if "number" not in fields else set()
    return frozenset(fields | {old for old, new in BIBLATEX_NAMES.items() if new in fields})


def _is_given_back(work: Work, name: str, value: str) -> bool:
    """Whether the work alone says all that the field says."""
    if name in VERBATIM or name in ("isbn", "issn", "pages", "keywords", "eprinttype", "archiveprefix", "langid"):
        return _is_same(work, name, value)
    if _PLAIN.fullmatch(value) and not _LIGATURE.search(value):
        return name not in ("author", "editor") or not _ODD_NAMES.search(value)
    if name in ("author", "editor", "title", "booktitle") or not is_told_apart(value):
        return False
    return encode(text_of(value), ascii_only=False) == value


def _is_same(work: Work, name: str, value: str) -> bool:
    if name == "pages":
        match = _PAGES.fullmatch(value)
        if match is None:
            return False
        return work.pages == (f"{match[1]}-{match[2]}" if match[2] else match[1])
    if name == "url" and (bare_doi(value) != value or " " in value):
        return False  # an export leaves out addresses that say what the DOI says, and encodes blanks
    if name == "keywords" and not (_PLAIN.fullmatch(value) and not _LIGATURE.search(value)):
        return False
    given = {
        "doi": work.doi,
        "url": work.url,
        "isbn": work.isbn[0] if len(work.isbn) == 1 else "",
        "issn": work.issn[0] if len(work.issn) == 1 else "",
        "keywords": ", ".join(work.tags),
        "file": ";".join(work.files),
        "groups": groups_as_written(work.collections),
        "ids": ", ".join(work.aliases),
        "eprint": work.arxiv or work.pmid,
        "arxivid": work.arxiv,
        "langid": babel_name(work.language),
        "eprinttype": "arXiv" if work.arxiv else "",
        "archiveprefix": "arXiv" if work.arxiv else "",
    }.get(name, "")
    return (bare_doi(value) if name == "doi" else value) == given
