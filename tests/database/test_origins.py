"""Where texts came from and who answered about retractions is kept, also by a library made before."""

import sqlite3

import pytest

from refdb.database import sources
from refdb.database.migrations.versions.v0003_bibliography import NEW
from refdb.database.sources import TextOrigin
from refdb.database.store import Store
from refdb.errors import InputError
from refdb.model import Person, Update, Work

SNAILS = Work(key="ahorn1998", title="Snails", doi="10.1000/snails", year=1998)


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "refdb.sqlite3")
    store.add_work(SNAILS)
    yield store
    store.close()


def test_a_text_and_its_origin_replace_what_was_there(store):
    sources.set_text(store, "ahorn1998", "Old.", TextOrigin("full_text", "europepmc", "PMC1"))
    sources.set_text(store, "ahorn1998", "New.", TextOrigin("full_text", "file", "a.pdf", "ab12"))
    sources.set_text(store, "ahorn1998", "Short.", TextOrigin("abstract", "openalex"))
    work = store.work("ahorn1998")
    assert (work.abstract, work.full_text) == ("Short.", "New.")
    kept = {o.field: (o.source, o.name, o.sha256) for o in sources.text_origins(store)["ahorn1998"]}
    assert kept == {"full_text": ("file", "a.pdf", "ab12"), "abstract": ("openalex", "", "")}
    assert sources.attached(store, "ab12") == ["ahorn1998"]
    assert sources.attached(store, "") == []


def test_updates_and_answers_are_kept_once(store):
    notice = Update("retraction", "10.1/n", "europepmc", "2020")
    for _ in range(2):
        sources.add_updates(store, "ahorn1998", [notice], "europepmc")
    store.record("crossref", "work 10.1000/snails", None)
    when = sources.recorded_at(store, "crossref", "work 10.1000/snails")
    sources.add_updates(store, "ahorn1998", [], "crossref", when)
    assert store.work("ahorn1998").updates == (notice,)
    assert list(sources.answered(store)["ahorn1998"]) == ["europepmc", "crossref"]
    assert sources.answered(store)["ahorn1998"]["crossref"] == when != ""
    assert sources.recorded_at(store, "crossref", "work 10.1000/never") == ""


def test_completing_keeps_what_is_known_and_takes_no_doi_of_another(store):
    store.add_work(Work(key="b", title="Slugs", pmid="7"))
    sources.complete(store, "b", Work(title="Other", pmid="8", pmcid="PMC8", doi="10.1000/snails", abstract="A."))
    work = store.work("b")
    assert (work.title, work.pmid, work.pmcid, work.doi, work.abstract) == ("Slugs", "7", "PMC8", "", "A.")


def test_outlines_tell_of_works_without_their_full_texts(store):
    store.add_work(
        Work(key="b", title="Slugs", authors=(Person("Ahorn", "B"),), full_text="Long. " * 100, abstract="A.")
    )
    first, second = sources.outlines(store)
    assert (first.work, first.has_full_text) == (SNAILS, False)
    assert (second.work, second.has_full_text) == (
        Work(key="b", title="Slugs", authors=(Person("Ahorn", "B"),), abstract="A."),
        True,
    )
    assert [outline.work.key for outline in sources.outlines(store, ["b"])] == ["b"]
    assert sources.outlines(store, []) == []


def test_a_work_that_is_not_here_is_said(store):
    for act in (
        lambda: sources.set_text(store, "none", "x", TextOrigin("abstract", "file")),
        lambda: sources.add_updates(store, "none", [], "crossref"),
        lambda: sources.complete(store, "none", SNAILS),
    ):
        with pytest.raises(InputError, match="no work 'none'"):
            act()


def test_a_transaction_takes_all_or_nothing(store):
    def interrupted():
        with store.transaction():
            sources.set_text(store, "ahorn1998", "x", TextOrigin("abstract", "file"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert store.work("ahorn1998").abstract == ""
    assert sources.text_origins(store) == {}


def test_a_library_of_the_first_version_is_brought_here(tmp_path):
    path = tmp_path / "old.sqlite3"
    store = Store(path)
    store.add_work(SNAILS)
    store.close()
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "DROP TABLE text_origin; DROP TABLE answered; DROP TABLE change; "
            + "DROP INDEX work_pmid; DROP INDEX work_pmcid; DROP INDEX work_arxiv; "
            + "".join(f"ALTER TABLE work DROP COLUMN {name}; " for name in NEW)
            + "UPDATE alembic_version SET version_num = '0001'"
        )
    connection.close()
    store = Store(path)
    assert store.work("ahorn1998") == SNAILS
    assert (sources.text_origins(store), sources.answered(store)) == ({}, {})
    sources.add_updates(store, "ahorn1998", [], "crossref")
    store.close()


def test_titles_of_a_library_made_before_are_folded_anew(tmp_path):
    path = tmp_path / "refdb.sqlite3"
    store = Store(path)
    store.add_work(Work(key="a", title="Søvn", subtitle="α-waves & <i>REM</i>"))
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE work SET title_folded = 'søvnαwavesirem'")
        connection.execute("UPDATE alembic_version SET version_num = '0003'")
    connection.close()
    Store(path).close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT title_folded FROM work").fetchall() == [("sovnalphawavesrem",)]
    connection.close()
