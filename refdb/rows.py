"""What needs no library: rows of references or claims in, what became of them out.

Where there is a library, its settings are read and what its registry answered before is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refdb.errors import InputError
from refdb.library import find_library, open_library
from refdb.settings import Settings, load_settings
from refdb.workflows.steps.progress import Progress, silent

if TYPE_CHECKING:
    from refdb.model import ParsedReference, Standing, Verdict, Verification

ROWS_PARSED = 100  # references a batch


def check_rows(
    folder: str | None,
    rows: Sequence[Mapping[str, Any]],
    progress: Progress = silent,
    *,
    options: Mapping[str, Any] | None = None,
    warn: Callable[[str], None] = lambda message: None,
) -> list[Verdict]:
    """A verdict for each row with ``claim``: against its own ``evidence_text``, else against the library in ``folder``.

    Args:
        folder: the library; None takes the one found from the current folder upward.
        rows: with ``claim``, and some with ``evidence_text``.
        progress: told what is being done.
        options: settings that go before environment and library.toml.
        warn: told why some passages have no second opinion.

    Raises:
        LibraryError: a row has no evidence of its own, and there is no library.
    """
    from refdb.model import Claim
    from refdb.workflows.checking import check_against

    with_text = [n for n, row in enumerate(rows) if row.get("evidence_text")]
    without = [n for n, row in enumerate(rows) if not row.get("evidence_text")]
    verdicts: dict[int, Verdict] = {}
    notes: list[str] = []
    if with_text:
        from refdb.claims.judging.judge import load_judge
        from refdb.claims.second_opinion import load_second_opinion
        from refdb.workflows.steps.second_opinions import with_second_opinions

        settings = _settings(folder, options)
        judge = load_judge(settings.judge, settings.least_confidence)
        opinion = load_second_opinion(settings.second_opinion, settings.second_opinion_key)
        chosen = [rows[n] for n in with_text]
        found = check_against(chosen, judge, progress)
        found, note = with_second_opinions([str(row["claim"]) for row in chosen], found, opinion, progress)
        verdicts.update(zip(with_text, found, strict=True))
        notes.append(note)
    if without:
        with open_library(folder, options=options) as library:
            claims = [Claim(text=str(rows[n]["claim"])) for n in without]
            verdicts.update(zip(without, library.check(claims, progress), strict=True))
            notes.append(library.second_opinion_note)
    for note in filter(None, notes):
        warn(note)
    return [verdicts[n] for n in range(len(rows))]


def second_opinion_host(folder: str | None, options: Mapping[str, Any] | None = None) -> str:
    """The host to which `check_rows` sends claims and passages for a second opinion; ``""`` where it sends none."""
    from refdb.claims.second_opinion import host_asked

    return host_asked(_settings(folder, options).second_opinion)


def _settings(folder: str | None, options: Mapping[str, Any] | None) -> Settings:
    return load_settings(Path(folder) if folder else find_library(), options)


def verify_rows(
    rows: Sequence[Mapping[str, Any]],
    options: Mapping[str, Any],
    progress: Progress = silent,
    *,
    folder: str | None = None,
    offline: bool = False,
    processes: int = 1,
) -> Iterator[tuple[Mapping[str, Any], Verification]]:
    """Verify rows with ``raw``: each row with what became of it. No library is needed.

    Args:
        rows: a row that has ``parsed``, a ParsedReference, from a file that keeps the fields, is not parsed again.
        options: settings that go before environment and library.toml.
        progress: told what is being done.
        folder: the library whose records are used; None takes the one found from the current folder upward, if any.
        offline: ask nobody; what the library's records do not answer is unchecked.
        processes: how many may work where the registry is a snapshot. With more than one the calling program needs the
            usual ``if __name__ == "__main__"``.
    """
    from refdb.registries.registry import open_registry
    from refdb.registries.snapshot.local import Snapshot
    from refdb.workflows.asking.recording import RecordingRegistry
    from refdb.workflows.asking.records import MemoryRecords
    from refdb.workflows.asking.sources import open_sources
    from refdb.workflows.batch import WORTH_IT, verify_in_processes
    from refdb.workflows.verifying import verify_many

    found = Path(folder) if folder else find_library()
    with ExitStack() as stack:
        settings = load_settings(found, options)
        registry = open_registry(settings.registry, mailto=settings.mailto, timeout=settings.timeout)
        stack.callback(registry.close)
        sources = open_sources(settings)
        stack.callback(sources.close)
        # A file beside us is asked faster than its answers could be kept.
        kept = found is not None and (registry.at_once > 1 or offline)
        records = stack.enter_context(open_library(found)).store if kept else MemoryRecords()
        snapshot = registry.path if isinstance(registry, Snapshot) and not (offline or any(sources)) else None
        if snapshot and processes > 1 and len(rows) >= WORTH_IT:
            verifications = verify_in_processes(rows, snapshot, processes)
        else:
            recording = RecordingRegistry(registry, records, sources, offline=offline)
            verifications = verify_many(_parsed(rows), recording, progress=progress)
        for done, (row, verification) in enumerate(zip(rows, verifications, strict=True)):
            progress("verifying references", done, len(rows))
            yield row, verification


def standing_of(verification: Verification) -> Standing | None:
    """Whether the work that was found still stands, as far as its registry tells; None where none was found."""
    from refdb.registries.retractions import standing

    work, asked = verification.work, [name for name in verification.registries_asked if name != "library"]
    return standing(work.updates, asked) if work else None


def entry_rows(file: Path) -> tuple[list[dict[str, Any]], list[str]] | None:
    """(Rows of a .bib, .ris or .nbib file, what of it could not be read); None where it is something else.

    A row has ``id`` (the entry's key, or its number), ``raw``, ``parsed`` and ``lint``, what is missing or suspicious.

    Raises:
        InputError: no entry in it could be read.
    """
    from refdb.articles.reading import MOST_BYTES
    from refdb.articles.reference_files import article_of_works
    from refdb.bibliography.importing import read
    from refdb.bibliography.linting import lint
    from refdb.bibliography.tagged.lines import kind_of_reference_file
    from refdb.citations.extraction import extract
    from refdb.model import Source
    from refdb.text.encodings import decode

    try:
        text = decode(file.read_bytes(), file.name)[0] if file.stat().st_size <= MOST_BYTES else ""
    except (OSError, InputError):  # whoever reads it as an article says what is wrong with it
        return None
    kind = kind_of_reference_file(text[:20_000])
    if not kind:
        return None
    found = read(text, kind)
    messages: dict[str, list[str]] = {}
    for finding in lint(found.works, this_year=datetime.now(UTC).year):
        messages.setdefault(finding.key, []).append(finding.message)
    article = extract(article_of_works(found.works, Source(file.name, kind), found.said))
    rows = [
        {"id": r.label, "raw": r.raw, "parsed": r.parsed, "lint": messages.get(r.label, [])} for r in article.references
    ]
    return rows, list(article.warnings)


def _parsed(rows: Sequence[Mapping[str, Any]]) -> Iterator[ParsedReference]:
    """The references of the rows, parsed a few at a time, so that the first are verified while others wait."""
    from refdb.citations.parsing.parser import load_parser

    parser = None
    for start in range(0, len(rows), ROWS_PARSED):
        part = rows[start : start + ROWS_PARSED]
        printed = [str(row["raw"]) for row in part if "parsed" not in row]
        if printed and parser is None:  # a file that keeps the fields needs none
            parser = load_parser()
        parsed = iter(parser.parse_many(printed) if parser else ())
        yield from (row["parsed"] if "parsed" in row else next(parsed) for row in part)
