"""What is looked up by key is found by an index: no look-up reads a table from end to end."""

import sqlite3

import pytest
from sqlalchemy import event

from refdb.database.sqlite.reader import open_reader
from refdb.model import Article, Filters, Passage, Source, TextOrigin, Update, Verification, Work

SLEEP = Work(key="a", title="Sleep", doi="10.1/a", pmid="1", pmcid="PMC1", arxiv="1.1")

LOOK_UPS = {
    "work": lambda s: s.work("a"),
    "works": lambda s: s.works(["a", "b"]),
    "work_by_doi": lambda s: s.work_by_doi("10.1/a"),
    "notices": lambda s: s.notices(["10.1/a"]),
    "citing": lambda s: s.citing(["a"]),
    "passages": lambda s: s.passages([1, 2]),
    "passages_of": lambda s: s.passages_of(["a"]),
    "works_of_passages": lambda s: s.works_of_passages([1]),
    "vectors_of": lambda s: list(s.vectors_of("m", [1])),
    "alike": lambda s: s.alike([SLEEP]),
    "names_in_use": lambda s: s.names_in_use(["a"]),
    "outlines": lambda s: s.outlines(["a"]),
    "set_passages": lambda s: s.set_passages("a", [Passage("a", "New.")]),
    "complete": lambda s: s.complete("a", Work(doi="10.1/b", volume="2")),
    "set_text": lambda s: s.set_text("a", "Text.", TextOrigin("abstract", "file", sha256="ab")),
    "text_origins": lambda s: s.text_origins(["a"]),
    "attached": lambda s: s.attached("ab"),
    "answered": lambda s: s.answered(["a"]),
    "add_updates": lambda s: s.add_updates("a", [Update("retraction")], "crossref"),
    "recorded": lambda s: s.recorded("crossref", "work 10.1/a"),
    "recorded_at": lambda s: s.recorded_at("crossref", "work 10.1/a"),
    "record": lambda s: s.record("crossref", "work 10.1/a", None),
    "article": lambda s: s.article(1),
    "article_with": lambda s: s.article_with("abc"),
    "checked_references": lambda s: s.checked_references(1),
    "save_verification": lambda s: s.save_verification(1, 1, Verification("verified"), "a", "crossref"),
    "works_of_article": lambda s: s.works_of_article(1),
    "merge": lambda s: s.merge("a", ["b"]),
    "matching an article's works": lambda s: s.matching(Filters(cited_by="sleep.txt")),
    "count_works": lambda s: s.count_works(),
}


@pytest.fixture
def store(sqlite_store):
    """The plans of queries that are looked at here are SQLite's."""
    return sqlite_store


@pytest.mark.parametrize("name", LOOK_UPS)
def test_a_look_up_uses_an_index(store, put, name, monkeypatch):
    put(SLEEP, Work(key="b", title="Naps"), a=[Passage("a", "Old.")])
    store.add_article(Article(title="On sleep", text="Sleep.", source=Source("sleep.txt", "text", "abc")))
    asked = []
    read = store._reader.rows
    event.listen(store._engine, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
    monkeypatch.setattr(store._reader, "rows", lambda sql, **values: asked.append((sql, values)) or read(sql, **values))
    LOOK_UPS[name](store)
    asked = [(sql, values) for sql, values in asked if sql.lstrip().startswith(("SELECT", "UPDATE", "DELETE"))]
    plans = explain(store.path, asked)
    whole = [line for line in plans if line.startswith("SCAN") and "COVERING INDEX" not in line]
    assert plans
    # FTS5 says SCAN of its own index too, and "p" is read along its works' index.
    assert [line for line in whole if "VIRTUAL TABLE" not in line] == []


def explain(path, asked):
    with sqlite3.connect(path) as connection:
        plans = []
        for sql, values in asked:
            values = values[0] if isinstance(values, list) else values
            plans += [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    connection.close()
    return plans


def test_a_scan_would_be_seen(store):
    assert explain(store.path, [("SELECT id FROM work WHERE volume = ?", ("1",))]) == ["SCAN work"]


def test_a_reader_reads_what_the_store_does(store, put):
    put(
        SLEEP,
        Work(key="n", title="N", doi="10.1/n", updates=(Update("correction of", "10.1/a"),)),
        a=[Passage("a", "X.")],
    )
    reader = open_reader(store.path)
    assert reader.work_by_doi("10.1/a") == reader.work("a") == SLEEP
    assert reader.notices(["10.1/a"]) == store.notices(["10.1/a"])
    assert [p.text for p in reader.passages_of(["a", "n"])] == ["X."]
    with reader.writable() as writing:
        writing.set_passages("a", [Passage("a", "Y.")])
    assert [p.text for p in reader.passages_of(["a"])] == ["Y."]
    reader.close()
