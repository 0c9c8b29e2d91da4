"""The frozen dataclasses that travel between the rooms.

Text fields are ``""`` and sequences ``()`` where nothing is known, so that callers test with a plain ``if``.
Character offsets are half-open, ``text[start:end]``, and count Python characters (code points).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple


class Span(NamedTuple):
    """A half-open stretch of characters, ``text[start:end]``."""

    start: int
    end: int


# --- what an article says -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """A name as CSL cuts it; ``literal`` alone holds an institution or a name that cannot be cut."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def sort_name(self) -> str:
        """The family name with its particle, or the literal name."""
        return self.literal or f"{self.particle} {self.family}".strip()


ReferenceType = Literal[
    "",
    "article",
    "chapter",
    "book",
    "proceedings",
    "thesis",
    "report",
    "dataset",
    "software",
    "webpage",
    "preprint",
    "standard",
    "law",
]


@dataclass(frozen=True, slots=True)
class ParsedReference:
    """One printed reference and the fields read from it; ``confidence`` is the chance that all of them are right."""

    raw: str
    type: ReferenceType = ""
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    title: str = ""
    container_title: str = ""
    year: int | None = None
    year_suffix: str = ""  # the "b" of 2019b
    volume: str = ""
    issue: str = ""
    pages: str = ""  # "1425-1437", an article number, or a first page alone
    publisher: str = ""
    doi: str = ""  # bare and lower-case, "10.1000/xyz"
    pmid: str = ""
    pmcid: str = ""
    arxiv: str = ""
    isbn: str = ""
    url: str = ""
    et_al: bool = False  # the printed author list was cut short
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of an article's reference list; ``n`` counts from 1 in list order."""

    n: int
    parsed: ParsedReference
    label: str = ""  # as printed before the entry: "12", "Smi19"
    span: Span | None = None  # in Article.text; None where the reader had it from a structure outside the text

    @property
    def raw(self) -> str:
        """The entry as printed."""
        return self.parsed.raw


BlockKind = Literal[
    "title",
    "heading",
    "paragraph",
    "list_item",
    "abstract",
    "caption",
    "table",
    "glossary",
    "boilerplate",
    "reference_heading",
    "reference",
]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like unit of the article: ``article.text[start:end]``."""

    kind: BlockKind
    start: int
    end: int
    section: str = ""  # text of the nearest heading above


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a block that is prose (paragraph, list item, abstract, caption, table cell, glossary line)."""

    text: str
    start: int
    end: int
    block: int  # index into Article.blocks


@dataclass(frozen=True, slots=True)
class Citation:
    """A marker in the text and the references it points at."""

    marker: str
    span: Span  # of the marker in Article.text
    sentence: int  # index into Article.sentences
    reference_numbers: tuple[int, ...]
    undefined: tuple[str, ...] = ()  # parts of the marker that no reference answers to


