"""Crossref work items and CSL-JSON -> Work.

Crossref's items are CSL-JSON with lists where CSL has strings, other type names and more dates. Registries and
users send every shape: a title as string, list or null, authors without names, dates without years. What has no
sensible reading becomes "nothing known"; a record never fails as a whole.
CSL-JSON 1.0.2: https://docs.citationstyles.org; Crossref: https://api.crossref.org/swagger-ui.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from refdb.bibliography.csl.beyond import WHOLE, as_json, says_more
from refdb.bibliography.csl.markup import paragraphs, rich_text
from refdb.bibliography.csl.people import listed_name, persons_of
from refdb.bibliography.csl.values import (
    arxiv_of_doi,
    clean_doi,
    date_of,
    digits_of,
    locator_of,
    paragraphs_of,
    string_of,
    strings_of,
    text_of,
    texts_of,
)
from refdb.model import Update, Work
from refdb.text.folding import squashed
from refdb.text.patterns import SHORT_DOI

CROSSREF_TYPE = {  # CSL's name -> Crossref's, which Work.type holds
    "article-journal": "journal-article",
    "chapter": "book-chapter",
    "paper-conference": "proceedings-article",
    "thesis": "dissertation",
    "article": "posted-content",
    "entry": "reference-entry",
    "entry-dictionary": "reference-entry",
    "entry-encyclopedia": "reference-entry",
    "review": "peer-review",
}
# CSL's variables that ``Work.extra`` keeps under their own names, which other formats have too.
MORE_VARIABLES = (
    "collection-title", "collection-number", "chapter-number", "genre", "note", "medium", "number-of-pages",
    "number-of-volumes", "event-title", "event-place", "accessed", "original-date", "title-short", "version",
    "translator", "status", "call-number", "section", "archive", "archive_location",
)  # fmt: skip
_READ = frozenset((
    *MORE_VARIABLES, "id", "type", "title", "subtitle", "original-title", "short-title", "author", "editor",
    "container-title", "container-title-short", "short-container-title", "journalAbbreviation", "issued", "published",
    "published-print", "published-online", "published-other", "posted", "volume", "issue", "journal-issue", "page",
    "article-number", "number", "publisher", "publisher-place", "publisher-location", "edition", "edition-number",
    "DOI", "doi", "PMID", "pmid", "PMCID", "pmcid", "arxiv", "arXiv", "ISBN", "ISSN", "URL", "language", "abstract",
    "text", "custom", "keyword", "annote", "year", "approved", "event", "updated-by", "update-to", "resource",
    "citation-key",
))  # fmt: skip
_DATES = ("issued", "published", "published-print", "published-online", "published-other", "posted", "original-date")
_NOTED = re.compile(r"(?im)^[^\S\n]*(DOI|PMID|PMCID|ISBN|ISSN)\s*:\s*(\S.*?)\s*$")


def work_from_item(item: Mapping[str, Any]) -> Work:
    """The work that a Crossref work item or a CSL-JSON item describes.

    ``"id"`` becomes the key, ``"text"`` the full text. A work that is itself a notice (``update-to``) has updates
    whose type ends in " of": ``"retraction of"``; plain ``"retraction"`` (``updated-by``) says what befell the work.
    """
    item = _noted(item) | dict(item)
    custom = item.get("custom")
    custom = custom if isinstance(custom, Mapping) else {}
    titles = texts_of(item.get("title"))
    title, subtitle = _title_and_subtitle(titles, texts_of(item.get("subtitle")), string_of(custom.get("subtitle")))
    others = [*titles[1:], *texts_of(item.get("original-title")), *texts_of(item.get("short-title"))]
    others += [*texts_of(item.get("title-short")), *texts_of(custom.get("other-titles"))]
    container, short = _containers(item)
    years, date = _years(item, custom)
    doi = clean_doi(string_of(item.get("DOI") or item.get("doi")))
    own = custom.get("refdb")
    own = own if isinstance(own, Mapping) else {}
    issue_of_journal = item.get("journal-issue")
    issue_of_journal = issue_of_journal if isinstance(issue_of_journal, Mapping) else {}
    return Work(
        key=string_of(item.get("id")),
        type=_type(item, custom),
        title=title,
        subtitle=subtitle,
        other_titles=tuple(dict.fromkeys(other for other in others if other not in (title, ""))),
        authors=persons_of(item.get("author")),
        editors=persons_of(item.get("editor")),
        container_title=container,
        container_title_short=short,
        year=date[0] if date else None,
        years=years,
        date=date,
        volume=locator_of(item.get("volume")),
        issue=locator_of(item.get("issue")) or locator_of(issue_of_journal.get("issue")),
        pages=locator_of(item.get("page")),
        article_number=locator_of(item.get("article-number") or (item.get("number") if _has_number(item) else None)),
        publisher=text_of(item.get("publisher")),
        publisher_place=text_of(item.get("publisher-place") or item.get("publisher-location")),
        edition=text_of(item.get("edition") or item.get("edition-number")),
        doi=doi,
        pmid=digits_of(item.get("PMID") or item.get("_pmid") or item.get("pmid")),
        pmcid=_pmcid(item.get("PMCID") or item.get("_pmcid") or item.get("pmcid")),
        arxiv=_arxiv(item, doi),
        isbn=tuple(dict.fromkeys(_isbns(item.get("ISBN")))),
        issn=tuple(dict.fromkeys(re.findall(r"\b\d{4}-?\d{3}[\dXx]\b", " ".join(texts_of(item.get("ISSN")))))),
        url=_url(item),
        language=text_of(item.get("language")),
        abstract=_abstract(item.get("abstract")),
        full_text=paragraphs_of(item.get("text")),
        updates=tuple(dict.fromkeys(_updates(item))),
        aliases=strings_of(own.get("aliases")),
        tags=_tags(item, own),
        collections=strings_of(own.get("collections")),
        notes=strings_of(own.get("notes")) or strings_of(item.get("annote")),
        files=strings_of(own.get("files")),
        extra=tuple(_extra(item, own)),
    )


def _noted(item: Mapping[str, Any]) -> dict[str, str]:
    """Identifiers on lines of their own in the note, where Zotero keeps those that its item type has no field for."""
    note = item.get("note")
    found = _NOTED.findall(note) if isinstance(note, str) else ()
    return {name.upper(): value for name, value in found}


def _tags(item: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[str, ...]:
    known = strings_of(own.get("tags"))
    words = string_of(item.get("keyword"))
    return known or tuple(dict.fromkeys(tag for word in re.split("[,;]", words) if (tag := word.strip())))


def _extra(item: Mapping[str, Any], own: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The title's markup, the variables that ``Work`` has no field for, and what refdb wrote itself."""
    kept = own.get("extra")
    if isinstance(kept, list):
        yield from ((str(pair[0]), str(pair[1])) for pair in kept if isinstance(pair, (list, tuple)) and len(pair) == 2)
        return
    yield from _rich_title(item.get("title"))
    if "indexed" in item or "content-domain" in item or "reference-count" in item:
        return  # Crossref's own bookkeeping says nothing that a bibliography prints
    for name in MORE_VARIABLES:
        value = item.get(name)
        if text := _lines(value) if name == "note" and isinstance(value, str) else _variable(value):
            yield name, text
    yield from ((f"csl:{name}", as_json(item[name])) for name in WHOLE if says_more(item.get(name)))
    for name, value in item.items():
        if name not in _READ and value not in (None, "", [], {}) and not name.startswith("_"):
            yield f"csl:{name}", as_json(value)


