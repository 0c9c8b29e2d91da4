"""The report and the rows of the commands as JSON: the contract of `refdb … --json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from refdb.model import (
    Article,
    AuditReport,
    Candidate,
    CheckedClaim,
    CheckedReference,
    Evidence,
    FieldDiff,
    ParsedReference,
    Person,
    Quotation,
    Standing,
    Verdict,
    Verification,
)
from refdb.model.json_values import Json
from refdb.reports.summaries import Summary, Use, better_sources, cited_say, summary, uses

LABELS = {"supported": "SUPPORT", "contradicted": "REFUTE"}  # of a verdict; every other one is NEI


def document(report: AuditReport) -> dict[str, Any]:
    """What `refdb audit --json` writes."""
    article, coverage, used = report.article, report.coverage, uses(report)
    return {
        "article": {
            "title": article.title,
            "authors": list(article.authors),
            "date": article.date,
            "name": article.source.name,
            "format": article.source.format,
            "sha256": article.source.sha256,
        },
        "coverage": {
            "references": coverage.references,
            "statuses": dict(coverage.statuses),
            "uncited_references": coverage.uncited_references,
            "claims": coverage.claims,
            "claims_judged": coverage.claims_judged,
            "verdicts": dict(coverage.verdicts),
            "works": coverage.works,
            "works_with_text": coverage.works_with_text,
        },
        "summary": _summary(summary(report)),
        "references": [_checked_reference(checked, used.get(checked.reference.n)) for checked in report.references],
        "claims": [_checked_claim(checked) for checked in report.claims],
        "own_results": [{"sentence": own.text, "start": own.start, "end": own.end} for own in report.own_results],
        "warnings": list(report.warnings),
        "versions": dict(report.versions),
    } | {
        name: value
        for name, value in {
            "made": dict(report.made),
            "carefulness": asdict(report.carefulness) if report.carefulness else None,
            "quotations": [_quotation(one) for one in report.quotations],
        }.items()
        if value
    }


def _quotation(quotation: Quotation) -> dict[str, Any]:
    """A quoted passage and what became of it in the cited text."""
    differences = [{"printed": printed, "source": source} for printed, source in quotation.differences]
    return asdict(quotation) | {"references": list(quotation.references), "differences": differences}


def verification_row(id_: Json, raw: str, verification: Verification) -> dict[str, Json]:
    """A row of `refdb verify --json`."""
    return {"id": id_, "raw": raw} | _verification(verification)


def verdict_row(id_: Json, claim: str, verdict: Verdict) -> dict[str, Json]:
    """A row of `refdb check --json`; ``label`` is SUPPORT, REFUTE or NEI."""
    return {
        "id": id_,
        "claim": claim,
        "verdict": verdict.label,
        "label": LABELS.get(verdict.label, "NEI"),
        "confidence": round(verdict.confidence, 4),
        "note": verdict.note,
        "leaning": _leaning(verdict),
        "evidence": [evidence_row(evidence) for evidence in verdict.evidence],
    }


def _leaning(verdict: Verdict) -> dict[str, Any] | None:
    """Which way the best source leans of a claim that is not settled; None where none does."""
    if verdict.leaning is None:
        return None
    row = evidence_row(verdict.leaning)
    return {name: row[name] for name in ("key", "doi", "title", "cited", "relation", "confidence", "rationale")}


def evidence_row(evidence: Evidence) -> dict[str, Any]:
    """One piece of evidence, with where its words come from."""
    return {
        "key": evidence.work.key,
        "doi": evidence.work.doi,
        "title": evidence.work.full_title,
        "year": evidence.work.year,
        "cited": evidence.cited,
        "relation": evidence.relation,
        "confidence": round(evidence.confidence, 4),
        "rationale": evidence.rationale,
        "passage": evidence.passage.text,
        "origin": evidence.passage.origin,
        "page": evidence.passage.page,
        "study": evidence.study,
        "retracted": evidence.retracted,
        "second": _second(evidence),
    }


def _second(evidence: Evidence) -> dict[str, Any] | None:
    """What another judge says of the same passage; None where none was asked or none answered."""
    if evidence.second is None:
        return None
    span = evidence.second.rationale
    return {
        "relation": evidence.second.relation,
        "confidence": round(evidence.second.confidence, 4),
        "rationale": evidence.passage.text[slice(*span)] if span else "",
    }


def _summary(found: Summary) -> dict[str, Any]:
    """Numbers of references, and of claims (which count from 1) under ``claims``."""
    return {
        "retracted": list(found.retracted),
        "contradicted": [{"n": n, "claims": list(claims)} for n, claims in found.contradicted.items()],
        "not_said": [{"n": n, "claims": list(claims)} for n, claims in found.not_said.items()],
        "never_cited": list(found.never_cited),
        "better_sources": [
            {"claim": claim, "keys": [e.work.key for e in sources]} for claim, sources in found.better_sources.items()
        ],
    }


def extraction(article: Article) -> dict[str, Any]:
    """What `refdb extract --json` prints."""
    return {
        "title": article.title,
        "authors": list(article.authors),
        "date": article.date,
        "references": [{"n": r.n, "label": r.label} | parsed_row(r.parsed) for r in article.references],
        "citations": [
            {
                "marker": c.marker,
                "sentence": article.sentences[c.sentence].text,
                "context": article.blocks[article.sentences[c.sentence].block].kind,
                "references": list(c.reference_numbers),
                "undefined": list(c.undefined),
            }
            for c in article.citations
        ],
        "sentences": [{"text": s.text, "kind": article.blocks[s.block].kind} for s in article.sentences],
        "warnings": list(article.warnings),
    }


def parsed_row(parsed: ParsedReference) -> dict[str, Any]:
    """A row of `refdb parse --json`, without its id; empty fields are ``""``, ``[]`` or None."""
    optional = ("year_suffix", "pmid", "pmcid", "arxiv", "isbn", "url", "et_al")
    return {
        "raw": parsed.raw,
        "type": parsed.type,
        "authors": [_person(person) for person in parsed.authors],
        "editors": [_person(person) for person in parsed.editors],
        "title": parsed.title,
        "container_title": parsed.container_title,
        "year": parsed.year,
        "volume": parsed.volume,
        "issue": parsed.issue,
        "pages": parsed.pages,
        "publisher": parsed.publisher,
        "doi": parsed.doi,
        "confidence": round(parsed.confidence, 4),
    } | {name: getattr(parsed, name) for name in optional if getattr(parsed, name)}


def _person(person: Person) -> dict[str, str]:
    if person.literal:
        return {"family": "", "given": "", "literal": person.literal}
    row = {"family": person.sort_name, "given": person.given}
    return row | ({"suffix": person.suffix} if person.suffix else {})


def _verification(verification: Verification) -> dict[str, Any]:
    return {
        "status": verification.status,
        "doi": verification.work.doi if verification.work else "",
        "confidence": round(verification.confidence, 4),
        "diffs": [_diff(diff) for diff in verification.diffs],
        "registries": list(verification.registries_asked),
        "candidates": [_candidate(candidate) for candidate in verification.candidates],
        "note": verification.note,
    }


def _diff(diff: FieldDiff) -> dict[str, str]:
    """A field; ``reason`` is there where the two texts alone do not show what differs."""
    return {
        "field": diff.field,
        "printed": diff.printed,
        "registered": diff.registered,
        "outcome": diff.outcome,
        "severity": diff.severity,
    } | ({"reason": diff.reason} if diff.reason else {})


def _candidate(candidate: Candidate) -> dict[str, Any]:
    work = candidate.work
    return {
        "doi": work.doi,
        "key": work.key,
        "title": work.full_title,
        "year": work.year,
        "probability": round(candidate.probability, 4),
        "registry": candidate.registry,
    }


def _checked_reference(checked: CheckedReference, use: Use | None) -> dict[str, Any]:
    reference = checked.reference
    return (
        {"n": reference.n, "label": reference.label, "key": checked.key}
        | parsed_fields(reference.parsed)
        | _verification(checked.verification)
        | ({"use": asdict(use)} if use else {})
        | ({"standing": standing_row(checked.standing)} if checked.standing else {})
        | _said(checked)
    )


def standing_row(standing: Standing) -> dict[str, Any]:
    """Whether a work still stands: ``state``, ``notices`` (the gravest first), ``sources`` that answered about it."""
    return {
        "state": standing.state,
        "notices": [{"type": n.type, "doi": n.doi, "date": n.date, "source": n.source} for n in standing.notices],
        "sources": list(standing.sources),
    }


def parsed_fields(parsed: ParsedReference) -> dict[str, Any]:
    """The printed string, and under ``parsed`` what was read from it."""
    row = parsed_row(parsed)
    return {"raw": row.pop("raw"), "parsed": row}


def _checked_claim(checked: CheckedClaim) -> dict[str, Any]:
    claim, verdict = checked.claim, checked.verdict
    resolved = {"resolved": claim.resolved} if claim.resolved else {}
    row = {
        "sentence": claim.text,
        "start": claim.start,
        "end": claim.end,
        "references": list(claim.references),
        "kind": claim.kind,
        "verdict": verdict.label,
        "confidence": round(verdict.confidence, 4),
        "note": verdict.note,
        "leaning": _leaning(verdict),
        "cited_say": cited_say(checked),
        "better_sources": [evidence.work.key for evidence in better_sources(checked)],
        "evidence": [evidence_row(evidence) for evidence in verdict.evidence],
    }
    return row | resolved | _said(checked)


def _said(checked: CheckedReference | CheckedClaim) -> dict[str, Any]:
    """What readers decided and noted, where they did."""
    decision = {"decision": asdict(checked.decision)} if checked.decision else {}
    return decision | ({"remarks": [asdict(remark) for remark in checked.remarks]} if checked.remarks else {})
