"""The report as one HTML file: coverage, references, then the article with each claim and what sources say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import quote

from refdb.model import AuditReport, Block, CheckedClaim, CheckedReference, Evidence, FieldDiff
from refdb.reports.summaries import in_words, is_retracted, needs_a_look, uses
from refdb.reports.wording import FIELDS, FINDINGS, STANDINGS, STATUSES, VERDICTS, notice, sureness, work_line

# Blocks that are shown small and folded: they are part of the page, not of what it states.
_FOLDED = {"caption": "image description", "glossary": "glossary", "boilerplate": "page furniture", "table": "table"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a block's text; ``claim`` counts from 1, 0 where it is no claim."""

    text: str
    claim: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the article as it is shown, with the numbers of its claims."""

    kind: str
    segments: tuple[Segment, ...]
    claims: tuple[int, ...]
    folded: str = ""  # what is folded away


def render(report: AuditReport) -> str:
    """The report as a self-contained page; every text in it is escaped, nothing is fetched from elsewhere."""
    from jinja2 import Environment, StrictUndefined

    templates = files("refdb.reports") / "templates"
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(sure=sureness, work=work_line, doi_url=doi_url, quoted=_quoted)
    template = environment.from_string((templates / "report.html").read_text(encoding="utf-8"))
    ordered = sorted(report.references, key=_rank)
    return template.render(
        report=report,
        css=(templates / "report.css").read_text(encoding="utf-8"),
        parts=_folded_runs(list(_parts(report))),
        attention=[c for c in ordered if needs_a_look(c)],
        others=[c for c in report.references if not needs_a_look(c)],
        standings=STANDINGS,
        notice=notice,
        uses={n: in_words(use) for n, use in uses(report).items()},
        statuses=STATUSES,
        verdicts=VERDICTS,
        fields=FIELDS,
        differing=_differing,
        shown=_shown,
    )


def doi_url(doi: str) -> str:
    """A link to a work; a DOI is data from outside, so nothing in it can leave the path."""
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}"


def _rank(checked: CheckedReference) -> int:
    """Retracted works first, then the gravest findings."""
    if is_retracted(checked):
        return -1
    status = checked.verification.status
    return FINDINGS.index(status) if status in FINDINGS else len(FINDINGS)


def _differing(diffs: Sequence[FieldDiff]) -> list[FieldDiff]:
    return [diff for diff in diffs if diff.outcome in ("mismatch", "partial")]


def _shown(checked: CheckedClaim) -> list[Evidence]:
    """The evidence beside a claim: what decides, or the nearest that does not."""
    evidence = checked.verdict.evidence
    deciding = [e for e in evidence if e.relation != "neither"]
    return list(deciding or evidence[:1]) if checked.verdict.label != "not_settled" else list(evidence[:2])


def _quoted(evidence: Evidence) -> list[Segment]:
    """The passage, its rationale marked."""
    text, span = evidence.passage.text, evidence.rationale_span
    if not span:
        return [Segment(text)]
    pieces = [Segment(text[: span.start]), Segment(text[span.start : span.end], 1), Segment(text[span.end :])]
    return [piece for piece in pieces if piece.text]


def _parts(report: AuditReport) -> Iterator[Part]:
    claims = [(n, checked.claim.start, checked.claim.end) for n, checked in enumerate(report.claims, 1)]
    at = 0
    for block in report.article.blocks:
        inside = []
        while at < len(claims) and claims[at][1] < block.end:
            inside.append(claims[at])
            at += 1
        if block.kind in ("reference", "reference_heading", "title"):
            continue
        segments = tuple(_segments(report.article.text, block, inside))
        folded = "" if inside else _FOLDED.get(block.kind, "")
        yield Part(block.kind, segments, tuple(n for n, _, _ in inside), folded)


def _segments(text: str, block: Block, claims: Sequence[tuple[int, int, int]]) -> Iterator[Segment]:
    at = block.start
    for n, start, end in claims:
        if start > at:
            yield Segment(text[at:start])
        yield Segment(text[max(at, start) : end], n)
        at = max(at, end)
    if at < block.end:
        yield Segment(text[at : block.end])


def _folded_runs(parts: Sequence[Part]) -> list[list[Part]]:
    """Folded blocks that follow each other are folded together."""
    runs: list[list[Part]] = []
    for part in parts:
        if part.folded and runs and runs[-1][0].folded == part.folded:
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs
