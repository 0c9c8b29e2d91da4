"""The tools for claims: one sentence judged, a whole article audited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import anyio.from_thread
from mcp.server.mcpserver import Context
from mcp.types import ToolAnnotations
from pydantic import Field

from refdb.errors import InputError
from refdb.mcp.desk import Desk, holding, telling
from refdb.mcp.files import readable
from refdb.mcp.guarding import may_change
from refdb.mcp.shapes import Audited, DoubtfulClaim, DoubtfulReference, Judged, Piece
from refdb.model.showing import shortened

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from refdb.model import Verdict
    from refdb.model.running import Progress

MOST_PIECES = 4
MOST_PASSAGE = 600  # characters
MOST_DOUBTFUL = 25  # references, and claims, in the answer; the report has all
MOST_CHARACTERS = 400_000  # of an article that is given as text
DOUBTFUL = ("field_mismatch", "identifier_points_elsewhere", "ambiguous", "not_found")


def register(server: MCPServer, desk: Desk) -> None:
    """Add the tools to the server."""

    @server.tool(title="Check a claim", annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False))
    @telling
    def check_claim(
        claim: Annotated[str, Field(min_length=3, max_length=2000, description="One sentence that states something.")],
        evidence_text: Annotated[
            str, Field(max_length=100_000, description="Judge against this text alone; empty: against the library.")
        ] = "",
    ) -> Judged:
        """Say whether sources support, contradict or do not settle a claim, with the sentences that decide.

        Quote the deciding sentence and name the work. "not_settled", "no_source" and "source_unavailable" are no
        verdict on the claim: they say that nothing was found here that decides it.
        """
        if evidence_text.strip():
            from refdb import check_rows

            row = {"id": 1, "claim": claim, "evidence_text": evidence_text}
            verdicts = check_rows([row], desk.known_folder, options=desk.options)
            return _judged(claim, verdicts[0], "The given text alone was read.", verdicts.notes)
        with desk.library() as library:
            verdicts = library.check(claim)
            held = holding(library)
        read_from = (
            f"{held['with_text']} works with a text were searched; {held['without_text']} others of this library have "
            "none and were not read. Nothing outside the library was asked."
        )
        return _judged(claim, verdicts[0], read_from, verdicts.notes)

    @server.tool(
        title="Audit an article",
        annotations=ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=True),
    )
    @telling
    def audit_article(
        ctx: Context,
        path: Annotated[str, Field(max_length=4000, description="The article's file, on the server's machine.")] = "",
        text: Annotated[str, Field(max_length=MOST_CHARACTERS, description="Or the article itself, as Markdown.")] = "",
        offline: Annotated[bool, Field(description="Ask no registry; earlier answers alone count.")] = False,
    ) -> Audited:
        """Check a whole article: every reference looked up, every claim compared with its sources. Takes minutes.

        The article, its works and the audit are kept in the library. The answer names what somebody should look at; the
        resource ``report`` has everything. An "unchecked" reference was not looked up, and is no finding.
        """
        may_change(ctx)
        if bool(path.strip()) == bool(text.strip()):
            raise InputError("give either path or text")
        given = readable(path.strip(), desk.files) if path.strip() else text.encode("utf-8")
        with desk.auditing() as library:
            name = "pasted.md" if isinstance(given, bytes) else ""
            report = library.audit(given, name, offline=offline, progress=_progress(ctx))
            kept = library.audits(library.store.article_with(report.article.source.sha256))
            from refdb.reports.json import document

            return _audited(document(report), f"refdb://reports/{kept[0].id}") | {"library": holding(library)}


def _progress(ctx: Context) -> Progress:
    """What tells the client of the steps of an audit, from the thread that it runs in."""
    steps: dict[str, int] = {}

    def tell(step: str, done: int, total: int) -> None:
        part = steps.setdefault(step, len(steps)) + (done / total if total else 0)  # it must only grow
        anyio.from_thread.run(ctx.report_progress, part, None, f"{step} {done}/{total}" if total else step)

    return tell


def _judged(claim: str, verdict: Verdict, read_from: str, notes: Any) -> Judged:
    from refdb.reports.json import evidence_row
    from refdb.reports.wording import VERDICTS

    rows = [evidence_row(evidence) for evidence in verdict.evidence]
    decides = sorted(rows, key=lambda row: row["relation"] == "neither")  # it keeps their order otherwise
    return {
        "claim": claim,
        "verdict": verdict.label,
        "meaning": VERDICTS[verdict.label].meaning,
        "confidence": round(verdict.confidence, 4),
        "note": verdict.note,
        "evidence": [_piece(row) for row in decides[:MOST_PIECES]],
        "read_from": read_from,
        "notes": list(notes),
    }


def _piece(row: Mapping[str, Any]) -> Piece:
    return {
        "key": row["key"],
        "doi": row["doi"],
        "work": shortened(" ".join(filter(None, [row["title"], f"({row['year']})" if row["year"] else ""])), 200),
        "relation": row["relation"],
        "confidence": row["confidence"],
        "deciding": row["rationale"],
        "passage": shortened(row["passage"], MOST_PASSAGE),
        "read": row["origin"],
        "page": row["page"],
        "retracted": row["retracted"],
    }


def _audited(report: Mapping[str, Any], uri: str) -> Audited:
    references = [row for row in report["references"] if row["status"] in DOUBTFUL or _retracted(row)]
    claims = [row for row in report["claims"] if row["verdict"] in ("contradicted", "mixed")]
    left_out = max(len(references) - MOST_DOUBTFUL, 0) + max(len(claims) - MOST_DOUBTFUL, 0)
    return {
        "title": report["article"]["title"],
        "report": uri,
        "statuses": report["coverage"]["statuses"],
        "verdicts": report["coverage"]["verdicts"],
        "look_at_references": [_reference(row) for row in references[:MOST_DOUBTFUL]],
        "look_at_claims": [_claim(row) for row in claims[:MOST_DOUBTFUL]],
        "left_out": left_out,
        "library": {"works": 0, "with_text": 0, "without_text": 0},
        "warnings": list(report["warnings"]),
    }


def _retracted(row: Mapping[str, Any]) -> bool:
    return bool(row.get("standing", {}).get("state") == "retracted")


def _reference(row: Mapping[str, Any]) -> DoubtfulReference:
    return {
        "n": row["n"],
        "raw": shortened(row["raw"], 200),
        "status": "retracted" if _retracted(row) else row["status"],
        "key": row["key"],
        "doi": row["doi"],
        "differs": [
            f"{diff['field']}: printed {diff['printed']!r}, registered {diff['registered']!r}"
            for diff in row["diffs"]
            if diff["outcome"] == "mismatch"
        ],
        "note": row["note"],
    }


def _claim(row: Mapping[str, Any]) -> DoubtfulClaim:
    against: Mapping[str, Any] = next((e for e in row["evidence"] if e["relation"] == "contradicts"), {})
    return {
        "sentence": row["sentence"],
        "references": row["references"],
        "verdict": row["verdict"],
        "confidence": row["confidence"],
        "deciding": against.get("rationale", ""),
        "key": against.get("key", ""),
        "doi": against.get("doi", ""),
    }
