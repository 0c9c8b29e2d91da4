"""Passages, words, vectors, fusion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.articles.sentences import split
from refdb.errors import ModelError
from refdb.model import Passage, Span, Work
from refdb.retrieval.embedding import load_embedder, passage_text
from refdb.retrieval.keywords import fts_query
from refdb.retrieval.passages import cut
from refdb.retrieval.search import fuse
from refdb.retrieval.vectors import VectorIndex, open_index


def test_an_abstract_is_one_passage_with_its_sentences():
    work = Work(key="a", title="On sleep", abstract="Sleep helps. It does.\n\n© 2019 Elsevier. All rights reserved.")
    (passage,) = cut(work, split)
    assert (passage.text, passage.origin, passage.title) == ("Sleep helps. It does.", "abstract", "On sleep")
    assert passage.sentences == (Span(0, 12), Span(13, 21))


def test_a_full_text_is_cut_at_sections_and_its_references_are_left_out():
    text = f"Methods\n\n{'We slept. ' * 150}\n\nResults\n\nWe woke.\n\nReferences\n\nSmith J. Sleep. 2001."
    passages = cut(Work(key="a", title="T", full_text=text), split)
    assert {p.section for p in passages} == {"Methods", "Results"}
    assert passages[-1].text == "We woke."
    assert all(len(p.text) <= 1400 for p in passages)
    assert all(p.text[slice(*s)] in ("We slept.", "We woke.") for p in passages for s in p.sentences)


def test_a_work_without_text_can_be_found_by_its_title():
    assert cut(Work(key="a", title="On sleep", subtitle="a study"), split) == [
        Passage("a", "On sleep: a study", (Span(0, 17),), origin="title", title="On sleep: a study")
    ]
    assert cut(Work(key="a"), split) == []


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("the effect of sleep", '"effect" OR "sleep"'),
        ('"blood pressure" and sleep', '"blood pressure" OR "sleep"'),
        ("the and of", '"the" OR "and" OR "of"'),
        ('NEAR(a" b) OR title:*', '"NEAR" OR "b" OR "title"'),
        ("?!", ""),
    ],
)
def test_words_become_a_query(text, query):
    assert fts_query(text) == query


@given(st.text(max_size=80))
def test_no_text_breaks_fts5(text):
    import sqlite3

    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(a)")
        if query := fts_query(text):
            connection.execute("SELECT * FROM t WHERE t MATCH ?", (query,)).fetchall()
    connection.close()


def test_fusion_adds_scaled_scores():
    fused = fuse([(1, 9.0), (2, 5.0), (3, 1.0)], [(3, 0.9), (2, 0.5)])
    assert [(f.id, round(f.score, 3)) for f in fused] == [(1, 0.5), (3, 0.5), (2, 0.25)]
    assert fused[1].parts == {"words": 1.0, "vector": 0.9}
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


def test_the_title_goes_before_the_passage():
    assert passage_text(Passage("a", "It helps.", title="On sleep.")) == "On sleep. It helps."
    assert passage_text(Passage("a", "On sleep", origin="title", title="On sleep")) == "On sleep"


def test_a_model_that_is_not_here_is_one_line():
    pytest.importorskip("sentence_transformers", reason="the extra `models` is not installed")
    with pytest.raises(ModelError, match="no-such-model cannot be loaded"):
        load_embedder("./no-such-model")


def test_the_index_is_saved_and_opened(tmp_path):
    index = VectorIndex(tmp_path, "m", 2)
    index.add(np.array([7, 9]), np.array([[1, 0], [0, 1]], dtype=np.float32))
    index.save()
    again = open_index(tmp_path, "m", 2)
    scores, ids = again.search(np.array([[0.6, 0.8]], dtype=np.float32), 3)
    assert ids.tolist() == [[9, 7, -1]]
    assert scores[0, :2].tolist() == pytest.approx([0.8, 0.6])
    again.remove(np.array([9]))
    assert again.ids().tolist() == [7]


@pytest.mark.parametrize("harm", ["missing", "cut", "changed", "other model", "manifest"])
def test_an_index_that_cannot_be_trusted_is_refused(tmp_path, harm):
    index = VectorIndex(tmp_path, "m", 2)
    index.add(np.array([7]), np.array([[1, 0]], dtype=np.float32))
    index.save()
    (file,) = tmp_path.glob("*.faiss")
    if harm == "missing":
        file.unlink()
    elif harm == "cut":
        file.write_bytes(file.read_bytes()[:-3])
    elif harm == "changed":
        file.write_bytes(file.read_bytes()[:-1] + b"\xff")
    elif harm == "manifest":
        (tmp_path / "vectors.json").write_text("{")
    with pytest.raises(ModelError):
        open_index(tmp_path, "n" if harm == "other model" else "m", 2)
