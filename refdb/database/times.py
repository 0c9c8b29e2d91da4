"""How the rows tell when something was written."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """The time in UTC, ISO 8601 to the second; sorts as it is."""
    return datetime.now(UTC).isoformat(timespec="seconds")
