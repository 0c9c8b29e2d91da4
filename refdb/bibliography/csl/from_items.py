"""Crossref work items and CSL-JSON <-> Work.

Crossref's items are CSL-JSON with lists where CSL has strings, other type names and more dates. Registries and
users send every shape: a title as string, list or null, authors without names, dates without years. What has no
sensible reading becomes "nothing known"; a record never fails as a whole.
CSL-JSON 1.0.2: https://docs.citationstyles.org; Crossref: https://api.crossref.org/swagger-ui.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from refdb.bibliography.csl.markup import paragraphs, plain_text, rich_text
from refdb.model import Person, Update, Work
from refdb.text.folding import squashed
from refdb.text.patterns import DOI_LABEL, YEAR_OF_FIELD

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
_DEGREES = re.compile(r"(?i)\W*(?:(?:m\.?b\.?|m|b|d|ph|pharm|dr|ed|frc|fac)\W*(?:s|sc|d|a|p|ph|ch|b|bs|eng|ed)?\b\W*)+")
_GENERATION = re.compile(r"(?i)(?:jr|sr|junior|senior|[ivx]{1,4}|[2-9](?:nd|rd|th))\.?,?(?=$|\W)")
_NOBODY = frozenset(("&NA;", "NA", "N/A", "NULL", "NONE", "UNDEFINED", "[NO AUTHOR]"))  # publishers' ways to say so


def work_from_item(item: Mapping[str, Any]) -> Work:
    """The work that a Crossref work item or a CSL-JSON item describes.

    ``"id"`` becomes the key, ``"text"`` the full text. A work that is itself a notice (``update-to``) has updates
    whose type ends in " of": ``"retraction of"``; plain ``"retraction"`` (``updated-by``) says what befell the work.
    """
    custom = item.get("custom")
    custom = custom if isinstance(custom, Mapping) else {}
    titles = _texts(item.get("title"))
    title, subtitle = _title_and_subtitle(titles, _texts(item.get("subtitle")), _string(custom.get("subtitle")))
    others = [*titles[1:], *_texts(item.get("original-title")), *_texts(item.get("short-title"))]
    others += [*_texts(item.get("title-short")), *_texts(custom.get("other-titles"))]
    container, short = _containers(item)
    years, date = _years(item, custom)
    doi = clean_doi(_string(item.get("DOI") or item.get("doi")))
    own = custom.get("refdb")
    own = own if isinstance(own, Mapping) else {}
    issue_of_journal = item.get("journal-issue")
    issue_of_journal = issue_of_journal if isinstance(issue_of_journal, Mapping) else {}
    return Work(
        key=_string(item.get("id")),
        type=_type(item, custom),
        title=title,
        subtitle=subtitle,
        other_titles=tuple(dict.fromkeys(other for other in others if other not in (title, ""))),
        authors=_people(item.get("author")),
        editors=_people(item.get("editor")),
        container_title=container,
        container_title_short=short,
        year=date[0] if date else None,
        years=years,
        date=date,
        volume=_locator(item.get("volume")),
        issue=_locator(item.get("issue")) or _locator(issue_of_journal.get("issue")),
        pages=_locator(item.get("page")),
        article_number=_locator(item.get("article-number") or (item.get("number") if _has_number(item) else None)),
        publisher=_text(item.get("publisher")),
        publisher_place=_text(item.get("publisher-place") or item.get("publisher-location")),
        edition=_text(item.get("edition") or item.get("edition-number")),
        doi=doi,
        pmid=_digits(item.get("PMID") or item.get("_pmid") or item.get("pmid")),
        pmcid=_pmcid(item.get("PMCID") or item.get("_pmcid") or item.get("pmcid")),
        arxiv=_arxiv(item, doi),
        isbn=tuple(dict.fromkeys(_isbns(item.get("ISBN")))),
        issn=tuple(dict.fromkeys(re.findall(r"\b\d{4}-?\d{3}[\dXx]\b", " ".join(_texts(item.get("ISSN")))))),
        url=_url(item),
        language=_text(item.get("language")),
        abstract=_abstract(item.get("abstract")),
        full_text=_paragraphs_of(item.get("text")),
        updates=tuple(dict.fromkeys(_updates(item))),
        aliases=_strings(own.get("aliases")),
        tags=_tags(item, own),
        collections=_strings(own.get("collections")),
        notes=_strings(own.get("notes")) or _strings(item.get("annote")),
        files=_strings(own.get("files")),
        extra=tuple(_extra(item, own)),
    )


def clean_doi(text: str) -> str:
    """A DOI bare and lower-case: without resolver address, ``doi:`` and percent signs of a URL; ``""`` if it is none.

    >>> clean_doi("https://doi.org/10.1002/(SICI)1097%3C1::AID-X%3E3.0.CO;2-P")
    '10.1002/(sici)1097<1::aid-x>3.0.co;2-p'
    """
    bare = DOI_LABEL.sub("", text).strip()
    if bare != text.strip() and "%" in bare and "/" in text:
        bare = unquote(bare)
    if "&" in bare:
        bare = plain_text(bare)
    return bare.lower() if bare.startswith("10.") and "/" in bare else ""


def _string(value: Any) -> str:  # noqa: ANN401  (anything may stand in foreign JSON)
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return ""


def _texts(value: Any) -> list[str]:  # noqa: ANN401
    """A string, a list of them or nothing, as clean texts without empty ones."""
    if not value:
        return []
    values = value if isinstance(value, (list, tuple)) else (value,)
    return [text for text in (plain_text(_string(one)) for one in values) if text]


def _strings(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    values = value if isinstance(value, (list, tuple)) else (value,)
    return tuple(text for one in values if (text := _string(one)))


def _tags(item: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[str, ...]:
    known = _strings(own.get("tags"))
    words = _string(item.get("keyword"))
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
        if text := _variable(item.get(name)):
            yield name, text
    for name, value in item.items():
        if name not in _READ and value not in (None, "", [], {}) and not name.startswith("_"):
            yield f"csl:{name}", json.dumps(value, ensure_ascii=False, sort_keys=True)


def _variable(value: Any) -> str:  # noqa: ANN401
    """A CSL variable as text; dates in ISO form."""
    if isinstance(value, Mapping):
        return "-".join(f"{part:02}" for part in date_of(value))
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return " and ".join(filter(None, (_listed_name(person) for person in _people(value))))
    return _text(value)


def _listed_name(person: Person) -> str:
    if person.literal:
        return f"{{{person.literal}}}"
    return ", ".join(filter(None, (person.sort_name, person.suffix, person.given)))


def _rich_title(value: Any) -> tuple[tuple[str, str], ...]:  # noqa: ANN401
    """The first title with its markup, where it has some that plain text loses."""
    first = next((one for one in (value if isinstance(value, (list, tuple)) else (value,)) if one), "")
    rich = rich_text(_string(first))
    return (("rich:title", rich),) if rich else ()


def _text(value: Any) -> str:  # noqa: ANN401
    if not value:
        return ""
    if isinstance(value, str):
        return plain_text(value)
    return next(iter(_texts(value)), "")


def _locator(value: Any) -> str:  # noqa: ANN401
    text = _text(value)
    return "" if text.casefold() in ("null", "none", "undefined", "nan", "n/a", "-") else text


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
    names = list(dict.fromkeys(_texts(item.get("container-title"))))
    shorts = [*_texts(item.get("short-container-title")), *_texts(item.get("container-title-short"))]
    shorts += _texts(item.get("journalAbbreviation"))
    if not names:
        event = item.get("event")
        names = _texts(event.get("name")) if isinstance(event, Mapping) else _texts(item.get("event-title"))
    full = max(names, key=lambda name: (" " in name, "." not in name, len(name)), default="")
    short = next((name for name in (*shorts, *names) if name != full), "")
    return full, short


def _type(item: Mapping[str, Any], custom: Mapping[str, Any]) -> str:
    if custom.get("no-type"):
        return ""
    name = _string(custom.get("crossref-type")) or _string(item.get("type"))
    return CROSSREF_TYPE.get(name, name)


def date_of(value: Any) -> tuple[int, ...]:  # noqa: ANN401
    """(year[, month[, day]]) of a CSL date, an ISO string or a year; () where there is none."""
    if not value:
        return ()
    if isinstance(value, Mapping):
        parts = value.get("date-parts")
        first = parts[0] if isinstance(parts, (list, tuple)) and parts else None
        if isinstance(first, (list, tuple)):
            numbers = []
            for part in first[:3]:
                if not (text := _string(part)).lstrip("-").isdecimal() or not int(text):
                    break
                numbers.append(int(text))
            if numbers:
                return tuple(numbers)
        value = value.get("raw") or value.get("literal") or value.get("date-time")
    text = _string(value)
    if match := re.match(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text):
        return tuple(int(part) for part in match.groups() if part)
    year = YEAR_OF_FIELD.search(text)
    return (int(year[0]),) if year else ()


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


def _people(value: Any) -> tuple[Person, ...]:  # noqa: ANN401
    people = (_person(one) for one in (value if isinstance(value, (list, tuple)) else (value,)))
    return tuple(person for person in people if person != Person() and person.literal.upper() not in _NOBODY)


def _person(value: Any) -> Person:  # noqa: ANN401
    if isinstance(value, str):
        family, comma, given = plain_text(value).partition(",")
        return Person(family.strip(), given.strip()) if comma and given.strip() else Person(literal=family.strip())
    if not isinstance(value, Mapping):
        return Person()
    family, given = _text(value.get("family")), _text(value.get("given"))
    literal = _text(value.get("literal")) or _text(value.get("name"))
    if not family:
        return Person(literal=literal or given)
    particle = " ".join(filter(None, (_text(value.get(f"{kind}-particle")) for kind in ("dropping", "non-dropping"))))
    suffix = _generation(_text(value.get("suffix")))
    family, comma, rest = family.partition(",")
    if comma and not suffix and _GENERATION.fullmatch(rest.strip()):  # "Raimundo, Jr." registered as one name
        suffix = rest.strip()
    elif comma:
        family = f"{family},{rest}"
    return Person(family, given, particle, suffix, literal)


def _generation(suffix: str) -> str:
    """The suffix where it belongs to the name; Crossref keeps degrees there too."""
    match = _GENERATION.match(suffix)
    if match:
        return match[0].rstrip(",")
    return "" if _DEGREES.fullmatch(suffix) else suffix


def _digits(value: Any) -> str:  # noqa: ANN401
    match = re.search(r"\d+", _string(value))
    return match[0] if match else ""


def _pmcid(value: Any) -> str:  # noqa: ANN401
    digits = _digits(value)
    return f"PMC{digits}" if digits else ""


def arxiv_of_doi(doi: str) -> str:
    """The arXiv number in a DOI that arXiv gave, ``""`` for any other."""
    return doi.removeprefix("10.48550/arxiv.") if doi.startswith("10.48550/arxiv.") else ""


def _arxiv(item: Mapping[str, Any], doi: str) -> str:
    custom = item.get("custom")
    own = _string(custom.get("arxiv")) if isinstance(custom, Mapping) else ""
    printed = own or _string(item.get("arxiv")) or _string(item.get("arXiv"))
    if not printed and _string(item.get("archive")).casefold() == "arxiv":
        printed = _string(item.get("archive_location"))
    return re.sub(r"(?i)^arxiv:\s*", "", printed) or arxiv_of_doi(doi)


def _isbns(value: Any) -> Iterator[str]:  # noqa: ANN401
    for text in _texts(value):
        for part in re.split(r"[\s,;]+(?=97|\d)", text):
            digits = re.sub(r"[^0-9Xx]", "", part.rpartition("/")[2])
            if len(digits) in (10, 13):
                yield digits.upper()


def _url(item: Mapping[str, Any]) -> str:
    resource = item.get("resource")
    primary = resource.get("primary") if isinstance(resource, Mapping) else None
    for url in (_string(item.get("URL")), _string(primary.get("URL")) if isinstance(primary, Mapping) else ""):
        if url.startswith(("http://", "https://")) and not DOI_LABEL.match(url) and "deleted_DOI" not in url:
            return url
    return ""


def _abstract(value: Any) -> str:  # noqa: ANN401
    return "" if not value else paragraphs(_paragraphs_of(value, " "))


def _paragraphs_of(value: Any, between: str = "\n\n") -> str:  # noqa: ANN401
    if isinstance(value, (list, tuple)):
        return between.join(filter(None, (_string(one) for one in value)))
    return _string(value)


def _updates(item: Mapping[str, Any]) -> Iterator[Update]:
    custom = item.get("custom")
    own = custom.get("updates") if isinstance(custom, Mapping) else None
    for entries, suffix in ((item.get("updated-by"), ""), (item.get("update-to"), " of"), (own, "")):
        for entry in entries if isinstance(entries, (list, tuple)) else ():
            if not isinstance(entry, Mapping):
                continue
            kind = _string(entry.get("type")) or _string(entry.get("label")).lower()
            date = _string(entry.get("date")) or "-".join(f"{part:02}" for part in date_of(entry.get("updated")))
            doi, source = clean_doi(_string(entry.get("DOI"))), _string(entry.get("source"))
            if kind:
                yield Update(f"{kind}{suffix}", doi, source, date)
