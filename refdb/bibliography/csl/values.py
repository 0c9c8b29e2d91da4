"""Values of CSL-JSON and of registries' JSON, in every shape that they come in -> text, dates, identifiers.

A title is a string, a list or null, a date has no year: what has no sensible reading is nothing, and never an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from refdb.bibliography.csl.markup import plain_text
from refdb.text.patterns import DOI_LABEL, YEAR_OF_FIELD, bare_doi_of


def string_of(value: object) -> str:
    """A string or number as text, ``""`` for anything else."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return ""


def strings_of(value: object) -> tuple[str, ...]:
    """Strings, or one, without empty ones."""
    values = value if isinstance(value, (list, tuple)) else (value,)
    return tuple(text for one in values if (text := string_of(one)))


def texts_of(value: object) -> list[str]:
    """A string, a list of them or nothing, as clean texts without empty ones."""
    if not value:
        return []
    values = value if isinstance(value, (list, tuple)) else (value,)
    return [text for text in (plain_text(string_of(one)) for one in values) if text]


def text_of(value: object) -> str:
    """The first text, clean of markup and entities."""
    if not value:
        return ""
    if isinstance(value, str):
        return plain_text(value)
    return next(iter(texts_of(value)), "")


def paragraphs_of(value: object, between: str = "\n\n") -> str:
    """A text, or the paragraphs of one."""
    if isinstance(value, (list, tuple)):
        return between.join(filter(None, (string_of(one) for one in value)))
    return string_of(value)


def locator_of(value: object) -> str:
    """A volume, issue or page; registries write some that are none."""
    text = text_of(value)
    return "" if text.casefold() in ("null", "none", "undefined", "nan", "n/a", "-") else text


def digits_of(value: object) -> str:
    """The first number in it."""
    match = re.search(r"\d+", string_of(value))
    return match[0] if match else ""


def date_of(value: object) -> tuple[int, ...]:
    """(year[, month[, day]]) of a CSL date, an ISO string or a year; () where there is none."""
    if not value:
        return ()
    if isinstance(value, (list, tuple)):  # as pandoc wrote dates: [{"year": "2009", "month": "1"}]
        value = value[0]
    if isinstance(value, Mapping) and "year" in value:
        return date_of({"date-parts": [[value.get(part) for part in ("year", "month", "day")]]})
    if isinstance(value, Mapping):
        parts = value.get("date-parts")
        first = parts[0] if isinstance(parts, (list, tuple)) and parts else None
        if isinstance(first, (list, tuple)):
            numbers = []
            for part in first[:3]:
                text = string_of(part)
                if not (text.lstrip("-").isdecimal() and len(text) < 6 and int(text)):  # a longer one is no year
                    break
                numbers.append(int(text))
            if numbers:
                return _without_season(numbers)
        value = value.get("raw") or value.get("literal") or value.get("date-time")
    text = string_of(value)
    if match := re.match(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text):
        return _without_season([int(part) for part in match.groups() if part])
    year = YEAR_OF_FIELD.search(text)
    return (int(year[1]),) if year else ()


def _without_season(date: Sequence[int]) -> tuple[int, ...]:
    """A date whose month is one: CSL counts seasons on from 13 or 21."""
    return tuple(date) if len(date) < 2 or 1 <= date[1] <= 12 else (date[0],)


def clean_doi(text: str) -> str:
    """A DOI bare and lower-case: without resolver address, ``doi:`` and percent signs of a URL; ``""`` if it is none.

    >>> clean_doi("https://doi.org/10.1002/(SICI)1097%3C1::AID-X%3E3.0.CO;2-P")
    '10.1002/(sici)1097<1::aid-x>3.0.co;2-p'
    """
    bare = DOI_LABEL.sub("", text).strip()
    if not (bare.startswith("10.") and "/" in bare):
        return ""
    return bare.lower() if " " in bare else bare_doi_of(plain_text(bare) if "&" in bare else bare)


def arxiv_of_doi(doi: str) -> str:
    """The arXiv number in a DOI that arXiv gave, ``""`` for any other."""
    return doi.removeprefix("10.48550/arxiv.") if doi.startswith("10.48550/arxiv.") else ""
