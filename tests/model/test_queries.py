"""Queries and filters: what of both must hold together."""

import pytest

from refdb.model.queries import Filters, Query, Term


def test_no_condition_is_none():
    assert Filters().given is False
    assert [Filters(retracted=False).given, Filters(years=(None, 2001)).given, Filters(tags=("a",)).given] == [True] * 3


@pytest.mark.parametrize(
    ("mine", "asked", "both"),
    [
        ((None, None), (None, None), (None, None)),
        ((2001, None), (None, 2010), (2001, 2010)),
        ((2001, 2010), (2005, 2015), (2005, 2010)),  # the later beginning, the earlier end
        ((2005, 2015), (2001, 2010), (2005, 2010)),
        ((0, None), (None, 0), (0, 0)),  # the year 0 is one
        ((2012, None), (None, 2001), (2012, 2001)),  # nothing is found then
    ],
)
def test_years_of_filter_and_query(mine, asked, both):
    assert Filters(years=mine).joined(Query("sleep", years=asked)).years == both


def test_terms_of_filter_and_query_must_all_hold():
    nap, tea, coffee = Term("nap"), Term("tea", ("title",)), Term("coff", prefix=True)
    joined = Filters(required=(nap,), excluded=(tea,), types=("book",), cited_by="3").joined(
        Query("sleep", terms=(Term("sleep"),), required=(coffee,), excluded=(nap,))
    )
    assert joined == Filters(required=(nap, coffee), excluded=(tea, nap), types=("book",), cited_by="3")
    assert Filters().joined(Query("sleep")) == Filters()
