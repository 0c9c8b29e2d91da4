"""What an article says, compared with the library's texts.

Claims get verdicts: passages are found for each, judged, and the judgements put together. Quotations are looked for in
the works that are cited for them. A work that is the article itself is no source.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from refdb.claims.detection.sentences import clean_claim
from refdb.claims.fitted import fitted, least_read
from refdb.claims.judging.judge import Judge, reading
from refdb.claims.judging.second_reading import confirmed
from refdb.claims.own_copy import is_copy, may_be_copy, own_of
from refdb.claims.quotations import compared, quoted_in
from refdb.claims.study_types import study_of, study_type
from refdb.claims.verdicts import Near, cautious, decide, noting_figures, worth_reading
from refdb.model import Article, Claim, Evidence, Judgement, Passage, Quotation, Verdict, Work
from refdb.model.running import Progress, silent
from refdb.text.sentences import joined, split
from refdb.workflows.asking.standings import fallen
from refdb.workflows.searching import Searcher, rank_passages
from refdb.workflows.steps.ports import Reading

CITED_PASSAGES = 4  # of one cited work: an abstract is one or two, a full text is read where it is nearest
BATCH = 32  # claims between two reports of progress
COPY = "The library's {} is this article itself, or a copy of it: it was not read as a source."
_FOUND = ("exact", "nearly", "not_found", "unread")  # of a quotation, the best first

# Whether a passage is of a work that may not be read as a source: the article itself.
Barred = Callable[[Passage], bool]
# Keys of the works that a claim cites, and whether it cites something that is not in the library.
CitedWorks = Callable[[Claim], tuple[Sequence[str], bool]]


def cites_nothing(_claim: Claim) -> tuple[Sequence[str], bool]:
    """A claim that stands alone."""
    return (), False


def bars_nothing(_passage: Passage) -> bool:
    """Every work may be a source."""
    return False


class Copies:
    """Tells whether a passage is of a copy of the article; each work is looked at once."""

    def __init__(self, article: Article, store: Reading) -> None:
        self._own, self._store = own_of(article), store
        self._known: dict[str, bool] = {}

    def has(self, passage: Passage) -> bool:
        """Whether the passage's work is a copy of the article."""
        key = passage.work
        if key not in self._known and may_be_copy(self._own, passage):
            [work] = self._store.works([key])
            self._known[key] = is_copy(self._own, work, self._store.passages_of([key]))
        return self._known.get(key, False)

    @property
    def warnings(self) -> list[str]:
        """One sentence for each copy that was met."""
        return [COPY.format(key) for key, copy in self._known.items() if copy]


def check(
    claims: Sequence[Claim],
    searcher: Searcher,
    judge: Judge,
    *,
    sources: int = 5,
    cited_works: CitedWorks = cites_nothing,
    barred: Barred = bars_nothing,
    progress: Progress = silent,
) -> list[Verdict]:
    """A verdict for each claim: against the works it cites (which ``cited_works`` tells), then the whole library.

    Args:
        claims: sentences.
        searcher: over the library.
        judge: reads the passages.
        sources: how many works of the library are read for a claim.
        cited_works: the works that a claim cites.
        barred: passages that are no source.
        progress: told how far it is.
    """
    verdicts: list[Verdict] = []
    for start in range(0, len(claims), BATCH):
        progress("checking claims", start, len(claims))
        batch = claims[start : start + BATCH]
        citing = [cited_works(claim) for claim in batch]
        found = _passages(batch, searcher, sources, [frozenset(keys) for keys, _ in citing], barred)
        verdicts += _check_batch(batch, found, citing, searcher, judge)
    progress("checking claims", len(claims), len(claims))
    return verdicts


