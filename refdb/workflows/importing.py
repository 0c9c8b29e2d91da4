"""Files -> library: articles with their references, and works with their passages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from refdb.bibliography.csl.items import work_from_item
from refdb.bibliography.importing import Imported
from refdb.bibliography.importing import read as read_bibliography
from refdb.bibliography.keys.citation_keys import new_key
from refdb.bibliography.kinds import kind_of
from refdb.database import adding
from refdb.database.store import Store
from refdb.errors import InputError
from refdb.model import Article, ImportCounts, ImportOptions, Work
from refdb.retrieval.passages import cut
from refdb.text.encodings import decode
from refdb.text.sentences import split
from refdb.workflows.steps.given import Given, extract
from refdb.workflows.steps.progress import Progress, silent

WORKS_SUFFIXES = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz")
BATCH = 500  # works a transaction: a kill loses at most these, and they come again with the next import


def import_files(
    store: Store,
    paths: Sequence[Path],
    progress: Progress = silent,
    options: ImportOptions = ImportOptions(),
) -> ImportCounts:
    """Import each file as what it is; a file that cannot be read is a warning, and the rest goes on.

    Raises:
        InputError: the only file, or every file, could not be read.
    """
    counts = ImportCounts()
    failures = []
    for path in paths:
        try:
            counts = _sum(counts, import_file(store, path, progress, options))
        except InputError as error:
            failures.append(str(error))
    if len(failures) == len(paths):
        raise InputError("; ".join(failures))
    return replace(counts, warnings=(*failures, *counts.warnings))


def import_file(
    store: Store, path: Path, progress: Progress = silent, options: ImportOptions = ImportOptions()
) -> ImportCounts:
    """Import a bibliographic file, a file of works (JSON), or an article (anything else)."""
    text, kind = _bibliography(path, options.form)
    if kind:
        try:
            imported = read_bibliography(text, kind, options.columns)
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
        return _import_bibliography(store, path.name, imported, progress, options)
    if path.name.lower().endswith(WORKS_SUFFIXES):
        return import_works(store, path, progress, options)
    _, article, new = import_article(store, path)
    return ImportCounts(
        articles=1,
        references=len(article.references),
        new=int(new),
        duplicates=int(not new),
        warnings=tuple(f"{path.name}: {warning}" for warning in article.warnings),
    )


def _bibliography(path: Path, form: str) -> tuple[str, str]:
    """(text, format) of a bibliographic file; no format for anything else (or missing, which its reader says)."""
    try:
        with path.open("rb") as file:
            head = file.read(20_000).decode("utf-8-sig", "replace")
        kind = form or kind_of(head, path.name)
        return (decode(path.read_bytes(), path.name)[0], kind) if kind else ("", "")
    except OSError:
        return "", ""


def _import_bibliography(
    store: Store, name: str, imported: Imported, progress: Progress, options: ImportOptions
) -> ImportCounts:
    works = [_marked(work, options) for work in imported.works]
    if not works:
        detail = f" ({imported.said[0]})" if imported.said else ""
        raise InputError(f"{name} holds no entry that could be read{detail}")
    new = 0
    for start in range(0, len(works), BATCH):
        progress(f"importing {name}", start, len(works))
        new += sum(taken for _, taken in add_works(store, works[start : start + BATCH], options.key_pattern))
    warnings = [f"{name}, {what}" for what in imported.said]
    return ImportCounts(works=len(works), new=new, duplicates=len(works) - new, warnings=tuple(warnings))


def _marked(work: Work, options: ImportOptions) -> Work:
    if not options.tags and not options.collections:
        return work
    tags = tuple(dict.fromkeys((*work.tags, *options.tags)))
    return replace(work, tags=tags, collections=tuple(dict.fromkeys((*work.collections, *options.collections))))


def import_article(store: Store, given: Given, name: str = "") -> tuple[int, Article, bool]:
    """Read an article with its references and citations into the library: (id, article, whether it is new)."""
    article = extract(given, name)
    article_id, new = store.add_article(article)
    return article_id, article, new


def import_works(
    store: Store, path: Path, progress: Progress = silent, options: ImportOptions = ImportOptions()
) -> ImportCounts:
    """Import Crossref items or CSL-JSON, one a line or in a list; a bad one is a warning, and the rest goes on."""
    new = works = 0
    warnings: list[str] = []
    step = f"importing {path.name}"
    for batch in _batches(_items(path, warnings)):
        read = []
        for where, item in batch:
            try:
                work = work_from_item(item)
            except (TypeError, ValueError) as error:
                warnings.append(f"{path.name}, {where}: not a work: {error}")
                continue
            if not (work.title or work.doi or work.abstract or work.full_text):
                warnings.append(f"{path.name}, {where}: neither title nor DOI nor text; left out")
                continue
            read.append(_marked(work, options))
        works += len(read)
        new += sum(taken for _, taken in add_works(store, read, options.key_pattern))
        progress(step, works, 0)
    if not works:
        detail = f" ({warnings[0]})" if warnings else ""
        raise InputError(f"{path}: no works found in it; expected Crossref items or CSL-JSON, one a line{detail}")
    return ImportCounts(works=works, new=new, duplicates=works - new, warnings=tuple(warnings))


def add_works(store: Store, works: Sequence[Work], key_pattern: str = "") -> list[tuple[str, bool]]:
    """Store works with their passages in one transaction: for each its key and whether it is new.

    Those that the library surely does not have go in together; the others one by one, behind them.
    """
    with store.transaction():
        known = adding.known(store, works)
        taken = set(known.keys)
        marks: set[tuple[str, str]] = set()
        fresh: dict[int, Work] = {}
        for n, work in enumerate(works):
            own = adding.marks_of(work)
            if own.isdisjoint(known.marks) and own.isdisjoint(marks):
                if not work.key or work.key.lower() in taken:
                    work = replace(work, key=new_key(work, _Lower(taken), key_pattern))
                taken.add(work.key.lower())
                fresh[n] = work
            marks |= own
        adding.add(store, list(fresh.values()), {work.key: cut(work, split) for work in fresh.values()})
        return [
            (fresh[n].key, True) if n in fresh else add_work(store, work, key_pattern) for n, work in enumerate(works)
        ]


def add_work(store: Store, work: Work, key_pattern: str = "") -> tuple[str, bool]:
    """Store a work with its passages, or complete the one that is here: (its key, whether it is new)."""
    with store.transaction():
        twin = store.twin(work)
        if twin is None and (not work.key or store.has_key(work.key)):
            work = replace(work, key=new_key(work, _Taken(store), key_pattern))
        elif twin is not None and work.key and work.key != twin.key:  # what cites it by that key still finds it
            work = replace(work, aliases=tuple(dict.fromkeys((*work.aliases, work.key))))
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


class _Lower:
    """Keys in use; BibTeX takes two that differ only in case for one."""

    def __init__(self, keys: set[str]) -> None:
        self._keys = keys

    def __contains__(self, key: object) -> bool:
        return str(key).lower() in self._keys


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
