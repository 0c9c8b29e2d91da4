"""The server's pages in German, by their English words; what is missing stays English."""

from __future__ import annotations

GERMAN: dict[str, str] = {}
