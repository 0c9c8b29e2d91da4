"""Printed references -> fields, and what became of them in the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refdb.model import CheckedReference, ParsedReference, Reference, Results, Standing, Verification
from refdb.model.running import Progress, Workers, silent
from refdb.settings import (
    DATABASE_FILE,
    Settings,
    database_of,
    existing_library,
    find_library,
    load_settings,
    settings_of,
)
from refdb.workflows.rows.entries import Row, names_a_file, reference_rows

if TYPE_CHECKING:
    from refdb.registries.records import Records
    from refdb.workflows.asking.recording import RecordingRegistry

ROWS_PARSED = 100  # references a batch
WORTH_IT = 400  # rows; fewer are verified against a snapshot before a second process is up
AT_LEAST = 100  # rows; of fewer, over HTTP, each process would have but a part
SILENT = ("library", "datacite", "arxiv", "dblp", "openlibrary")  # that these have a work says nothing of retractions


def parse(references: str | Sequence[str]) -> list[ParsedReference]:
    """Read the fields of printed references. No library is needed.

    Args:
        references: one, or several.

    Returns:
        One ParsedReference for each, in their order; empty fields are ``""``, ``()`` or None.
    """
    from refdb.citations.parsing.parser import load_parser

    return load_parser().parse_many([references] if isinstance(references, str) else list(references))


def verify(
    references: str | Path | bytes | Sequence[str | ParsedReference],
    name: str = "",
    *,
    registry: str | None = None,
    mailto: str | None = None,
    library: str | Path | None = None,
    offline: bool = False,
    progress: Progress = silent,
) -> Results[CheckedReference]:
    """Look printed references up. No library is needed; inside one, what was answered before is not asked again.

    Args:
        references: one printed reference, or several; or a file (its path or bytes) that is a list with one a line, a
            bibliography (.bib, .ris, .nbib), or an article.
        name: the file's name, where bytes are given.
        registry: "crossref", a URL, or a snapshot file; None takes it from the settings.
        mailto: your address, for Crossref; None takes it from the settings.
        library: the library whose records are used; None takes the one found from the current folder upward, if any.
        offline: ask nobody; what the library's records do not answer is unchecked.
        progress: told what is being done.

    Returns:
        A CheckedReference for each, in their order: its ``status``, its ``work``, its ``verification`` with the fields
        that differ, and whether the work still stands. The notes say what of a file could not be read.

    Raises:
        InputError: the file cannot be read.
        LibraryError: there is no library in the folder given.
    """
    rows = _rows(references, name)
    unparsed = [n for n, row in enumerate(rows) if "parsed" not in row]
    parsed = dict(zip(unparsed, parse([str(rows[n]["raw"]) for n in unparsed]) if unparsed else [], strict=True))
    from refdb.verification.lists import few_known

    whole = [row if "parsed" in row else {**row, "parsed": parsed[n]} for n, row in enumerate(rows)]
    options = {"registry": registry, "mailto": mailto}
    verified = verify_rows(whole, options, progress, folder=library, offline=offline)
    found = checked_references(verified)
    few = few_known([one.verification for one in found])
    return Results(found, (few, *rows.notes) if few else rows.notes)


def checked_references(verified: Iterable[tuple[Row, Verification]]) -> list[CheckedReference]:
    """Rows with what became of them as references.

    Args:
        verified: what ``verify_rows`` gives.

    Returns:
        A CheckedReference for each, in their order, numbered from 1.
    """
    several = list(verified)
    unread = [n for n, (row, _) in enumerate(several) if "parsed" not in row]
    parsed = dict(zip(unread, parse([str(several[n][0]["raw"]) for n in unread]) if unread else [], strict=True))
    return [
        CheckedReference(
            Reference(n + 1, replace(row.get("parsed") or parsed[n], raw=str(row["raw"])), label=str(row["id"])),
            verification,
            standing=standing_of(verification),
        )
        for n, (row, verification) in enumerate(several)
    ]


def _rows(references: str | Path | bytes | Sequence[str | ParsedReference], name: str) -> Results[dict[str, Any]]:
    if isinstance(references, Path | bytes) or (isinstance(references, str) and names_a_file(references)):
        return reference_rows(references, name)
    several = [references] if isinstance(references, str) else references
    return Results(
        {"id": n, "raw": one} if isinstance(one, str) else {"id": n, "raw": one.raw, "parsed": one}
        for n, one in enumerate(several, 1)
    )


def no_network(options: Mapping[str, Any], folder: str | Path | None = None) -> str:
    """Why the registry that holds here cannot be reached; it is asked once, and answers within 4 seconds or not.

    Args:
        options: settings that go before environment and library.toml.
        folder: the library whose settings hold; None takes the one found from the current folder upward, if any.

    Returns:
        The reason, ``""`` where it can be reached or is a file.

    Raises:
        InputError: a setting that cannot be.
    """
    from refdb.registries.registry import unreachable

    return unreachable(_settings(folder, options).registry)


def _settings(folder: str | Path | None, options: Mapping[str, Any] | None) -> Settings:
    return settings_of(folder, options) if folder else load_settings(find_library(), options)


def verify_rows(
    rows: Sequence[Row],
    options: Mapping[str, Any],
    progress: Progress = silent,
    *,
    folder: str | Path | None = None,
    offline: bool = False,
    processes: int = 1,
    ray: str = "",
) -> Iterator[tuple[Row, Verification]]:
    """Verify rows with ``raw``, each as soon as it is its turn. No library is needed.

    Args:
        rows: a row that has ``parsed``, a ParsedReference, from a file that keeps the fields, is not parsed again.
        options: settings that go before environment and library.toml.
        progress: told what is being done.
        folder: the library whose records are used; None takes the one found from the current folder upward, if any.
        offline: ask nobody; what the library's records do not answer is unchecked.
        processes: how many may work; 0 is one a core where the registry is a snapshot, else this one alone.
        ray: the address of a Ray cluster whose cores do the work.

    Yields:
        Each row with what became of it, in their order.

    Raises:
        InputError: the registry cannot be opened.
        LibraryError: there is no library in ``folder``; no cluster answers.
    """
    from refdb.verification.lists import with_repeats
    from refdb.workflows.verifying import verify_many

    found = folder or find_library()
    with ExitStack() as stack:
        settings = _settings(found, options)
        registry = opened_registry(settings, found, stack, offline=offline)  # a broken one is told here, in one line
        workers = _workers(settings, registry, len(rows), processes, ray, offline=offline)
        if workers.alone:
            verifications = verify_many(_parsed(rows), registry, progress=progress)
        else:
            from refdb.workflows.many.references import verify_by  # brings numpy, which HTTP does without

            progress("verifying references", 0, len(rows))
            own = None if ray and not settings.database else found  # other machines do not see the library's file
            verifications = stack.enter_context(closing(verify_by(workers, rows, settings, own, offline=offline)))
        known = with_repeats(_labelled(rows, verifications))
        for done, (row, verification) in enumerate(zip(rows, known, strict=True)):
            progress("verifying references", done, len(rows))
            yield row, verification


def _workers(
    settings: Settings, registry: RecordingRegistry, rows: int, processes: int, ray: str, *, offline: bool
) -> Workers:
    """Who verifies so many rows: nobody else where that would take longer to begin than to do."""
    from refdb.encoders.threads import cores

    if ray:
        return Workers(processes, ray)
    if registry.at_once > 1 or offline:  # over HTTP, where threads wait for answers; or from a library's records
        return Workers(processes if processes and rows > AT_LEAST else 1)
    of_itself = 1 if registry.catalogues else cores()  # who is asked beside a snapshot is asked by one process
    return Workers((processes or of_itself) if rows >= WORTH_IT else 1)


def opened_registry(
    settings: Settings, folder: str | Path | None, stack: ExitStack, *, offline: bool
) -> RecordingRegistry:
    """The registry that the settings name; its answers are kept in the library ``folder``. Closed with ``stack``.

    Raises:
        InputError: it cannot be opened.
        LibraryError: there is no library in ``folder``.
    """
    from refdb.registries.records import MemoryRecords
    from refdb.registries.registry import open_registry
    from refdb.registries.supplements.chosen import open_sources
    from refdb.workflows.asking.recording import RecordingRegistry

    registry = open_registry(settings.registry, mailto=settings.mailto, timeout=settings.timeout)
    stack.callback(registry.close)
    sources = open_sources(settings)
    stack.callback(sources.close)
    # A file beside us is asked faster than its answers could be kept.
    kept = folder is not None and (registry.at_once > 1 or offline)
    records = _records(folder, stack) if folder and kept else MemoryRecords()
    return RecordingRegistry(registry, records, sources, offline=offline)


def _records(folder: str | Path, stack: ExitStack) -> Records:
    """The records of the library ``folder``, closed with ``stack``."""
    from refdb.database.opening import open_database

    store = open_database(database_of(folder) or existing_library(folder) / DATABASE_FILE)
    stack.callback(store.close)
    return store


def standing_of(verification: Verification) -> Standing | None:
    """Whether the work that was found still stands, as far as its registry tells.

    Args:
        verification: what became of a reference.

    Returns:
        Its standing; None where no work was found.
    """
    from refdb.workflows.asking.standings import standing_of_work

    work = verification.work
    if work is None:
        return None
    gave = {one.registry for one in verification.candidates if one.work == work and one.registry}
    asked = [name for name in (gave or verification.registries_asked) if name not in SILENT]
    return standing_of_work(work, {}, asked)


def _labelled(
    rows: Sequence[Row], verifications: Iterable[Verification]
) -> Iterator[tuple[str, ParsedReference, Verification]]:
    """Each row by its id, with what is known of its fields: not all of it where other processes read them."""
    for row, verification in zip(rows, verifications, strict=True):
        yield str(row["id"]), row.get("parsed") or ParsedReference(str(row["raw"])), verification


def _parsed(rows: Sequence[Row]) -> Iterator[ParsedReference]:
    """The references of the rows, parsed a few at a time, so that the first are verified while others wait."""
    for start in range(0, len(rows), ROWS_PARSED):
        part = rows[start : start + ROWS_PARSED]
        printed = [str(row["raw"]) for row in part if "parsed" not in row]
        parsed = iter(parse(printed) if printed else ())  # a file that keeps the fields needs no parser
        yield from (row["parsed"] if "parsed" in row else next(parsed) for row in part)
