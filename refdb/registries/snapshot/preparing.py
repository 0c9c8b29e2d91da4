"""Turns the JSON of dump entries into rows of a snapshot, in this process or in several.

Reading JSON, cutting words and compressing are nine tenths of the work of a build, and no entry needs another one.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from refdb.registries.snapshot.dumps import Entry, short
from refdb.registries.snapshot.layout import HEAVY, agency, doi_key, pack, pack_words, stamp, to_json
from refdb.registries.snapshot.words import item_words

DICTIONARY_ITEMS = 16
DICTIONARY_BYTES = 32_000  # deflate looks back 32 KiB
Row = tuple[str, int, str | None, bytes, bytes | None, bytes]  # doi, stamp, agency, item, heavy, words


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one part of a dump that are prepared together.

    ``last`` is the number of the last one within the part, ``read`` counts bytes of all dumps read so far.
    """

    source: str
    entries: Sequence[Entry]
    last: int
    finished: bool
    read: int


@dataclass(slots=True)
class Prepared:
    """The rows of a batch, in order, and what could not be made one."""

    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    without_doi: int = 0


def make_dictionary(batch: Sequence[Entry]) -> bytes:
    """What items have in common, for their compression: the beginnings of some of them."""
    texts = [entry.json for entry in batch if entry.json]
    share = DICTIONARY_BYTES // DICTIONARY_ITEMS
    return b"".join(text[:share] for text in texts[:: max(1, len(texts) // DICTIONARY_ITEMS)][:DICTIONARY_ITEMS])


def prepare(batch: Sequence[Entry], dictionary: bytes | None) -> Prepared:
    """Rows out of entries; their JSON packed with a dictionary, or as it is where that is None."""
    prepared = Prepared()
    for entry in batch:
        try:
            if entry.problem:
                raise _Bad(entry.problem)
            row = _row(entry.json, dictionary)
        except _Bad as bad:
            prepared.problems.append(f"{entry.place}: {bad}")
        else:
            prepared.without_doi += row is None
            prepared.rows.extend([row] if row else [])
    return prepared


class _Bad(Exception):
    """What is wrong with an entry."""


def _row(text: bytes, dictionary: bytes | None) -> Row | None:
    """The row of an item; None if it has no DOI."""
    came = _read(text)
    item = came
    if isinstance(came.get("message"), dict) and "DOI" not in came:
        item = came["message"]  # an answer of the API, saved with its envelope
    doi = item.get("DOI")
    if not isinstance(doi, str) or not doi.strip():
        return None
    words = pack_words(item_words(item))
    heavy = item.pop(HEAVY) if item.get(HEAVY) is not None else None
    if item is not came or heavy is not None or "score" in item:
        item.pop("score", None)  # of the search that the item was an answer to
        text = to_json(item)
    more = None if heavy is None else to_json(heavy)
    if dictionary is not None:
        text, more = pack(text, dictionary), None if more is None else pack(more, dictionary)
    return doi_key(doi), stamp(item), agency(item), text, more, words


def _read(text: bytes) -> dict[str, Any]:
    try:
        item = _JSON.decode(text.decode())
    except UnicodeDecodeError as error:
        raise _Bad("not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _Bad(f"not JSON ({short(error)})") from error
    if not isinstance(item, dict):
        raise _Bad(f"a {type(item).__name__}, not a work item")
    return item


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


_JSON = json.JSONDecoder(parse_constant=_refuse)


def prepare_all(batches: Iterable[Batch], dictionary: bytes, workers: int) -> Iterator[tuple[Batch, Prepared]]:
    """What ``prepare`` makes of each batch, in their order; by ``workers`` processes if these are more than one."""
    if workers < 2:
        yield from ((batch, prepare(batch.entries, dictionary)) for batch in batches)
        return
    crew = [_Worker(dictionary) for _ in range(workers)]
    busy: deque[tuple[_Worker, Batch]] = deque()
    try:
        for number, batch in enumerate(batches):
            if len(busy) == workers:  # the oldest batch is with the worker whose turn it is
                yield _received(*busy.popleft())
            worker = crew[number % workers]
            worker.send(batch.entries)
            busy.append((worker, batch))
        while busy:
            yield _received(*busy.popleft())
    finally:
        for worker in crew:
            worker.close()


def _received(worker: _Worker, batch: Batch) -> tuple[Batch, Prepared]:
    return batch, worker.receive()


class _Worker:
    """A process of its own that ends when its standard input does, so that a killed build leaves none behind.

    No ``multiprocessing``: that would run the caller's main module in each process once more.
    """

    def __init__(self, dictionary: bytes) -> None:
        command = [sys.executable, "-c", "from refdb.registries.snapshot.preparing import work; work()"]
        paths = os.pathsep.join(os.path.abspath(path) for path in sys.path)  # noqa: PTH100  ("" is the working folder)
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths},
            start_new_session=True,  # Ctrl-C is for the build, which then lets go of its processes
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        self.send(dictionary)

    def send(self, value: bytes | Sequence[Entry]) -> None:
        try:
            pickle.dump(value, self._to, pickle.HIGHEST_PROTOCOL)
            self._to.flush()
        except BrokenPipeError:
            raise _gone() from None

    def receive(self) -> Prepared:
        try:
            return cast(Prepared, pickle.load(self._from))
        except (EOFError, pickle.UnpicklingError):
            raise _gone() from None

    def close(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._to.close()
        self._from.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _gone() -> OSError:
    return OSError("a process that helped was killed (memory?): the same command goes on from here")


def work() -> None:
    """What such a process does: a dictionary, then batches in; rows out."""
    come, go = sys.stdin.buffer, sys.stdout.buffer
    with contextlib.suppress(EOFError, BrokenPipeError, pickle.UnpicklingError):  # the build was killed
        dictionary = pickle.load(come)
        while True:
            pickle.dump(prepare(pickle.load(come), dictionary), go, pickle.HIGHEST_PROTOCOL)
            go.flush()
