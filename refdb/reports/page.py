"""What the HTML report shows where: the article cut at its claims, and every passage once, under its work.

A claim's note quotes the deciding sentence with a little around it and leads to the whole passage; the passage has all
deciding sentences marked and leads back to the claims. So a source that fifty claims cite is printed once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from refdb.model import AuditReport, Block, CheckedClaim, Evidence, Relation, Span, Work

# Blocks that are shown small and folded: they are part of the page, not of what it states.
_FOLDED = {"caption": "image description", "glossary": "glossary", "boilerplate": "page furniture", "table": "table"}
_LEFT_OUT = ("reference", "reference_heading", "title")
AROUND = 120  # characters of a passage that are quoted on each side of the deciding sentence
UNDECIDED = 2  # sources shown for a claim that none of them decides


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text and the numbers of the claims that it belongs to, which count from 1."""

    text: str
    claims: tuple[int, ...] = ()
    first: tuple[int, ...] = ()  # those that begin here
    last: tuple[int, ...] = ()  # those that end here


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the article as it is shown, with the numbers of its claims."""

    kind: str
    segments: tuple[Segment, ...]
    claims: tuple[int, ...]
    folded: str = ""  # what is folded away

    @property
    def text(self) -> str:
        """The block as plain text."""
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Quote:
    """Evidence beside a claim: the deciding sentence between its neighbours; ``passage`` is where all of it stands."""

    evidence: Evidence
    before: str
    rationale: str
    after: str
    passage: str  # id in the page
    source: str  # id in the page of the work


@dataclass(frozen=True, slots=True)
class Read:
    """A passage that was read, its deciding sentences marked with the claims that they decide."""

    id: str
    segments: tuple[Segment, ...]
    origin: str
    section: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """A claim that a work is read for, and what the work says of it."""

    claim: int
    relation: Relation
    cited: bool


@dataclass(frozen=True, slots=True)
class SourceRead:
    """A work that was read: its place in the page, its passages, and the claims it was read for."""

    id: str
    work: Work
    study: str
    retracted: bool
    passages: tuple[Read, ...]
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """All works that were read, by ``work_id``, and the quotes beside each claim, by its number."""

    by_work: Mapping[str, SourceRead]
    quotes: Mapping[int, tuple[Quote, ...]]
    unlisted: tuple[SourceRead, ...]  # those that no reference of the article means


def work_id(work: Work) -> str:
    """What makes a work the same work within a report."""
    return work.key or work.doi or work.full_title


def telling(checked: CheckedClaim) -> list[Evidence]:
    """The evidence shown beside a claim: what decides and what is cited, or the nearest that does not decide."""
    evidence = checked.verdict.evidence
    deciding = [e for e in evidence if e.relation != "neither"]
    decided = {work_id(e.work) for e in deciding}
    silent = [e for e in _one_each(e for e in evidence if e.cited) if work_id(e.work) not in decided]
    if deciding:
        return deciding + silent
    others = _one_each(e for e in evidence if not e.cited)
    return silent + others[: max(UNDECIDED - len(silent), 0)]


def _one_each(evidence: Iterable[Evidence]) -> list[Evidence]:
    """The first of each work."""
    first: dict[str, Evidence] = {}
    for e in evidence:
        first.setdefault(work_id(e.work), e)
    return list(first.values())


def sources_of(report: AuditReport) -> Sources:
    """Every work that was read for a claim, each passage once."""
    listed: dict[str, list[int]] = {}
    for checked in report.references:
        if checked.key:
            listed.setdefault(checked.key, []).append(checked.reference.n)
    shown = {n: telling(checked) for n, checked in enumerate(report.claims, 1)}
    found: dict[str, list[tuple[int, Evidence]]] = {}
    for n, pieces in shown.items():
        for evidence in pieces:
            found.setdefault(work_id(evidence.work), []).append((n, evidence))
    unlisted = [key for key in found if key not in listed]
    places = {key: f"reference-{numbers[0]}" for key, numbers in listed.items()}
    places |= {key: f"source-{number}" for number, key in enumerate(unlisted, 1)}
    by_work, ids = {}, dict[tuple[str, str], str]()
    for key, pairs in found.items():
        texts = list(dict.fromkeys(e.passage.text for _, e in pairs))
        ids |= {(key, text): f"passage-{len(ids) + i}" for i, text in enumerate(texts, 1)}
        passages = tuple(_read(ids[key, t], [(n, e) for n, e in pairs if e.passage.text == t]) for t in texts)
        first = pairs[0][1]
        by_work[key] = SourceRead(places[key], first.work, first.study, first.retracted, passages, _uses(pairs))
    quotes = {
        n: tuple(_quote(e, ids[work_id(e.work), e.passage.text], places[work_id(e.work)]) for e in pieces)
        for n, pieces in shown.items()
    }
    return Sources(by_work, quotes, tuple(by_work[key] for key in unlisted))


def _uses(pairs: Sequence[tuple[int, Evidence]]) -> tuple[Use, ...]:
    """One line for each claim: the decided relation, where several passages were read for it."""
    uses: dict[int, Use] = {}
    for n, e in pairs:
        if n not in uses or uses[n].relation == "neither":
            uses[n] = Use(n, e.relation, e.cited)
    return tuple(uses.values())


def _read(id_: str, pairs: Sequence[tuple[int, Evidence]]) -> Read:
    passage = pairs[0][1].passage
    text = passage.text
    spans = {(n, *e.rationale_span) for n, e in pairs if e.rationale_span and e.relation != "neither"}
    return Read(id_, tuple(cut(text, 0, len(text), sorted(spans))), passage.origin, passage.section, passage.page)


def _quote(evidence: Evidence, passage: str, source: str) -> Quote:
    text, span = evidence.passage.text, evidence.rationale_span or Span(0, 0)
    before, after = text[: span.start], text[span.end :]
    if not evidence.rationale_span:
        return Quote(evidence, "", "", shortened(text, 3 * AROUND), passage, source)
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].split(" ", 1)[-1]
    return Quote(evidence, before, evidence.rationale, shortened(after, AROUND), passage, source)


def shortened(text: str, most: int) -> str:
    """The beginning of a text, cut between words."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"


