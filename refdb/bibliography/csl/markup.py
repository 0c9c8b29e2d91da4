"""Registry text with JATS, HTML, MathML and entities -> plain text.

Titles in Crossref carry markup of three families, entities encoded once or twice, and bare ``<`` signs; abstracts
are JATS fragments, sometimes HTML. Both are parsed by lxml without entities, DTD or network. A tag that none of
the families knows (``<konggi>``, ``<script>``) is text the publisher printed, and stays text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

_INLINE = (
    "a abbr abbrev alternatives b bold br break caption cite code cpst del disp-formula display-formula dfn em email "
    "ext-link fixed-case font formula graphic hi i inf inline-formula inline-graphic ins italic kbd label l math mark "
    "label monospace named-content ovl overline q roman s samp sans-serif sc scp small source span strike string-name "
    "strong styled-content sub sup tex-math title tt u underline uri xref"
)
_BLOCKS = "abstract body div h1 h2 h3 h4 h5 h6 html li list list-item ol p sec section title trans-abstract ul"
_MATHML = (
    "maction math menclose merror mfenced mfrac mglyph mi mlabeledtr mmultiscripts mn mo mover mpadded mphantom "
    "mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none "
    "semantics annotation annotation-xml"
)
_KNOWN = frozenset(f"{_INLINE} {_BLOCKS} {_MATHML}".split())
_TAG = re.compile(r"<(/?)([A-Za-z][\w.-]*:)?([A-Za-z][\w-]*)((?:\s[^<>]*)?)(/?)>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_VOID = frozenset({"br", "break", "mspace", "mprescripts", "none", "graphic", "inline-graphic", "mglyph"})
_SILENT = frozenset({"graphic", "inline-graphic", "annotation", "annotation-xml"})
_PARAGRAPHS = frozenset(_BLOCKS.split())
_HEADINGS = frozenset(("title", "h1", "h2", "h3", "h4", "h5", "h6"))
_RICH_NAMES = {
    "i": "i", "italic": "i", "em": "i", "cite": "i", "dfn": "i", "b": "b", "bold": "b", "strong": "b", "sub": "sub",
    "inf": "sub", "sup": "sup", "sc": "sc", "scp": "sc",
}  # fmt: skip
_RICH = re.compile(r"<(?:i|b|sub|sup|sc|math)>")
_OWN_NAME = re.compile(r"(?i)(?:abstract|summary|graphical abstract|zusammenfassung|résumé|resumen|resumo)\W*")
_LEADING_NAME = re.compile(r"(?:Abstract|ABSTRACT|A B S T R A C T)(?:\s*[:.—–-]+\s*|\s+|(?=[A-Z]))(?=[A-Z0-9\"“(<])")


def plain_text(text: str) -> str:
    """One line of plain text out of a title, name or journal that may hold markup and entities.

    >>> plain_text("Structure of Ti<sub>3</sub>C<sub>2</sub> &amp;amp; <i>E. coli</i>")
    'Structure of Ti3C2 & E. coli'
    """
    if "<" not in text and "&" not in text:
        return text if _is_plain(text) else _squeeze(text)
    for _ in range(3):  # entities come encoded twice, markup comes encoded as entities
        marked = any(_is_known(match) for match in _TAG.finditer(text))
        if not marked and not _ENTITY.search(text):
            break
        text = "".join(_inline_pieces(_parse(text))) if marked else html.unescape(text)
    return _squeeze(text)


def rich_text(text: str) -> str:
    """A title with its markup in one small language: ``<i> <b> <sub> <sup> <sc>``, and ``<math>`` around TeX.

    ``""`` where it has none, so that its plain text says all.

    >>> rich_text("Growth of &lt;i&gt;E. coli&lt;/i&gt; in H<SUB>2</SUB>O")
    'Growth of <i>E. coli</i> in H<sub>2</sub>O'
    """
    if "<" not in text and "&lt;" not in text:
        return ""
    for _ in range(2):  # markup comes encoded as entities
        if any(_is_known(match) for match in _TAG.finditer(text)):
            rich = _squeeze("".join(_rich_pieces(_parse(text))))
            return rich if _RICH.search(rich) else ""
        text = html.unescape(text)
    return ""


def _rich_pieces(element: etree._Element) -> Iterator[str]:
    from refdb.bibliography.csl.mathml import tex_of

    if element.text:
        yield element.text
    for child in _readable(element):
        name = _RICH_NAMES.get(child.tag, "")
        if child.tag == "math":
            tex = tex_of(child)
            script = tex.startswith(("{}_", "{}^"))  # of the word before: Mn<sub>2</sub>VAl
            yield f"{'' if script else ''.join(_before_formula(child))}<math>{tex}</math>" if tex else ""
            if script:
                yield child.tail or ""
                continue
        elif child.tag == "tex-math":
            yield f"<math>{''.join(child.itertext()).strip().strip('$').strip()}</math>"
        else:
            inner = "".join(_rich_pieces(child))
            yield f"<{name}>{inner}</{name}>" if name and inner.strip() else inner
        if child.tag in ("br", "break", "p", "title"):
            yield " "
        if child.tail:
            if child.tag in ("math", "inline-formula", "formula") and child.tail[0].isalpha():
                yield " "
            yield child.tail


def paragraphs(text: str) -> str:
    """An abstract as plain paragraphs divided by a blank line, without its own heading "Abstract".

    The heading of a section within it stays before the section's first paragraph: ``"Methods: We asked …"``.
    """
    for _ in range(2):  # markup comes encoded as entities, even within real markup
        if "&lt;" in text and any(_is_known(match) for match in _TAG.finditer(html.unescape(text))):
            text = html.unescape(text) if not _TAG.search(text) or "&lt;p" in text or "&lt;/" in text else text
    if not any(_is_known(match) for match in _TAG.finditer(text)):
        parts = (plain_text(part) for part in re.split(r"\n\s*\n", text))
        return _without_name("\n\n".join(filter(None, parts)))
    blocks: list[str] = []
    heading = ""
    for kind, raw in _block_texts(_parse(text)):
        block = plain_text(html.escape(raw, quote=False)) if "&" in raw else _squeeze(raw)
        if not block or (kind == "heading" and _OWN_NAME.fullmatch(block)):
            continue
        if kind == "heading":
            if heading:
                blocks.append(heading)
            heading = block
        else:
            blocks.append(f"{heading.rstrip(' :.')}: {block}" if heading else block)
            heading = ""
    if heading:
        blocks.append(heading)
    return _without_name("\n\n".join(blocks))


def _squeeze(text: str) -> str:
    return _SPACES.sub(" ", _CONTROLS.sub("", text)).strip()


def _is_plain(text: str) -> bool:
    """Whether there is nothing to squeeze, the usual case, found out quickly."""
    return text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " " and text.isascii()


def _without_name(text: str) -> str:
    match = _LEADING_NAME.match(text)
    return text[match.end() :] if match else text


def _is_known(match: re.Match[str]) -> bool:
    return match[3].lower() in _KNOWN or (match[2] or "").lower() in ("jats:", "mml:")


def _parse(text: str) -> etree._Element:
    """The fragment as an element tree: known tags without prefix, case and attributes, all else as text."""
    from lxml import etree

    pieces = []
    position = 0
    for match in _TAG.finditer(text):
        if not _is_known(match):
            continue
        pieces.append(_escaped(text[position : match.start()]))
        name = match[3].lower()
        if match[1]:
            pieces.append("" if name in _VOID else f"</{name}>")
        else:
            pieces.append(f"<{name}/>" if match[5] or match[4].rstrip().endswith("/") or name in _VOID else f"<{name}>")
        position = match.end()
    pieces.append(_escaped(text[position:]))
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    root = etree.fromstring(f"<fragment>{''.join(pieces)}</fragment>".encode(), parser)
    return root if root is not None else etree.Element("fragment")


def _escaped(text: str) -> str:
    """Text for the parser: entities decoded once, what XML cannot hold left out."""
    return html.escape(_CONTROLS.sub("", html.unescape(text)), quote=False)


def _inline_pieces(element: etree._Element) -> Iterator[str]:
    """The text of an element in reading order; formulas and line breaks keep their distance from words."""
    if element.text:
        yield element.text
    for child in _readable(element):
        if child.tag in ("br", "break", "mspace") or child.tag in _PARAGRAPHS:
            yield " "
        if child.tag == "math":
            yield from _formula(child)
        else:
            yield from _inline_pieces(child)
        if child.tag in _PARAGRAPHS:
            yield " "
        if child.tail:
            if child.tag in ("math", "inline-formula", "formula") and child.tail[0].isalpha():
                yield " "
            yield child.tail


def _readable(element: etree._Element) -> list[etree._Element]:
    """The children that a reader sees: one of several alternatives, no graphics, no TeX beside MathML."""
    children = [child for child in element if isinstance(child.tag, str) and child.tag not in _SILENT]
    if element.tag == "alternatives" and any(child.tag == "math" for child in children):
        return [child for child in children if child.tag == "math"][:1]
    return children


def _formula(element: etree._Element) -> Iterator[str]:
    yield from _before_formula(element)
    yield "".join(part.strip() for part in _inline_pieces(element))


def _before_formula(element: etree._Element) -> Iterator[str]:
    previous = element.getprevious()
    before = element.getparent().text if previous is None else previous.tail
    if before and before[-1].isalpha():
        yield " "


def _block_texts(element: etree._Element) -> Iterator[tuple[str, str]]:
    """("heading" | "text", raw text) for each paragraph-like unit below an element, in order."""
    kind = "heading" if element.tag in _HEADINGS else "text"
    pending = [element.text or ""]
    for child in _readable(element):
        if child.tag in _PARAGRAPHS:
            yield kind, "".join(pending)
            pending = []
            yield from _block_texts(child)
        elif child.tag == "math":
            pending.extend(_formula(child))
        else:
            if child.tag in ("br", "break"):
                pending.append(" ")
            pending.extend(_inline_pieces(child))
        if child.tail:
            if child.tag in ("math", "inline-formula", "formula") and child.tail[0].isalpha():
                pending.append(" ")
            pending.append(child.tail)
    yield kind, "".join(pending)
