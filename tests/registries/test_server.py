"""A served snapshot answers as api.crossref.org does, and no client is in another one's way."""

import gzip
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from refdb.errors import InputError
from refdb.registries.snapshot import server as serving_module
from refdb.registries.snapshot.local import build
from refdb.registries.snapshot.server import SnapshotServer, make_server

WORKS = [
    {"DOI": "10.1000/a#b?c%d", "title": ["Odd identifiers"], "volume": "3", "type": "journal-article"},
    {"DOI": "10.1000/two", "title": ["Sleep and memory"], "author": [{"family": "Sato"}], "reference": [{"key": "1"}]},
    {"DOI": "10.1000/three", "title": ["Sleep in old age"], "volume": "5"},
    {"DOI": "10.5555/data", "agency": "DataCite"},
    {"DOI": "10.1000/long", "title": ["Coffee"], "abstract": "word " * 1000},
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    (folder / "d.jsonl").write_text("\n".join(map(json.dumps, WORKS)))
    build([folder / "d.jsonl"], folder / "s.db")
    return folder / "s.db"


@pytest.fixture
def server(snapshot: Path) -> Iterator[SnapshotServer]:
    with make_server(snapshot, limits={"x-rate-limit-limit": "7", "x-rate-limit-interval": "2s"}) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def ask(
    server: SnapshotServer, path: str, method: str = "GET", **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(*server.server_address, timeout=60)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    answer = response.status, response.headers, response.read()
    connection.close()
    return answer


def message(server: SnapshotServer, path: str) -> dict[str, object]:
    status, headers, body = ask(server, path)
    assert (status, headers["content-type"]) == (200, "application/json")
    document = json.loads(body)
    assert (document["status"], document["message-version"]) == ("ok", "1.0.0")
    return document["message"]


def dois(server: SnapshotServer, path: str) -> list[str]:
    return [item["DOI"] for item in message(server, path)["items"]]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/works/10.1000%2Fa%23b%3Fc%25d", WORKS[0]),
        ("/works/10.1000%2fTWO", WORKS[1]),
        ("/works/10.1000/two?mailto=a@b.org", WORKS[1]),
        ("/v1/works/10.1000/three/", WORKS[2]),
        ("/works/10.1000/TWO/agency", {"DOI": "10.1000/two", "agency": {"id": "crossref", "label": "Crossref"}}),
        ("/works/10.5555%2Fdata/agency", {"DOI": "10.5555/data", "agency": {"id": "datacite", "label": "Datacite"}}),
    ],
)
def test_one_work(server, path, expected):
    assert message(server, path) == expected


@pytest.mark.parametrize(
    "path",
    [
        "/works/10.1000/none",
        "/works/10.1000/none/agency",
        "/works/10.5555/data",
        "/works/..%2f..%2f..%2fetc%2fpasswd",
        "/works/%00",
        "/works/%ff%fe",
        "/works/",
        "/journals/1234-5679",
        "/",
        "/etc/passwd",
    ],
)
def test_what_is_not_there(server, path):
    if path == "/works/":
        assert message(server, path)["total-results"] == 4
        return
    status, headers, body = ask(server, path)
    assert (status, headers["content-type"], body) == (404, "text/plain", b"Resource not found.")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("query.bibliographic=Sleep+and+memory&rows=1", ["10.1000/two"]),
        ("query=sleep&rows=1&offset=1", ["10.1000/three"]),
        ("query.title=sleep&query.author=Sato&rows=2", ["10.1000/two", "10.1000/three"]),
        ("query=nothing-like-it", []),
        ("query=sleep&rows=0", []),
        ("filter=doi:10.1000/three,doi:10.1000/TWO,doi:10.1000/two,doi:10.1000/none", ["10.1000/three", "10.1000/two"]),
        ("filter=doi:10.1000%2Fa%23b%3Fc%25d", ["10.1000/a#b?c%d"]),
        ("filter=doi:10.1000/three,doi:10.1000/two&rows=1&offset=1", ["10.1000/two"]),
        ("sort=score&order=desc&query=sato", ["10.1000/two"]),
    ],
)
def test_lists(server, query, found):
    assert dois(server, f"/works?{query}") == found


def test_list_says_what_was_asked_and_how_many_there_are(server):
    answer = message(server, "/works?query=sleep&rows=1&offset=1")
    assert answer["total-results"] == 2
    assert answer["items-per-page"] == 1
    assert answer["query"] == {"start-index": 1, "search-terms": "sleep"}
    assert answer["items"][0]["score"] > 0
    (item,) = message(server, "/works?query=sato")["items"]
    assert item.pop("score") > 0
    assert item == WORKS[1]
    assert message(server, "/works?query=odd&select=DOI,%20volume")["items"] == [
        {"DOI": "10.1000/a#b?c%d", "volume": "3"}
    ]
    assert [item["DOI"] for item in message(server, "/works?rows=2")["items"]] == ["10.1000/a#b?c%d", "10.1000/two"]
    assert message(server, "/works?rows=0")["items"] == []


