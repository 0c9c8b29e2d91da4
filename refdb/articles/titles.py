"""Which block of an article is its title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refdb.articles import kinds
from refdb.articles.profiles.profile import Profile
from refdb.model import BlockKind
from refdb.text.headings import is_reference_heading

MOST_WORDS, MOST_CHARACTERS = 45, 350  # of a title
_LEAST_LETTERS = 3
# A part's name, a kind of article or a page's furniture: no title, wherever it stands.
_NAME_OF_A_PART = re.compile(
    r"\W*(?:abstract|summary|introduction|background|overview|contents|home|news|blog|articles?|"
    r"(?:original|research|review|short) (?:research |original )?(?:articles?|papers?|report|communication)|reviews?|"
    r"systematic review|case reports?|editorial|letters?(?: to the editor)?|open access|free access|health|"
    r"references|bibliography|methods|results|discussion|conclusions?|objectives?|aims?|purpose|glossary|"
    r"by [^\W\d_a-z]\S* \S+)\W*",
    re.I,
)


def title_at(found: Sequence[BlockKind], texts: Sequence[str], profile: Profile) -> int | None:
    """Index of the block that is the title, None where there is none.

    It is what the reader called so; else the first block, where that is short and no sentence; else the first heading
    that is more than the name of a part, and, as the last choice, the first heading.

    Args:
        found: the kinds of the blocks.
        texts: what stands in them.
        profile: of the article; it may know headings that are no title.
    """

    def names_a_part(n: int) -> bool:
        line = " ".join(texts[n].split())
        return bool(_NAME_OF_A_PART.fullmatch(line) or profile.levels.match(line))

    named = [n for n, kind in enumerate(found) if kind == "title"]
    if named:
        return next((n for n in named if not names_a_part(n)), named[0])
    headings = [n for n, kind in enumerate(found) if kind == "heading"]
    first = next((n for n, kind in enumerate(found) if kind != "boilerplate" and not names_a_part(n)), None)
    if first is not None and found[first] == "paragraph" and _is_short(texts[first]):
        return first
    headings = [
        n for n in headings if not is_reference_heading(texts[n])
    ]  # of a chat's answer, "Sources" is the only one
    return next((n for n in headings if not names_a_part(n)), headings[0] if headings else None)


def _is_short(text: str) -> bool:
    return (
        len(text) <= MOST_CHARACTERS
        and _LEAST_LETTERS < len(text.split()) <= MOST_WORDS
        and (text.rstrip().endswith("?") or not kinds.ends_as_sentence(text))
        and not text.lstrip()[:1].islower()
    )
