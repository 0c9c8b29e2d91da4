"""Searching a library: filters, likeness, batches, what a hit says of itself."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import numpy as np
import pytest

from refdb.database.sqlite.reader import open_reader
from refdb.errors import InputError, LibraryError
from refdb.library import open_library
from refdb.model import (
    Article,
    Filters,
    ParsedReference,
    Reference,
    Source,
    Update,
    Verification,
    Work,
)
from refdb.retrieval.embedding import load_embedder
from refdb.retrieval.reranking import Mixture
from refdb.workflows.searching import open_searcher, search
from refdb.workflows.steps.adding import add_work

WORKS = [
    ("naps", "Naps and recall", "Ann Roe", 2015, "Rest", "journal-article", "Naps improved recall in mice."),
    ("night", "Night work", "Bo Smith", 2018, "The Lancet", "journal-article", "Night shifts lowered blood pressure."),
    ("book", "A book of rest", "Ann Roe", 2020, "", "book", "Rest is good. Blood flows, and pressure falls."),
    ("fish", "Fish oil", "Cy Poe", None, "Rest", "journal-article", "Fish oil did not prevent heart attacks."),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    with open_library(tmp_path_factory.mktemp("library"), create=True) as library:
        for key, title, author, year, journal, type_, text in WORKS:
            given, family = author.split()
            from refdb.model import Person

            work = Work(
                key=key,
                title=title,
                authors=(Person(family, given),),
                year=year,
                container_title=journal,
                type=type_,
                abstract=text,
                doi=f"10.1/{key}",
                updates=(Update("retraction", "10.1/notice"),) if key == "night" else (),
            )
            add_work(library.store, work)
        reference = Reference(1, ParsedReference("Roe A. Naps and recall. 2015."))
        article = Article("On naps", "Naps help [1].", references=(reference,), source=Source("naps.txt", "text", "a"))
        id_, _ = library.store.add_article(article)
        verification = Verification("verified", library.store.work("naps"), 1.0)
        library.store.save_verification(id_, 1, verification, "naps", "crossref")
        yield library


def keys(hits):
    return sorted(hit.work.key for hit in hits)


@pytest.mark.parametrize(
    ("query", "filters", "found"),
    [
        ("rest night", Filters(), ["book", "fish", "naps", "night"]),
        ("author:roe rest", Filters(), ["book", "naps"]),
        ("author:roe", Filters(), ["book", "naps"]),
        ('"blood pressure" sleep', Filters(), ["night"]),
        ("pressur* sleep", Filters(), ["book", "night"]),
        ("journal:lancet", Filters(), ["night"]),
        ("title:naps rest", Filters(), ["naps"]),
        ("rest night year:2016..2020", Filters(), ["book", "night"]),
        ("rest night year:2016..", Filters(years=(None, 2018)), ["night"]),
        ("rest night", Filters(types=("book",)), ["book"]),
        ("rest night", Filters(retracted=True), ["night"]),
        ("rest night", Filters(retracted=False), ["book", "fish", "naps"]),
        ("rest night", Filters(cited_by="naps.txt"), ["naps"]),
        ("rest night", Filters(cited_by="On naps"), ["naps"]),
        ("rest night", Filters(cited_by="1", retracted=True), []),
        ("author:nobody rest", Filters(), []),
    ],
)
def test_conditions_leave_what_they_say(library, query, filters, found):
    assert keys(library.search(query, 10, filters)) == found


def test_an_article_that_is_not_there_is_named(library):
    with pytest.raises(InputError, match=r"no article 'other\.txt'"):
        library.search("rest", filters=Filters(cited_by="other.txt"))


def test_a_hit_explains_itself(library):
    hit = library.search("do naps improve recall?", 1)[0]
    assert hit.work.key == "naps"
    assert {"word", "vector"} <= set(hit.parts)
    assert hit.parts["vector"] > 0.5
    plain = library.search("do naps improve recall?", 1, rerank=False)[0]
    assert set(plain.parts) == {"word", "vector", "feedback"}


class LongestFirst:
    """A reranker that likes long passages."""

    fingerprint = "longest"
    mixture = Mixture(depth=3, weight=2.0)

    def score(self, query, passages):
        return [float(len(passage.text)) for passage in passages]


def test_a_reranker_orders_the_best_and_says_so(library, monkeypatch):
    monkeypatch.setitem(library.__dict__, "reranker", LongestFirst())
    hits = library.search("do naps improve recall in mice, and rest at night?", 4)
    assert {hit.work.key: hit.parts.get("rerank") for hit in hits}["naps"] == len("Naps improved recall in mice.")
    assert ["rerank" in hit.parts for hit in hits] == [True, True, True, False]
    assert not any("rerank" in hit.parts for hit in library.search("naps", 4, rerank=False))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_texts_are_searched_for_as_they_are(library):
    many = library.search_many(['He said "nothing of the kind" author:nobody naps', "fish oil"], 1)
    assert [len(hits) for hits in many] == [1, 1]
    assert many[1][0].work.key == "fish"
    assert library.search_many([]) == []


def test_works_like_one_do_not_include_it(library):
    assert keys(library.similar("https://doi.org/10.1/NAPS")) == ["book", "fish", "night"]
    outside = Work(title="Fish oil against infarction", abstract="Omega-3 and the heart.")
    assert library.similar(outside, 1)[0].work.key == "fish"
    with pytest.raises(InputError, match="no work with the key or DOI 'nobody'"):
        library.similar("nobody")


def test_citing_articles_are_told(library):
    assert library.citing_articles(["naps", "fish"]) == {"naps": [(1, "On naps")]}


def test_what_comes_later_is_found_by_the_same_library(tmp_path):
    with open_library(tmp_path / "library", create=True) as library:
        assert library.search("naps") == []
        add_work(library.store, Work(key="a", title="Naps", abstract="Naps improved recall."))
        assert keys(library.search("naps")) == ["a"]
        add_work(library.store, Work(key="b", title="Fish", abstract="Fish oil did nothing."))
        assert keys(library.search("naps or fish")) == ["a", "b"]
        assert (library.index().embedded, library.check_index().faults) == (0, ())


def test_what_another_program_adds_is_found_by_an_open_library(tmp_path):
    (tmp_path / "works.jsonl").write_text(json.dumps({"id": "a", "title": "Naps", "text": "Naps improved recall."}))
    (tmp_path / "more.jsonl").write_text(json.dumps({"id": "b", "title": "Oil", "text": "Fish oil did nothing."}))
    with open_library(tmp_path / "library", create=True) as other:
        other.import_files([tmp_path / "works.jsonl"])
        with open_library(tmp_path / "library") as library:
            assert [keys(library.search("naps or fish", 5)) for _ in range(3)] == [["a"]] * 3
            other.import_files([tmp_path / "more.jsonl"])
            assert [keys(library.search("naps or fish", 5)) for _ in range(2)] == [["a", "b"]] * 2


def test_a_search_does_not_wait_for_whom_else_writes(tmp_path, monkeypatch):
    monkeypatch.setattr("refdb.workflows.searching.PATIENCE", 0.05)
    (tmp_path / "works.jsonl").write_text(json.dumps({"id": "a", "title": "Naps", "text": "Naps improved recall."}))
    with open_library(tmp_path / "library", create=True) as library:
        library.import_files([tmp_path / "works.jsonl"])
    with closing(sqlite3.connect(tmp_path / "library" / "refdb.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        reader = open_reader(tmp_path / "library" / "refdb.sqlite3")
        with closing(reader):
            searcher = open_searcher(reader, tmp_path / "library" / "indexes", load_embedder())
            assert keys(search(searcher, ["naps"])[0]) == ["a"]
            assert "found by their words alone" in searcher.note


def test_a_search_in_cells_gives_exact_cosines(tmp_path, monkeypatch):
    from refdb.retrieval.faiss import engines

    monkeypatch.setattr(engines, "EXACT_UP_TO", 40)
    monkeypatch.setattr(engines, "ALL_UP_TO", 40)
    with open_library(tmp_path / "library", create=True) as library:
        for n in range(60):
            add_work(library.store, Work(key=f"w{n}", title=f"Work {n}", abstract=f"Naps {n} improved recall {n * n}."))
        counts = library.index()
        assert (counts.passages, library.check_index().engine) == (60, "IVF16,SQ8")
        query = "Naps 7 improved recall 49."
        hit = library.search(query, 1)[0]
        (vector,) = [row for _, row in library.store.vectors_of(library.embedder.fingerprint, [hit.passage.id])]
        cosine = float(np.frombuffer(vector, dtype="<f4")[:384] @ library.embedder.embed([query])[0])
        assert hit.work.key == "w7"
        assert hit.parts["vector"] == pytest.approx(cosine, abs=1e-6)


def test_checking_and_rebuilding_an_index(tmp_path):
    with open_library(tmp_path / "library", create=True) as library:
        add_work(library.store, Work(key="a", title="Naps", abstract="Naps improved recall."))
        assert library.check_index().faults == ("1 passages are not embedded yet; `refdb index` does it",)
        library.index()
        (base,) = library.indexes.glob("*/base-*")
        base.write_bytes(b"x")
        from sqlalchemy import text

        with library.store._writing() as session:
            session.execute(text("DELETE FROM passage_fts"))
        (damaged, unfound) = library.check_index().faults
        assert "is damaged" in damaged
        assert unfound.startswith("1 passages cannot be found by their words; `refdb index --rebuild`")
        (library.indexes / "vectors.json").write_text("{}")  # an earlier refdb's
        assert library.index(rebuild=True).passages == 1
        assert (library.check_index().faults, library.store.word_faults()) == ((), [])
        assert [path.is_dir() for path in library.indexes.iterdir()] == [True]
        assert keys(library.search("recall")) == ["a"]


def test_a_search_that_has_to_make_the_index_anew_says_so(tmp_path):
    from click.testing import CliRunner

    from refdb.cli import cli

    with open_library(tmp_path / "library", create=True) as library:
        add_work(library.store, Work(key="a", title="Naps"))
        assert (keys(library.search("naps")), library.search("naps").notes) == (["a"], ())
        (base,) = library.indexes.glob("*/base-*")
    base.write_bytes(b"x")
    for said in (True, False):
        done = CliRunner().invoke(cli, ["--library", str(tmp_path / "library"), "search", "naps", "--json"])
        assert json.loads(done.stdout)["key"] == "a"
        assert ("the index was made anew from the database" in done.stderr) == said


def test_the_command_prints_filtered_rows(tmp_path):
    from click.testing import CliRunner

    from refdb.cli import cli

    with open_library(tmp_path / "library", create=True) as library:
        for key, title, _, year, *_ in WORKS:
            add_work(library.store, Work(key=key, title=title, year=year))

    def run(*arguments):
        return CliRunner().invoke(cli, ["--library", str(tmp_path / "library"), *arguments])

    rows = [
        json.loads(line)
        for line in run("search", "rest night", "--year", "2016..", "--by-article", "--json").stdout.splitlines()
    ]
    assert sorted(row["key"] for row in rows) == ["book", "night"]
    assert set(rows[0]) == {"query_id", "key", "doi", "title", "passage", "page", "score", "parts", "cited_by"}
    assert "cited by no article" in run("search", "--like", "naps", "--by-article").stdout
    assert isinstance(run("search", "rest", "--year", "last").exception, InputError)
    assert isinstance(run("search").exception, InputError)
    assert json.loads(run("index", "--check", "--json").stdout)["faults"] == []


def test_a_cold_search_imports_neither_sqlalchemy_nor_torch(library):
    """They take longer to import than all the rest of a search."""
    library.index()
    asked = (
        "import sys; from refdb import open_library; "
        "found = open_library(sys.argv[1]).search('sleep', 1); "
        "print(len(found), *sorted({'sqlalchemy', 'torch', 'alembic'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked, str(library.folder)], capture_output=True, text=True, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["1"], "")


def test_a_library_of_other_tables_is_left_to_the_store(tmp_path):
    with open_library(tmp_path, create=True) as library:
        library.search("sleep")  # makes the tables
    with closing(sqlite3.connect(tmp_path / "refdb.sqlite3")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'none'")
    assert open_reader(tmp_path / "refdb.sqlite3") is None
    with pytest.raises(LibraryError, match="database version none"), open_library(tmp_path) as library:
        library.search("sleep")


def test_what_a_reader_reads_is_what_the_store_reads(library):
    reader = open_reader(library.folder / "refdb.sqlite3")
    works, passages = reader.works(), reader.passages([1, 2, 3])
    assert len(works) > 1
    assert len(passages) == 3
    assert (works, passages) == (library.store.works(), library.store.passages([1, 2, 3]))
    assert reader.works([works[0].key]) == [works[0]]
    assert reader.passages_of([works[0].key])[0].work == works[0].key
    with pytest.raises(LibraryError, match="readonly"):
        reader.rows("DELETE FROM passage")
    reader.close()
