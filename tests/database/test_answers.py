"""What registries answered, and which sources answered about a work's retractions."""

import re

import pytest

from refdb.model import Update, Work

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"
NOTICE = Update("retraction", "10.1/n", "retraction-watch", "2001-02-03")


@pytest.mark.parametrize("answer", [None, {"a": [1, 2.5, "ä"]}, [], "x", 0, False])
def test_an_answer_is_kept_as_it_is(store, answer):
    store.record("crossref", "work 10.1/a", answer)
    kept = store.recorded("crossref", "work 10.1/a")
    assert kept["answer"] == answer
    assert re.fullmatch(TIME, kept["fetched_at"])
    assert store.recorded_at("crossref", "work 10.1/a") == kept["fetched_at"]


def test_answers_are_told_apart_by_registry_and_question(store):
    store.record("crossref", "q", 1)
    store.record("datacite", "q", 2)
    store.record("crossref", "r", 3)
    assert [
        store.recorded(*asked)["answer"] for asked in (("crossref", "q"), ("datacite", "q"), ("crossref", "r"))
    ] == [1, 2, 3]
    assert (store.recorded("datacite", "r"), store.recorded_at("datacite", "r")) == (None, "")


def test_a_later_answer_takes_the_place_of_the_earlier(store):
    store.record("crossref", "q", 1)
    store.record("crossref", "q", 2)
    assert store.recorded("crossref", "q")["answer"] == 2
    assert store.rows("SELECT count(*) FROM source_record") == [(1,)]


def test_notices_are_added_once_and_the_source_is_remembered(store, put):
    put(Work(key="a", title="A", updates=(Update("correction", "10.1/c"),)), Work(key="b", title="B"))
    store.add_updates("a", [NOTICE, NOTICE], "crossref", "2026-01-01T00:00:00+00:00")
    store.add_updates("a", [NOTICE], "retraction_watch", "2026-01-02T00:00:00+00:00")
    assert store.work("a").updates == (Update("correction", "10.1/c"), NOTICE)
    assert store.answered() == {
        "a": {"crossref": "2026-01-01T00:00:00+00:00", "retraction_watch": "2026-01-02T00:00:00+00:00"}
    }
    assert store.answered(["b"]) == store.answered([]) == {}


def test_a_source_that_answers_again_is_dated_anew(store, put):
    put(Work(key="a", title="A"))
    store.add_updates("a", [], "crossref", "2026-01-01T00:00:00+00:00")
    store.add_updates("a", [], "crossref")
    ((source, when),) = store.answered(["a"])["a"].items()
    assert source == "crossref"
    assert re.fullmatch(TIME, when)
    assert when > "2026-01-01T00:00:00+00:00"
    assert store.work("a").updates == ()


def test_a_notice_of_another_work_is_found_by_what_it_is_about(store, put):
    put(Work(key="a", title="A", doi="10.1/a"), Work(key="n", title="N", doi="10.1/n"))
    store.add_updates("n", [Update("retraction of", "10.1/a")], "crossref")
    assert [notice.doi for notice in store.notices(["10.1/a"])] == ["10.1/n"]
