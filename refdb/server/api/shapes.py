"""What is sent and answered, as OpenAPI has it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from refdb.model import Role

PRINTED = "LeBoff MS. Supplemental vitamin D and incident fractures. N Engl J Med. 2022;387:299-309."
Printed = Annotated[str, Field(min_length=3, max_length=4000)]
Line = Annotated[str, Field(max_length=2000)]
Lines = Annotated[list[Line], Field(max_length=2000)]


class Sent(BaseModel):
    """What a client sends: as it is written down here, and nothing else."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Answer(BaseModel):
    """What is answered; later versions may add fields."""

    model_config = ConfigDict(extra="allow")


class ToVerify(Sent):
    """Printed references; a long list is better sent as an article."""

    references: Annotated[list[Printed], Field(min_length=1, max_length=20, examples=[[PRINTED]])]
    offline: bool = Field(False, description="Ask no registry; what it answered before counts.")


class ToParse(Sent):
    """Printed references."""

    references: Annotated[list[Printed], Field(min_length=1, max_length=500, examples=[[PRINTED]])]


class ToCheck(Sent):
    """A claim, and the text to judge it against; without one the library is searched."""

    claim: Annotated[str, Field(min_length=3, max_length=2000, examples=["Vitamin D prevents fractures."])]
    evidence_text: Annotated[str, Field(max_length=100_000)] = ""


class ToFetch(Sent):
    """An article on the public web: its http(s) address, DOI, PMCID or arXiv number."""

    address: Annotated[str, Field(min_length=3, max_length=2000, examples=["https://arxiv.org/abs/2101.00001"])]


class ToDecide(Sent):
    """What somebody decided on a claim (by its place, from 1) or a reference (by its number) of an audit."""

    audit: Annotated[int, Field(ge=1, le=2**31 - 1, examples=[1])]
    kind: Literal["claim", "reference"]
    n: Annotated[int, Field(ge=1, le=100_000, examples=[3])]
    verdict: Annotated[str, Field(max_length=40, description="What is right instead; empty agrees with refdb.")] = ""
    note: Annotated[str, Field(max_length=4000)] = ""


class WorkChanges(Sent):
    """Fields of a work to change; null or an empty text takes a field away, what is not named stays."""

    key: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    type: Line | None = None
    title: Line | None = None
    subtitle: Line | None = None
    authors: Annotated[Lines, Field(description='"Family, Given"')] | None = None
    editors: Lines | None = None
    container_title: Line | None = None
    container_title_short: Line | None = None
    year: Annotated[int, Field(ge=0, le=9999)] | None = None
    volume: Line | None = None
    issue: Line | None = None
    pages: Line | None = None
    publisher: Line | None = None
    doi: Line | None = None
    pmid: Line | None = None
    url: Line | None = None
    language: Line | None = None
    abstract: Annotated[str, Field(max_length=100_000)] | None = None
    tags: Lines | None = None
    collections: Lines | None = None
    notes: Lines | None = None
    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Sleep and memory", "tags": ["sleep"]}]})


class NewUser(Sent):
    """Somebody to take in."""

    name: Annotated[str, Field(min_length=1, max_length=80, examples=["ann"])]
    role: Role = "editor"
    password: Annotated[str, Field(max_length=200, description="At least 10 characters; empty: tokens alone.")] = ""


class NewRole(Sent):
    """What somebody may do from now on."""

    role: Annotated[Role, Field(examples=["reader"])]


class Page(Answer):
    """Some of a list; the ``Link`` header says where the others are."""

    items: list[dict[str, Any]]
    total: int


class JobShown(Answer):
    """An audit or import that a worker does. ``result`` has the number of the audit when it is done."""

    id: int
    kind: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    step: str
    done: int
    total: int
    ahead: int
    error: str
    result: dict[str, Any]
    created_at: str
    ended_at: str


class Verified(Answer):
    """What became of each reference, as `refdb verify --json` has it, and what is to be said of all."""

    items: list[dict[str, Any]]
    notes: list[str]


class Judged(Answer):
    """A verdict as `refdb check --json` has it."""

    claim: str
    verdict: str
    confidence: float
    evidence: list[dict[str, Any]]
    notes: list[str]


class WorkShown(Answer):
    """A work: its fields, whether it still stands, who cites it."""

    key: str
    doi: str
    title: str
    standing: dict[str, Any]
    cited_by: list[dict[str, Any]]


class UserShown(Answer):
    """A reader looks and searches; an editor decides and edits, too; an owner has the accounts, too."""

    name: str
    role: Role


class Decided(Answer):
    """A decision, which is kept and never changed."""

    kind: str
    text: str
    machine: str
    stance: str
    verdict: str
    note: str
    by: str
    at: str
