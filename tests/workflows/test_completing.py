"""What the registry lacks comes from the sources that are on, each asked once, over real HTTP on loopback."""

import json
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from refdb.database.sqlite.store import Store
from refdb.errors import InputError
from refdb.model import TextOrigin, Update, Work
from refdb.registries.registry import open_registry
from refdb.registries.retractions import RetractionWatch
from refdb.registries.snapshot.building import build
from refdb.registries.supplements.chosen import open_sources
from refdb.settings import Settings
from refdb.workflows.asking.sources import Asker
from refdb.workflows.completing import complete
from refdb.workflows.steps.adding import add_work

LONG = "Snails were given tea each morning and their walking was measured for many weeks in a quiet room."
DOIS = ("10.1000/registered", "10.1000/pubmed", "10.1000/alex", "10.1000/scholar", "10.1000/nowhere")
JATS = """<?xml version="1.0"?><article><front><article-meta><title-group><article-title>Tea</article-title></title-group>
<abstract><p>We gave tea.</p></abstract></article-meta></front><body><sec><title>1. Results</title>
<p>The snails that had tea walked farther than the others did. {more}</p></sec>
<sec><title>Funding</title><p>The tea was paid for by the Tea Board of the Islands, which had no say in it.</p></sec></body>
<back><ack><title>Acknowledgements</title><p>We thank the gardener for all of the snails that she gave us.</p></ack>
<ref-list><ref id="r1"><mixed-citation>Ahorn B. An older work on snails. The Snail 1990;1:2.</mixed-citation></ref></ref-list>
</back></article>""".replace("{more}", "They rested less in the shade, and they ate as much as they ate before. " * 6)


class World:
    """The four sources on one address, and what each of them was asked."""

    def __init__(self, answer) -> None:
        self.answer = answer
        self.down: set[str] = set()
        self.asked: list[str] = []

    def __call__(self, path: str, _count: int):
        self.asked.append(path)
        parts = urlsplit(path)
        kind = parts.path.split("/")[1]
        if kind in self.down:
            return self.answer(500, "{}")
        body, status = getattr(self, kind)(unquote(parts.path), parse_qs(parts.query))
        return self.answer(status, body if isinstance(body, str) else json.dumps(body))

    def epmc(self, path: str, query):
        if path.endswith("/fullTextXML"):
            return (JATS, 200) if "PMC11" in path else ("", 404)
        doi = query["query"][0].split('"')[1] if "DOI" in query["query"][0] else ""
        found = {
            "10.1000/pubmed": {
                "id": "11",
                "source": "MED",
                "doi": doi,
                "pmid": "11",
                "pmcid": "PMC11",
                "abstractText": f"<p>{LONG}</p>",
                "isOpenAccess": "Y",
                "inEPMC": "Y",
            },
            "10.1000/alex": {
                "id": "12",
                "source": "MED",
                "doi": doi,
                "abstractText": "No abstract available for this work, which is a great pity for all.",
                "pubTypeList": {"pubType": ["Retracted Publication"]},
            },
        }.get(doi)
        return {"hitCount": int(bool(found)), "resultList": {"result": [found] if found else []}}, 200

    def alex(self, path: str, query):
        if path.endswith("10.1000/alex"):
            index = {word: [n] for n, word in enumerate(LONG.split())}
            index["and"] = [n for n, word in enumerate(LONG.split()) if word == "and"]
            return {"id": "W1", "doi": "https://doi.org/10.1000/alex", "is_retracted": True, "abstract_inverted_index": index}, 200  # fmt: skip
        return {"error": "not found"}, 404

    def scholar(self, path: str, query):
        if path.endswith("10.1000/scholar"):
            return {"paperId": "p", "title": "T", "abstract": LONG, "externalIds": {"DOI": "10.1000/scholar"}}, 200
        return {"error": "Paper not found"}, 404

    def datacite(self, path: str, query):
        if path.endswith("10.5061/data"):
            described = [{"descriptionType": "Abstract", "description": LONG}]
            return {"data": {"attributes": {"doi": "10.5061/data", "titles": [{"title": "D"}], "descriptions": described}}}, 200  # fmt: skip
        return {"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]}, 404


@pytest.fixture
def world(answer):
    return World(answer)


@pytest.fixture
def settings(world, loopback):
    url = loopback(world).url
    return Settings(
        registry="local.db", timeout=30, datacite=f"{url}/datacite", europepmc=f"{url}/epmc", openalex=f"{url}/alex",
        semanticscholar=f"{url}/scholar",
    )  # fmt: skip


@pytest.fixture
def sources(settings):
    opened = open_sources(settings)
    for source in opened:
        source._api.http.first_wait = 0.001
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "refdb.sqlite3")
    for n, doi in enumerate((*DOIS, "10.5061/data")):
        add_work(store, Work(key=f"w{n}", title=f"A work of its own, the {n}. of many", doi=doi))
    yield store
    store.close()


