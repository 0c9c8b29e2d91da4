"""Search by words in an SQLite library's full-text table.

BM25 is SQLite FTS5's (k1 1.2, b 0.75). The table is written in the transaction that writes the passages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from refdb.database.sql.filters import FilterReading
from refdb.database.sqlite.fts5 import COLUMNS, all_of, any_of
from refdb.model import Field, Term

# So many passages, or one of so many, have a usual word, which tells little of what is sought.
USUAL, USUAL_SHARE = 2_000, 25
_RARER = "SELECT rowid FROM passage_fts WHERE passage_fts MATCH :rarer UNION ALL SELECT value FROM json_each(:near)"


class WordReading(FilterReading):
    """The words of a library, searched."""

    def search_words(
        self,
        terms: Sequence[Term],
        limit: int,
        weights: Mapping[Field, float] | None = None,
        among: Sequence[int] | None = None,
        near: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Passages with any of the terms by BM25, best first: (passage id, score, higher is better); see the port."""
        if not terms:
            return []
        rarer = self._rarer(terms) if near and len(near) >= limit and among is None else []
        columns = ", ".join(f"{float((weights or {}).get(field, 1.0))}" for field in COLUMNS)
        # The plus keeps SQLite from asking FTS5 once for each rowid, which takes seconds for ten thousand.
        some = "AND +rowid IN (SELECT value FROM json_each(:among)) " if among is not None else ""
        some = f"AND +rowid IN ({_RARER}) " if rarer else some
        query = (
            f"SELECT rowid, -bm25(passage_fts, {columns}) AS score FROM passage_fts "
            f"WHERE passage_fts MATCH :words {some}ORDER BY score DESC, rowid LIMIT :limit"
        )
        values: dict[str, Any] = {"words": any_of(terms), "limit": limit}
        if among is not None:
            values["among"] = f"[{','.join(map(str, among))}]"
        if rarer:
            values |= {"rarer": any_of(rarer), "near": f"[{','.join(map(str, near or ()))}]"}
        return [(int(id_), float(score)) for id_, score in self.rows(query, **values)]

    def _rarer(self, terms: Sequence[Term]) -> list[Term]:
        """The terms that are not usual; none where all are, or no term is.

        To score a passage takes FTS5 ten times as long as to find it, and half of a library may have a usual word.
        """
        usual = max(USUAL, (self.rows("SELECT max(id) FROM passage")[0][0] or 0) // USUAL_SHARE)
        query = "SELECT count(*) FROM (SELECT 1 FROM passage_fts WHERE passage_fts MATCH :words LIMIT :usual)"
        rarer = [term for term in terms if self.rows(query, words=any_of([term]), usual=usual)[0][0] < usual]
        return rarer if len(rarer) < len(terms) else []

    def word_faults(self) -> list[str]:
        """What is wrong with the full-text table, one line each; nothing where all is well."""
        query = (
            "SELECT (SELECT count(*) FROM passage), (SELECT count(*) FROM passage_fts_docsize), "
            "(SELECT count(*) FROM passage WHERE id NOT IN (SELECT id FROM passage_fts_docsize))"
        )
        passages, rows, missing = self.rows(query)[0]
        found = [f"{missing} passages cannot be found by their words"] if missing else []
        extra = rows - (passages - missing)
        return [*found, f"{extra} entries of the word index have no passage"] if extra else found

    def _with_words(self, terms: Sequence[Term], name: str, *, every: bool) -> tuple[str, dict[str, Any]]:
        query = f"SELECT rowid FROM passage_fts WHERE passage_fts MATCH :{name}"
        return query, {name: all_of(terms) if every else any_of(terms)}

    def _numbers(self, ids: Sequence[int]) -> str:
        return f"SELECT value FROM json_each('{json.dumps(list(ids))}')"

    def size(self) -> int:
        """How many bytes the database takes."""
        return int(self.rows("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")[0][0])

    def faults(self) -> list[str]:
        """What is wrong with the database file itself, one line each; nothing where all is well."""
        said = [str(line) for (line,) in self.rows("PRAGMA integrity_check(5)") if line != "ok"]
        astray = len(self.rows("PRAGMA foreign_key_check"))
        return [*said, f"{astray} rows mean another row that is not there"] if astray else said
