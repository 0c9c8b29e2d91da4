"""Files from the web: the public one alone, within limits, through redirects that are looked at each, by robots.txt."""

import ipaddress
import socket

import pytest

from refdb.errors import InputError, RegistryUnavailable
from refdb.network import fetching
from refdb.network.fetching import fetch, permitted

PAGE = "<html><title>On sleep</title><body><p>Naps help memory.</p></body></html>"


@pytest.fixture
def allowed(monkeypatch):
    """Loopback may be asked: in tests alone."""
    monkeypatch.setattr(fetching, "permitted", lambda address, port: address.is_loopback)


@pytest.mark.parametrize(
    ("address", "port", "may"),
    [
        ("93.184.215.14", 443, True),
        ("2606:4700::1111", 80, True),
        ("93.184.215.14", 22, False),
        ("127.0.0.1", 80, False),
        ("10.0.0.1", 80, False),
        ("172.16.0.1", 80, False),
        ("192.168.1.1", 443, False),
        ("169.254.169.254", 80, False),
        ("100.64.0.1", 80, False),
        ("0.0.0.0", 80, False),
        ("224.0.0.1", 80, False),
        ("::1", 80, False),
        ("fe80::1", 80, False),
        ("fd00::1", 80, False),
        ("::ffff:127.0.0.1", 80, False),
        ("2002:7f00:1::1", 80, False),
    ],
)
def test_only_the_public_web_is_asked(address, port, may):
    assert permitted(ipaddress.ip_address(address), port) is may


def test_a_name_is_looked_at_behind_its_address(monkeypatch, loopback, answer):
    server = loopback(lambda path, count: answer(200, PAGE))
    with pytest.raises(InputError, match="not on the public web"):
        fetch(server.url)
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ("93.184.215.14", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **named: rows)
    with pytest.raises(InputError, match=r"evil\.example port 80 is not on the public web"):
        fetch("http://evil.example/a")  # one of its addresses is of an inner network
    assert server.asked == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://example.org/a", "no http"),
        ("file:///etc/passwd", "no http"),
        ("http://me:secret@example.org/", "no name and password"),
        ("http://[::1", "is no address"),
        ("http://[::1]/", "::1 port 80 is not on the public web"),  # the brackets were lost on the way: no ValueError
        ("http://", "no http"),
    ],
)
def test_addresses_that_cannot_be(address, said):
    with pytest.raises(InputError, match=said):
        fetch(address)


def robots(rules, page):
    return lambda path, count: rules if path == "/robots.txt" else page


def test_a_page_is_fetched_with_its_name(allowed, loopback, answer):
    server = loopback(robots(answer(404), answer(200, PAGE, {"content-type": "text/html; charset=utf-8"})))
    got = fetch(f"{server.url}/news/sleep.html?x=1")
    assert (got.data.decode(), got.kind, got.name) == (PAGE, "text/html", "sleep.html")
    assert [path for _, path in server.asked] == ["/robots.txt", "/news/sleep.html?x=1"]


def test_a_redirect_leads_to_no_inner_address(monkeypatch, loopback, answer):
    inner = loopback(lambda path, count: answer(200, PAGE))
    port = int(inner.url.rpartition(":")[2])
    monkeypatch.setattr(fetching, "permitted", lambda address, asked: address.is_loopback and asked != port)
    server = loopback(robots(answer(404), answer(302, "", {"location": f"{inner.url}/secret"})))
    with pytest.raises(InputError, match="not on the public web"):
        fetch(f"{server.url}/a")
    assert inner.asked == []


def test_redirects_end(allowed, loopback, answer):
    server = loopback(robots(answer(404), answer(302, "", {"location": "/again"})))
    with pytest.raises(InputError, match="more than 5 redirects"):
        fetch(f"{server.url}/a")


@pytest.mark.parametrize(
    ("page", "error", "said"),
    [
        ((403, "", {}), InputError, "it asks for a login"),
        ((404, "", {}), InputError, "there is no such page"),
        ((503, "", {}), RegistryUnavailable, "HTTP 503"),
        ((200, "", {"content-type": "text/html"}), InputError, "is empty"),
        ((200, "x", {"content-type": "video/mp4"}), InputError, "is video/mp4"),
    ],
)
def test_what_is_no_article(allowed, loopback, answer, page, error, said):
    server = loopback(robots(answer(404), answer(*page)))
    with pytest.raises(error, match=said):
        fetch(f"{server.url}/a")


def test_size_and_time_are_bounded(allowed, loopback, answer):
    large = loopback(robots(answer(404), answer(200, "x" * 3000, {"content-type": "text/plain"})))
    with pytest.raises(InputError, match="more than"):
        fetch(f"{large.url}/a", largest=1000)
    slow = loopback(robots(answer(404), answer(200, PAGE, {"content-type": "text/html"}, silence=5.0)))
    with pytest.raises(RegistryUnavailable):
        fetch(f"{slow.url}/a", patience=0.5)


def test_robots_are_kept_to(allowed, loopback, answer):
    rules = answer(200, "User-agent: *\nDisallow: /private\n", {"content-type": "text/plain"})
    server = loopback(robots(rules, answer(200, PAGE, {"content-type": "text/html"})))
    assert fetch(f"{server.url}/open").data
    with pytest.raises(InputError, match=r"closed to programs by its robots\.txt"):
        fetch(f"{server.url}/private/a")
