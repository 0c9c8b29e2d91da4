"""Everything an audit found out about one article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from refdb.model.article import Article
from refdb.model.evidence import Claim, Verdict
from refdb.model.verification import CheckedReference


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim of the article with its verdict."""

    claim: Claim
    verdict: Verdict


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
