"""Citation keys as Better BibTeX makes them: ``auth.lower + shorttitle(3,3) + year``.

https://retorque.re/zotero-better-bibtex/citing/: the family name in small letters, the first three words of the
title that carry meaning, each with a capital, and the year: ``sinhaBeyondAndrogenReceptor2020``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import count
from string import ascii_lowercase

from refdb.model import Work
from refdb.text.folding import to_ascii
from refdb.text.words import small_words

DEFAULT_PATTERN = "auth.lower + shorttitle(3,3) + year"
_TITLE_WORDS = 3
_LONGEST_NAME = 40  # characters of an institution's name that still make a key one can type

FUNCTION_WORDS = small_words() | frozenset(
    "about above across after against al along among be before below between but can does during ed if into is it its "
    "nor off onto over s than that their this through toward towards u uno unos until up upon versus via vs when while "
    "within without".split()
)
_MARKUP = re.compile(r"</?(?:i|b|sub|sup|sc)>")
_JOINED = re.compile(r"['’‘ʼ`´\u2010\u2011-]")  # "meta-analysis" and "Crohn's" are one word each
_NO_LETTER = re.compile(r"[^A-Za-z0-9]+")
_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9!$&*+./:;<>?\[\]_|-]+")


def new_key(work: Work, taken: Container[str], pattern: str = "") -> str:
    """A key for the work that is not in ``taken``: the plain one, else with ``a``, ``b`` … ``z``, ``aa`` … behind it.

    ``pattern`` is Better BibTeX's (see patterns.py); ``""`` is its default. Keys are ASCII, and a key once given
    is never changed by one that comes later.

    >>> from refdb.model import Person
    >>> beyond = Work(title="Beyond the androgen receptor", authors=(Person("Sinha", "Deepankar K."),), year=2020)
    >>> new_key(beyond, ())
    'sinhaBeyondAndrogenReceptor2020'
    >>> new_key(beyond, {"sinhaBeyondAndrogenReceptor2020"})
    'sinhaBeyondAndrogenReceptor2020a'
    """
    if pattern and pattern != DEFAULT_PATTERN:
        from refdb.bibliography.keys.patterns import compiled

        base = _NOT_IN_KEYS.sub("", to_ascii(compiled(pattern)(work)))
    else:
        name = letters_of(_first_name(work)).lower()[:_LONGEST_NAME]
        year = str(abs(work.year)) if work.year is not None else ""
        base = name + "".join(title_words(work.title)) + year
    if not base or base.isdecimal():  # nothing that Latin letters can say
        base = (_of_identifier(work) if not base else "") or f"work{base}"
    return next(key for key in (base + suffix for suffix in _suffixes()) if key not in taken)


def _first_name(work: Work) -> str:
    people = work.authors or work.editors
    return people[0].sort_name or people[0].given if people else ""


def _of_identifier(work: Work) -> str:
    """A key for a work of which nothing but an identifier is known: ``nejmoa2202106``, ``pmid123``."""
    if work.doi:
        return re.sub(r"[^a-z0-9.-]+", "-", to_ascii(work.doi.partition("/")[2].lower())).strip("-.")[:_LONGEST_NAME]
    return next((f"{n}{v}" for n, v in (("pmid", work.pmid), ("", work.pmcid), ("arxiv", work.arxiv)) if v), "")


def letters_of(name: str) -> str:
    """The ASCII letters and digits of a name."""
    return _NO_LETTER.sub("", to_ascii(name))


def title_words(title: str, count: int = _TITLE_WORDS, capitals: int = _TITLE_WORDS) -> list[str]:
    """The first words of a title that carry meaning, so many of them with a capital."""
    words = _NO_LETTER.split(to_ascii(_JOINED.sub("", _MARKUP.sub("", title))))
    telling = [word for word in words if word and word.lower() not in FUNCTION_WORDS]
    return [word[0].upper() + word[1:] if i < capitals else word for i, word in enumerate(telling[:count])]


def _suffixes() -> Iterator[str]:
    yield ""
    for number in count(1):
        letters = ""
        while number:
            number, digit = divmod(number - 1, 26)
            letters = ascii_lowercase[digit] + letters
        yield letters
