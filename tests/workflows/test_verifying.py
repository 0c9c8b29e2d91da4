"""Many references against a registry over real HTTP: few requests, no outage taken for a finding, resumable."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from urllib.parse import unquote

import pytest

from refdb import verify_rows
from refdb.citations.parsing.parser import load_parser
from refdb.database.sqlite.store import Store
from refdb.model import Article, Reference, Source
from refdb.network.http import Http
from refdb.network.pace import Pace
from refdb.registries.crossref import CrossrefRegistry
from refdb.registries.records import MemoryRecords, Question
from refdb.workflows.asking.recording import RecordingRegistry
from refdb.workflows.enriching import enrich
from refdb.workflows.verifying import verify_many
from tests.records import SLEEP

TEA = {
    **SLEEP,
    "DOI": "10.1000/tea",
    "title": ["Green tea at altitude: a randomised trial of wakefulness in climbers"],
    "author": [{"family": "Petrov", "given": "Ivan"}],
    "volume": "7",
    "page": "33-41",
    "issued": {"date-parts": [[2009]]},
}
RAW = (
    "Lindqvist A, Okafor C. Sleep, coffee and the memory of shift workers. Journal of Quiet Nights. 2014;12:101-9. "
    "doi:10.1000/sleep",
    "Petrov I. Green tea at altitude: a randomised trial of wakefulness in climbers. J Quiet Nights. 2009;7:33-41.",
    "Moreau L. Moonlight does not shorten the dreams of otters. Journal of Quiet Nights. 2011;9:1-8. "
    "doi:10.1000/otters",
)
WORDS = {"content-type": "text/plain"}


def crossref(path: str) -> tuple[int, str]:
    """What a Crossref with two works answers."""
    address = unquote(path)
    if address.startswith("/works?"):
        wanted = {"Green": TEA, "coffee": SLEEP} if "bibliographic" in address else {w["DOI"]: w for w in (SLEEP, TEA)}
        found = [work for word, work in wanted.items() if word in address]
        return 200, json.dumps({"status": "ok", "message": {"items": found}})
    doi = re.fullmatch(r"/works/(10\.1000/\w+)(/agency)?(?:\?.*)?", address)
    for work in (SLEEP, TEA):
        if doi and doi[1] == work["DOI"]:
            return 200, json.dumps({"status": "ok", "message": {**work, "agency": {"id": "crossref"}}})
    return 404, "Resource not found."


def sound(answer, path: str):
    """The answer of a Crossref that works."""
    status, body = crossref(path)
    return answer(status, body, {} if status == 200 else WORDS)


@pytest.fixture
def references():
    return load_parser().parse_many(list(RAW))


def client(url, **options):
    options = {
        "timeout": 30.0,
        "first_wait": 0.01,
        "pace": Pace({"single": 0.0, "list": 0.0}, concurrency=8),
        **options,
    }
    return CrossrefRegistry(url, name="test", http=Http(url, **options))


def library(folder, references) -> Store:
    folder.mkdir(exist_ok=True)
    store = Store(folder / "refdb.sqlite3")
    listed = tuple(Reference(n, parsed) for n, parsed in enumerate(references, 1))
    store.add_article(Article("On nights", "Text", references=listed, source=Source("a.txt", "text", "0" * 64)))
    return store


def test_a_chunk_of_references_is_asked_together(references, loopback, answer):
    server = loopback(lambda path, _count: sound(answer, path))
    registry = client(server.url)
    found = list(verify_many(references * 3, RecordingRegistry(registry, MemoryRecords())))
    assert [v.status for v in found] == ["verified", "verified", "not_found"] * 3
    assert [v.work.doi if v.work else "" for v in found[:3]] == ["10.1000/sleep", "10.1000/tea", ""]
    kinds = sorted(unquote(path).split("?")[0].replace("/works/10.1000/otters", "OTTERS") for _, path in server.asked)
    # One batch of DOIs, one that it lacked, who registered that, and two searches: nothing twice.
    assert kinds == ["/works", "/works", "/works", "OTTERS", "OTTERS/agency"]
    registry.close()


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429},
        {"status": 429, "headers": {"retry-after": "900"}},
        {"status": 500},
        {"status": 503},
        {"status": 504, "body": "<html>"},
        {"body": "<html>", "headers": {"content-type": "text/html"}},
        {"body": '{"status":"ok","mess'},
        {"body": '{"status":"ok","message":"no"}'},
        {"body": '{"status":"ok"}', "cut": True},
        {"silence": 30.0},
        {"status": 302, "headers": {"location": "http://127.0.0.2:9/"}},
        {"status": 404, "body": "<html>"},
        {"status": 400, "body": '{"status":"failed","message":[{"message":"no"}]}'},
        {"status": 403, "body": "{}"},
    ],
)
def test_no_fault_is_a_finding(fault, references, loopback, answer, tmp_path):
    server = loopback(lambda _path, _count: answer(**fault))
    registry = client(server.url, timeout=0.3)
    found = list(verify_many(references, RecordingRegistry(registry, MemoryRecords())))
    assert [v.status for v in found] == ["unchecked"] * 3
    assert all("127.0.0.1" in v.note for v in found)
    registry.close()


def test_a_fault_in_one_route_spares_the_others(references, loopback, answer):
    """Searches fail, look-ups work: what its DOI settles is verified, what needs a search is unchecked."""

    server = loopback(lambda path, _count: answer(400, "{}") if "bibliographic" in path else sound(answer, path))
    registry = client(server.url)
    found = list(verify_many(references, RecordingRegistry(registry, MemoryRecords())))
    assert [v.status for v in found] == ["verified", "unchecked", "unchecked"]
    registry.close()


def test_one_bad_record_does_not_condemn_its_batch(references, loopback, answer):
    """A batch that cannot be read is asked for one by one."""
    broken = json.dumps({"status": "ok", "message": {"items": [SLEEP, {"DOI": None}]}})

    def respond(path, _count):
        if path.startswith("/works?") and "filter" in path:
            return answer(200, broken)
        return sound(answer, path)

    server = loopback(respond)
    registry = client(server.url)
    found = list(verify_many(references, RecordingRegistry(registry, MemoryRecords())))
    assert [v.status for v in found] == ["verified", "verified", "not_found"]
    registry.close()


def test_offline_replays_what_was_answered_and_asks_nobody(references, loopback, answer, tmp_path):
    server = loopback(lambda path, _count: sound(answer, path))
    with_library = library(tmp_path, references)
    registry = client(server.url)
    assert enrich(with_library, registry) == {"verified": 2, "not_found": 1}
    asked = len(server.asked)
    assert enrich(with_library, registry, offline=True) == {"verified": 2, "not_found": 1}
    assert len(server.asked) == asked
    with_library.close()
    empty = library(tmp_path / "other", references)
    assert enrich(empty, registry, offline=True) == {"unchecked": 3}
    assert len(server.asked) == asked
    empty.close()
    registry.close()


def test_answers_that_failed_are_asked_again_the_next_time(references, loopback, answer, tmp_path):
    up = []
    server = loopback(lambda path, _count: sound(answer, path) if up else answer(503))
    store = library(tmp_path, references)
    registry = client(server.url)
    assert enrich(store, registry) == {"unchecked": 3}
    registry.close()
    up.append(True)
    registry = client(server.url)
    assert enrich(store, registry) == {"verified": 2, "not_found": 1}
    registry.close()
    store.close()


def written(folder):
    with closing(sqlite3.connect(folder / "refdb.sqlite3")) as connection:
        return connection.execute("SELECT count(*) FROM source_record").fetchone()[0]


def test_a_killed_enrich_resumes_and_asks_for_nothing_it_has(loopback, answer, tmp_path):
    killed, answered = threading.Event(), 6

    def respond(path, count):
        if count > answered:  # waits for its answer until the kill
            killed.wait()
        status, body = crossref(path)
        limits = {"x-rate-limit-limit": "1000", "x-rate-limit-interval": "1s", "x-concurrency-limit": "1"}
        return answer(status, body, limits if status == 200 else {**limits, **WORDS})

    server = loopback(respond)
    raws = [f"Moreau L. Moonlight does not shorten the dreams of otter number {n}. J Otters. 20{n:02d};9:1-8." for n in
            range(20)]  # fmt: skip
    store = library(tmp_path, load_parser().parse_many(raws))
    store.close()
    command = [
        sys.executable,
        "-m",
        "refdb.cli",
        "--library",
        str(tmp_path),
        "enrich",
        "--registry",
        server.url,
        "--json",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "REFDB_TIMEOUT": "600"})
    while len(server.asked) <= answered and process.poll() is None:  # however long a busy machine takes
        time.sleep(0.02)
    end = time.monotonic() + 60
    while written(tmp_path) < answered and time.monotonic() < end:  # answers that came at once are written at once
        time.sleep(0.02)
    process.kill()
    process.communicate()
    killed.set()
    assert process.returncode == -signal.SIGKILL
    before = [path for _, path in server.asked]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert json.loads(done.stdout)["not_found"] == 20
    after = [path for _, path in server.asked][len(before) :]
    # The one that was under way is asked again, and the last answer where the kill came before it was written.
    assert {*before[answered:]} <= {*before} & {*after} <= {*before[answered - 1 :]}
    assert len({*before, *after}) == 20


def test_rows_are_verified_in_their_order_and_without_a_library(loopback, answer):
    server = loopback(lambda path, _count: sound(answer, path))
    rows = [{"id": n, "raw": raw} for n, raw in enumerate(RAW * 2)]
    found = list(verify_rows(rows, {"registry": server.url}))
    assert [(row["id"], verification.status) for row, verification in found] == [
        (0, "verified"), (1, "verified"), (2, "not_found"), (3, "verified"), (4, "verified"), (5, "not_found"),
    ]  # fmt: skip


def test_only_what_has_no_answer_is_asked_and_offline_nothing(loopback, answer):
    server = loopback(lambda path, _count: sound(answer, path))
    registry, records = client(server.url), MemoryRecords()
    questions = [Question("work", "10.1000/sleep"), Question("work", "10.1000/tea")]
    RecordingRegistry(registry, records, offline=True).ask_all(questions)
    assert server.asked == []
    RecordingRegistry(registry, records).ask_all(questions[:1])
    RecordingRegistry(registry, records).ask_all(questions)
    assert [[w for w in ("sleep", "tea") if w in path] for _, path in server.asked] == [["sleep"], ["tea"]]
    registry.close()


def test_questions_have_the_names_under_which_older_libraries_keep_the_answers():
    assert str(Question("work", "10.1000/a")) == "work 10.1000/a"
    assert str(Question("search", "Sleep", 5)) == "search 5 Sleep"
    assert str(Question("agency", "10.1000/a")) == "agency 10.1000/a"
    assert str(Question("pmcid", "PMC1", source="europepmc")) == "work pmcid:PMC1"


PREPRINT = {
    **SLEEP,
    "DOI": "10.1000/preprint",
    "type": "posted-content",
    "container-title": [],
    "institution": [{"name": "medRxiv"}],
    "volume": None,
    "page": None,
    "issued": {"date-parts": [[2013]]},
    "relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.1000/SLEEP", "asserted-by": "subject"}]},
}


def test_the_article_of_a_preprint_is_asked_for_by_its_relation(loopback, answer):
    def respond(path, _count):
        address = unquote(path)
        if "preprint" in address and "bibliographic" not in address:
            return answer(200, json.dumps({"status": "ok", "message": PREPRINT}))
        if "bibliographic" in address:
            return answer(200, json.dumps({"status": "ok", "message": {"items": []}}))
        return sound(answer, path)

    server = loopback(respond)
    raw = RAW[0].replace("10.1000/sleep", "10.1000/preprint")
    [(_, verification)] = verify_rows([{"id": 1, "raw": raw}], {"registry": server.url})
    assert (verification.status, verification.work.doi) == ("verified", "10.1000/sleep")
    assert "10.1000/preprint" in verification.note


DATA = {
    "data": {
        "id": "10.5281/zenodo.77",
        "type": "dois",
        "attributes": {
            "doi": "10.5281/zenodo.77",
            "titles": [{"title": "Ages of otters on Skye"}],
            "creators": [{"name": "Moreau, Lise", "givenName": "Lise", "familyName": "Moreau"}],
            "publisher": "Zenodo",
            "publicationYear": 2019,
            "types": {"resourceTypeGeneral": "Dataset"},
        },
    }
}


def test_a_doi_of_datacite_is_compared_with_datacites_record(loopback, answer):
    registry = loopback(lambda path, _count: sound(answer, path))
    datacite = loopback(lambda _path, _count: answer(200, json.dumps(DATA)))
    rows = [
        {"id": "right", "raw": "Moreau L. Ages of otters on Skye. Zenodo; 2019. doi:10.5281/zenodo.77"},
        {"id": "other", "raw": "Berg E. A census of the gulls of Orkney. Zenodo; 2015. doi:10.5281/zenodo.77"},
    ]
    options = {"registry": registry.url, "datacite": datacite.url}
    found = {row["id"]: verification for row, verification in verify_rows(rows, options)}
    assert found["right"].status == "not_registered_here"
    assert found["right"].work.title == "Ages of otters on Skye"
    assert found["right"].registries_asked[-1] == "datacite"
    assert (found["other"].status, found["other"].work) == ("identifier_points_elsewhere", None)
    off = [v for _, v in verify_rows(rows[:1], {"registry": registry.url})]
    assert (off[0].status, off[0].work) == ("not_registered_here", None)


PUBMED = {
    "hitCount": 1,
    "resultList": {
        "result": [{"id": "12345677", "source": "MED", "pmid": "12345677", "doi": "10.1000/tea", "title": "Green tea"}]
    },
}


def test_a_printed_pmid_is_looked_up_where_europe_pmc_is_on(loopback, answer):
    registry = loopback(lambda path, _count: sound(answer, path))
    pubmed = loopback(lambda _path, _count: answer(200, json.dumps(PUBMED)))
    options = {"registry": registry.url, "europepmc": pubmed.url}
    rows = [
        {"id": 1, "raw": RAW[1] + " PMID: 12345677"},
        {"id": 2, "raw": RAW[0].partition(" doi:")[0] + " PMID: 12345677"},
    ]
    right, wrong = [v for _, v in verify_rows(rows, options)]
    assert (right.status, right.work.doi) == ("verified", "10.1000/tea")
    assert (wrong.status, wrong.work.doi) == ("identifier_points_elsewhere", "10.1000/sleep")
    assert "Green tea" in wrong.note


def test_one_reference_alone_asks_what_it_asks_among_many(references, loopback, answer):
    """The same questions are put, whether one by one or together, and the same becomes of the references."""
    server = loopback(lambda path, _count: sound(answer, path))
    kept = []
    for at_once in (1, 8):
        registry, records = client(server.url), MemoryRecords()
        registry.at_once = at_once
        found = list(verify_many(references, RecordingRegistry(registry, records)))
        kept.append(([v.status for v in found], [v.diffs for v in found], sorted(records._answers)))
        registry.close()
    assert kept[0] == kept[1]
    assert kept[0][0] == ["verified", "verified", "not_found"]


def test_a_source_that_is_off_has_nothing_and_is_not_asked(references, loopback, answer):
    server = loopback(lambda path, _count: sound(answer, path))
    registry = client(server.url)
    recording, question = RecordingRegistry(registry, MemoryRecords()), Question("doi", "10.5281/x", source="datacite")
    recording.ask_all([question])
    assert (recording.answer(question), server.asked) == (None, [])
    registry.close()
