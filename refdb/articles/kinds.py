"""What kind of block a line or paragraph is, told from its own words and its neighbours.

Copies of web pages have no marks left: headings, image captions, glossaries and table rows stand among the paragraphs.
"""

from __future__ import annotations

import re

_BULLET = re.compile(r"^\s*(?:[•·▪◦‣⁃*–—-]\s+|\(?\d{1,3}[.)]\s+|\(?[a-z][.)]\s+)")
_FIGURE = re.compile(
    r"^\s*(?:fig(?:ure)?|table|image|photo(?:graph)?|illustration|credit|abbildung|tabelle)s?\b\.?\s*\d*\s*[.:|∞©-]",
    re.I,
)
_BOILERPLATE = re.compile(
    r"^\s*(?:skip to (?:main )?content|share (?:this|on)|subscribe|sign (?:in|up)|log ?in|menu|search|advertisement|"
    r"cookies?|accept all|privacy policy|terms of (?:use|service)|back to top|read more|related (?:articles?|posts?)|"
    r"table of contents|print|download pdf|leave a (?:comment|reply)|all rights reserved|copyright|©).{0,60}$",
    re.I,
)
_DEFINITION = re.compile(r"^\s*(?:meaning|definition)\s*[∞:–—-]", re.I)
_SYMBOL = re.compile(
    r"\b(?:symboli[sz](?:es?|ing)|signif(?:ies|y|ying)|evok(?:es?|ing)|embod(?:ies|y|ying)|depict(?:s|ing)|represent(?:s|ing)|"
    r"visuali[sz](?:es?|ing)|illustrat(?:es?|ing)|metaphor(?:ically)?|exemplif(?:ies|y|ying)|conveys?|underscor(?:es?|ing)|"
    r"highlighting|showcas(?:es?|ing)|portray(?:s|ing)|mirrors?|reflects?|reflecting|suggests?|demonstrat(?:es?|ing)|visually interprets)\b",
    re.I,
)
_VISIBLE = re.compile(
    r"\b(?:image|visual|picture|photo|composition|arrangement|sculpture|structures?|sphere|spheres|spherical|leaf|leaves|"
    r"texture|textured|translucent|close-up|cross-section|background|surface|hands?|portrait|figure|branch(?:es)?|stones?|"
    r"sand|flower|petals?|botanical|root|roots|pattern|patterned|white|green|delicate|intricate|luminous|vibrant|smooth|"
    r"serene|subject|male|female|person|patient|man|woman|individuals|couple|eyes|hair|light|glass|fractured|abstract|"
    r"minimalist|detailed|microscopic|macro|polished|pale|silver|golden|wooden|ceramic|spiral|shell|feather|cells?|smil\w+)\b",
    re.I,
)
_STARTS_AS_DESCRIPTION = re.compile(
    r"^\s*(?:an?|the|two|three|several|close-up|[a-z]+ed|[a-z]+ing|[a-z]+,|[A-Z][a-z]+ [a-z]+)\b", re.I
)
_EVIDENCE = re.compile(r"\[\d|\d\s?%|\bet al\b|\(\d{4}\)|\bp\s?[<=]", re.I)
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
    """An image's description: what can be seen and what it stands for, mostly without a full stop at its end."""
    if _FIGURE.match(line):
        return True
    words = line.split()
    if len(words) < 8 or is_bullet(line) or _EVIDENCE.search(line):
        return False
    first = " ".join(words[:14])
    score = (
        2 * (not ends_as_sentence(line))
        + min(2, len(_SYMBOL.findall(line)))
        + min(2, len(_VISIBLE.findall(first)))
        + bool(_STARTS_AS_DESCRIPTION.match(line))
    )
    return score >= 4 and bool(_SYMBOL.search(line) or not ends_as_sentence(line)) and bool(_VISIBLE.search(line))


def is_symbolic(line: str) -> bool:
    """Whether the line says what a picture stands for."""
    return bool(_SYMBOL.search(line))


def is_titled(line: str) -> bool:
    """Whether most words begin with a capital, as in a table's header."""
    words = [word for word in line.split() if word[0].isalpha()]
    long_words = [word for word in words if len(word) > 3] or words
    return bool(long_words) and sum(word[0].isupper() for word in long_words) >= 0.7 * len(long_words)
