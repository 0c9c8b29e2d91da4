"""The check-worthiness head: its shape, its place beside the embedder, and what it sees of a sentence."""

import json
from importlib.resources import files

import numpy as np
import pytest

from refdb.claims.detection import worthiness
from refdb.claims.detection.features import NAMES, Place, features
from refdb.claims.detection.worthiness import WORTHS, Head, head, is_made_for, shipped_embed, worths
from refdb.retrieval.embedding import OnnxEmbedder

NOWHERE = Place()


def seen(text: str, place: Place = NOWHERE) -> set[str]:
    """The names of the features that a sentence has."""
    return {name for name, value in zip(NAMES, features(text, place), strict=True) if value}


def test_the_head_is_made_for_the_shipped_embedder() -> None:
    assert is_made_for(OnnxEmbedder().fingerprint)
    assert not is_made_for("other-w110-0123456789ab")
    assert head().weights.shape == (len(WORTHS), 384 + len(NAMES))


def test_the_head_says_what_it_was_made_from() -> None:
    made = json.loads((files("refdb.weights") / "worthiness" / "head.json").read_text(encoding="utf-8"))["made"]
    assert made["held_out"]["fresh"]["sentences"] > 400
    assert made["script"] == "scripts/training/claims/train_worthiness.py"


def test_chances_are_a_softmax_and_a_sentence_alone_has_those_it_has_in_company() -> None:
    texts = ["Zinc shortens colds in adults.", "Ask your doctor about zinc.", "We found no effect of zinc."]
    together = head().chances(texts, [Place()] * 3, shipped_embed)
    alone = np.concatenate([head().chances([text], [Place()], shipped_embed) for text in texts])
    assert together.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert alone == pytest.approx(together, abs=1e-5)


def test_the_softmax_of_a_head_made_by_hand() -> None:
    weights = np.zeros((3, 2 + len(NAMES)), dtype=np.float32)
    weights[0, 0] = np.log(2)
    made = Head(weights, np.zeros(3, dtype=np.float32), "")
    chances = made.chances(["A b."], [Place()], lambda texts: np.ones((len(texts), 2), dtype=np.float32))
    assert chances[0] == pytest.approx([0.5, 0.25, 0.25])


def test_nothing_is_asked_of_no_sentences() -> None:
    assert worths([], [], lambda _: pytest.fail("nothing to embed")) == []


def test_all_sentences_are_embedded_at_once() -> None:
    calls: list[int] = []

    def embed(texts: list[str]) -> np.ndarray:
        calls.append(len(texts))
        return np.zeros((len(texts), 384), dtype=np.float32)

    assert len(worths(["One thing is."] * 5, [Place()] * 5, embed)) == 5  # type: ignore[arg-type]
    assert calls == [5]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We used 12 mice.", {"we", "figure"}),
        ("Should you ask (p < 0.05)?", {"to the reader", "question", "duty", "statistic", "figure", "brackets"}),
        ("Eat nuts.", {"ended"}),
        ("It also reduces pain.", {"points to one", "points back", "verb"}),
        ("see Figure 2", {"small start", "pointer"}),
        ("“It worked,” she said that evening.", {"quoted", "said", "he or she", "then"}),
        (
            "But a colleague of Dr. Vogt had no such luck …",
            {"begins with but", "a person", "titled", "judges", "breaks off"},
        ),
        ("Another trial looked at nurses!", {"a study", "exclaims"}),
    ],
)
def test_what_is_seen_of_a_sentence(text: str, names: set[str]) -> None:
    assert names <= seen(text)


def test_what_stories_are_told_with_says_nothing_in_a_scholarly_article() -> None:
    told = {"quoted", "said", "he or she"}
    assert told <= seen("“It worked,” she said.")
    assert not told & seen("“It worked,” she said.", Place(scholarly=True))


def test_what_is_seen_of_its_place() -> None:
    place = Place("list_item", "results", scholarly=True, among_citations=True)
    assert {"kind list_item", "part results", "scholarly", "among citations"} <= seen("Pain fell.", place)
    assert not {"scholarly", "part results"} & seen("Pain fell.")
    assert all(0 <= value <= 1 for value in features("p53 (A) 12 % of 3!", place))


def test_features_of_another_refdb_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worthiness, "NAMES", ("other",))
    with pytest.raises(worthiness.ModelError, match="other features"):
        worthiness.head.__wrapped__()
