"""The tables of a library. Rows never leave the database room: rows.py turns them into the model's dataclasses.

A change here needs a migration in migrations/versions; a test compares the two.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import JSON, Double, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

JsonDict = dict[str, Any]
JsonList = list[Any]


LISTS = JSON().with_variant(JSONB(), "postgresql")  # compared with "[]"; plain JSON keeps the order of names


class Base(DeclarativeBase):
    """What all tables share: how Python types become column types."""

    type_annotation_map = {JsonDict: JSON, JsonList: LISTS, bytes: LargeBinary}  # noqa: RUF012  (SQLAlchemy's own form)


class WorkRow(Base):
    """A work of the library; the columns carry the names of ``refdb.model.Work``."""

    __tablename__ = "work"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    title: Mapped[str]
    subtitle: Mapped[str]
    title_folded: Mapped[str] = mapped_column(index=True)  # letters and digits alone: how duplicates are found
    other_titles: Mapped[JsonList]
    authors: Mapped[JsonList]
    editors: Mapped[JsonList]
    container_title: Mapped[str]
    container_title_short: Mapped[str]
    year: Mapped[int | None]
    years: Mapped[JsonList]
    date: Mapped[JsonList]
    volume: Mapped[str]
    issue: Mapped[str]
    pages: Mapped[str]
    article_number: Mapped[str]
    publisher: Mapped[str]
    publisher_place: Mapped[str]
    edition: Mapped[str]
    doi: Mapped[str] = mapped_column()
    pmid: Mapped[str]
    pmcid: Mapped[str]
    arxiv: Mapped[str]
    isbn: Mapped[JsonList]
    issn: Mapped[JsonList]
    url: Mapped[str]
    language: Mapped[str]
    abstract: Mapped[str]
    full_text: Mapped[str]
    updates: Mapped[JsonList]
    aliases: Mapped[JsonList] = mapped_column(server_default="[]")
    tags: Mapped[JsonList] = mapped_column(server_default="[]")
    collections: Mapped[JsonList] = mapped_column(server_default="[]")
    notes: Mapped[JsonList] = mapped_column(server_default="[]")
    files: Mapped[JsonList] = mapped_column(server_default="[]")
    extra: Mapped[JsonList] = mapped_column(server_default="[]")
    created_at: Mapped[str]

    __table_args__ = (
        Index("work_doi", "doi", unique=True, sqlite_where=doi != "", postgresql_where=doi != ""),
        # SQLite finds nothing by the index above unless a query says `doi != ''` in these very words.
        Index("work_by_doi", "doi"),
        Index("work_pmid", "pmid"),
        Index("work_pmcid", "pmcid"),
        Index("work_arxiv", "arxiv"),
    )


class NameRow(Base):
    """A key or an alias of a work, in small letters."""

    __tablename__ = "name"

    name: Mapped[str] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id", ondelete="CASCADE"), primary_key=True, index=True)


class NoticeRow(Base):
    """A DOI that a work, being a notice, is about."""

    __tablename__ = "notice"

    doi: Mapped[str] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id", ondelete="CASCADE"), primary_key=True, index=True)


class ArticleRow(Base):
    """An article under study, as read; the same bytes are stored once."""

    __tablename__ = "article"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(index=True)
    format: Mapped[str]
    encoding: Mapped[str]
    title: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    blocks: Mapped[JsonList]
    sentences: Mapped[JsonList]
    citations: Mapped[JsonList]
    warnings: Mapped[JsonList]
    authors: Mapped[JsonList] = mapped_column(server_default="[]")
    date: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[str]


class ReferenceRow(Base):
    """One entry of an article's reference list, what was read from it, and what became of it."""

    __tablename__ = "reference"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    n: Mapped[int]
    label: Mapped[str]
    start: Mapped[int | None]
    end: Mapped[int | None]
    parsed: Mapped[JsonDict]
    status: Mapped[str]  # "" until it was verified for the first time
    verification: Mapped[JsonDict]
    registry_name: Mapped[str] = mapped_column("registry")  # SQLAlchemy keeps the bare name for itself
    verified_at: Mapped[str]
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work.id", ondelete="SET NULL"), index=True)

    __table_args__ = (UniqueConstraint("article_id", "n"),)


class SourceRecordRow(Base):
    """A registry's answer to one question, kept so that nothing is asked twice."""

    __tablename__ = "source_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    registry_name: Mapped[str] = mapped_column("registry")  # SQLAlchemy keeps the bare name for itself
    question: Mapped[str]
    answer: Mapped[str]  # JSON as received
    sha256: Mapped[str]
    fetched_at: Mapped[str]

    __table_args__ = (UniqueConstraint("registry", "question"),)


class TextOriginRow(Base):
    """Who gave a work its abstract or its full text: a registry, or a file that the user attached."""

    __tablename__ = "text_origin"

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id", ondelete="CASCADE"))
    field: Mapped[str]  # "abstract" or "full_text"
    source: Mapped[str]  # a registry's name, or "file"
    name: Mapped[str]  # of the file, or the registry's own identifier
    sha256: Mapped[str] = mapped_column(index=True)  # of the file's bytes
    fetched_at: Mapped[str]

    __table_args__ = (UniqueConstraint("work_id", "field"),)


