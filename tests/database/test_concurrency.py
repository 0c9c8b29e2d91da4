"""Many write at once into one library in PostgreSQL; connections are lost; two libraries lie side by side."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from refdb import Library, init_library, open_library
from refdb.database.postgresql import engine, postings
from refdb.database.postgresql.address import place_of
from refdb.database.postgresql.store import Store
from refdb.errors import LibraryError
from refdb.model import Decision, Passage, Term, Work
from tests.postgresql import dropped, schema

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
WRITERS = 16
SHARED = "@article{shared, title={Coffee and sleep}, doi={10.1000/shared}, abstract={Coffee shortened sleep.}}\n"
DECIDED = Decision(kind="claim", text="Naps help.", machine="supported", stance="agreed", at="2026-11-29T08:00:00")


@pytest.fixture
def address(address):
    """A new library."""
    init_library(address)
    return address


def test_sixteen_writers_lose_and_double_nothing(address, tmp_path, article_file, snapshot_file, monkeypatch):
    monkeypatch.setattr(engine, "PATIENCE", 600)  # a busy machine keeps some of them waiting
    (tmp_path / "first.bib").write_text(SHARED)
    with open_library(address) as library:
        library.import_files(tmp_path / "first.bib")

    def importing(library: Library, n: int) -> None:
        own = f"@article{{own{n}, title={{Work {n} of many}}, doi={{10.1000/own{n}}}, abstract={{Tea {n}.}}}}\n"
        both = "@article{other, title={Tea and dreams}, doi={10.1000/other}, abstract={Tea brings dreams.}}\n"
        (tmp_path / f"{n}.bib").write_text(SHARED + own + both)
        library.import_files(tmp_path / f"{n}.bib")

    def editing(library: Library, n: int) -> None:
        library.label(["shared"], "tags", [f"tag{n}"])

    def enriching(library: Library, n: int) -> None:
        library.import_files(article_file)
        library.enrich()

    def auditing(library: Library, n: int) -> None:
        library.audit(article_file)

    def deciding(library: Library, n: int) -> None:
        library.store.add_decisions([DECIDED, Decision(**{**as_values(DECIDED), "text": f"Claim {n}."})])

    def write(n: int) -> None:
        with open_library(address, options={"registry": str(snapshot_file)}) as library:
            (importing, editing, enriching, deciding, auditing)[n % 5](library, n)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    with open_library(address) as library:
        works = library.works()
        by_doi = [work.doi for work in works if work.doi]
        assert len(by_doi) == len(set(by_doi))
        assert {f"own{n}" for n in (0, 5, 10, 15)} <= {work.key for work in works}
        assert sum(work.title == "Tea and dreams" for work in works) == 1
        (shared,) = library.works_named("shared")
        assert sorted(shared.tags) == ["tag1", "tag11", "tag6"]
        assert len(library.articles()) == 1
        (article,) = library.articles()
        assert len(library.store.checked_references(article)) == len(library.articles()[article].references)
        assert len(library.audits()) == 3
        assert len(library.decisions()) == 1 + 3
        assert (library.store.word_faults(), library.store.without_passages()) == ([], [])
        assert len(library.search("tea dreams")) > 0


def as_values(decision: Decision) -> dict:
    return {name: getattr(decision, name) for name in Decision.__dataclass_fields__}


def test_a_connection_that_is_lost_in_mid_transaction_costs_one_line_and_no_row(address):
    store = Store(address)

    def write() -> None:
        with store.transaction():
            store.put_works([Work(key="half", title="Half")], [], {"half": [Passage("", "Half.")]})
            cut_off(store, address)
            store.put_works([Work(key="rest", title="Rest")], [], {})

    with pytest.raises(LibraryError, match="see that the server runs and can be reached") as lost:
        write()
    assert "\n" not in str(lost.value)
    assert store.keys() == []  # it is asked again, over a new connection
    store.put_works([Work(key="whole", title="Whole")], [], {"whole": [Passage("", "Whole.")]})
    assert store.keys() == ["whole"]
    assert store.word_faults() == []
    store.close()


def test_a_unit_whose_connection_is_lost_is_done_again_and_once(address):
    store, tries = Store(address), []

    def unit() -> str:
        tries.append(len(store.keys()))
        store.put_works([Work(key="half", title="Half")], [], {"half": [Passage("", "Half.")]})
        if len(tries) == 1:
            cut_off(store, address)
        store.put_works([Work(key="rest", title="Rest")], [], {"rest": [Passage("", "Rest.")]})
        return "done"

    with store.recording("import", "two works"):
        assert store.in_one(unit) == "done"
    assert (tries, store.keys(), store.word_faults()) == ([0, 0], ["half", "rest"], [])
    assert [change.summary for change in store.changes(9)] == ["two works: 2 works added"]
    store.close()


def test_what_was_committed_as_the_connection_went_is_not_done_again(address, monkeypatch):
    store, tries, commit = Store(address), [], Session.commit

    def committed_and_lost(session: Session) -> None:
        commit(session)
        if len(tries) == 1:
            raise OperationalError("COMMIT", None, Exception("gone"), connection_invalidated=True)

    def unit() -> None:
        tries.append(0)
        store.put_works([Work(key=f"work{len(tries)}", title="Work")], [], {})

    monkeypatch.setattr(Session, "commit", committed_and_lost)
    with store.recording("import", "a work"):
        store.in_one(unit)
        store.put_works([Work(key="more", title="More")], [], {})
    assert (tries, store.keys()) == ([0], ["work1", "more"])
    assert [change.summary for change in store.changes(9)] == ["a work: 2 works added"]
    store.close()


@pytest.mark.parametrize(("state", "kept"), [("40001", 3), ("40P01", 3), ("22012", 1)])
def test_a_transaction_that_gave_way_to_another_is_done_again(address, state, kept):
    store, tries = Store(address), []

    def unit() -> int:
        store.add_decisions([Decision(**{**as_values(DECIDED), "text": f"Claim {len(tries)}."})])
        tries.append(0)
        if len(tries) < 3:
            raises = f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"
            store._session.get().connection().exec_driver_sql(raises)
        return len(tries)

    if kept == 3:
        assert store.in_one(unit) == 3
        assert [one.text for one in store.decisions()] == ["Claim 2."]
    else:
        with pytest.raises(DBAPIError):
            store.in_one(unit)
        assert (len(tries), store.decisions()) == (1, [])
    store.close()


def test_a_server_that_starts_anew_is_waited_for(address, monkeypatch):
    monkeypatch.setattr("refdb.database.postgresql.store.WAITS", (0.0, 0.0))
    psycopg, store, refused = pytest.importorskip("psycopg"), Store(address), []
    connect = store._engine.pool.connect

    def starting():
        if len(refused) < 2:
            refused.append(0)
            raise OperationalError("", None, psycopg.OperationalError("connection refused"))
        return connect()

    monkeypatch.setattr(store._engine.pool, "connect", starting)
    store.put_works([Work(key="a", title="A")], [], {})
    assert (len(refused), store.keys()) == (2, ["a"])
    refused.clear()
    monkeypatch.setattr("refdb.database.postgresql.store.WAITS", (0.0,))
    with pytest.raises(LibraryError, match="connection refused; see that the server runs and can be reached"):
        store.put_works([Work(key="b", title="B")], [], {})
    store.close()


def test_an_import_goes_on_where_connections_are_lost_in_the_midst_of_it(address, tmp_path, monkeypatch):
    write, cut = postings.write, []

    def cut_once(session, *given) -> None:
        if not cut:
            cut.append(session.execute(text("SELECT pg_backend_pid()")).scalar())
            end(cut[0], address)
        write(session, *given)

    monkeypatch.setattr(postings, "write", cut_once)
    (tmp_path / "a.bib").write_text(SHARED + "@article{tea, title={Tea}, abstract={Tea is hot.}}\n")
    with open_library(address) as library:
        counts = library.import_files(tmp_path / "a.bib")
        assert (counts.new, counts.warnings) == (2, ())
        assert (library.store.keys(), library.store.word_faults()) == (["shared", "tea"], [])
        library.undo()
        assert (len(cut), library.store.keys(), library.store.word_faults()) == (1, [], [])


def test_a_connection_that_is_lost_between_two_questions_is_not_noticed(address):
    store = Store(address)
    store.put_works([Work(key="a", title="A")], [], {})
    cut_off(None, address)
    assert store.keys() == ["a"]
    cut_off(None, address)
    store.put_works([Work(key="b", title="B")], [], {})
    assert store.keys() == ["a", "b"]
    store.close()


def cut_off(store: Store | None, address: str) -> None:
    """End the connection of this transaction, or all that are open to the library."""
    if store is not None:
        end(store.rows("SELECT pg_backend_pid()")[0][0], address)
        return
    server = create_engine(place_of(address).url)
    with server.connect() as connection:
        query = "SELECT pid FROM pg_stat_activity WHERE application_name = :name"
        pids = connection.scalars(text(query), {"name": place_of(address).name}).all()
    server.dispose()
    for pid in pids:
        end(pid, address)


def end(pid: int, address: str) -> None:
    server = create_engine(place_of(address).url)
    with server.connect() as connection:
        assert connection.scalar(text("SELECT pg_terminate_backend(:pid, 60000)"), {"pid": pid})
    server.dispose()


def test_two_libraries_that_are_written_at_once_never_mix(postgresql, monkeypatch):
    monkeypatch.setattr(engine, "PATIENCE", 600)
    addresses = [schema(postgresql, f"apart_{name}_{WORKER}") for name in ("one", "two")]

    def write(n: int) -> None:
        store = Store(addresses[n % 2])
        key = f"{n % 2}-{n}"
        store.put_works([Work(key=key, title=f"Tea {n % 2}")], [], {key: [Passage("", "Tea.")]})
        store.save_vectors("m", [passage.id for passage in store.passages_of([key])], [bytes(16)])
        store.close()

    for address in addresses:
        dropped(address)
        store = Store(address, create=True)
        store.vector_index("m", 4, 16).complete()
        store.close()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(16)))
    for n, address in enumerate(addresses):
        store = Store(address)
        assert sorted(store.keys()) == sorted(f"{n}-{i}" for i in range(n, 16, 2))
        assert len(store.search_words([Term("tea")], 100)) == 8
        assert len(store.vector_index("m", 4, 16).ids()) == 8
        store.close()
        dropped(address)
