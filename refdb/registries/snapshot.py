"""A local Crossref: the same questions as the REST API's, answered out of one SQLite file."""

from __future__ import annotations

import json
import queue
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from refdb.errors import InputError, RegistryUnavailable
from refdb.model import Record
from refdb.registries import ranking
from refdb.registries.building import APPLICATION_ID, FORMAT, BuildCounts, build
from refdb.registries.words import reference_words

__all__ = ["BuildCounts", "Snapshot", "build"]

CANDIDATES = 25  # works whose words are all read
MOST_ROWS = 1000  # as Crossref's API
PICKED = 500  # works looked at for a reference, and one more for 200 works of the snapshot
CACHED_WORDS = 200_000


class Snapshot:
    """A registry in a file made by ``build``; may be asked by many threads at once."""

    def __init__(self, path: Path) -> None:
        """Open a snapshot.

        Raises:
            InputError: the file is missing, is no snapshot, or is cut short.
        """
        self.path = path
        self.name = f"snapshot {path.name}"
        self._free: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._frequencies: dict[str, int] = {}
        _check_file(path)
        try:
            with self._connection() as connection:
                meta = dict(connection.execute("SELECT name, value FROM meta"))
                self.works_count = int(meta["works"])
                self._dictionary = bytes(meta["dictionary"])
                if meta["format"] != FORMAT:
                    raise InputError(
                        f"{path} is a snapshot of format {meta['format']}, this refdb reads {FORMAT}: build it anew"
                    )
        except (RegistryUnavailable, KeyError, ValueError, TypeError) as error:
            raise InputError(
                f"{path} is a broken snapshot ({error}): build it anew with refdb snapshot build"
            ) from error

    def work(self, doi: str) -> Record | None:
        """The work with this DOI, in any case of letters; None where the snapshot has none."""
        return self.works([doi]).get(doi)

    def works(self, dois: Sequence[str]) -> dict[str, Record]:
        """The works with these DOIs, by the DOI as given."""
        found: dict[str, Record] = {}
        keys = {doi: doi.strip().lower() for doi in dois}
        wanted = list(dict.fromkeys(keys.values()))
        items: dict[str, bytes] = {}
        with self._connection() as connection:
            for i in range(0, len(wanted), 500):
                part = wanted[i : i + 500]
                marks = ",".join("?" * len(part))
                items.update(connection.execute(f"SELECT doi, item FROM works WHERE doi IN ({marks})", part))  # noqa: S608
        for doi, key in keys.items():
            if key in items:
                found[doi] = Record(self.name, key, self._item(items[key]))
        return found

    def search(self, text: str, rows: int = 5) -> list[Record]:
        """The works a printed reference most likely means, best first, each with its ``score``."""
        return self.search_page(text, rows)[0]

    def search_page(self, text: str, rows: int, offset: int = 0) -> tuple[list[Record], int]:
        """One page of the works found for a reference, and how many were found in all."""
        asked = reference_words(text)[: ranking.LONGEST_QUERY]
        if not asked or rows < 1:
            return [], 0
        rows, found = min(rows, MOST_ROWS), []
        with self._connection() as connection:
            frequencies = self._look_up(connection, asked)
            scores = self._candidates(connection, frequencies)
            best = ranking.order(scores, max(CANDIDATES, offset + rows))
            ranked = self._rerank(connection, frequencies, [number for number, _ in best])
            for number, value in ranked[offset : offset + rows]:
                doi, item = connection.execute("SELECT doi, item FROM works WHERE id = ?", (number,)).fetchone()
                found.append(Record(self.name, doi, {**self._item(item), "score": round(value, 4)}))
        return found, len(scores)

    def agency(self, doi: str) -> str | None:
        """Crossref for a DOI that is here, else None: a snapshot cannot know what other agencies registered."""
        return "crossref" if self.work(doi) else None

    def close(self) -> None:
        """Close the file."""
        while not self._free.empty():
            self._free.get().close()

    def _look_up(self, connection: sqlite3.Connection, words: Sequence[str]) -> dict[str, int]:
        known = self._frequencies
        unknown = [word for word in words if word not in known]
        if unknown:
            if len(known) > CACHED_WORDS:
                known.clear()
            marks = ",".join("?" * len(unknown))
            rows = connection.execute(f"SELECT word, works FROM frequencies WHERE word IN ({marks})", unknown)  # noqa: S608
            found = dict(rows)
            known.update((word, found.get(word, 0)) for word in unknown)
        return {word: known[word] for word in words}

    def _candidates(self, connection: sqlite3.Connection, frequencies: dict[str, int]) -> dict[int, float]:
        scores: dict[int, float] = {}
        budget = PICKED + self.works_count // 200
        for word in ranking.picking_words(frequencies, budget):
            if not frequencies[word]:
                continue
            value = ranking.weight(frequencies[word], self.works_count)
            for (number,) in connection.execute(
                "SELECT rowid FROM word_index WHERE word_index MATCH ?", (f'"{word}"',)
            ):
                scores[number] = scores.get(number, 0.0) + value
        return scores

    def _rerank(
        self, connection: sqlite3.Connection, frequencies: dict[str, int], numbers: Sequence[int]
    ) -> Sequence[tuple[int, float]]:
        asked = {word: ranking.weight(f, self.works_count) for word, f in frequencies.items()}
        rarest = ranking.weight(1, self.works_count)
        marks = ",".join("?" * len(numbers))
        records = connection.execute(f"SELECT id, words FROM works WHERE id IN ({marks})", numbers)  # noqa: S608
        return ranking.order({n: ranking.score(asked, words, rarest) for n, words in records}, len(numbers))

    def _item(self, packed: bytes) -> dict[str, Any]:
        try:
            unpacker = zlib.decompressobj(zdict=self._dictionary)
            item = json.loads(unpacker.decompress(packed))
        except (zlib.error, ValueError) as error:
            raise RegistryUnavailable(f"{self.path} is damaged ({error}): build it anew") from error
        return dict(item)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._free.get_nowait()
        except queue.Empty:
            connection = self._connect()
        try:
            yield connection
        except sqlite3.Error as error:
            connection.close()
            raise RegistryUnavailable(f"{self.path} cannot be read ({error}): build it anew") from error
        except BaseException:
            self._free.put(connection)
            raise
        self._free.put(connection)

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
            connection.execute("PRAGMA mmap_size = 1073741824")
        except sqlite3.Error as error:
            raise RegistryUnavailable(f"{self.path} cannot be opened: {error}") from error
        return connection


def _check_file(path: Path) -> None:
    if not path.exists():
        raise InputError(f"{path} does not exist: build a snapshot with refdb snapshot build, or name another registry")
    try:
        with path.open("rb") as file:
            header = file.read(100)
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if header[:16] != b"SQLite format 3\0" or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise InputError(f"{path} is no snapshot made by refdb snapshot build")
    page = int.from_bytes(header[16:18], "big")
    if size < int.from_bytes(header[28:32], "big") * (page if page > 1 else 65536):
        raise InputError(f"{path} is cut short: build it anew with refdb snapshot build")
