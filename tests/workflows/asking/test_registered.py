"""What the registry knows of a library's works is taken over, and said where it has no answer."""

import pytest

from refdb.database.sqlite.store import Store
from refdb.errors import RegistryUnavailable
from refdb.model import Record, TextOrigin, Update, Work
from refdb.workflows.asking.registered import ask_registry, ask_watch, recorded_at

ABSTRACT = "Nurses who napped for twenty minutes made fewer errors at night."


class Registry:
    """Knows one DOI, is down for another, has none of the rest."""

    name, at_once, extent = "reg", 1, ""

    def __init__(self):
        self.asked = []

    def work(self, doi):
        self.asked.append(doi)
        if doi == "10.1/down":
            raise RegistryUnavailable("reg is down")
        item = {"DOI": doi, "title": ["Another title"], "abstract": ABSTRACT, "volume": "7"}
        return Record("reg", doi, item) if doi == "10.1/known" else None

    def works(self, dois):
        return {doi: found for doi in dois if (found := self.work(doi))}


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "refdb.sqlite3")
    works = [
        Work(key="known", title="Naps", doi="10.1/known"),
        Work(key="absent", title="Tea", doi="10.1/absent"),
        Work(key="down", title="Rest", doi="10.1/down"),
        Work(key="bare", title="No DOI"),
    ]
    store.put_works(works, [], {})
    return store


def test_a_work_gets_what_it_lacks_and_keeps_what_it_has(store):
    told = ask_registry(store, Registry(), store.works())
    assert (told.abstracts, told.not_registered) == (frozenset(["known"]), frozenset(["absent"]))
    assert list(told.failed) == ["down"]
    known = store.work("known")
    assert (known.title, known.abstract, known.volume) == ("Naps", ABSTRACT, "7")
    assert [(o.field, o.source) for o in store.text_origins(["known"])["known"]] == [("abstract", "reg")]
    assert any(ABSTRACT in passage.text for passage in store.passages_of(["known"]))


def test_nobody_is_asked_twice_but_for_what_failed(store):
    ask_registry(store, Registry(), store.works())
    again = Registry()
    told = ask_registry(store, again, store.works())
    assert set(again.asked) == {"10.1/down"}
    assert (told.abstracts, told.not_registered) == (frozenset(), frozenset(["absent"]))


def test_an_abstract_of_the_users_own_stays(store):
    store.set_text("known", "Mine.", TextOrigin("abstract", "file"))
    assert ask_registry(store, Registry(), [store.work("known")]).abstracts == frozenset()
    assert store.work("known").abstract == "Mine."


def test_when_an_answer_came_is_known(store):
    work = store.work("known")
    assert recorded_at(store, "reg", work) == ""
    ask_registry(store, Registry(), [work])
    assert recorded_at(store, "reg", work)[:2] == "20"


def test_retraction_watch_answers_for_every_work_with_a_number(store):
    class Watch:
        name = "watch"

        def __init__(self):
            self.asked = []

        def notices(self, doi, pmid):
            self.asked.append(doi)
            return [Update("retraction", "10.1/notice")] if doi == "10.1/known" else []

    watch = Watch()
    ask_watch(store, watch, store.works())
    assert watch.asked == ["10.1/known", "10.1/absent", "10.1/down"]
    assert [(u.type, u.doi) for u in store.work("known").updates] == [("retraction", "10.1/notice")]
