"""Which sentences of an article state something that a source could support or contradict.

A sentence that cites is always a claim. Any other is one where the check-worthiness head says so (``worthiness.py``):
about the literature, or about what the article itself found.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from refdb.articles.profiles.profile import mended, profile_of
from refdb.claims.detection.attribution import plain_statement, tidy
from refdb.claims.detection.coreference import points_back, resolve
from refdb.claims.detection.features import Place
from refdb.claims.detection.sections import is_scholarly, parts, zones
from refdb.claims.detection.worthiness import Embed, shipped_embed, worths
from refdb.model import Article, Citation, Claim, Sentence

_KINDS = ("paragraph", "list_item", "abstract", "table")
LEAST_WORDS, MOST_WORDS = 6, 90
LEAST_CITING = 3  # words of a sentence that cites
MOST_TOGETHER = 80  # words of a sentence and the one before it, read as one
WITH_THE_ONE_BEFORE = "with the sentence before"

_LEAD = re.compile(r"^\s*(?:[•·▪◦‣*–—-]\s+|\(?\d{1,3}[.)]\s+)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of an article and how it would be read."""

    raw: str
    alone: str  # cleaned
    text: str  # what is judged: a word that points back replaced, or the sentence before put in front
    place: Place
    sentence: int  # index into Article.sentences
    references: tuple[int, ...] = ()
    resolved: str = ""  # how a word that points back was read
    stands_apart: bool = False  # around the article, in a glossary, among a profile's examples

    @property
    def whole(self) -> bool:
        """Whether its subject is known: it does not point back, or was read with what it points at."""
        return bool(self.resolved) or not points_back(self.alone)


def detect(article: Article, embed: Embed = shipped_embed) -> list[Claim]:
    """The claims of an article, in order, each with the references that its sentence cites.

    Args:
        article: with its citations.
        embed: the shipped embedder, where it is open already.

    Raises:
        ModelError: the weights of the head are missing or damaged.
    """
    profile = profile_of(article.text)
    found = candidates(article)
    asked = [c for c in found if not c.references and is_statement(c) and not profile.refusal(c.alone)]
    said = worths([c.alone for c in asked], [c.place for c in asked], embed)
    kinds = {c.sentence: worth for c, worth in zip(asked, said, strict=True)}
    claims = []
    for c in found:
        cites = bool(c.references) and len(c.alone.split()) >= LEAST_CITING
        kind = "literature" if cites else kinds.get(c.sentence, "none")
        if kind == "none" or (kind == "own" and c.place.part == "methods"):  # how it was done is no result
            continue
        at = article.sentences[c.sentence]
        claims.append(Claim(c.text, at.start, at.end, c.sentence, c.references, c.resolved, kind))
    return claims


def candidates(article: Article) -> list[Candidate]:
    """Every sentence of an article, cleaned, with its place and what it points back at."""
    cited: dict[int, list[Citation]] = defaultdict(list)
    for citation in article.citations:
        cited[citation.sentence].append(citation)
    citing = Counter(article.sentences[n].block for n in cited)
    where = zones(article.blocks)
    part, scholarly = parts(article.blocks, where), is_scholarly(article.blocks, where)
    examples = profile_of(article.text).examples
    found: list[Candidate] = []
    for n, sentence in enumerate(article.sentences):
        block = article.blocks[sentence.block]
        references = tuple(dict.fromkeys(r for citation in cited.get(n, ()) for r in citation.reference_numbers))
        alone = clean_claim(_without(sentence, cited.get(n, ())))
        before = found[-1] if found and article.sentences[n - 1].block == sentence.block else None
        text, resolved = _read_with(alone, references, before)
        apart = block.kind not in _KINDS or where[sentence.block] == "around" or bool(examples.match(block.section))
        place = Place(block.kind, part[sentence.block], scholarly, citing[sentence.block] > (n in cited))
        found.append(Candidate(sentence.text, alone, text, place, n, references, resolved, apart))
    return found


def _read_with(text: str, references: tuple[int, ...], before: Candidate | None) -> tuple[str, str]:
    """A sentence as it is read behind another of its paragraph, and how what points back in it was read.

    What another sentence cites its own sources for is not asked of this one's.
    """
    if before is None:
        return text, ""
    if found := resolve(text, before.text):
        return found.text, str(found)
    together = f"{before.text} {text}"
    if (
        points_back(text)
        and before.whole
        and not set(before.references) - set(references)
        and len(together.split()) <= MOST_TOGETHER
    ):
        return together, WITH_THE_ONE_BEFORE
    return text, ""


def is_statement(candidate: Candidate) -> bool:
    """Whether a sentence can be a claim at all: where it stands, its length, its letters, its subject."""
    text = candidate.alone
    words = text.split()
    if candidate.stands_apart or not candidate.whole or not LEAST_WORDS <= len(words) <= MOST_WORDS:
        return False
    letters = [c for c in text if c.isalpha()]
    begins = any(c.isupper() or c.isdigit() or not c.isascii() for c in words[0]) or text[0] in "\"“‘'"
    return bool(letters) and begins and sum(c.isascii() for c in letters) >= 0.8 * len(letters)


def clean_claim(text: str) -> str:
    """What is judged of a sentence: without bullets, markers and author names."""
    return tidy(plain_statement(_LEAD.sub("", mended(text))))


def _without(sentence: Sentence, citations: Iterable[Citation]) -> str:
    """The sentence without the figures that are its markers, whatever their style; names are left for the grammar."""
    text = sentence.text
    for citation in sorted(citations, key=lambda c: c.span.start, reverse=True):
        start, end = citation.span.start - sentence.start, citation.span.end - sentence.start
        if (
            0 <= start < end <= len(text)
            and text[start:end] == citation.marker
            and not any(c.isalpha() for c in citation.marker)
        ):
            text = text[:start] + (" " if text[start - 1 : start].isspace() else "") + text[end:]
    return text
