"""Reads the shipped parser: a packed CRF, packed word lists, and the calibration of its confidence."""

from __future__ import annotations

import json
import lzma
import struct
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

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


def load_crf(path: Path | None = None) -> bytes:
    """The CRF model's bytes for ``pycrfsuite.Tagger.open_inmemory``."""
    return _read(path or _folder().joinpath("model.crfsuite.xz"))


def feature_names(model: bytes) -> frozenset[str]:
    """The features that a CRFsuite model knows, read from its dictionary in about 10 ms; empty where it is not found.

    CRFsuite's file: the header's tenth number is the offset of a CQDB chunk, whose records (identifier, length, text
    with a final zero) stand one behind the other after its 24 bytes of header and 256 table entries.
    """
    if model[:4] != b"lCRF":
        return frozenset()
    (count,), (chunk,) = struct.unpack_from("<I", model, 24), struct.unpack_from("<I", model, 36)
    names = []
    position = chunk + 24 + 256 * 8
    for _ in range(count):
        (length,) = struct.unpack_from("<I", model, position + 4)
        names.append(model[position + 8 : position + 7 + length].decode("utf-8", "replace"))
        position += 8 + length
    return frozenset(names)


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
