"""Lists of bare links, as chats, blogs and newsletters print their sources: "[1] https://…", "2. A title – site"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from refdb.citations.addresses import outward
from refdb.citations.lists.entries import Entry
from refdb.model import Article, ParsedReference, Span
from refdb.text.addresses import identifiers_of, is_of_work, unwrapped
from refdb.text.headings import is_reference_heading

LEAST, LONGEST = 2, 400  # entries of a list; characters of an entry
_LABEL = re.compile(r"(?:(?<=\s)|(?<![^\n]))(?:\[(\d{1,3})\]:?|(\d{1,3})[.):])\s{1,3}(?=\S)")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def linked_entries(article: Article) -> list[tuple[Entry, str]]:
    """The entries of a list whose items are links, each with its address; often none.

    They are numbered from 1 on, or stand under a heading of references.
    """
    addresses = {m.start(): m.group().rstrip(".,;)]") for m in _ADDRESS.finditer(article.text)}
    addresses |= {p.start: unwrapped(p.name) for p in outward(article.pointers)}
    links = sorted(addresses)
    found = (_numbered(article.text, links) or _headed(article, links)) if len(links) >= LEAST else []
    return [(entry, addresses[links[bisect_left(links, entry.span.start)]]) for entry in found]


def with_address(parsed: ParsedReference, raw: str, address: str) -> ParsedReference:
    """The fields of such an entry: what its address says, and what its words say beside it."""
    told = identifiers_of(address)
    kind = "" if is_of_work(address) else "webpage"
    known = {"url": address, "type": kind, **told}
    return replace(parsed, raw=raw, **known)  # type: ignore[arg-type]


def _numbered(text: str, links: Sequence[int]) -> list[Entry]:
    """The longest chain of labels 1, 2, 3 … with a link behind each, on lines of their own or in one paragraph."""
    best: list[tuple[str, int, int]] = []
    chain: list[tuple[str, int, int]] = []  # (label, where it stands, where what it labels begins)
    for match in (*_LABEL.finditer(text), None):
        linked = bool(chain) and _has_link(links, chain[-1][2], match.start() if match else len(text))
        near = bool(match and chain) and match is not None and match.start() - chain[-1][1] <= LONGEST
        if not linked or not near:  # the chain ends here, with the entry before where that has no link of its own
            done = chain if linked or not chain or _has_link(links, chain[-1][2], _end(text, chain[-1])) else chain[:-1]
            best = max(best, done, key=len)
            chain = []
        label = next(filter(None, match.groups())) if match else ""
        if label == str(len(chain) + 1):
            chain.append((label, match.start() if match else 0, match.end() if match else 0))
    stops = [*(at for _, at, _ in best[1:]), *(_end(text, last) for last in best[-1:])]
    found = [_entry(text, label, start, stop) for (label, _, start), stop in zip(best, stops, strict=True)]
    return found if len(found) >= LEAST else []


def _end(text: str, last: tuple[str, int, int]) -> int:
    stop = text.find("\n", last[2])
    return min(stop if stop >= 0 else len(text), last[2] + LONGEST)


def _headed(article: Article, links: Sequence[int]) -> list[Entry]:
    """Items and lines below a heading of references that hold a link each."""
    found: list[Entry] = []
    inside = False
    for block in article.blocks:
        text = article.text[block.start : block.end]
        if block.kind in ("heading", "reference_heading", "title") or is_reference_heading(text):
            inside = is_reference_heading(text)
            continue
        for start, stop in _lines(article.text, block.start, block.end) if inside else ():
            if stop - start <= LONGEST and _has_link(links, start, stop):
                found.append(_entry(article.text, str(len(found) + 1), start, stop))
    return found if len(found) >= LEAST else []


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+", text[start:end]):
        yield start + match.start(), start + match.end()


def _has_link(links: Sequence[int], start: int, stop: int) -> bool:
    i = bisect_left(links, start)
    return i < len(links) and links[i] < stop


def _entry(text: str, label: str, start: int, stop: int) -> Entry:
    raw = " ".join(text[start:stop].split()).lstrip("•*-– ")
    return Entry(raw, Span(start, start + len(text[start:stop].rstrip())), label)
