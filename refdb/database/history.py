"""Rows of changes: what is done within ``recording`` can be taken back, whatever it is, and made again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine, delete, exists, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from refdb.database.rows import work_from_row
from refdb.database.sessions import now, parts, whole
from refdb.database.tables import ChangeRow, JournalRow, NameRow, NoticeRow, PassageRow, ReferenceRow, WorkRow
from refdb.database.twins import merged
from refdb.database.works import WorkRows, link, write
from refdb.errors import InputError
from refdb.model import Change, Passage, Work

Cut = Callable[[Work], Sequence[Passage]]
_SEARCHED = {"key", "title", "subtitle", "authors", "container_title", "container_title_short", "abstract", "full_text"}
_TOLD = {("work", "insert"): "added", ("work", "update"): "changed", ("work", "delete"): "removed"}


@dataclass(slots=True)
class _Recording:
    """A change under way; it has a row from the first transaction on in which there is something to change."""

    action: str
    summary: str
    counted: bool
    id: int = 0
    begun_in: Session | None = None  # the transaction that is to bring its row


class HistoryRows(WorkRows):
    """Changes of a library; a dialect says how rows are watched."""

    def __init__(self, path: Path | str, engine: Engine) -> None:
        super().__init__(path, engine)
        self._recording: ContextVar[_Recording | None] = ContextVar("recording", default=None)

    def _watch(self, session: Session, change: int) -> None:
        """Write down in this transaction what becomes of rows, as parts of this change; 0 for nothing any more."""
        raise NotImplementedError

    def _take_back(self, session: Session, row: JournalRow) -> None:
        """Make a row what it was."""
        raise NotImplementedError

    @contextmanager
    def recording(self, action: str, summary: str, *, counted: bool = True) -> Iterator[None]:
        """All that is done within, in however many transactions, is one change; one within another is part of it.

        With ``counted`` its summary tells how many works were added, changed and removed.
        """
        if self._recording.get() is not None:
            yield
            return
        under_way = _Recording(action, summary, counted)
        token = self._recording.set(under_way)
        try:
            joined = self._session.get()
            if joined is not None:
                self._begun(joined)
            yield
        finally:
            self._recording.reset(token)
            if under_way.id:
                self._finish(under_way)

    @whole
    def under_way(self) -> int:
        """The number of the change that is being recorded, for other processes that are to ``join`` it; 0 for none."""
        recording = self._recording.get()
        if recording is None:
            return 0
        if not recording.id:
            with self._writing():  # which brings its row
                pass
        return recording.id

    @contextmanager
    def joining(self, change: int) -> Iterator[None]:
        """All that is done within is part of this change, which another process records; 0 is none."""
        token = self._recording.set(_Recording("", "", False, change) if change else self._recording.get())
        try:
            yield
        finally:
            self._recording.reset(token)

    def _begun(self, session: Session) -> None:
        recording = self._recording.get()
        if recording is None:
            return
        if not recording.id or recording.begun_in is not None:  # not yet, or in a transaction that came to nothing
            row = ChangeRow(action=recording.action, summary=recording.summary, created_at=now(), undone_at="")
            session.add(row)
            session.flush()
            recording.id, recording.begun_in = row.id, session
        self._watch(session, recording.id)

    def _ending(self, session: Session) -> None:
        recording = self._recording.get()
        if recording is None:
            return
        session.flush()
        self._watch(session, 0)

    def _ended(self) -> None:
        recording = self._recording.get()
        if recording is not None:
            recording.begun_in = None

    @whole
    def _finish(self, done: _Recording) -> None:
        """Say what was changed; a change of nothing leaves no trace, and what it stands in the way of is forgotten."""
        with self._writing() as session:
            session.flush()
            self._watch(session, 0)
            row = session.get(ChangeRow, done.id)
            if row is None:  # its only transaction came to nothing
                return
            counts = self._counts(session, done.id)
            if not counts:
                session.delete(row)
                return
            if done.counted and (told := _told(counts)):
                row.summary = f"{row.summary}: {told}"
            passed = [one.id for one in self._overlapping(session, done.id) if one.undone_at]
            for part in parts(passed):
                session.execute(delete(JournalRow).where(JournalRow.change_id.in_(part)))

    def _counts(self, session: Session, change: int) -> Counter[tuple[str, str]]:
        query = select(JournalRow.table_name, JournalRow.action, func.count(JournalRow.row_id.distinct()))
        rows = session.execute(
            query.where(JournalRow.change_id == change).group_by(JournalRow.table_name, JournalRow.action)
        )
        return Counter({(table, action): n for table, action, n in rows})

    def _overlapping(self, session: Session, change: int) -> Sequence[ChangeRow]:
        """The other changes that touch any row of this one."""
        mine, other = aliased(JournalRow), aliased(JournalRow)
        same = (mine.table_name == other.table_name) & (mine.row_id == other.row_id) & (mine.change_id == change)
        ids = select(other.change_id).join(mine, same).where(other.change_id != change).distinct()
        return session.scalars(select(ChangeRow).where(ChangeRow.id.in_(ids)).order_by(ChangeRow.id)).all()

    def changes(self, limit: int = 20, *, undone: bool = False) -> list[Change]:
        """What was changed and can be taken back, or with ``undone`` what was and can be made again; the last first."""
        kept = exists().where(JournalRow.change_id == ChangeRow.id)
        which = ChangeRow.undone_at != "" if undone else ChangeRow.undone_at == ""
        order = ChangeRow.undone_at.desc() if undone else ChangeRow.id.desc()
        with self._reading() as session:
            query = select(ChangeRow).where(which, kept).order_by(order, ChangeRow.id).limit(limit)
            return [_change(row) for row in session.scalars(query)]

    def undo(self, change_id: int | None, cut: Cut) -> Change:
        """Take the last change back, or the one of this number; ``cut`` makes the passages of its works.

        Raises:
            InputError: there is no such change, or a later one stands in its way.
        """
        return self._flip(change_id, cut, undone=False)

    def redo(self, change_id: int | None, cut: Cut) -> Change:
        """Make the change that was undone last again, or the one of this number.

        Raises:
            InputError: there is no such change, or an earlier one is to be made again first.
        """
        return self._flip(change_id, cut, undone=True)

    @whole
    def _flip(self, change_id: int | None, cut: Cut, *, undone: bool) -> Change:
        verb = "redo" if undone else "undo"
        with self._writing() as session:
            known = self.changes(1, undone=undone) if change_id is None else []
            row = session.get(ChangeRow, known[0].id if known else change_id or 0)
            rows: Sequence[JournalRow] = ()
            if row is not None and bool(row.undone_at) == undone:
                query = select(JournalRow).where(JournalRow.change_id == row.id).order_by(JournalRow.id.desc())
                rows = session.scalars(query).all()
            if row is None or not rows:
                what = f"nothing to {verb}" if change_id is None else f"no change {change_id} to {verb}"
                raise InputError(what if change_id is None else f"{what}; `refdb history` shows what there is")
            for other in self._overlapping(session, row.id):
                if not undone and other.id > row.id and not other.undone_at:
                    raise InputError(f"change {other.id} came later and touches the same works; undo that first")
                if undone and other.id < row.id and other.undone_at:
                    raise InputError(f"change {other.id} came before and touches the same works; redo that first")
            try:
                keys = self._flip_rows(session, row.id, rows, cut)
            except IntegrityError as error:
                raise InputError(f"change {row.id} cannot be {verb}ne: what came later stands in its way") from error
            row.undone_at = "" if undone else now()
            return replace(_change(row), keys=keys)

    def _flip_rows(self, session: Session, change: int, rows: Sequence[JournalRow], cut: Cut) -> tuple[str, ...]:
        for row in rows:  # read here, and soon no longer there
            session.expunge(row)
        session.expire_all()
        session.execute(delete(JournalRow).where(JournalRow.change_id == change))
        self._watch(session, change)  # to make it again is to take back what is done now
        touched: dict[int, set[str]] = {}
        for row in rows:
            if row.table_name == "work":
                touched.setdefault(row.row_id, set()).add(row.action)
                if row.action == "insert" or _SEARCHED & set(row.columns):
                    self._drop_passages(session, row.row_id)
            self._take_back(session, row)
        self._watch(session, 0)
        return self._made_whole(session, list(touched), cut)

    def _made_whole(self, session: Session, ids: Sequence[int], cut: Cut) -> tuple[str, ...]:
        """Bring all that follows from these works in line with them; their keys."""
        keys: list[str] = []
        for part in parts(ids):
            works = {row.id: work_from_row(row) for row in session.scalars(select(WorkRow).where(WorkRow.id.in_(part)))}
            for table in (NameRow, NoticeRow):
                session.execute(delete(table).where(table.work_id.in_(part)))
            link(session, works)
            query = select(PassageRow.work_id).where(PassageRow.work_id.in_(part)).distinct()
            bare = {id_: works[id_] for id_ in works.keys() - set(session.scalars(query))}
            self._insert_passages(session, bare, {work.key: cut(work) for work in bare.values()})
            keys += [work.key for work in works.values()]
        return tuple(keys)

    @whole
    def merge(self, key: str, others: Sequence[str]) -> Work:
        """Make one work of several, under ``key``: what it lacks comes from the others, whose keys become aliases.

        Tags, notes, files and collections of all are kept, references that meant the others mean it. Its passages are
        the caller's affair.

        Raises:
            InputError: the library has no such work, or there is nothing to merge.
        """
        with self._writing() as session:
            rows = {row.key: row for row in session.scalars(select(WorkRow).where(WorkRow.key.in_([key, *others])))}
            missing = [one for one in (key, *others) if one not in rows]
            if missing:
                raise InputError(f"the library has no work {missing[0]!r}; `refdb list` shows what there is")
            gone = [rows[one] for one in dict.fromkeys(others) if one != key]
            if not gone:
                raise InputError(f"nothing to merge with {key}")
            kept = rows[key]
            whole = work_from_row(kept)
            for row in gone:
                whole = merged(whole, work_from_row(row))
            aliases = dict.fromkeys((*whole.aliases, *(row.key for row in gone)))
            for row in gone:
                session.execute(update(ReferenceRow).where(ReferenceRow.work_id == row.id).values(work_id=kept.id))
                self._drop_passages(session, row.id)
                session.delete(row)
            session.flush()  # before the kept one takes a DOI that another had
            write(session, kept, replace(whole, aliases=tuple(alias for alias in aliases if alias != key)))
            self._drop_passages(session, kept.id)
            session.flush()
            return work_from_row(kept)


def _change(row: ChangeRow) -> Change:
    return Change(row.id, row.action, row.summary, row.created_at, undone_at=row.undone_at)


def _told(counts: Counter[tuple[str, str]]) -> str:
    """What a change did to works and articles: "2 works added, 1 changed"."""
    told = [f"{counts[kind]} {word}" for kind, word in _TOLD.items() if counts[kind]]
    if not told:
        return ""
    first, _, verb = told[0].partition(" ")
    return ", ".join([f"{first} work{'s' * (first != '1')} {verb}", *told[1:]])
