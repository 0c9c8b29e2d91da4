"""A reference and a work that agree, for tests that change one field of either."""

from dataclasses import replace

from refdb.model import ParsedReference, Person, Work
from tests.verification.fields import compare

TITLE = "Sleep and memory in older adults"
WORK = Work(
    type="journal-article", title=TITLE, authors=(Person("Smith", "John"), Person("Berg", "Eva"), Person("Weber", "Karl")),
    container_title="Journal of Clinical Rest", year=2001, years=(2001,), volume="12", issue="3", pages="101-109",
    doi="10.1/a", pmid="77",
)  # fmt: skip


def printed(text: str = "", **fields: object) -> ParsedReference:
    """A reference that agrees with WORK but for what is given; ``text`` is its raw string."""
    own = {
        "authors": (Person("Smith", "J"), Person("Berg", "E"), Person("Weber", "K")), "title": TITLE,
        "container_title": "J Clin Rest", "year": 2001, "volume": "12", "issue": "3", "pages": "101-9", **fields,
    }  # fmt: skip
    names = ", ".join(f"{p.literal or p.family} {p.given}".strip() for p in own["authors"])
    raw = f"{names}. {own['title']}. {own['container_title']}. {own['year'] or ''};{own['volume']}({own['issue']}):{own['pages']}."
    return ParsedReference(text or raw, **own)


def outcome(field: str, reference: ParsedReference, **registered: object) -> str:
    """The outcome of a field; "" where neither has it."""
    work = replace(WORK, **registered)
    return {diff.field: diff.outcome for diff in compare(reference, work)}.get(field, "")
