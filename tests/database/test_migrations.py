"""A library made by any earlier refdb opens with all that it had."""

import json
import os
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

import refdb.database
from refdb.database.postgresql.address import place_of
from refdb.database.postgresql.store import Store as Schema
from refdb.database.sql.head import HEAD
from refdb.database.sqlite.reader import open_reader
from refdb.database.sqlite.store import Store
from refdb.model import Decision, Passage, Person, Term, Update, Work
from tests.postgresql import dropped, schema

SNAILS = Work(
    key="Ahorn1998",
    title="Snails",
    authors=(Person("Ahorn", "B."),),
    year=1998,
    doi="10.1000/snails",
    updates=(Update("retraction", "10.1000/notice"),),
)
NOTICE = Work(
    key="notice", title="Retraction: Snails", doi="10.1000/notice", updates=(Update("retraction of", "10.1000/snails"),)
)
# A work, two passages with their words as they were kept then, an article, an account.
OLDER = (
    "INSERT INTO work (key, year, title_folded, created_at, authors, editors, updates, type, title, subtitle, "
    "container_title, container_title_short, volume, issue, pages, doi, pmid, pmcid, arxiv, article_number, publisher, "
    "publisher_place, edition, url, language, abstract, full_text, years, date, isbn, issn, other_titles) VALUES "
    "('Ahorn1998', 1998, 'snails', '2026-01-01', '[]', '[]', '[]', '', 'Snails', '', '', '', '', '', '', "
    "'10.1000/snails', '', '', '', '', '', '', '', '', '', 'They creep. They eat.', '', '[]', '[]', '[]', '[]', '[]')",
    "INSERT INTO passage VALUES (7, 1, 0, 'They creep.', '[[0, 11]]', '', '', 'abstract'), "
    "(8, 1, 1, 'They eat.', '[[0, 9]]', '', '', 'abstract')",
    "INSERT INTO passage_words VALUES (7, 'snail:1A thei:8000 creep:8001', 3), (8, 'snail:1A thei:8000 eat:8001', 3)",
    "INSERT INTO article (sha256, name, format, encoding, title, text, blocks, sentences, citations, warnings, created_at) "
    "VALUES ('1', 'a.txt', 'plaintext', 'utf-8', 'On snails', 'On snails', '[]', '[]', '[]', '[]', '2026-01-01')",
    "INSERT INTO account (name, password, created_at) VALUES ('ann', '', '2026-01-01')",
)
LISTS = ("years", "date", "isbn", "issn", "other_titles")
TEXTS = (
    "type", "title", "subtitle", "container_title", "container_title_short", "volume", "issue", "pages", "doi", "pmid",
    "pmcid", "arxiv", "article_number", "publisher", "publisher_place", "edition", "url", "language", "abstract", "full_text",
)  # fmt: skip


