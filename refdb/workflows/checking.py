"""Claims -> verdicts: passages are found for each claim, judged, and the judgements put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from refdb.claims.detection.sentences import clean_claim
from refdb.claims.judging.judge import Judge
from refdb.claims.study_types import study_of, study_type
from refdb.claims.verdicts import cautious, decide, noting_figures
from refdb.model import Claim, Evidence, Judgement, Passage, Span, Verdict, Work
from refdb.text.sentences import split
from refdb.workflows.asking.standings import fallen
from refdb.workflows.searching import Searcher, rank_passages
from refdb.workflows.steps.progress import Progress, silent

# A passage whose cosine to the claim is below this is about something else; measured on the seed articles.
RELATED = 0.35
CITED_PASSAGES = 4  # of one cited work: an abstract is one or two, a full text is read where it is nearest
BATCH = 32  # claims between two reports of progress

# Keys of the works that a claim cites, and whether it cites something that is not in the library.
CitedWorks = Callable[[Claim], tuple[Sequence[str], bool]]


def cites_nothing(_claim: Claim) -> tuple[Sequence[str], bool]:
    """A claim that stands alone."""
    return (), False


def check(
    claims: Sequence[Claim],
    searcher: Searcher,
    judge: Judge,
    *,
    sources: int = 5,
    cited_works: CitedWorks = cites_nothing,
    progress: Progress = silent,
) -> list[Verdict]:
    """A verdict for each claim: against the works it cites (which ``cited_works`` tells), then the whole library.

    ``sources`` is how many works of the library are read for a claim.
    """
    verdicts: list[Verdict] = []
    for start in range(0, len(claims), BATCH):
        progress("checking claims", start, len(claims))
        batch = claims[start : start + BATCH]
        verdicts += _check_batch(batch, searcher, judge, sources, cited_works)
    progress("checking claims", len(claims), len(claims))
    return verdicts


def _check_batch(
    claims: Sequence[Claim], searcher: Searcher, judge: Judge, sources: int, cited_works: CitedWorks
) -> list[Verdict]:
    citing = [cited_works(claim) for claim in claims]
    cited = [frozenset(keys) for keys, _ in citing]
    found = _passages(claims, searcher, sources, cited)
    pairs = [(claim.text, passage) for claim, passages in zip(claims, found, strict=True) for passage, _ in passages]
    judgements = iter(judge.judge(pairs))
    works = _works(searcher, found)
    studies = {key: study_type(work) for key, work in works.items()}
    retracted = fallen(searcher.store, list(works.values()))
    verdicts = []
    for claim, passages, keys, (_, missing) in zip(claims, found, cited, citing, strict=True):
        evidence = [
            cautious(
                claim.text,
                Evidence(
                    work=works[passage.work],
                    passage=passage,
                    relation=judgement.relation,
                    confidence=judgement.confidence,
                    rationale_span=judgement.rationale,
                    cited=passage.work in keys,
                    score=score,
                    study=studies[passage.work],
                    retracted=passage.work in retracted,
                ),
            )
            for (passage, score), judgement in zip(passages, judgements, strict=False)
        ]
        read = {passage.work for passage, _ in passages}
        verdict = decide(evidence, source_missing=missing or bool(keys - read))
        verdicts.append(noting_figures(claim.text, verdict))
    return verdicts


def _passages(
    claims: Sequence[Claim], searcher: Searcher, sources: int, cited: Sequence[frozenset[str]]
) -> list[list[tuple[Passage, float]]]:
    """For each claim the passages to read with their cosine: the cited works' own, then the library's most related."""
    rankings = rank_passages(searcher, [claim.text for claim in claims])
    all_passages = searcher.store.passages(list({fused.id for ranking in rankings for fused in ranking}))
    chosen = []
    for ranking, keys in zip(rankings, cited, strict=True):
        cosine = {fused.id: fused.parts.get("vector", 0.0) for fused in ranking}
        passages = [(p, cosine.get(p.id, 0.0)) for p in _cited_passages(searcher, keys, cosine)]
        seen: set[str] = set(keys)
        for fused in ranking:
            passage = all_passages.get(fused.id)
            if passage is None or passage.origin == "title" or passage.work in seen or cosine[fused.id] < RELATED:
                continue
            seen.add(passage.work)
            passages.append((passage, cosine[fused.id]))
            if len(seen) - len(keys) == sources:
                break
        chosen.append(passages)
    return chosen


def _cited_passages(searcher: Searcher, keys: frozenset[str], cosine: dict[int, float]) -> list[Passage]:
    by_work: dict[str, list[Passage]] = {}
    for passage in searcher.store.passages_of(keys) if keys else ():
        if passage.origin != "title":  # a title is no text to read
            by_work.setdefault(passage.work, []).append(passage)
    nearest = (sorted(ps, key=lambda p: -cosine.get(p.id, 0.0))[:CITED_PASSAGES] for ps in by_work.values())
    return [passage for passages in nearest for passage in passages]


def _works(searcher: Searcher, found: Sequence[Sequence[tuple[Passage, float]]]) -> dict[str, Work]:
    keys = {passage.work for passages in found for passage, _ in passages}
    return {work.key: work for work in searcher.store.works(keys)}


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
    return Evidence(Work(title=given.title), given, j.relation, j.confidence, j.rationale, cited=True, study=study)


def _given_passage(row: Mapping[str, Any]) -> Passage:
    given = row["evidence_text"]
    if isinstance(given, str):
        return Passage("", given, tuple(split(given)), origin="full_text", title=str(row.get("title") or ""))
    sentences = [str(sentence).strip() for sentence in given]
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    return Passage("", " ".join(sentences), tuple(spans), origin="full_text", title=str(row.get("title") or ""))
