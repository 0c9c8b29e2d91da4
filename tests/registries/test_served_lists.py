"""Filters, sorts, samples, facets, cursors and journals of a served snapshot, asked by the real habanero, unpatched."""

import json
import threading

import pytest
from habanero import Crossref, RequestError

from refdb.registries.snapshot.lists import listing
from refdb.registries.snapshot.local import build
from refdb.registries.snapshot.server import make_server


def work(n, title, year, **more):
    item = {
        "DOI": f"10.1000/{n}",
        "type": "journal-article",
        "title": [title],
        "container-title": ["Journal of Quiet Nights"],
        "ISSN": ["1234-5679"],
        "prefix": "10.1000",
        "member": "78",
        "publisher": "Night Press",
        "issued": {"date-parts": [[year]]},
        "is-referenced-by-count": 10 * n,
        "author": [{"family": "Hill", "given": "Anna"}],
    }
    return item | more


DAYS = {"published": {"date-parts": [[2020, 5, 17]]}}
WORKS = [
    work(1, "Sleep of otters", 2018, abstract="Otters sleep."),
    work(2, "Sleep of moles", 2019, author=[{"family": "Moe", "ORCID": "http://orcid.org/0000-0002-1825-0097"}]),
    work(3, "Sleep of owls", 2020, **DAYS, funder=[{"name": "Owl Fund", "DOI": "10.13039/100000001", "award": ["A1"]}]),
    work(4, "Coffee at altitude", 2021, type="book-chapter", ISBN=["978-0-511-80138-9"], prefix="10.1001"),
    work(5, "Retraction of moles", 2021, **{"update-to": [{"type": "retraction", "DOI": "10.1000/2"}]}),
    work(
        6, "Tea and the day", 2022, **{"container-title": ["Tea Letters"], "ISSN": ["2345-6789"], "publisher": "Leaf"}
    ),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    (folder / "d.jsonl").write_text("\n".join(map(json.dumps, WORKS)), encoding="utf-8")
    build([folder / "d.jsonl"], folder / "s.db")
    with make_server(folder / "s.db") as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def crossref(served):
    return Crossref(base_url=served.url, mailto="me@example.org")


def numbers(answer):
    """The works of an answer, by the number at the end of their DOI."""
    return [int(item["DOI"].rpartition("/")[2]) for item in answer["message"]["items"]]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"type": "book-chapter"}, [4]),
        ({"type": ["book-chapter", "journal-article"], "from_pub_date": "2021"}, [4, 5, 6]),
        ({"from_pub_date": 2019, "until_pub_date": 2020}, [2, 3]),
        ({"from_pub_date": "2020-05-18", "until_pub_date": "2020-12"}, []),
        ({"from_pub_date": "2020-05", "until_pub_date": "2020-05-17"}, [3]),
        ({"until_issued_date": "2018-12-31"}, [1]),  # a year alone may be any day of it
        ({"has_abstract": True}, [1]),
        ({"has_abstract": False, "issn": "12345679"}, [2, 3, 4, 5]),
        ({"has_orcid": True}, [2]),
        ({"orcid": "https://orcid.org/0000-0002-1825-0097"}, [2]),
        ({"has_funder": True, "funder": "100000001"}, [3]),
        ({"funder": "10.13039/100000001"}, [3]),
        ({"is_update": True}, [5]),
        ({"updates": "10.1000/2"}, [5]),
        ({"update_type": "retraction"}, [5]),
        ({"isbn": "9780511801389"}, [4]),
        ({"prefix": "10.1001"}, [4]),
        ({"member": 78, "container_title": "tea letters"}, [6]),
        ({"doi": "10.1000/3", "type": "journal-article"}, [3]),
    ],
)
def test_filters(crossref, filters, found):
    answer = crossref.works(filter=filters)
    assert (sorted(numbers(answer)), answer["message"]["total-results"]) == (found, len(found))


def test_a_query_is_filtered_too(crossref):
    assert sorted(numbers(crossref.works(query="sleep"))) == [1, 2, 3]
    assert numbers(crossref.works(query="sleep", filter={"from_pub_date": 2020})) == [3]
    assert numbers(crossref.works(query_author="moe", filter={"has_orcid": True})) == [2]


