"""Where the pages of a text end, kept in the text itself, so that whoever cuts it anew still knows them.

As in what pdftotext writes, a form feed ends a page. A column that is read late may stand on an earlier page: a
vertical tab goes one page back. Both are blanks to everybody else.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

FORWARD, BACK = "\f", "\v"
_MARK = re.compile(r"([\f\v])")

Pages = Sequence[tuple[int, int]]  # (where in a text it begins, number of the page), in the text's order


def page_marks(page: int, following: int) -> str:
    r"""What stands between a text of one page and a text of another.

    >>> page_marks(2, 4), page_marks(4, 3), page_marks(3, 3)
    ('\x0c\x0c', '\x0b', '')
    """
    return FORWARD * (following - page) + BACK * (page - following)


def marks_in(text: str) -> str:
    """The marks alone, for a stretch of text that is left out."""
    return "".join(_MARK.findall(text))


def is_paged(text: str) -> bool:
    """Whether a text says where its pages end."""
    return FORWARD in text


def pages_of(text: str, page: int) -> tuple[str, Pages]:
    r"""A text with its blanks drawn together, and where in it which page begins; ``page`` is that of its beginning.

    >>> pages_of("Naps help\f\n memory.\f", 3)
    ('Naps help memory.', [(0, 3), (10, 4), (17, 5)])
    """
    parts: list[str] = []
    length = 0
    pages = [(0, page)]
    for part in _MARK.split(text):
        if part in (FORWARD, BACK):
            page += 1 if part == FORWARD else -1
            pages.append((length, page))
        elif words := " ".join(part.split()):
            if parts:
                pages = [(at + (at == length), number) for at, number in pages]
                length += 1
            parts.append(words)
            length += len(words)
    return " ".join(parts), pages


def page_at(pages: Pages, place: int) -> int:
    """The page on which a place of the text stands; 0 where nobody knows."""
    found = bisect_right(pages, place, key=lambda one: one[0])
    return pages[found - 1][1] if found else 0
