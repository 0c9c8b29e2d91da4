"""Accents that a PDF draws as words of their own, over another's letter: over capitals, in TeX's older fonts."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from refdb.articles.pdf.words import ACCENTS, Word

_NEAR = 12  # words before and behind an accent that may hold its letter, in drawing order
_RISE = 0.6  # of the size: how far the accent's baseline may be from the letter's


def with_accents(words: Sequence[Word]) -> list[Word]:
    """The words, an accent that stands alone put on the letter under it; one over no letter stays a word."""
    done = list(words)
    for i in range(len(done) - 1, -1, -1):
        accent = done[i]
        if accent.text in ACCENTS and (found := _letter_under(done, i)):
            word, at = found
            word.text = (
                word.text[:at]
                + unicodedata.normalize("NFC", word.text[at] + ACCENTS[accent.text])
                + word.text[at + 1 :]
            )
            if i and done[i - 1] is not word:  # the blank behind the accent parts what stands around it
                done[i - 1].blank = done[i - 1].blank or accent.blank
            del done[i]
    return done


def _letter_under(words: Sequence[Word], i: int) -> tuple[Word, int] | None:
    accent = words[i]
    middle = (accent.x0 + accent.x1) / 2
    for word in words[max(0, i - _NEAR) : i + _NEAR + 1]:
        if word is accent or abs(word.y - accent.y) > _RISE * word.size or not word.x0 <= middle <= word.x1:
            continue
        if len(word.starts) != len(word.text):
            at = int((middle - word.x0) / max(word.x1 - word.x0, 0.1) * len(word.text))
        else:
            at = max(k for k, start in enumerate(word.starts) if start <= middle)
        at = min(at, len(word.text) - 1)
        if word.text[at].isalpha():
            return word, at
    return None
