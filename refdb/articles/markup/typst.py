"""Typst -> Article, by way of Markdown: its headings, notes, links and ``@key`` have the same meaning there."""

from __future__ import annotations

import re
from pathlib import Path, PurePath

from refdb.articles.markup.markdown import read_markdown
from refdb.model import Article, Source

MOST_CALL = 20_000  # characters of a call's arguments
_COMMENT = re.compile(r"(?<!:)//[^\n]*|/\*.*?\*/", re.S)
_BIBLIOGRAPHY = re.compile(r"#bibliography\s*\(([^)]*)\)")
_TITLE = re.compile(r"\btitle:\s*(?:\[([^\]]+)\]|\"([^\"]+)\")")
_CITE = re.compile(r"#cite\s*\(\s*<([^<>\s]+)>([^)]*)\)")
_KEY = re.compile(r"(?<!\[)(?<![\w@/.\\])@([\w][\w:.-]*[\w])(?:\[([^\[\]]{1,80})\])?(?![\w\]])")
_STATEMENT = re.compile(
    r"^[ \t]*#(?:set|show|let|import|include|pagebreak|outline|colbreak|context|metadata)\b[^\n(\[{]*", re.M
)
_CALL = re.compile(r"#(?:[\w.-]+)(?=[(\[])")
_HEADING = re.compile(r"^(={1,6})[ \t]+(.+?)[ \t]*(?:<[\w:.-]+>)?[ \t]*$", re.M)
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_LABEL = re.compile(r"[ \t]<[\w:.-]+>[ \t]*$", re.M)


def looks_like_typst(text: str, name: str) -> bool:
    """Whether a text is Typst: by its name, or by statements and headings of it."""
    head = text[:60_000]
    if PurePath(name).suffix.lower() == ".typ":
        return True
    return len(re.findall(r"^#(?:set|show|let|import)\b.*[(:\"]", head, re.M)) >= 2 and bool(_HEADING.search(head))


def read_typst(text: str, source: Source, path: Path | None = None) -> Article:
    """The article of a Typst text, with the .bib files that its ``#bibliography`` names.

    Raises:
        InputError: nothing readable in it.
    """
    text = _COMMENT.sub("", text)
    bibs = [name for call in _BIBLIOGRAPHY.findall(text) for name in re.findall(r"\"([^\"]+\.(?:bib|ya?ml))\"", call)]
    title = _TITLE.search(text.partition("\n= ")[0])
    return read_markdown(_as_markdown(text), source, path, bibs, (title.group(1) or title.group(2)) if title else "")


def _as_markdown(text: str) -> str:
    text = _BIBLIOGRAPHY.sub("", text)
    text = _CITE.sub(lambda m: f"@{m.group(1)}" if "prose" in m.group(2) else f"[@{m.group(1)}]", text)
    text = _without_statements(text)
    text = _without_calls(text)
    labels = set(re.findall(r"<([\w:.-]+)>", text))  # of sections and figures, which "@" refers to as well
    text = _KEY.sub(lambda m: m.group() if m.group(1) in labels else _bracketed(m), text)
    text = _HEADING.sub(lambda m: f"{'#' * len(m.group(1))} {m.group(2)}\n", text)
    text = _LABEL.sub("", _BOLD.sub(r"**\1**", text)).replace("~", "\u00a0")
    return re.sub(r"^\+[ \t]", "1. ", text, flags=re.M)


def _bracketed(match: re.Match[str]) -> str:
    supplement = f", {match.group(2)}" if match.group(2) else ""
    return f"[@{match.group(1)}{supplement}]"


def _without_statements(text: str) -> str:
    """Without set and show rules, definitions and imports, over as many lines as their brackets hold open."""
    parts, at = [], 0
    for match in _STATEMENT.finditer(text):
        if match.start() < at:
            continue
        parts.append(text[at : match.start()])
        at = match.end()
        while at < len(text) and text[at] in "([{":
            at = _closed(text, at)
            rest = re.compile(r"[^\n(\[{]*").match(text, at)
            at = rest.end() if rest else at
    return "".join([*parts, text[at:]])


def _without_calls(text: str) -> str:
    """Calls as what they show: notes and links as Markdown's, of others the text in square brackets."""
    parts, at = [], 0
    while match := _CALL.search(text, at):
        parts.append(text[at : match.start()])
        name, at = match.group()[1:], match.end()
        given = ""
        if text[at : at + 1] == "(":
            end = _closed(text, at)
            given, at = text[at + 1 : end - 1], end
        shown = ""
        while text[at : at + 1] == "[":
            end = _closed(text, at)
            shown, at = text[at + 1 : end - 1], end
        address = re.search(r"\"(https?://[^\"]+)\"", given)
        caption = re.search(r"caption:\s*\[([^\]]+)\]", given)
        if name == "footnote":
            parts.append(f"^[{_without_calls(shown)}]")
        elif name == "link" and address:
            parts.append(f"[{shown or address.group(1)}]({address.group(1)})")
        else:
            parts.append(_without_calls(shown) or (f"\n\nFigure: {caption.group(1)}\n\n" if caption else ""))
    return "".join([*parts, text[at:]])


def _closed(text: str, at: int) -> int:
    """The place behind the bracket that closes the one at ``at``."""
    depth = 0
    for i in range(at, min(len(text), at + MOST_CALL)):
        depth += (text[i] in "([{") - (text[i] in ")]}")
        if depth == 0:
            return i + 1
    return min(len(text), at + MOST_CALL)
