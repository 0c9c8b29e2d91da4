"""Zotero's items (its own JSON and Better BibTeX's) -> works; for its RDF see rdf.py.

Item types and fields: https://api.zotero.org/schema. Lines ``Name: value`` of *Extra* are fields, as Zotero itself and
Better BibTeX take them; ``tex.name`` is for .bib files alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from refdb.bibliography.bibtex.fields import date_of, numbers_of, serials_of
from refdb.bibliography.csl.markup import paragraphs, plain_text, rich_text
from refdb.bibliography.csl.values import clean_doi
from refdb.model import Person, Work
from refdb.text.patterns import ARXIV, YEAR_OF_FIELD, pages_of

TYPES = {
    "journalArticle": "journal-article", "book": "book", "bookSection": "book-chapter", "thesis": "dissertation",
    "conferencePaper": "proceedings-article", "report": "report", "webpage": "webpage", "blogPost": "post-weblog",
    "forumPost": "post", "preprint": "posted-content", "dataset": "dataset", "computerProgram": "software",
    "manuscript": "manuscript", "magazineArticle": "article-magazine", "newspaperArticle": "article-newspaper",
    "encyclopediaArticle": "reference-entry", "dictionaryEntry": "reference-entry", "patent": "patent",
    "statute": "legislation", "case": "legal_case", "bill": "bill", "hearing": "hearing", "standard": "standard",
    "document": "other", "letter": "personal_communication", "interview": "interview", "film": "motion_picture",
    "videoRecording": "motion_picture", "audioRecording": "song", "map": "map", "artwork": "graphic",
    "presentation": "speech", "podcast": "broadcast", "radioBroadcast": "broadcast", "tvBroadcast": "broadcast",
}  # fmt: skip
_CONTAINERS = (
    "publicationTitle", "bookTitle", "proceedingsTitle", "encyclopediaTitle", "dictionaryTitle", "websiteTitle",
    "blogTitle", "forumTitle", "programTitle", "code", "reporter",
)  # fmt: skip
_PUBLISHERS = (
    "publisher",
    "university",
    "institution",
    "company",
    "studio",
    "distributor",
    "label",
    "repository",
    "network",
)
_MORE = {
    "series": "collection-title", "seriesTitle": "collection-title", "seriesNumber": "collection-number",
    "shortTitle": "title-short", "numPages": "number-of-pages", "numberOfVolumes": "number-of-volumes",
    "accessDate": "accessed", "thesisType": "genre", "reportType": "genre", "manuscriptType": "genre", "genre": "genre",
    "type": "genre", "conferenceName": "event-title", "section": "section", "callNumber": "call-number",
    "archive": "archive", "archiveLocation": "archive_location", "versionNumber": "version", "rights": "rights",
}  # fmt: skip
_READ = frozenset((
    *_CONTAINERS, *_PUBLISHERS, *_MORE, "itemType", "title", "creators", "date", "volume", "issue", "number", "pages",
    "place", "edition", "DOI", "ISBN", "ISSN", "url", "language", "abstractNote", "tags", "notes", "attachments", "extra",
    "citationKey", "journalAbbreviation", "reportNumber", "patentNumber", "itemID", "key", "itemKey", "version", "uri",
    "libraryID", "dateAdded", "dateModified", "collections", "relations", "select", "caseName", "nameOfAct", "subject",
    "libraryCatalog", "citekey", "archiveID",
))  # fmt: skip
_ARXIV = re.compile(ARXIV.pattern + r"(?:\s*\[([\w.-]+)[^\]]*\])?", re.IGNORECASE)
_ARXIV_FIELDS = ("archiveID", "extra", "publicationTitle", "reportNumber", "number", "url")
_LINE = re.compile(r"([A-Za-z][\w .-]{0,40}?)(\[[^\]]*\])?\s*[:=]\s*(.*)")
_EXTRA_FIELDS = {
    "doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "original date": "original-date", "event place": "event-place",
    "event date": "event-date", "status": "status", "medium": "medium", "translator": "translator", "genre": "genre",
}  # fmt: skip


def works_of(document: object) -> list[Work]:
    """The works of a Zotero export; attachments and notes that stand for themselves belong to no work and are left out."""
    return works_and_failures(document)[0]


def works_and_failures(document: object) -> tuple[list[Work], list[str]]:
    """The works of a Zotero export, and the items that could not be read, each with its number."""
    whole: Mapping[str, Any] = document if isinstance(document, Mapping) else {"items": document}
    collections = _collections(whole.get("collections"))
    listed = whole.get("items")
    works, failures = [], []
    for n, raw in enumerate(listed if isinstance(listed, list) else (), 1):
        found = raw.get("data", raw) if isinstance(raw, Mapping) else None
        item = found if isinstance(found, Mapping) else {}
        if item.get("itemType") in (None, "attachment", "note", "annotation"):
            continue
        try:
            works.append(_work(item, collections))
        except Exception as error:  # a value of a kind that Zotero never writes; the rest of the file goes in
            failures.append(f"item {n}: cannot be read ({type(error).__name__}: {error})")
    return works, failures


def _collections(found: object) -> dict[Any, list[str]]:
    """Item id -> the paths of its collections."""
    named = {key: one for key, one in found.items() if isinstance(one, Mapping)} if isinstance(found, Mapping) else {}
    member: dict[Any, list[str]] = {}
    for key, collection in named.items():
        path, parent = [str(collection.get("name", key))], _string(collection.get("parent"))
        while parent in named and len(path) < 20:
            path.insert(0, str(named[parent].get("name", parent)))
            parent = _string(named[parent].get("parent"))
        held = collection.get("items")
        for item in held if isinstance(held, list) else ():
            if isinstance(item, (str, int)):
                member.setdefault(item, []).append("/".join(path))
    return member


def _work(item: Mapping[str, Any], collections: Mapping[Any, list[str]]) -> Work:
    def one(*names: str) -> str:
        return next((text for name in names if (text := _string(item.get(name)))), "")

    fields, tex, rest = _extra_lines(item.get("extra"))
    kind = one("itemType")
    title = one("title", "caseName", "nameOfAct", "subject")
    date = _date(one("date"))
    creators = list(_creators(item.get("creators")))
    more = [(_MORE[name], one(name)) for name in _MORE if one(name)]
    more += [(known, value) for known, value in fields.items() if known not in _TAKEN_FROM_EXTRA]
    more += [(kind, _listed(people)) for kind in _roles(creators) if (people := [p for k, p in creators if k == kind])]
    if range_ := re.fullmatch(r"(\d{4})\s*[/–-]\s*(\d{4})", one("date")):
        more.append(("tex:date", f"{range_[1]}/{range_[2]}"))
    more = [
        (name, value[:10] if name == "accessed" and re.match(r"\d{4}-\d\d-\d\d", value) else value)
        for name, value in more
    ]
    if one("DOI") and one("DOI") != one("DOI").lower():
        more.append(("tex:doi", one("DOI")))
    more += [(f"zotero:{name}", _string(value)) for name, value in item.items() if name not in _READ and _string(value)]
    if one("date") and not date:
        more.append(("bib:date", one("date")))
    rich = rich_text(title)
    own = collections.get(item.get("itemID"), []) + collections.get(item.get("key"), [])
    preprint = _ARXIV.search("\n".join(_joined(item.get(name)) for name in _ARXIV_FIELDS))
    if preprint and preprint[2]:
        more.append(("bib:eprintclass", preprint[2]))
    pages = one("pages")
    return Work(
        key=one("citationKey", "citekey") or fields.get("citation key", ""),
        type=TYPES.get(kind, "other"),
        title=plain_text(title),
        authors=tuple(person for kind, person in creators if kind in _AUTHORS),
        editors=tuple(person for kind, person in creators if kind == "editor"),
        container_title=plain_text(one(*_CONTAINERS, *(("conferenceName",) if kind == "conferencePaper" else ()))),
        container_title_short=one("journalAbbreviation"),
        year=date[0] if date else None,
        years=date[:1],
        date=date,
        volume=one("volume"),
        issue=one("issue", "number", "reportNumber", "patentNumber"),
        pages=pages_of(pages),
        publisher=one(*_PUBLISHERS),
        publisher_place=one("place"),
        edition=one("edition"),
        doi=clean_doi(one("DOI") or fields.get("DOI", "")),
        pmid=fields.get("PMID", ""),
        pmcid=fields.get("PMCID", ""),
        arxiv=preprint[1] if preprint else "",
        isbn=numbers_of(one("ISBN") or fields.get("ISBN", "")),
        issn=serials_of(one("ISSN") or fields.get("ISSN", "")),
        url=one("url"),
        language=one("language"),
        abstract=paragraphs(one("abstractNote")),
        tags=tuple(
            dict.fromkeys(
                filter(
                    None,
                    (_string(tag.get("tag") if isinstance(tag, Mapping) else tag) for tag in item.get("tags") or ()),
                )
            )
        ),
        collections=tuple(dict.fromkeys(own)),
        notes=tuple(filter(None, (*(_note(note) for note in item.get("notes") or ()), rest))),
        files=tuple(
            filter(
                None,
                (
                    _string(one.get("path") or one.get("localPath"))
                    for one in item.get("attachments") or ()
                    if isinstance(one, Mapping)
                ),
            )
        ),
        extra=(*((("rich:title", rich),) if rich else ()), *dict(reversed(more)).items(), *tex),
    )


_AUTHORS = frozenset(
    "author inventor programmer artist director interviewee cartographer performer podcaster presenter sponsor".split()
)
_TAKEN_FROM_EXTRA = frozenset(("DOI", "PMID", "PMCID", "ISBN", "ISSN", "citation key"))


def _roles(creators: list[tuple[str, Person]]) -> list[str]:
    return list(dict.fromkeys(kind for kind, _ in creators if kind not in _AUTHORS and kind != "editor"))


def _listed(people: list[Person]) -> str:
    return " and ".join(f"{{{p.literal}}}" if p.literal else f"{p.sort_name}, {p.given}".rstrip(", ") for p in people)


def _creators(found: object) -> Iterator[tuple[str, Person]]:
    for creator in found if isinstance(found, list) else ():
        kind = _string(creator.get("creatorType")) or "author"
        family, given = _string(creator.get("lastName")), _string(creator.get("firstName"))
        literal = _string(creator.get("name"))
        if family and given:
            yield kind, _person(family, given)
        elif family or given or literal:
            yield kind, Person(literal=(literal or family or given).strip('"'))


def _person(family: str, given: str) -> Person:
    """A name with its suffix ("Martin Luther, Jr.") and particle ("Charles de", "de Gaulle") told apart."""
    if len(family) > 2 and family[0] == family[-1] == '"':  # Zotero's way to say: one name
        return Person(family[1:-1], given)
    given, _, suffix = given.partition(",")
    words = given.split()
    small = len(words)
    while small > 1 and (words[small - 1].islower() or words[small - 1].startswith(("d’", "d'"))):
        small -= 1
    particle = " ".join(words[small:])
    parts = family.split()
    while len(parts) > 1 and parts[0].islower():
        particle = f"{particle} {parts.pop(0)}".strip()
    return Person(" ".join(parts), " ".join(words[:small]), particle, suffix.lstrip("! ").strip())


def _extra_lines(found: object) -> tuple[dict[str, str], list[tuple[str, str]], str]:
    """(fields, what is for .bib files, the rest) of the Extra field."""
    fields: dict[str, str] = {}
    tex: list[tuple[str, str]] = []
    rest = []
    for line in found if isinstance(found, list) else _string(found).split("\n"):
        match = _LINE.fullmatch(line.strip())
        name = match[1].strip() if match else ""
        low = name.lower()
        if match and (low.startswith(("tex.", "bibtex.", "biblatex.", "bibtex*", "biblatex*"))):
            tex.append((f"bib:{low.partition('.')[2]}", match[3]))
        elif match and low in ("citation key", "bibtex", "bibtex*"):
            fields["citation key"] = match[3]
        elif match and low in ("pmid", "pmcid", "doi", "isbn", "issn", *_EXTRA_FIELDS):
            fields[_EXTRA_FIELDS.get(low, name.upper())] = match[3]
        elif line.strip():
            rest.append(line.strip())
    return fields, tex, "\n".join(rest)


def _date(printed: str) -> tuple[int, ...]:
    """A date as people write it: "March 2019", "30-Mar-2020", "2018-05", "5 May 2001"."""
    if iso := re.match(r"(\d{4})[-/](0?[1-9]|1[0-2])(?:[-/](\d{1,2}))?(?!\d)", printed):
        return tuple(int(part) for part in iso.groups() if part and int(part))
    year = YEAR_OF_FIELD.search(printed)
    if not year:
        return ()
    rest = printed[: year.start()] + " " + printed[year.end() :]
    month = re.search(r"[A-Za-z]{3,}", rest)
    numbers = re.findall(r"(?<!\d)\d{1,2}(?!\d)", rest)
    if month:
        return date_of({"year": year[1], "month": month[0], "day": numbers[0] if len(numbers) == 1 else ""})
    if len(numbers) == 2 and (int(numbers[0]) > 12) != (int(numbers[1]) > 12):  # the day is the one that is no month
        day, month_number = sorted(numbers, key=int, reverse=True)
        return date_of({"year": year[1], "month": month_number, "day": day})
    return date_of({"year": year[1], "month": numbers[0]}) if len(numbers) == 1 else (int(year[1]),)


def _note(note: object) -> str:
    return paragraphs(_string(note.get("note") if isinstance(note, Mapping) else note))


def _joined(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else _string(value)


def _string(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value).strip()
