"""Bibliographies in and out of a library: selections, duplicates, undo."""

from pathlib import Path

import pytest

from refdb.database.sqlite.store import Store
from refdb.errors import InputError
from refdb.model import Person, Work
from refdb.workflows.everyday.deduplicating import find_duplicates, merge, merge_duplicates
from refdb.workflows.everyday.undoing import undo
from refdb.workflows.exporting import Selection, check, export
from refdb.workflows.importing import ImportOptions, import_file
from refdb.workflows.steps.adding import add_work, add_works

BIB = r"""@article{roe01, title={Naps at noon in older adults}, author={Roe, R.}, journal={Rest}, year=2001, keywords={sleep}, groups={Own}}
@article{poe02, title={Dreams}, author={Poe, P.}, journal={Rest}, year=2002, keywords={Sleep, dreams}, abstract={Snails dream too.}}
@book{low03, title={Beds}, author={Low, L.}, publisher={Ox}, year=2003, groups={Own/More}}
"""


def placed(*given):
    """For each work its key, and whether it is new."""
    return [one[:2] for one in add_works(*given)]


@pytest.fixture
def store(tmp_path: Path):
    store = Store(tmp_path / "refdb.sqlite3")
    yield store
    store.close()


@pytest.fixture
def filled(store, tmp_path):
    path = tmp_path / "refs.bib"
    path.write_text(BIB)
    assert import_file(store, path).new == 3
    return store


def keys(store, **selection) -> list[str]:
    text = export(store, Selection(**selection), form="ris").text
    return [line[6:] for line in text.splitlines() if line.startswith("ID  - ")]


def test_selections(filled, tmp_path):
    assert keys(filled) == ["roe01", "poe02", "low03"]
    assert keys(filled, tags=("SLEEP",)) == ["roe01", "poe02"]
    assert keys(filled, collections=("own",)) == ["roe01", "low03"]
    assert keys(filled, query="snails") == ["poe02"]
    (tmp_path / "m.tex").write_text(r"\cite{low03,ROE01,nothing}")
    done = export(filled, Selection(only_cited=tmp_path / "m.tex"), form="biblatex")
    assert done.warnings == ("m.tex cites what the library does not have: nothing",)
    assert done.text.index("@book{low03") < done.text.index("@article{ROE01")
    assert "ids = {roe01}" in done.text
    (tmp_path / "empty.md").write_text("no citation")
    with pytest.raises(InputError, match="cites nothing"):
        export(filled, Selection(only_cited=tmp_path / "empty.md"))
    with pytest.raises(InputError, match="no article 7"):
        export(filled, Selection(article=7))


def test_importing_again_changes_nothing_and_options_mark_what_comes(filled, tmp_path):
    before = filled.works()
    counts = import_file(filled, tmp_path / "refs.bib")
    assert (counts.new, counts.duplicates) == (0, 3)
    assert filled.works() == before
    (tmp_path / "ids.txt").write_text("10.1000/a\n10.1000/b\n")
    options = ImportOptions(tags=("new",), collections=("Inbox",), key_pattern="'id' + doi")
    assert import_file(filled, tmp_path / "ids.txt", options=options).new == 2
    assert [(w.key, w.tags, w.collections) for w in filled.works()[3:]] == [
        ("id10.1000/a", ("new",), ("Inbox",)), ("id10.1000/b", ("new",), ("Inbox",)),
    ]  # fmt: skip


def test_many_works_at_once_are_stored_as_each_alone(store):
    works = [
        Work(key="a", title="Naps", abstract="Naps help. They do.", year=2001),
        Work(key="A", title="Beds", year=2001),  # BibTeX takes the two keys for one
        Work(title="Naps", year=2001, pmid="7"),
        Work(key="c", pmid="7", title="Naps, of all things"),
    ]
    assert placed(store, works) == [("a", True), ("Beds2001", True), ("a", False), ("a", False)]
    assert store.work("a").aliases == ("c",)
    assert [p.text for p in store.passages_of(["a"])] == ["Naps help. They do."]


def test_letters_of_other_scripts_are_told(store):
    add_work(store, Work(key="a", title="東京", year=2001))
    done = export(store)
    assert done.text.isascii()
    assert "2 letters of other scripts" in done.warnings[0]


TWINS = (
    Work(key="one", title="Naps at noon in older adults", authors=(Person("Roe", "R."),), year=2001, doi="10.1/a", tags=("x",),
         notes=("n1",), abstract="Naps help."),
    Work(key="two", title="Naps at noon in older adult", authors=(Person("Roe", "Rita"),), year=2002, tags=("y",), notes=("n2",),
         volume="3"),
    Work(key="other", title="Naps at noon in older adults 2", authors=(Person("Roe", "R."),), year=2001),
    Work(key="ed1", title="Editorial", authors=(Person("Poe", "P."),), year=2001, volume="1"),
    Work(key="ed2", title="Editorial", authors=(Person("Poe", "P."),), year=2001, volume="2"),
)  # fmt: skip


@pytest.fixture
def twins(store):
    store.put_works(TWINS, [], {})
    return store


def test_duplicates_are_shown_merged_and_parted_again(twins):
    (group,) = find_duplicates(twins)
    assert (group.key, group.others) == ("one", ("two",))
    assert group.reason == "nearly the same title, the same author and year"
    before = twins.works()
    assert merge_duplicates(twins, [group]) == ["two -> one"]
    merged = twins.work("one")
    assert (merged.aliases, merged.tags, merged.notes, merged.volume) == (("two",), ("x", "y"), ("n1", "n2"), "3")
    assert twins.work("two") is None
    assert find_duplicates(twins) == []
    assert [change.summary for change in twins.changes()] == ["merged two into one"]
    assert set(undo(twins).keys) == {"one", "two"}
    assert sorted(twins.works(), key=lambda w: w.key) == sorted(before, key=lambda w: w.key)
    assert [p.text for p in twins.passages_of(["one"])] == ["Naps help."]
    with pytest.raises(InputError, match="nothing to undo"):
        undo(twins)


def test_a_group_that_another_process_merged_is_left(twins):
    groups = find_duplicates(twins)
    merge_duplicates(twins, groups)
    (said,) = merge_duplicates(twins, groups)
    assert said.startswith("one: left as it is: ")
    assert len(twins.works()) == 4


def test_an_earlier_merge_is_not_undone_before_a_later_one_that_builds_on_it(twins):
    merge(twins, "one", ["two"])
    merge(twins, "one", ["other"])
    merge(twins, "ed1", ["ed2"])
    with pytest.raises(InputError, match="change 2 came later"):
        undo(twins, 1)
    assert undo(twins, 3).summary == "merged ed2 into ed1"
    undo(twins)
    undo(twins)
    assert len(twins.works()) == 5
    with pytest.raises(InputError, match="no work 'nobody'"):
        merge(twins, "one", ["nobody"])


def test_check_counts_what_it_looked_at(filled):
    findings, works = check(filled, Selection(tags=("dreams",)))
    assert works == 1
    assert [finding.message for finding in findings] == ["neither volume nor pages nor DOI"]
