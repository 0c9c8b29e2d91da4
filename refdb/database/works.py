"""Rows of works with their passages: found by what they have in common, put in many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from refdb.database.ports import Outline
from refdb.database.rows import passage_values, words_of, work_from_row, work_values
from refdb.database.sessions import Sessions, now, parts, whole
from refdb.database.tables import ArticleRow, JournalRow, NameRow, NoticeRow, PassageRow, WorkRow
from refdb.database.twins import marks_of
from refdb.errors import InputError
from refdb.model import Passage, Person, Update, Work

_OUTLINED = ("key", "title", "subtitle", "year", "doi", "pmid", "pmcid", "abstract")


class WorkRows(Sessions):
    """The works of a library; a dialect says how their words are indexed."""

    def _index_words(self, session: Session, rows: Sequence[Mapping[str, object]]) -> None:
        """Let these passages be found: ``id``, and the words of ``title``, ``text``, ``authors`` and ``container``."""
        raise NotImplementedError

    def _forget_words(self, session: Session, work_id: int) -> None:
        """Let no passage of a work be found by words."""
        raise NotImplementedError

    def _forget_all_words(self, session: Session) -> None:
        """Let no passage be found by words."""
        raise NotImplementedError

    def alike(self, works: Sequence[Work]) -> list[Work]:
        """The library's works with an identifier or a title in common with any of these, in the order they came."""
        wanted: dict[str, set[str]] = {}
        for name, value in {mark for work in works for mark in marks_of(work)}:
            wanted.setdefault(name, set()).add(value)
        with self._reading() as session:
            ids: set[int] = set()
            for name, values in wanted.items():
                column = WorkRow.title_folded if name == "title" else getattr(WorkRow, name)
                for part in parts(values):
                    ids.update(session.scalars(select(WorkRow.id).where(column.in_(part))))
            query = select(WorkRow).order_by(WorkRow.id)
            return [
                work_from_row(row)
                for part in parts(sorted(ids))
                for row in session.scalars(query.where(WorkRow.id.in_(part)))
            ]

    def names_in_use(self, names: Iterable[str]) -> set[str]:
        """Those of the names that a work has as key or alias, and names in use that continue one of them by letters.

        In small letters: BibTeX takes two keys that differ only in case for one.
        """
        name = NameRow.name
        with self._reading() as session:
            found = {
                used
                for part in parts({one.lower() for one in names})
                for used in session.scalars(select(name).where(name.in_(part)))
            }
            for used in list(found):  # "{" comes behind "z"
                found.update(session.scalars(select(name).where(name > used, name < f"{used}{{")))
        return found

    def count_works(self) -> tuple[int, int]:
        """How many works there are, and how many of them have text that could be evidence."""
        with self._reading() as session:
            works = session.scalar(select(func.count()).select_from(WorkRow)) or 0
            with_text = session.scalar(
                select(func.count(PassageRow.work_id.distinct())).where(
                    PassageRow.origin.in_(("abstract", "full_text"))
                )
            )
            return works, with_text or 0

    def outlines(self, keys: Iterable[str] | None = None) -> list[Outline]:
        """All works in the order they came, or those with the given keys; quick also where all have a full text."""
        columns = [getattr(WorkRow, name) for name in _OUTLINED]
        query = select(*columns, WorkRow.authors, WorkRow.updates, WorkRow.full_text != "").order_by(WorkRow.id)
        if keys is not None:
            query = query.where(WorkRow.key.in_(list(keys)))
        with self._reading() as session:
            found = []
            for *values, authors, updates, has_full_text in session.execute(query):
                work = Work(
                    **dict(zip(_OUTLINED, values, strict=True)),
                    authors=tuple(Person(**person) for person in authors),
                    updates=tuple(Update(**update) for update in updates),
                )
                found.append(Outline(work, bool(has_full_text)))
            return found

    @whole
    def put_works(
        self, new: Sequence[Work], changed: Sequence[Work], passages: Mapping[str, Sequence[Passage]]
    ) -> None:
        """Store works under their keys: new ones, and known ones as they are now; see the port."""
        with self._writing() as session:
            if new:
                self._insert(session, new, passages)
            for work in changed:
                row = row_of(session, work.key)
                if work_from_row(row).full_title != work.full_title:  # it is embedded with each passage
                    self._drop_passages(session, row.id)
                write(session, row, work)
                self._set_passages(session, row, passages.get(work.key, ()))

    def _insert(self, session: Session, works: Sequence[Work], passages: Mapping[str, Sequence[Passage]]) -> None:
        created_at = now()
        first = free_id(session, WorkRow)
        ids = dict(enumerate(works, first))
        session.execute(
            insert(WorkRow), [work_values(work) | {"id": id_, "created_at": created_at} for id_, work in ids.items()]
        )
        link(session, ids)
        self._insert_passages(session, ids, passages)

    def _insert_passages(
        self, session: Session, works: Mapping[int, Work], passages: Mapping[str, Sequence[Passage]]
    ) -> None:
        """Give works (by row) that have none their passages."""
        rows = [
            passage_values(id_, n, passage)
            for id_, work in works.items()
            for n, passage in enumerate(passages.get(work.key, ()))
        ]
        if not rows:
            return
        session.execute(insert(PassageRow), rows)
        words = {id_: words_of(work) for id_, work in works.items()}
        columns = select(PassageRow.id, PassageRow.work_id, PassageRow.text, PassageRow.origin)
        for part in parts(words):
            found = session.execute(columns.where(PassageRow.work_id.in_(part)))
            self._index_words(
                session,
                [words[work] | {"id": id_, "text": searched(text, origin)} for id_, work, text, origin in found],
            )

    @whole
    def remove_works(self, keys: Iterable[str]) -> None:
        """Take works out, with their passages; references that meant them mean none.

        Raises:
            InputError: the library has no such work.
        """
        with self._writing() as session:
            for key in keys:
                row = row_of(session, key)
                self._drop_passages(session, row.id)
                session.delete(row)
            session.flush()

    @whole
    def rename_work(self, old: str, new: str) -> None:
        """Give a work another key; the old one becomes an alias, by which it is still found.

        Raises:
            InputError: the library has no such work, or another one of that key.
        """
        with self._writing() as session:
            row = row_of(session, old)
            taken = session.scalar(
                select(NameRow.work_id).where(NameRow.name == new.lower(), NameRow.work_id != row.id)
            )
            if taken is not None:
                raise InputError(f"the key {new!r} is another work's; `refdb show {new}` shows it")
            work = work_from_row(row)
            aliases = dict.fromkeys((*work.aliases, old))
            write(session, row, replace(work, key=new, aliases=tuple(one for one in aliases if one != new)))

    @whole
    def set_passages(self, key: str, passages: Sequence[Passage]) -> None:
        """Make these the passages of a work; where they are so already, nothing is touched, and no vector lost."""
        with self._writing() as session:
            self._set_passages(session, row_of(session, key), passages)

    def _set_passages(self, session: Session, work: WorkRow, passages: Sequence[Passage]) -> None:
        query = select(PassageRow).where(PassageRow.work_id == work.id).order_by(PassageRow.n)
        rows = session.scalars(query).all()
        wanted = [(p.text, p.section, p.origin) for p in passages]
        if [(row.text, row.section, row.origin) for row in rows] == wanted:
            self._forget_words(session, work.id)
        else:
            self._drop_passages(session, work.id)
            rows = [PassageRow(**passage_values(work.id, n, passage)) for n, passage in enumerate(passages)]
            session.add_all(rows)
            session.flush()
        words = words_of(work_from_row(work))
        self._index_words(session, [words | {"id": row.id, "text": searched(row.text, row.origin)} for row in rows])

    def _drop_passages(self, session: Session, work_id: int) -> None:
        self._forget_words(session, work_id)
        session.execute(delete(PassageRow).where(PassageRow.work_id == work_id))