def _lines(note: str) -> str:
    """A note as it is laid out: Zotero keeps a field to a line in it."""
    return "\n".join(filter(None, map(text_of, note.splitlines())))


def _variable(value: object) -> str:
    """A CSL variable as text; dates in ISO form."""
    if isinstance(value, Mapping):
        return "-".join(f"{part:02}" for part in date_of(value))
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return " and ".join(filter(None, (listed_name(person) for person in persons_of(value))))
    return text_of(value)


def _rich_title(value: object) -> tuple[tuple[str, str], ...]:
    """The first title with its markup, where it has some that plain text loses."""
    first = next((one for one in (value if isinstance(value, (list, tuple)) else (value,)) if one), "")
    rich = rich_text(string_of(first))
    return (("rich:title", rich),) if rich else ()


def _has_number(item: Mapping[str, Any]) -> bool:
    """Whether CSL's ``number`` is an article's own number, not that of a report, patent or standard."""
    custom = item.get("custom")
    return item.get("type") == "article-journal" or (isinstance(custom, Mapping) and bool(custom.get("article-number")))


def _title_and_subtitle(titles: list[str], subtitles: list[str], own_subtitle: str) -> tuple[str, str]:
    """The title without its subtitle. Crossref repeats the subtitle in some titles; CSL has but one string."""
    title = titles[0] if titles else ""
    if own_subtitle and title.endswith(f": {own_subtitle}"):
        return title[: -len(own_subtitle) - 2], own_subtitle
    subtitle = ": ".join(dict.fromkeys(subtitles)) or own_subtitle
    if not title:
        return subtitle, ""
    if not subtitle or squashed(subtitle) in squashed(title):
        return title, ""
    if subtitle and title.endswith(":"):
        title = title[:-1].rstrip()
    return title, subtitle


