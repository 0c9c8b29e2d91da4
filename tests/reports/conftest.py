"""A small report with something of everything in it, and markup in every text from outside."""

import pytest

from refdb.model import (
    Article,
    AuditReport,
    Block,
    Candidate,
    CheckedClaim,
    CheckedReference,
    Citation,
    Claim,
    Coverage,
    Evidence,
    FieldDiff,
    ParsedReference,
    Passage,
    Person,
    Reference,
    Source,
    Span,
    Verdict,
    Verification,
    Work,
)

EVIL = "<script>alert('x')</script>"
TEXT = f"Sleep {EVIL}\n\nSleep helps memory. Naps harm nobody.\n\nA caption that shows a moon\n\nReferences"
PROSE = TEXT.index("Sleep helps")
WORK = Work(
    key="smith2001", title=f"Sleep and memory {EVIL}", authors=(Person("Smith", "J"), Person("Jones", "B")), year=2001,
    doi="10.1/a<b>", container_title="Nature",
)  # fmt: skip
PASSAGE = Passage(
    "smith2001", "We asked many. Sleep helped memory. All slept.", (Span(0, 14), Span(15, 35), Span(36, 46))
)


@pytest.fixture
def report() -> AuditReport:
    """Two references, two claims, one piece of evidence for each."""
    article = Article(
        title=f"Sleep {EVIL}",
        text=TEXT,
        blocks=(
            Block("title", 0, PROSE - 2), Block("paragraph", PROSE, PROSE + 37), Block("caption", PROSE + 39, PROSE + 66),
            Block("reference_heading", PROSE + 68, PROSE + 78),
        ),
        citations=(Citation("[1]", Span(PROSE + 17, PROSE + 18), 0, (1,)),),
        source=Source("sleep.txt", "text", "ab12", "utf-8"),
    )  # fmt: skip
    wrong = Verification(
        "field_mismatch", WORK, 0.9,
        (FieldDiff("year", "2009", "2001", "mismatch", "major"), FieldDiff("title", "Sleep", "Sleep", "match")),
    )  # fmt: skip
    lost = Verification(
        "not_found", None, 0.8, candidates=(Candidate(WORK, 0.3, "crossref"),), note="The nearest is far."
    )
    evidence = Evidence(WORK, PASSAGE, "supports", 0.91, Span(15, 35), cited=True)
    silent = Evidence(WORK, PASSAGE, "neither", 0.8, Span(0, 14))
    return AuditReport(
        article=article,
        references=(
            CheckedReference(Reference(1, ParsedReference(f"Smith J. Sleep {EVIL} 2009.")), wrong, "smith2001"),
            CheckedReference(Reference(2, ParsedReference("Nobody N. Nothing. 1999.")), lost),
        ),
        claims=(
            CheckedClaim(
                Claim("Sleep helps memory.", PROSE, PROSE + 19, 0, (1,)), Verdict("supported", 0.91, (evidence,))
            ),
            CheckedClaim(Claim("Naps harm nobody.", PROSE + 20, PROSE + 37, 1), Verdict("not_settled", 0.8, (silent,))),
        ),
        coverage=Coverage(2, {"field_mismatch": 1, "not_found": 1}, 1, 2, 2, {"supported": 1, "not_settled": 1}, 3, 2),
        warnings=("One thing is odd.",),
        versions={"refdb": "0.1.0"},
    )
