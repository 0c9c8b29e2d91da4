"""The main job: an article -> what became of its references, and what the sources say of its claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from refdb.claims.detection.choosing import chosen
from refdb.claims.detection.sentences import detect
from refdb.claims.detection.worthiness import is_made_for, shipped_embed
from refdb.claims.judging.judge import Judge
from refdb.claims.opinions import with_second_opinions
from refdb.claims.second_opinion import SecondOpinion, stays_here
from refdb.model import Article, Carefulness, CheckedClaim, CheckedReference, ClaimChoice, Coverage
from refdb.model.running import Progress, silent
from refdb.registries.registry import Registry
from refdb.registries.retractions import RetractionWatch
from refdb.registries.supplements.chosen import NO_SOURCES, Sources
from refdb.reports.json import document
from refdb.reports.saving import Report
from refdb.retrieval.embedding import Embedder
from refdb.verification.lists import few_known, with_repeats
from refdb.workflows.asking.recording import RecordingRegistry
from refdb.workflows.asking.standings import with_standings
from refdb.workflows.checking import Copies, check, check_quotations
from refdb.workflows.completing import complete
from refdb.workflows.enriching import enrich_article
from refdb.workflows.searching import open_searcher
from refdb.workflows.steps.decisions import with_decisions
from refdb.workflows.steps.given import Given, extract
from refdb.workflows.steps.ports import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """What an audit works with, beside the library's rows.

    ``others`` are asked beside the registry for abstracts, full texts and retractions of the works that are cited,
    ``watch`` (Retraction Watch's database) for retractions; ``second_opinion`` reads again what decides a claim.
    """

    registry: Registry
    indexes: Path
    embedder: Embedder
    judge: Judge
    sources: int  # works that are read for each claim
    versions: Mapping[str, str]
    others: Sources = NO_SOURCES
    watch: RetractionWatch | None = None
    second_opinion: SecondOpinion | None = None
    carefulness: Carefulness | None = None  # of the judge, at the confidence that is asked for
    made: Mapping[str, str] = field(default_factory=dict)  # when, in which library, with which registry
    no_network: str = ""  # why the registry cannot be reached: then nobody is asked
    claims: ClaimChoice = "literature"  # which are checked


def audit(
    given: Given, store: Store, parts: Parts, *, name: str = "", offline: bool = False, progress: Progress = silent
) -> Report:
    """Import an article (its path, or its bytes with a name) and audit it; each stage commits on its own.

    Raises:
        InputError: the article cannot be read.
    """
    article = extract(given, name)
    article_id, _ = store.add_article(article)
    return audit_article(article_id, article, store, parts, offline=offline, progress=progress)


def audit_article(
    article_id: int,
    article: Article,
    store: Store,
    parts: Parts,
    *,
    offline: bool = False,
    progress: Progress = silent,
) -> Report:
    """Verify, enrich, index and check one article of the library; ``offline`` nobody is asked, the records answer."""
    offline = offline or bool(parts.no_network)
    recording = RecordingRegistry(parts.registry, store, parts.others, offline=offline)
    references = _told_of_repeats(enrich_article(store, article_id, recording, progress))
    cited = {checked.key for checked in references if checked.key}
    completed = complete(
        store, parts.registry, parts.others, keys=cited, watch=parts.watch, offline=offline, progress=progress
    )
    references = with_standings(store, references)
    searcher = open_searcher(store, parts.indexes, parts.embedder, progress)
    embed = parts.embedder.embed if is_made_for(parts.embedder.fingerprint) else shipped_embed
    claims, own_results = chosen(detect(article, embed), parts.claims)
    copies = Copies(article, store)
    keys = {checked.reference.n: checked.key for checked in references}
    quotations = check_quotations(article, keys, store)
    verdicts = check(
        claims,
        searcher,
        parts.judge,
        sources=parts.sources,
        cited_works=lambda claim: (
            [keys[n] for n in claim.references if keys.get(n)],
            not all(keys.get(n) for n in claim.references),
        ),
        barred=copies.has,
        progress=progress,
    )
    opinion, unasked = _may_be_asked(parts.second_opinion, offline=offline)
    verdicts, note = with_second_opinions([claim.text for claim in claims], verdicts, opinion, progress)
    checked_references, checked_claims = with_decisions(store, references, map(CheckedClaim, claims, verdicts))
    report = Report(
        article=article,
        references=checked_references,
        claims=checked_claims,
        coverage=_coverage(article, references, checked_claims, store.count_works()),
        own_results=own_results,
        warnings=(
            *_warnings(references, parts.no_network),
            *filter(None, [few_known([checked.verification for checked in references])]),
            *article.warnings,
            *copies.warnings,
            *completed.warnings,
            *filter(None, [unasked, note]),
        ),
        versions=parts.versions,
        carefulness=parts.carefulness,
        made=parts.made,
        quotations=quotations,
    )
    store.save_audit(article_id, document(report), report)
    return report


def _may_be_asked(opinion: SecondOpinion | None, *, offline: bool) -> tuple[SecondOpinion | None, str]:
    """Who is asked for a second opinion, and why nobody is."""
    if opinion is None or not offline or stays_here(opinion.host):
        return opinion, ""
    return None, f"Offline: {opinion.host} was not asked for a second opinion."


def _coverage(
    article: Article, references: Sequence[CheckedReference], claims: Sequence[CheckedClaim], works: tuple[int, int]
) -> Coverage:
    cited = {n for citation in article.citations for n in citation.reference_numbers}
    return Coverage(
        references=len(references),
        statuses=dict(Counter(checked.verification.status for checked in references)),
        uncited_references=sum(reference.n not in cited for reference in article.references),
        claims=len(claims),
        claims_judged=sum(bool(checked.verdict.evidence) for checked in claims),
        verdicts=dict(Counter(checked.verdict.label for checked in claims)),
        works=works[0],
        works_with_text=works[1],
    )


def _told_of_repeats(references: Sequence[CheckedReference]) -> list[CheckedReference]:
    listed = ((str(one.reference.n), one.reference.parsed, one.verification) for one in references)
    return [replace(one, verification=told) for one, told in zip(references, with_repeats(listed), strict=True)]


def _warnings(references: Sequence[CheckedReference], no_network: str) -> list[str]:
    notes = [c.verification.note for c in references if c.verification.status == "unchecked"]
    if not notes:
        return []
    counted = f"{len(notes)} of {len(references)} references are unchecked"
    if no_network:
        return [f"No network: {counted} ({no_network}). Run the audit again when there is one."]
    return [f"{counted}: {notes[0].rstrip('.')}. Run the audit again later."]
