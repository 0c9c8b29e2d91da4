"""A library's parts: each opened when it is first used, and let go of together."""

import pytest

from refdb.database.sqlite.store import Store
from refdb.errors import InputError, LibraryError
from refdb.model import Work
from refdb.settings import Settings
from refdb.workflows.steps.opened import Opened


@pytest.fixture
def opened(tmp_path):
    with Opened(tmp_path, Settings()) as library:
        yield library


def test_nothing_is_opened_before_it_is_used(opened, tmp_path):
    assert vars(opened).keys() == {"folder", "settings"}
    assert list(tmp_path.glob("*.sqlite3")) == []
    assert opened.indexes == tmp_path / "indexes"


def test_the_database_is_made_once(opened, tmp_path):
    assert opened.store is opened.store
    assert (tmp_path / "refdb.sqlite3").is_file()


def test_what_is_only_read_is_opened_for_reading(opened, tmp_path):
    store = Store(tmp_path / "refdb.sqlite3")
    store.put_works([Work(key="a", title="A")], [], {})
    store.close()
    reader = opened._reading
    assert [work.key for work in reader.works()] == ["a"]
    assert opened._reading is reader
    assert "store" not in vars(opened)


def test_where_the_store_is_open_it_is_read(opened):
    store = opened.store
    assert opened._reading is store


def test_a_library_that_is_not_there_yet_is_made_where_it_is_read(opened):
    assert opened._reading is opened.store


def test_an_empty_database_beside_indexes_was_lost(opened, tmp_path):
    (tmp_path / "refdb.sqlite3").touch()
    assert opened._file == tmp_path / "refdb.sqlite3"  # without indexes it is a new one
    (tmp_path / "indexes" / "m").mkdir(parents=True)
    (tmp_path / "indexes" / "m" / "manifest.json").touch()
    with pytest.raises(LibraryError, match=r"is empty, but .*indexes is not: the database was lost"):
        _ = opened.store


def test_all_that_was_opened_is_closed(tmp_path):
    closed = []

    class Part:
        def __init__(self, name):
            self.name = name

        def close(self):
            closed.append(self.name)

    library = Opened(tmp_path, Settings())
    for name in ("store", "_reader", "sources"):
        vars(library)[name] = Part(name)
    library.close()
    library.close()
    assert closed == ["store", "_reader", "sources"]


@pytest.mark.parametrize(
    ("opinion", "offline", "host"),
    [
        ("", False, ""),
        ("http://127.0.0.1:8080/v1#m", True, "127.0.0.1:8080"),  # it stays here
        ("https://models.example.org/v1#m", False, "models.example.org"),
        ("https://models.example.org/v1#m", True, ""),
    ],
)
def test_where_a_second_opinion_is_asked(tmp_path, opinion, offline, host):
    assert Opened(tmp_path, Settings(second_opinion=opinion)).second_opinion_host(offline=offline) == host


def test_the_list_of_retractions(tmp_path):
    assert Opened(tmp_path, Settings()).watch() is None
    (tmp_path / "w.csv").write_text(
        "OriginalPaperDOI,OriginalPaperPubMedID,RetractionDOI,RetractionNature,RetractionDate\n"
        "10.1/x,,10.1/n,Retraction,1/2/2001 0:00\n"
    )
    assert Opened(tmp_path, Settings(retraction_watch="w.csv")).watch().notices("10.1/a") == ()
    assert [n.doi for n in Opened(tmp_path, Settings()).watch("w.csv").notices("10.1/x")] == ["10.1/n"]
    with pytest.raises(InputError, match=r"no\.csv: no such file"):
        Opened(tmp_path, Settings(retraction_watch="no.csv")).watch()


def test_a_reranker_is_used_as_it_is_wanted(tmp_path):
    library = Opened(tmp_path, Settings())
    assert library.reranker is None
    assert library._reranker(None) is None
    assert library._reranker(False) is None
    vars(library)["reranker"] = own = object()
    assert library._reranker(True) is library._reranker(None) is own
    assert library._reranker(False) is None


def test_versions_name_what_a_report_was_made_with(tmp_path, snapshot_file):
    settings = Settings(registry=str(snapshot_file), second_opinion="/models/opinion.gguf", least_confidence=0.75)
    with Opened(tmp_path, settings) as library:
        versions = library.versions()
        plain = Opened(tmp_path, Settings(registry=str(snapshot_file)))
        assert plain.versions().keys() == {"refdb", "embedder", "judge", "registry"}
        plain.close()
    assert (versions["second_opinion"], versions["least_confidence"]) == ("opinion.gguf", "0.75")
    assert all(versions.values())
