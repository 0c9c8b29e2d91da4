"""Which profile an article has, and what its data say of a text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from refdb.text.patterns import BLANKS

_NEVER = re.compile(r"(?!)")
_HEAD = 400_000  # characters in which the marks are looked for
MARKS_NEEDED = 2
LEAST_PICTURE = 8  # words of a description
LONGEST_HEADING = 110  # characters


@dataclass(frozen=True, slots=True)
class Profile:
    """What articles of one kind do beside what all do; the plain one, without a name, has nothing of its own."""

    name: str = ""
    signs: str = ""  # characters that stand for a colon or a dash
    levels: re.Pattern[str] = _NEVER  # headings that are no title
    examples: re.Pattern[str] = _NEVER  # headings of what is no text of the article
    picture_verbs: re.Pattern[str] = _NEVER
    pictures: re.Pattern[str] = _NEVER  # what in a sentence tells that it describes a picture
    refused: Mapping[str, re.Pattern[str]] = field(default_factory=dict)  # reason -> what states nothing

    def is_picture(self, line: str) -> bool:
        """Whether a line without the end of a sentence describes a picture: by a verb, or longer than headings are."""
        if not self.name or len(line.split()) < LEAST_PICTURE:
            return False
        return len(line) > LONGEST_HEADING or self.is_symbolic(line)

    def is_symbolic(self, line: str) -> bool:
        """Whether a line says what a picture stands for."""
        return bool(self.picture_verbs.search(line))

    def refusal(self, sentence: str) -> str:
        """Why a sentence of such an article states nothing; ``""`` where these data do not say so."""
        if self.pictures.search(sentence):
            return "caption"
        return next((reason for reason, pattern in self.refused.items() if pattern.search(sentence)), "")


PLAIN = Profile()


def profile_of(text: str) -> Profile:
    """The profile whose marks a text has, else the plain one.

    Args:
        text: of the whole article, one line a paragraph.
    """
    head = text[:_HEAD]
    for name, marks in _marks().items():
        if sum(_has(head, mark, times) for mark, times in marks) >= MARKS_NEEDED:
            return named(name)
    return PLAIN


def _has(text: str, mark: re.Pattern[str], times: int) -> bool:
    return sum(1 for _ in islice(mark.finditer(text), times)) == times


@cache
def named(name: str) -> Profile:
    """The profile of this name; the plain one for ``""`` and for a name that this refdb does not know."""
    data = _data().get(name)
    if data is None:
        return PLAIN
    return Profile(
        name=name,
        signs="".join(data["signs"].values()),
        levels=re.compile(data["headings"]["levels"], re.I),
        examples=re.compile(data["headings"]["examples"], re.I),
        picture_verbs=_compiled(data["pictures"]["verbs"]),
        pictures=_compiled(data["pictures"]["plainly"]),
        refused={reason: _compiled(pattern) for reason, pattern in data["refused"].items()},
    )


def mended(text: str) -> str:
    """A text with a colon or, between figures, a dash for each sign that stood for one; as long as before.

    >>> mended(f"the receptor {chr(0x221E)} the role, S33 {chr(0x221E)} S42")
    'the receptor : the role, S33 – S42'
    """
    found = _signs()
    return found.sub(lambda m: f"{m[1]}{_meant(m)}{m[2]}", text) if found.search(text) else text


def drawn_together(text: str) -> str:
    """As ``mended``, without the blanks before the colon and around the dash: how print has them."""
    found = _signs()
    return found.sub(lambda m: "–" if _meant(m) == "–" else ": ", text) if found.search(text) else text


def _meant(sign: re.Match[str]) -> str:
    before, behind = sign.string[max(0, sign.start() - 1) : sign.start()], sign.string[sign.end() : sign.end() + 4]
    between = before.isdigit() and re.match(r"[A-Za-z]{0,3}\d", behind)
    return "–" if between else ":"


@cache
def _data() -> dict[str, dict[str, Any]]:
    folder = files(__package__)
    return {
        item.name.removesuffix(".toml"): tomllib.loads(item.read_text(encoding="utf-8"))
        for item in sorted(folder.iterdir(), key=lambda item: item.name)
        if item.name.endswith(".toml")
    }


@cache
def _marks() -> dict[str, list[tuple[re.Pattern[str], int]]]:
    """Name -> the patterns of its marks, each with how often it is met in an article of that kind."""
    return {
        name: [(re.compile(pattern.replace("\n", "")), times) for pattern, times in data["marks"].values()]
        for name, data in _data().items()
    }


@cache
def _signs() -> re.Pattern[str]:
    signs = "".join(named(name).signs for name in _data())
    return re.compile(rf"({BLANKS})[{re.escape(signs)}](\s*+)")


def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that is written on several lines, whatever the case of letters."""
    return re.compile(pattern.replace("\n", ""), re.I)