def free_id(session: Session, table: type[WorkRow] | type[ArticleRow]) -> int:
    """An id for a new row that no row had before: one that was removed may come back under its own."""
    gone = select(func.max(JournalRow.row_id)).where(JournalRow.table_name == table.__tablename__)
    return max(session.scalar(select(func.max(table.id))) or 0, session.scalar(gone) or 0) + 1


def row_of(session: Session, key: str) -> WorkRow:
    """The row of the work with this key.

    Raises:
        InputError: the library has no such work.
    """
    row = session.scalar(select(WorkRow).where(WorkRow.key == key))
    if row is None:
        raise InputError(f"the library has no work {key!r}; `refdb list` shows what there is")
    return row


def write(session: Session, row: WorkRow, work: Work) -> None:
    """Make a row, new or known, that of this work: the only way in which works are changed."""
    for name, value in work_values(work).items():
        setattr(row, name, value)
    session.flush()
    session.execute(delete(NameRow).where(NameRow.work_id == row.id))
    session.execute(delete(NoticeRow).where(NoticeRow.work_id == row.id))
    link(session, {row.id: work})


def link(session: Session, works: Mapping[int, Work]) -> None:
    """Let the works (by row) be found by their names, and notices by the DOIs that they are about."""
    names = {(name.lower(), id_) for id_, work in works.items() for name in (work.key, *work.aliases)}
    dois = {(u.doi, id_) for id_, work in works.items() for u in work.updates if u.doi and u.type.endswith(" of")}
    if names:
        session.execute(insert(NameRow), [{"name": name, "work_id": id_} for name, id_ in sorted(names)])
    if dois:
        session.execute(insert(NoticeRow), [{"doi": doi, "work_id": id_} for doi, id_ in sorted(dois)])


def searched(text: str, origin: str) -> str:
    """What of a passage is searched beside its work's title: nothing of one that is the title."""
    return text if origin != "title" else ""
