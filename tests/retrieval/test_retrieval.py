"""Embedding, fusion, reranking."""

import json

import numpy as np
import pytest

from refdb.errors import ModelError
from refdb.model import Passage, Span
from refdb.retrieval.embedding import load_embedder
from refdb.retrieval.excerpts import excerpt
from refdb.retrieval.fusion import Fused, fuse, moved, rerank
from refdb.retrieval.reranking import Mixture, OnnxReranker, is_shipped, load_reranker, read_of


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


def test_a_query_moves_towards_the_nearest_windows_of_what_it_found():
    windows = {
        1: np.array([[0.0, 1.0, 0.0], [0.6, 0.8, 0.0]], dtype=np.float32),  # its second window is the nearer one
        2: np.array([[0.8, 0.0, 0.6]], dtype=np.float32),
        3: np.array([[0.0, 0.0, 1.0]], dtype=np.float32),  # third: not taken for an answer
    }
    query = np.array([1.0, 0.0, 0.0], dtype=np.float32)
    shifted = moved(query, [Fused(1, 0.9), Fused(2, 0.8), Fused(3, 0.1)], windows)
    expected = np.array([1 + 0.3 * 0.7, 0.3 * 0.4, 0.3 * 0.3])
    assert shifted == pytest.approx(expected / np.linalg.norm(expected), abs=1e-6)
    assert moved(query, [], {}) is query


def test_feedback_counts_and_the_cosine_to_the_query_itself_is_kept():
    found = fuse([(1, 2.0)], [(1, 0.5), (2, 0.6)], [(1, 0.7), (2, 0.65)])
    assert [(f.id, round(f.score, 3), dict(f.parts)) for f in found] == [
        (1, 0.76, {"word": 2.0, "vector": 0.5, "feedback": 0.7}),
        (2, 0.52, {"vector": 0.6, "feedback": 0.65}),
    ]


def test_no_reranker_unless_one_is_named():
    assert load_reranker("") is None
    assert load_reranker("off") is None


@pytest.mark.skipif(is_shipped(), reason="this refdb has a reranker")
def test_a_reranker_that_is_not_there_is_one_line():
    with pytest.raises(ModelError, match="without a reranker of its own"):
        load_reranker("on")


def test_a_reranker_on_disk_scores_pairs_and_says_how_it_counts(tmp_path):
    """A model that counts the word pieces of the passage: its logit is the sum of the token types."""
    onnx = pytest.importorskip("onnx", reason="the extra `dev` is not installed")
    names = ("input_ids", "attention_mask", "token_type_ids")
    inputs = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.INT64, ["n", "tokens"]) for name in names]
    output = onnx.helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, ["n", 1])
    axes = onnx.numpy_helper.from_array(np.array([1], dtype=np.int64), "axes")
    nodes = [
        onnx.helper.make_node("ReduceSum", ["token_type_ids", "axes"], ["sum"]),
        onnx.helper.make_node("Cast", ["sum"], ["logits"], to=onnx.TensorProto.FLOAT),
    ]
    graph = onnx.helper.make_graph(nodes, "count", inputs, [output], [axes])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    onnx.helper.set_model_props(
        model, {"made_from": "0123456789ab"}
    )  # as scripts/training/optimise_weights.py writes it
    onnx.save(model, tmp_path / "model.onnx")
    with pytest.raises(ModelError, match=r"calibration\.json"):
        OnnxReranker(str(tmp_path))
    (tmp_path / "calibration.json").write_text(json.dumps({"depth": 7, "weight": 0.5}))
    reranker = OnnxReranker(str(tmp_path))
    passages = [Passage("a", "Naps help."), Passage("b", "Naps help mice and men.")]
    # "nap", "##s", "help", the full stop, the closing token.
    assert (reranker.score("naps", passages), reranker.mixture) == ([5.0, 8.0], Mixture(7, 0.5))
    assert reranker.score("naps", []) == []
    assert reranker.fingerprint == "reranker-0123456789ab"
