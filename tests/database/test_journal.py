"""What is done within ``recording`` is taken back whole, and made again, whatever it was."""

import pytest

from refdb.errors import InputError
from refdb.model import Passage, Person, TextOrigin, Update, Work
from refdb.model import Term as Word

SNAILS = Work(key="snails", title="Snails", authors=(Person("Ahorn", "B."),), year=1998, doi="10.1/s", abstract="Slow.")
NAPS = Work(key="naps", title="Naps", authors=(Person("Roe", "R."),), year=2001, abstract="Long ago.", tags=("x",))


def cut(work: Work) -> list[Passage]:
    return [Passage(work.key, work.abstract or work.title)]


@pytest.fixture
def put(store):
    def put(*works: Work, changed: tuple[Work, ...] = ()) -> None:
        store.put_works(works, changed, {work.key: cut(work) for work in (*works, *changed)})

    return put


def found(store, word: str) -> list[str]:
    ids = [id_ for id_, _ in store.search_words([Word(word)], 5)]
    return [store.passages(ids)[id_].work for id_ in ids]


def test_an_import_of_several_transactions_is_undone_and_made_again_whole(store, put):
    put(SNAILS)
    with store.recording("import", "import a.bib"):
        put(NAPS)
        put(Work(key="third", title="Third"), changed=(Work(key="snails", title="Snails", doi="10.1/s", tags=("y",)),))
    after = store.works()
    assert [change.summary for change in store.changes()] == ["import a.bib: 2 works added, 1 changed"]
    assert set(store.undo(None, cut).keys) == {"snails"}
    assert store.works() == [SNAILS]
    assert (found(store, "naps"), found(store, "slow")) == ([], ["snails"])
    assert store.names_in_use(["naps", "snails"]) == {"snails"}
    assert (store.changes(), [one.id for one in store.changes(undone=True)]) == ([], [1])
    store.redo(None, cut)
    assert store.works() == after
    assert (found(store, "ago"), found(store, "slow")) == (["naps"], [])
    assert store.names_in_use(["naps", "snails"]) == {"naps", "snails"}
    store.undo(None, cut)
    assert store.works() == [SNAILS]


def test_a_removed_work_comes_back_with_all_that_hung_on_it(store, put):
    put(SNAILS, NAPS)
    store.set_text("snails", "Snails creep.", TextOrigin("full_text", "file", "s.pdf", "00"))
    store.add_updates("snails", [Update("retraction", "10.1/n")], "crossref", "2026-01-01")
    before = store.work("snails")
    with store.recording("rm", "removed snails"):
        store.remove_works(["snails"])
    put(Work(key="later", title="Later"))  # does not take the id of the one that went
    assert (store.work("snails"), found(store, "slow"), store.text_origins()) == (None, [], {})
    store.undo(None, cut)
    assert store.work("snails") == before
    assert found(store, "slow") == ["snails"]
    assert [origin.name for origin in store.text_origins()["snails"]] == ["s.pdf"]
    assert store.answered()["snails"] == {"crossref": "2026-01-01"}


def test_what_changes_no_text_keeps_passages_and_vectors(store, put):
    put(NAPS)
    (passage,) = store.passages_of(["naps"])
    store.save_vectors("m", [passage.id], [b"1234"])
    with store.recording("tag", "tagged naps"):
        put(changed=(Work(**{n: getattr(NAPS, n) for n in Work.__slots__} | {"tags": ("x", "z")}),))
    store.undo(None, cut)
    assert store.work("naps").tags == ("x",)
    assert (store.passages_of(["naps"]), store.vector_ids("m")) == ([passage], [passage.id])


def test_a_change_of_nothing_and_one_that_failed_leave_no_trace(store, put):
    put(NAPS)
    with store.recording("import", "nothing"):
        store.record("crossref", "q", None)
    with pytest.raises(InputError), store.recording("rm", "removed nobody"):
        store.remove_works(["naps", "nobody"])
    assert (store.changes(), store.works()) == ([], [NAPS])
    put(SNAILS)  # outside of any change
    assert store.changes() == []


def test_the_order_of_changes_of_one_work_is_kept(store, put):
    put(NAPS)
    for title in ("One", "Two"):
        with store.recording("edit", f"title {title}", counted=False):
            put(changed=(Work(key="naps", title=title),))
    with pytest.raises(InputError, match="change 2 came later and touches the same works; undo that first"):
        store.undo(1, cut)
    store.undo(None, cut)
    store.undo(None, cut)
    assert store.work("naps") == NAPS
    with pytest.raises(InputError, match="change 1 came before and touches the same works; redo that first"):
        store.redo(2, cut)
    store.redo(None, cut)
    assert store.work("naps").title == "One"
    with store.recording("edit", "title Three", counted=False):
        put(changed=(Work(key="naps", title="Three"),))
    with pytest.raises(InputError, match="nothing to redo"):  # its work is another by now
        store.redo(None, cut)
    store.undo(None, cut)
    assert store.work("naps").title == "One"


def test_a_change_that_another_has_within_is_one(store, put):
    with store.recording("audit", "audit a.txt"):
        with store.recording("import", "import a.txt"):
            put(NAPS)
        with store.transaction(), store.recording("enrich", "enrich"):
            put(SNAILS)
    assert [change.summary for change in store.changes()] == ["audit a.txt: 2 works added"]
    with store.transaction(), store.recording("rm", "removed naps", counted=False):
        store.remove_works(["naps"])
    assert [change.summary for change in store.changes()] == ["removed naps", "audit a.txt: 2 works added"]


def test_a_renamed_work_is_found_by_both_keys(store, put):
    put(NAPS, SNAILS)
    with pytest.raises(InputError, match="the key 'Snails' is another work's"):
        store.rename_work("naps", "Snails")
    with store.recording("edit", "renamed", counted=False):
        store.rename_work("naps", "roe2001")
    assert store.work("roe2001").aliases == ("naps",)
    store.undo(None, cut)
    assert store.work("naps") == NAPS
