"""A list of DOIs, PMIDs, PMCIDs, arXiv numbers and ISBNs, one a line -> works that have that and nothing else yet."""

from __future__ import annotations

import re
from dataclasses import replace

from refdb.bibliography.bibtex.fields import numbers_of
from refdb.bibliography.csl.values import clean_doi
from refdb.model import Work
from refdb.text.patterns import ARXIV_NUMBER, PMCID

_PMID = re.compile(
    r"(?i)(?:pmid\s*:?\s*|https?://(?:www\.)?(?:ncbi\.nlm\.nih\.gov/pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/))?(\d{1,8})/?"
)
_PMCID = re.compile(rf"(?i)(?:pmcid\s*:?\s*|https?://\S*/)?({PMCID.pattern})/?")
_ARXIV = re.compile(rf"(?i)(?:arxiv\s*:?\s*|https?://arxiv\.org/(?:abs|pdf)/)?({ARXIV_NUMBER})(?:\.pdf)?")
_ISBN = re.compile(r"(?i)(?:isbn(?:-1[03])?\s*:?\s*)?((?:97[89][- ]?)?(?:\d[- ]?){9}[\dX])")


def work_of_identifier(line: str) -> Work | None:
    """The work that a line names; None where it names none.

    >>> work_of_identifier("https://doi.org/10.1000/ABC").doi, work_of_identifier("PMID: 123").pmid
    ('10.1000/abc', '123')
    """
    text = line.strip().rstrip(".,;")
    if doi := clean_doi(text):
        return None if re.search(r"\s", doi) else Work(doi=doi)
    for pattern, field in ((_PMCID, "pmcid"), (_ARXIV, "arxiv"), (_PMID, "pmid")):
        if match := pattern.fullmatch(text):
            return replace(Work(), **{field: match[1].upper() if field == "pmcid" else match[1]})  # type: ignore[arg-type]
    match = _ISBN.fullmatch(text)
    numbers = numbers_of(match[1].replace(" ", "")) if match else ()
    return Work(type="book", isbn=numbers) if numbers else None


def is_list(head: str) -> bool:
    """Whether a text is such a list: most of its first lines name a work, and none is a sentence."""
    lines = [line for line in head.split("\n")[:50] if line.strip() and not line.startswith("#")]
    named = sum(work_of_identifier(line) is not None for line in lines)
    return bool(lines) and named * 5 >= len(lines) * 4 and all(len(line.split()) <= 4 for line in lines)


def works_of(text: str) -> tuple[list[Work], list[str]]:
    """The works of a list, and the lines that name none."""
    works, said = [], []
    for n, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        work = work_of_identifier(line)
        if work:
            works.append(work)
        else:
            said.append(f"line {n}: no DOI, PMID, PMCID, arXiv number or ISBN: {line.strip()[:40]!r}")
    return list(dict.fromkeys(works)), said
