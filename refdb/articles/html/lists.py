"""Where a page keeps its reference list, told by its markup, and what its entries print.

A list is known by links from the text that lead to its items, by its name (``class="references"``), or by the heading
above it; its items are most often dated. Buttons ("PubMed", "Google Scholar") are no part of a reference, but where
they lead tells its DOI.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from lxml import etree

from refdb.articles.assembling import Piece
from refdb.model import ParsedReference
from refdb.text.addresses import identifiers_of, unwrapped
from refdb.text.headings import is_reference_heading
from refdb.text.patterns import DATED

_ITEMS = ("li", "p", "div", "tr", "dd", "section", "article")
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:refs?|ref-?list|references?|bibliograph\w*|biblio|literature|citation-?list|cited)(?:$|[\s_-]|\d)",
    re.I,
)
_BUTTON = re.compile(
    r"^\W*(?:(?:view|find|see|go to|open|search|export|download|get|check|order)?\s*(?:this |the )?(?:article|abstract|full[ -]?text|"
    r"pubmed(?: ?central)?(?: abstract)?|pubmed/ncbi|medline|cross ?ref|google(?: scholar| books)?|scholar|web of science|scopus|isi|cas|"
    r"chemport|openurl|sfx|adsabs?|ads|mathscinet|mathematical reviews|zentralblatt math|pdf|html|links?|doi|crossref full text|"
    r"publisher(?: full text)?|biomed central(?: full text)?|pmc(?: full text)?|free(?: full text| article)?|article in |online|"
    r"publication history|inspire|in this article|reference source|citation|export citation|find it|semantic scholar|europe pmc|"
    r"copy|back|top|return to (?:text|article|citing)|cited? in text|view in article|[↑↩⇑^]|scielo|lilacs|ir para|links))"
    r"(?:\s+(?:in|on|at|from|via|article|online|text|abstract|full text|citation|scholar|history)){0,4}[\W\d]*$",
    re.I,
)
_SKIPPED = frozenset("script style noscript svg button form input select img template".split())
_LABEL = re.compile(r"^\s*(?:\[(\d{1,4})\]|\((\d{1,4})\)|(\d{1,4})[.):]|(\d{1,4})(?=\s+[^\W\d_a-z]))[\s.:]*")
# Notes that cite again ("Ibid., 30.") are no list: ``citations.notes`` reads them.
_AGAIN = re.compile(r"\W*+(?:\d{1,4}\W{1,3})?(?:ibid(?:em)?|ebd|ebenda)\b", re.I)
_BACK = re.compile(r"^\^(?:\s[a-z]{1,2}(?=\s))*\s+")  # Wikipedia's way back to the text: "^ a b"
_CITED_BY = re.compile(r"^\W*cited (?:by|in|on)\b\W", re.I)  # LaTeXML's way back to the text
_OF_PUBMED = re.compile(r"/(\d{5,9})/?$")
MOSTLY = 0.5  # share of an entry
MOST_SHORT = 150  # characters of a note that names an entry
_LEFT_OVER = f"{string.whitespace}\u00a0|•·,;[]()"


@dataclass(frozen=True, slots=True)
class FoundList:
    """The element that holds a list, and its entries in order."""

    element: etree._Element
    items: tuple[etree._Element, ...]
    names: Mapping[etree._Element, tuple[str, ...]] = field(default_factory=dict)  # of short notes that mean an entry

    @property
    def parts(self) -> tuple[etree._Element, ...]:
        """What of the page is the list: the element, or its entries alone where the text that cites them is in it, too."""
        inside = {e for item in self.items for e in item.iter()}
        names = {name for item in self.items for name in names_in(item)}
        cites = any(
            (a.get("href") or "").startswith("#") and unquote((a.get("href") or "")[1:]) in names
            for a in self.element.iter("a")
            if a not in inside
        )
        return self.items if cites else (self.element,)


def find_lists(root: etree._Element) -> list[FoundList]:
    """The reference lists of a page: every one that the text links to, or else the longest that is named as one."""
    linked = frozenset(_linked_names(root))
    found: list[tuple[int, bool, FoundList]] = []
    for element in root.iter():
        if not isinstance(element.tag, str) or len(element) < 2 or element.tag in ("html", "body"):
            continue
        items = _items(element)
        if len(items) < 2:
            continue
        # An entry is led to by one name; a section that holds entries, figures and tables by many.
        led_to = [len(linked.intersection(names_in(item))) for item in items]
        targets = sum(n == 1 for n in led_to)
        by_links = targets >= max(2, 0.4 * len(items)) and max(led_to) <= 3
        named = _is_named(element)
        if by_links:  # what is neither led to nor dated stands among the notes, and is none
            items = [item for item, n in zip(items, led_to, strict=True) if n or DATED.search("".join(item.itertext()))]
        if (by_links or named) and _dated(items) and not any(_AGAIN.match(_short(item)) for item in items):
            found.append((targets if by_links else 0, named, FoundList(element, tuple(items))))
    lists = [(targets, one) for targets, named, one in found if named] or [(t, one) for t, _, one in found]
    cited = _outermost([one for targets, one in lists if targets])
    chosen = cited or ([max((one for _, one in lists), key=lambda one: len(one.items))] if lists else [])
    return _with_sources(root, chosen)


def _with_sources(root: etree._Element, lists: list[FoundList]) -> list[FoundList]:
    """Short notes ("Holick 2007, p. 266") that lead to an entry of another list stand for that entry."""
    if not lists:
        return []
    by_name = {name: e for e in root.iter() if isinstance(e.tag, str) for name in (e.get("id"), e.get("name")) if name}
    names: dict[etree._Element, list[str]] = {}
    short: set[etree._Element] = set()
    for item in (item for found in lists for item in found.items):
        length = len(_short(item))
        for link in item.iter("a"):
            to = by_name.get(unquote((link.get("href") or "")[1:])) if (link.get("href") or "")[:1] == "#" else None
            entry = (
                next((e for e in (to, *to.iterancestors()) if e.tag in ("li", "dd")), None) if to is not None else None
            )
            if entry is not None and entry is not item and length < MOST_SHORT and length < len(_short(entry)):
                names.setdefault(entry, []).extend(names_in(item))
                short.add(item)
    listed = {item for found in lists for item in found.items}
    further = dict.fromkeys(entry.getparent() for entry in names if entry not in listed)
    found = [
        *(replace(one, items=tuple(item for item in one.items if item not in short)) for one in lists),
        *(FoundList(parent, tuple(e for e in parent if e in names or DATED.search(_short(e)))) for parent in further),
    ]
    return [replace(one, names={item: tuple(names[item]) for item in one.items if item in names}) for one in found]


def pieces_of(found: FoundList) -> Iterator[Piece]:
    """A piece for each entry: what it prints, its number, the names that the text links to."""
    for n, item in enumerate(found.items, 1):
        text, links = _text_and_links(item)
        text = _BACK.sub("", text)
        label = _LABEL.match(text)
        printed = next(filter(None, label.groups())) if label else ""
        raw = (text[label.end() :] if label else text).rstrip(_LEFT_OVER).strip()
        if text.rstrip().endswith((")", "]")) and raw.count("(") > raw.count(")"):
            raw += ")"
        if len(raw) < 10:
            continue
        yield Piece(
            "reference",
            raw,
            (),
            (*names_in(item), *found.names.get(item, ())),
            _known(item, raw, links),
            printed or str(n),
        )


def names_in(element: etree._Element) -> list[str]:
    """The names by which links can lead to the element or into it."""
    return [
        name
        for e in element.iter()
        if isinstance(e.tag, str)
        for name in (e.get("id"), e.get("name") if e.tag == "a" else None)
        if name
    ]


def _linked_names(root: etree._Element) -> set[str]:
    return {
        unquote(href[1:]) for a in root.iter("a") if (href := a.get("href") or "").startswith("#") and len(href) > 1
    }


def _items(element: etree._Element) -> list[etree._Element]:
    """The children that can be entries: all of one kind, and most of what the element holds."""
    children = [child for child in element if isinstance(child.tag, str) and len(element) < 20_000]
    for tag in _ITEMS:
        same = [child for child in children if child.tag == tag and _short(child)]
        if len(same) >= 2 and len(same) >= 0.4 * len(children):
            return same
    return []


def _is_named(element: etree._Element) -> bool:
    """Whether the list's own names, its parent's, or the heading above say that it holds references, and not notes."""
    heading = _heading_above(element)
    if heading:
        return is_reference_heading(heading) or (
            _has_name(element) and not re.match(r"^\W*(?:foot|end)?notes?\b", heading, re.I)
        )
    return _has_name(element)


def _has_name(element: etree._Element) -> bool:
    for one in (element, element.getparent()):
        if one is None or one.tag in ("body", "html"):
            continue
        names = " ".join(
            str(value) for key, value in one.attrib.items() if key not in ("href", "src", "style", "onclick")
        )
        if len(names) < 300 and _NAMED.search(names):
            return True
    return False


def _heading_above(element: etree._Element) -> str:
    """The text right above the element, or above what it is the first thing in."""
    for _ in range(3):
        before = element.getprevious()
        while before is not None and not (isinstance(before.tag, str) and _short(before)):
            before = before.getprevious()
        if before is not None:
            text = _short(before)
            return text if len(text) < 80 else ""
        element = element.getparent()
        if element is None or element.tag in ("body", "html"):
            return ""
    return ""


def _short(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())[:200]


def _dated(items: Sequence[etree._Element]) -> bool:
    """Whether the items are as long as references are, and most of them name a year and a place to look."""
    texts = [" ".join("".join(item.itertext()).split()) for item in items]
    lengths = sorted(len(text) for text in texts)
    fitting = sum(bool(DATED.search(text)) and len(text) > 25 for text in texts)
    return (
        lengths[len(lengths) // 2] >= 30
        and lengths[int(0.9 * (len(lengths) - 1))] <= 1200
        and fitting >= 0.6 * len(texts)
    )


def _outermost(found: Sequence[FoundList]) -> list[FoundList]:
    # Of two lists in one another the one with the more items holds the entries, the other their groups or parts.
    kept: list[FoundList] = []
    for one in sorted(found, key=lambda f: -len(f.items)):
        around = set(one.element.iterancestors()) | set(one.element.iterdescendants())
        if not any(other.element in around for other in kept):
            kept.append(one)
    return [one for one in found if one in kept]


def _text_and_links(item: etree._Element) -> tuple[str, list[str]]:
    parts: list[str] = []
    links: list[str] = []
    skipped: etree._Element | None = None
    for event, element in etree.iterwalk(item, events=("start", "end")):
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                parts.append(element.tail or "" if element is not item else "")
            continue
        if event == "end":
            parts.append(element.tail or "" if element is not item else "")
            if element.tag in ("p", "div", "li", "br", "td", "cite", "ul", "ol"):
                parts.append(" ")
            continue
        if element.tag == "a" and element.get("href"):
            links.append(_address(element))
        if _is_skipped(element, item):
            links += [_address(a) for a in element.iter("a") if a is not element]
            skipped = element
            continue
        if element.tag in ("p", "div", "li", "br", "td", "cite", "ul", "ol"):
            parts.append(" ")
        parts.append(element.text or "")
    return " ".join("".join(parts).split()), links


def _address(link: etree._Element) -> str:
    """Where a link leads; PubMed's own pages name an article by a bare number."""
    address = unquote(link.get("href") or "")
    number = _OF_PUBMED.fullmatch(address)
    if number and "pubmed" in "".join(link.itertext()).lower():
        return f"https://pubmed.ncbi.nlm.nih.gov/{number.group(1)}/"
    return address


