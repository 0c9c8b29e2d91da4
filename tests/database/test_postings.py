"""PostgreSQL's lists of words: whatever was written, changed and taken out, they weigh as SQLite does."""

from dataclasses import replace

import numpy as np
import pytest

from refdb.database.postgresql import postings, words
from refdb.model import Passage, Term, Work

NAMES = "coffee sleep naps tea mice memory blood pressure aspirin stroke".split()
ASKED = [Term("sleep"), Term("mem", prefix=True), Term("stroke", ("title",)), Term("blood pressure"), Term("work")]


def work(n: int) -> Work:
    return Work(key=f"w{n}", title=f"Work on {NAMES[n % 10]} and {NAMES[n % 7]}")


def passages(n: int, more: str = "") -> dict[str, list[Passage]]:
    said = f"{NAMES[n % 9]} {NAMES[n % 4]} sleep. " * (1 + n % 3)
    return {f"w{n}": [Passage(f"w{n}", f"{said}{more}"), Passage(f"w{n}", f"Blood pressure in work {n}.")]}


def same(one, other, **options) -> list[tuple[int, float]]:
    found, expected = (store.search_words(ASKED, 30, {"title": 3.0}, **options) for store in (one, other))
    assert [(id_, pytest.approx(score)) for id_, score in found] == expected
    return found


def segments(store) -> list[tuple[int, int]]:
    return [tuple(row) for row in store.rows("SELECT id, passages FROM word_segment ORDER BY id")]


def test_what_is_gone_is_left_out_of_the_lists_of_several_words_at_once():
    entries = np.zeros(5, dtype=postings.ENTRY)
    entries["document"] = [1, 2, 3, 2, 4]
    one, two, three = entries[:2].tobytes(), entries[2:4].tobytes(), entries[3:4].tobytes()
    lists = {"one": one, "two": two, "gone": three, "three": entries[4:].tobytes()}
    kept = postings.without(lists, np.array([2, 9]))
    assert kept == {"one": one[:14], "two": two[:14], "three": entries[4:].tobytes()}
    assert postings.without(lists, np.array([], dtype=np.int64)) == lists


def test_sixteen_small_segments_become_one(sqlite_store, postgresql_store):
    for store in (sqlite_store, postgresql_store):
        for n in range(20):
            store.put_works([work(n)], [], passages(n))
    assert [count for _, count in segments(postgresql_store)] == [32, 2, 2, 2, 2]
    assert postgresql_store.rows("SELECT sum(n) FROM posting WHERE word = 'blood'")[0][0] == 24
    assert len(same(postgresql_store, sqlite_store)) == 30
    assert postgresql_store.word_faults() == []


def test_what_was_changed_or_taken_out_counts_no_more(sqlite_store, postgresql_store):
    for store in (sqlite_store, postgresql_store):
        store.put_works([work(n) for n in range(20)], [], {k: v for n in range(20) for k, v in passages(n).items()})
        store.put_works([], [replace(work(3), title="Sleep and strokes")], passages(3, "Memory."))
        store.remove_works(["w5", "w6"])
        store.set_passages("w7", [Passage("w7", "Memories of sleep.")])
    assert len(postgresql_store.rows("SELECT document FROM word_gone")) == 8
    assert len(same(postgresql_store, sqlite_store)) == 30
    same(postgresql_store, sqlite_store, among=range(5, 30))
    assert postgresql_store.word_faults() == []


def test_much_that_is_gone_is_cleaned_away(sqlite_store, postgresql_store, monkeypatch):
    monkeypatch.setattr(postings, "MOST_GONE", 5)
    for store in (sqlite_store, postgresql_store):
        store.put_works([work(n) for n in range(20)], [], {k: v for n in range(20) for k, v in passages(n).items()})
        for n in range(3):
            store.put_works([], [replace(work(n), title=f"Sleep {n}")], passages(n, "Memory."))
    assert postgresql_store.rows("SELECT count(*) FROM word_gone")[0][0] == 0
    assert [count for _, count in segments(postgresql_store)] == [40]
    ((entries,),) = postgresql_store.rows("SELECT n FROM posting WHERE word = 'blood'")
    assert entries == 24
    assert len(same(postgresql_store, sqlite_store)) == 30
    assert postgresql_store.word_faults() == []


def test_usual_words_are_counted_where_the_rarer_ones_stand(sqlite_store, postgresql_store, monkeypatch):
    monkeypatch.setattr(words, "READ", 20)
    for store in (sqlite_store, postgresql_store):
        store.put_works([work(n) for n in range(10)], [], {k: v for n in range(10) for k, v in passages(n).items()})
    (best, *_), (expected, *_) = (s.search_words([Term("aspirin"), Term("sleep")], 5) for s in (postgresql_store, sqlite_store))  # fmt: skip
    assert (best[0], pytest.approx(best[1])) == expected


def test_a_word_list_that_lacks_a_passage_is_a_fault(postgresql_store):
    postgresql_store.put_works([work(1)], [], passages(1))
    with postgresql_store._writing() as session:
        session.connection().exec_driver_sql("DELETE FROM word_segment")
    assert postgresql_store.word_faults() == ["the lists of words are not those of the passages"]
    postgresql_store.rebuild_words()
    assert postgresql_store.word_faults() == []
