"""The store keeps what it is given, completes works, and survives what happens to libraries."""

import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest

from refdb.database.sqlite.engine import HEAD
from refdb.database.sqlite.store import Store
from refdb.errors import LibraryError
from refdb.model import (
    Article,
    Block,
    Citation,
    FieldDiff,
    ParsedReference,
    Passage,
    Person,
    Reference,
    Sentence,
    Source,
    Span,
    Term,
    Update,
    Verification,
    Work,
)

SLEEP = Work(
    key="weber2001",
    title="Sleep and memory",
    authors=(Person("Weber", "Max", particle="von"),),
    year=2001,
    years=(2000, 2001),
    doi="10.1/sleep",
    updates=(Update("retraction", "10.1/notice"),),
)


def article(raw: str = "Weber M. Sleep and memory. 2001.") -> Article:
    return Article(
        title="On sleep",
        text="Sleep helps [1].",
        blocks=(Block("paragraph", 0, 16, section="Intro"),),
        sentences=(Sentence("Sleep helps [1].", 0, 16, 0),),
        references=(Reference(1, ParsedReference(raw, authors=(Person("Weber", "M"),), year=2001), "1", Span(0, 5)),),
        citations=(Citation("[1]", Span(12, 15), 0, (1,), ("7",)),),
        source=Source("sleep.txt", "text", "abc", "utf-8"),
        warnings=("a warning",),
    )


def test_a_work_comes_back_as_it_went_in(store, put):
    put(SLEEP)
    assert store.works() == store.works(["weber2001", "nobody"]) == [SLEEP]
    assert store.work("weber2001") == SLEEP
    assert store.work_by_doi("10.1/sleep") == SLEEP
    assert (store.work("nobody"), store.work_by_doi(""), store.works([])) == (None, None, [])


def test_a_changed_work_is_as_it_is_now(store, put):
    put(SLEEP, weber2001=[Passage("weber2001", "One.")])
    (before,) = store.unembedded("m")
    now = replace(SLEEP, tags=("naps",), authors=(Person("Braun", "Eva"),))
    store.put_works([], [now], {"weber2001": [Passage("weber2001", "One.")]})
    assert store.work("weber2001") == now
    (after,) = store.unembedded("m")
    assert after == before  # and its vector with it
    assert [len(store.search_words([Term(name)], 5)) for name in ("braun", "weber")] == [1, 0]


def test_a_new_title_is_embedded_anew(store, put):
    put(SLEEP, weber2001=[Passage("weber2001", "One.")])
    (before,) = store.unembedded("m")
    store.put_works([], [replace(SLEEP, subtitle="A cohort")], {"weber2001": [Passage("weber2001", "One.")]})
    (after,) = store.unembedded("m")
    assert (after.text, after.id > before.id) == ("One.", True)


def test_works_with_something_in_common_are_found(store, put):
    put(SLEEP, Work(key="b", title="Other", pmid="7"), Work(key="c", title="A third", arxiv="2001.1"))
    asked = [Work(title="SLEEP & memory?", pmcid="PMC1"), Work(title="Sleep  and Memory."), Work(pmid="7"), Work()]
    assert [work.key for work in store.alike(asked)] == ["weber2001", "b"]
    assert [work.key for work in store.alike([Work(doi="10.1/sleep", arxiv="2001.1")])] == ["weber2001", "c"]
    assert store.alike([Work(title="…")]) == store.alike([]) == []


def test_names_in_use_are_keys_and_aliases_with_what_continues_them(store, put):
    put(
        Work(key="Roe2001", title="A", aliases=("Sleep",)),
        Work(key="roe2001b", title="B"),
        Work(key="roe2001/x", title="C"),
        Work(key="poe", title="D"),
    )
    assert store.names_in_use(["ROE2001", "roe20", "sleep", "nobody"]) == {"roe2001", "roe2001b", "sleep"} | {
        "roe2001/x"  # no letter, but no harm either
    }
    store.put_works([], [Work(key="Roe2001", title="A", aliases=("nap",))], {})
    assert store.names_in_use(["sleep", "nap"]) == {"nap"}


def test_notices_are_found_by_what_they_are_about(store, put):
    put(
        SLEEP,
        Work(key="n", doi="10.1/n", title="N", updates=(Update("retraction of", "10.1/sleep"), Update("new_version"))),
    )
    (notice,) = store.notices(["10.1/sleep", "", "10.1/none"])
    assert (notice.doi, [update.doi for update in notice.updates]) == ("10.1/n", ["10.1/sleep", ""])
    assert store.notices(["10.1/notice"]) == []  # what a work says of itself is no notice
    store.put_works([], [Work(key="n", doi="10.1/n", title="N")], {})
    assert store.notices(["10.1/sleep"]) == []


def test_words_find_passages_by_stem_and_without_accents(store, put):
    put(SLEEP)
    store.set_passages("weber2001", [Passage("weber2001", "Schläfer sleep deeply.", (Span(0, 22),))])
    ((id_, score),) = store.search_words([Term("schlafer"), Term("sleeping")], 5)
    assert score > 0
    found = store.passages([id_])[id_]
    assert (found.work, found.text, found.title, found.sentences) == (
        "weber2001", "Schläfer sleep deeply.", "Sleep and memory", (Span(0, 22),),
    )  # fmt: skip


