"""What a user types -> what is asked."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.database.sqlite.fts5 import all_of, any_of
from refdb.errors import InputError
from refdb.model import Cited, Filters, Query, Term
from refdb.retrieval.keywords import MOST_TERMS, condition, parse, plain, terms_of, years_of


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


ONEILL = Term("O Neill", ("author",), others=("oneill",))
MUELLER = Term("Müller", ("author",), others=("muller", "mueller"))
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
        ("Author:O'Neill", Query("O Neill", (ONEILL,), (ONEILL,))),
        ("naps, date:2015", Query("naps,", terms("naps"), (), (2015, 2015))),
        (
            "“blood pressure” sleep",
            Query("blood pressure sleep", (*terms("blood", "pressure", "sleep"), PRESSURE), (PRESSURE,)),
        ),
        ('"blood pressure', Query("blood pressure", terms("blood", "pressure"))),
        ("naps year:2015..2020", Query("naps", terms("naps"), (), (2015, 2020))),
        ("naps year:2015-", Query("naps", terms("naps"), (), (2015, None))),
        ("naps year:..2020", Query("naps", terms("naps"), (), (None, 2020))),
        ("naps year:2015", Query("naps", terms("naps"), (), (2015, 2015))),
        (
            "ratio:3 title:",
            Query(
                "ratio:3 title:",
                terms("ratio", "3", "title"),
                notes=('"title:" has nothing behind it and was searched for as a word; as a field: title:WORD',),
            ),
        ),
        ("author:?! naps", Query("naps", terms("naps"))),
    ],
)
def test_a_users_query_is_read(text, query):
    assert parse(text) == query


def test_a_condition_without_a_word_is_none():
    assert condition("author", "Müller") == (MUELLER,)
    assert condition("journal", "lanc*") == (Term("lanc", ("journal",), prefix=True),)
    assert condition("journal", "…") == ()


@pytest.mark.parametrize(
    ("text", "meaning", "excluded"),
    [
        ("vitamin -cold", "vitamin", terms("cold")),
        ("vitamin NOT cold", "vitamin", terms("cold")),
        ("vitamin AND NOT (cold OR flu)", "vitamin", terms("cold", "flu")),
        ('vitamin -"common cold"', "vitamin", terms("common cold")),
        ("vitamin -author:Müller", "vitamin", (MUELLER,)),
        ("vitamin AND (zinc OR iron)", "vitamin (zinc iron)", ()),
        ("n-3 fatty - acids", "n-3 fatty - acids", ()),
        ("below -3 degrees", "below -3 degrees", ()),
        ("what not to eat", "what not to eat", ()),
        ("WHY VITAMINS DO NOT WORK", "WHY VITAMINS DO NOT WORK", ()),
    ],
)
def test_not_and_minus_leave_out(text, meaning, excluded):
    query = parse(text)
    assert (query.text, query.excluded) == (meaning, excluded)


def cited(*names, certain=True, year=2019):
    return Cited(tuple(Term(name, ("author",)) for name in names), (year, year), certain)


@pytest.mark.parametrize(
    ("text", "meaning", "found"),
    [
        ("Manson et al., 2019", "Manson 2019", cited("Manson")),
        ("(Manson et al. 2019a)", "Manson 2019", cited("Manson")),
        ("manson 2019", "manson 2019", cited("manson", certain=False)),
        ("Manson, 2019", "Manson 2019", cited("Manson")),
        ("Manson & Cook (2019)", "Manson Cook 2019", cited("Manson", "Cook")),
        ("Manson, Cook, and Lee, 2019", "Manson Cook Lee 2019", cited("Manson", "Cook", "Lee")),
        ("Manson JE, 2019", "Manson 2019", cited("Manson")),
        ("J. E. Manson 2019", "Manson 2019", cited("Manson", certain=False)),
        ("Manson et al 2019 fish oil", "Manson 2019 fish oil", cited("Manson")),
        ("vitamin d 2019", "vitamin d 2019", None),
        ("Manson 2019 fish oil", "Manson 2019 fish oil", None),
        ("Manson 2019..2020", "Manson 2019..2020", None),
        ("Manson", "Manson", None),
    ],
)
def test_author_and_year_are_read_as_a_text_cites_them(text, meaning, found):
    query = parse(text)
    assert (query.text, query.cited) == (meaning, found)


def test_names_of_a_citation_keep_their_particles_and_apostrophes():
    names = parse("van der Berg and O'Neill 2011").cited.names
    assert names == (Term("van der Berg", ("author",), others=("vanderberg",)), ONEILL)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("autor:smith", 'there is no field "autor:"; is it "author:"?'),
        ("jurnal:lancet sleep", 'there is no field "jurnal:"; is it "journal:"?'),
        ("year:20155", "year:20155: expected 2015, 2015..2020, 2015.. or ..2020"),
        ("sleep year:last", "year:last: expected 2015"),
        ("year:2022..2020", "year:2022..2020: ends before it begins; write 2020..2022"),
    ],
)
def test_a_wrong_field_or_year_is_told(text, told):
    with pytest.raises(InputError) as raised:
        parse(text)
    assert str(raised.value).startswith(told)


def test_a_word_before_a_colon_that_may_be_no_field_is_noted():
    assert parse("keyword:bone").notes[0].startswith('"keyword:" is no field and was searched for as a word; there are')
    assert parse("ratio:3").notes == parse("Sleep: a review").notes == parse('"keyword:bone"').notes == ()


def test_years_are_read():
    assert years_of("2015 - 2020", "--year") == (2015, 2020)
    with pytest.raises(InputError, match="--year x: expected"):
        years_of("x", "--year x")


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
    query = Query("x", required=terms("sleep"), years=asked, excluded=terms("cold"))
    whole = Filters(terms("naps"), years=own, tags=("t",)).joined(query)
    assert whole == Filters(terms("naps", "sleep"), years=together, tags=("t",), excluded=terms("cold"))


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
        (
            (Term("Müller", ("author",), others=("mueller",)),),
            '{authors} : ("Müller" OR "mueller")',
            '({authors} : ("Müller" OR "mueller"))',
        ),
        (terms('a" OR "b'), '"a"" OR ""b"', '("a"" OR ""b")'),
    ],
)
def test_terms_in_the_words_of_fts5(given, any_, all_):
    assert (any_of(given), all_of(given)) == (any_, all_)


@given(st.one_of(st.text(max_size=80), st.text(alphabet='ab "*:(-.{}^+author:titlyear2015-öNOT', max_size=60)))
def test_no_text_breaks_fts5(text):
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(title, text, authors, container)")
        try:
            read = parse(text)
        except InputError:  # a field or a year that is none
            read = plain(text)
        asked = [any_of(terms_of(text)), any_of(read.terms), all_of(read.required), any_of(read.excluded)]
        for query in filter(None, asked):
            connection.execute("SELECT * FROM t WHERE t MATCH ?", (query,)).fetchall()
    connection.close()
