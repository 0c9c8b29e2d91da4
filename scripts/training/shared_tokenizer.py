"""Keeps a model's tokenizer beside it only where it is another than the one that refdb's models share."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import Tokenizer

from refdb.encoders.tokenizing import load_tokenizer


def save_tokenizer(tokenizer: Tokenizer, out: Path) -> None:
    """Write ``tokenizer.json`` to the folder ``out``, or take it away where the shared one is the same."""
    place = out / "tokenizer.json"
    if json.loads(tokenizer.to_str()) == json.loads(load_tokenizer().to_str()):
        place.unlink(missing_ok=True)
    else:
        tokenizer.save(str(place))
