"""An export holds some works at a time, however many the library has."""

import gc

import pytest

from refdb.database.sqlite.store import Store
from refdb.errors import InputError
from refdb.model import Person, Selection, Work
from refdb.reports.saving import whole_file
from refdb.workflows import exporting
from refdb.workflows.exporting import export

WORKS = 450
AT_MOST = 250  # alive: a batch that was read, the one before it, and what is being written


def made_up(n: int) -> Work:
    people = (Person("Roe", "R."),) if n % 3 else ()
    extra = (("tex:crossref", "key1"),) if n == 400 else ()
    return Work(f"key{n}", "journal-article", f"Naps {n} {'東' if n % 2 else ''}", authors=people, year=2001, extra=extra,
                abstract=f"Naps help {n} people.", full_text="Long. " * 50, tags=("even",) if n % 2 == 0 else ())  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    store = Store(tmp_path_factory.mktemp("exported") / "refdb.sqlite3")
    store.put_works([made_up(n) for n in range(WORKS)], [], {})
    yield store
    store.close()


@pytest.fixture
def _only_new_objects():
    """To look through all that the other tests left takes longer than an export."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def alive() -> int:
    return sum(type(one) is Work for one in gc.get_objects())


@pytest.mark.usefixtures("_only_new_objects")
@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "nbib", "csl-json"])
@pytest.mark.parametrize("selection", [Selection(), Selection(tags=("even",))])
def test_no_more_than_some_works_are_in_memory(store, monkeypatch, form, selection):
    whole = export(store, selection, form=form)
    monkeypatch.setattr(exporting, "_PIECE", 2000)
    gc.collect()
    before, most, read, read_when_written = alive(), [], [], []
    rows = store.rows

    def rows_counted(query, **values):
        found = rows(query, **values)
        if "full_text" in query:
            read.append(len(found))
            most.append(alive() - before)
        return found

    monkeypatch.setattr(store, "rows", rows_counted)
    written = []

    def write(text):
        written.append(text)
        read_when_written.append(sum(read))

    done = export(store, selection, form=form, write=write)
    assert "".join(written) == whole.text
    assert (done.text, done.works, done.warnings) == ("", whole.works, whole.warnings)
    assert (sum(read), max(read)) == (WORKS, 100)
    assert max(most) <= AT_MOST
    assert len(written) > 5
    if form not in ("bibtex", "biblatex"):  # their keys and preamble need all works; until then they lie in files
        assert read_when_written[0] < WORKS


def test_who_is_inherited_from_comes_last_and_keys_stay_apart(store):
    text = export(store).text
    assert text.index("@article{key1,") > text.index("@article{key449,")
    assert text.count("@article{") == WORKS
    assert text.startswith("@preamble{")


def test_a_file_that_is_not_finished_leaves_the_one_before(tmp_path):
    path = tmp_path / "out" / "refs.bib"
    path.parent.mkdir()
    path.write_text("before")

    def stopped(error):
        with whole_file(path) as file:
            file.write(b"half")
            raise error

    for error, told in ((KeyboardInterrupt(), KeyboardInterrupt), (OSError(28, "No space left"), InputError)):
        with pytest.raises(told):
            stopped(error)
        assert ([one.name for one in path.parent.iterdir()], path.read_text()) == (["refs.bib"], "before")
