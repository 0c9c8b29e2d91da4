"""Everything an audit found out about one article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from refdb.model.article import Article
from refdb.model.decisions import Decision
from refdb.model.evidence import Claim, Verdict
from refdb.model.serving import Remark
from refdb.model.showing import counted, shortened, table
from refdb.model.verification import CheckedReference


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim of the article with its verdict."""

    claim: Claim
    verdict: Verdict
    decision: Decision | None = None  # the last that a reader made on this sentence
    remarks: tuple[Remark, ...] = ()  # what readers noted on it, in the order of time

    @property
    def is_decided(self) -> bool:
        """Whether a reader has settled what refdb says of it."""
        return self.decision is not None and self.decision.settles(self.verdict.label)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage that the article quotes, ``article.text[start:end]`` with its marks, beside the cited text.

    ``read`` says what was read of the work with this ``key``; ``passage`` is what stands there, ``differences`` are
    (printed, in the source), word by word.
    """

    text: str
    start: int
    end: int
    references: tuple[int, ...]
    found: Literal["exact", "nearly", "not_found", "unread"] = "unread"
    key: str = ""
    read: Literal["", "abstract", "full_text"] = ""
    passage: str = ""
    differences: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Carefulness:
    """What the judge was worth at the confidence asked for, on claims that it had not learned from."""

    claims: int
    settled: float  # share of these claims
    right: float  # share of those that it settled


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the article the report can speak for."""

    references: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)  # Status -> count
    uncited_references: int = 0
    claims: int = 0
    claims_judged: int = 0  # claims for which at least one source passage was read
    verdicts: Mapping[str, int] = field(default_factory=dict)  # VerdictLabel -> count
    works: int = 0  # works in the library that could serve as sources
    works_with_text: int = 0


@dataclass(frozen=True, slots=True)
class AuditReport:
    """Everything `refdb audit` found out about one article."""

    article: Article
    references: tuple[CheckedReference, ...]
    claims: tuple[CheckedClaim, ...]
    coverage: Coverage
    warnings: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    carefulness: Carefulness | None = None  # of the judge, where it was measured
    made: Mapping[str, str] = field(default_factory=dict)  # when, in which library, with which registry
    quotations: tuple[Quotation, ...] = ()
    own_results: tuple[Claim, ...] = ()  # what the article itself found: listed, not checked

    def __repr__(self) -> str:
        references, claims = counted(self.coverage.statuses), counted(self.coverage.verdicts)
        return (
            f"<{type(self).__name__} {shortened(self.article.title) or self.article.source.name!r}: "
            f"references: {references or 'none'}; claims: {claims or 'none'}>"
        )

    def _repr_html_(self) -> str:
        coverage = self.coverage
        covered = table(
            [
                ("references", str(coverage.references), escape(counted(coverage.statuses))),
                ("claims", str(coverage.claims), escape(counted(coverage.verdicts))),
                ("works in the library", str(coverage.works), f"{coverage.works_with_text} with text"),
            ]
        )
        warnings = "".join(f"<li>{escape(warning)}</li>" for warning in self.warnings)
        name = escape(self.article.title or self.article.source.name)
        return f"<p><b>{name}</b></p>{covered}{f'<ul>{warnings}</ul>' if warnings else ''}"