@pytest.mark.parametrize(
    ("sort", "order", "found"),
    [
        ("published", "asc", [1, 2, 3, 4, 5, 6]),
        ("published", "desc", [6, 4, 5, 3, 2, 1]),
        ("is-referenced-by-count", "desc", [6, 5, 4, 3, 2, 1]),
        ("is-referenced-by-count", "asc", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_sorts(crossref, sort, order, found):
    assert numbers(crossref.works(sort=sort, order=order)) == found


def test_a_page_of_a_sorted_list(crossref):
    answer = crossref.works(sort="published", order="asc", limit=2, offset=2)
    assert (numbers(answer), answer["message"]["total-results"]) == ([3, 4], 6)


def test_a_sample(crossref):
    assert len(set(numbers(crossref.works(sample=4)))) == 4
    assert sorted(numbers(crossref.works(sample=50, filter={"type": "journal-article"}))) == [1, 2, 3, 5, 6]
    assert len(crossref.random_dois(sample=3)) == 3


def test_facets(crossref):
    answer = crossref.works(facet="type-name:*,publisher-name:1", limit=0)
    assert answer["message"]["facets"] == {
        "type-name": {"value-count": 2, "values": {"journal-article": 5, "book-chapter": 1}},
        "publisher-name": {"value-count": 2, "values": {"Night Press": 5}},
    }
    years = crossref.works(query="sleep", facet="published:*", limit=0)["message"]["facets"]["published"]
    assert years == {"value-count": 3, "values": {"2018": 1, "2019": 1, "2020": 1}}


@pytest.mark.parametrize("question", [{}, {"filter": {"member": 78}}, {"sort": "published", "order": "asc"}])
def test_a_cursor_brings_everything_once(crossref, question):
    answers = crossref.works(cursor="*", cursor_max=100, limit=4, **question)
    assert sorted(n for answer in answers for n in numbers(answer)) == [1, 2, 3, 4, 5, 6]


def test_a_cursor_goes_through_what_a_query_finds(crossref):
    answers = crossref.works(query="sleep", cursor="*", cursor_max=100, limit=2)
    assert sorted(n for answer in answers for n in numbers(answer)) == [1, 2, 3]


def test_journals(crossref):
    message = crossref.journals(ids="1234-5679")["message"]
    assert (message["title"], message["publisher"], message["ISSN"]) == (
        "Journal of Quiet Nights",
        "Night Press",
        ["1234-5679"],
    )
    assert message["counts"]["total-dois"] == 4  # a chapter is no article of a journal
    assert message["breakdowns"]["dois-by-issued-year"][0] == [2021, 1]
    listed = crossref.journals(query="letters")["message"]
    assert ([one["title"] for one in listed["items"]], listed["total-results"]) == (["Tea Letters"], 1)
    assert crossref.journals(limit=1)["message"]["total-results"] == 2


def test_works_of_a_journal_a_member_a_prefix_and_a_type(crossref):
    assert sorted(numbers(crossref.journals(ids="1234-5679", works=True))) == [1, 2, 3, 4, 5]
    assert numbers(crossref.journals(ids="1234-5679", works=True, filter={"from_pub_date": 2020}, query="sleep")) == [3]
    assert numbers(crossref.prefixes(ids="10.1001", works=True)) == [4]
    assert numbers(crossref.types(ids="book-chapter", works=True)) == [4]
    assert len(numbers(crossref.members(ids="78", works=True))) == 6


def test_one_work_and_who_registered_it(crossref):
    assert crossref.works(ids="10.1000/1")["message"]["title"] == ["Sleep of otters"]
    assert crossref.registration_agency("10.1000/1") == ["Crossref"]


@pytest.mark.parametrize("route", ["members", "funders", "types", "licenses"])
def test_a_list_that_a_snapshot_has_not_is_refused_in_words(crossref, route):
    with pytest.raises(RequestError, match=f"no list of {route}"):
        getattr(crossref, route)()


def test_a_snapshot_too_large_to_be_read_whole_says_so(crossref, monkeypatch):
    monkeypatch.setattr(listing, "MOST_READ", 5)
    with pytest.raises(RequestError, match="This snapshot has 6 works"):
        crossref.works(filter={"type": "book-chapter"})
    assert numbers(crossref.works(query="coffee", filter={"type": "book-chapter"})) == [4]
    assert len(numbers(crossref.works())) == 6


def test_the_real_refchecker(served):
    """Its own calls (PyPI: academic-refchecker), where it is installed; nothing of it is changed but the address."""
    checkers = pytest.importorskip(
        "refchecker.checkers.crossref", reason="academic-refchecker is not installed (pip install academic-refchecker)"
    )
    checker = checkers.CrossRefReferenceChecker(email="me@example.org")
    checker.base_url = served.url
    assert [one["DOI"] for one in checker.search_works("Sleep of owls", 2020)] == ["10.1000/3"]
    assert (
        checker.search_works_bibliographic("Hill A. Sleep of owls. J Quiet Nights 2021.", 2021)[0]["DOI"] == "10.1000/3"
    )
    assert checker.get_work_by_doi("10.1000/1")["title"] == "Sleep of otters"
    reference = {"title": "Sleep of otters", "authors": ["Anna Hill"], "year": 2018, "doi": "10.1000/1"}
    found, errors, _ = checker.verify_reference(reference)
    assert (found["DOI"], [error for error in errors if error.get("error_type")]) == ("10.1000/1", [])