def parts_of(report: AuditReport) -> list[list[Part]]:
    """The article's blocks in order; those that are folded and follow each other come together."""
    runs: list[list[Part]] = []
    for part in _parts(report):
        if part.folded and runs and runs[-1][0].folded == part.folded:
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs


def _parts(report: AuditReport) -> Iterator[Part]:
    claims = sorted((checked.claim.start, n, checked.claim.end) for n, checked in enumerate(report.claims, 1))
    at = 0
    for block in report.article.blocks:
        inside = []
        while at < len(claims) and claims[at][0] < block.end:
            start, n, end = claims[at]
            inside.append((n, start, end))
            at += 1
        if block.kind not in _LEFT_OUT or inside:
            yield _part(report.article.text, block, inside)


def _part(text: str, block: Block, claims: Sequence[tuple[int, int, int]]) -> Part:
    segments = tuple(cut(text, block.start, block.end, claims))
    folded = "" if claims else _FOLDED.get(block.kind, "")
    return Part(block.kind, segments, tuple(n for n, _, _ in claims), folded)


def cut(text: str, start: int, end: int, spans: Sequence[tuple[int, int, int]]) -> Iterator[Segment]:
    """``text[start:end]`` cut at numbered spans (number, start, end), which may overlap or be the same."""
    inside = [(n, min(max(a, start), end), min(max(b, start), end)) for n, a, b in spans]
    inside = [span for span in inside if span[1] < span[2]]
    for a, b in pairwise(sorted({start, end, *(a for _, a, _ in inside), *(b for _, _, b in inside)})):
        yield Segment(
            text[a:b],
            tuple(n for n, x, y in inside if x <= a and b <= y),
            tuple(n for n, x, _ in inside if x == a),
            tuple(n for n, _, y in inside if y == b),
        )
