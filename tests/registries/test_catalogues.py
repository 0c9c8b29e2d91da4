"""Searches by title over real HTTP, with answers in the shapes that the services document."""

from urllib.parse import parse_qs, urlsplit

import pytest

from refdb.bibliography.csl.items import work_from_item
from refdb.citations.parsing.parser import load_parser
from refdb.errors import RegistryRefused, RegistryUnavailable
from refdb.model import ParsedReference, Person
from refdb.registries.catalogues.arxiv import Arxiv
from refdb.registries.catalogues.dblp import Dblp
from refdb.registries.catalogues.openlibrary import OpenLibrary
from refdb.registries.catalogues.sought import Sought, sought_for, sought_in
from refdb.registries.supplements.chosen import open_sources
from refdb.registries.supplements.datacite import DataCite
from refdb.registries.supplements.europepmc import EuropePmc
from refdb.registries.supplements.openalex import OpenAlex
from refdb.settings import Settings

SOUGHT = Sought("The walking of snails after green tea: a trial", "Petrov", "2009")
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title type="html">ArXiv Query: search_query=ti:snails</title>
  <id>http://arxiv.org/api/cHxbiOdZaP56ODnBPIenZhzg5f8</id>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">{total}</opensearch:totalResults>
  <opensearch:startIndex xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">0</opensearch:startIndex>
  {entries}
</feed>"""
ENTRY = """<entry>
    <id>http://arxiv.org/abs/0904.0001v2</id>
    <updated>2010-01-02T00:00:00Z</updated>
    <published>2009-04-01T00:00:00Z</published>
    <title>The walking of snails
  after green tea: a trial</title>
    <summary>  Snails walk. </summary>
    <author><name>Ivan Petrov</name></author>
    <author><name>Anna de Vries</name></author>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/snails</arxiv:doi>
  </entry>"""
ERROR = """<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_1234.12345</id><title>Error</title>
    <summary>incorrect id format for 1234.12345</summary></entry>"""
DBLP = {
    "result": {
        "query": "walk* snail*",
        "status": {"@code": "200", "text": "OK"},
        "time": {"@unit": "msecs", "text": "3.05"},
        "completions": {"@total": "1", "@computed": "0", "@sent": "0"},
        "hits": {
            "@total": "1",
            "@computed": "1",
            "@sent": "1",
            "@first": "0",
            "hit": [
                {
                    "@score": "6",
                    "@id": "4711",
                    "info": {
                        "authors": {
                            "author": [
                                {"@pid": "1/2", "text": "Ivan Petrov 0003"},
                                {"@pid": "3/4", "text": "Anna de Vries"},
                            ]
                        },
                        "title": "The walking of snails after green tea &amp; a trial.",
                        "venue": "SNAIL",
                        "pages": "11-19",
                        "year": "2009",
                        "type": "Conference and Workshop Papers",
                        "access": "open",
                        "key": "conf/snail/PetrovV09",
                        "ee": "https://snail.example.org/p11",
                        "url": "https://dblp.org/rec/conf/snail/PetrovV09",
                    },
                }
            ],
        },
    }
}
NO_HITS = {"result": {"status": {"@code": "200", "text": "OK"}, "hits": {"@total": "0", "@sent": "0", "@first": "0"}}}
BOOKS = {
    "numFound": 1,
    "start": 0,
    "numFoundExact": True,
    "docs": [
        {
            "key": "/works/OL1W",
            "title": "The walking of snails",
            "subtitle": "after green tea",
            "author_name": ["Ivan Petrov"],
            "first_publish_year": 1998,
            "publish_year": [1998, 2009],
            "publisher": ["Mollusc Press"],
            "isbn": ["9780511801389", "0511801389"],
        }
    ],
}
PMC = {
    "version": "6.9",
    "hitCount": 1,
    "resultList": {
        "result": [
            {
                "id": "123",
                "source": "MED",
                "pmid": "123",
                "title": "The walking of snails after green tea: a trial.",
                "authorList": {"author": [{"lastName": "Petrov", "initials": "I"}]},
                "journalInfo": {"volume": "7", "yearOfPublication": 2009, "journal": {"title": "Snail Letters"}},
            }
        ]
    },
}
ALEX = {
    "meta": {"count": 1, "page": 1, "per_page": 5},
    "results": [
        {
            "id": "https://openalex.org/W1",
            "doi": None,
            "title": "The walking of snails after green tea: a trial",
            "publication_year": 2009,
            "type": "article",
            "authorships": [{"author": {"display_name": "Ivan Petrov"}}],
            "primary_location": {"source": {"display_name": "Snail Letters"}},
            "biblio": {"volume": "7", "first_page": "33", "last_page": "41"},
        }
    ],
}
CITE = {
    "data": [
        {
            "id": "10.5281/Zenodo.1",
            "type": "dois",
            "attributes": {
                "doi": "10.5281/zenodo.1",
                "titles": [{"title": "The walking of snails after green tea: a trial"}],
                "creators": [{"name": "Petrov, Ivan", "nameType": "Personal"}],
                "publicationYear": 2009,
                "types": {"resourceTypeGeneral": "Dataset"},
            },
        }
    ],
    "meta": {"total": 1, "totalPages": 1, "page": 1},
}
# client, path, an answer with one work, one with none
SERVICES = {
    "arxiv": (Arxiv, "/query", FEED.format(total=1, entries=ENTRY), FEED.format(total=0, entries="")),
    "dblp": (Dblp, "/search/publ/api", DBLP, NO_HITS),
    "openlibrary": (OpenLibrary, "/search.json", BOOKS, {"numFound": 0, "start": 0, "docs": []}),
    "europepmc": (EuropePmc, "/search", PMC, {"version": "6.9", "hitCount": 0, "resultList": {"result": []}}),
    "openalex": (OpenAlex, "/works", ALEX, {"meta": {"count": 0}, "results": []}),
    "datacite": (DataCite, "/dois", CITE, {"data": [], "meta": {"total": 0, "totalPages": 0, "page": 1}}),
}


@pytest.fixture
def quick():
    """Makes clients with short waits between their tries, and closes them."""
    made = []

    def make(client, url, **options):
        made.append(client(url, timeout=30.0, **options))
        made[-1]._api.http.first_wait = 0.001
        return made[-1]

    yield make
    for client in made:
        client.close()


def asked(served):
    """The last question's parameters."""
    return {name: values[0] for name, values in parse_qs(urlsplit(served.asked[-1]).query).items()}


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_catalogue_has_and_has_not(served, quick, name):
    client, path, one, none = SERVICES[name]
    catalogue = quick(client, served.url)
    served[path] = (200, one)
    (record,) = catalogue.search(SOUGHT, 3)
    work = work_from_item(record.item)
    assert (record.registry, catalogue.name) == (name, name)
    assert work.full_title.startswith("The walking of snails")
    assert (work.authors[0].family, work.year) == ("Petrov", 2009)
    served[path] = (200, none)
    assert catalogue.search(SOUGHT) == []
    before = len(served.asked)
    assert catalogue.search(Sought(family="Petrov")) == []
    assert len(served.asked) == before


