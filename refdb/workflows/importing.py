"""Files -> library: articles with their references, and works with their passages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from refdb.articles.encodings import decode
from refdb.articles.reading import read
from refdb.articles.sentences import split
from refdb.bibliography.citation_keys import new_key
from refdb.bibliography.csl import work_from_item
from refdb.bibliography.importing import works_of
from refdb.citations.extraction import extract
from refdb.database.store import Store
from refdb.errors import InputError
from refdb.model import Article, Work
from refdb.retrieval.passages import cut
from refdb.tagged import kind_of_reference_file
from refdb.workflows.progress import Progress, silent

WORKS_SUFFIXES = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz")
BATCH = 200  # works a transaction: a kill loses at most these, and they come again with the next import


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did; ``duplicates`` are works and articles that the library had already."""

    articles: int = 0
    references: int = 0
    works: int = 0
    new: int = 0
    duplicates: int = 0
    warnings: tuple[str, ...] = ()


def import_files(store: Store, paths: Sequence[Path], progress: Progress = silent) -> ImportCounts:
    """Import each file as what it is; a file that cannot be read is a warning, and the rest goes on.

    Raises:
        InputError: the only file, or every file, could not be read.
    """
    counts = ImportCounts()
    failures = []
    for path in paths:
        try:
            counts = _sum(counts, import_file(store, path, progress))
        except InputError as error:
            failures.append(str(error))
    if len(failures) == len(paths):
        raise InputError("; ".join(failures))
    return replace(counts, warnings=(*failures, *counts.warnings))


def import_file(store: Store, path: Path, progress: Progress = silent) -> ImportCounts:
    """Import a file of works (JSON, BibTeX, RIS, NBIB) or an article (anything else)."""
    if path.name.lower().endswith(WORKS_SUFFIXES):
        return import_works(store, path, progress)
    listed = _bibliography(path)
    if listed is not None:
        return _import_bibliography(store, path.name, *listed)
    _, article, new = import_article(store, path)
    return ImportCounts(
        articles=1,
        references=len(article.references),
        new=int(new),
        duplicates=int(not new),
        warnings=tuple(f"{path.name}: {warning}" for warning in article.warnings),
    )


def _bibliography(path: Path) -> tuple[list[Work], list[str]] | None:
    """The works of a bibliographic file; None where the file is anything else (or missing, which its reader says)."""
    try:
        with path.open("rb") as file:
            head = file.read(20_000)
        if not kind_of_reference_file(head.decode("utf-8-sig", "replace")):
            return None
        return works_of(decode(path.read_bytes(), path.name)[0])
    except OSError:
        return None


def _import_bibliography(store: Store, name: str, works: Sequence[Work], said: Sequence[str]) -> ImportCounts:
    usable = [work for work in works if work.title or work.doi]
    new = 0
    for start in range(0, len(usable), BATCH):
        with store.transaction():
            new += sum(add_work(store, work)[1] for work in usable[start : start + BATCH])
    if not usable:
        raise InputError(f"{name} holds no entry with a title or a DOI")
    left_out = len(works) - len(usable)
    warnings = [f"{name}, {what}" for what in said]
    warnings += [f"{name}: {left_out} entries with neither title nor DOI left out"] if left_out else []
    return ImportCounts(works=len(usable), new=new, duplicates=len(usable) - new, warnings=tuple(warnings))


def import_article(store: Store, path: Path) -> tuple[int, Article, bool]:
    """Read an article with its references and citations into the library: (id, article, whether it is new)."""
    article = extract(read(path))
    article_id, new = store.add_article(article)
    return article_id, article, new


def import_works(store: Store, path: Path, progress: Progress = silent) -> ImportCounts:
    """Import Crossref items or CSL-JSON, one a line or in a list; a bad one is a warning, and the rest goes on."""
    new = works = 0
    warnings: list[str] = []
    step = f"importing {path.name}"
    for batch in _batches(_items(path, warnings)):
        with store.transaction():
            for where, item in batch:
                try:
                    work = work_from_item(item)
                except (TypeError, ValueError) as error:
                    warnings.append(f"{path.name}, {where}: not a work: {error}")
                    continue
                if not (work.title or work.doi or work.abstract or work.full_text):
                    warnings.append(f"{path.name}, {where}: neither title nor DOI nor text; left out")
                    continue
                works += 1
                new += add_work(store, work)[1]
        progress(step, works, 0)
    if not works:
        detail = f" ({warnings[0]})" if warnings else ""
        raise InputError(f"{path}: no works found in it; expected Crossref items or CSL-JSON, one a line{detail}")
    return ImportCounts(works=works, new=new, duplicates=works - new, warnings=tuple(warnings))


def add_work(store: Store, work: Work) -> tuple[str, bool]:
    """Store a work with its passages, or complete the one that is here: (its key, whether it is new)."""
    with store.transaction():
        if not work.key or (store.has_key(work.key) and store.twin(work) is None):
            work = replace(work, key=new_key(work, _Taken(store)))
        key, new = store.add_work(work)
        whole = store.work(key)
        assert whole is not None
        store.set_passages(key, cut(whole, split))
    return key, new


class _Taken:
    """The keys in use, asked one by one."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __contains__(self, key: object) -> bool:
        return self._store.has_key(str(key))


def _items(path: Path, warnings: list[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The items of a JSON or JSON Lines file, each with where it stands."""
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig") as file
        ):
            if ".jsonl" in path.name.lower() or ".ndjson" in path.name.lower():
                yield from _lines(file, path, warnings)
            else:
                yield from _document(json.load(file), path)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except (OSError, EOFError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"{path} cannot be read as JSON: {error}") from error


def _lines(lines: Iterable[str], path: Path, warnings: list[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except json.JSONDecodeError as error:
            warnings.append(f"{path.name}, line {n}: not JSON: {error.msg}")
            continue
        if isinstance(item, dict):
            yield f"line {n}", item
        else:
            warnings.append(f"{path.name}, line {n}: not a JSON object")


def _document(document: Any, path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:  # noqa: ANN401  (JSON)
    if isinstance(document, dict):
        document = document.get("message", document)
        document = document.get("items", [document]) if isinstance(document, dict) else document
    if not isinstance(document, list):
        raise InputError(f"{path}: expected a list of works, or an object with 'items'")
    yield from ((f"item {n}", item) for n, item in enumerate(document, 1) if isinstance(item, dict))


def _batches(items: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[list[tuple[str, Mapping[str, Any]]]]:
    batch: list[tuple[str, Mapping[str, Any]]] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _sum(a: ImportCounts, b: ImportCounts) -> ImportCounts:
    return ImportCounts(
        a.articles + b.articles,
        a.references + b.references,
        a.works + b.works,
        a.new + b.new,
        a.duplicates + b.duplicates,
        (*a.warnings, *b.warnings),
    )