@pytest.mark.parametrize(
    ("path", "kind", "value", "text"),
    [
        ("/works?rows=things", "integer-not-valid", "things", "Integer specified as things but must be a positive"),
        ("/works?rows=1001", "integer-not-valid", "1001", "less than or equal to 1000. "),
        ("/works?rows=-1", "integer-not-valid", "-1", "but must be a positive integer"),
        ("/works?offset=10001", "integer-not-valid", "10001", "less than or equal to 10000. "),
        ("/works?rows=%D9%A3", "integer-not-valid", "٣", "positive integer"),
        ("/works?facet=type:*", "facet-not-available", "type", "Valid facets for this route are: affiliation,"),
        ("/works?facet=issn:x", "facet-count-not-valid", "x", "must be * or a positive integer"),
        ("/works?filter=has-orchid:1", "filter-not-available", "has-orchid", "Valid filters for this route are: al"),
        ("/works?filter=has-orcid:maybe", "boolean-not-valid", "maybe", "must be one of: true, t, 1, false"),
        ("/works?filter=from-pub-date:May", "date-not-valid", "May", "must be of the form yyyy, yyyy-MM or yyyy-MM-dd"),
        ("/works?order=up", "order-not-valid", "up", "must be one of: asc, desc"),
        ("/works?sample=101", "integer-not-valid", "101", "less than or equal to 100. "),
        ("/works?cursor=abc", "cursor-not-valid", "abc", "not valid or has expired"),
        ("/works?cursor=*&offset=1", "parameter-not-allowed", "offset", "cannot be combined with cursor"),
        ("/members/311", "route-not-available", "/members/311", "no list of members"),
        ("/journals?sort=issued", "parameter-not-allowed", "sort", "This route does not support sort"),
        ("/works?filter=doi:10.1000/a,b", "filter-not-available", "b", "Filter 'b' specified but there is no such"),
        ("/works?query=a&select=DOI,language", "select-not-available", "language", "Select 'language' specified but"),
        ("/works?query=a&sort=weight", "sort-not-available", "weight", "Valid sorts for this route are: score,"),
        (
            "/works/10.1000/two?query.title=a",
            "parameter-not-allowed",
            "query.*",
            "does not support field query parameters",
        ),
        ("/works/10.1000/two?rows=1", "parameter-not-allowed", "rows", "This route does not support rows"),
    ],
)
def test_bad_requests_are_refused_as_crossref_does(server, path, kind, value, text):
    status, _, body = ask(server, path)
    document = json.loads(body)
    assert (status, document["status"], document["message-type"]) == (400, "failed", "validation-failure")
    (failure,) = document["message"]
    assert (failure["type"], failure["value"]) == (kind, value)
    assert text in failure["message"]


def test_too_many_fields(server):
    assert ask(server, "/works?" + "&".join(f"a{n}=1" for n in range(100)))[0] == 400


def test_limits_are_shown_and_answers_compressed_when_asked(server):
    status, headers, body = ask(server, "/works/10.1000/long")
    assert (status, headers["x-rate-limit-limit"], headers["x-rate-limit-interval"]) == (200, "7", "2s")
    assert headers["content-encoding"] is None
    for accepted in ("gzip", "deflate, gzip;q=0.5"):
        _, headers, packed = ask(server, "/works/10.1000/long", accept_encoding=accepted)
        assert headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed) == body
        assert len(packed) < 1000
    for path, accepted in (("/works/10.1000/long", "gzip;q=0"), ("/works/10.1000/two", "gzip")):
        assert ask(server, path, accept_encoding=accepted)[1]["content-encoding"] is None


def test_head_and_other_methods(server):
    status, headers, body = ask(server, "/works/10.1000/two", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) == len(ask(server, "/works/10.1000/two")[2])
    for method in ("POST", "DELETE", "OPTIONS"):
        assert ask(server, "/works/10.1000/two", method)[0] == 405


def test_one_connection_many_questions(server):
    connection = http.client.HTTPConnection(*server.server_address, timeout=60)
    for _ in range(3):
        connection.request("GET", "/works/10.1000/two")
        assert json.loads(connection.getresponse().read())["message"] == WORKS[1]
    assert connection.sock is not None
    connection.close()


def exchange(server: SnapshotServer, data: bytes) -> bytes:
    with socket.create_connection(server.server_address, timeout=60) as client:
        client.sendall(data)
        found = b""
        while piece := client.recv(65536):
            found += piece
        return found


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"nonsense\r\n\r\n", b"HTTP/1.1 400 Bad Request"),
        (b"GET /works SPDY/3\r\n\r\n", b"HTTP/1.1 400 Bad Request"),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b"HTTP/1.1 400 Bad Request"),
        (b"POST /works HTTP/1.1\r\ncontent-length: 5\r\n\r\nabcde", b"HTTP/1.1 400 Bad Request"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"HTTP/1.1 431 Request Header Fields Too Large"),
        (b"GET /works/10.1000/two HTTP/1.0\r\n\r\n", b"HTTP/1.1 200 OK"),
        (b"GET /works/10.1000/two HTTP/1.1\r\nConnection: close\r\n\r\n", b"HTTP/1.1 200 OK"),
        (b"GET http://other.host/works/10.1000/two HTTP/1.0\r\n\r\n", b"HTTP/1.1 200 OK"),
    ],
    ids=["nonsense", "other protocol", "TLS", "a body", "too long", "HTTP/1.0", "close", "whole address"],
)
def test_raw_requests(server, data, line):
    answer = exchange(server, data)
    assert answer.split(b"\r\n")[0] == line
    assert b"connection: close" in answer


