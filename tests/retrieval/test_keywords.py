"""What a user types -> what is asked."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.database.sqlite.fts5 import all_of, any_of
from refdb.model import Filters, Query, Term
from refdb.retrieval.keywords import MOST_TERMS, condition, parse, plain, terms_of


def terms(*words):
    return tuple(map(Term, words))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the effect of sleep", terms("effect", "sleep")),
        ('"blood pressure" and sleep', terms("blood pressure", "sleep")),
        ("the and of", terms("the", "and", "of")),
        ("sleep Sleep sleep", terms("sleep", "Sleep")),
        ('NEAR(a" b) OR title:*', terms("NEAR", "b", "title")),
        ("?!", ()),
    ],
)
def test_words_become_terms(text, found):
    assert terms_of(text) == found
    assert plain(text) == Query(text, found)


def test_a_pasted_page_is_cut():
    assert terms_of(" ".join(f"word{n}" for n in range(99))) == terms(*(f"word{n}" for n in range(MOST_TERMS)))


def test_terms_may_be_bound_to_fields():
    assert terms_of("snails at sea", ("title",)) == (Term("snails", ("title",)), Term("sea", ("title",)))


PRESSURE, CARDI = Term("blood pressure"), Term("cardi", prefix=True)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("effect of sleep", Query("effect of sleep", terms("effect", "sleep"))),
        (
            '"blood pressure" sleep',
            Query("blood pressure sleep", (*terms("blood", "pressure", "sleep"), PRESSURE), (PRESSURE,)),
        ),
        ("cardi* death", Query("cardi death", (*terms("cardi", "death"), CARDI), (CARDI,))),
        (
            'author:smith title:"sleep loss" journal:lanc* naps',
            Query(
                "naps",
                terms("naps"),
                (Term("smith", ("author",)), Term("sleep loss", ("title",)), Term("lanc", ("journal",), prefix=True)),
            ),
        ),
        ("Author:O'Neill", Query("O Neill", (Term("O Neill", ("author",)),), (Term("O Neill", ("author",)),))),
        ("naps year:2015..2020", Query("naps", terms("naps"), (), (2015, 2020))),
        ("naps year:2015-", Query("naps", terms("naps"), (), (2015, None))),
        ("naps year:..2020", Query("naps", terms("naps"), (), (None, 2020))),
        ("naps year:2015", Query("naps", terms("naps"), (), (2015, 2015))),
        ("ratio:3 title:", Query("ratio:3 title:", terms("ratio", "3", "title"))),
        ("author:?! naps", Query("naps", terms("naps"))),
    ],
)
def test_a_users_query_is_read(text, query):
    assert parse(text) == query


def test_a_condition_without_a_word_is_none():
    assert condition("author", "Müller") == (Term("Müller", ("author",)),)
    assert condition("journal", "lanc*") == (Term("lanc", ("journal",), prefix=True),)
    assert condition("journal", "…") == ()


@pytest.mark.parametrize(
    ("own", "asked", "together"),
    [
        ((None, None), (None, None), (None, None)),
        ((2001, None), (None, 2010), (2001, 2010)),
        ((2001, 2020), (2005, 2010), (2005, 2010)),
        ((2005, 2010), (2001, 2020), (2005, 2010)),
    ],
)
def test_filters_and_query_hold_together(own, asked, together):
    whole = Filters(terms("naps"), years=own, tags=("t",)).joined(Query("x", required=terms("sleep"), years=asked))
    assert whole == Filters(terms("naps", "sleep"), years=together, tags=("t",))


@pytest.mark.parametrize(
    ("given", "any_", "all_"),
    [
        ((), "", ""),
        (terms("sleep"), '"sleep"', '("sleep")'),
        (
            (Term("blood pressure"), Term("cardi", prefix=True)),
            '"blood pressure" OR "cardi" *',
            '("blood pressure") AND ("cardi" *)',
        ),
        (
            (Term("roe", ("author", "title")), Term("lanc", ("journal",), prefix=True)),
            '{authors title} : "roe" OR {container} : "lanc" *',
            '({authors title} : "roe") AND ({container} : "lanc" *)',
        ),
        (terms('a" OR "b'), '"a"" OR ""b"', '("a"" OR ""b")'),
    ],
)
def test_terms_in_the_words_of_fts5(given, any_, all_):
    assert (any_of(given), all_of(given)) == (any_, all_)


@given(st.one_of(st.text(max_size=80), st.text(alphabet='ab "*:(-.{}^+author:titlyear2015', max_size=60)))
def test_no_text_breaks_fts5(text):
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(title, text, authors, container)")
        read = parse(text)
        for query in filter(None, [any_of(terms_of(text)), any_of(read.terms), all_of(read.required)]):
            connection.execute("SELECT * FROM t WHERE t MATCH ?", (query,)).fetchall()
    connection.close()
