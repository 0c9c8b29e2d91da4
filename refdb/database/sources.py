"""Where a work's texts came from, and which sources answered about its retractions.

Beside store.py the only module that sees rows; its functions join a store's transaction like the store's own methods.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from refdb.database.rows import merged, work_from_row, work_values
from refdb.database.store import Store
from refdb.database.tables import AnsweredRow, SourceRecordRow, TextOriginRow, WorkRow
from refdb.database.times import now
from refdb.errors import InputError
from refdb.model import Person, Update, Work

Field = Literal["abstract", "full_text"]
FILE = "file"
_OUTLINED = ("key", "title", "subtitle", "year", "doi", "pmid", "pmcid", "abstract")


@dataclass(frozen=True, slots=True)
class TextOrigin:
    """Who gave a work one of its texts.

    ``source`` is a registry's name, or "file"; ``name`` the file's name, or the registry's own identifier; ``sha256``
    is that of the file's bytes.
    """

    field: Field
    source: str
    name: str = ""
    sha256: str = ""
    fetched_at: str = ""  # UTC, ISO 8601; set when it is stored


@dataclass(frozen=True, slots=True)
class Outline:
    """A work by what it is asked for and recognised by: names, numbers, abstract and notices, but no full text."""

    work: Work
    has_full_text: bool


def outlines(store: Store, keys: Iterable[str] | None = None) -> list[Outline]:
    """All works in the order they came, or those with the given keys; quick also where all have a full text."""
    columns = [getattr(WorkRow, name) for name in _OUTLINED]
    query = select(*columns, WorkRow.authors, WorkRow.updates, WorkRow.full_text != "").order_by(WorkRow.id)
    if keys is not None:
        query = query.where(WorkRow.key.in_(list(keys)))
    with store._reading() as session:
        found = []
        for *values, authors, updates, has_full_text in session.execute(query):
            work = Work(
                **dict(zip(_OUTLINED, values, strict=True)),
                authors=tuple(Person(**person) for person in authors),
                updates=tuple(Update(**update) for update in updates),
            )
            found.append(Outline(work, bool(has_full_text)))
        return found


def set_text(store: Store, key: str, text: str, origin: TextOrigin) -> None:
    """Make ``text`` the abstract or full text (``origin.field``) of a work, whatever it had before.

    Its passages are the caller's affair.

    Raises:
        InputError: the library has no such work.
    """
    with store._writing() as session:
        row = _row(session, key)
        setattr(row, origin.field, text)
        _note(session, row.id, origin)


def note_origin(store: Store, key: str, origin: TextOrigin) -> None:
    """Remember who gave a work a text that it has already."""
    with store._writing() as session:
        _note(session, _row(session, key).id, origin)


def complete(store: Store, key: str, found: Work) -> None:
    """Give a work what it lacks and ``found`` has; unlike ``Store.add_work`` it must be here, under this key."""
    with store._writing() as session:
        row = _row(session, key)
        whole = replace(merged(work_from_row(row), found), key=key)
        if whole.doi != row.doi and session.scalar(select(WorkRow.id).where(WorkRow.doi == whole.doi)):
            whole = replace(whole, doi=row.doi)  # another work of the library has that DOI: they are to be merged
        for name, value in work_values(whole).items():
            setattr(row, name, value)


def add_updates(store: Store, key: str, updates: Iterable[Update], source: str, when: str = "") -> None:
    """Keep the notices that ``source`` has about a work, and that it answered at ``when`` (UTC, ISO 8601), or now."""
    with store._writing() as session:
        row = _row(session, key)
        work = work_from_row(row)
        whole = replace(work, updates=tuple(dict.fromkeys((*work.updates, *updates))))
        if whole != work:
            row.updates = work_values(whole)["updates"]
        query = select(AnsweredRow).where(AnsweredRow.work_id == row.id, AnsweredRow.source == source)
        found = session.scalar(query)
        if found is None:
            session.add(AnsweredRow(work_id=row.id, source=source, answered_at=when or now()))
        else:
            found.answered_at = when or now()


def recorded_at(store: Store, registry: str, question: str) -> str:
    """When a registry gave the answer that the library keeps (UTC, ISO 8601); ``""`` where it keeps none."""
    with store._reading() as session:
        query = select(SourceRecordRow.fetched_at).where(
            SourceRecordRow.registry_name == registry, SourceRecordRow.question == question
        )
        return session.scalar(query) or ""


def answered(store: Store) -> dict[str, dict[str, str]]:
    """For each work's key the sources that answered about it, with the time (UTC, ISO 8601) of the last answer."""
    with store._reading() as session:
        found: dict[str, dict[str, str]] = {}
        query = select(WorkRow.key, AnsweredRow.source, AnsweredRow.answered_at).join(
            AnsweredRow, AnsweredRow.work_id == WorkRow.id
        )
        for key, source, when in session.execute(query.order_by(AnsweredRow.id)):
            found.setdefault(key, {})[source] = when
        return found


def text_origins(store: Store) -> dict[str, tuple[TextOrigin, ...]]:
    """For each work's key who gave its texts, as far as that is known."""
    with store._reading() as session:
        query = select(WorkRow.key, TextOriginRow).join(TextOriginRow, TextOriginRow.work_id == WorkRow.id)
        found: dict[str, tuple[TextOrigin, ...]] = {}
        for key, row in session.execute(query.order_by(TextOriginRow.id)):
            found[key] = (*found.get(key, ()), _origin(row))
        return found


def attached(store: Store, sha256: str) -> Sequence[str]:
    """The keys of the works that have the file with this SHA-256 as their full text."""
    with store._reading() as session:
        query = select(WorkRow.key).join(TextOriginRow, TextOriginRow.work_id == WorkRow.id)
        own = query.where(
            TextOriginRow.sha256 == sha256, TextOriginRow.source == FILE, TextOriginRow.field == "full_text"
        )
        return session.scalars(own.order_by(WorkRow.id)).all()


def _row(session: Session, key: str) -> WorkRow:
    row = session.scalar(select(WorkRow).where(WorkRow.key == key))
    if row is None:
        raise InputError(f"the library has no work {key!r}; `refdb list` shows what there is")
    return row


def _note(session: Session, work_id: int, origin: TextOrigin) -> None:
    found = session.scalar(
        select(TextOriginRow).where(TextOriginRow.work_id == work_id, TextOriginRow.field == origin.field)
    )
    row = found or TextOriginRow(work_id=work_id, field=origin.field)
    row.source, row.name, row.sha256, row.fetched_at = origin.source, origin.name, origin.sha256, now()
    if found is None:
        session.add(row)


def _origin(row: TextOriginRow) -> TextOrigin:
    field: Field = "abstract" if row.field == "abstract" else "full_text"
    return TextOrigin(field, row.source, row.name, row.sha256, row.fetched_at)
