"""Where the reference list of an article is."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from refdb.model import Article
from refdb.text.headings import is_heading_of, is_reference_heading
from refdb.text.patterns import DATED, DOI_PREFIX, HALF_WIDTH, YEAR_SET_APART

_NAMES = re.compile(
    r"^\W*(?:\[?\(?[A-Z]{0,2}\d{1,4}[\].)]*\s+|\[[\w+-]+\]\s*)?(?:(?:[a-z]{1,4}['’ ]){0,3}[^\W\d_a-z][\w'’‐-]+(?: [^\W\d_a-z][\w'’-]+)?,?\s+(?:[^\W\d_a-z]\.?[\s-]?){1,4}(?:[,;.&(]|\s|$)|"
    r"(?:[^\W\d_a-z]\.[\s-]?){1,4}\s?[^\W\d_a-z][\w'’-]+|[^\W\d_]+.{0,80}?\bet al\b)"
)
_LOCATOR = re.compile(
    r"\b\d{1,4}\s*\(\s*(?:suppl\.?\s*)?\d|\b\d+\s*:\s*[A-Za-z]?\d+|\d\s*[-–—]\s*[A-Za-z]?\d|\bpp?\.\s*\d|\bvol\b|\bno\.|"
    rf"\b{DOI_PREFIX}|https?://|\bdoi\b|\bpress\b|\bISBN\b|\bjournal\b|\bproceedings\b|\bthesis\b|\barxiv\b|\bjama\b|\blancet\b",
    re.I,
)
_LABEL = re.compile(
    r"^\s*(?:[\[［](?:\d{1,4}|[A-Z]{1,2}\d{1,3})[\]］]|[(（]?(?:\d{1,4}|[A-Z]{1,2}\d{1,3})[.)．）]|[•·▪*–-]\s)"
)
LEAST_OF_SECOND, SURE = 2, 0.8  # entries of a second list, and the share of them that are so beyond doubt
LONGEST_BEHIND = 60  # characters of what heads the parts behind a list
LONGEST_SURE = 800  # characters
_ENDS = ("heading", "title", "caption", "glossary", "boilerplate")


def _half(text: str) -> str:
    return text if text.isascii() else text.translate(HALF_WIDTH)


def has_year(text: str) -> bool:
    """Whether a year stands in the text, also one whose digits are set apart, or what stands for it (in press)."""
    return bool(DATED.search(text) or YEAR_SET_APART.search(text))


def looks_like_reference(text: str) -> bool:
    """Whether a block reads like an entry of a reference list: a year, names at its front, a place to find it."""
    if not 15 <= len(text) <= 3000:
        return False
    text = _half(text)
    return bool(DATED.search(text)) + bool(_NAMES.match(text)) + bool(_LOCATOR.search(text)) >= 2


def looks_like_list(text: str) -> bool:
    """Whether a block is many entries in one: a list of wrapped lines without a blank line in it."""
    if len(text) < 400:
        return False
    years, locators = len(DATED.findall(text)), len(_LOCATOR.findall(text))
    return years >= 2 and years >= len(text) / 500 and locators >= len(text) / 700


def find_list(article: Article) -> tuple[int | None, list[int]]:
    """(index of the heading's block or None, indexes of the list's blocks); ``[]`` where there is no list."""
    known = [i for i, block in enumerate(article.blocks) if block.kind == "reference"]
    if known:  # the file itself says where its list is
        return None, known
    texts = [article.text[block.start : block.end] for block in article.blocks]
    found = {
        at: members
        for at in range(len(texts) - 1, -1, -1)
        if is_reference_heading(texts[at]) and (members := _after(article, texts, at + 1))
    }
    if not found:
        return None, _longest_run(article, texts)
    best = max(found, key=lambda at: len(found[at]))
    taken = set(found[best])
    for at, others in found.items():  # a supplement's list, a chapter's: entries beyond doubt, and none of them twice
        if at != best and not taken.intersection(others) and _is_list_of_its_own(texts, others, taken):
            taken.update(others)
    return best, sorted(taken)


def _is_list_of_its_own(texts: Sequence[str], others: Sequence[int], taken: Collection[int]) -> bool:
    printed = {texts[i][:80] for i in taken}
    sure = [i for i in others if is_surely_reference(texts[i])]
    return (
        len(others) >= LEAST_OF_SECOND
        and len(sure) >= SURE * len(others)
        and not any(texts[i][:80] in printed for i in others)
    )


def is_surely_reference(text: str) -> bool:
    """Whether a text has all that an entry has: names at its front, a year, a place to find it; and no more."""
    text = _half(text)
    return bool(DATED.search(text) and _NAMES.match(text) and _LOCATOR.search(text)) and len(text) < LONGEST_SURE


def reads_like_place(text: str) -> bool:
    """Whether pages, a volume, a publisher, a DOI … are in the text."""
    return bool(_LOCATOR.search(_half(text)))


def _after(article: Article, texts: Sequence[str], start: int) -> list[int]:
    """The blocks of the list that begins at ``start``: to the next heading, caption or what else ends it."""
    found: list[int] = []
    strange = 0
    for i in range(start, len(texts)):
        kind = article.blocks[i].kind
        like = looks_like_reference(texts[i]) or (kind == "list_item" and bool(DATED.search(texts[i])))
        if (like or looks_like_list(texts[i])) and kind not in ("glossary", "caption"):
            found += range(found[-1] + 1 if found else i, i + 1)
            strange = 0
            continue
        if kind in _ENDS and found and not _continues(texts[i], kind):
            break
        if found and len(texts[i]) < LONGEST_BEHIND and _ends_list(texts[i]):
            break
        strange += 1
        # A web page or a report: without names or without a place to find it, but dated or numbered as the rest.
        if _LABEL.match(texts[i]) or (found and DATED.search(texts[i]) and len(texts[i]) < 500):
            found.append(i)
            strange = 0
        elif strange > (2 if found else 3):
            break
    return found


def _ends_list(text: str) -> bool:
    return is_heading_of("behind_references", text) or is_heading_of("series", text)


def _continues(text: str, kind: str) -> bool:
    """A piece of a reference that stands like a heading: a wrapped title, a DOI on its own line."""
    return kind in ("heading", "table") and bool(_LOCATOR.search(text) or DATED.search(text))


def _longest_run(article: Article, texts: Sequence[str]) -> list[int]:
    """A list that no heading announces: the longest run of three or more entries in the article's second half."""
    best: list[int] = []
    run: list[int] = []
    for i, text in enumerate(texts):
        if is_surely_reference(text) and article.blocks[i].kind not in ("caption", "glossary"):
            run.append(i)
        else:
            run = []
        if len(run) > len(best):
            best = list(run)
    whole = len(best) > 0.5 * len(texts)  # a file that is nothing but a list
    late = bool(best) and article.blocks[best[0]].start > 0.4 * len(article.text)
    return best if len(best) >= 3 and (late or whole) else []