@pytest.fixture
def registry(tmp_path):
    dump = tmp_path / "dump.jsonl"
    rows = [{"DOI": doi, "title": ["A title"], "author": [{"family": "Ahorn"}]} for doi in DOIS]
    rows[0] |= {"abstract": f"<jats:p>{LONG}</jats:p>", "updated-by": [{"type": "retraction", "DOI": "10.1000/n"}]}
    dump.write_text("\n".join(map(json.dumps, rows)))
    build([dump], tmp_path / "local.db")
    opened = open_registry(str(tmp_path / "local.db"))
    yield opened
    opened.close()


def test_each_abstract_comes_from_the_first_source_that_has_one(store, registry, sources):
    done = complete(store, registry, sources)
    assert dict(done.abstracts) == {
        registry.name: 1, "europepmc": 1, "openalex": 1, "semanticscholar": 1, "datacite": 1,
    }  # fmt: skip
    assert dict(done.full_texts) == {"europepmc": 1}
    assert done.retracted == 2
    assert done.warnings == ()
    works = {work.doi: work for work in store.works()}
    assert {doi: bool(work.abstract) for doi, work in works.items()} == {doi: doi != "10.1000/nowhere" for doi in works}
    assert all(work.abstract in ("", LONG) for work in works.values())
    assert (works["10.1000/pubmed"].pmid, works["10.1000/pubmed"].pmcid) == ("11", "PMC11")
    assert works["10.1000/registered"].authors[0].family == "Ahorn"
    assert works["10.1000/registered"].title == "A work of its own, the 0. of many"
    origins = {k: [(o.field, o.source) for o in v] for k, v in store.text_origins().items()}
    assert origins["w1"] == [("abstract", "europepmc"), ("full_text", "europepmc")]
    assert origins["w2"] == [("abstract", "openalex")]
    assert list(store.answered()["w3"]) == [registry.name]  # Semantic Scholar knows nothing of retractions
    assert "w5" not in store.answered()  # nor does DataCite


def test_a_placeholder_is_no_abstract_but_its_record_counts(store, registry, sources):
    complete(store, registry, sources)
    assert store.work("w2").abstract == LONG
    assert Update("retraction", "", "europepmc") in store.work("w2").updates


def test_full_text_becomes_passages_without_references_and_thanks(store, registry, sources):
    complete(store, registry, sources)
    text = store.work("w1").full_text
    assert text.startswith("Results\n\nThe snails that had tea walked farther")
    assert "older work" not in text
    assert "gardener" not in text
    assert "Tea Board" not in text
    assert "We gave tea" not in text
    passages = store.passages_of(["w1"])
    assert [(p.origin, p.section) for p in passages] == [("abstract", ""), ("full_text", "Results")]


def test_a_second_run_asks_nobody_and_changes_nothing(store, registry, sources, world):
    complete(store, registry, sources)
    asked, works, answered = len(world.asked), store.works(), store.answered()
    again = complete(store, registry, sources)
    assert len(world.asked) == asked
    assert (dict(again.abstracts), dict(again.full_texts), again.retracted) == ({}, {}, 2)
    assert (store.works(), store.answered()) == (works, answered)
    complete(store, registry, sources, refresh=True)
    assert len(world.asked) > asked


def test_offline_uses_what_was_answered(store, registry, sources, world):
    assert complete(store, registry, sources, offline=True).abstracts == {}
    assert world.asked == []
    asker = Asker(store)
    asker.about(sources.openalex, store.work("w2"))
    assert dict(complete(store, registry, sources, offline=True).abstracts) == {"openalex": 1}
    assert len(world.asked) == 1


def test_an_outage_is_a_warning_and_is_made_good_later(store, registry, sources, world):
    world.down = {"epmc", "alex"}
    done = complete(store, registry, sources)
    assert set(done.abstracts) == {registry.name, "semanticscholar", "datacite"}
    assert [warning.split()[0] for warning in done.warnings] == ["europepmc", "openalex"]
    world.down = set()
    for source in sources:
        source._api.http.breaker.answered()
    assert dict(complete(store, registry, sources).abstracts) == {"europepmc": 1, "openalex": 1}


def test_a_source_that_keeps_failing_is_left_alone(store, sources, world):
    world.down = {"scholar"}
    asker = Asker(store)
    for n in range(20):
        sources.semanticscholar._api.http.breaker.answered()
        asker.about(sources.semanticscholar, Work(key="w", doi=f"10.1000/{n}"))
    assert len(world.asked) <= 3 * 4
    assert list(asker.warnings) == ["semanticscholar"]


