"""Invented works, and what becomes of a reference among them."""

from dataclasses import replace

from refdb.model import Candidate, ParsedReference, Person, Verification, Work
from refdb.verification.deciding import (
    Identified,
    verify,
)

SMITH, BERG = Person("Smith", "John"), Person("Berg", "Eva")


def work(title: str, doi: str = "10.1/a", **fields: object) -> Work:
    return Work(type=str(fields.pop("type", "journal-article")), title=title, doi=doi, **fields)


def printed(raw: str, **fields: object) -> ParsedReference:
    return ParsedReference(raw, **fields)


def ask(
    reference: ParsedReference, *found: Work | Candidate, named: Work | None = None, status: str = ""
) -> Verification:
    return verify(
        reference, Identified(status or ("found" if named else "absent"), named, "datacite"), found, ("test",)
    )


def mismatches(verification: Verification) -> list[str]:
    return [diff.field for diff in verification.diffs if diff.outcome == "mismatch"]


OTTERS = work(
    "Otters at night in the rivers of the north",
    "10.1/o",
    authors=(SMITH, BERG),
    container_title="Journal of Otters",
    year=2010,
    years=(2010,),
    volume="8",
    pages="11-19",
)
GULLS = replace(
    OTTERS, title="Gulls by day on the coasts of the south", doi="10.1/g", authors=(BERG,), volume="9", pages="70-79"
)
CITED = printed(
    f"Smith J, Berg E. {OTTERS.title}. J Otters. 2010;8:11-9.",
    authors=(SMITH, BERG),
    title=OTTERS.title,
    container_title="J Otters",
    year=2010,
    volume="8",
    pages="11-9",
    doi="10.1/o",
)
