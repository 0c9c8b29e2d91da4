"""A snapshot's answers to requests of Crossref's REST API, without a server."""

import json
from urllib.parse import quote

import pytest

from refdb.errors import RegistryUnavailable
from refdb.registries.snapshot.answering import answer
from refdb.registries.snapshot.building import build
from refdb.registries.snapshot.lists.listing import MOST_OFFSET, MOST_ROWS
from refdb.registries.snapshot.local import Snapshot

WORKS = [
    {"DOI": "10.1000/Nap.1", "title": ["Naps in older adults"], "author": [{"family": "Roe"}], "volume": "3"},
    {"DOI": "10.1000/nap.2", "title": ["Naps in younger adults"], "author": [{"family": "Poe"}]},
    {"DOI": "10.1000/tea(1)<2>", "title": ["Tea"], "agency": "Crossref"},
    {"DOI": "10.5555/data", "title": ["Recordings"], "agency": {"id": "datacite", "label": "DataCite"}},
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    folder = tmp_path_factory.mktemp("snapshot")
    (folder / "dump.jsonl").write_text("\n".join(map(json.dumps, WORKS)))
    build([folder / "dump.jsonl"], folder / "s.db")
    found = Snapshot(folder / "s.db")
    yield found
    found.close()


def asked(snapshot, address):
    given = answer(snapshot, address)
    return given.status, json.loads(given.body) if given.content_type == "application/json" else given.body.decode()


def dois(snapshot, address):
    status, body = asked(snapshot, address)
    assert status == 200
    return [item["DOI"] for item in body["message"]["items"]]


@pytest.mark.parametrize("doi", ["10.1000/nap.1", "10.1000/NAP.1", "10.1000%2Fnap.1"])
def test_a_work_by_its_doi(snapshot, doi):
    status, body = asked(snapshot, f"/works/{doi}")
    assert status == 200
    assert {name: body[name] for name in ("status", "message-type", "message-version")} == {
        "status": "ok", "message-type": "work", "message-version": "1.0.0",
    }  # fmt: skip
    assert body["message"] == WORKS[0]  # as it was given


def test_paths_may_name_the_version_and_end_in_a_slash(snapshot):
    assert asked(snapshot, "/v1/works/10.1000/nap.1")[0] == 200
    assert asked(snapshot, "/works/10.1000/nap.1/")[0] == 200
    assert asked(snapshot, "/works/" + quote("10.1000/tea(1)<2>", safe=""))[1]["message"]["title"] == ["Tea"]


@pytest.mark.parametrize(
    "path", ["/works/10.1000/none", "/works/10.1000/none/agency", "/works/%00", "/works/" + "x" * 5000]
)
def test_a_work_that_is_not_there(snapshot, path):
    assert asked(snapshot, path) == (404, "Resource not found.")


def test_the_agency_of_a_doi(snapshot):
    status, body = asked(snapshot, "/works/10.5555/DATA/agency")
    assert (status, body["message-type"]) == (200, "work-agency")
    assert body["message"] == {"DOI": "10.5555/data", "agency": {"id": "datacite", "label": "Datacite"}}


def test_works_by_what_is_printed(snapshot):
    status, body = asked(snapshot, "/works?query.bibliographic=naps+older+adults+roe&rows=1")
    message = body["message"]
    assert (status, body["message-type"]) == (200, "work-list")
    assert [item["DOI"] for item in message["items"]] == ["10.1000/Nap.1"]
    assert message["items"][0]["score"] > 0
    assert (message["facets"], message["items-per-page"]) == ({}, 1)
    assert message["query"] == {"start-index": 0, "search-terms": "naps older adults roe"}
    assert message["total-results"] == 2


@pytest.mark.parametrize(
    "name", ["query", "query.title", "query.author", "query.container-title", "query.editor", "query.affiliation"]
)
def test_each_query_is_searched_for(snapshot, name):
    assert "10.1000/Nap.1" in dois(snapshot, f"/works?{name}=older+roe")


def test_pages_of_a_list(snapshot):
    first, second = (dois(snapshot, f"/works?query=naps+adults&rows=1&offset={n}") for n in (0, 1))
    assert {*first, *second} == {"10.1000/Nap.1", "10.1000/nap.2"}
    assert dois(snapshot, "/works?query=naps+adults&rows=0") == []
    assert dois(snapshot, "/works?query=naps+adults&offset=2") == []


def test_all_works_are_listed_in_pages(snapshot):
    message = asked(snapshot, "/works")[1]["message"]
    # What another agency registered is neither counted nor listed: often no more is known of it than whose it is.
    assert (len(message["items"]), message["total-results"], message["items-per-page"]) == (3, 3, 20)
    assert message["query"] == {"start-index": 0, "search-terms": None}


def test_several_works_by_their_dois(snapshot):
    listed = "doi:10.1000/nap.2,doi:10.1000/none,doi:10.1000/NAP.2,doi:10.1000/nap.1"
    message = asked(snapshot, f"/works?filter={listed}")[1]["message"]
    assert {item["DOI"] for item in message["items"]} == {"10.1000/Nap.1", "10.1000/nap.2"}
    assert message["total-results"] == 2
    assert all("score" not in item for item in message["items"])
    assert len(dois(snapshot, f"/works?filter={listed}&rows=1")) == 1
    assert dois(snapshot, f"/works?filter={listed}&offset=2") == []


def test_selected_fields(snapshot):
    (item,) = asked(snapshot, "/works?filter=doi:10.1000/nap.1&select=DOI,%20title,")[1]["message"]["items"]
    assert item == {"DOI": "10.1000/Nap.1", "title": ["Naps in older adults"]}
    (item,) = asked(snapshot, "/works?query=tea&select=DOI,score")[1]["message"]["items"]
    assert item.keys() <= {"DOI", "score"}


@pytest.mark.parametrize(
    ("query", "kind", "value", "message"),
    [
        ("rows=x", "integer-not-valid", "x", "Integer specified as x but must be a positive integer less than or equal to 1000. "),
        ("rows=-1", "integer-not-valid", "-1", "Integer specified as -1"),
        (f"rows={MOST_ROWS + 1}", "integer-not-valid", "1001", "Integer specified as 1001"),
        ("rows=", "integer-not-valid", "", "Integer specified as "),
        ("rows=%D9%A1", "integer-not-valid", "\u0661", "Integer specified as"),  # a digit, but no ASCII one
        ("rows=0000000001", "integer-not-valid", "0000000001", "Integer specified as"),
        (f"offset={MOST_OFFSET + 1}", "integer-not-valid", "10001", "Integer specified as 10001"),
        ("foo=1", "parameter-not-allowed", "foo", "This route does not support foo"),
        ("select=DOI,nope", "select-not-available", "nope", "Select 'nope' specified but there is no such select for this route."),
        ("filter=doi:10.1/a,b", "filter-not-available", "b", "Filter 'b' specified"),
        ("filter=doi", "filter-not-available", "doi", "Filter 'doi' specified"),
    ],
)  # fmt: skip
def test_what_is_refused(snapshot, query, kind, value, message):
    status, body = asked(snapshot, f"/works?{query}")
    assert (status, body["status"], body["message-type"]) == (400, "failed", "validation-failure")
    (failure,) = body["message"]
    assert (failure["type"], failure["value"]) == (kind, value)
    assert failure["message"].startswith(message)


@pytest.mark.parametrize(
    "query", [f"rows={MOST_ROWS}", f"offset={MOST_OFFSET}", "sort=score&order=desc", "sort=relevance", "mailto=a@b.org"]
)
def test_what_is_taken(snapshot, query):
    assert asked(snapshot, f"/works?query=naps&{query}")[0] == 200


def test_a_work_takes_no_parameters_but_an_address(snapshot):
    assert asked(snapshot, "/works/10.1000/nap.1?mailto=a@b.org")[0] == 200
    status, body = asked(snapshot, "/works/10.1000/nap.1?rows=1")
    assert (status, body["message"][0]["type"]) == (400, "parameter-not-allowed")


def test_too_many_parameters(snapshot):
    status, body = asked(snapshot, "/works?" + "&".join(f"a{n}=1" for n in range(61)))
    assert status == 400
    assert body.startswith("Bad request: ")


@pytest.mark.parametrize("path", ["/", "/works.json", "/etc/passwd"])
def test_other_routes_are_not_there(snapshot, path):
    assert answer(snapshot, path).status == 404


def test_a_snapshot_that_cannot_be_read_says_so():
    class Broken:
        def raw_works(self, dois):
            raise RegistryUnavailable("the file is damaged")

    status, body = asked(Broken(), "/works/10.1000/nap.1")
    assert (status, body["status"], body["message-type"]) == (500, "error", "exception")
    assert body["message"] == {"name": "snapshot", "description": "the file is damaged"}
