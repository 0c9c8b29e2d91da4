"""Merges of works, and taking them back."""

import re
from dataclasses import replace

import pytest

from refdb.errors import InputError
from refdb.model import Article, ParsedReference, Passage, Person, Reference, Source, Term, Verification, Work

ROE = Work(key="roe", title="On naps", doi="10.1/a", tags=("rest",), notes=("Mine.",), aliases=("old",))
TWIN = Work(
    key="twin", title="On naps", pmid="7", volume="3", tags=("naps", "rest"), files=("a.pdf",), authors=(Person("Roe"),)
)
THIRD = Work(key="third", title="On naps", doi="10.1/b", issue="2")


@pytest.fixture
def library(store, put):
    """Three works that are one, each cited by a reference."""
    put(
        ROE, TWIN, THIRD, Work(key="other", title="Tea"), roe=[Passage("roe", "Old.")], twin=[Passage("twin", "Young.")]
    )
    references = tuple(Reference(n, ParsedReference(key)) for n, key in enumerate(("roe", "twin", "third"), 1))
    id_, _ = store.add_article(Article("On sleep", "", references=references, source=Source("a.txt", "text", "abc")))
    for reference in references:
        store.save_verification(id_, reference.n, Verification("verified"), reference.raw, "crossref")
    return store


def cited(store):
    return [checked.key for checked in store.checked_references(1)]


def test_what_the_kept_work_lacks_comes_from_the_others(library):
    whole = library.merge("roe", ["twin", "third"])
    assert whole == library.work("roe")
    assert (whole.doi, whole.pmid, whole.volume, whole.issue) == ("10.1/a", "7", "3", "2")
    assert (whole.tags, whole.notes, whole.files) == (("rest", "naps"), ("Mine.",), ("a.pdf",))
    assert whole.authors == (Person("Roe"),)
    assert whole.aliases == ("old", "twin", "third")
    assert [work.key for work in library.works()] == ["roe", "other"]


def test_references_mean_the_kept_work(library):
    library.merge("twin", ["roe", "third"])
    assert cited(library) == ["twin"] * 3


def test_old_keys_are_names_in_use_and_passages_are_gone(library):
    library.merge("roe", ["twin"])
    assert library.names_in_use(["twin", "old"]) == {"twin", "old"}
    assert library.passages_of(["roe", "twin"]) == []
    assert library.search_words([Term("young")], 5) == []


def test_the_kept_work_may_take_the_doi_of_another(library):
    library.put_works([], [replace(ROE, doi="")], {})
    assert library.merge("roe", ["third"]).doi == "10.1/b"


@pytest.mark.parametrize(
    ("key", "others", "message"),
    [
        ("roe", [], "nothing to merge with roe"),
        ("roe", ["roe"], "nothing to merge with roe"),
        ("roe", ["nobody"], "the library has no work 'nobody'; `refdb list` shows what there is"),
        ("nobody", ["roe"], "the library has no work 'nobody'; `refdb list` shows what there is"),
    ],
)
def test_what_cannot_be_merged(library, key, others, message):
    before = library.works()
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        library.merge(key, others)
    assert library.works() == before
    assert library.changes() == []


def merge(library, key, *others):
    """The merge as one change."""
    with library.recording("merge", f"merged {', '.join(others)} into {key}", counted=False):
        return library.merge(key, others)


def undo(library, change=None):
    return library.undo(change, lambda work: [Passage(work.key, f"{work.key}, cut anew.")])


def test_a_work_named_twice_is_merged_once(library):
    assert library.merge("roe", ["twin", "twin", "roe"]).aliases == ("old", "twin")


def test_a_merge_is_taken_back_whole_and_made_again(library):
    before = {work.key: work for work in library.works()}
    whole = merge(library, "roe", "twin", "third")
    undone = undo(library)
    assert (undone.action, undone.summary) == ("merge", "merged twin, third into roe")
    assert set(undone.keys) == {"roe", "twin", "third"}
    assert {work.key: work for work in library.works()} == before
    assert cited(library) == ["roe", "twin", "third"]
    assert library.changes() == []
    assert library.names_in_use(["twin", "third", "old"]) == {"twin", "third", "old"}
    assert [work.key for work in library.alike([Work(pmid="7", title="…")])] == ["twin"]
    assert library.search_words([Term("anew")], 5) != []
    assert [change.id for change in library.changes(undone=True)] == [undone.id]
    library.redo(None, lambda _: [])
    assert library.work("roe") == whole
    assert cited(library) == ["roe"] * 3
    assert library.changes(undone=True) == []


def test_changes_come_last_first_and_are_taken_back_by_number(library):
    merge(library, "roe", "twin")
    merge(library, "third", "other")
    (last, first) = library.changes()
    assert (last.summary, first.summary) == ("merged other into third", "merged twin into roe")
    assert [change.id for change in library.changes(limit=1)] == [last.id]
    assert undo(library, first.id).id == first.id
    assert [change.id for change in library.changes()] == [last.id]
    with pytest.raises(InputError, match=f"no change {first.id} to undo; `refdb history` shows what there is"):
        undo(library, first.id)
    assert undo(library).id == last.id


def test_a_later_change_of_the_same_works_stands_in_the_way(library):
    merge(library, "roe", "twin")
    merge(library, "roe", "third")
    (last, first) = library.changes()
    with pytest.raises(InputError, match=f"change {last.id} came later and touches the same works; undo that first"):
        undo(library, first.id)
    assert [undo(library).id, undo(library).id] == [last.id, first.id]
    assert len(library.works()) == 4
    with pytest.raises(InputError, match=f"change {first.id} came before and touches the same works; redo that first"):
        library.redo(last.id, lambda _: [])


def test_nothing_to_undo(library):
    with pytest.raises(InputError, match=r"^nothing to undo$"):
        undo(library)
    with pytest.raises(InputError, match=r"^no change 7 to undo"):
        undo(library, 7)
    with pytest.raises(InputError, match=r"^nothing to redo$"):
        library.redo(None, lambda _: [])
