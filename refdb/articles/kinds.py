"""What kind of block a line or paragraph is, told from its own words and its neighbours.

Copies of web pages have no marks left: headings, image captions, glossaries and table rows stand among the paragraphs.
"""

from __future__ import annotations

import re

_BULLET = re.compile(r"^\s*(?:[•·▪◦‣⁃*–—-]\s+|\(?\d{1,3}[.)]\s+|\(?[a-z][.)]\s+)")
_FIGURE = re.compile(
    r"^\s*(?:fig(?:ure)?|table|image|photo(?:graph)?|illustration|credit|abbildung|tabelle)s?\b\.?\s*\d*\s*[.:|©-]",
    re.I,
)
_BOILERPLATE = re.compile(
    r"^\s*(?:skip to (?:main )?content|share (?:this|on)|subscribe|sign (?:in|up)|log ?in|menu|search|advertisement|"
    r"cookies?|accept all|privacy policy|terms of (?:use|service)|back to top|read more|related (?:articles?|posts?)|"
    r"table of contents|print|download pdf|leave a (?:comment|reply)|all rights reserved|copyright|©).{0,60}$",
    re.I,
)
_DEFINITION = re.compile(r"^\s*(?:meaning|definition)\s*[:–—-]", re.I)
_ENDS = re.compile(r"[.!?…:;。！？][\"'”’)\]]*(?:[\d,–⁰-⁹¹²³\[\]-]*)$")


def is_bullet(line: str) -> bool:
    """Whether the line begins an item of a list."""
    return bool(_BULLET.match(line))


def is_boilerplate(line: str) -> bool:
    """Navigation, buttons, notices."""
    return bool(_BOILERPLATE.match(line))


def is_definition(line: str) -> bool:
    """A glossary's "Meaning: …"."""
    return bool(_DEFINITION.match(line))


def ends_as_sentence(line: str) -> bool:
    """Whether the line ends with a mark that ends sentences (and, perhaps, citation markers)."""
    return bool(_ENDS.search(line.rstrip()))


def is_heading(line: str) -> bool:
    """A short line that does not end as a sentence does (a question may), and begins with a capital or number."""
    line = line.strip()
    words = line.split()
    if not 1 <= len(words) <= 14 or len(line) > 110 or line[0].islower() or is_bullet(line):
        return False
    if line.endswith("?"):
        return True
    return not ends_as_sentence(line) and any(c.isalpha() for c in line)


def is_caption(line: str) -> bool:
    """Whether the line begins as captions do: "Figure 2.", "Photo: …"."""
    return bool(_FIGURE.match(line))


def is_titled(line: str) -> bool:
    """Whether most words begin with a capital, as in a table's header."""
    words = [word for word in line.split() if word[0].isalpha()]
    long_words = [word for word in words if len(word) > 3] or words
    return bool(long_words) and sum(word[0].isupper() for word in long_words) >= 0.7 * len(long_words)
