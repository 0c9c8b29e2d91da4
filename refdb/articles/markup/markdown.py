"""Markdown -> Article, by way of HTML: CommonMark with tables, and the footnotes and superscripts of Pandoc."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from refdb.articles.bylines import of_front_matter
from refdb.articles.html.read_html import read_html
from refdb.articles.keyed import KeyedCitations
from refdb.model import Article, Source

_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.M)
_MARKUP = re.compile(
    r"\*\*\S|\]\(|^\[[^\]\n]+\]:\s|\\[\[\]*_]|^```|^<div|\[\^[^\]\s]+\]|\[@[\w:]|^\|.+\|\s*$|\^[\d,–-]+\^", re.M
)
_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n(?:---|\.\.\.)\s*\n", re.S)
_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.M)
_RAISED = re.compile(r"(?<!\s)\^((?:[^\s^\\]|\\.){1,60})\^")
_DASHES = re.compile(r"(?<=[^\s|:+-])--(?=[^\s|:+>-])|(?<=\w )--(?= \w)")  # Pandoc's en dash, not a table's rule
_NOTE = re.compile(r"^\[\^([^\]\s]{1,60})\]:[ \t]*(.*(?:\n(?:[ \t]+\S.*|\S(?!\^)[^\n]*))*)", re.M)
_NOTE_MARK = re.compile(r"\[\^([^\]\s]{1,60})\]")
_INLINE_NOTE = re.compile(r"\^\[((?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*)\]")
_FENCE = re.compile(r"^:{3,}.*$", re.M)  # Pandoc's and Quarto's divisions
_ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".rmd", ".qmd")


def looks_like_markdown(text: str, name: str) -> bool:
    """Whether a text is Markdown: headings with #, and other marks of it or a name that says so."""
    head = text[:60_000]
    named = PurePath(name).suffix.lower() in _ENDINGS
    marks = len(_MARKUP.findall(head))
    return (named and bool(_HEADING.search(head) or marks)) or (len(_HEADING.findall(head)) >= 2 and marks >= 2)


def read_markdown(
    text: str, source: Source, path: Path | None = None, bibs: Sequence[str] = (), title: str = ""
) -> Article:
    """The article of a Markdown text; footnotes become the list that their marks link to.

    Args:
        text: the text.
        source: where it comes from.
        path: the file, for the .bib that lies beside it; Pandoc's and Quarto's ``[@key]`` lead there.
        bibs: .bib files that the text does not name itself.
        title: of the article, where the text does not say it.

    Raises:
        InputError: nothing readable in it.
    """
    from markdown_it import MarkdownIt

    front = _FRONT_MATTER.match(text)
    named = _TITLE.search(front.group(1)) if front else None
    title = named.group(1) if named else title
    body = text[front.end() :] if front else text
    keys = KeyedCitations(front.group(1) if front else "", path, bibs, body)
    body = keys.marked(_with_notes_apart(body))
    notes = [(match.group(1), " ".join(match.group(2).split())) for match in _NOTE.finditer(body)]
    body = _NOTE.sub("", body)
    numbers = {name: n for n, (name, _) in enumerate(notes, 1)}
    body = _NOTE_MARK.sub(lambda m: _note_mark(m.group(1), numbers), body)
    body = _DASHES.sub("–", body)
    body = _RAISED.sub(lambda m: f"<sup>{m.group(1)}</sup>", body)
    renderer = MarkdownIt("commonmark", {"html": True}).enable("table")
    renderer.add_render_rule("fence", lambda *_: "")  # code, as between the paragraphs of an R Markdown
    page = renderer.render(body)
    heading = f"<h1>{html.escape(title)}</h1>" if title else ""
    listed = "".join(f'<li id="fn-{numbers[n]}">{renderer.renderInline(note)}</li>' for n, note in notes)
    footnotes = f'<h2>Notes</h2><ol class="references">{listed}</ol>' if notes else ""
    article = read_html(f"<html><body>{heading}{page}{footnotes}</body></html>", source, keys.listed())
    authors, date = of_front_matter(front.group(1)) if front else ((), "")
    return replace(article, warnings=(*article.warnings, *keys.warnings), authors=authors, date=date)


def _with_notes_apart(body: str) -> str:
    """Pandoc's notes within the text, ``^[…]``, as notes at its end."""
    notes: list[str] = []

    def put(match: re.Match[str]) -> str:
        notes.append(" ".join(match.group(1).split()))
        return f"[^inline-{len(notes)}]"

    body = _FENCE.sub("", _INLINE_NOTE.sub(put, body))
    return body + "".join(f"\n\n[^inline-{n}]: {note}" for n, note in enumerate(notes, 1))


def _note_mark(name: str, numbers: dict[str, int]) -> str:
    n = numbers.get(name)
    return f'<sup><a href="#fn-{n}">{n}</a></sup>' if n else f"[^{name}]"
