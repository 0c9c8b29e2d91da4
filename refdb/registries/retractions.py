"""Does a work still stand? Notices of retraction, concern and correction, from Crossref, PubMed and Retraction Watch.

Retraction Watch's database comes as one CSV file: https://gitlab.com/crossref/retraction-watch-data. Crossref's kinds
of update: https://www.crossref.org/documentation/crossmark/version-control-corrections-and-retractions/.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from refdb.errors import InputError, being_read
from refdb.model import Standing, Update
from refdb.text.patterns import DOI_LABEL

RETRACTED = ("retraction", "withdrawal", "removal", "partial_retraction")
_COLUMNS = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionDOI", "RetractionNature", "RetractionDate")
_NO_DOI = ("", "unavailable", "unavailable.", "none", "n/a", "0")
_GRAVITY = (*RETRACTED, "reinstatement", "expression_of_concern", "correction")


def standing(updates: Iterable[Update], answered: Iterable[str]) -> Standing:
    """Whether a work still stands.

    It is retracted where a notice of retraction, withdrawal or removal, also of a part of it, has no reinstatement of
    the same day or later; a correction or an expression of concern beside it changes nothing. Clear is only what at
    least one source answered for. Notices that the work itself is ("retraction of") say nothing about it.

    Args:
        updates: the notices about the work, in any order, from any source.
        answered: names of the sources that answered about this very work.
    """
    befell = [update for update in dict.fromkeys(updates) if not update.type.strip().lower().endswith(" of")]
    notices = sorted(
        (Update(kind(u.type), _shown(u.doi), _shown(u.source), _shown(u.date)) for u in befell),
        key=lambda u: (_gravity(u.type), u.date),
    )
    reinstated = [u.date for u in notices if u.type == "reinstatement"]
    counts = [u for u in notices if u.type in RETRACTED and not any(_not_before(day, u.date) for day in reinstated)]
    sources = tuple(dict.fromkeys(answered))
    state = "retracted" if counts else "clear" if sources else "unchecked"
    return Standing(state, (*counts, *(u for u in notices if u not in counts)), sources)  # type: ignore[arg-type]


def kind(name: str) -> str:
    """What a notice is, under Crossref's name for it, however its source spells it.

    >>> kind("Expression of Concern in"), kind("Retracted Publication"), kind("erratum"), kind("Partial-Retraction")
    ('expression_of_concern', 'retraction', 'correction', 'partial_retraction')
    """
    words = " ".join(re.findall(r"[a-z]+", name.lower()))
    for pattern, known in (
        (r"reinstat|unretract", "reinstatement"),
        (r"partial.*(?:retract|withdraw)|retract\w* in part", "partial_retraction"),
        (r"concern", "expression_of_concern"),
        (r"retract", "retraction"),
        (r"withdraw", "withdrawal"),
        (r"remov", "removal"),
        (r"errat|corrig|correct", "correction"),
    ):
        if re.search(pattern, words):
            return known
    return words.replace(" ", "_")


def _shown(text: str) -> str:
    """A registry's text without what would steer a terminal."""
    return "".join(c for c in text if c.isprintable())[:1000]


def _gravity(name: str) -> int:
    return _GRAVITY.index(name) if name in _GRAVITY else len(_GRAVITY)


def _not_before(day: str, other: str) -> bool:
    """Whether a day is the same as another or later, as far as both are known: "2020" may be any day of 2020."""
    length = min(len(day), len(other))
    return day[:length] >= other[:length]


class RetractionWatch:
    """Retraction Watch's database, by DOI and by PMID."""

    name = "retraction-watch"

    def __init__(self, path: Path) -> None:
        """Read the CSV file.

        Raises:
            InputError: there is no such file, or it is not this database.
        """
        self._by_doi: dict[str, list[Update]] = {}
        self._by_pmid: dict[str, list[Update]] = {}
        self.rows = 0
        with (
            being_read(path, "give Retraction Watch's CSV file"),
            path.open(encoding="utf-8-sig", errors="replace", newline="") as file,
        ):
            for dois, pmid, update in _rows(file, path):
                self.rows += 1
                for doi in dois:
                    self._by_doi.setdefault(doi, []).append(update)
                if pmid:
                    self._by_pmid.setdefault(pmid, []).append(update)
        if not self.rows:
            raise InputError(f"{path} has no row of Retraction Watch's; download it again")

    def notices(self, doi: str = "", pmid: str = "") -> tuple[Update, ...]:
        """The notices about the work with this DOI or PMID; () where there are none."""
        found = [*self._by_doi.get(doi.lower(), ()), *self._by_pmid.get(pmid, ())]
        return tuple(dict.fromkeys(found))


def _rows(lines: Iterable[str], path: Path) -> Iterator[tuple[list[str], str, Update]]:
    reader = csv.reader(lines)
    heads = [head.strip().lower() for head in _next(reader) or []]
    try:
        doi_at, pmid_at, notice_at, nature_at, date_at = (heads.index(column.lower()) for column in _COLUMNS)
    except ValueError:
        missing = ", ".join(column for column in _COLUMNS if column.lower() not in heads)
        raise InputError(f"{path} is not Retraction Watch's CSV file: it has no column {missing}") from None
    last = max(doi_at, pmid_at, notice_at, nature_at, date_at)
    while (row := _next(reader)) is not None:
        if len(row) <= last or not (nature := kind(row[nature_at])):
            continue
        pmid = row[pmid_at].strip()
        notice = next(iter(_dois(row[notice_at])), "")
        update = Update(nature, notice, RetractionWatch.name, _date(row[date_at]))
        yield _dois(row[doi_at]), pmid if pmid.isdecimal() and pmid != "0" else "", update


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    """The next row; one that is no CSV (a field without end, a NUL) is an empty one."""
    try:
        return next(reader, None)
    except csv.Error:
        return []


def _dois(cell: str) -> list[str]:
    if cell.strip().lower() in _NO_DOI:
        return []
    parts = re.split(r"(?<![;,\s])[;,\s]++(?=(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.\d{3,9}/)", cell.strip())
    bare = (DOI_LABEL.sub("", part).strip().lower() for part in parts)
    return [doi for doi in bare if doi.startswith("10.") and "/" in doi]


def _date(cell: str) -> str:
    """``2/6/2010 0:00`` (month first) or ``2010-02-06``, as ISO."""
    if match := re.match(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})\b", cell):
        month, day, year = (int(part) for part in match.groups())
        return f"{year:04}-{month:02}-{day:02}"
    iso = re.match(r"\s*(\d{4}-\d{2}-\d{2})", cell)
    return iso[1] if iso else ""
