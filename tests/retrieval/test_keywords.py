"""What a user types -> what is asked."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.retrieval.keywords import Query, fts_query, parse, plain


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("the effect of sleep", '"effect" OR "sleep"'),
        ('"blood pressure" and sleep', '"blood pressure" OR "sleep"'),
        ("the and of", '"the" OR "and" OR "of"'),
        ('NEAR(a" b) OR title:*', '"NEAR" OR "b" OR "title"'),
        ("?!", ""),
    ],
)
def test_words_become_a_query(text, query):
    assert fts_query(text) == query
    assert plain(text) == Query(text, query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("effect of sleep", Query("effect of sleep", '"effect" OR "sleep"')),
        (
            '"blood pressure" sleep',
            Query("blood pressure sleep", '"blood" OR "pressure" OR "sleep" OR "blood pressure"', '("blood pressure")'),
        ),
        ("cardi* death", Query("cardi death", '"cardi" OR "death" OR "cardi" *', '("cardi" *)')),
        (
            'author:smith title:"sleep loss" journal:lanc* naps',
            Query(
                "naps",
                '"naps"',
                '({authors} : "smith") AND ({title} : "sleep loss") AND ({container} : "lanc" *)',
            ),
        ),
        ("Author:O'Neill", Query("O Neill", '{authors} : "O Neill"', '({authors} : "O Neill")')),
        ("naps year:2015..2020", Query("naps", '"naps"', "", (2015, 2020))),
        ("naps year:2015-", Query("naps", '"naps"', "", (2015, None))),
        ("naps year:..2020", Query("naps", '"naps"', "", (None, 2020))),
        ("naps year:2015", Query("naps", '"naps"', "", (2015, 2015))),
        ("ratio:3 title:", Query("ratio:3 title:", '"ratio" OR "3" OR "title"')),
    ],
)
def test_a_users_query_is_read(text, query):
    assert parse(text) == query


@given(st.one_of(st.text(max_size=80), st.text(alphabet='ab "*:(-.{}^+author:titlyear2015', max_size=60)))
def test_no_text_breaks_fts5(text):
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(title, text, authors, container)")
        read = parse(text)
        for query in filter(None, [fts_query(text), read.words, read.required]):
            connection.execute("SELECT * FROM t WHERE t MATCH ?", (query,)).fetchall()
    connection.close()
