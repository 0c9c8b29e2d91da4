"""What seems to contradict a claim is read a second time."""

from collections.abc import Sequence

import pytest

from refdb.claims.judging.second_reading import Strictness, again, confirmed
from refdb.model import Evidence, Judgement, Passage, Relation, Span, Work

TEXT = "We gave zinc to adults. Zinc did not shorten their colds."
PASSAGE = Passage("w", TEXT, (Span(0, 23), Span(24, 57)), title="Zinc against colds")


class Told:
    """A judge that gives chances of "contradicts" as it was told: to a sentence alone, and to a passage."""

    fingerprint = "told"

    def __init__(self, alone: float, untitled: float) -> None:
        self.alone, self.untitled, self.read = alone, untitled, 0

    def judge(self, pairs: Sequence[tuple[str, Passage]]) -> list[Judgement]:
        self.read += len(pairs)
        return [
            Judgement("neither", 0.5, None, (0.1, self.untitled if passage.sentences else self.alone))
            for _, passage in pairs
        ]


def evidence(relation: Relation) -> Evidence:
    return Evidence(Work(key="w"), PASSAGE, relation, 0.8, Span(24, 57), chances=(0.1, 0.8))


@pytest.mark.parametrize(
    ("alone", "untitled", "relation"),
    [(0.7, 0.6, "contradicts"), (0.69, 0.9, "neither"), (0.9, 0.59, "neither")],
)
def test_both_readings_must_be_against_the_claim(alone: float, untitled: float, relation: str) -> None:
    [found] = confirmed(
        Told(alone, untitled), [("Zinc shortens colds.", evidence("contradicts"))], Strictness(0.7, 0.6)
    )
    assert found.relation == relation
    assert found.chances == (0.1, 0.8)  # it still leans that way
    assert found.confidence == pytest.approx(0.8 if relation == "contradicts" else 0.1)


def test_nothing_else_is_read_again() -> None:
    judge = Told(0.0, 0.0)
    read = [("a", evidence("supports")), ("b", evidence("contradicts")), ("c", evidence("neither"))]
    assert [e.relation for e in confirmed(judge, read, Strictness(0.5, 0.5))] == ["supports", "neither", "neither"]
    assert judge.read == 2
    assert confirmed(judge, [], Strictness(0.5, 0.5)) == []


def test_what_denies_the_claim_in_its_own_words_is_not_read_again() -> None:
    """Alone such a sentence seemed to settle little (.48), and a right contradiction was lost."""
    text = "Vitamin D did not lower the incidence of invasive cancer."
    passage = Passage("w", text, (Span(0, len(text)),), title="Vitamin D and cancer")
    found = Evidence(Work(key="w"), passage, "contradicts", 0.87, Span(0, len(text)), chances=(0.1, 0.87))
    judge = Told(0.0, 0.0)
    claim = "Vitamin D lowers the incidence of invasive cancer."
    assert confirmed(judge, [(claim, found)], Strictness(0.9, 0.9)) == [found]
    assert judge.read == 0


def test_the_sentence_alone_and_the_passage_without_its_title() -> None:
    (_, alone), (_, untitled) = again("Zinc shortens colds.", evidence("contradicts"))
    assert (alone.title, alone.text, alone.sentences) == ("", "Zinc did not shorten their colds.", ())
    assert (untitled.title, untitled.text) == ("", TEXT)
