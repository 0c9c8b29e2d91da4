"""Findings that a user has accepted with a reason, in a file beside the manuscript; and what was told in the last run.

An accepted finding is told again once the entry or the registered record is another: both are kept as fingerprints.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from refdb.errors import InputError
from refdb.model import Standing, Verification, Work
from refdb.reports.saving import write_whole
from refdb.text.encodings import shown_path

ACCEPTED_FILE = ".refdb-accepted.toml"
_HEAD = "# Findings that `refdb accept` was told to leave alone, until the entry or the registered record changes.\n"
_SILENT = ("verified", "not_checkable", "not_registered_here", "unchecked")
RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A finding that is accepted; ``entry`` and ``registered`` are fingerprints of what it was about."""

    file: str
    id: str
    finding: str
    reason: str
    date: str
    entry: str
    registered: str


def findings_of(verification: Verification, standing: Standing | None = None) -> tuple[str, ...]:
    """What of a reference is to be told: its wrong fields, or its status, and "retracted".

    Args:
        verification: what became of it.
        standing: whether the work still stands.

    Returns:
        Names that ``refdb accept`` takes; () where nothing is to be told.
    """
    fields = tuple(diff.field for diff in verification.diffs if diff.outcome == "mismatch")
    by_status = (verification.status,) if verification.status not in _SILENT else ()
    told = fields if verification.status == "field_mismatch" and fields else by_status
    return (*told, RETRACTED) if standing and standing.state == "retracted" else told


def fingerprint(raw: str) -> str:
    """What tells one printed reference from another, blanks aside.

    Args:
        raw: the reference as printed.

    Returns:
        Sixteen characters.
    """
    return _digest(" ".join(raw.split()))


def _registered(work: Work | None) -> str:
    """What tells one state of a registered record from another."""
    if work is None:
        return ""
    names = [[person.sort_name, person.given] for person in work.authors]
    place = [work.container_title, work.years, work.volume, work.issue, work.pages, work.article_number]
    updates = sorted([update.type, update.doi, update.date] for update in work.updates)
    return _digest(json.dumps([work.doi, work.full_title, names, place, updates], ensure_ascii=False))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_accepted(manuscript: str | Path) -> list[Acceptance]:
    """The findings accepted in the folder of a manuscript.

    Args:
        manuscript: the file that is verified; "-" has no folder, and nothing accepted.

    Returns:
        Those of ``.refdb-accepted.toml`` beside it, in the file's order.

    Raises:
        InputError: that file is none that ``refdb accept`` wrote.
    """
    path = Path(manuscript).parent / ACCEPTED_FILE
    if str(manuscript) == "-" or not path.is_file():
        return []
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
        return [Acceptance(**{name: str(value) for name, value in row.items()}) for row in rows]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, AttributeError) as error:
        raise InputError(f"{path} cannot be read ({error}); mend it, or take it away to be told everything") from None


def write_accepted(manuscript: str | Path, acceptances: Sequence[Acceptance]) -> Path:
    """Keep these findings, and no others, beside the manuscript.

    Args:
        manuscript: the file that is verified.
        acceptances: all that is accepted in its folder.

    Returns:
        The file they are in.
    """
    path = Path(manuscript).parent / ACCEPTED_FILE
    tables = (
        "\n[[accepted]]\n"
        + "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in asdict(one).items())
        for one in acceptances
    )
    write_whole(path, (_HEAD + "".join(tables)).encode("utf-8"))
    return path


def accepted(
    manuscript: str | Path, row: Mapping[str, Any], verification: Verification, findings: Iterable[str], reason: str
) -> list[Acceptance]:
    """Acceptances of a reference's findings, as of today.

    Args:
        manuscript: the file that is verified.
        row: the reference, with its ``id`` and ``raw``.
        verification: what became of it.
        findings: which of its findings; see ``findings_of``.
        reason: why they are left alone.

    Returns:
        One for each finding.
    """
    entry, registered = fingerprint(str(row["raw"])), _registered(verification.work)
    today = datetime.now(UTC).date().isoformat()
    name = Path(manuscript).name
    return [Acceptance(name, str(row["id"]), one, reason, today, entry, registered) for one in findings]


def reasons(acceptances: Iterable[Acceptance], raw: str, verification: Verification) -> dict[str, str]:
    """Why findings of a reference are left alone, by finding; those about another state of it do not count.

    Args:
        acceptances: all that is accepted.
        raw: the reference as printed.
        verification: what became of it.

    Returns:
        The reason for each finding that is accepted.
    """
    state = fingerprint(raw), _registered(verification.work)
    return {one.finding: one.reason for one in acceptances if (one.entry, one.registered) == state}


# --- the last run ---------------------------------------------------------------------------


def last_told(manuscript: str | Path) -> set[tuple[str, str]] | None:
    """What was told of a file in the last run, as (fingerprint of the reference, finding).

    Args:
        manuscript: the file that is verified.

    Returns:
        The findings; None where no run is known, and so nothing is new.
    """
    try:
        rows = json.loads(_told_file(manuscript).read_text(encoding="utf-8"))
        return {(str(entry), str(finding)) for entry, finding in rows}
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def remember_told(manuscript: str | Path, told: Iterable[tuple[str, str]]) -> None:
    """Keep what was told of a file for the next run; where nothing can be kept, nothing is.

    Args:
        manuscript: the file that was verified.
        told: the findings, as ``last_told`` gives them.
    """
    path = _told_file(manuscript)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(sorted(told)), encoding="utf-8")
    except OSError:
        pass


def _told_file(manuscript: str | Path) -> Path:
    """Where it is kept: in the user's cache, under the file's own path, so that no folder is littered."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "refdb" / "told" / f"{_digest(shown_path(Path(manuscript).resolve()))}.json"
