"""What readers decided: taken in, put beside what refdb says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from refdb.errors import being_read
from refdb.model import Article, CheckedClaim, CheckedReference, Decision
from refdb.reports.decisions import about, decision_of, decisions_of, said_by_refdb
from refdb.workflows.steps.ports import Store


def with_decisions(
    store: Store, references: Iterable[CheckedReference], claims: Iterable[CheckedClaim]
) -> tuple[tuple[CheckedReference, ...], tuple[CheckedClaim, ...]]:
    """References and claims, each with the last decision and all remarks that the library has on its text."""
    references, claims = tuple(references), tuple(claims)
    on_references = store.decisions_on("reference", [c.reference.raw for c in references])
    on_claims = store.decisions_on("claim", [c.claim.text for c in claims])
    noted = store.remarks_on("reference", [c.reference.raw for c in references])
    noted_on_claims = store.remarks_on("claim", [c.claim.text for c in claims])
    return (
        tuple(
            replace(c, decision=on_references.get(c.reference.raw), remarks=noted.get(c.reference.raw, ()))
            for c in references
        ),
        tuple(
            replace(c, decision=on_claims.get(c.claim.text), remarks=noted_on_claims.get(c.claim.text, ()))
            for c in claims
        ),
    )


def import_decisions(store: Store, paths: Sequence[Path]) -> tuple[int, int]:
    """Take files of decisions in, all of them or none; how many decisions were new, and known already.

    Raises:
        InputError: a file cannot be read, or a decision in it is none.
    """
    found: list[Decision] = []
    for path in paths:
        with being_read(path, "give the files in it"):
            data = path.read_bytes()
        found += decisions_of(data, str(path))
    new = store.add_decisions(found)
    return new, len(found) - new


def decide(
    store: Store,
    checked: CheckedClaim | CheckedReference,
    verdict: str = "",
    *,
    note: str = "",
    by: str = "",
    article: Article | None = None,
) -> Decision:
    """Keep a decision made now; without a ``verdict`` it agrees with refdb.

    Raises:
        InputError: ``verdict`` is none for a claim, or for a reference.
    """
    kind, text = about(checked)
    made = Decision(
        kind=kind,
        text=text,
        machine=said_by_refdb(checked),
        stance="overruled" if verdict else "agreed",
        verdict=verdict,
        note=note,
        by=by,
        at=datetime.now(UTC).isoformat(),
        article=article.source.name if article else "",
        sha256=article.source.sha256 if article else "",
    )
    decision = decision_of(asdict(made))
    store.add_decisions([decision])
    return decision
