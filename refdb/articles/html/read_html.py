"""HTML -> Article: journal pages and blog articles, without navigation, scripts and notices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import unquote

from lxml import etree

from refdb.articles import kinds
from refdb.articles.assembling import Piece, PieceBuilder, article_from_pieces
from refdb.articles.html.bylines import byline
from refdb.articles.html.lists import FoundList, find_lists, pieces_of
from refdb.articles.superscripts import raised
from refdb.errors import InputError
from refdb.model import Article, BlockKind, Source
from refdb.text.budgets import within_tags

_DROPPED = frozenset(
    "script style noscript template nav form button select option textarea iframe object embed svg math head footer "
    "aside dialog canvas audio video map".split()
)
_BLOCKS: dict[str, BlockKind] = {
    "h1": "title", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
    "p": "paragraph", "div": "paragraph", "section": "paragraph", "article": "paragraph", "main": "paragraph",
    "blockquote": "paragraph", "pre": "paragraph", "address": "paragraph", "dd": "paragraph", "body": "paragraph",
    "ul": "paragraph", "ol": "paragraph", "dl": "paragraph", "header": "paragraph", "figure": "paragraph",
    "table": "paragraph", "tbody": "paragraph", "center": "paragraph", "details": "paragraph", "summary": "paragraph",
    "li": "list_item", "dt": "heading", "figcaption": "caption", "caption": "caption", "tr": "table", "hr": "paragraph",
}  # fmt: skip
_NAMES_DROPPED = re.compile(
    r"(?:^|[\s_-])(?:nav|navigation|navbar|menu|sidebar|breadcrumbs?|cookie|consent|banner|advert\w*|ads?|share|sharing|"
    r"social|newsletter|subscribe|comments?|related|recommended|popup|modal|skip-link|toolbar|pagination|metrics)(?:$|[\s_-])",
    re.I,
)


def looks_like_html(text: str) -> bool:
    """Whether the text is a page: a doctype, or tags of the common kind near its beginning."""
    head = re.sub(r"^\s*<\?xml[^>]*\?>", "", text[:4000]).lstrip().lower()
    return (
        head.startswith(("<!doctype html", "<html"))
        or len(re.findall(r"<(?:p|div|h[1-6]|body|head|ul|ol|span)[\s>]", head)) >= 2
    )


def read_html(text: str, source: Source, listed: Sequence[Piece] = ()) -> Article:
    """The article of a page; ``listed`` are references that stand outside it.

    Raises:
        InputError: nothing readable in it.
    """
    within_tags(text, source.name)
    # The text was decoded already: a declaration in it that names another encoding must not be believed.
    parser = etree.HTMLParser(
        recover=True, remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise InputError(f"{source.name} cannot be read as HTML: {error}") from error
    if root is None:
        raise InputError(f"{source.name} holds no HTML that could be read")
    lists = find_lists(root)
    article = article_from_pieces([*_Walk(_main_part(root), lists).pieces(), *_listed(lists), *listed], source)
    if not article.text:
        raise InputError(
            f"{source.name}: the page holds no text; a page that is built by scripts must be saved as shown"
        )
    authors, date = byline(root)
    return replace(article, authors=authors, date=date)


def _listed(lists: Sequence[FoundList]) -> Iterator[Piece]:
    for found in lists:
        yield Piece("reference_heading", "References")
        yield from pieces_of(found)


def _main_part(root: etree._Element) -> etree._Element:
    """The element that holds the article, where the page names it and it holds most of the text."""
    length = _text_length(root)
    for path in ("//main", "//article", "//*[@role='main']"):
        found = root.xpath(path)
        best = max(found, key=_text_length, default=None)
        if best is not None and _text_length(best) > 0.5 * length:
            return best
    return root


def _text_length(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in element.itertext("p", "li", "td", "div", "span", "em", "i", "a"))


class _Walk:
    """One pass over the elements, without recursion: a page may nest a hundred thousand deep."""

    def __init__(self, root: etree._Element, lists: Sequence[FoundList] = ()) -> None:
        self._root = root
        self._whole = max(1, _text_length(root))
        self._lists = {part for found in lists for part in found.parts}
        self._builder = PieceBuilder()
        self._kinds: list[BlockKind] = ["paragraph"]
        self._numbers: list[int] = []

    def pieces(self) -> Iterator[Piece]:
        skipped: etree._Element | None = None
        for event, element in etree.iterwalk(self._root, events=("start", "end")):
            if skipped is not None:
                if event == "end" and element is skipped:
                    skipped = None
                    self._builder.add(element.tail or "")
                continue
            if event == "start" and (element in self._lists or self._is_dropped(element)):
                skipped = element
                continue
            yield from self._start(element) if event == "start" else self._end(element)
        yield from self._flush()

    def _start(self, element: etree._Element) -> Iterator[Piece]:
        tag = str(element.tag).lower()
        if tag in _BLOCKS:
            yield from self._flush()
            inherited = self._kinds[-1]
            own = _BLOCKS[tag]
            keep = own == "paragraph" and inherited in ("list_item", "caption", "table")
            self._kinds.append(inherited if keep else own)
            self._number(tag, element)
        elif tag in ("td", "th", "br"):
            self._builder.add("\u2003" if tag != "br" else " ")
        if element.get("id") or (tag == "a" and element.get("name")):
            self._builder.anchors += [name for name in (element.get("id"), element.get("name")) if name]
        if tag == "a":
            self._builder.begin_mark(_target(element), cites=element.get("data-cites") is not None)
        text = element.text or ""
        self._builder.add(raised(text, self._builder.tail) if self._is_raised(element) else text)

    def _number(self, tag: str, element: etree._Element) -> None:
        if tag == "ol":
            start = element.get("start") or "1"
            self._numbers.append(int(start) - 1 if start.isdigit() and len(start) < 6 else 0)
        elif tag == "ul":
            self._numbers.append(-1)
        elif tag == "li" and self._numbers:
            if self._numbers[-1] >= 0:
                self._numbers[-1] += 1
            self._builder.add(f"{self._numbers[-1]}. " if self._numbers[-1] > 0 else "• ")

    def _end(self, element: etree._Element) -> Iterator[Piece]:
        tag = str(element.tag).lower()
        if tag == "a":
            self._builder.end_mark()
        if tag in _BLOCKS:
            yield from self._flush()
            self._kinds.pop()
            if tag in ("ol", "ul") and self._numbers:
                self._numbers.pop()
        if element is not self._root:
            self._builder.add(element.tail or "")

    def _is_raised(self, element: etree._Element) -> bool:
        parent = element.getparent()
        return element.tag == "sup" or (element.tag in ("a", "span") and parent is not None and parent.tag == "sup")

    def _is_dropped(self, element: etree._Element) -> bool:
        if not isinstance(element.tag, str):
            return True
        tag = element.tag.lower()
        if (
            tag in _DROPPED
            or element.get("hidden") is not None
            or "display:none" in (element.get("style") or "").replace(" ", "")
        ):
            return not (
                tag in ("aside", "footer")
                and re.search(r"ref", str(element.get("id")) + str(element.get("class")), re.I)
            )
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
        return (
            tag in ("div", "section", "ul", "header", "span", "p")
            and bool(_NAMES_DROPPED.search(names))
            and _text_length(element) < 0.3 * self._whole
        )

    def _flush(self) -> Iterator[Piece]:
        kind = self._kinds[-1]
        piece = self._builder.piece(kind)
        if not piece.text or piece.text in ("•", "|") or re.fullmatch(r"\d+\.", piece.text):
            yield replace(piece, text="")  # its anchors stand for what follows
            return
        if kinds.is_boilerplate(piece.text):
            kind = "boilerplate"
        elif kind == "paragraph" and kinds.is_definition(piece.text):
            kind = "glossary"
        yield replace(piece, kind=kind)


def _target(element: etree._Element) -> str:
    href = (element.get("href") or "").strip()
    if href.startswith("#"):
        return unquote(href[1:])
    return href if re.match(r"https?://", href, re.I) else ""
