"""What the tools answer, as the schemas that a client is told of."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads the standard library's only from Python 3.12 on


class Difference(TypedDict):
    """A field that is printed otherwise than it is registered."""

    field: str
    printed: str
    registered: str
    severity: str


class Brief(TypedDict):
    """A work in a line, with what names it."""

    key: str
    doi: str
    work: str


class Checked(TypedDict):
    """What became of a printed reference. ``asked`` are those who answered; ``caution`` is what was not asked."""

    status: str
    meaning: str
    key: str
    doi: str
    work: str
    confidence: float
    differences: list[Difference]
    standing: str
    notices: list[str]
    candidates: list[Brief]
    asked: list[str]
    note: str
    caution: str


class Parsed(TypedDict):
    """The fields of a printed reference; people are "Family, Given"."""

    raw: str
    type: str
    authors: list[str]
    editors: list[str]
    title: str
    container_title: str
    year: int | None
    volume: str
    issue: str
    pages: str
    publisher: str
    doi: str
    confidence: float


class ParsedList(TypedDict):
    """The references in their order. Nobody was asked whether they exist."""

    references: list[Parsed]


class Holding(TypedDict):
    """How much of the library could be read at all."""

    works: int
    with_text: int
    without_text: int


class Found(TypedDict):
    """A work with the passage that fits best; ``read`` says what the passage is of."""

    key: str
    doi: str
    work: str
    passage: str
    read: str
    page: str
    retracted: bool


class Search(TypedDict):
    """The works found. A work without text is found by its title alone."""

    hits: list[Found]
    library: Holding
    notes: list[str]


class Piece(TypedDict):
    """A passage and what it says of the claim; ``deciding`` is the sentence that decides."""

    key: str
    doi: str
    work: str
    relation: str
    confidence: float
    deciding: str
    passage: str
    read: str
    page: str
    retracted: bool


class Judged(TypedDict):
    """What the sources say of a claim; ``read_from`` says which sources were there to be read."""

    claim: str
    verdict: str
    meaning: str
    confidence: float
    note: str
    evidence: list[Piece]
    read_from: str
    notes: list[str]


class DoubtfulReference(TypedDict):
    """A reference of the article that somebody should look at."""

    n: int
    raw: str
    status: str
    key: str
    doi: str
    differs: list[str]
    note: str


class DoubtfulClaim(TypedDict):
    """A claim of the article of which a source says otherwise."""

    sentence: str
    references: list[int]
    verdict: str
    confidence: float
    deciding: str
    key: str
    doi: str


class Audited(TypedDict):
    """An audit in brief; the whole of it is read at ``report``."""

    title: str
    report: str
    statuses: dict[str, int]
    verdicts: dict[str, int]
    look_at_references: list[DoubtfulReference]
    look_at_claims: list[DoubtfulClaim]
    left_out: int
    library: Holding
    warnings: list[str]


class Bibliography(TypedDict):
    """Works in a format."""

    format: str
    works: int
    text: str
    warnings: list[str]


class Citing(TypedDict):
    """An article of the library."""

    article: int
    title: str


class WorkShown(TypedDict):
    """A work with what the library knows of it; ``standing`` is "unchecked" where nobody was asked."""

    key: str
    doi: str
    work: str
    type: str
    title: str
    authors: list[str]
    year: int | None
    container_title: str
    volume: str
    issue: str
    pages: str
    pmid: str
    abstract: str
    text: str
    tags: list[str]
    standing: str
    notices: list[str]
    cited_by: list[Citing]
    resource: str
