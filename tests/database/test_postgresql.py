"""A library in PostgreSQL: found as in SQLite, written by many, one schema apart from another."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

import refdb
from refdb.database.postgresql.address import place_of
from refdb.database.postgresql.store import Store
from refdb.database.postgresql.tokens import tokens_of
from refdb.errors import InputError, LibraryError
from refdb.model import Passage, Person, Term, Work
from tests.postgresql import schema

SLEEP = Work(key="a", title="Coffee and sleep", authors=(Person(family="Müller"),), container_title="Sleep", year=2019)
WORKS = [
    SLEEP,
    Work(key="b", title="Sleep in mice", year=2020),
    Work(key="c", title="Naps", container_title="Lancet"),
    Work(key="d", title="Aspirin and blood pressure"),
]
TEXTS = {
    "a": ["Coffee shortened sleep by an hour. Sleep was light.", "The sleepers’ blood pressure rose."],
    "b": ["Mice sleep sleep sleep.", "It's (not) a test of \\ and ' and :*|&!."],
    "c": ["Naps are short sleeps in the pressure of blood."],
    "d": ["Aspirin lowers blood pressure.", "Blood, under pressure."],
}


@pytest.mark.parametrize(
    "terms",
    [
        [Term("sleep")],
        [Term("coffee"), Term("sleeping"), Term("mice")],
        [Term("blood pressure")],
        [Term("sle", prefix=True), Term("blood pressu", prefix=True)],
        [Term("mueller"), Term("lancet", fields=("journal",))],
        [Term("sleep", fields=("title", "journal"))],
        [Term("naps", others=("siesta", "short sleep"))],
        [Term("test's | & ! :* ' \\")],
        [Term("?!")],
        [],
    ],
)
def test_words_are_found_and_weighed_as_in_sqlite(sqlite_store, postgresql_store, terms):
    found = []
    for store in (sqlite_store, postgresql_store):
        store.put_works(WORKS, [], {key: [Passage(key, text) for text in texts] for key, texts in TEXTS.items()})
        found.append(store.search_words(terms, 5, {"title": 2.0, "journal": 0.5}))
    assert [(id_, pytest.approx(score)) for id_, score in found[1]] == found[0]


def test_a_word_stands_in_each_field_and_place():
    (tokens,) = tokens_of([{"title": "Running mice", "text": "Mice ran. MICE", "authors": "Ørsted"}])
    assert [tuple(token) for token in tokens] == [
        ("authors", 0, "ørsted"), ("text", 0, "mice"), ("text", 1, "ran"), ("text", 2, "mice"),
        ("title", 0, "run"), ("title", 1, "mice"),
    ]  # fmt: skip


def test_texts_with_nul_are_kept_without(postgresql_store):
    postgresql_store.put_works([replace(SLEEP, title="Cof\0fee", tags=("a\0b",))], [], {"a": [Passage("a", "x\0y")]})
    assert [(w.title, w.tags) for w in postgresql_store.works()] == [("Coffee", ("ab",))]
    assert [p.text for p in postgresql_store.passages_of(["a"])] == ["xy"]


def test_writers_at_once_lose_and_double_nothing(postgresql, postgresql_store):
    address = schema(postgresql, postgresql_store._place.schema)

    def write(n: int) -> None:
        store = Store(address)
        for i in range(4):
            store.put_works([Work(key=f"w{n}-{i}", title=f"Work {n} {i}")], [], {f"w{n}-{i}": [Passage("", "Text.")]})
            with store.transaction():  # reads, then writes: one that came between would be lost
                known = store.work("shared") or Work(key="shared", title="Shared")
                changed = replace(known, tags=(*known.tags, f"{n}-{i}"))
                if store.work("shared"):
                    store.put_works([], [changed], {})
                else:
                    store.put_works([changed], [], {})
        store.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    tags = postgresql_store.work("shared").tags
    assert sorted(tags) == sorted(f"{n}-{i}" for n in range(8) for i in range(4))
    assert len(postgresql_store.keys()) == 33
    assert postgresql_store.word_faults() == []


def test_two_schemas_never_mix(postgresql):
    one, other = (Store(schema(postgresql, f"apart_{n}"), create=True) for n in "ab")
    one.put_works([SLEEP], [], {})
    assert (one.keys(), other.keys()) == (["a"], [])
    with one._writing() as session:
        session.connection().exec_driver_sql("DROP SCHEMA apart_a CASCADE; DROP SCHEMA apart_b CASCADE")
    one.close(), other.close()


def test_a_library_there_is_made_opened_and_used_like_a_folder(postgresql, tmp_path):
    address = schema(postgresql, "facade")
    with pytest.raises(LibraryError, match=r"there is no library at .*schema facade.*; make one with `refdb init"):
        refdb.open_library(address).works()
    assert [refdb.init_library(address), refdb.init_library(address)] == [True, False]
    (tmp_path / "a.bib").write_text(
        "@article{m2019, title={Coffee and sleep}, year=2019, abstract={Coffee shortened sleep.}}"
    )
    found = []
    for where in (address, tmp_path / "folder"):
        with refdb.open_library(where, create=True) as library:
            library.import_files(tmp_path / "a.bib")
            hits = library.search("coffee sleep")
            found.append([(hit.work.key, hit.passage.text) for hit in hits])
            library.undo()
            assert library.works() == []
    assert found == [[("m2019", "Coffee shortened sleep.")]] * 2
    store = Store(address)
    with store._writing() as session:
        session.connection().exec_driver_sql("DROP SCHEMA facade CASCADE")
    store.close()


def test_an_address_without_its_password_and_with_its_schema():
    place = place_of("postgresql://me:secret@db.example/refs?schema=lab&sslmode=require")
    assert (place.schema, place.url.database, dict(place.url.query)) == ("lab", "refs", {"sslmode": "require"})
    assert "secret" not in str(place)
    assert place_of("postgresql://db.example/refs").schema == "refdb"
    with pytest.raises(InputError, match="small letters"):
        place_of("postgresql://db.example/refs?schema=a;b")


def test_other_urls_are_no_libraries():
    with pytest.raises(LibraryError, match="a library is a folder, or in PostgreSQL"):
        refdb.open_library("mysql://db.example/refs")
