"""Embedding, fusion, reranking."""

import numpy as np
import pytest

from refdb.errors import ModelError
from refdb.model import Passage, Span
from refdb.retrieval.embedding import load_embedder
from refdb.retrieval.excerpts import excerpt
from refdb.retrieval.reranking import read_of
from refdb.retrieval.search import Fused, fuse, rerank


def test_fusion_adds_a_share_of_the_words_to_the_cosine():
    fused = fuse([(1, 9.0), (2, 4.5), (3, 0.9)], [(3, 0.9), (2, 0.5)])
    assert [(f.id, round(1.25 * f.score, 3)) for f in fused] == [(3, 0.925), (1, 0.75), (2, 0.625)]
    assert fused[0].parts == {"word": 0.9, "vector": 0.9}
    assert fused[1].parts == {"word": 9.0}
    assert [f.id for f in fuse([(2, 1.0), (1, 1.0)], [])] == [1, 2]
    assert fuse([], []) == []


@pytest.fixture(scope="module")
def embedder():
    return load_embedder()


def test_vectors_have_unit_length_and_do_not_depend_on_their_neighbours(embedder):
    texts = ["Sleep helps memory.", "x", "A much longer text about the heart and the moon. " * 20]
    vectors = embedder.embed(texts)
    assert (vectors.shape, vectors.dtype) == ((3, 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert float(vectors[0] @ embedder.embed([texts[0]])[0]) > 0.99
    assert embedder.embed([]).shape == (0, 384)


def test_like_meanings_lie_near_each_other(embedder):
    a, b, c = embedder.embed(["The trial lowered mortality.", "Fewer people died in the study.", "Cats like fish."])
    assert float(a @ b) > 0.5 > 0.2 > float(a @ c)


def test_a_model_that_is_not_here_is_one_line():
    pytest.importorskip("sentence_transformers", reason="the extra `models` is not installed")
    with pytest.raises(ModelError, match="no-such-model cannot be loaded"):
        load_embedder("./no-such-model")


def test_the_reranker_reads_the_title_and_the_nearest_sentences():
    sentences = [
        "We asked mice. " + "They ran far. " * 20,
        "Naps improved recall.",
        "It rained.",
        "Recall of naps fell.",
    ]
    assert (
        excerpt("do naps improve recall?", "On naps.", sentences)
        == "On naps. Naps improved recall. Recall of naps fell."
    )
    assert excerpt("umbrella", "", ["One.", "Two."]) == "One."
    assert excerpt("x", "On naps", []) == "On naps."
    passage = Passage("a", "On naps", (Span(0, 7),), origin="title", title="On naps")
    assert read_of("naps", passage) == "On naps"


def test_reranking_orders_the_first_and_leaves_the_rest_behind():
    ranking = [Fused(1, 1.0, {"word": 9.0}), Fused(2, 0.8), Fused(3, 0.7), Fused(4, 0.6)]
    found = rerank(ranking, [-3.0, 5.0, 1.0])
    assert [f.id for f in found] == [2, 3, 1, 4]
    assert found[2].parts == {"word": 9.0, "rerank": -3.0}
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    assert rerank(ranking, [])[0].id == 1
