"""Files -> library: articles with their references, and works with their passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from refdb.bibliography.csl.items import work_from_item
from refdb.bibliography.importing import Imported
from refdb.bibliography.importing import read as read_bibliography
from refdb.bibliography.kinds import kind_of, unread_kind
from refdb.errors import InputError, LibraryError, RefdbError
from refdb.model import ImportCounts, ImportOptions, Work
from refdb.model.running import Progress, silent
from refdb.text.budgets import within_listed
from refdb.text.encodings import decode
from refdb.workflows.steps.adding import Placed, add_works
from refdb.workflows.steps.given import extract
from refdb.workflows.steps.ports import Store
from refdb.workflows.steps.work_files import SUFFIXES, items

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
        except LibraryError:
            raise
        except Exception as error:  # a fault of ours in one file costs no other
            failures.append(f"{path} could not be read ({type(error).__name__}: {error})")
    if len(failures) == len(paths):
        raise InputError("; ".join(failures))
    return replace(counts, warnings=(*failures, *counts.warnings))


def import_file(
    store: Store, path: Path, progress: Progress = silent, options: ImportOptions = ImportOptions()
) -> ImportCounts:
    """Import a bibliographic file, a file of works (JSON), or an article (anything else)."""
    if found := _of_zotero(path, options.zotero, options.zotero_key):
        return _import_bibliography(store, path.name, found, progress, options)
    text, kind = _bibliography(path, options.form)
    if kind:
        try:
            imported = read_bibliography(text, kind, options.columns)
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
        return _import_bibliography(store, path.name, imported, progress, options)
    if unread := unread_kind(text):
        raise InputError(f"{path.name} is in {unread}, which refdb does not read; export it as RIS or BibTeX")
    if path.name.lower().endswith(SUFFIXES):
        return import_works(store, path, progress, options)
    article = extract(path)
    _, new = store.add_article(article)
    return ImportCounts(
        articles=1,
        references=len(article.references),
        new=int(new),
        duplicates=int(not new),
        warnings=tuple(f"{path.name}: {warning}" for warning in article.warnings),
    )


def _of_zotero(path: Path, address: str, key: str) -> Imported | None:
    """The works of a ``zotero.sqlite``, or, where "zotero" is no file, of the Zotero that runs; else None."""
    if str(path) == "zotero" and not path.exists():
        from refdb.workflows.importing_zotero import of_running

        return of_running(address, key)
    from refdb.bibliography.zotero.database import is_database

    if not is_database(path):
        return None
    from refdb.workflows.importing_zotero import of_database

    return of_database(path)


def _bibliography(path: Path, form: str) -> tuple[str, str]:
    """(text, format) of a bibliographic file; (how it begins, "") of any other, or one that is missing."""
    try:
        with path.open("rb") as file:
            head = file.read(20_000).decode("utf-8-sig", "replace")
        kind = form or kind_of(head, path.name)
        if kind:
            within_listed(path.stat().st_size, str(path))
        return (decode(path.read_bytes(), path.name)[0], kind) if kind else (head, "")
    except OSError:
        return "", ""


def _import_bibliography(
    store: Store, name: str, imported: Imported, progress: Progress, options: ImportOptions
) -> ImportCounts:
    works = [(f"entry {n}", _marked(work, options)) for n, work in enumerate(imported.works, 1)]
    if not works:
        detail = f" ({imported.said[0]})" if imported.said else ""
        raise InputError(f"{name} holds no entry that could be read{detail}")
    new = stored = 0
    merged: list[str] = []
    warnings = [f"{name}, {what}" for what in imported.said]
    for start in range(0, len(works), BATCH):
        progress(f"importing {name}", start, len(works))
        taken = _stored(store, name, works[start : start + BATCH], options, warnings)
        new, stored = new + sum(one.new for one in taken), stored + len(taken)
        merged += [f"{name}: {one.merged}" for one in taken if one.merged]
    return ImportCounts(works=stored, new=new, duplicates=stored - new, warnings=tuple(warnings), merged=tuple(merged))


def _stored(
    store: Store, name: str, works: Sequence[tuple[str, Work]], options: ImportOptions, warnings: list[str]
) -> list[Placed]:
    """For each work that could be stored where it is; any other is a warning that says where it stands."""
    try:
        placed = add_works(store, [work for _, work in works], options.key_pattern)
    except RefdbError:
        raise
    except Exception as error:
        if len(works) == 1:
            # SQLAlchemy says a statement after the cause.
            why = (str(error).splitlines() or [type(error).__name__])[0]
            warnings.append(f"{name}, {works[0][0]}: cannot be stored: {why}")
            return []
        return [placed for one in works for placed in _stored(store, name, [one], options, warnings)]
    warnings += [f"{name}, {one.said}" for one in placed if one.said]
    return placed


def _marked(work: Work, options: ImportOptions) -> Work:
    if not options.tags and not options.collections:
        return work
    tags = tuple(dict.fromkeys((*work.tags, *options.tags)))
    return replace(work, tags=tags, collections=tuple(dict.fromkeys((*work.collections, *options.collections))))


def import_works(
    store: Store, path: Path, progress: Progress = silent, options: ImportOptions = ImportOptions()
) -> ImportCounts:
    """Import Crossref items or CSL-JSON, one a line or in a list; a bad one is a warning, and the rest goes on."""
    new = works = 0
    merged: list[str] = []
    warnings: list[str] = []
    step = f"importing {path.name}"
    for batch in _batches(items(path, warnings)):
        read = []
        for where, item in batch:
            try:
                work = work_from_item(item)
            except Exception as error:
                warnings.append(f"{path.name}, {where}: not a work: {error}")
                continue
            if not (work.title or work.doi or work.abstract or work.full_text):
                warnings.append(f"{path.name}, {where}: neither title nor DOI nor text; left out")
                continue
            read.append((where, _marked(work, options)))
        taken = _stored(store, path.name, read, options, warnings)
        new, works = new + sum(one.new for one in taken), works + len(taken)
        merged += [f"{path.name}: {one.merged}" for one in taken if one.merged]
        progress(step, works, 0)
    if not works:
        detail = f" ({warnings[0]})" if warnings else ""
        raise InputError(f"{path}: no works found in it; expected Crossref items or CSL-JSON, one a line{detail}")
    return ImportCounts(works=works, new=new, duplicates=works - new, warnings=tuple(warnings), merged=tuple(merged))


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
        (*a.merged, *b.merged),
    )
