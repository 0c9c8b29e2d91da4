"""What sources say of a claim: passages, judgements, evidence, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from refdb.model.article import Span
from refdb.model.showing import link, shortened, table
from refdb.model.work import Work

Origin = Literal["abstract", "full_text", "title"]
ClaimKind = Literal["literature", "own"]
ClaimChoice = Literal["cited", "literature", "all"]  # which claims an audit checks


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a work's abstract or full text: the unit that is embedded and quoted."""

    work: str  # the work's key
    text: str
    sentences: tuple[Span, ...] = ()  # in text
    section: str = ""
    page: str = ""
    origin: Origin = "abstract"
    title: str = ""  # the work's title, context for embedding and judging
    id: int = 0  # row in the library's database, 0 outside one


@dataclass(frozen=True, slots=True)
class Hit:
    """A work found by a search, with its best passage; ``parts`` explains the score."""

    work: Work
    passage: Passage
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Hit {self.score:.2f} {self.work!r}>"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an article that states something a source could support or contradict.

    ``text`` is what is judged (markers and author names removed); ``start`` and ``end`` are where it stands in
    Article.text.
    """

    text: str
    start: int = 0
    end: int = 0
    sentence: int = 0  # index into Article.sentences
    references: tuple[int, ...] = ()
    resolved: str = ""  # how a word that points back was read: "It = Clomiphene"
    kind: ClaimKind = "literature"  # or what the article itself found


Relation = Literal["supports", "contradicts", "neither"]
VerdictLabel = Literal["supported", "contradicted", "mixed", "not_settled", "no_source", "source_unavailable"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says of one claim and one passage."""

    relation: Relation
    confidence: float  # calibrated probability of the relation
    rationale: Span | None  # the deciding sentence, in Passage.text
    chances: tuple[float, float] = (0.0, 0.0)  # that it supports, that it contradicts, whatever is claimed


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with its relation to a claim."""

    work: Work
    passage: Passage
    relation: Relation
    confidence: float
    rationale_span: Span | None = None
    cited: bool = False  # the claim's own marker points at this work
    score: float = 0.0  # retrieval score
    study: str = ""  # what kind of study the work says it is: "randomised trial"; "" where it does not say
    retracted: bool = False  # or withdrawn, removed, or under an expression of concern, as far as was asked
    second: Judgement | None = None  # what another judge says of it; it changes no verdict
    chances: tuple[float, float] = (0.0, 0.0)  # as the judge gave them, also where the relation is "neither"
    unread: bool = False  # the passage was found too far from the claim for the judge to be asked

    @property
    def rationale(self) -> str:
        """The sentence that decides, or ``""``."""
        return self.passage.text[slice(*self.rationale_span)] if self.rationale_span else ""

    def __repr__(self) -> str:
        return f"<Evidence {self.relation} {self.confidence:.2f} {self.work!r}>"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the sources say of a claim, never without the evidence for it."""

    label: VerdictLabel
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    leaning: Evidence | None = None  # of a claim that is not settled: the best source, with its side and that chance

    def __repr__(self) -> str:
        return f"<Verdict {self.label} {self.confidence:.2f}, {len(self.evidence)} passages read>"

    def _repr_html_(self) -> str:
        sure = f" ({self.confidence:.0%})" if self.evidence else ""
        said = f"<b>{self.label.replace('_', ' ')}</b>{sure}"
        rows = (
            (
                e.relation,
                escape(e.rationale or shortened(e.passage.text, 200)),
                f"{escape(e.work.line)} {link(e.work.doi)}",
            )
            for e in self.evidence
        )
        return f"<p>{' '.join(filter(None, [said, escape(self.note)]))}</p>{table(rows) if self.evidence else ''}"