def test_slow_clients_do_not_keep_others_waiting(server):
    slow = [socket.create_connection(server.server_address, timeout=60) for _ in range(60)]
    for number, client in enumerate(slow):
        client.sendall(
            b"GET /works/10.1000/lo" if number % 2 else b"GET /works?query=coffee&rows=5 HTTP/1.1\r\n\r\n" * 200
        )
    begun = time.monotonic()
    for _ in range(20):
        assert ask(server, "/works/10.1000/two")[0] == 200
    assert time.monotonic() - begun < 300  # the slow ones may take their time for longer
    for client in slow:
        client.close()
    assert ask(server, "/works/10.1000/two")[0] == 200


def test_request_that_does_not_arrive_is_given_up(server, monkeypatch):
    monkeypatch.setattr(serving_module, "HEAD_SECONDS", 0.05)
    assert exchange(server, b"GET /works HTTP/1.1\r\n") == b""


def test_too_many_connections_are_told_so(server, monkeypatch):
    monkeypatch.setattr(serving_module, "MOST_CONNECTIONS", 2)
    kept = []
    for _ in range(2):
        kept.append(http.client.HTTPConnection(*server.server_address, timeout=60))
        kept[-1].request("GET", "/works/10.1000/two")
        assert kept[-1].getresponse().read()
    assert exchange(server, b"").startswith(b"HTTP/1.1 503 Service Unavailable")
    for connection in kept:
        connection.close()


def test_habanero_is_understood(server):
    import habanero
    import httpx2

    crossref = habanero.Crossref(base_url=server.url, mailto="a@b.org")
    assert crossref.works(ids="10.1000/two")["message"] == WORKS[1]
    found = crossref.works(filter={"doi": ["10.1000/two", "10.1000/three"]}, limit=1, offset=1)["message"]
    assert [item["DOI"] for item in found["items"]] == ["10.1000/three"]
    found = crossref.works(query_bibliographic="sleep and memory", select=["DOI", "title"], limit=1)["message"]
    assert found["items"] == [{"DOI": "10.1000/two", "title": ["Sleep and memory"]}]
    assert crossref.registration_agency("10.5555/data") == ["Datacite"]
    with pytest.raises(httpx2.HTTPStatusError):
        crossref.works(ids="10.1000/none")


def test_mistake_of_ours_is_an_answer_too(server, monkeypatch, caplog):
    def fail(snapshot, address):
        raise ZeroDivisionError

    monkeypatch.setattr(serving_module, "answer", fail)
    assert ask(server, "/works/10.1000/two")[0] == 500
    assert "no answer to /works/10.1000/two" in caplog.text


def test_stops_while_clients_are_connected(snapshot):
    with make_server(snapshot) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        with socket.create_connection(server.server_address, timeout=60) as client:
            client.sendall(b"GET /works/10.1000/two HTTP/1.1\r\n\r\n")
            assert client.recv(15) == b"HTTP/1.1 200 OK"
            server.shutdown()
            thread.join(5)
            assert not thread.is_alive()


def test_port_in_use_is_one_line(snapshot):
    with make_server(snapshot) as server, pytest.raises(InputError, match=r"cannot serve at 127\.0\.0\.1:") as raised:
        make_server(snapshot, port=server.server_address[1])
    assert "Address already in use" in str(raised.value)
    with pytest.raises(InputError, match=r"cannot serve at no\.such\.host\.invalid:0"):
        make_server(snapshot, "no.such.host.invalid")
    with pytest.raises(InputError, match=r"none\.db does not exist"):
        make_server(snapshot.with_name("none.db"))


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_command_serves_and_ends_cleanly(snapshot, ending):
    command = [sys.executable, "-m", "refdb.cli", "snapshot", "serve", str(snapshot), "--port", "0", "--rate", "3"]
    process = subprocess.Popen(
        [*command, "--processes", "2"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith(f"serving {snapshot} at http://127.0.0.1:")
    port = int(line.split(" (")[0].rpartition(":")[2])
    for _ in range(4):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/works/10.1000/two")
        response = connection.getresponse()
        assert (response.status, response.headers["x-rate-limit-limit"]) == (200, "3")
        response.read()
        connection.close()
    process.send_signal(ending)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (-9 if ending == signal.SIGKILL else 0, "", "")
    deadline = time.monotonic() + 60
    while True:  # the other process has ended too, and the port is free
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            break
        assert time.monotonic() < deadline
        time.sleep(0.02)
