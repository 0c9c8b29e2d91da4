"""Works and passages, read by SQL alone: SQLAlchemy takes longer to import than a search takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from refdb.database.columns import WORK_FIELDS, from_column, work_from_values
from refdb.model import Identifier, Passage, Span, Update, Work
from refdb.model.queries import IdentifierKind

_WORKS = f"SELECT {', '.join(f'w.{name}' for name in WORK_FIELDS)} FROM work w"
# Passages with what they take from their works.
PASSAGES = (
    "SELECT p.id, w.key, w.title, p.text, p.sentences, p.section, p.page, p.origin "
    "FROM passage p JOIN work w ON w.id = p.work_id"
)
# How a work is known to bear an identifier: ISBNs stand in a JSON list, with hyphens or without.
_BEARING: Mapping[IdentifierKind, str] = {
    "doi": "w.doi = :value",
    "pmid": "w.pmid = :value",
    "pmcid": "w.pmcid IN (:value, lower(:value))",
    "arxiv": "w.arxiv = :value OR w.arxiv GLOB :value || 'v[0-9]*'",
    "isbn": "w.isbn != '[]' AND replace(replace(upper(w.isbn), '-', ''), ' ', '') LIKE '%\"' || :value || '\"%'",
    "key": "w.id IN (SELECT work_id FROM name WHERE name = :value)",
}
_AT_ONCE = 500  # values in one IN ()


class Reading:
    """A library's works and passages, read."""

    path: Path

    def rows(self, query: str, **values: object) -> list[Sequence[Any]]:
        """The rows of a query in SQL with ``:names`` for its values.

        Raises:
            LibraryError: the database cannot be read.
        """
        raise NotImplementedError

    def version(self) -> int | None:
        """A number that is another one after each change by anybody else; None where that is not known."""
        return None

    def works(self, keys: Iterable[str] | None = None) -> list[Work]:
        """All works in the order they came, or those with the given keys."""
        if keys is None:
            return [work_from_columns(row) for row in self.rows(f"{_WORKS} ORDER BY w.id")]
        found = self._of(f"{_WORKS} WHERE w.key IN ({{}}) ORDER BY w.id", keys)
        return [work_from_columns(row) for row in found]

    def work(self, key: str) -> Work | None:
        """The work with this key."""
        return next(map(work_from_columns, self.rows(f"{_WORKS} WHERE w.key = :key", key=key)), None)

    def work_by_doi(self, doi: str) -> Work | None:
        """The work with this DOI (bare, lower-case)."""
        return next(map(work_from_columns, self.rows(f"{_WORKS} WHERE w.doi = :doi", doi=doi)), None)

    def bearing(self, identifiers: Iterable[Identifier]) -> list[Work]:
        """The works that bear any of these identifiers, in their order, each once."""
        found = {
            work.key: work
            for one in identifiers
            for work in map(work_from_columns, self.rows(f"{_WORKS} WHERE {_BEARING[one.kind]}", value=one.value))
        }
        return list(found.values())

    def year_span(self) -> tuple[int, int] | None:
        """The first and the last year of any work; None where no work has one."""
        first, last = self.rows("SELECT min(year), max(year) FROM work")[0]
        return (int(first), int(last)) if first is not None else None

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages with these ids."""
        found = (row for part in in_parts(ids) for row in self.rows(f"{PASSAGES} WHERE p.id IN ({part})"))
        return {row[0]: passage_from_columns(row) for row in found}

    def passages_of(self, keys: Iterable[str]) -> list[Passage]:
        """All passages of the works with these keys."""
        found = self._of(f"{PASSAGES} WHERE w.key IN ({{}}) ORDER BY w.id, p.n", keys)
        return [passage_from_columns(row) for row in found]

    def works_of_passages(self, ids: Sequence[int]) -> dict[int, int]:
        """For each of these passages the row of its work."""
        query = "SELECT id, work_id FROM passage WHERE id IN"
        return {int(id_): int(work) for part in in_parts(ids) for id_, work in self.rows(f"{query} ({part})")}

    def notices(self, dois: Iterable[str]) -> list[Work]:
        """The works that say of themselves to be notices about these DOIs, with their DOIs and updates alone."""
        query = "SELECT DISTINCT w.doi, w.updates FROM notice n JOIN work w ON w.id = n.work_id WHERE n.doi IN ({})"
        found = self._of(query, filter(None, dois))
        return [Work(doi=doi, updates=tuple(Update(**one) for one in json.loads(updates))) for doi, updates in found]

    def citing(self, keys: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
        """For each of these works the articles that cite it: (number, title or file name)."""
        query = (
            "SELECT DISTINCT w.key, a.id, a.title, a.name FROM work w JOIN reference r ON r.work_id = w.id "
            "JOIN article a ON a.id = r.article_id WHERE w.key IN ({}) ORDER BY a.id"
        )
        found: dict[str, list[tuple[int, str]]] = {}
        for key, id_, title, name in self._of(query, keys):
            found.setdefault(key, []).append((id_, title or name))
        return found

    def _of(self, query: str, wanted: Iterable[str]) -> Iterator[Sequence[Any]]:
        """The rows of a query with ``{}`` where the wanted values stand in an IN."""
        values = list(dict.fromkeys(wanted))
        for start in range(0, len(values), _AT_ONCE):
            part = {f"v{n}": value for n, value in enumerate(values[start : start + _AT_ONCE])}
            yield from self.rows(query.format(", ".join(f":{name}" for name in part)), **part)


def in_parts(ids: Sequence[int]) -> Iterator[str]:
    """Ids as SQL's IN takes them, some at a time."""
    for start in range(0, len(ids), _AT_ONCE):
        yield ",".join(str(int(id_)) for id_ in ids[start : start + _AT_ONCE])


def passage_from_columns(row: Sequence[Any]) -> Passage:
    """The passage of a row of ``PASSAGES``."""
    id_, key, title, text, sentences, section, page, origin = row
    spans = tuple(Span(*span) for span in from_column(sentences))
    return Passage(key, text, spans, section=section, page=page, origin=origin, title=title, id=id_)


def work_from_columns(row: Sequence[Any]) -> Work:
    """The work of a row with ``WORK_FIELDS``."""
    return work_from_values(dict(zip(WORK_FIELDS, row, strict=True)))
