"""What readers decided is kept: once, for ever, and found again by its text."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from refdb.database.records.decisions import key_of
from refdb.database.sqlite.store import Store
from refdb.model import Decision

FIRST = Decision(
    "claim", "Naps help memory.", "contradicted", "overruled", "supported", "Read table 2.", "Ann",
    "2026-11-28T10:00:00+00:00", "sleep.docx", "ab12",
)  # fmt: skip
LATER = replace(FIRST, verdict="mixed", note="", at="2026-11-29T10:00:00+00:00")
OF_REFERENCE = Decision("reference", "Smith J. Naps. 2001.", "not_found", "agreed", at="2026-11-28T11:00:00+00:00")


def test_a_decision_comes_back_as_it_was_made_and_the_same_one_once(store):
    assert store.add_decisions([FIRST, FIRST]) == 1
    assert store.add_decisions([LATER, FIRST, OF_REFERENCE]) == 2
    assert store.decisions() == [FIRST, OF_REFERENCE, LATER]


def test_the_last_decision_counts_whichever_came_in_first(store):
    store.add_decisions([LATER])
    store.add_decisions([FIRST])
    assert store.decisions_on("claim", ["Naps help memory."]) == {"Naps help memory.": LATER}


def test_a_decision_is_found_by_kind_and_by_its_text_however_it_is_set(store):
    store.add_decisions([FIRST, OF_REFERENCE])
    again = "“Naps help memory”"
    assert store.decisions_on("claim", [again, "Naps harm memory."]) == {again: FIRST}
    assert store.decisions_on("reference", ["Naps help memory."]) == {}
    assert list(store.decisions_on("reference", ["SMITH J, Naps; 2001"])) == ["SMITH J, Naps; 2001"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("P < .05", "P > .05"), ("by 1.5 mg", "by 15 mg"), ("5 %", "5"), ("does help", "does not help"), ("≥ 3", "≤ 3")],
)
def test_texts_that_say_another_thing_are_other_texts(one, other):
    assert key_of(one) != key_of(other)


def test_a_thousand_texts_are_asked_for_at_once(store):
    many = [replace(FIRST, text=f"Claim {n}.") for n in range(1200)]
    assert store.add_decisions(many) == 1200
    assert store.add_decisions(many) == 0
    assert len(store.decisions_on("claim", [decision.text for decision in many])) == 1200


@pytest.mark.parametrize("statement", ["UPDATE decision SET verdict = 'mixed'", "DELETE FROM decision"])
def test_the_database_itself_refuses_to_change_or_drop_one(store, statement):
    store.add_decisions([FIRST])
    with pytest.raises(DBAPIError, match="a decision is never"), store._engine.connect() as connection:
        connection.execute(text(statement))
    assert store.decisions() == [FIRST]


def test_they_are_there_when_the_library_is_opened_again(tmp_path):
    first = Store(tmp_path / "a.sqlite3")
    first.add_decisions([FIRST])
    first.close()
    second = Store(tmp_path / "a.sqlite3")
    assert second.decisions() == [FIRST]
    second.close()
