"""A registry that fails is unavailable, never empty: real HTTP on loopback with a server that misbehaves."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from refdb.errors import RegistryRefused, RegistryUnavailable
from refdb.network.http import Http
from refdb.network.pace import Breaker, Pace
from refdb.registries.crossref import CrossrefRegistry

WORK = {"DOI": "10.1000/a", "title": ["Sleep and memory"]}
OK = json.dumps({"status": "ok", "message": WORK})
LIST = json.dumps({"status": "ok", "message": {"items": [WORK], "total-results": 1}})
FAULTS = {
    "429": {"status": 429, "body": "Too many requests", "headers": {"content-type": "text/plain"}},
    "429 for long": {"status": 429, "body": "Too many requests", "headers": {"retry-after": "900"}},
    "500": {"status": 500, "body": "{}"},
    "500 exception": {"status": 500, "body": '{"status":"error","message-type":"exception","message":"broken"}'},
    "503": {"status": 503, "body": "<html>"},
    "504": {"status": 504, "body": "<html><title>504 Gateway Time-out</title>", "headers": {"content-type": "text/html"}},
    "html": {"body": "<html>please log in</html>", "headers": {"content-type": "text/html"}},
    "html called json": {"body": "<html>please log in</html>"},
    "truncated": {"body": OK[:20]},
    "string message": {"body": '{"status":"ok","message":"no"}'},
    "null message": {"body": '{"status":"ok","message":null}'},
    "a list": {"body": "[]"},
    "no body": {},
    "other bytes": {"body": "\x00\x01"},
    "cut": {"body": OK, "cut": True},
    "silence": {"body": OK, "silence": 30.0},
    "redirect to another host": {"status": 302, "headers": {"location": "http://127.0.0.2:9/works"}},
    "redirect to a file": {"status": 302, "headers": {"location": "file:///etc/passwd"}},
    "redirect loop": {"status": 302, "headers": {"location": "/again"}},
    "redirect nowhere": {"status": 302},
    "a proxy's 404": {"status": 404, "body": "<html>", "headers": {"content-type": "text/html"}},
    "no content": {"status": 204},
    "bomb": {"body": "[" * 100_000},
}  # fmt: skip


def client(url: str, **options) -> CrossrefRegistry:
    options = {
        "timeout": 30.0,
        "first_wait": 0.01,
        "pace": Pace({"single": 0.0, "list": 0.0}, concurrency=8),
        **options,
    }
    return CrossrefRegistry(url, http=Http(url, **options))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_never_an_answer(fault, loopback, answer):
    server = loopback(lambda _path, _count: answer(**FAULTS[fault]))
    for question in (
        lambda registry: registry.work("10.1000/a"),
        lambda registry: registry.works(["10.1000/a", "10.1000/b"]),
        lambda registry: registry.search("Sleep and memory"),
        lambda registry: registry.agency("10.1000/a"),
    ):
        registry = client(server.url, timeout=0.6)
        with pytest.raises(RegistryUnavailable, match=r"127\.0\.0\.1"):
            question(registry)
        registry.close()


def test_a_fault_that_passes_costs_a_retry_and_no_more(loopback, answer):
    faults = {1: answer(503), 2: answer(200, OK, cut=True), 3: answer(200, OK[:30])}
    server = loopback(lambda _path, count: faults.get(count, answer(200, OK)))
    registry = client(server.url)
    assert registry.work("10.1000/a").item == WORK
    assert len(server.asked) == 4
    registry.close()


def test_retry_after_is_obeyed_by_all_threads(loopback, answer):
    limited = answer(429, "Too many requests", {"retry-after": "1"})
    server = loopback(lambda _path, count: limited if count == 1 else answer(200, OK))
    registry = client(server.url)
    assert registry.work("10.1000/a")
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(registry.work, ["10.1000/a"] * 4))
    moments = [moment for moment, _ in server.asked]
    assert moments[1] - moments[0] >= 1.0
    registry.close()


def test_a_refusal_is_told_apart_from_an_outage_and_not_repeated(loopback, answer):
    body = json.dumps({"status": "failed", "message": [{"type": "parameter-not-allowed", "message": "no such filter"}]})
    server = loopback(lambda _path, _count: answer(400, body))
    registry = client(server.url)
    with pytest.raises(RegistryRefused, match="no such filter"):
        registry.search("Sleep")
    assert len(server.asked) == 1
    registry.close()


def test_only_the_registrys_own_words_mean_that_there_is_no_such_work(loopback, answer):
    server = loopback(lambda _path, _count: answer(404, "Resource not found.", {"content-type": "text/plain"}))
    registry = client(server.url)
    assert registry.work("10.1000/none") is None
    with pytest.raises(RegistryUnavailable, match="is the address right"):
        registry.search("Sleep")  # a list that is not found is a wrong address
    registry.close()


def test_limits_that_fall_in_mid_run_are_obeyed(loopback, answer):
    """From 50 a second to 5 a second: what comes after the new limit was told keeps its distance."""

    def respond(_path, count):
        limit = "50" if count < 8 else "5"
        return answer(200, OK, {"x-rate-limit-limit": limit, "x-rate-limit-interval": "1s", "x-concurrency-limit": "4"})

    server = loopback(respond)
    registry = client(server.url, pace=Pace())
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(registry.work, ["10.1000/a"] * 20))
    moments = [moment for moment, _ in server.asked]
    # The way to a busy server takes its time, so that a whole stretch is looked at, and the quickest of some steps.
    assert moments[19] - moments[11] > 1.0  # 8 steps of 0.2 s
    assert min(b - a for a, b in zip(moments[1:6], moments[2:7], strict=True)) < 0.15  # steps of 0.02 s
    assert server.most_at_once <= 4
    registry.close()


def test_one_at_a_time_until_the_server_allows_more(loopback, answer):
    server = loopback(lambda _path, _count: answer(200, OK, {"x-rate-limit-limit": "1000"}, silence=0.02))
    registry = client(server.url, pace=Pace())
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(registry.work, ["10.1000/a"] * 10))
    assert server.most_at_once == 1
    registry.close()


@pytest.mark.parametrize(
    "headers",
    [
        {"x-rate-limit-limit": "0"},
        {"x-rate-limit-limit": "many", "x-rate-limit-interval": "soon"},
        {"x-rate-limit-limit": "-5", "x-concurrency-limit": "0"},
        {"x-rate-limit-limit": "1000", "x-rate-limit-interval": "0s", "x-concurrency-limit": "99999999999999"},
    ],
)
def test_limit_headers_without_sense_are_passed_over(headers, loopback, answer):
    server = loopback(lambda _path, _count: answer(200, OK, headers))
    pace = Pace({"single": 0.0, "list": 0.0}, concurrency=1)
    registry = client(server.url, pace=pace)
    assert [registry.work("10.1000/a").key for _ in range(5)] == ["10.1000/a"] * 5
    assert pace.spacing == {"single": 0.0, "list": 0.0}
    assert pace.concurrency >= 1
    registry.close()


def test_a_dead_server_is_left_alone_and_asked_again_after_its_rest(loopback, answer):
    down = threading.Event()
    down.set()
    server = loopback(lambda _path, _count: answer(503) if down.is_set() else answer(200, OK))
    breaker = Breaker(rest=60.0)
    registry = client(server.url, breaker=breaker)
    for _ in range(3):
        with pytest.raises(RegistryUnavailable):
            registry.work("10.1000/a")
    asked = len(server.asked)
    assert asked == 5  # four tries, then one, then none
    down.clear()
    with pytest.raises(RegistryUnavailable, match="not asked again"):
        registry.work("10.1000/a")
    breaker._closed_until -= 60.0  # as if that time had passed
    assert registry.work("10.1000/a")
    assert len(server.asked) == asked + 1
    registry.close()


def test_a_server_that_cannot_be_reached():
    registry = client("http://127.0.0.1:9")
    with pytest.raises(RegistryUnavailable, match=r"127\.0\.0\.1:9"):
        registry.work("10.1000/a")
    registry.close()


def test_an_answer_beyond_all_measure_is_not_read(loopback, answer):
    server = loopback(lambda _path, _count: answer(200, OK + " " * 100_000))
    registry = client(server.url, largest=50_000)
    with pytest.raises(RegistryUnavailable, match="more than"):
        registry.work("10.1000/a")
    registry.close()


def test_a_redirect_on_the_same_server_is_followed(loopback, answer):
    server = loopback(
        lambda path, _count: (
            answer(200, OK) if path.startswith("/new") else answer(301, "", {"location": "/new/works/x"})
        )
    )
    registry = client(server.url)
    assert registry.work("10.1000/a").item == WORK
    registry.close()


@pytest.mark.parametrize(
    ("doi", "asked"),
    [
        ("10.1000/a#b?c", "/works/10.1000%2Fa%23b%3Fc"),
        ("10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
         "/works/10.1002%2F%28SICI%291097-0258%2819980815%2F30%2917%3A15%2F16%3C1661%3A%3AAID-SIM968%3E3.0.CO%3B2-2"),
        ("10.1000/50% off, now", "/works/10.1000%2F50%25%20off%2C%20now"),
        ("10.1000/../../etc/passwd", "/works/10.1000%2F..%2F..%2Fetc%2Fpasswd"),
        ("10.1000/ünï", "/works/10.1000%2F%C3%BCn%C3%AF"),
    ],
)  # fmt: skip
def test_identifiers_arrive_as_they_are(doi, asked, loopback, answer):
    server = loopback(lambda _path, _count: answer(404, "Resource not found.", {"content-type": "text/plain"}))
    registry = client(server.url)
    assert registry.work(doi) is None
    assert server.asked[0][1] == asked
    registry.close()


def test_works_are_asked_for_in_batches_and_the_missing_ones_by_themselves(loopback, answer):
    def respond(path, _count):
        return answer(200, LIST) if path.startswith("/works?") else answer(404, "Resource not found.")

    server = loopback(respond)
    registry = client(server.url)
    assert list(registry.works(["10.1000/A", "10.1000/b"])) == ["10.1000/A"]
    assert [path.split("?")[0] for _, path in server.asked] == ["/works", "/works/10.1000%2Fb"]
    assert "doi%3A10.1000" in server.asked[0][1] or "doi:10.1000" in server.asked[0][1]
    registry.close()
