"""The models that refdb ships: a row's answer depends on that row alone, whatever it is run with."""

import json
from functools import cache
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refdb.encoders.onnx import Transformer
from refdb.encoders.tokenizing import load_tokenizer
from refdb.errors import ModelError

WORDS = st.sampled_from("sleep coffee memory of in randomised trial mice 2014 p<0.05 β-carotene 睡眠 hospital".split())
TEXTS = st.lists(WORDS, max_size=120).map(" ".join)
model = cache(Transformer)  # loaded once for all examples


@settings(max_examples=12)
@given(st.lists(TEXTS, min_size=1, max_size=5), st.lists(TEXTS, min_size=1, max_size=4))
def test_a_text_has_one_vector_in_any_company(texts, others):
    embedder = model("embedder", 256)
    alone = np.concatenate([embedder.run([text]) for text in texts])
    assert np.abs(embedder.run([*others, *texts])[len(others) :] - alone).max() <= 1e-4


@settings(max_examples=12)
@given(
    st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5), st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5)
)
@pytest.mark.parametrize(("name", "tokens"), [("reranker", 144), ("judge", 288)])
def test_a_pair_has_one_answer_in_any_company(name, tokens, pairs, others):
    reader = model(name, tokens)
    alone = np.concatenate([reader.run([pair]) for pair in pairs])
    assert np.abs(reader.run([*pairs, *others])[: len(pairs)] - alone).max() <= 1e-4


def test_cores_change_nothing(monkeypatch):
    texts = [f"Sleep improved memory in trial {n}." for n in range(7)]
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    one = Transformer("embedder", 256).run(texts)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert (Transformer("embedder", 256).run(texts) == one).all()


def test_nothing_given_is_nothing():
    assert model("embedder", 256).run([]).shape[0] == 0


def test_a_long_text_is_read_to_the_length_that_was_asked_for():
    short = model("embedder", 16)
    assert (short.run(["sleep " * 14]) == short.run(["sleep " * 500])).all()


def test_embedder_and_reranker_share_one_tokenizer():
    shared = files("refdb.weights") / "tokenizers" / "wordpiece.json"
    assert json.loads(load_tokenizer().to_str())["model"] == json.loads(shared.read_text("utf-8"))["model"]
    own = [p.name for p in files("refdb.weights").iterdir() if (p / "tokenizer.json").is_file()]
    assert own == ["judge"]  # its body has other word pieces


def test_a_model_may_bring_its_own_tokenizer(tmp_path):
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel

    Tokenizer(WordLevel({"sleep": 0, "[UNK]": 1}, unk_token="[UNK]")).save(str(tmp_path / "tokenizer.json"))
    assert load_tokenizer(tmp_path).get_vocab_size() == 2
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match="missing or damaged"):
        load_tokenizer(tmp_path)


def test_a_damaged_model_is_told_in_one_line(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"the model .* of refdb is missing or damaged; install refdb again$"):
        Transformer(str(tmp_path), 16)