def _check_batch(
    claims: Sequence[Claim],
    found: Sequence[Sequence[tuple[Passage, float]]],
    citing: Sequence[tuple[Sequence[str], bool]],
    searcher: Searcher,
    judge: Judge,
) -> list[Verdict]:
    """Verdicts: the cited works are read first, then those of the others that are worth it."""
    known = _known(searcher, {passage.work for passages in found for passage, _ in passages})
    near = [[(passage, known.works[passage.work].full_title, score) for passage, score in ones] for ones in found]
    cited = _read(
        claims,
        [[one for one in ones if one[0].work in keys] for ones, (keys, _) in zip(near, citing, strict=True)],
        known,
        judge,
        cited=True,
    )
    others = [
        worth_reading(claim.text, [one for one in ones if one[0].work not in keys], read, known.least)
        for claim, ones, (keys, _), read in zip(claims, near, citing, cited, strict=True)
    ]
    verdicts = []
    for claim, own, more, (keys, missing) in zip(
        claims, cited, _read(claims, others, known, judge, cited=False), citing, strict=True
    ):
        unread = set(keys) - {e.work.key for e in own}
        verdicts.append(noting_figures(claim.text, decide([*own, *more], source_missing=missing or bool(unread))))
    return verdicts


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the works that may be read, by key, and from which cosine they are."""

    works: Mapping[str, Work]
    studies: Mapping[str, str]
    retracted: Collection[str]
    least: float


def _known(searcher: Searcher, keys: set[str]) -> _Known:
    works = {work.key: work for work in searcher.store.works(keys)}
    studies = {key: study_type(work) for key, work in works.items()}
    retracted = fallen(searcher.store, list(works.values()))
    return _Known(works, studies, retracted, least_read(searcher.embedder.fingerprint))


def _read(
    claims: Sequence[Claim], chosen: Sequence[Sequence[Near]], known: _Known, judge: Judge, *, cited: bool
) -> list[list[Evidence]]:
    """For each claim what the judge says of the passages chosen for it, where that stands a second reading."""
    reads = [(n, passage, score) for n, passages in enumerate(chosen) for passage, _, score in passages]
    judgements = _judgements(judge, [(claims[n].text, passage, score) for n, passage, score in reads], known.least)
    careful = [
        (
            claims[n].text,
            cautious(
                claims[n].text,
                Evidence(
                    work=known.works[passage.work],
                    passage=passage,
                    relation=judgement.relation,
                    confidence=judgement.confidence,
                    rationale_span=judgement.rationale,
                    cited=cited,
                    score=score,
                    study=known.studies[passage.work],
                    retracted=passage.work in known.retracted,
                    chances=judgement.chances,
                    unread=score < known.least,
                ),
            ),
        )
        for (n, passage, score), judgement in zip(reads, judgements, strict=True)
    ]
    evidence_of: list[list[Evidence]] = [[] for _ in claims]
    for (n, _, _), one in zip(reads, confirmed(judge, careful, fitted().second_reading), strict=True):
        evidence_of[n].append(one)
    return evidence_of


def _judgements(judge: Judge, reads: Sequence[tuple[str, Passage, float]], least: float) -> list[Judgement]:
    """What is said of each (claim, passage, cosine); the judge is not asked where a passage is about something else."""
    asked = [(claim, passage) for claim, passage, cosine in reads if cosine >= least]
    said = iter(judge.judge(asked) if asked else ())
    unread = fitted().unread_neither
    return [
        next(said) if cosine >= least else Judgement("neither", unread, reading(claim, passage).single[0])
        for claim, passage, cosine in reads
    ]


def _passages(
    claims: Sequence[Claim], searcher: Searcher, sources: int, cited: Sequence[frozenset[str]], barred: Barred
) -> list[list[tuple[Passage, float]]]:
    """For each claim the passages to read with their cosine: the cited works' own, then the library's most related."""
    of_works = _of_works(searcher.store, frozenset().union(*cited))
    besides = [[passage.id for key, of in of_works.items() if key in keys for passage in of] for keys in cited]
    rankings = rank_passages(searcher, [claim.text for claim in claims], besides)
    cosines = [{fused.id: fused.parts.get("vector", 0.0) for fused in ranking} for ranking in rankings]
    related = {id_ for cosine in cosines for id_, near in cosine.items() if near >= fitted().related}
    all_passages = searcher.store.passages(list(related))
    chosen = []
    for ranking, cosine, keys in zip(rankings, cosines, cited, strict=True):
        own = _nearest([passages for key, passages in of_works.items() if key in keys], cosine)
        passages = [(passage, near) for passage, near in own if not barred(passage)]
        seen: set[str] = set(keys)
        for fused in ranking:
            passage = all_passages.get(fused.id)
            if (
                passage is None
                or passage.origin == "title"
                or passage.work in seen
                or cosine[fused.id] < fitted().related
            ):
                continue
            if barred(passage):
                continue
            seen.add(passage.work)
            passages.append((passage, cosine[fused.id]))
            if len(seen) - len(keys) == sources:
                break
        chosen.append(passages)
    return chosen


def _of_works(store: Reading, keys: Collection[str]) -> dict[str, list[Passage]]:
    """What there is to read of these works; a title is no text to read."""
    of_works: dict[str, list[Passage]] = {}
    for passage in store.passages_of(keys) if keys else ():
        if passage.origin != "title":
            of_works.setdefault(passage.work, []).append(passage)
    return of_works


def _nearest(works: Sequence[Sequence[Passage]], cosine: Mapping[int, float]) -> list[tuple[Passage, float]]:
    """Of each work the passages nearest to the claim; one that has no vector yet is read in any case."""
    near = [sorted(((p, cosine.get(p.id, 1.0)) for p in passages), key=lambda one: -one[1]) for passages in works]
    return [one for of_work in near for one in of_work[:CITED_PASSAGES]]


def check_against(rows: Sequence[Mapping[str, Any]], judge: Judge, progress: Progress = silent) -> list[Verdict]:
    """Verdicts for rows with ``claim`` and ``evidence_text`` (a string or a list of sentences), each on that alone."""
    verdicts: list[Verdict] = []
    for start in range(0, len(rows), BATCH):
        progress("checking claims", start, len(rows))
        batch = rows[start : start + BATCH]
        passages = [_given_passage(row) for row in batch]
        pairs = [(clean_claim(str(row["claim"])), passage) for row, passage in zip(batch, passages, strict=True)]
        for (claim, passage), judgement in zip(pairs, judge.judge(pairs), strict=True):
            verdict = decide([_evidence(passage, judgement)], source_missing=False)
            verdicts.append(noting_figures(claim, verdict))
    return verdicts


def _evidence(given: Passage, j: Judgement) -> Evidence:
    study = study_of(given.title, given.text)
    work = Work(title=given.title)
    return Evidence(work, given, j.relation, j.confidence, j.rationale, cited=True, study=study, chances=j.chances)


def _given_passage(row: Mapping[str, Any]) -> Passage:
    given = row["evidence_text"]
    text, spans = (given, tuple(split(given))) if isinstance(given, str) else joined(str(one).strip() for one in given)
    return Passage("", text, spans, origin="full_text", title=str(row.get("title") or ""))


def check_quotations(article: Article, keys: Mapping[int, str], store: Reading) -> tuple[Quotation, ...]:
    """The article's quotations, each with the cited work that has it best.

    Args:
        article: the article under study.
        keys: the number of a reference -> the key of its work in the library.
        store: the library.

    Returns:
        One for each quoted passage that cites something, in the order of the text; a title in quotation marks is none.
    """
    quoted = [Quotation(*place) for place in quoted_in(article)]
    wanted = {keys[n] for one in quoted for n in one.references if keys.get(n)}
    works = {work.key: work for work in store.works(wanted)} if wanted else {}
    found = []
    for one in quoted:
        cited = [works[keys[n]] for n in one.references if keys.get(n) in works]
        if any(compared(one, work.full_title).found == "exact" for work in cited):
            continue
        tried = [_against(one, work) for work in cited]
        found.append(min(tried, key=lambda tried: _FOUND.index(tried.found), default=one))
    return tuple(found)


def _against(quotation: Quotation, work: Work) -> Quotation:
    text = "\n\n".join(filter(None, (work.abstract, work.full_text)))
    if not text:
        return replace(quotation, key=work.key)
    read = "full_text" if work.full_text else "abstract"
    return compared(replace(quotation, key=work.key, read=read), text)  # type: ignore[arg-type]
