r"""What reads LaTeX's source letter by letter: comments, blanks, the arguments of a command."""

from __future__ import annotations

import re

MOST_ARGUMENT = 200_000  # characters
# In an address a % is no comment.
_COMMENT = re.compile(r"(\\(?:url|href|path|nolinkurl|doi)\s?\{[^{}\n]*\})|(?<!\\)((?:\\\\)*)%[^\n]*\n?[ \t]*")


def uncommented(text: str) -> str:
    r"""The source without its comments; a ``\%`` is none."""
    return _COMMENT.sub(lambda m: m.group(1) or m.group(2) or "", text)


def skip_blanks(text: str, at: int) -> int:
    """The place of the first character from ``at`` on that is no white space."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def argument(text: str, at: int, brackets: str = "{}") -> tuple[str, int]:
    """(what stands in the brackets that open at ``at``, the place behind them); nothing where none open there."""
    if at >= len(text) or text[at] != brackets[0]:
        return "", at
    depth = 0
    for i in range(at, min(len(text), at + MOST_ARGUMENT)):
        c = text[i]
        if c in brackets and text[i - 1 : i] != "\\":
            depth += 1 if c == brackets[0] else -1
            if depth == 0:
                return text[at + 1 : i], i + 1
    return text[at + 1 :], len(text)
