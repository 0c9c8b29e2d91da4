"""All words in German, by their English ones: those of the server's pages, and those of an audit."""

from __future__ import annotations

from collections.abc import Mapping

from refdb.reports.languages.audits import AUDITS
from refdb.reports.languages.labels import LABELS
from refdb.reports.languages.pages import PAGES

GERMAN: Mapping[str, str] = {**PAGES, **AUDITS, **LABELS}
