"""Search by words in an SQLite library's full-text table.

BM25 is SQLite FTS5's (k1 1.2, b 0.75). The table is written in the transaction that writes the passages.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from refdb.database.sql.filters import FilterReading
from refdb.database.sqlite.fts5 import COLUMNS, all_of, any_of
from refdb.model import Field, Term

# So many passages are scored at most, or so many for each that is wanted, where a search has found others by meaning.
SCORED, PER_WANTED = 2_000, 10
SAMPLES, SAMPLE = 4, 250  # so many rows in so many places tell how usual a word is
_CHOSEN = (
    "SELECT * FROM (SELECT rowid FROM passage_fts WHERE passage_fts MATCH :chosen LIMIT :most) "
    "UNION ALL SELECT value FROM json_each(:near)"
)


def _in_titles(term: Term) -> Term:
    return term if term.fields else replace(term, fields=("title",))


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
        most = max(SCORED, PER_WANTED * limit)
        terms, chosen = self._scored(terms, most) if near is not None and among is None else (terms, "")
        columns = ", ".join(f"{float((weights or {}).get(field, 1.0))}" for field in COLUMNS)
        # The plus keeps SQLite from asking FTS5 once for each rowid, which takes seconds for ten thousand.
        some = "AND +rowid IN (SELECT value FROM json_each(:among)) " if among is not None else ""
        some = f"AND +rowid IN ({_CHOSEN}) " if chosen else some
        query = (
            f"SELECT rowid, -bm25(passage_fts, {columns}) AS score FROM passage_fts "
            f"WHERE passage_fts MATCH :words {some}ORDER BY score DESC, rowid LIMIT :limit"
        )
        values: dict[str, Any] = {"words": any_of(terms), "limit": limit}
        if among is not None:
            values["among"] = f"[{','.join(map(str, among))}]"
        if chosen:
            values |= {"chosen": chosen, "most": most, "near": f"[{','.join(map(str, near or ()))}]"}
        return [(int(id_), float(score)) for id_, score in self.rows(query, **values)]

    def _scored(self, terms: Sequence[Term], most: int) -> tuple[Sequence[Term], str]:
        """(The terms by which passages are scored, what one must match to be scored; "" for any of the terms).

        To score a passage takes FTS5 fifteen times as long as to find it, and half of a library may have a usual word.
        Whatever the library's size, so many passages are scored at most: those that have one of the rarest terms, or
        several of the others together. What one of four passages has is left out where there is more: BM25 hardly
        counts it, and FTS5 would go through all that have it.
        """
        count_of = dict(zip(terms, self._match_counts([any_of([term]) for term in terms], most), strict=True))
        if sum(count_of.values()) <= most:
            return terms, ""
        chosen: list[Term] = []
        usual = sorted(terms, key=count_of.__getitem__)
        while usual and count_of[usual[0]] <= most:
            most -= count_of[usual[0]]
            chosen.append(usual.pop(0))
        everywhere = self._everywhere(usual)
        kept = [term for term in terms if term not in everywhere] or terms
        usual = [term for term in usual if term in kept]
        together = usual[:2] if usual[1:] else [_in_titles(term) for term in usual]
        while len(together) < len(usual) and self._match_counts([all_of(together)], most)[0] > most:
            together = usual[: len(together) + 1]
        return kept, " OR ".join(filter(None, [any_of(chosen), f"({all_of(together)})" if together else ""]))

    def _everywhere(self, terms: Sequence[Term]) -> set[Term]:
        """Those of the terms that more than a quarter of a sample of passages has."""
        last = int(self.rows("SELECT max(id) FROM passage")[0][0] or 0)
        ranges = [(last * n // SAMPLES, last * n // SAMPLES + SAMPLE) for n in range(SAMPLES)]

        def counted(table: str, column: str) -> str:
            return " + ".join(
                f"(SELECT count(*) FROM {table} {column} BETWEEN {first + 1} AND {end})" for first, end in ranges
            )

        matching = (counted("passage_fts", f"WHERE passage_fts MATCH :words{n} AND rowid") for n in range(len(terms)))
        words = {f"words{n}": any_of([term]) for n, term in enumerate(terms)}
        whole, *found = self.rows(f"SELECT {', '.join([counted('passage', 'WHERE id'), *matching])}", **words)[0]
        return {term for term, count in zip(terms, found, strict=True) if count > whole / 4}

    def _match_counts(self, expressions: Sequence[str], most: int) -> Sequence[int]:
        """How many passages match each, one more than ``most`` at the most."""
        counts = (
            f"(SELECT count(*) FROM (SELECT 1 FROM passage_fts WHERE passage_fts MATCH :words{n} LIMIT :most))"
            for n in range(len(expressions))
        )
        words = {f"words{n}": expression for n, expression in enumerate(expressions)}
        return self.rows(f"SELECT {', '.join(counts)}", most=most + 1, **words)[0]

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
        return [str(line) for (line,) in self.rows("PRAGMA integrity_check(5)") if line != "ok"]

    def stray_rows(self) -> list[str]:
        """That rows mean another row that is not there, in one line; nothing where none does."""
        stray = Counter(str(table) for table, *_ in self.rows("PRAGMA foreign_key_check"))
        tables = ", ".join(f"{count} of {table}" for table, count in stray.most_common())
        return [f"{stray.total()} rows mean another row that is not there ({tables})"] if stray else []
