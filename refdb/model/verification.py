"""What became of a printed reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from refdb.model.article import Reference
from refdb.model.decisions import RETRACTED, Decision
from refdb.model.serving import Remark
from refdb.model.showing import shortened
from refdb.model.work import Standing, Work

Outcome = Literal["match", "mismatch", "partial", "not_comparable"]
Severity = Literal["", "minor", "major"]
Status = Literal[
    "verified",
    "field_mismatch",
    "identifier_points_elsewhere",
    "ambiguous",
    "not_found",
    "not_registered_here",
    "not_checkable",
    "unchecked",
]


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """One field of a printed reference beside the registered one.

    ``field`` is one of authors, title, container_title, year, volume, issue, pages, publisher, doi, pmid; ``reason``
    says in a few words what differs where the two texts alone do not show it.
    """

    field: str
    printed: str
    registered: str
    outcome: Outcome
    severity: Severity = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registered work that a reference may mean, with the probability that it does."""

    work: Work
    probability: float
    registry: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a reference; ``work`` is what it means, where that is known.

    ``confidence`` is the probability that the status is right. ``note`` says in a sentence what the user should know
    beyond status and diffs: which work a wrong DOI names, why a registry could not be asked.
    """

    status: Status
    work: Work | None = None
    confidence: float = 0.0
    diffs: tuple[FieldDiff, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    registries_asked: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_doubtful(self) -> bool:
        """Whether so much is wrong, the authors among it, that to take over what is registered would not mend it."""
        wrong = {diff.field for diff in self.diffs if diff.outcome == "mismatch" and diff.severity == "major"}
        return self.status == "field_mismatch" and "authors" in wrong and len(wrong) > 3

    def __repr__(self) -> str:
        wrong = ", ".join(diff.field for diff in self.diffs if diff.outcome == "mismatch")
        of = f" {self.work.doi or self.work.line}" if self.work else ""
        return f"<Verification {self.status}{of}{': ' if wrong else ''}{wrong}>"


@dataclass(frozen=True, slots=True)
class CheckedReference:
    """A reference of the article with what became of it; ``key`` is its work in the library, ``""`` without one."""

    reference: Reference
    verification: Verification
    key: str = ""
    standing: Standing | None = None  # of that work, where it was asked for
    decision: Decision | None = None  # the last that a reader made on this reference
    remarks: tuple[Remark, ...] = ()  # what readers noted on it, in the order of time

    @property
    def is_retracted(self) -> bool:
        """Whether the work that it means was retracted."""
        return self.standing is not None and self.standing.state == "retracted"

    @property
    def finding(self) -> str:
        """What refdb says of it in a word: "retracted", else its status."""
        return RETRACTED if self.is_retracted else self.status

    @property
    def is_decided(self) -> bool:
        """Whether a reader has settled what refdb says of it."""
        return self.decision is not None and self.decision.settles(self.finding)

    @property
    def status(self) -> Status:
        """What became of it, in a word."""
        return self.verification.status

    @property
    def work(self) -> Work | None:
        """The work that it means, where that is known."""
        return self.verification.work

    def __repr__(self) -> str:
        return f"<CheckedReference {self.reference.n}: {shortened(self.reference.raw)} {self.verification!r}>"
