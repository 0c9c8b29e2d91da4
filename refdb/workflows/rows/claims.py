"""Claims -> verdicts, by the text they come with or by a library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from refdb.model import Claim, Results, Verdict
from refdb.model.running import Progress, silent
from refdb.settings import Settings, existing_library, find_library, load_settings, settings_of
from refdb.workflows.rows.entries import Row
from refdb.workflows.steps.opened import Opened


def check_claims(claims: Sequence[Claim], library: Opened, progress: Progress = silent) -> Results[Verdict]:
    """What a library's sources say of claims; for the notes see ``Library.check``."""
    from refdb.claims.opinions import with_second_opinions
    from refdb.workflows.checking import check

    opinion = library.second_opinion
    searcher, anew = library.searcher(False, progress)
    sources = library.settings.sources_per_claim
    verdicts = check(claims, searcher, library.judge, sources=sources, progress=progress)
    verdicts, note = with_second_opinions([claim.text for claim in claims], verdicts, opinion, progress)
    return Results(verdicts, [anew, note])


def check_rows(
    rows: Sequence[Row],
    folder: str | Path | None = None,
    *,
    options: Mapping[str, Any] | None = None,
    progress: Progress = silent,
) -> Results[Verdict]:
    """A verdict for each row with ``claim``: by its own ``evidence_text`` where it has one, else by a library.

    Args:
        rows: ``evidence_text`` is a string or a list of sentences, ``title`` the source's, where it is known.
        folder: the library; None takes the one found from the current folder upward, or the user's own.
        options: settings that go before environment and library.toml.
        progress: told what is being done.

    Returns:
        The verdicts in the order of the rows. The notes say why passages have no second opinion.

    Raises:
        LibraryError: a row has no evidence of its own, and there is no library.
    """
    verdicts: dict[int, Verdict] = {}
    notes: list[str] = []
    given = [n for n, row in enumerate(rows) if row.get("evidence_text")]
    if given:
        found = _judge([rows[n] for n in given], _settings(folder, options), progress)
        verdicts.update(zip(given, found, strict=True))
        notes += found.notes
    others = [n for n in range(len(rows)) if n not in verdicts]
    if others:
        with Opened(existing_library(folder), settings_of(folder, options)) as library:
            found = check_claims([Claim(str(rows[n]["claim"])) for n in others], library, progress)
        verdicts.update(zip(others, found, strict=True))
        notes += found.notes
    return Results((verdicts[n] for n in range(len(rows))), notes)


def second_opinion_host(folder: str | Path | None = None, options: Mapping[str, Any] | None = None) -> str:
    """Where `check_rows` sends claims and passages for a second opinion.

    Args:
        folder: the library; None takes the one found from the current folder upward, if any.
        options: settings that go before environment and library.toml.

    Returns:
        The host, ``""`` where nothing is sent.
    """
    from refdb.claims.second_opinion import host_asked

    return host_asked(_settings(folder, options).second_opinion)


def _settings(folder: str | Path | None, options: Mapping[str, Any] | None) -> Settings:
    return settings_of(folder, options) if folder else load_settings(find_library(), options)


def _judge(rows: Sequence[Row], settings: Settings, progress: Progress) -> Results[Verdict]:
    """A verdict for each row with ``claim`` and ``evidence_text``, on that text alone."""
    from refdb.claims.judging.judge import load_judge
    from refdb.claims.opinions import with_second_opinions
    from refdb.claims.second_opinion import load_second_opinion
    from refdb.workflows.checking import check_against

    judge = load_judge(settings.judge, settings.least_confidence)
    opinion = load_second_opinion(settings.second_opinion, settings.second_opinion_key)
    verdicts = check_against(rows, judge, progress)
    verdicts, note = with_second_opinions([str(row["claim"]) for row in rows], verdicts, opinion, progress)
    return Results(verdicts, [note])
