"""Open PDFs of works by Unpaywall and OpenAlex: fetched over real HTTP on loopback, attached if they are the work's."""

import json
from urllib.parse import unquote

import pytest

from refdb.database.sqlite.store import Store
from refdb.model import Work
from refdb.network import fetching
from refdb.registries.registry import open_registry
from refdb.registries.snapshot.building import build
from refdb.registries.supplements.chosen import open_sources
from refdb.settings import Settings
from refdb.workflows.asking import sources as asking
from refdb.workflows.completing import complete
from refdb.workflows.steps.adding import add_work
from tests.articles.test_pdf import make_pdf

WORKS = {
    "10.1000/naps": "Naps and the memory of sailors",
    "10.1000/tea": "Tea and the walking of snails",
    "10.1000/other": "Another matter altogether for once",
    "10.1000/closed": "What nobody may read without paying",
}


def pdf_of(title, doi):
    lines = [f"It was seen {n} times that the {title.split()[0].lower()} were good for them." for n in range(14)]
    page = [(72, 740, title, 16, "F2"), (72, 716, f"doi:{doi}", 9)]
    return make_pdf([*page, *((72, 690 - 14 * n, line) for n, line in enumerate(lines))])


@pytest.fixture
def world(monkeypatch, tmp_path, loopback, answer):
    """Unpaywall, OpenAlex and two publishers on one server; a library of four works."""
    monkeypatch.setattr(asking, "PAUSE", 0.0)
    monkeypatch.setattr(fetching, "permitted", lambda address, port: address.is_loopback)
    server = None

    def respond(path, _count):
        path = unquote(path.partition("?")[0])
        doi = next((doi for doi in WORKS if path.endswith(doi)), "")
        if path.startswith("/oa/v2/"):
            place = {"10.1000/naps": "/files/naps.pdf", "10.1000/other": "/files/naps.pdf"}.get(doi)
            found = {"url_for_pdf": server.url + place} if place else None
            return answer(200, json.dumps({"doi": doi, "is_oa": bool(place), "best_oa_location": found}))
        if path.startswith("/alex/works/"):
            place = {"pdf_url": f"{server.url}/files/tea.pdf"} if doi == "10.1000/tea" else None
            found = {"id": "W1", "doi": f"https://doi.org/{doi}", "is_retracted": False, "best_oa_location": place}
            return answer(200, json.dumps(found))
        if path.startswith("/files/"):
            doi = {"naps.pdf": "10.1000/naps", "tea.pdf": "10.1000/tea"}[path.rpartition("/")[2]]
            return answer(200, pdf_of(WORKS[doi], doi).decode("latin-1"), {"content-type": "application/pdf"})
        return answer(404, "no such thing")

    server = loopback(respond)
    store = Store(tmp_path / "refdb.sqlite3")
    for n, (doi, title) in enumerate(WORKS.items()):
        add_work(store, Work(key=f"w{n}", title=title, doi=doi))
    (tmp_path / "dump.jsonl").write_text("\n".join(json.dumps({"DOI": doi, "title": [WORKS[doi]]}) for doi in WORKS))
    build([tmp_path / "dump.jsonl"], tmp_path / "local.db")
    registry = open_registry(str(tmp_path / "local.db"))
    settings = Settings(
        registry="local.db", mailto="ann@example.org", openalex=f"{server.url}/alex", unpaywall=f"{server.url}/oa"
    )
    sources = open_sources(settings)
    yield server, store, registry, sources
    sources.close()
    registry.close()
    store.close()


def fetched(server):
    return [path for _, path in server.asked if path.startswith("/files/")]


def test_open_files_are_fetched_read_and_kept_where_they_are_the_work(world):
    _, store, registry, sources = world
    done = complete(store, registry, sources, files=True)
    assert dict(done.full_texts) == {"unpaywall": 1, "openalex": 1}
    assert "naps were good for them" in store.work("w0").full_text
    origins = {key: [(o.field, o.source, o.name) for o in found] for key, found in store.text_origins().items()}
    assert origins["w0"] == [("full_text", "unpaywall", "naps.pdf")]
    assert origins["w1"] == [("full_text", "openalex", "tea.pdf")]
    assert store.work("w2").full_text == ""  # its place has another work's file
    assert [warning.partition(":")[0] for warning in done.warnings] == ["1 open files were not taken"]
    assert {p.page for p in store.passages_of(["w1"]) if p.origin == "full_text"} == {"1"}


def test_each_address_is_fetched_once(world):
    server, store, registry, sources = world
    complete(store, registry, sources, files=True)
    before = len(fetched(server))
    again = complete(store, registry, sources, files=True)
    assert (len(fetched(server)), dict(again.full_texts)) == (before, {})


def test_nothing_is_fetched_unless_asked_for_nor_offline(world):
    server, store, registry, sources = world
    complete(store, registry, sources)
    complete(store, registry, sources, files=True, offline=True)
    assert fetched(server) == []
    assert not any(path.startswith("/oa/") for _, path in server.asked)


def test_an_address_within_ones_own_network_is_refused(world, monkeypatch):
    server, store, registry, sources = world
    monkeypatch.undo()  # addresses are judged as they are
    monkeypatch.setattr(asking, "PAUSE", 0.0)
    done = complete(store, registry, sources, files=True)
    assert fetched(server) == []
    assert "is not on the public web" in done.warnings[-1]
    assert not any(work.full_text for work in store.works())


def test_unpaywall_is_asked_only_with_an_address_of_ones_own():
    assert open_sources(Settings(unpaywall="on")).unpaywall is None
    assert open_sources(Settings(mailto="ann@example.org")).unpaywall is not None
    assert open_sources(Settings(registry="local.db", mailto="ann@example.org")).unpaywall is None