class AnsweredRow(Base):
    """A source that answered about a work's retractions and corrections, and when it did last."""

    __tablename__ = "answered"

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id", ondelete="CASCADE"))
    source: Mapped[str]
    answered_at: Mapped[str]

    __table_args__ = (UniqueConstraint("work_id", "source"),)


class PassageRow(Base):
    """A piece of a work's text. An id is never used twice: the vector index knows a passage by it alone."""

    __tablename__ = "passage"

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id", ondelete="CASCADE"), index=True)
    n: Mapped[int]
    text: Mapped[str]
    sentences: Mapped[JsonList]
    section: Mapped[str]
    page: Mapped[str]
    origin: Mapped[str]

    __table_args__ = (
        UniqueConstraint("work_id", "n"),
        Index("passage_origin", "origin", "work_id"),  # how many works have text is counted in it alone
        {"sqlite_autoincrement": True},
    )


class VectorRow(Base):
    """The embedding of a passage by one model (float32, little-endian); the files in indexes/ are made from these."""

    __tablename__ = "vector"

    passage_id: Mapped[int] = mapped_column(ForeignKey("passage.id", ondelete="CASCADE"), primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)  # fingerprint
    vector: Mapped[bytes]


class AuditRow(Base):
    """A finished audit: the document that `refdb audit --json` writes."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), index=True)
    document: Mapped[JsonDict]
    report: Mapped[str] = mapped_column(server_default="")  # the report itself as JSON, from which a page is made again
    created_at: Mapped[str]


class SaidColumns:
    """What a reader says on a claim or a reference; rows are never changed or taken out: SQL refuses both."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    folded: Mapped[str]  # the text as it is found again
    text: Mapped[str]
    article: Mapped[str]  # the file's name; the article itself need not be in the library
    sha256: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)  # of all that was said, so that it is kept once


class DecisionRow(SaidColumns, Base):
    """What a reader decided; the columns carry the names of ``refdb.model.Decision``."""

    __tablename__ = "decision"

    machine: Mapped[str]
    stance: Mapped[str]
    verdict: Mapped[str]
    note: Mapped[str]
    by: Mapped[str] = mapped_column("decided_by")
    at: Mapped[str] = mapped_column("decided_at")

    __table_args__ = (Index("decision_text", "kind", "folded"),)


class RemarkRow(SaidColumns, Base):
    """What a reader noted, whom it was given to, that it is done; the names are those of ``refdb.model.Remark``."""

    __tablename__ = "remark"

    action: Mapped[str]
    value: Mapped[str]
    by: Mapped[str] = mapped_column("made_by")
    at: Mapped[str] = mapped_column("made_at")

    __table_args__ = (Index("remark_text", "kind", "folded"),)


class AccountRow(Base):
    """Somebody who may use the library's server."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]  # argon2's hash; "" where only tokens are used
    created_at: Mapped[str]
    role: Mapped[str] = mapped_column(server_default="editor")  # "reader", "editor" or "owner"


class AccessRow(Base):
    """What proves who is asking: a session of a browser or a token of a program, of which only the hash is kept."""

    __tablename__ = "access"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]  # "session" or "token"
    label: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[str]
    expires_at: Mapped[str]  # "" where it does not


class JobRow(Base):
    """Work for the server's workers: taken in a transaction, so that no two have the same."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    given: Mapped[JsonDict]
    owner: Mapped[str]
    state: Mapped[str]  # "queued", "running", "done", "failed" or "cancelled"
    worker: Mapped[str]  # who has it
    cancelling: Mapped[bool]
    attempts: Mapped[int]
    step: Mapped[str]
    done: Mapped[int]
    total: Mapped[int]
    result: Mapped[JsonDict]
    error: Mapped[str]
    created_at: Mapped[str]
    started_at: Mapped[str]
    beaten_at: Mapped[float] = mapped_column(Double)  # seconds since 1970 of the worker's last sign of life
    ended_at: Mapped[str]

    __table_args__ = (Index("job_state", "state", "id"),)


class ChangeRow(Base):
    """A change of the library that can be taken back."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[str]
    summary: Mapped[str]  # one line for the user
    created_at: Mapped[str]
    undone_at: Mapped[str]  # "" while it stands


class JournalRow(Base):
    """What became of a row in a change; of a change that was undone, what became of it in the undoing."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id", ondelete="CASCADE"))
    table_name: Mapped[str] = mapped_column("table")
    row_id: Mapped[int]
    action: Mapped[str]  # "insert", "update" or "delete"
    before: Mapped[str]  # JSON of the columns that changed, as they were; of all where the row went

    __table_args__ = (Index("journal_change", "change_id"), Index("journal_row", "table", "row_id"))

    @property
    def columns(self) -> set[str]:
        """The columns that changed."""
        return set(json.loads(self.before))