def _containers(item: Mapping[str, Any]) -> tuple[str, str]:
    """The journal or book, and its short form. Older Crossref items list both under container-title, in any order."""
    names = list(dict.fromkeys(texts_of(item.get("container-title"))))
    shorts = [*texts_of(item.get("short-container-title")), *texts_of(item.get("container-title-short"))]
    shorts += texts_of(item.get("journalAbbreviation"))
    if not names:
        event = item.get("event")
        names = texts_of(event.get("name")) if isinstance(event, Mapping) else texts_of(item.get("event-title"))
    full = max(names, key=lambda name: (" " in name, "." not in name, len(name)), default="")
    short = next((name for name in (*shorts, *names) if name != full), "")
    return full, short


def _type(item: Mapping[str, Any], custom: Mapping[str, Any]) -> str:
    if custom.get("no-type"):
        return ""
    name = string_of(custom.get("crossref-type")) or string_of(item.get("type"))
    return CROSSREF_TYPE.get(name, name)


def _years(item: Mapping[str, Any], custom: Mapping[str, Any]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Every year a reader may print, the issued one first, and the date issued."""
    dates = [date for name in _DATES if (date := date_of(item.get(name)))]
    issue = item.get("journal-issue")
    if isinstance(issue, Mapping):
        dates += [date for name in _DATES if (date := date_of(issue.get(name)))]
    if not dates and (date := date_of(item.get("year")) or date_of(item.get("approved"))):
        dates.append(date)
    own = custom.get("years")
    if isinstance(own, list) and all(isinstance(year, int) for year in own):
        return tuple(own), dates[0] if dates else ()
    return tuple(dict.fromkeys(date[0] for date in dates)), dates[0] if dates else ()


def _pmcid(value: object) -> str:
    digits = digits_of(value)
    return f"PMC{digits}" if digits else ""


def _arxiv(item: Mapping[str, Any], doi: str) -> str:
    custom = item.get("custom")
    own = string_of(custom.get("arxiv")) if isinstance(custom, Mapping) else ""
    printed = own or string_of(item.get("arxiv")) or string_of(item.get("arXiv"))
    if not printed and string_of(item.get("archive")).casefold() == "arxiv":
        printed = string_of(item.get("archive_location"))
    return re.sub(r"(?i)^arxiv:\s*", "", printed) or arxiv_of_doi(doi)


def _isbns(value: object) -> Iterator[str]:
    for text in texts_of(value):
        for part in re.split(r"(?<![\s,;])[\s,;]++(?=\d)", text):
            digits = re.sub(r"[^0-9Xx]", "", part.rpartition("/")[2])
            if len(digits) in (10, 13):
                yield digits.upper()


def _url(item: Mapping[str, Any]) -> str:
    resource = item.get("resource")
    primary = resource.get("primary") if isinstance(resource, Mapping) else None
    for url in (string_of(item.get("URL")), string_of(primary.get("URL")) if isinstance(primary, Mapping) else ""):
        if url.startswith(("http://", "https://")) and not clean_doi(url) and "deleted_DOI" not in url:
            return url
    short = string_of(item.get("DOI") or item.get("doi"))
    return f"https://doi.org/{short}" if SHORT_DOI.fullmatch(short) else ""


def _abstract(value: object) -> str:
    return "" if not value else paragraphs(paragraphs_of(value, " "))


def _updates(item: Mapping[str, Any]) -> Iterator[Update]:
    custom = item.get("custom")
    own = custom.get("updates") if isinstance(custom, Mapping) else None
    itself = clean_doi(string_of(item.get("DOI")))
    for entries, suffix in ((item.get("updated-by"), ""), (item.get("update-to"), " of"), (own, "")):
        for entry in entries if isinstance(entries, (list, tuple)) else ():
            if not isinstance(entry, Mapping):
                continue
            kind = string_of(entry.get("type")) or string_of(entry.get("label")).lower()
            date = string_of(entry.get("date")) or "-".join(f"{part:02}" for part in date_of(entry.get("updated")))
            doi, source = clean_doi(string_of(entry.get("DOI"))), string_of(entry.get("source"))
            if kind:  # Elsevier deposits the retraction of a work as an update of that work to itself
                yield Update(f"{kind}{'' if doi and doi == itself else suffix}", doi, source, date)
