"""What travels between a run and those who do the work of it, or watch how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from refdb.model.report import AuditReport

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[str, int, int], None]  # called with the step's name, the items done and the items in all


def silent(_step: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Workers:
    """So many processes of this machine, or of a Ray cluster; one of this machine is the calling process itself."""

    processes: int = 1  # of a cluster at most so many; 0 is one a core
    ray: str = ""  # the address of a cluster: "auto", "10.0.0.1:6379"; "" is this machine

    @property
    def alone(self) -> bool:
        """Whether the calling process does all by itself."""
        return not self.ray and self.processes == 1


ALONE = Workers()


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T, R]):
    """What became of one of many tasks."""

    n: int  # its place among them, from 0
    given: T
    result: R | None = None  # None where it failed
    error: str = ""  # why, one line


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article to audit, and which files are to be made of the report."""

    article: str  # a path; or what is fetched: an address, DOI, PMCID, arXiv number
    fetched: bool = False
    data: bytes | None = None  # the file's bytes, for a machine that does not see it
    forms: tuple[str, ...] = ()  # html, markdown, json, csv, docx
    all_comments: bool = False  # in the Word file, also where nothing is to be looked at
    offline: bool = False  # ask nobody


@dataclass(frozen=True, slots=True)
class Audited:
    """The report on an article, and the files made of it."""

    report: AuditReport
    files: Mapping[str, bytes] = field(default_factory=dict)  # by form
    notes: tuple[str, ...] = ()  # what is to be said of the files
