"""Entries of a dump as rows of a snapshot, in this process and in several."""

import json

import pytest

from refdb.registries.snapshot.dumps import Entry
from refdb.registries.snapshot.layout import HEAVY, unpack
from refdb.registries.snapshot.preparing import (
    DICTIONARY_BYTES,
    DICTIONARY_ITEMS,
    Batch,
    make_dictionary,
    prepare,
    prepare_all,
)

NAPS = {"DOI": "10.1000/Naps", "title": ["Naps"], "indexed": {"date-time": "2026-01-02T03:04:05Z"}}


def entry(item, place="dump, line 1"):
    return Entry(place, 0, item if isinstance(item, bytes) else json.dumps(item).encode())


def row(item, dictionary=b""):
    prepared = prepare([entry(item)], dictionary)
    assert prepared.problems == []
    ((doi, _, agency, packed, heavy, _),) = prepared.rows
    return doi, agency, json.loads(unpack(packed, dictionary)), heavy and json.loads(unpack(heavy, dictionary))


def test_an_item_is_kept_as_it_came():
    assert row(NAPS) == ("10.1000/naps", None, NAPS, None)


def test_what_is_heavy_lies_apart():
    item = NAPS | {HEAVY: [{"key": "1"}]}
    assert row(item) == ("10.1000/naps", None, NAPS, [{"key": "1"}])
    assert row(NAPS | {HEAVY: None})[2:] == (NAPS | {HEAVY: None}, None)


def test_the_score_of_a_search_is_left_out():
    assert row(NAPS | {"score": 12.5})[2] == NAPS


def test_an_answer_saved_with_its_envelope():
    assert row({"status": "ok", "message": NAPS})[2] == NAPS
    assert row(NAPS | {"message": {"x": 1}})[2] == NAPS | {"message": {"x": 1}}  # an item with such a field


@pytest.mark.parametrize(
    ("agency", "expected"), [("Crossref", None), ("mEDRA", "medra"), ({"id": "datacite", "label": "DataCite"}, "datacite"), (None, None)]
)  # fmt: skip
def test_the_agency(agency, expected):
    assert row(NAPS | {"agency": agency})[1] == expected


def test_a_dictionary_packs_what_items_have_in_common():
    dictionary = make_dictionary([entry(NAPS)])
    assert row(NAPS, dictionary)[2] == NAPS
    plain, packed = (len(prepare([entry(NAPS)], d).rows[0][3]) for d in (b"", dictionary))
    assert packed < plain / 2


def test_a_dictionary_is_of_some_beginnings():
    entries = [entry(bytes([65 + n % 26]) * 5000) for n in range(64)]
    dictionary = make_dictionary(entries)
    assert len(dictionary) == DICTIONARY_BYTES
    assert dictionary[:1] + dictionary[2000:2001] == b"AE"  # each fourth of 64
    assert len(make_dictionary(entries[:3])) == 3 * DICTIONARY_BYTES // DICTIONARY_ITEMS
    assert make_dictionary([]) == make_dictionary([Entry("x", 0, problem="broken")]) == b""


@pytest.mark.parametrize(
    "item", [{"title": ["Naps"]}, {"DOI": ""}, {"DOI": " "}, {"DOI": 3}, {"message": {"title": []}}]
)
def test_an_item_without_a_doi_is_counted(item):
    prepared = prepare([entry(item), entry(NAPS)], b"")
    assert (len(prepared.rows), prepared.without_doi, prepared.problems) == (1, 1, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"{", "dump, line 1: not JSON (Expecting property name"),
        (b'{"DOI": NaN}', "dump, line 1: not JSON (NaN is no number of JSON"),
        (b'{"DOI": "\xff"}', "dump, line 1: not UTF-8"),
        (b"[1]", "dump, line 1: a list, not a work item"),
        (b'"x"', "dump, line 1: a str, not a work item"),
        (b"[" * 100_000, "dump, line 1: not JSON ("),
    ],
)
def test_an_entry_that_is_no_item_is_named(text, problem):
    prepared = prepare([entry(text), entry(NAPS)], b"")
    assert len(prepared.rows) == 1
    assert [found.startswith(problem) for found in prepared.problems] == [True], prepared.problems


def test_an_entry_that_could_not_be_cut_out_says_why():
    assert prepare([Entry("dump, byte 7", 0, problem="cut short")], b"").problems == ["dump, byte 7: cut short"]


@pytest.mark.parametrize("workers", [1, 2])
def test_batches_come_back_in_their_order(workers):
    batches = [
        Batch("dump", [entry(NAPS | {"DOI": f"10.1/{n}.{i}"}) for i in range(2)] + [entry(b"{")], n, False, n * 10)
        for n in range(5)
    ]
    found = list(prepare_all(batches, b"x", workers))
    assert [batch.last for batch, _ in found] == [0, 1, 2, 3, 4]
    assert [[made[0] for made in prepared.rows] for _, prepared in found] == [
        [f"10.1/{n}.0", f"10.1/{n}.1"] for n in range(5)
    ]
    assert all(len(prepared.problems) == 1 for _, prepared in found)
    assert [prepared.rows for _, prepared in found] == [prepare(b.entries, b"x").rows for b in batches]
