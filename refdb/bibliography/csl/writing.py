"""Works -> CSL-JSON, as a bibliography and as the item that reads back as the same work.

CSL-JSON 1.0.2: https://docs.citationstyles.org.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from refdb.bibliography.bibtex.names import people_of
from refdb.bibliography.csl.beyond import WHOLE, dated, named, still_says
from refdb.bibliography.csl.items import CROSSREF_TYPE, MORE_VARIABLES
from refdb.bibliography.csl.people import name_of
from refdb.bibliography.csl.values import arxiv_of_doi, date_of
from refdb.model import Work

_CSL_TYPE = {  # the way back from CROSSREF_TYPE, with the types that CSL does not tell apart
    "journal-article": "article-journal",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "book-track": "chapter",
    "proceedings-article": "paper-conference",
    "proceedings": "book",
    "dissertation": "thesis",
    "posted-content": "article",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "book-set": "book",
    "book-series": "book",
    "reference-entry": "entry",
    "peer-review": "review",
    "report-component": "report",
    "report-series": "report",
    "journal": "periodical",
    "journal-issue": "periodical",
    "journal-volume": "periodical",
    "component": "document",
    "other": "document",
    "": "document",
}


def export(works: Iterable[Work]) -> str:
    """The works as CSL-JSON, one list."""
    return "".join(pieces(works))


def pieces(works: Iterable[Work]) -> Iterator[str]:
    """What ``export`` gives, an item at a time."""
    before = "[\n "
    for work in works:
        item = json.dumps(item_from_work(work), ensure_ascii=False, indent=1)
        yield before + item.replace("\n", "\n ")  # JSON's strings have no line ends of their own
        before = ",\n "
    yield "[]\n" if before.startswith("[") else "\n]\n"


def item_from_work(work: Work, *, with_text: bool = False) -> dict[str, Any]:
    """The work as a CSL-JSON item that ``work_from_item`` reads back; the full text only ``with_text``.

    What CSL has no field for (subtitle, other titles, Crossref's type, several years, updates) goes under
    ``custom``, the place CSL-JSON 1.0.2 keeps for it.
    """
    csl_type = _CSL_TYPE.get(work.type, work.type)
    item: dict[str, Any] = {
        "id": work.key,
        "type": csl_type,
        "title": work.full_title,
        "author": [name_of(person) for person in work.authors],
        "editor": [name_of(person) for person in work.editors],
        "container-title": work.container_title,
        "container-title-short": work.container_title_short,
        "volume": work.volume,
        "issue": work.issue,
        "page": work.pages,
        "number": work.article_number,
        "publisher": work.publisher,
        "publisher-place": work.publisher_place,
        "edition": work.edition,
        "DOI": work.doi,
        "PMID": work.pmid,
        "PMCID": work.pmcid,
        "ISBN": " ".join(work.isbn),
        "ISSN": ", ".join(work.issn),
        "URL": work.url,
        "language": work.language,
        "abstract": work.abstract,
    }
    date = work.date or ((work.year,) if work.year is not None else ())
    if date:
        item["issued"] = {"date-parts": [list(date)]}
    if with_text:
        item["text"] = work.full_text
    custom: dict[str, Any] = {
        "subtitle": work.subtitle,
        "other-titles": list(work.other_titles),
        "crossref-type": work.type if CROSSREF_TYPE.get(csl_type, csl_type) != work.type else "",
        "article-number": bool(work.article_number),
        "arxiv": work.arxiv if work.arxiv != arxiv_of_doi(work.doi) else "",
        "years": list(work.years) if work.years != date[:1] else [],
        "updates": [
            {"type": update.type, "DOI": update.doi, "source": update.source, "date": update.date}
            for update in work.updates
        ],
    }
    own = {name: list(getattr(work, name)) for name in ("aliases", "tags", "collections", "notes", "files")}
    own["extra"] = [list(pair) for pair in work.extra]
    custom["refdb"] = {name: value for name, value in own.items() if value}
    item["custom"] = {name: value for name, value in custom.items() if value}
    item |= _variables(work)
    if "type" in item and not work.type:
        item["custom"]["no-type"] = True
    return {name: value for name, value in item.items() if value}


def _variables(work: Work) -> dict[str, Any]:
    """What the work has beside its fields, as CSL has it."""
    item: dict[str, Any] = {"keyword": ", ".join(work.tags), "annote": "\n\n".join(work.notes)}
    for name, value in work.extra:
        if name in ("accessed", "original-date"):
            date = date_of(value)
            item[name] = {"date-parts": [list(date)]} if date else {"literal": value}
        elif name == "translator":
            item[name] = [name_of(person) for person in people_of(value)]
        elif name in MORE_VARIABLES:
            item[name] = value
        elif name.startswith("csl:"):
            said = json.loads(value)
            if name[4:] not in WHOLE:
                item[name[4:]] = said
            elif still_says(name[4:], said, work):
                item[name[4:]] = dated(said, work.date) if name == "csl:issued" else named(said)
    if rich := work.more("rich:title"):
        plain = re.sub(r"<math>.*?</math>|<[^<>]*>", "", rich)
        if "<math>" not in rich and plain == work.title:
            marked = rich.replace("<sc>", '<span style="font-variant: small-caps">').replace("</sc>", "</span>")
            item["title"] = f"{marked}: {work.subtitle}" if work.full_title != work.title else marked
    return item
