"""The tokenizer that refdb's models share: WordPiece with the vocabulary of all-MiniLM-L6-v2, kept once."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from refdb.errors import ModelError


def load_tokenizer(folder: Traversable | None = None) -> Any:
    """The tokenizer of a model's folder where it brings one, else the shared one; it neither pads nor cuts.

    Raises:
        ModelError: it is missing or damaged.
    """
    from tokenizers import Tokenizer

    place = folder / "tokenizer.json" if folder else None
    if place is None or not place.is_file():
        place = files("refdb.weights") / "tokenizers" / "wordpiece.json"
    try:
        tokenizer = Tokenizer.from_str(place.read_text("utf-8"))
    except Exception as error:  # the library's own error has no base but Exception
        raise ModelError(f"the tokenizer {place.name} of refdb is missing or damaged; install refdb again") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
