"""One page over the reports of several articles: what was found in each, with a link to its report."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Self
from urllib.parse import quote

from refdb.model import AuditReport, Coverage
from refdb.reports.lists.tasks import tasks_of


@dataclass(frozen=True, slots=True)
class Entry:
    """An article on the page: its report's file beside the page, and what it found; or why there is no report."""

    name: str
    link: str = ""
    title: str = ""
    coverage: Coverage | None = None  # None where there is no new report
    found: tuple[tuple[str, int], ...] = ()  # the kinds of findings, the gravest first, with how many there are
    note: str = ""

    @classmethod
    def of(cls, name: str, link: str, report: AuditReport) -> Self:
        """What the page tells of a report; the report itself, with all its passages, need not be kept for it."""
        found = tuple((task.wording.name, len(task.items)) for task in tasks_of(report) if task.urgent)
        return cls(name, link, report.article.title, report.coverage, found)

    @property
    def address(self) -> str:
        """The link as an address: of its bytes, which need not be UTF-8."""
        return quote(os.fsencode(self.link))


def render(entries: Sequence[Entry]) -> str:
    """The page; articles with most findings first, those without a new report last."""
    from jinja2 import Environment, StrictUndefined

    template = (files("refdb.reports") / "templates" / "overview.html").read_text(encoding="utf-8")
    css = (files("refdb.reports") / "templates" / "overview.css").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    policy = f"default-src 'none'; style-src 'sha256-{b64encode(sha256(css.encode()).digest()).decode()}'"
    ordered = sorted(entries, key=lambda entry: (entry.coverage is None, -sum(n for _, n in entry.found)))
    return environment.from_string(template).render(entries=ordered, css=css, policy=policy)
