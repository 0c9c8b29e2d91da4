"""References without a DOI that the registry does not know: catalogues are asked, and an outage is no finding."""

import json
from urllib.parse import unquote

import pytest

from refdb import standing_of, verify_rows

PAPER = (
    "Petrov I, de Vries A. The walking of snails after green tea: a trial. In: Proceedings of SNAIL; 2009. p. 11-19."
)
NOWHERE = "Moreau L. Moonlight does not shorten the dreams of otters. Journal of Quiet Nights. 2011;9:1-8."
BOOK = "Hill B. Otters of the northern rivers. 2nd ed. Bergen: River Press; 1998."
SITE = "World Otter Trust. Facts about otters [Internet]. 2020 [cited 2021 May 1]. Available from: https://otters.example.org"
DBLP = {
    "authors": {"author": [{"text": "Ivan Petrov"}, {"text": "Anna de Vries"}]},
    "title": "The walking of snails after green tea: a trial.",
    "venue": "SNAIL",
    "pages": "11-19",
    "year": "2009",
    "type": "Conference and Workshop Papers",
    "key": "conf/snail/PetrovV09",
}
OTTERS = {
    "key": "/works/OL1W",
    "title": "Otters of the northern rivers",
    "author_name": ["Bjorn Hill"],
    "first_publish_year": 1990,
    "publish_year": [1990, 1998],
}
EMPTY = {
    "/dblp/": {"result": {"status": {"@code": "200"}, "hits": {"@total": "0"}}},
    "/alex/": {"meta": {"count": 0}, "results": []},
    "/pmc/": {"hitCount": 0, "resultList": {"result": []}},
    "/books/": {"numFound": 0, "docs": []},
    "/works": {"status": "ok", "message": {"items": []}},
}


def sound(path):
    """What all these services answer: DBLP knows the paper, Open Library the book, the others nothing."""
    address = unquote(path)
    if address.startswith("/dblp/") and "snails" in address:
        return {"result": {"status": {"@code": "200"}, "hits": {"@total": "1", "hit": [{"info": DBLP}]}}}
    if address.startswith("/books/") and "otters" in address and "rivers" in address:
        return {"numFound": 1, "docs": [OTTERS]}
    return next(body for start, body in EMPTY.items() if address.startswith(start))


@pytest.fixture
def services(loopback, answer):
    """A server that is Crossref and the catalogues; those in ``down`` fail."""

    def start(*down):
        def respond(path, _count):
            if path.startswith(down):
                return answer(503, "busy", {"retry-after": "0"})
            return answer(200, json.dumps(sound(path)))

        return loopback(respond)

    return start


def verified(server, raw, **options):
    settings = {"registry": server.url, "dblp": f"{server.url}/dblp", "openalex": f"{server.url}/alex"}
    settings |= {"europepmc": f"{server.url}/pmc", "openlibrary": f"{server.url}/books"}
    ((_, found),) = verify_rows([{"id": 1, "raw": raw}], settings | {"timeout": 2.0} | options)
    return found


def asked(server):
    """Who was asked by title, in order; a service that fails is asked several times."""
    paths = [path.split("/")[1] for _, path in server.asked if not path.startswith("/works")]
    return list(dict.fromkeys(paths))


def test_a_paper_that_crossref_does_not_know_is_found_in_dblp(services):
    server = services()
    found = verified(server, PAPER)
    assert (found.status, found.note) == ("verified", "Found in dblp.")
    assert found.registries_asked[1:] == ("dblp",)
    assert found.work.container_title == "SNAIL"
    assert asked(server) == ["dblp"]
    assert standing_of(found).state == "unchecked"  # DBLP knows of no retractions


def test_a_book_is_found_in_open_library(services):
    found = verified(services(), BOOK)
    assert (found.status, found.work.year, found.work.type) == ("verified", 1998, "book")
    assert found.registries_asked[1:] == ("openlibrary",)


def test_what_nobody_knows_is_not_found_and_all_are_named(services):
    server = services()
    found = verified(server, NOWHERE)
    assert (found.status, asked(server)) == ("not_found", ["pmc", "alex", "dblp"])
    assert found.note.endswith(", europepmc, openalex, dblp.")
    assert found.registries_asked[1:] == ("europepmc", "openalex", "dblp")


def test_a_catalogue_that_is_off_is_not_asked(services):
    server = services()
    found = verified(server, NOWHERE, openalex="off")
    assert (found.status, found.registries_asked[1:]) == ("not_found", ("europepmc", "dblp"))
    assert asked(server) == ["pmc", "dblp"]


def test_an_outage_of_one_leaves_unchecked_what_rests_on_it(services):
    server = services("/alex")
    found = verified(server, NOWHERE)
    assert (found.status, found.registries_asked[1:]) == ("unchecked", ("europepmc", "dblp"))
    assert "openalex could not be asked (127.0.0.1:" in found.note
    assert asked(server) == ["pmc", "alex", "dblp"]


def test_an_outage_of_one_is_nothing_to_what_another_knows(services):
    found = verified(services("/alex", "/pmc"), PAPER)
    assert (found.status, found.registries_asked[1:]) == ("verified", ("dblp",))


def test_a_web_page_is_looked_for_nowhere(services):
    server = services("/dblp", "/alex", "/pmc", "/books")
    assert verified(server, SITE).status == "not_checkable"
    assert asked(server) == []


def test_what_a_library_was_told_is_not_asked_again(services, tmp_path):
    from refdb.database.sqlite.store import Store

    Store(tmp_path / "refdb.sqlite3").close()
    server = services()
    rows = [{"id": 1, "raw": PAPER}, {"id": 2, "raw": NOWHERE}]
    settings = {"registry": server.url, "dblp": f"{server.url}/dblp"}
    first = [found.status for _, found in verify_rows(rows, settings, folder=tmp_path)]
    before = len(server.asked)
    again = [found.status for _, found in verify_rows(rows, settings, folder=tmp_path)]
    offline = [found.status for _, found in verify_rows(rows, settings, folder=tmp_path, offline=True)]
    assert first == again == offline == ["verified", "not_found"]
    assert len(server.asked) == before