def _is_skipped(element: etree._Element, item: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _SKIPPED:
        return True
    if element is item:
        return False
    text = " ".join("".join(element.itertext()).split())
    if element.tag == "a":
        back = (element.get("href") or "").startswith("#") and len(text) < 12 and not _LABEL.match(text + " A")
        return back or (len(text) < 60 and bool(_BUTTON.match(text)))
    if "ltx_tag" in (element.get("class") or "") or (element.find(".//a") is not None and _CITED_BY.match(text)):
        return True
    hidden = "display:none" in (element.get("style") or "").replace(" ", "")
    return hidden or (
        element.tag in ("span", "div", "li", "ul", "p") and 0 < len(text) < 40 and bool(_BUTTON.match(text))
    )


def _known(item: etree._Element, raw: str, links: Sequence[str]) -> ParsedReference:
    found: dict[str, set[str]] = {}
    for link in links:
        for name, value in identifiers_of(link).items():
            found.setdefault(name, set()).add(value)
    if "10." in raw:  # a DOI that is printed is read from there
        found.pop("doi", None)
    whole = [a for a in item.iter("a") if "://" in (a.get("href") or "") and len(_short(a)) > MOSTLY * len(raw)]
    if not found and len(whole) == 1:  # the entry is a link and little else
        found["url"] = {unwrapped(whole[0].get("href") or "")}
    return ParsedReference(raw, **{name: values.pop() for name, values in found.items() if len(values) == 1})  # type: ignore[arg-type]