def test_setting_the_same_passages_again_keeps_their_vectors(store, put):
    passages = [Passage("weber2001", "One."), Passage("weber2001", "Two.")]
    put(SLEEP)
    store.set_passages("weber2001", passages)
    ids = [p.id for p in store.unembedded("m")]
    store.save_vectors("m", ids, [b"1", b"2"])
    store.set_passages("weber2001", passages)
    assert store.unembedded("m") == []
    store.set_passages("weber2001", [Passage("weber2001", "Three.")])
    assert [p.text for p in store.unembedded("m")] == ["Three."]
    assert store.vector_ids("m") == []
    assert store.search_words([Term("one")], 5) == []


def test_an_article_comes_back_as_it_went_in(store):
    id_, new = store.add_article(article())
    assert new
    assert store.article(id_) == article()


def test_reading_an_article_again_keeps_what_became_of_its_references(store, put):
    put(SLEEP)
    id_, _ = store.add_article(article())
    diff = FieldDiff("year", "2001", "2002", "mismatch", "major")
    verification = Verification("field_mismatch", SLEEP, 0.9, (diff,), registries_asked=("crossref",), note="n")
    store.save_verification(id_, 1, verification, "weber2001", "crossref")
    assert store.add_article(article()) == (id_, False)
    (checked,) = store.checked_references(id_)
    assert (checked.verification, checked.key) == (verification, "weber2001")
    assert store.works_of_article(id_) == [SLEEP]
    store.add_article(article("Another text altogether. 1999."))
    assert store.checked_references(id_) == []


def test_a_transaction_that_fails_leaves_nothing(store, put):
    def fail() -> None:
        with store.transaction():
            put(SLEEP)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert store.works() == []
    assert store.count_works() == (0, 0)


def test_answers_of_a_registry_are_kept_with_null_and_their_time(store):
    assert store.recorded("crossref", "work 10.1/x") is None
    store.record("crossref", "work 10.1/x", None)
    assert store.recorded("crossref", "work 10.1/x")["answer"] is None
    assert store.recorded("crossref", "work 10.1/x")["fetched_at"].endswith("+00:00")
    store.record("crossref", "work 10.1/x", {"a": 1})
    assert store.recorded("crossref", "work 10.1/x")["answer"] == {"a": 1}


def test_the_database_is_in_wal_mode_with_foreign_keys(sqlite_store):
    with sqlite3.connect(sqlite_store.path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with sqlite_store._reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_library_of_a_newer_refdb_is_refused_in_one_line(tmp_path):
    path = tmp_path / "refdb.sqlite3"
    Store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(LibraryError, match="version 9999, unknown to this refdb; install the newer refdb"):
        Store(path)


def test_a_library_that_another_program_holds_is_one_line(sqlite_store):
    with sqlite3.connect(sqlite_store.path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        impatient = Store(sqlite_store.path, patience=0.05)
        with pytest.raises(LibraryError, match="database is locked; see that no other program holds it"):
            impatient.put_works([SLEEP], [], {})
        impatient.close()
        other.execute("ROLLBACK")
    other.close()


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path):
    path = tmp_path / "refdb.sqlite3"
    path.write_bytes(b"this is not a database" * 100)
    with pytest.raises(LibraryError, match="cannot be opened as a library: file is not a database"):
        Store(path)


def test_the_migrations_make_the_tables_of_the_code(sqlite_store):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from refdb.database.tables import Base

    with sqlite_store._engine.connect() as connection:
        context = MigrationContext.configure(connection)
        ours = [d for d in compare_metadata(context, Base.metadata) if "passage_fts" not in str(d)]
        assert ours == []
        assert context.get_current_revision() == HEAD


KILLED_AT_EACH_STATEMENT = """
import os, sys
from pathlib import Path
from sqlalchemy import event
from refdb.database.sqlite.store import Store
from refdb.workflows.importing import import_works

folder, works = Path(sys.argv[1]), Path(sys.argv[2])

def run(path, die_at):
    store = Store(path)
    seen = 0
    def count(*_):
        nonlocal seen
        seen += 1
        if seen == die_at:
            os._exit(9)
    event.listen(store._engine, "before_cursor_execute", count)
    import_works(store, works)
    return seen

total = run(folder / "whole.sqlite3", -1)
step = max(1, total // 12)
for die_at in range(1, total + 1, step):
    path = folder / f"killed{die_at}.sqlite3"
    child = os.fork()
    if child == 0:
        run(path, die_at)
        os._exit(0)
    os.waitpid(child, 0)
    store = Store(path)
    counts = import_works(store, works)
    assert store.works() == Store(folder / "whole.sqlite3").works(), die_at
    assert len(store.unembedded("m")) == 5, die_at
print("killed and resumed", total // step)
"""


def test_a_kill_between_any_two_statements_leaves_a_library_that_opens_and_continues(tmp_path, works_file):
    command = [sys.executable, "-c", KILLED_AT_EACH_STATEMENT, str(tmp_path), str(works_file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("killed and resumed"), done.stderr
