"""Counts word pieces as the embedder's tokenizer makes them, without loading the model itself, and cuts by them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from refdb.encoders.tokenizing import load_tokenizer

Measure = Callable[[Sequence[str]], list[int]]  # texts -> their word pieces


def count_pieces(texts: Sequence[str]) -> list[int]:
    """How many word pieces each text has.

    Raises:
        ModelError: the tokenizer that refdb ships is missing or damaged.
    """
    encode = _tokenizer().encode_batch_fast  # without the places of the pieces
    return [len(encoding.ids) for encoding in encode(list(texts), add_special_tokens=False)]


def fitting(sentence: str, measure: Measure, room: int) -> list[str]:
    """The sentence, in parts where it has more word pieces than ``room`` (tables and lists come as one sentence)."""
    few = sentence.isascii() and len(sentence) <= room  # a piece has a letter at least: nearly all need no counting
    if few or measure([sentence])[0] <= room:
        return [sentence]
    words = sentence.split(" ")
    if len(words) == 1:
        return [sentence[start : start + room] for start in range(0, len(sentence), room)]
    half = len(words) // 2
    return [part for side in (words[:half], words[half:]) for part in fitting(" ".join(side), measure, room) if part]


@lru_cache(maxsize=1)
def _tokenizer() -> Any:  # noqa: ANN401  (tokenizers has no types)
    return load_tokenizer()
