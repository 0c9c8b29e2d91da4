"""Retracted, clear or unchecked: who was asked, who answered, and what counts."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from refdb.database.sqlite.store import Store
from refdb.model import CheckedReference, ParsedReference, Reference, Update, Verification, Work
from refdb.registries.registry import open_registry
from refdb.registries.retractions import RetractionWatch
from refdb.registries.snapshot.building import build
from refdb.registries.supplements.chosen import Sources
from refdb.registries.supplements.europepmc import EuropePmc
from refdb.registries.supplements.openalex import OpenAlex
from refdb.workflows.asking.standings import standings_of, with_standings
from refdb.workflows.retracting import check_retractions
from refdb.workflows.steps.adding import add_work

WORKS = (
    Work(key="gone", title="A work that was taken back later", doi="10.1000/gone"),
    Work(key="good", title="A work that stands as it stood", doi="10.1000/good"),
    Work(key="back", title="A work taken back and given again", doi="10.1000/back"),
    Work(key="elsewhere", title="A work of another agency", doi="10.5061/data"),
    Work(key="bare", title="A work without any number"),
)
RW_HEAD = "RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature\n"


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "refdb.sqlite3")
    for work in WORKS:
        add_work(store, work)
    yield store
    store.close()


@pytest.fixture
def registry(tmp_path):
    day = {"updated": {"date-parts": [[2020, 1, 2]]}}
    rows = [
        {"DOI": "10.1000/gone", "title": ["Gone"], "updated-by": [
            {"type": "correction", "DOI": "10.1000/c", "source": "publisher"},
            {"type": "retraction", "DOI": "10.1000/r", "source": "retraction-watch", **day},
        ]},
        {"DOI": "10.1000/good", "title": ["Good"], "updated-by": [{"type": "expression_of_concern", "DOI": "10.1000/e"}]},
        {"DOI": "10.1000/back", "title": ["Back"], "updated-by": [
            {"type": "reinstatement", "DOI": "10.1000/b", "updated": {"date-parts": [[2021]]}},
            {"type": "retraction", "DOI": "10.1000/r2", **day},
        ]},
    ]  # fmt: skip
    dump = tmp_path / "dump.jsonl"
    dump.write_text("\n".join(map(json.dumps, rows)))
    build([dump], tmp_path / "local.db")
    opened = open_registry(str(tmp_path / "local.db"))
    yield opened
    opened.close()


def states(checked) -> dict[str, str]:
    return {one.work.key: one.standing.state for one in checked}


def test_the_registry_answers_for_what_it_has(store, registry):
    checked = check_retractions(store, registry)
    assert states(checked) == {
        "gone": "retracted", "good": "clear", "back": "clear", "elsewhere": "unchecked", "bare": "unchecked",
    }  # fmt: skip
    gone, good, *_, elsewhere, bare = checked
    assert gone.standing.notices == (
        Update("retraction", "10.1000/r", "retraction-watch", "2020-01-02"),
        Update("correction", "10.1000/c", "publisher"),
    )
    assert gone.standing.sources == (registry.name,)
    assert good.standing.notices == (Update("expression_of_concern", "10.1000/e"),)
    assert elsewhere.note == "no source that was asked has a record of it"
    assert bare.note == "it has no DOI or PMID to ask by"
    assert gone.asked_at
    assert not bare.asked_at


def test_a_dead_registry_leaves_everything_unchecked_but_not_what_is_known(store, registry):
    dead = open_registry("http://127.0.0.1:9", timeout=1)
    assert set(states(check_retractions(store, dead)).values()) == {"unchecked"}
    assert "127.0.0.1" in check_retractions(store, dead)[0].note
    check_retractions(store, registry)
    assert states(check_retractions(store, dead)) == {
        "gone": "retracted", "good": "unchecked", "back": "unchecked", "elsewhere": "unchecked", "bare": "unchecked",
    }  # fmt: skip
    dead.close()


def test_offline_earlier_answers_count(store, registry):
    first = check_retractions(store, None)
    assert set(states(first).values()) == {"unchecked"}
    assert first[0].note == "offline, and no source answered about it before"
    check_retractions(store, registry)
    assert states(check_retractions(store, None))["good"] == "clear"


class Watching:
    """A registry that counts what it is asked."""

    def __init__(self, registry) -> None:
        self.registry, self.asked = registry, 0
        self.name, self.at_once, self.extent = registry.name, 1, ""

    def work(self, doi):
        self.asked += 1
        return self.registry.work(doi)

    def works(self, dois):
        self.asked += len(dois)
        return self.registry.works(dois)

    def search(self, text, rows=5):
        raise AssertionError

    agency = search

    def close(self):
        pass


def age(store, span, question="%") -> str:
    """Make kept answers older than they are."""
    old = (datetime.now(UTC) - span).isoformat(timespec="seconds")
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE source_record SET fetched_at = ? WHERE question LIKE ?", (old, question))
    connection.close()
    return old


def test_an_answer_of_a_week_is_not_asked_for_again_unless_refreshed(store, registry):
    watching = Watching(registry)
    check_retractions(store, watching)
    first = watching.asked
    assert first == 4
    check_retractions(store, watching)
    assert watching.asked == first
    check_retractions(store, watching, refresh=True)
    assert watching.asked == first  # what was asked within the hour is not asked again by a refresh either
    age(store, timedelta(hours=2))
    check_retractions(store, watching, refresh=True)
    assert watching.asked == 2 * first


def test_an_old_answer_is_asked_for_again(store, registry):
    watching = Watching(registry)
    check_retractions(store, watching)
    old = age(store, timedelta(days=30), "work 10.1000/good")
    store.add_updates("good", (), registry.name, old)
    before = watching.asked
    check_retractions(store, watching)
    assert watching.asked == before + 1
    assert store.answered()["good"][registry.name] > old


def test_retraction_watch_answers_by_doi(store, tmp_path):
    path = tmp_path / "rw.csv"
    path.write_text(RW_HEAD + "5/2/2019 0:00,10.1000/n,10.5061/DATA,0,Retraction\n")
    checked = check_retractions(store, None, watch=RetractionWatch(path))
    assert states(checked) == {
        "gone": "clear", "good": "clear", "back": "clear", "elsewhere": "retracted", "bare": "unchecked",
    }  # fmt: skip
    assert checked[3].standing.notices == (Update("retraction", "10.1000/n", "retraction-watch", "2019-05-02"),)
    assert checked[3].standing.sources == ("retraction-watch",)
    assert standings_of(store)["elsewhere"].state == "retracted"


def test_pubmed_and_openalex_are_asked_where_they_are_on(store, registry, loopback, answer):
    def respond(path, count):
        if "/search" in path and "10.5061%2Fdata" in path:
            result = {"id": "1", "source": "MED", "doi": "10.5061/data", "commentCorrectionList": {"commentCorrection": [
                {"type": "Retraction in", "reference": "Snail. 2011 Feb;3(1):4"}]}}  # fmt: skip
            return answer(200, json.dumps({"hitCount": 1, "resultList": {"result": [result]}}))
        if "/search" in path:
            return answer(200, json.dumps({"hitCount": 0, "resultList": {"result": []}}))
        return answer(500, "{}")

    server = loopback(respond)
    sources = Sources(europepmc=EuropePmc(server.url, timeout=30), openalex=OpenAlex(server.url, timeout=30))
    sources.openalex._api.http.first_wait = 0.001
    checked = check_retractions(store, registry, sources)
    assert states(checked)["elsewhere"] == "retracted"
    assert checked[3].standing.notices == (Update("retraction", "", "europepmc", "2011-02"),)
    assert checked[3].standing.sources == ("europepmc",)
    assert checked[1].standing.sources == (registry.name,)
    sources.close()


def test_a_notice_in_the_library_speaks_of_the_work_it_is_about(store):
    add_work(
        store,
        Work(
            key="n",
            title="Retraction of a work",
            doi="10.1000/n",
            updates=(Update("retraction of", "10.1000/good", "", "2022"),),
        ),
    )
    found = standings_of(store)
    assert found["good"].state == "retracted"
    assert found["good"].notices == (Update("retraction", "10.1000/n", "library", "2022"),)
    assert found["n"].state == "unchecked"


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("RETRACTED: Tea and snails", "retracted"),
        ("WITHDRAWN: Tea and snails", "retracted"),
        ("RETRACTED ARTICLE: Tea and snails", "retracted"),
        ("[RETRACTED] Tea and snails", "retracted"),
        ("Retracted: Tea and snails", "unchecked"),
        ("Retraction: Tea and snails", "unchecked"),
        ("RETRACTED WORKS and how they are cited", "unchecked"),
    ],
)
def test_publishers_mark_the_title(tmp_path, title, state):
    store = Store(tmp_path / "titles.sqlite3")
    add_work(store, Work(key="a", title=title, doi="10.1000/a"))
    assert standings_of(store)["a"].state == state
    store.close()


def test_references_know_whether_their_work_stands(store, registry):
    check_retractions(store, registry)
    reference = CheckedReference(Reference(1, ParsedReference("x")), Verification("verified"), "gone")
    without = CheckedReference(Reference(2, ParsedReference("y")), Verification("not_found"))
    found = with_standings(store, [reference, without])
    assert found[0].standing.state == "retracted"
    assert found[1].standing is None


def test_an_empty_library_has_nothing_to_check(tmp_path, registry):
    store = Store(tmp_path / "empty.sqlite3")
    assert check_retractions(store, registry) == []
    store.close()
