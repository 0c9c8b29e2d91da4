"""A local Crossref in PostgreSQL, asked: the same questions, and the same answers, as a snapshot file."""

from __future__ import annotations

import os
import queue
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from refdb.errors import InputError, RegistryUnavailable
from refdb.model import Record
from refdb.registries.snapshot import ranking
from refdb.registries.snapshot.layout import doi_key, whole_item
from refdb.registries.snapshot.local import Found, asked_words, budget_of, candidates_of
from refdb.registries.snapshot.postgresql.tables import FORMAT, connect, parts_of, shown

if TYPE_CHECKING:
    import psycopg

_REAL = "agency IS NULL"  # of the works of other agencies the dumps often tell no more than whose they are


class House:
    """A registry in PostgreSQL that ``refdb snapshot load`` filled; may be asked by many threads at once."""

    at_once = 4  # the server works on them, and it has more cores

    def __init__(self, address: str) -> None:
        """Connect to it.

        Raises:
            InputError: it cannot be reached, or there is no registry.
        """
        self.address = address
        self.name = f"registry {parts_of(address)[1]}"
        self._process = os.getpid()
        self._free: queue.LifoQueue[psycopg.Connection[Any]] = queue.LifoQueue()
        try:
            meta = dict(self._rows("SELECT name, value FROM meta"))
        except RegistryUnavailable as error:
            raise InputError(f"{error}; `refdb snapshot load FILES --to ADDRESS` makes a registry") from error
        if meta.get("format") != FORMAT:
            raise InputError(
                f"{shown(address)} is a registry of format {meta.get('format')}, this refdb reads {FORMAT}"
            )
        self.works_count = int(meta["works"])

    def __reduce__(self) -> tuple[type[House], tuple[str]]:
        """Another process connects for itself."""
        return House, (self.address,)

    @property
    def extent(self) -> str:
        """The registry with the number of its works: what is not in it may be registered all the same."""
        return f"{self.name} ({self.works_count:,} works)"

    def work(self, doi: str) -> Record | None:
        """The work with this DOI, in any case of letters; None where there is none."""
        return self.works([doi]).get(doi)

    def works(self, dois: Sequence[str]) -> dict[str, Record]:
        """The works with these DOIs, by the DOI as given."""
        return {doi: Record(self.name, found.doi, found.item()) for doi, found in self.raw_works(dois).items()}

    def raw_works(self, dois: Sequence[str]) -> dict[str, Found]:
        """The works with these DOIs as JSON, by the DOI as given."""
        keys = {doi: doi_key(doi).replace("\0", "") for doi in dois}
        query = "SELECT doi, agency, CAST(item AS text), CAST(heavy AS text) FROM work WHERE doi = ANY(%s)"
        found = {
            doi: Found(doi, _whole(item, heavy))
            for doi, agency, item, heavy in self._rows(query, [list(set(keys.values()))])
            if not agency or '"title"' in item  # else the dump told no more than whose DOI it is
        }
        return {doi: found[key] for doi, key in keys.items() if key in found}

    def every(self, offset: int = 0, rows: int = -1) -> Iterator[Found]:
        """The works in the order in which they came, from the one behind ``offset`` others on; -1 rows are all."""
        limit = f"LIMIT {int(rows)}" if rows >= 0 else ""
        query = (
            f"SELECT doi, CAST(item AS text), CAST(heavy AS text) FROM work WHERE {_REAL} ORDER BY id {limit} OFFSET %s"
        )
        for doi, item, heavy in self._rows(query, [offset]):
            yield Found(doi, _whole(item, heavy))

    def count_of_crossref(self) -> int:
        """How many works ``every`` gives: those that Crossref registered."""
        return self.works_count - int(self._rows("SELECT count(*) FROM work WHERE agency IS NOT NULL")[0][0])

    def at_random(self, rows: int) -> list[Found]:
        """Some works, each as likely as another, in no order."""
        last = int(self._rows("SELECT coalesce(max(id), 0) FROM work")[0][0])
        chosen = random.sample(range(1, last + 1), min(last, 8 * rows))
        query = f"SELECT doi, CAST(item AS text), CAST(heavy AS text) FROM work WHERE id = ANY(%s) AND {_REAL} LIMIT %s"
        return [Found(doi, _whole(item, heavy)) for doi, item, heavy in self._rows(query, [chosen, rows])]

    def search(self, text: str, rows: int = 5) -> list[Record]:
        """The works a printed reference most likely means, best first, each with its ``score``.

        The items lack the works' own reference lists (``reference``); ``work`` gives them.
        """
        return [Record(self.name, one.doi, one.item()) for one in self.search_page(text, rows)[0]]

    def search_page(self, text: str, rows: int, offset: int = 0, *, whole: bool = False) -> tuple[list[Found], int]:
        """One page of the works found for a reference, and how many were found in all; see ``Snapshot.search_page``."""
        asked = asked_words(text)
        if not len(asked) or rows < 1:
            return [], 0
        with self._connection() as connection:
            weights, numbers, scores = self._candidates(connection, asked)
            chosen = ranking.best(numbers, scores, max(candidates_of(self.works_count), offset + rows))
            query = "SELECT id, words FROM work WHERE id = ANY(%s)"
            records = connection.execute(query, [chosen.tolist()], binary=True).fetchall() if len(chosen) else []
            if not records:
                return [], 0
            rarest = ranking.weight(1, self.works_count)
            page = ranking.ordered(asked, weights, records, rarest)[offset : offset + rows]
            heavy = "CAST(heavy AS text)" if whole else "NULL"
            query = f"SELECT id, doi, CAST(item AS text), {heavy} FROM work WHERE id = ANY(%s)"
            found = connection.execute(query, [[number for number, _ in page]]).fetchall()
            items = {number: (doi, _whole(item, more)) for number, doi, item, more in found}
        return [Found(*items[number], round(value, 4)) for number, value in page if number in items], len(numbers)

    def agency(self, doi: str) -> str | None:
        """Who registered a DOI, as far as the dumps told: Crossref for a work that is here, None for others."""
        found = self._rows("SELECT agency FROM work WHERE doi = %s", [doi_key(doi).replace("\0", "")])
        return (found[0][0] or "crossref") if found else None

    def close(self) -> None:
        """Close the connections."""
        while True:
            try:
                self._free.get_nowait().close()
            except queue.Empty:
                return

    def _candidates(
        self, connection: psycopg.Connection[Any], asked: ranking.Numbers
    ) -> tuple[ranking.Floats, ranking.Numbers, ranking.Floats]:
        """The weights of the words, the works that have some of the rarest of them, and the sum of these weights."""
        words = asked.tolist()
        query = "SELECT word, CAST(sum(works) AS bigint) FROM posting WHERE word = ANY(%s) GROUP BY word ORDER BY 2, 1"
        counts = connection.execute(query, [words]).fetchall()
        weights = {word: ranking.weight(min(count, self.works_count), self.works_count) for word, count in counts}
        rarest = [row[0] for row in counts[: ranking.picking([row[1] for row in counts], budget_of(self.works_count))]]
        lists: dict[int, list[bytes]] = {word: [] for word in rarest}
        query = "SELECT word, numbers FROM posting WHERE word = ANY(%s) ORDER BY segment"
        for word, numbers in connection.execute(query, [rarest], binary=True):
            lists[word].append(numbers)
        # A work may stand in several segments of a word: it was loaded again.
        joined = [part[0] if len(part) == 1 else _distinct(part) for part in lists.values()]
        found = ranking.gather(joined, [weights[word] for word in lists])
        return np.array([weights.get(word, 0.0) for word in words]), *found

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._connection() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection for one question; what was lost since the last one is made anew."""
        import psycopg

        connection = self._take()
        try:
            yield connection
        except psycopg.Error as error:
            connection.close()
            said = str(error).strip().partition("\n")[0]
            raise RegistryUnavailable(f"{shown(self.address)} cannot be read: {said}") from error
        self._free.put(connection)

    def _take(self) -> psycopg.Connection[Any]:
        import psycopg

        if self._process != os.getpid():  # forked: the other process's connections are its own
            self._process, self._free = os.getpid(), queue.LifoQueue()
        while True:
            try:
                connection = self._free.get_nowait()
            except queue.Empty:
                connection = connect(self.address)
                connection.autocommit = True
                return connection
            try:
                connection.execute("SELECT 1")
            except psycopg.Error:
                connection.close()
            else:
                return connection


def _distinct(parts: Sequence[bytes]) -> bytes:
    return np.unique(np.frombuffer(b"".join(parts), dtype="<u4")).tobytes()


def _whole(item: str, heavy: str | None) -> bytes:
    return whole_item(item.encode(), None if heavy is None else heavy.encode())
