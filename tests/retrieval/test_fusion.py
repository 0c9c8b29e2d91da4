"""Rankings by words and by vectors, made one; figures worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.retrieval.fusion import Fused, fuse, moved, rerank


def scores(fused: list[Fused]) -> dict[int, float]:
    return {f.id: round(f.score, 4) for f in fused}


def test_a_quarter_of_the_scaled_word_score_beside_the_cosine():
    assert scores(fuse([(1, 8.0), (2, 4.0)], [(1, 0.6), (2, 0.9)])) == {
        2: round((0.9 + 0.25 * 0.5) / 1.25, 4),
        1: round((0.6 + 0.25 * 1.0) / 1.25, 4),
    }


def test_one_that_the_vectors_did_not_find_gets_their_lowest_cosine():
    assert scores(fuse([(3, 2.0)], [(1, 0.7), (2, 0.4)])) == {1: 0.56, 3: 0.52, 2: 0.32}


def test_one_that_the_words_did_not_find_gets_none_of_theirs():
    fused = fuse([(1, 5.0)], [(1, 1.0), (2, 0.5)])
    assert [(f.id, f.score, dict(f.parts)) for f in fused] == [
        (1, 1.0, {"word": 5.0, "vector": 1.0}), (2, 0.4, {"vector": 0.5}),
    ]  # fmt: skip


def test_words_alone_and_vectors_alone():
    assert scores(fuse([(1, 4.0), (2, 1.0)], [])) == {1: 0.2, 2: 0.05}
    assert scores(fuse([], [(1, 0.5), (2, 0.25)])) == {1: 0.4, 2: 0.2}
    assert fuse([], []) == []
    assert scores(fuse([(1, 0.0)], [(1, 0.5)])) == {1: 0.4}  # no word counts: nothing is divided by nothing
    assert scores(fuse([(1, 0.5)], [])) == {1: 0.2}


def test_ties_keep_the_lower_id_first():
    assert [f.id for f in fuse([(7, 1.0), (3, 1.0), (5, 1.0)], [])] == [3, 5, 7]


def test_feedback_counts_instead_of_the_vectors_which_are_still_told():
    fused = fuse([(1, 2.0)], [(1, 0.2), (2, 0.9)], [(1, 0.8), (2, 0.4)])
    assert scores(fused) == {1: 0.84, 2: 0.32}
    assert dict(fused[0].parts) == {"word": 2.0, "vector": 0.2, "feedback": 0.8}
    # What only the vectors of the first query found is no longer among them.
    assert scores(fuse([(1, 2.0)], [(9, 0.9)], [(2, 0.4)])) == {1: 0.52, 2: 0.32}
    assert fuse([], [(1, 0.2)], []) == []


@given(
    st.dictionaries(st.integers(0, 9), st.floats(0, 50)),
    st.dictionaries(st.integers(0, 9), st.floats(-1, 1)),
)
def test_every_passage_once_and_none_above_one(words, vectors):
    fused = fuse(list(words.items()), list(vectors.items()))
    assert {f.id for f in fused} == words.keys() | vectors.keys()
    assert len(fused) == len(words.keys() | vectors.keys())
    assert all(f.score <= 1.0 for f in fused)
    assert fused == sorted(fused, key=lambda f: (-f.score, f.id))


X, Y, Z = np.eye(3, dtype=np.float32)


def found(*ids: int) -> list[Fused]:
    return [Fused(id_, 1.0 - n / 10) for n, id_ in enumerate(ids)]


def test_the_query_moves_towards_the_mean_of_the_best_two():
    query = moved(X, found(1, 2, 3), {1: np.array([Y]), 2: np.array([Z]), 3: np.array([-X])})
    wanted = np.array([1.0, 0.15, 0.15]) / np.linalg.norm([1.0, 0.15, 0.15])
    assert query == pytest.approx(wanted)
    assert float(np.linalg.norm(query)) == pytest.approx(1.0)


def test_of_a_passages_windows_the_nearest_to_the_query_counts():
    near = np.array([0.8, 0.6, 0.0], dtype=np.float32)
    query = moved(X, found(1), {1: np.array([Y, near, Z])})
    wanted = np.array([1.24, 0.18, 0.0]) / np.linalg.norm([1.24, 0.18, 0.0])
    assert query == pytest.approx(wanted)


def test_passages_whose_vectors_are_not_known_move_nothing():
    assert moved(X, found(1, 2), {}) is X
    assert moved(X, [], {1: np.array([Y])}) is X
    assert moved(X, found(1, 2, 3), {3: np.array([Y])}) is X  # the third is not among the best two
    one = moved(X, found(1, 2), {2: np.array([Y])})
    assert one == pytest.approx(np.array([1.0, 0.3, 0.0]) / np.linalg.norm([1.0, 0.3]))


def test_a_query_that_moves_to_nothing_stays_finite():
    far = np.array([[-1 / 0.3, 0.0, 0.0]], dtype=np.float32)
    assert np.isfinite(moved(X, found(1), {1: far})).all()


def test_the_reranker_puts_the_first_in_a_new_order():
    ranking = [Fused(1, 0.9, {"word": 3.0}), Fused(2, 0.8), Fused(3, 0.7), Fused(4, 0.6)]
    fused = rerank(ranking, [-2.0, 4.0, 1.0])
    assert [(f.id, round(f.score, 4)) for f in fused] == [(2, 0.9), (3, 0.6), (1, 0.45), (4, 0.3)]
    assert dict(fused[2].parts) == {"word": 3.0, "rerank": -2.0}
    assert dict(fused[3].parts) == {}


def test_the_rerankers_weight():
    ranking = [Fused(1, 0.9), Fused(2, 0.8)]
    assert [(f.id, round(f.score, 4)) for f in rerank(ranking, [0.0, 1.0], weight=0.05)] == [(1, 0.8571), (2, 0.8095)]
    assert [(f.id, round(f.score, 4)) for f in rerank(ranking, [0.0, 1.0], weight=3.0)] == [(2, 0.95), (1, 0.225)]


def test_what_the_reranker_did_not_read_stays_behind_in_its_order():
    ranking = [Fused(1, 0.2), Fused(2, 0.9), Fused(3, 0.8)]
    assert [f.id for f in rerank(ranking, [-5.0])] == [1, 2, 3]
    assert rerank(ranking, []) == [Fused(1, 0.1), Fused(2, 0.45), Fused(3, 0.4)]
    assert rerank([], []) == []


def test_like_scores_say_nothing_of_the_order():
    assert [(f.id, f.score) for f in rerank([Fused(1, 0.4), Fused(2, 0.8)], [3.0, 3.0])] == [(2, 0.9), (1, 0.7)]
