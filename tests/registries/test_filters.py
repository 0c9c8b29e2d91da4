"""Crossref's filters and facets on single items: which are let through, which are counted, what is refused."""

import pytest

from refdb.registries.snapshot.lists import filters
from refdb.registries.snapshot.lists.facets import asked_of, counted
from refdb.registries.snapshot.lists.filters import NAMES, dois_alone
from refdb.registries.snapshot.lists.refusing import Refused
from refdb.registries.snapshot.lists.values import (
    affiliations,
    bare_doi,
    day_of,
    listed,
    number,
    orcids,
    people,
    relations,
    rows,
    texts,
)

ITEM = {
    "DOI": "10.1000/Naps.1",
    "prefix": "10.1000",
    "type": "journal-article",
    "member": "78",
    "container-title": ["Sleep", "Sleep (Basel)"],
    "ISSN": ["1234-567X"],
    "ISBN": ["978-3-16-148410-0"],
    "volume": "3",
    "issue": "2",
    "publisher": "Quiet Press",
    "source": "Crossref",
    "abstract": "<jats:p>They slept.</jats:p>",
    "archive": ["Portico"],
    "alternative-id": ["S1"],
    "article-number": "e7",
    "group-title": "Naps",
    "reference-count": 12,
    "author": [
        {"family": "Roe", "ORCID": "http://orcid.org/0000-0001-2345-678X", "authenticated-orcid": True,
         "affiliation": [{"name": "Ulm", "id": [{"id": "https://ror.org/1"}]}]},
        {"family": "Poe", "affiliation": []},
    ],
    "editor": [{"family": "Fox", "ORCID": "https://orcid.org/0000-0002-0000-0000/"}],
    "assertion": [{"name": "received", "group": {"name": "history"}}],
    "clinical-trial-number": [{"clinical-trial-number": "NCT1"}],
    "content-domain": {"domain": ["a.org"], "crossmark-restriction": False},
    "event": {"name": "A day", "date-parts": [[2003, 5]]},
    "funder": [{"DOI": "10.13039/501", "name": "Fund", "award": ["A-1", "A-2"]}],
    "license": [{"URL": "https://cc.org/by", "content-version": "vor"}],
    "link": [{"intended-application": "text-mining", "content-type": "application/pdf", "content-version": "am"}],
    "relation": {"is-preprint-of": [{"id": "10.1000/article"}], "has-review": []},
    "update-to": [{"type": "correction", "DOI": "10.1000/OLD"}],
    "update-policy": "https://doi.org/10.1000/policy",
    "published": {"date-parts": [[2003, 5, 17]]},
    "issued": {"date-parts": [[2003]]},
    "indexed": {"date-parts": [[2020, 1, 2]]},
    "created": {"date-parts": [[2003, 4]]},
}  # fmt: skip
BARE = {"DOI": "10.2000/other", "type": "book", "title": ["A book"]}


def let_through(text: str, item: dict) -> bool:
    return all(test(item) for test in filters.tests_of(text))


PRESENT = (
    "has-abstract has-affiliation has-archive has-assertion has-authenticated-orcid has-award has-clinical-trial-number "
    "has-content-domain has-event has-full-text has-funder has-funder-doi has-license has-orcid has-references "
    "has-relation has-ror-id has-update has-update-policy is-update"
).split()


@pytest.mark.parametrize("name", PRESENT)
def test_what_an_item_has_or_lacks(name):
    assert [let_through(f"{name}:{value}", ITEM) for value in ("true", "T", "1", "false")] == [True, True, True, False]
    assert [let_through(f"{name}:{value}", BARE) for value in ("true", "false", "f", "0")] == [False, True, True, True]


def test_a_restriction_that_is_false_is_none():
    assert let_through("has-domain-restriction:false", ITEM)
    assert let_through("has-domain-restriction:true", {"content-domain": {"crossmark-restriction": True}})