FAULTS = {
    "503": (503, "<html>busy</html>"),
    "429": (429, "Too many requests"),
    "a page": (200, "<html>maintenance</html>"),
    "another place": (404, "<html>nginx</html>"),
    "empty object": (200, {}),
    "null": (200, "null"),
    "fields of another kind": (200, {"docs": {}, "numFound": "1", "results": {}, "meta": [], "data": {}, "result": []}),
    "an error with status 200": (200, {"result": {"status": {"@code": "500"}, "hits": {"@total": "0"}}}),
    "an error in a feed": (200, FEED.format(total=1, entries=ERROR)),
}


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_never_an_empty_list(served, quick, name, fault):
    catalogue = quick(SERVICES[name][0], served.url)
    served.fallback = FAULTS[fault]
    with pytest.raises(RegistryUnavailable, match=r"127\.0\.0\.1"):
        catalogue.search(SOUGHT)


@pytest.mark.parametrize("name", SERVICES)
def test_a_refusal_is_told(served, quick, name):
    catalogue = quick(SERVICES[name][0], served.url)
    served.fallback = (403, {"message": "a key is needed"})
    with pytest.raises(RegistryRefused, match="a key is needed"):
        catalogue.search(SOUGHT)


QUESTIONS = {
    "arxiv": {
        "search_query": "ti:walking AND ti:snails AND ti:after AND ti:green AND ti:tea AND ti:trial",
        "max_results": "5",
    },
    "dblp": {"q": "walking snails after green tea trial", "format": "json", "h": "5"},
    "openlibrary": {"title": "walking snails after green tea trial", "author": "Petrov", "limit": "5"},
    "europepmc": {"query": "TITLE:(walking OR snails OR after OR green OR tea OR trial)", "pageSize": "5"},
    "openalex": {"filter": "title.search:walking snails after green tea trial", "per-page": "5"},
    "datacite": {"query": "titles.title:(walking AND snails AND after AND green AND tea AND trial)", "page[size]": "5"},
}


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_catalogue_is_asked(served, quick, name):
    client, path, _, none = SERVICES[name]
    catalogue = quick(client, served.url)
    served[path] = (200, none)
    catalogue.search(Sought('The "walking" of snails (after) green-tea: AND a trial*', "Petrov"))
    assert asked(served) | QUESTIONS[name] == asked(served)


SHORT = {
    "arxiv": {"search_query": "ti:otters AND au:Vries"},
    "dblp": {"q": "otters de Vries"},
    "europepmc": {"query": 'TITLE:(otters) AND AUTH:"de Vries"'},
    "datacite": {"query": 'titles.title:(otters) AND creators.name:"de Vries"'},
}


