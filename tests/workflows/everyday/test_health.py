"""What is broken or missing in a library, and how it is mended."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from refdb.database.sqlite.store import Store
from refdb.errors import ModelError
from refdb.model import Passage, Term, Work
from refdb.workflows.everyday import health
from refdb.workflows.everyday.health import diagnose


@pytest.fixture
def store(tmp_path, made_once):
    empty = made_once("database", lambda folder: Store(folder / "refdb.sqlite3").close())
    store = Store(shutil.copyfile(empty / "refdb.sqlite3", tmp_path / "refdb.sqlite3"))
    yield store
    store.close()


def no_model():
    raise ModelError("the model is missing; install refdb again")


def found(folder, store, *, fix=False):
    return {one.about: one for one in diagnose(folder, store, folder / "indexes", no_model, fix=fix)}


def put(store, *works):
    with store.transaction():
        passages = {
            work.key: [Passage(work.key, work.title, (), origin="abstract" if work.abstract else "title")]
            for work in works
        }
        store.put_works(list(works), [], passages)


def test_a_library_that_is_well(tmp_path, store):
    put(store, Work(key="naps", title="Naps", abstract="They slept."))
    states = {about: one.state for about, one in found(tmp_path, store).items()}
    assert states.pop("index") == "fault"  # there is no model here
    assert states.pop("disk") in ("well", "fault")
    assert states == dict.fromkeys(("settings", "database", "rows", "passages", "words", "texts", "files"), "well")


def test_a_model_that_is_missing_is_a_fault_of_the_index_alone(tmp_path, store):
    assert found(tmp_path, store)["index"].message == "the model is missing; install refdb again"


def test_a_setting_that_cannot_be_is_told_with_its_file(tmp_path, store):
    (tmp_path / "library.toml").write_text("timeout = -1\n")
    one = found(tmp_path, store)["settings"]
    assert (one.state, one.mend) == ("fault", f"edit {tmp_path / 'library.toml'}")
    assert "timeout" in one.message


def test_works_without_passages_are_cut(tmp_path, store):
    with store.transaction():
        store.put_works(
            [Work(key=f"w{n}", title=f"Naps of {n} mice", abstract="They slept.") for n in range(5)], [], {}
        )
    bare = found(tmp_path, store)["passages"]
    assert (bare.state, bare.mend) == ("fault", "refdb doctor --fix")
    assert bare.message == "5 works have no passage and are never found: w0, w1, w2 …"
    mended = found(tmp_path, store, fix=True)["passages"]
    assert (mended.state, mended.message.endswith(": cut into passages")) == ("mended", True)
    assert found(tmp_path, store)["passages"].state == "well"


def test_rows_that_mean_what_is_gone_are_forgotten(tmp_path, store):
    """A disk that lost a work's row left its passage: --fix told of it for ever and advised to take a backup."""
    put(store, Work(key="naps", title="Naps", abstract="They slept."), Work(key="tea", title="Tea", abstract="Drunk."))
    (passage,) = store.passages_of(["tea"])
    store.save_vectors("m", [passage.id], [b"1234"])
    with closing(sqlite3.connect(tmp_path / "refdb.sqlite3")) as database, database:  # which minds no foreign keys
        database.execute("DELETE FROM work WHERE key = 'tea'")
    stray = found(tmp_path, store)["rows"]
    assert (stray.state, stray.mend) == ("fault", "refdb doctor --fix")
    assert stray.message == "2 rows mean another row that is not there (1 of name, 1 of passage)"
    mended = found(tmp_path, store, fix=True)
    assert (mended["rows"].state, mended["words"].state) == ("mended", "mended")
    assert {one.state for about, one in found(tmp_path, store).items() if about in ("rows", "words", "database")} == {
        "well"
    }
    assert store.rows("SELECT (SELECT count(*) FROM passage), (SELECT count(*) FROM vector)") == [(1, 0)]
    (hit,) = store.search_words([Term("naps"), Term("tea")], 5)
    assert store.passages([hit[0]])[hit[0]].work == "naps"


def test_works_without_text_are_noted(tmp_path, store):
    put(store, Work(key="naps", title="Naps", abstract="They slept."), Work(key="tea", title="Tea"))
    texts = found(tmp_path, store)["texts"]
    assert (texts.state, texts.message.startswith("1 of 2 works have neither abstract nor full text")) == ("note", True)
    assert found(tmp_path, store)["database"].message == "2 works, 1 with text"


def test_linked_files_that_are_not_there_are_named(tmp_path, store):
    (tmp_path / "here.pdf").touch()
    put(
        store,
        Work(key="a", title="A", files=("here.pdf", "https://a.org/x.pdf", "gone.pdf")),
        *(Work(key=f"b{n}", title=f"B {n}", files=(f"lost{n}.pdf",)) for n in range(4)),
    )
    files = found(tmp_path, store)["files"]
    assert files.state == "note"
    assert files.message == ("linked files that are not there: a (gone.pdf), b0 (lost0.pdf), b1 (lost1.pdf) and 2 more")


@pytest.mark.parametrize(("free", "state", "message"), [
    (150_000_000, "fault", "150 MB are free beside the library"),
    (7_000_000_000, "well", "7 GB are free"),
])  # fmt: skip
def test_room_on_the_disk(tmp_path, store, monkeypatch, free, state, message):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: type("Usage", (), {"free": free})())
    disk = found(tmp_path, store)["disk"]
    assert (disk.state, disk.message) == (state, message)


def test_a_folder_that_may_not_be_written_is_noted(tmp_path, store, monkeypatch):
    monkeypatch.setattr(health.os, "access", lambda *_: False)
    disk = found(tmp_path, store)["disk"]
    assert (disk.state, "the library is read alone" in disk.message) == ("note", True)
