"""Whether a work is the article under audit itself, or a copy of it: such a work is never a source of its claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from refdb.model import Article, Passage, Work
from refdb.text.folding import folded
from refdb.text.patterns import doi_in

LEAST_WORDS = 6  # of a sentence that two texts do not share by chance
LEAST_TITLE = 4  # words of a title that is not met twice by chance
# A work most of whose sentences stand in the article, or one with most of the article's, is a copy, whatever its title.
MOSTLY, LEAST_SENTENCES = 0.8, 5
_HEAD = 1500  # characters in which an article prints its own DOI


@dataclass(frozen=True, slots=True)
class Own:
    """What the article under audit is known by."""

    title: str
    doi: str
    sentences: frozenset[str]


def own_of(article: Article) -> Own:
    """What a copy of this article would share with it."""
    title = folded(article.title)
    sentences = frozenset(s for sentence in article.sentences if _is_long(s := folded(sentence.text)))
    return Own(title if len(title.split()) >= LEAST_TITLE else "", doi_in(article.text[:_HEAD]), sentences)


def may_be_copy(own: Own, passage: Passage) -> bool:
    """Whether it is worth to look at all of a work: this passage of it shares a sentence or the title."""
    return (bool(own.title) and folded(passage.title) == own.title) or not own.sentences.isdisjoint(_of([passage]))


def is_copy(own: Own, work: Work, passages: Iterable[Passage]) -> bool:
    """Whether a work is the article or a copy of it: its title or DOI and a sentence of it, or nearly all sentences.

    Args:
        own: of the article.
        work: of the library.
        passages: all of the work's.
    """
    said = _of(passages)
    shared = len(said & own.sentences)
    same_name = bool(own.title) and own.title in (folded(work.title), folded(work.full_title))
    if shared and (same_name or bool(own.doi and own.doi == work.doi)):
        return True
    return shared >= LEAST_SENTENCES and shared >= MOSTLY * min(len(said), len(own.sentences))


def _of(passages: Iterable[Passage]) -> set[str]:
    texts = (p.text[slice(*span)] for p in passages if p.origin != "title" for span in p.sentences)
    return {s for text in texts if _is_long(s := folded(text))}


def _is_long(sentence: str) -> bool:
    return len(sentence.split()) >= LEAST_WORDS