@pytest.mark.parametrize("name", SHORT)
def test_a_short_title_is_looked_for_with_its_author(served, quick, name):
    client, path, _, none = SERVICES[name]
    catalogue = quick(client, served.url)
    served[path] = (200, none)
    catalogue.search(Sought("Otters", "de Vries"))
    assert asked(served) | SHORT[name] == asked(served)


def test_a_preprint_of_arxiv(served, quick):
    served["/query"] = (200, SERVICES["arxiv"][2])
    (record,) = quick(Arxiv, served.url).search(SOUGHT)
    work = work_from_item(record.item)
    assert (work.doi, work.arxiv, work.type) == ("10.48550/arxiv.0904.0001", "0904.0001", "posted-content")
    assert (work.title, work.authors) == (
        "The walking of snails after green tea: a trial",
        (Person("Petrov", "Ivan"), Person("de Vries", "Anna")),
    )


def test_a_paper_of_dblp(served, quick):
    served["/search/publ/api"] = (200, DBLP)
    (record,) = quick(Dblp, served.url).search(SOUGHT)
    work = work_from_item(record.item)
    assert (record.key, work.type, work.container_title, work.pages) == (
        "conf/snail/PetrovV09",
        "proceedings-article",
        "SNAIL",
        "11-19",
    )
    assert (work.title, work.authors[0]) == (
        "The walking of snails after green tea & a trial",
        Person("Petrov", "Ivan"),
    )


def test_one_author_and_a_preprint_in_dblp(served, quick):
    info = {
        "authors": {"author": {"@pid": "1/2", "text": "Ivan Petrov"}},
        "title": "Snails.",
        "venue": "CoRR",
        "volume": "abs/0904.0001",
        "year": "2009",
        "type": "Informal and Other Publications",
        "key": "journals/corr/abs-0904-0001",
    }
    hits = {"@total": "1", "hit": [{"info": info}]}
    served["/search/publ/api"] = (200, {"result": {"status": {"@code": "200"}, "hits": hits}})
    (record,) = quick(Dblp, served.url).search(SOUGHT)
    work = work_from_item(record.item)
    assert (work.type, work.arxiv, work.container_title, len(work.authors)) == ("posted-content", "0904.0001", "", 1)


def test_a_book_is_asked_for_by_its_isbn_and_then_by_its_title(served, quick):
    served["/search.json"] = (200, BOOKS)
    library = quick(OpenLibrary, served.url, mailto="me@example.org")
    (record,) = library.search(Sought("Snails", "Petrov", "1998", "9780511801389"))
    work = work_from_item(record.item)
    assert (work.year, work.isbn, work.publisher) == (1998, ("9780511801389",), "Mollusc Press")
    assert asked(served)["q"] == "isbn:9780511801389"
    assert "me@example.org" in served.headers[-1]["user-agent"]
    served["/search.json"] = (200, {"numFound": 0, "docs": []})
    assert library.search(Sought("Snails", "Petrov", "1998", "9780511801389")) == []
    assert len(served.asked) == 3
    assert asked(served)["title"] == "snails"


def test_an_edition_of_another_year_has_the_first_ones():
    from refdb.registries.catalogues.openlibrary import item_of

    years = [item_of(BOOKS["docs"][0], Sought(year=year))["issued"]["raw"] for year in ("2009", "2015", "")]
    assert years == ["2009", "1998", "1998"]


def test_what_is_sought_is_kept_in_a_line():
    sought = Sought("Sleep\tand\nmemory", "Ito", "2020")
    assert sought_in(sought.line) == Sought("Sleep and memory", "Ito", "2020")
    (parsed,) = load_parser().parse_many(["Ito K. Sleep and the memory of otters. J Sleep. 2020;1:2-3."])
    assert sought_for(parsed) == Sought("Sleep and the memory of otters", "Ito", "2020")
    assert sought_for(ParsedReference("x", title="Berlin")) is None
    assert sought_for(ParsedReference("x", title="Berlin", authors=(Person("Ito"),))) is not None
    assert sought_for(ParsedReference("x", isbn="978-0-511-80138-9")) == Sought(isbn="9780511801389")


def test_each_is_on_or_off_in_the_settings(served):
    assert set(open_sources(Settings()).catalogues) == set(SERVICES)
    none = open_sources(Settings(registry="a.db"))
    assert (dict(none.catalogues), list(none)) == ({}, [])
    some = open_sources(Settings(registry="a.db", dblp="on", arxiv=served.url))
    assert (set(some.catalogues), list(some)) == ({"dblp", "arxiv"}, [])
    assert set(open_sources(Settings(dblp="off", openlibrary="no")).catalogues) == set(SERVICES) - {
        "dblp",
        "openlibrary",
    }


@pytest.mark.parametrize(("name", "spacing"), [("arxiv", 3.0), ("dblp", 1.5), ("openlibrary", 1.0)])
def test_each_has_the_pace_that_its_documents_ask_for(name, spacing):
    catalogue = open_sources(Settings()).catalogues[name]
    assert catalogue._api.http.pace.spacing["single"] == spacing
