"""Which works that a claim does not cite are read for it."""

from dataclasses import replace

import pytest

from refdb.claims.fitted import fitted, least_read
from refdb.claims.verdicts import BESIDE, may_count, worth_reading
from refdb.model import Evidence, Passage, Span, Work
from refdb.retrieval.embedding import load_embedder

CLAIM = "Zinc shortened colds in adults by a day."
FAR = Passage("far", "Cod liver was eaten on Sundays in the north.", (Span(0, 44),), id=1)
NEAR = Passage("near", "Zinc shortened colds in adults.", (Span(0, 31),), id=2)
OTHER = Passage("other", "In adults zinc shortened no colds.", (Span(0, 34),), id=3)


@pytest.fixture(autouse=True)
def numbers(monkeypatch):
    known = replace(fitted(), uncited_shared=0.5)
    monkeypatch.setattr("refdb.claims.verdicts.fitted", lambda: known)


def read(relation: str) -> Evidence:
    return Evidence(Work(key="own"), Passage("own", NEAR.text), relation, 0.9, Span(0, 31), cited=True)


def ids(near, cited=()):
    return [passage.id for passage, _, _ in worth_reading(CLAIM, near, cited, 0.4)]


def test_a_work_of_other_words_cannot_count_and_is_not_read() -> None:
    assert ids([(FAR, "Cod", 0.9), (NEAR, "Zinc", 0.6), (OTHER, "Zinc", 0.5)]) == [2, 3]


@pytest.mark.parametrize(("cosine", "is_read"), [(0.39, []), (0.41, [1])])
def test_where_none_could_count_the_nearest_is_read_if_it_is_near(cosine: float, is_read: list[int]) -> None:
    assert ids([(FAR, "Cod", cosine), (FAR, "Cod again", 0.3)]) == is_read


def test_beside_cited_sources_that_are_silent_only_what_could_count_is_read() -> None:
    assert ids([(FAR, "Cod", 0.9)], [read("neither")]) == []
    assert ids([(NEAR, "Zinc", 0.6), (OTHER, "Zinc", 0.5)], [read("neither")]) == [2, 3]


@pytest.mark.parametrize("relation", ["supports", "contradicts"])
def test_beside_cited_sources_that_settle_the_claim_one_other_is_heard(relation: str) -> None:
    near = [(FAR, "Cod", 0.9), (NEAR, "Zinc", 0.6), (OTHER, "Zinc", 0.5)]
    assert ids(near, [read(relation)]) == [2]
    assert BESIDE == 1


def test_the_words_must_stand_in_title_and_one_sentence() -> None:
    """As a verdict asks it: words that are strewn over a text settle nothing."""
    text = "Zinc was dear. It shortened days. Colds came to adults."
    strewn = Passage("w", text, (Span(0, 14), Span(15, 33), Span(34, 55)))
    assert may_count(CLAIM, "On zinc that shortened colds", strewn)
    assert not may_count("Zinc shortened winter colds adults disliked.", "On metals", strewn)
    assert may_count(CLAIM, "", Passage("w", "Zinc shortened colds in adults"))  # nobody has split it


def test_cosines_of_another_embedder_leave_nothing_unread() -> None:
    assert least_read("another") == -1.0
    assert least_read(load_embedder().fingerprint) == fitted().first_reading
