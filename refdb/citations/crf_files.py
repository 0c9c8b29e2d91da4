"""Reads the shipped parser: a packed CRF, packed word lists, and the calibration of its confidence."""

from __future__ import annotations

import json
import lzma
import struct
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from refdb.citations.parsing.decoding import Crf
from refdb.citations.parsing.features import Lexicon
from refdb.errors import ModelError


def _folder() -> Traversable:
    return files("refdb").joinpath("weights", "reference_parser")


def _read(source: Traversable | Path) -> bytes:
    try:
        return lzma.decompress(source.read_bytes())
    except (OSError, lzma.LZMAError) as error:
        raise ModelError(
            f"The reference parser's file {source.name} is missing or damaged: reinstall refdb."
        ) from error


def load_lexicon(path: Path | None = None) -> Lexicon:
    """The word lists at ``path`` (the shipped ones without it); raises ModelError where they cannot be read."""
    data = json.loads(_read(path or _folder().joinpath("lexicon.json.xz")))
    phrases: dict[str, dict[tuple[str, ...], str]] = {}
    for phrase, kind in data["phrases"]:
        words = tuple(phrase.split())
        phrases.setdefault(words[0], {})[words] = kind
    return Lexicon({word: tuple(kinds) for word, kinds in data["classes"].items()}, phrases)


def load_crf(path: Path | None = None) -> Crf:
    """The CRF model at ``path`` (the shipped one without it) as numbers; raises ModelError where it cannot be read."""
    return crf_of(_read(path or _folder().joinpath("model.crfsuite.xz")))


def crf_of(model: bytes) -> Crf:
    """A model of CRFsuite as numbers, read from its file in about 60 ms.

    CRFsuite's file (lib/crf/src/crf1d_model.c): twelve numbers, among them the offsets of three chunks. One has the
    features as records (kind, from, to, weight), where kind 0 leads from an attribute to a label and kind 1 from a
    label to a label; two are CQDB dictionaries of the labels and attributes, whose records (identifier, length, text
    with a final zero) stand one behind the other after 24 bytes of header and 256 table entries.

    Raises:
        ModelError: the file is not CRFsuite's.
    """
    import numpy as np

    if model[:4] != b"lCRF":
        raise ModelError("The reference parser's model is no model of CRFsuite: reinstall refdb.")
    labels_count, attributes_count, features_at, labels_at, attributes_at = struct.unpack_from("<5I", model, 20)
    labels = _dictionary(model, labels_at, labels_count)
    attributes = _dictionary(model, attributes_at, attributes_count)
    record = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
    (count,) = struct.unpack_from("<I", model, features_at + 8)
    table = np.frombuffer(model, record, count, features_at + 12)
    # Weights are multiples of 1/512: single precision holds their sums without an error.
    state = np.zeros((attributes_count + 1, labels_count), dtype=np.float32)
    steps = np.zeros((labels_count, labels_count))
    of_state, of_steps = table[table["kind"] == 0], table[table["kind"] == 1]
    state[of_state["source"], of_state["target"]] = of_state["weight"]
    steps[of_steps["source"], of_steps["target"]] = of_steps["weight"]
    names = sorted(labels, key=labels.__getitem__)
    return Crf(tuple(names), attributes, state, steps)


def _dictionary(model: bytes, chunk: int, count: int) -> dict[str, int]:
    found = {}
    position = chunk + 24 + 256 * 8
    for _ in range(count):
        number, length = struct.unpack_from("<2I", model, position)
        found[model[position + 8 : position + 7 + length].decode("utf-8", "replace")] = number
        position += 8 + length
    return found


def load_segmenter() -> bytes:
    """The bytes of the CRF that finds reference lists, for ``pycrfsuite.Tagger.open_inmemory``."""
    return _read(files("refdb").joinpath("weights", "reference_segmenter", "model.crfsuite.xz"))


def load_calibration() -> dict[str, list[float]]:
    """How raw scores become confidences: ``{"weights": […], "bias": […]}``; empty where the file is absent."""
    source = _folder().joinpath("calibration.json")
    try:
        return dict(json.loads(source.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