def old_library(path: Path, version: str) -> None:
    """A library as the refdb of that version made it, with two works and a passage."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(Path(refdb.database.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()
    with sqlite3.connect(path) as connection:
        for work in (SNAILS, NOTICE):
            columns = {
                "key": work.key, "year": work.year, "title_folded": work.title.lower(), "created_at": "2026-01-01",
                "authors": json.dumps([{"family": p.family, "given": p.given} for p in work.authors]), "editors": "[]",
                "updates": json.dumps([{"type": u.type, "doi": u.doi} for u in work.updates]),
                **{name: getattr(work, name) for name in TEXTS}, **dict.fromkeys(LISTS, "[]"),
            }  # fmt: skip
            if version >= "0003" and work is SNAILS:
                columns["aliases"] = '["Schnecken"]'
            marks = ", ".join("?" * len(columns))
            connection.execute(f"INSERT INTO work ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values()))
        connection.execute("INSERT INTO passage VALUES (7, 1, 0, 'They creep.', '[[0, 11]]', '', '', 'abstract')")
        connection.execute("INSERT INTO passage_fts (rowid, title, text) VALUES (7, 'Snails', 'They creep.')")
    connection.close()


@pytest.mark.parametrize("version", ["0001", "0002", "0003", "0004"])
def test_an_older_library_is_brought_here_with_all_it_had(tmp_path, version):
    path = tmp_path / "old.sqlite3"
    old_library(path, version)
    assert open_reader(path) is None  # it is not read before it is brought here
    store = Store(path)
    aliases = ("Schnecken",) if version >= "0003" else ()
    known = Work(**{name: getattr(SNAILS, name) for name in Work.__slots__} | {"aliases": aliases})
    assert store.works() == [known, NOTICE]
    assert store.work_by_doi("10.1000/snails") == known
    assert [work.doi for work in store.notices(["10.1000/snails"])] == ["10.1000/notice"]
    assert store.notices(["10.1000/notice"]) == []
    assert store.names_in_use(["ahorn1998", "NOTICE", "schnecken", "x"]) == {
        "ahorn1998",
        "notice",
        *(alias.lower() for alias in aliases),
    }
    assert [id_ for id_, _ in store.search_words([Term("creeping")], 5)] == [7]
    assert store.count_works() == (2, 1)
    store.add_updates("Ahorn1998", [], "crossref")
    assert list(store.answered(["Ahorn1998"])["Ahorn1998"]) == ["crossref"]
    store.put_works([], [Work(key="notice", title="No notice")], {"notice": [Passage("notice", "New.")]})
    assert store.notices(["10.1000/snails"]) == []
    store.close()
    reader = open_reader(path)
    assert reader.work("notice").title == "No notice"
    reader.close()


def test_the_newest_migration_is_the_version_that_a_reader_expects():
    files = Path(refdb.database.__file__).parent.glob("migrations/versions/v*.py")
    assert max(file.name[1:5] for file in files) == HEAD


def test_titles_of_a_library_made_before_are_folded_anew(tmp_path):
    path = tmp_path / "old.sqlite3"
    old_library(path, "0003")
    with sqlite3.connect(path) as connection:
        old = ("Søvn", "α-waves & <i>REM</i>", "søvnαwavesirem")
        connection.execute("UPDATE work SET title = ?, subtitle = ?, title_folded = ? WHERE id = 1", old)
    connection.close()
    Store(path).close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT title_folded FROM work WHERE id = 1").fetchone() == ("sovnalphawavesrem",)
    connection.close()


def test_names_of_a_library_made_before_are_found_in_other_spellings(tmp_path):
    path = tmp_path / "old.sqlite3"
    old_library(path, "0005")
    with sqlite3.connect(path) as connection:
        connection.execute("""UPDATE work SET authors = '[{"family": "O''Müller"}]' WHERE key = 'Ahorn1998'""")
    connection.close()
    store = Store(path)
    assert [[id_ for id_, _ in store.search_words([Term(word)], 5)] for word in ("omueller", "mueller", "creep")] == [
        [7]
    ] * 3
    store.close()


def test_a_library_made_before_there_were_decisions_keeps_them(tmp_path):
    path = tmp_path / "old.sqlite3"
    old_library(path, "0006")
    decision = Decision("claim", "Snails creep.", "not_settled", "agreed", at="2026-11-29T10:00:00+00:00")
    store = Store(path)
    assert store.add_decisions([decision]) == 1
    assert store.decisions() == [decision]
    store.close()


@pytest.mark.parametrize("version", ["0010", "0011"])
def test_an_older_library_in_postgresql_is_brought_here_with_all_it_had(postgresql, version):
    address = schema(postgresql, f"older_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    dropped(address)
    place = place_of(address)
    engine = create_engine(place.url, connect_args={"options": f"-csearch_path={place.schema}"})
    config = Config()
    config.set_main_option("script_location", str(Path(refdb.database.__file__).parent / "migrations"))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {place.schema}"))
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for statement in OLDER:
            connection.exec_driver_sql(statement)
    engine.dispose()
    store = Schema(address)
    assert [(work.key, work.title, work.doi) for work in store.works()] == [("Ahorn1998", "Snails", "10.1000/snails")]
    assert [(one.name, one.role) for one in store.accounts()] == [("ann", "editor")]
    (article,) = map(store.article, store.article_ids())
    assert (article.title, article.authors, article.date) == ("On snails", (), "")
    assert [passage.text for passage in store.passages_of(["Ahorn1998"])] == ["They creep.", "They eat."]
    found = store.search_words([Term("snail"), Term("creeping")], 5, {"title": 3.0})
    assert [id_ for id_, _ in found] == [7, 8]
    assert store.word_faults() == []
    assert store.rebuild_words() == 2
    assert store.search_words([Term("snail"), Term("creeping")], 5, {"title": 3.0}) == found
    store.put_works([NOTICE], [], {"notice": [Passage("notice", "Snails again.")]})
    assert len(store.search_words([Term("snail")], 5)) == 3
    assert store.word_faults() == []
    store.close()
    dropped(address)
