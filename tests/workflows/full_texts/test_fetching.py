"""What names an article on the web, and where its open full text is taken from."""

import json
from dataclasses import replace

import pytest

from refdb.errors import InputError
from refdb.network import fetching
from refdb.settings import Settings
from refdb.workflows.full_texts import fetching as articles
from refdb.workflows.full_texts.fetching import fetch_article, is_fetchable

JATS = '<?xml version="1.0"?><article><front></front><body><p>Naps help.</p></body></article>'
DOI = "10.1000/naps"


@pytest.mark.parametrize(
    ("named", "web"),
    [
        ("https://example.org/a.html", True),
        ("10.1056/nejmoa1809944", True),
        ("doi:10.1056/nejmoa1809944", True),
        ("PMC4321", True),
        ("arXiv:2101.00001", True),
        ("article.txt", False),
        ("12345678", False),
        ("ftp://example.org/a", False),
        ("missing folder/article.pdf", False),
    ],
)
def test_what_is_fetched(named, web):
    assert is_fetchable(named) is web


@pytest.fixture
def world(monkeypatch, loopback, answer):
    """Europe PMC, Unpaywall, arXiv and a publisher on one server, each answering what a test gives it."""
    pages: dict[str, object] = {}

    def respond(path, count):
        return next((page for start, page in pages.items() if path.startswith(start)), answer(404, "no such thing"))

    server = loopback(respond)
    monkeypatch.setattr(fetching, "permitted", lambda address, port: address.is_loopback)
    monkeypatch.setattr(articles, "ARXIV", server.url)
    settings = replace(Settings(), europepmc=server.url, unpaywall=server.url, mailto="a@example.org")
    return server, pages, settings


def europepmc(**fields):
    row = {"id": "1", "source": "MED", "doi": DOI, "pmcid": "PMC77", "isOpenAccess": "Y", "inEPMC": "Y", **fields}
    return json.dumps({"hitCount": 1, "resultList": {"result": [row]}})


def test_a_doi_with_an_open_full_text_at_europe_pmc(world, answer):
    _, pages, settings = world
    pages |= {"/search": answer(200, europepmc()), "/PMC77/fullTextXML": answer(200, JATS)}
    assert fetch_article(f"https://doi.org/{DOI}", settings) == (JATS.encode(), "PMC77.xml")


def test_else_the_pdf_that_unpaywall_knows(world, answer):
    server, pages, settings = world
    found = {"doi": DOI, "is_oa": True, "best_oa_location": {"url_for_pdf": f"{server.url}/oa/naps.pdf"}}
    pages |= {
        "/search": answer(200, json.dumps({"hitCount": 0, "resultList": {"result": []}})),
        "/v2/": answer(200, json.dumps(found)),
        "/oa/": answer(200, "%PDF-1.4", {"content-type": "application/pdf"}),
    }
    assert fetch_article(DOI, settings) == (b"%PDF-1.4", "naps.pdf")
    assert any("email=a%40example.org" in path for _, path in server.asked)


def test_sources_of_arxiv_else_its_pdf(world, answer):
    _, pages, settings = world
    pages["/pdf/2101.00001"] = answer(200, "%PDF-1.5", {"content-type": "application/pdf"})
    assert fetch_article("arXiv:2101.00001", settings) == (b"%PDF-1.5", "arXiv-2101.00001")
    pages["/e-print/2101.00001"] = answer(200, "\\documentclass{article}", {"content-type": "application/x-eprint"})
    assert fetch_article("https://arxiv.org/abs/2101.00001", settings)[0] == b"\\documentclass{article}"


def test_what_cannot_be_had_is_told_with_what_to_do(world, answer):
    _, pages, settings = world
    pages["/search"] = answer(200, json.dumps({"hitCount": 0, "resultList": {"result": []}}))
    pages["/v2/"] = answer(200, json.dumps({"doi": DOI, "is_oa": False, "best_oa_location": None}))
    with pytest.raises(InputError, match=r"no open full text was found; give the article's file$"):
        fetch_article(DOI, settings)
    with pytest.raises(InputError, match="config set mailto"):
        fetch_article(DOI, replace(settings, mailto=""))


def test_a_web_page(world, answer):
    server, pages, settings = world
    pages["/news"] = answer(200, "<html>On sleep</html>", {"content-type": "text/html"})
    assert fetch_article(f"{server.url}/news/sleep", settings) == (b"<html>On sleep</html>", "sleep")
