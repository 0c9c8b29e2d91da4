"""Text -> the entries of its reference lists, by a CRF over its lines: B begins an entry, I goes on with one.

After GROBID's reference segmenter and AnyStyle's finder; the features are shapes and places (line_features.py), the
training texts are made (scripts/train_reference_segmenter.py).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from refdb.citations.entries import Entry, entry_of
from refdb.citations.line_features import Line, features, lines_of
from refdb.citations.model_files import load_segmenter

if TYPE_CHECKING:
    import pycrfsuite

MOST_LINES = 200_000  # a book has 20,000


@cache
def _tagger() -> tuple[pycrfsuite.Tagger, bytes]:
    import pycrfsuite

    model = load_segmenter()
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(model)
    return tagger, model  # the tagger reads the model where it lies: it must live as long


def segment(text: str) -> list[Entry]:
    """The entries of all reference lists in a text, in its order; what stands between the lines of one is left out."""
    lines = lines_of(text)[:MOST_LINES]
    if not lines:
        return []
    groups: list[list[Line]] = []
    for line, label in zip(lines, _tagger()[0].tag(features(lines)), strict=True):
        if label == "B":
            groups.append([line])
        elif label == "I" and groups:
            groups[-1].append(line)
    return [entry for group in groups if (entry := entry_of(_joined(group), group[0].start, group[-1].end))]


def _joined(group: list[Line]) -> str:
    """The lines of an entry as one, with words that were cut at the line's end made whole."""
    joined = group[0].text
    for line in group[1:]:
        cut = re.search(r"[^\W\d_]{2}[-\u00ad\u2010]$", joined)
        if cut and line.text[:1].islower():
            joined = joined[:-1] + line.text
        elif re.search(r"(?:https?://|doi\.org|10\.\d{4,9}/)\S*[/_.=?&-]$", joined):
            joined += line.text  # an address that was cut
        else:
            joined += " " + line.text
    return joined
