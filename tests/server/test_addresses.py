"""An article on the web is audited by its address; what is no public address is not asked, and the page says so."""

import socket

import pytest

from refdb.network import fetching

ARTICLE = """<html><title>On sleep</title><body><article><h1>On sleep</h1>
<p>Naps improve memory in adults [1]. Coffee after noon shortens sleep by an hour [2].</p>
<h2>References</h2><ol><li>Smith J. Naps and memory. J Sleep. 2019;3:1-9.</li>
<li>Nobody N. Coffee never written. J Coffee. 2020;1:2-3.</li></ol></article></body></html>"""
HTML = {"content-type": "text/html; charset=utf-8"}


def named(client, csrf, address, field="address"):
    return client.post("/jobs", files={"file": ("", b"")}, data={field: address}, headers={"x-csrf-token": csrf})


def failed(client, library, answer):
    """The job done; what its page says of it."""
    assert answer.status_code == 202, answer.text
    assert library.work() is True
    page = client.get(answer.json()["url"]).text
    return page.partition('role="status"')[2].partition("</p>")[0]


@pytest.mark.parametrize("address", [
    "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/latest/meta-data",
    "http://10.0.0.1/", "http://192.168.1.1/admin", "http://2130706433/", "http://127.0.0.1:22/", "http://0.0.0.0/",
])  # fmt: skip
@pytest.mark.parametrize("field", ["address", "text"])
def test_an_address_that_is_not_public_is_refused_in_one_line(client, csrf, library, address, field):
    said = failed(client, library, named(client, csrf, address, field))
    assert "is not on the public web: only addresses there are fetched" in said
    assert not library.audits()


def test_a_name_is_looked_up_and_what_it_means_is_looked_at(client, csrf, library, monkeypatch):
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ("93.184.215.14", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: rows)
    said = failed(client, library, named(client, csrf, "http://inner.example/a.html"))
    assert "inner.example port 80 is not on the public web" in said


def test_a_redirect_into_the_own_network_is_refused(client, csrf, library, loopback, answer, monkeypatch):
    inner = loopback(lambda path, count: answer(200, ARTICLE, HTML))
    port = int(inner.url.rpartition(":")[2])
    monkeypatch.setattr(fetching, "permitted", lambda address, asked: address.is_loopback and asked != port)
    outer = loopback(
        lambda path, count: answer(404) if "robots" in path else answer(302, "", {"location": f"{inner.url}/x"})
    )
    assert "is not on the public web" in failed(client, library, named(client, csrf, f"{outer.url}/a.html"))
    assert inner.asked == []


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/a", "sleep.txt", "12345678", "x" * 2001])
def test_what_names_nothing_on_the_web_is_no_job(client, csrf, library, address):
    assert named(client, csrf, address).status_code in (400, 413)
    assert library.jobs() == []


def test_a_text_that_is_no_web_address_stays_a_text(client, csrf, library):
    job = library.job(named(client, csrf, "file:///etc/passwd", "text").json()["jobs"][0])
    assert library.upload_path(job.given["upload"]).read_text(encoding="utf-8") == "file:///etc/passwd"


@pytest.mark.parametrize("by", ["page", "api"])
def test_an_article_on_the_web_is_fetched_and_audited(client, csrf, library, loopback, answer, monkeypatch, by):
    monkeypatch.setattr(fetching, "permitted", lambda address, port: address.is_loopback)
    server = loopback(lambda path, count: answer(404) if "robots" in path else answer(200, ARTICLE, HTML))
    address = f"{server.url}/news/sleep.html"
    if by == "page":
        number = named(client, csrf, address).json()["jobs"][0]
    else:
        sent = client.post("/api/v1/articles/from-web", json={"address": address}, headers={"x-csrf-token": csrf})
        assert (sent.status_code, sent.json()["name"]) == (202, address)
        assert sent.headers["location"] == f"/api/v1/jobs/{sent.json()['id']}"
        number = sent.json()["id"]
    assert library.work() is True
    job = library.job(number)
    assert job.state == "done", job.error
    (kept,) = library.audits()
    assert (kept.name, kept.references) == ("sleep.html", 2)
    (upload,) = (library.folder / "uploads").iterdir()
    assert upload.read_text(encoding="utf-8") == ARTICLE


def test_the_api_says_what_it_cannot_name(client):
    answer = client.post("/api/v1/articles/from-web", json={"address": "file:///etc/passwd"})
    assert answer.status_code == 422
    assert "no web address, DOI, PMCID or arXiv number" in answer.json()["detail"]
