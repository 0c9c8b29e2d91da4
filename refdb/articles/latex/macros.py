r"""The manuscript's own macros (``\newcommand``, ``\def``) put into its text, only so often and so far."""

from __future__ import annotations

import re

MOST_EXPANSIONS = 20_000
MOST_GROWTH = 2_000_000  # characters that expansion may add

_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand\*?|providecommand\*?|DeclareRobustCommand\*?)\s*\{?\s*\\([A-Za-z]+)\s*\}?\s*(?:\[(\d)\])?\s*(?:\[([^\]]*)\])?\s*\{"
    r"|\\def\s*\\([A-Za-z]+)\s*((?:#\d)*)\s*\{"
)


def expanded(text: str) -> str:
    """The text with its own macros expanded; a macro that grows without end stays as it is."""
    macros, spans = _macros(text)
    if not macros:
        return text
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    called = re.compile(r"\\(" + "|".join(sorted(macros, key=len, reverse=True)) + r")(?![A-Za-z])\s?")
    budget, room = MOST_EXPANSIONS, len(text) + MOST_GROWTH
    for _ in range(6):  # macros in macros
        text, used = _once(text, macros, called, budget, room)
        budget -= used
        if not used or budget <= 0 or len(text) > room:
            break
    return text


def _macros(text: str) -> tuple[dict[str, tuple[int, str]], list[tuple[int, int]]]:
    macros: dict[str, tuple[int, str]] = {}
    spans: list[tuple[int, int]] = []
    for match in _DEFINED.finditer(text):
        body, end = _group(text, match.end() - 1)
        name = match.group(1) or match.group(4)
        count = int(match.group(2) or 0) if match.group(1) else len(match.group(5) or "") // 2
        if len(body) < 5_000 and not match.group(3) and (not spans or match.start() >= spans[-1][1]):
            macros[name] = (count, body)
            spans.append((match.start(), end))
    return macros, spans


def _once(
    text: str, macros: dict[str, tuple[int, str]], called: re.Pattern[str], budget: int, room: int
) -> tuple[str, int]:
    out: list[str] = []
    at = used = length = 0
    for match in called.finditer(text):
        if match.start() < at:
            continue
        if used >= budget or length > room:
            break
        count, body = macros[match.group(1)]
        end = match.end() if count == 0 else match.start() + 1 + len(match.group(1))
        for n in range(1, count + 1):
            while end < len(text) and text[end].isspace():
                end += 1
            argument, end = _group(text, end) if text[end : end + 1] == "{" else (text[end : end + 1], end + 1)
            body = body.replace(f"#{n}", argument)
        between = text[at : match.start()]
        blank = " " if count == 0 and match.group().endswith((" ", "\n")) else ""
        out += [between, body, blank]
        length += len(between) + len(body)
        used += 1
        at = end
    out.append(text[at:])
    return "".join(out), used


def _group(text: str, at: int) -> tuple[str, int]:
    depth = 0
    for i in range(at, min(len(text), at + 50_000)):
        if text[i] in "{}" and text[i - 1 : i] != "\\":
            depth += 1 if text[i] == "{" else -1
            if depth == 0:
                return text[at + 1 : i], i + 1
    return text[at + 1 : at + 1], at + 1