@pytest.mark.parametrize(
    ("fits", "other"),
    [
        ("alternative-id:s1", "alternative-id:s2"),
        ("archive:portico", "archive:clockss"),
        ("article-number:E7", "article-number:7"),
        ("assertion:received", "assertion:accepted"),
        ("assertion-group:history", "assertion-group:copyright"),
        ("award.number:a-2", "award.number:a-3"),
        ("clinical-trial-number:nct1", "clinical-trial-number:nct2"),
        ("container-title:sleep (basel)", "container-title:slee"),
        ("content-domain:a.org", "content-domain:b.org"),
        ("full-text.application:text-mining", "full-text.application:syndication"),
        ("full-text.type:application/pdf", "full-text.type:text/xml"),
        ("full-text.version:am", "full-text.version:vor"),
        ("group-title:naps", "group-title:rest"),
        ("license.url:https://cc.org/by", "license.url:https://cc.org/by-nc"),
        ("license.version:vor", "license.version:am"),
        ("member:78", "member:7"),
        ("prefix:10.1000", "prefix:10.100"),
        ("relation.type:is-preprint-of", "relation.type:has-review"),  # a kind without others is none
        ("type:journal-article", "type:book"),
        ("type-name:Journal Article", "type-name:journal-article"),
        ("update-type:correction", "update-type:retraction"),
        ("doi:10.1000/naps.1", "doi:10.1000/naps.2"),
        ("doi:https://doi.org/10.1000/NAPS.1", "doi:10.1000/naps"),
        ("funder:10.13039/501", "funder:10.13039/50"),
        ("funder:501", "funder:13039"),
        ("isbn:9783161484100", "isbn:9783161484101"),
        ("issn:1234567x", "issn:12345670"),
        ("orcid:0000-0001-2345-678x", "orcid:0000-0001-2345-6789"),
        ("orcid:https://orcid.org/0000-0002-0000-0000", "orcid:0000"),
        ("relation.object:10.1000/ARTICLE", "relation.object:10.1000/a"),
        ("updates:10.1000/old", "updates:10.1000/naps.1"),
    ],
)
def test_a_value_of_the_item_fits_in_any_case(fits, other):
    assert [let_through(fits, ITEM), let_through(other, ITEM), let_through(fits, BARE)] == [True, False, False]


def test_a_prefix_that_is_not_told_is_that_of_the_doi():
    assert let_through("prefix:10.2000", BARE)


@pytest.mark.parametrize(
    ("text", "through"),
    [
        ("from-pub-date:2003", True),
        ("from-pub-date:2003-05-17", True),
        ("from-pub-date:2003-05-18", False),
        ("until-pub-date:2003-05-17", True),
        ("until-pub-date:2003-05-16", False),
        ("until-pub-date:2003-05", True),
        ("until-pub-date:2002", False),
        ("from-issued-date:2003-12", True),  # of a year alone every day may be meant
        ("from-created-date:2003-05", False),
        ("from-event-start-date:2003-06", False),
        ("until-event-start-date:2003-05-01", True),
        ("from-update-date:2020-01-02T10:00:00", True),
        ("from-posted-date:1900", False),  # it has none
        ("from-pub-date:2003,until-pub-date:2003", True),
        ("from-pub-date:2004,from-pub-date:2001", True),  # values of one filter are alternatives
        ("until-pub-date:2001,until-pub-date:2004", True),
        ("type:book,type:journal-article", True),
        ("type:journal-article,has-abstract:false", False),  # different filters must all hold
    ],
)
def test_dates_and_several_conditions(text, through):
    assert let_through(text, ITEM) is through


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("colour:red", "filter-not-available", "colour"),
        ("type:book,red", "filter-not-available", "red"),
        ("has-abstract:perhaps", "boolean-not-valid", "perhaps"),
        ("from-pub-date:soon", "date-not-valid", "soon"),
        ("until-pub-date:2003/05", "date-not-valid", "2003/05"),
    ],
)
def test_what_is_no_filter_is_refused(text, kind, value):
    with pytest.raises(Refused) as refused:
        filters.tests_of(text)
    assert (refused.value.failure["type"], refused.value.failure["value"]) == (kind, value)


def test_names_are_in_their_order_and_dates_have_two_sides():
    assert sorted(NAMES) == NAMES
    assert {"from-pub-date", "until-pub-date", "from-index-date", "until-awarded-date"} <= {*NAMES}


def test_dois_alone():
    assert dois_alone("doi:10.1/a,doi:10.1/b") == ["10.1/a", "10.1/b"]
    assert dois_alone("doi:10.1/a,type:book") is None
    assert dois_alone("doi") is None


