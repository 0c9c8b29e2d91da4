"""A small report with something of everything in it, and markup in every text from outside."""

from collections import Counter

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
    Judgement,
    ParsedReference,
    Passage,
    Person,
    Reference,
    Sentence,
    Source,
    Span,
    Standing,
    Update,
    Verdict,
    Verification,
    Work,
)

EVIL = "<script>alert('x')</script>"
TEXT = f"Sleep {EVIL}\n\nSleep helps memory. Naps harm nobody.\n\nA caption that shows a moon\n\nReferences"
PROSE = TEXT.index("Sleep helps")
WORK = Work(
    key="smith2001",
    title=f"Sleep and memory {EVIL}",
    authors=(Person("Smith", "J"), Person("Jones", "B")),
    year=2001,
    doi="10.1/a<b>",
    container_title="Nature",
)
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
            Block("title", 0, PROSE - 2),
            Block("paragraph", PROSE, PROSE + 37),
            Block("caption", PROSE + 39, PROSE + 66),
            Block("reference_heading", PROSE + 68, PROSE + 78),
        ),
        citations=(Citation("[1]", Span(PROSE + 17, PROSE + 18), 0, (1,)),),
        source=Source("sleep.txt", "text", "ab12", "utf-8"),
    )
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


# --- a report with everything in it --------------------------------------------------------------

# Verdict label, the sentence, what it cites, its evidence: (work, relation, cited, second opinion)
_CLAIMS = [
    ("supported", "Sleep after learning helps adults to remember word pairs", (1,), [(0, "supports", True, "supports")]),
    ("contradicted", "Naps do nothing for memory in anybody", (2,), [(1, "contradicts", True, "supports")]),
    ("mixed", "Coffee in the evening shortens sleep", (2,), [(1, "supports", True, ""), (5, "contradicts", False, "")]),
    ("not_settled", "Short nights make people hungry", (1,), [(0, "neither", True, "neither"), (5, "neither", False, "")]),
    ("no_source", "Dreams of snakes are common in May", (), []),
    ("source_unavailable", "Blue light delays sleep by an hour", (4,), []),
    ("contradicted", "Old people need no sleep", (), [(5, "contradicts", False, "")]),
    ("not_settled", "Magnets under the bed lengthen sleep", (3,), [(2, "supports", True, "")]),
    ("not_settled", "Sleepers remember more and feel colder", (1,), [(0, "neither", True, "")]),
]  # fmt: skip
_STATUSES = [
    "verified", "field_mismatch", "verified", "identifier_points_elsewhere", "ambiguous", "not_found", "not_registered_here",
    "not_checkable", "unchecked",
]  # fmt: skip


def _work(n: int) -> Work:
    return Work(
        key=f"author{n}", title=f"A trial of sleep number {n} <b>", authors=(Person(f"Author{n}", "A"), Person("Other", "B")),
        year=2000 + n, doi=f"10.1000/sleep.{n}", container_title="Journal of Sleep",
    )  # fmt: skip


def _evidence(n: int, relation: str, cited: bool, second: str) -> Evidence:
    deciding = f"Of the people in study {n}, those who slept remembered more than those who did not (P < .05)."
    before, after = (
        "We asked two hundred people to learn a list of words. " * 8,
        " The effect was seen in all groups." * 9,
    )
    text = before + deciding + after
    span = Span(len(before), len(before) + len(deciding))
    passage = Passage(
        f"author{n}", text, (span,), section="Results", page="4", origin="full_text" if n == 1 else "abstract"
    )
    opinion = Judgement(second, 0.7, span) if second else None
    return Evidence(
        _work(n), passage, relation, 0.86, span, cited, study="randomised trial" if n < 2 else "", retracted=n == 2,
        second=opinion,
    )  # fmt: skip


@pytest.fixture
def rich_report() -> AuditReport:
    """Every verdict, every status, a retracted work, second opinions, folded blocks and warnings."""
    return rich()


