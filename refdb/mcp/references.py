"""The tools for printed references: whether they exist, and what their fields are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, cast

from mcp.types import ToolAnnotations
from pydantic import Field

from refdb.mcp.desk import Desk, telling
from refdb.mcp.shapes import Brief, Checked, Parsed, ParsedList
from refdb.model.showing import shortened

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from refdb.model import CheckedReference, ParsedReference, Person, Standing, Work

MOST_CANDIDATES = 3
Printed = Annotated[str, Field(min_length=3, max_length=4000, description="One reference, as it is printed.")]
PrintedList = Annotated[
    list[Annotated[str, Field(max_length=4000)]],
    Field(min_length=1, max_length=200, description="References as they are printed, one an item."),
]


def register(server: MCPServer, desk: Desk) -> None:
    """Add the tools to the server."""

    @server.tool(title="Verify a reference", annotations=ToolAnnotations(read_only_hint=True, open_world_hint=True))
    @telling
    def verify_reference(
        reference: Printed,
        offline: Annotated[bool, Field(description="Ask nobody; earlier answers alone count.")] = False,
    ) -> Checked:
        """Look one printed reference up: does the work exist, are its details right, was it retracted?

        The status "unchecked" means that nobody could be asked and says nothing about the reference; "not_found" is no
        proof that it was invented. Say to the user who was asked, and repeat the caution.
        """
        from refdb import no_network, verify

        why = "" if offline else no_network(desk.options, desk.folder)
        (checked,) = verify(
            [reference],
            library=desk.known_folder,
            offline=offline or bool(why),
            registry=desk.options.get("registry"),
            mailto=desk.options.get("mailto"),
        )
        return _shown(checked, _not_asked(offline=offline, why=why))

    @server.tool(title="Parse references", annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False))
    @telling
    def parse_references(references: PrintedList) -> ParsedList:
        """Read the fields of printed references: authors, title, journal, year, DOI. Nobody is asked about them."""
        from refdb import parse

        return {"references": [_parsed(one) for one in parse(references)]}


def _not_asked(*, offline: bool, why: str) -> str:
    if offline:
        return "Offline: no registry was asked; only what this library was told before counts."
    return f"No network: no registry was asked ({why.rstrip('.')}). Try again later." if why else ""


def _shown(checked: CheckedReference, not_asked: str) -> Checked:
    from refdb.reports.wording import STATUSES

    found = checked.verification
    partial = [name for name in found.registries_asked if name.startswith("snapshot")]
    part = f"{', '.join(partial)} has a part of the registered works only." if partial else ""
    return {
        "status": found.status,
        "meaning": STATUSES[found.status].meaning,
        **brief(found.work),
        "confidence": round(found.confidence, 4),
        "differences": [
            {"field": diff.field, "printed": diff.printed, "registered": diff.registered, "severity": diff.severity}
            for diff in found.diffs
            if diff.outcome == "mismatch"
        ],
        "standing": checked.standing.state if checked.standing else "unchecked",
        "notices": notices(checked.standing),
        "candidates": [brief(one.work) for one in found.candidates[:MOST_CANDIDATES] if one.work != found.work],
        "asked": list(found.registries_asked),
        "note": found.note,
        "caution": " ".join(filter(None, [not_asked, part if found.status != "verified" else ""])),
    }


def brief(work: Work | None) -> Brief:
    """A work in a line; empty where there is none."""
    return {
        "key": work.key if work else "",
        "doi": work.doi if work else "",
        "work": shortened(work.line, 200) if work else "",
    }


def notices(standing: Standing | None) -> list[str]:
    """What befell a work, a line each."""
    from refdb.reports.wording import notice

    return [f"{notice(n.type, n.date, n.source)} {n.doi}".strip() for n in standing.notices] if standing else []


def _parsed(parsed: ParsedReference) -> Parsed:
    from refdb.reports.json import parsed_row

    row = {name: value for name, value in parsed_row(parsed).items() if name in Parsed.__annotations__}
    return cast("Parsed", row | {"authors": names(parsed.authors), "editors": names(parsed.editors)})


def names(people: Sequence[Person]) -> list[str]:
    """People as "Family, Given"."""
    return [person.literal or ", ".join(filter(None, [person.sort_name, person.given])) for person in people]
