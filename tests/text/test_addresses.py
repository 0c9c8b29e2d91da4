"""Addresses of works: what identifier stands in them, and whose pages are works at all."""

import pytest

from refdb.errors import InputError
from refdb.text.addresses import identifiers_of, is_of_work, parts_of, unwrapped


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://doi.org/10.1056/NEJMoa1809944", {"doi": "10.1056/nejmoa1809944"}),
        ("http://dx.doi.org/10.1016/S0140-6736(13)61647-5", {"doi": "10.1016/s0140-6736(13)61647-5"}),
        ("https://www.nejm.org/doi/full/10.1056/NEJMoa2202106", {"doi": "10.1056/nejmoa2202106"}),
        ("https://onlinelibrary.wiley.com/doi/10.1002/jbm.1/abstract", {"doi": "10.1002/jbm.1"}),
        ("https://www.biorxiv.org/content/10.1101/2020.01.02.123456v2.full.pdf", {"doi": "10.1101/2020.01.02.123456"}),
        ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000001", {"doi": "10.1371/journal.pone.0000001"}),
        ("https://www.nature.com/articles/s41586-020-1234-5", {"doi": "10.1038/s41586-020-1234-5"}),
        ("https://www.thelancet.com/journals/lancet/article/PIIS0140-6736(13)61647-5/fulltext", {"doi": "10.1016/s0140-6736(13)61647-5"}),
        ("https://pubmed.ncbi.nlm.nih.gov/30415629/", {"pmid": "30415629"}),
        ("https://www.ncbi.nlm.nih.gov/pubmed/30415629", {"pmid": "30415629"}),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC6425757/", {"pmcid": "PMC6425757"}),
        ("https://arxiv.org/abs/2407.10671v2", {"arxiv": "2407.10671v2"}),
        ("https://www.google.com/url?q=https://doi.org/10.1000/x(1)2&sa=D", {"doi": "10.1000/x(1)2"}),
        ("https://doi.org/10.1000%2Fabc", {"doi": "10.1000/abc"}),
        ("https://example.org/about", {}),
        ("https://example.org/news/2019.10.1234", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_identifiers(address, found):
    assert identifiers_of(address) == found


def test_what_is_around_an_address_goes():
    assert unwrapped("https://web.archive.org/web/20200101000000/https://x.org/a") == "https://x.org/a"
    assert unwrapped("https://l.facebook.com/l.php?u=https%3A%2F%2Fx.org%2Fa&h=1") == "https://x.org/a"
    assert unwrapped("http://[broken") == "http://[broken"


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("https://jamanetwork.com/journals/jama/fullarticle/2800000", True),
        ("https://www.bmj.com/content/366/bmj.l4673", True),
        ("https://www.nytimes.com/2020/01/01/health/x.html", False),
        ("https://www.sciencedirect.com/", False),
    ],
)
def test_pages_of_works(address, is_one):
    assert is_of_work(address) is is_one


def test_the_parts_of_an_address():
    parts = parts_of("https://[2001:db8::1]:8080/a?b#c")
    assert (parts.hostname, parts.port, parts.path, parts.query, parts.fragment) == (
        "2001:db8::1",
        8080,
        "/a",
        "b",
        "c",
    )
    assert parts_of("HTTP://Host.example").hostname == "host.example"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://a.example", r"^mine: ftp://a.example is no http\(s\) address$"),
        ("a.example", r"^mine: a.example is no http\(s\) address$"),
        ("https://", r"^mine: https:// is no http\(s\) address$"),
        ("https://a.example:port", r"^mine: https://a.example:port is no address: Port could not be cast"),
        ("https://[1", r"^mine: https://\[1 is no address: Invalid IPv6 URL$"),
    ],
)
def test_what_is_no_address_is_told(address, said):
    with pytest.raises(InputError, match=said):
        parts_of(address, "mine: ")