@pytest.fixture
def long_report() -> AuditReport:
    """The same with 504 claims."""
    return rich(56)


def rich(copies: int = 1) -> AuditReport:
    """The report of `rich_report`; with ``copies`` its claims come again and again, in paragraphs of eight."""
    text, blocks, claims, citations, sentences = f"Sleep {EVIL}\n\n", [Block("title", 0, 6 + len(EVIL))], [], [], []
    for copy in range(copies):
        for kind, words in (("heading", f"Part {copy + 1}"), ("caption", "A moon over a bed"), ("caption", "A clock")):
            blocks.append(Block(kind, len(text), len(text) + len(words)))
            text += words + "\n\n"
        start = len(text)
        for label, sentence, cites, evidence in _CLAIMS:
            marker = f" [{','.join(map(str, cites))}]" if cites else ""
            at, end = len(text), len(text) + len(sentence) + len(marker) + 1
            resolved = "It = Sleep" if label == "mixed" else ""
            claim = Claim(f"{sentence}.", at, end, len(sentences), cites, resolved)
            note = "A note." if label == "mixed" else ""
            verdict = Verdict(label, 0.86, tuple(_evidence(*e) for e in evidence), note)
            claims.append(CheckedClaim(claim, verdict))
            sentences.append(Sentence(f"{sentence}{marker}.", at, end, len(blocks)))
            if cites:
                place = Span(at + len(sentence) + 1, end - 1)
                citations.append(
                    Citation(marker.strip(), place, len(sentences) - 1, cites, ("77",) if 4 in cites else ())
                )
            text += f"{sentence}{marker}. "
        blocks.append(Block("paragraph", start, len(text) - 1))
        text = text[:-1] + "\n\n"
    references = tuple(_checked(n, status) for n, status in enumerate(_STATUSES, 1))
    return AuditReport(
        article=Article(
            f"Sleep {EVIL}", text, tuple(blocks), tuple(sentences), citations=tuple(citations),
            source=Source("sleep.txt", "text", "ab12" * 16, "utf-8"),
        ),
        references=references,
        claims=tuple(claims),
        coverage=Coverage(
            len(references), Counter(_STATUSES), 5, len(claims), len(claims) - copies * 2,
            Counter(claim.verdict.label for claim in claims), 12, 6,
        ),
        warnings=("3 of 9 references are unchecked: the registry did not answer.",),
        versions={"refdb": "0.1.0", "embedder": "minilm-1", "judge": "judge-2", "registry": "crossref"},
    )  # fmt: skip


def _checked(n: int, status: str) -> CheckedReference:
    known = status in ("verified", "field_mismatch", "identifier_points_elsewhere")
    diffs = (
        FieldDiff("authors", "Author A, Wrong B", "Author A, Other B", "mismatch", "major"),
        FieldDiff("year", "1999", "2001", "mismatch", "major"),
        FieldDiff("title", "A trial of sleep", "A trial of sleep number", "partial", "minor"),
        FieldDiff("volume", "", "7", "mismatch", "minor"),
    )
    found = Verification(
        status,
        _work(n - 1) if known else None,
        0.9,
        diffs if status == "field_mismatch" else (),
        candidates=() if known else (Candidate(_work(20), 0.3, "crossref"),),
        registries_asked=("crossref",),
        note="The printed DOI is that of another work." if "points" in status else "",
    )
    notice = Update("retraction", "10.1000/notice", "retraction-watch", "2020-01-02")
    standing = Standing("retracted", (notice,), ("crossref",)) if n == 3 else Standing("clear", (), ("crossref",))
    parsed = ParsedReference(f"Author{n} A, Wrong B. A trial of sleep number {n} {EVIL}. J Sleep 1999.")
    return CheckedReference(Reference(n, parsed), found, f"author{n - 1}" if known else "", standing if known else None)


# --- a browser -----------------------------------------------------------------------------------
