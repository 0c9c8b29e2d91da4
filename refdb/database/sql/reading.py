"""Works and passages, read by SQL that every dialect has: SQLAlchemy takes longer to import than a search takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from refdb.database.columns import LIST_FIELDS, WORK_FIELDS, from_column, work_from_values
from refdb.model import Identifier, Passage, Span, TextOrigin, Update, Work
from refdb.model.queries import IdentifierKind

_TOGETHER = 100  # works read at once, each perhaps with a full text
_LISTED = 1000  # works of which some columns are read at once
_COLUMNS = ", ".join(f"w.{name}" for name in WORK_FIELDS)
_WORKS = f"SELECT {_COLUMNS} FROM work w"
_NEXT_WORKS = f"SELECT {_COLUMNS}, w.id FROM work w WHERE w.id > :last ORDER BY w.id LIMIT {_TOGETHER}"
# Passages with what they take from their works.
PASSAGES = (
    "SELECT p.id, w.key, w.title, p.text, p.sentences, p.section, p.page, p.origin "
    "FROM passage p JOIN work w ON w.id = p.work_id"
)
# How a work is known to bear an identifier: ISBNs stand in a JSON list, with hyphens or without.
_BEARING: Mapping[IdentifierKind, str] = {
    "doi": "w.doi = :value",
    "pmid": "w.pmid = :value",
    "pmcid": "w.pmcid = :value OR w.pmcid = lower(CAST(:value AS TEXT))",
    "arxiv": "w.arxiv = :value OR w.arxiv LIKE :value || 'v_' OR w.arxiv LIKE :value || 'v__'",
    "isbn": (
        "w.isbn != '[]' "
        "AND replace(replace(upper(CAST(w.isbn AS TEXT)), '-', ''), ' ', '') LIKE '%\"' || :value || '\"%'"
    ),
    "key": "w.id IN (SELECT work_id FROM name WHERE name = :value)",
}
_AT_ONCE = 500  # values in one IN ()


class Reading:
    """A library's works and passages, read; a dialect says how rows are got."""

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

    def each_work(self, fields: Sequence[str] | None = None) -> Iterator[Work]:
        """All works in the order they came, read some at a time: a library need not fit into memory.

        Each comes once, as it is when its turn comes; what others add meanwhile comes too. ``fields`` are what is read
        of them, None for all; other fields are as in a work that says nothing.
        """
        if fields is not None:
            return map(work_from_values, self.listed(fields))
        return (work_from_columns(row[:-1]) for row in self._next(_NEXT_WORKS))

    def keys(self) -> list[str]:
        """The keys of all works, in the order they came."""
        return [key for (key,) in self.rows("SELECT key FROM work ORDER BY id")]

    def listed(self, columns: Sequence[str], keys: Iterable[str] | None = None) -> Iterator[dict[str, Any]]:
        """These columns of all works in the order they came, or of those with the given keys; nothing else is read.

        They are read some at a time, while they are asked for. Beside the fields of ``Work`` there are ``created_at``,
        ``has_abstract`` and ``has_full_text``.
        """
        own = {"has_abstract": "w.abstract != ''", "has_full_text": "w.full_text != ''", "created_at": "w.created_at"}
        assert all(name in own or name in WORK_FIELDS for name in columns)
        query = f"SELECT {', '.join(own.get(name) or f'w.{name}' for name in columns)}, w.id FROM work w"
        if keys is None:
            found = self._next(f"{query} WHERE w.id > :last ORDER BY w.id LIMIT {_LISTED}")
        else:
            found = self._of(f"{query} WHERE w.key IN ({{}}) ORDER BY w.id", keys)
        lists = [n for n, name in enumerate(columns) if name in LIST_FIELDS]
        for row in found:
            values = list(row[:-1])
            for n in lists:
                values[n] = from_column(values[n]) if values[n] != "[]" else []
            yield dict(zip(columns, values, strict=True))

    def work_count(self) -> int:
        """How many works there are."""
        return int(self.rows("SELECT count(*) FROM work")[0][0])

    def count_rest(self) -> dict[str, Any]:
        """How many articles, references by status ("" before they were verified), and passages there are."""
        statuses = self.rows("SELECT status, count(*) FROM reference GROUP BY status ORDER BY count(*) DESC")
        ((articles, passages),) = self.rows("SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM passage)")
        references = {status or "unresolved": count for status, count in statuses}
        return {"articles": articles, "references": references, "passages": passages}

    def size(self) -> int:
        """How many bytes the database takes."""
        raise NotImplementedError

    def faults(self) -> list[str]:
        """What is wrong with the database itself, one line each; nothing where all is well."""
        raise NotImplementedError

    def stray_rows(self) -> list[str]:
        """That rows mean another row that is not there, in one line; nothing where none does."""
        raise NotImplementedError

    def word_faults(self) -> list[str]:
        """What is wrong with the word index, one line each; nothing where all is well."""
        raise NotImplementedError

    def without_passages(self) -> list[str]:
        """The keys of works that have a title or a text, and no passage."""
        query = (
            "SELECT key FROM work w WHERE (title != '' OR abstract != '' OR full_text != '') "
            "AND NOT EXISTS (SELECT 1 FROM passage p WHERE p.work_id = w.id) ORDER BY id"
        )
        return [key for (key,) in self.rows(query)]

    def answered(self, keys: Iterable[str] | None = None) -> dict[str, dict[str, str]]:
        """For each of these works (None: all) the sources that answered about it, with the time of the last answer."""
        query = "SELECT w.key, a.source, a.answered_at FROM answered a JOIN work w ON w.id = a.work_id"
        found: dict[str, dict[str, str]] = {}
        some = f"{query} WHERE w.key IN ({{}}) ORDER BY a.id"
        rows = self.rows(f"{query} ORDER BY a.id") if keys is None else self._of(some, keys)
        for key, source, when in rows:
            found.setdefault(key, {})[source] = when
        return found

    def text_origins(self, keys: Iterable[str] | None = None) -> dict[str, tuple[TextOrigin, ...]]:
        """For each of these works (None: all) who gave its texts, as far as that is known."""
        query = (
            "SELECT w.key, t.field, t.source, t.name, t.sha256, t.fetched_at "
            "FROM text_origin t JOIN work w ON w.id = t.work_id"
        )
        some = f"{query} WHERE w.key IN ({{}}) ORDER BY t.id"
        found: dict[str, tuple[TextOrigin, ...]] = {}
        rows = self.rows(f"{query} ORDER BY t.id") if keys is None else self._of(some, keys)
        for key, field, *others in rows:
            origin = TextOrigin("abstract" if field == "abstract" else "full_text", *others)
            found[key] = (*found.get(key, ()), origin)
        return found

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
        return [Work(doi=doi, updates=tuple(Update(**one) for one in from_column(updates))) for doi, updates in found]

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

    def _next(self, query: str) -> Iterator[Sequence[Any]]:
        """The rows of a query for those behind ``:last``, with their ids in the last place, until none is left."""
        last = 0
        while found := self.rows(query, last=last):
            yield from found
            last = found[-1][-1]

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