# --- facets -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facet", "values"),
    [
        ("affiliation", {"Ulm": 1}),
        ("archive", {"Portico": 1}),
        ("assertion", {"received": 1}),
        ("assertion-group", {"history": 1}),
        ("container-title", {"Sleep": 1}),  # the first alone
        ("funder-doi", {"10.13039/501": 1}),
        ("funder-name", {"Fund": 1}),
        ("issn", {"1234-567X": 1}),
        ("journal-issue", {"2": 1}),
        ("journal-volume", {"3": 1}),
        ("license", {"https://cc.org/by": 1}),
        ("link-application", {"text-mining": 1}),
        ("orcid", {"0000-0001-2345-678X": 1, "0000-0002-0000-0000": 1}),
        ("published", {"2003": 1}),
        ("publisher-name", {"Quiet Press": 1}),
        ("relation-type", {"is-preprint-of": 1}),
        ("source", {"Crossref": 1}),
        ("type-name", {"journal-article": 1, "book": 1}),
        ("update-type", {"correction": 1}),
    ],
)
def test_each_facet_counts_its_values(facet, values):
    assert counted(asked_of(facet), [ITEM, BARE]) == {facet: {"value-count": len(values), "values": values}}


def test_the_commonest_values_come_first_and_as_many_as_asked_for():
    items = [{"type": kind} for kind in ("book", "report", "report", "thesis", "report", "book")]
    assert counted(asked_of("type-name:2"), items) == {
        "type-name": {"value-count": 3, "values": {"report": 3, "book": 2}}
    }
    assert counted({}, items) == {}


def test_how_many_values_may_be_asked_for():
    assert asked_of("issn:*,orcid:7,source") == {"issn": 1000, "orcid": 7, "source": 1000}
    assert asked_of("issn:1000") == {"issn": 1000}
    for text, kind in (("issn:1001", "facet-count-not-valid"), ("issn:-1", "facet-count-not-valid"), ("isn", "facet-not-available")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            asked_of(text)
        assert refused.value.failure["type"] == kind


# --- values -----------------------------------------------------------------------------------


def test_fields_that_are_not_as_documented_are_empty():
    odd = {"author": {"family": "Roe"}, "ISSN": 3, "relation": [], "reference-count": "12", "published": {"date-parts": [[]]}}  # fmt: skip
    assert (listed(odd, "author"), rows(odd, "author"), people(odd)) == ([], [], [])
    assert (texts(odd, "ISSN"), relations(odd), number("reference-count")(odd), day_of(odd, "pub")) == ([], [], 0, None)
    assert texts({"a": ["x", 3, "y"]}, "a") == ["x", "y"]
    assert texts({"a": "x"}, "a") == ["x"]
    assert rows({"a": [1, {"b": 2}]}, "a") == [{"b": 2}]


@pytest.mark.parametrize(
    ("item", "name", "day"),
    [
        ({"published": {"date-parts": [[2003, 5]]}, "issued": {"date-parts": [[2001]]}}, "pub", (2003, 5)),
        ({"published": {"date-parts": [[None]]}, "issued": {"date-parts": [[2001]]}}, "pub", (2001,)),
        ({"issued": "2001"}, "issued", None),
        ({"deposited": {"date-parts": [[2019, 1, 1]]}, "indexed": {"date-parts": [[2020]]}}, "update", (2019, 1, 1)),
        ({"indexed": {"date-parts": [[2020]]}}, "update", (2020,)),
        ({"indexed": {"date-parts": [[2020]]}}, "deposit", None),
    ],
)
def test_a_date_is_the_first_field_that_has_one(item, name, day):
    assert day_of(item, name) == day


def test_people_their_ids_and_institutions():
    assert [person["family"] for person in people(ITEM)] == ["Roe", "Poe", "Fox"]
    assert orcids(ITEM) == ["0000-0001-2345-678X", "0000-0002-0000-0000"]
    assert affiliations(ITEM) == ["Ulm"]


@pytest.mark.parametrize(
    "doi", ["10.1000/A", "https://doi.org/10.1000/a", "http://dx.doi.org/10.1000/a", "doi:10.1000/a"]
)
def test_a_bare_doi(doi):
    assert bare_doi(doi) == "10.1000/a"
    assert bare_doi(None) == ""
