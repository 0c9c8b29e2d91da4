"""In which language a page speaks: English, unless somebody chose another. One table has every word of both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = {"en": "English", "de": "Deutsch"}
_spoken: ContextVar[str] = ContextVar("language", default="en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within, ``said`` says its words in this language."""
    token = _spoken.set(language if language in LANGUAGES else "en")
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """The language that is spoken here: "en" or "de"."""
    return _spoken.get()


def said(words: str) -> str:
    """These English words in the language that is spoken here; a test sees to it that none lacks its German."""
    if _spoken.get() != "de":
        return words
    from refdb.reports.languages.german import GERMAN

    return GERMAN.get(words, words)