def test_only_the_works_asked_for_are_completed(store, registry, sources):
    assert dict(complete(store, registry, sources, keys=["w1"]).abstracts) == {"europepmc": 1}
    assert store.work("w0").abstract == ""


def test_a_users_own_full_text_is_never_replaced(store, registry, sources):
    store.set_text("w1", "My own.", TextOrigin("full_text", "file", "a.pdf", "ab"))
    assert complete(store, registry, sources).full_texts == {}
    assert store.work("w1").full_text == "My own."


def test_a_pmid_that_leads_to_another_work_is_not_believed(tmp_path, sources, world):
    store = Store(tmp_path / "other.sqlite3")
    work = Work(key="a", title="A title of a work", doi="10.1000/unknown", pmid="11")
    world.epmc = lambda path, query: (
        {"hitCount": 1, "resultList": {"result": [{"id": "11", "source": "MED", "pmid": "11", "doi": "10.1000/pubmed", "abstractText": LONG}]}}, 200,
    )  # fmt: skip
    assert Asker(store).about(sources.europepmc, work).record is None
    assert len(world.asked) == 2
    store.close()


def test_a_pmid_is_believed_where_the_titles_are_alike(tmp_path, sources, world):
    store = Store(tmp_path / "other.sqlite3")
    found = {"id": "11", "source": "MED", "pmid": "11", "title": "Tea and the walking of snails.", "abstractText": LONG}
    world.epmc = lambda path, query: ({"hitCount": 1, "resultList": {"result": [found]}}, 200)
    alike = Work(key="a", title="Tea & the walking of snails", pmid="11")
    assert Asker(store).about(sources.europepmc, alike).record is not None
    other = Work(key="b", title="Salt and the resting of slugs", pmid="11")
    assert Asker(store).about(sources.europepmc, other).record is None
    store.close()


def test_retraction_watch_counts_in_a_run(store, registry, sources, tmp_path):
    path = tmp_path / "rw.csv"
    path.write_text(
        "RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature\n,,10.1000/nowhere,0,Retraction\n"
    )
    assert complete(store, registry, sources, watch=RetractionWatch(path)).retracted == 3


@pytest.mark.parametrize(
    ("settings", "on"),
    [
        (Settings(), ["datacite", "europepmc", "openalex", "semanticscholar"]),
        (Settings(registry="Crossref"), ["datacite", "europepmc", "openalex", "semanticscholar"]),
        (Settings(registry="snapshot.db"), []),
        (Settings(registry="http://127.0.0.1:9"), []),
        (Settings(registry="snapshot.db", openalex="on", europepmc="http://127.0.0.1:9"), ["europepmc", "openalex"]),
        (Settings(openalex="off", europepmc="False", datacite="no"), ["semanticscholar"]),
    ],
)
def test_what_is_asked_beside_the_registry(settings, on):
    opened = open_sources(settings)
    assert [source.name for source in opened] == on
    opened.close()


def test_a_setting_that_says_nothing_is_one_line():
    with pytest.raises(InputError, match='openalex = "perhaps" should be auto, on, off or an http'):
        open_sources(Settings(openalex="perhaps"))


KILLED = """
import sys
from pathlib import Path
from refdb.settings import Settings
from refdb.database.sqlite.store import Store
from refdb.registries.registry import open_registry
from refdb.registries.retractions import RetractionWatch
from refdb.workflows.completing import complete
from refdb.registries.supplements.chosen import open_sources

store, url = Store(Path(sys.argv[1])), sys.argv[3]
opened = open_sources(Settings(registry="x", europepmc=url + "/epmc", timeout=600))
complete(store, open_registry(sys.argv[2]), opened)
"""


def test_a_killed_run_goes_on_where_it_was(store, registry, tmp_path, loopback, answer):
    asked, killed = [], threading.Event()

    def respond(path, count):
        asked.append(path)
        if count >= 4:  # waits for its answer until the kill
            killed.wait()
        return answer(200, json.dumps({"hitCount": 0, "resultList": {"result": []}}))

    url = loopback(respond).url
    command = [sys.executable, "-c", KILLED, str(store.path), str(tmp_path / "local.db"), url]
    running = subprocess.Popen(command)
    while len(asked) < 4 and running.poll() is None:  # however long a busy machine takes
        time.sleep(0.01)
    running.kill()
    assert running.wait() == -signal.SIGKILL
    before = list(asked)
    killed.set()
    subprocess.run(command, check=True)
    twice = {path for path in asked if asked.count(path) > 1}
    # The one that was under way, and the last answer where the kill came before it was written.
    assert {*before[3:]} <= twice <= {*before[2:]}
    assert len(set(asked)) == 6