@dataclass(frozen=True, slots=True)
class Pointer:
    """A place in the text that the file itself links to another: a hyperlink, an ``xref``, a citation field.

    It leads to a place in the text (``at``), or to a reference that the reader knows (``reference``), or, with
    neither, to nothing that the file holds: ``name`` says what it asked for.
    """

    start: int
    end: int
    at: int = -1
    reference: int = 0  # its n
    name: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article came from: file name or ``-``, format, SHA-256 of its bytes, encoding of a text format."""

    name: str = ""
    format: str = ""
    sha256: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """The document under study. All offsets point into ``text``.

    A reader gives title, text, blocks, sentences, source and the links that the file keeps (``pointers``); one whose
    format keeps the references themselves (JATS, Word fields, LaTeX) gives those too, those it could not cut into
    fields with their ``raw`` alone. The citations room adds the rest.
    """

    title: str
    text: str
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    references: tuple[Reference, ...] = ()
    citations: tuple[Citation, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    source: Source = Source()
    warnings: tuple[str, ...] = ()


# --- what is registered ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """A registry's answer about one work: a CSL-JSON item in Crossref's flavour, and who gave it."""

    registry: str
    key: str  # the registry's own identifier, usually the DOI
    item: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Update:
    """A later notice about a work: retraction, correction, expression of concern …

    A type that ends in " of" says the reverse: the work itself is that notice, and ``doi`` is the work it is about.
    """

    type: str
    doi: str = ""
    source: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a work still stands; ``sources`` are those that answered about it, and without one it is unchecked."""

    state: Literal["retracted", "clear", "unchecked"] = "unchecked"
    notices: tuple[Update, ...] = ()  # what befell it, the gravest first, under Crossref's names of the kinds
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A registered publication: what a reference means.

    ``key`` is the work's key in the library (a citation key), ``""`` outside one.
    """

    key: str = ""
    type: str = ""  # Crossref's type names: journal-article, book-chapter …
    title: str = ""  # plain text, without the subtitle
    subtitle: str = ""
    other_titles: tuple[str, ...] = ()  # original, short or translated titles
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    container_title: str = ""
    container_title_short: str = ""
    year: int | None = None  # issued
    years: tuple[int, ...] = ()  # every year a reader may print: issued, online, print
    date: tuple[int, ...] = ()  # issued as (year[, month[, day]])
    volume: str = ""
    issue: str = ""
    pages: str = ""
    article_number: str = ""
    publisher: str = ""
    publisher_place: str = ""
    edition: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    arxiv: str = ""
    isbn: tuple[str, ...] = ()
    issn: tuple[str, ...] = ()
    url: str = ""
    language: str = ""
    abstract: str = ""  # plain text, paragraphs divided by a blank line
    full_text: str = ""
    updates: tuple[Update, ...] = ()
    aliases: tuple[str, ...] = ()  # other keys it goes by: those of merged duplicates, biblatex's ``ids``
    tags: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()  # folders of Zotero, groups of JabRef; "thesis/chapter 2" lies in "thesis"
    notes: tuple[str, ...] = ()  # a reader's own, not printed
    files: tuple[str, ...] = ()  # paths and addresses of linked files
    extra: tuple[tuple[str, str], ...] = ()  # what else a file said: CSL's variable names, or "bib:…", "ris:…"

    def more(self, name: str) -> str:
        """What ``extra`` has under this name first, or nothing."""
        return next((value for known, value in self.extra if known == name), "")

    @property
    def full_title(self) -> str:
        """Title and subtitle, as a reader would print them."""
        return f"{self.title}: {self.subtitle}" if self.subtitle and self.subtitle not in self.title else self.title


# --- what became of a reference -------------------------------------------------------------

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

    ``field`` is one of authors, title, container_title, year, volume, issue, pages, publisher, doi, pmid.
    """

    field: str
    printed: str
    registered: str
    outcome: Outcome
    severity: Severity = ""


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


# --- passages, claims, verdicts -------------------------------------------------------------

Origin = Literal["abstract", "full_text", "title"]


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


Relation = Literal["supports", "contradicts", "neither"]
VerdictLabel = Literal["supported", "contradicted", "mixed", "not_settled", "no_source", "source_unavailable"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says of one claim and one passage."""

    relation: Relation
    confidence: float  # calibrated probability of the relation
    rationale: Span | None  # the deciding sentence, in Passage.text


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

    @property
    def rationale(self) -> str:
        """The sentence that decides, or ``""``."""
        return self.passage.text[slice(*self.rationale_span)] if self.rationale_span else ""


@dataclass(frozen=True, slots=True)
class PartVerdict:
    """What the sources say of one of several statements that a claim makes."""

    text: str
    label: VerdictLabel
    confidence: float = 0.0
    rationale: str = ""  # the sentence that decides, where one does
    work: str = ""  # the key of the work it is from


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the sources say of a claim, never without the evidence for it."""

    label: VerdictLabel
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    parts: tuple[PartVerdict, ...] = ()  # of a claim that states several things


# --- the report -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CheckedReference:
    """A reference of the article with what became of it; ``key`` is its work in the library, ``""`` without one."""

    reference: Reference
    verification: Verification
    key: str = ""
    standing: Standing | None = None  # of that work, where it was asked for


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
