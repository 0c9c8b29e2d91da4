"""What statuses and verdicts are called to a reader: a sign, a few words, one line of explanation.

Calm and exact: a reference has wrong details or was not found; it is never called fake.
"""

from __future__ import annotations

from dataclasses import dataclass

from refdb.model import Work


@dataclass(frozen=True, slots=True)
class Wording:
    """How one status or verdict is shown; ``tone`` picks the colour: good, bad, odd or quiet."""

    sign: str
    name: str
    meaning: str
    tone: str


STATUSES = {
    "verified": Wording("✓", "verified", "A registered work with these details.", "good"),
    "field_mismatch": Wording("≠", "wrong details", "A registered work, but the named fields are printed differently.", "bad"),
    "identifier_points_elsewhere": Wording("↷", "DOI of another work", "The printed DOI belongs to another work than the text describes.", "bad"),
    "ambiguous": Wording("⋔", "ambiguous", "Several registered works fit what is printed.", "odd"),
    "not_found": Wording("?", "not found", "The registries that were asked know no such work; that alone does not prove that there is none.", "bad"),
    "not_registered_here": Wording("→", "registered elsewhere", "The DOI belongs to another agency than the registry that was asked.", "quiet"),
    "not_checkable": Wording("–", "not checkable", "A web page, law, software or personal communication: no registry lists it.", "quiet"),
    "unchecked": Wording("…", "unchecked", "The registry could not be asked. This says nothing about the reference.", "quiet"),
}  # fmt: skip

VERDICTS = {
    "contradicted": Wording("✗", "contradicted", "A source says the opposite.", "bad"),
    "mixed": Wording("±", "sources disagree", "One source supports it, another contradicts it.", "odd"),
    "supported": Wording("✓", "supported", "A source says this.", "good"),
    "not_settled": Wording("?", "not settled", "Related sources were read; none of them decides it.", "quiet"),
    "source_unavailable": Wording("∅", "cited source without text", "The work it cites has no abstract or full text here.", "quiet"),
    "no_source": Wording("–", "no source here", "Nothing in the library is about it.", "quiet"),
}  # fmt: skip

STANDINGS = {
    "retracted": Wording("⊘", "retracted", "The work was retracted, withdrawn or removed, as a whole or in part.", "bad"),
    "clear": Wording("✓", "no retraction known", "The sources that were asked know of no retraction of this work.", "good"),
    "unchecked": Wording("…", "retraction unchecked", "No source answered about this work. This says nothing about it.", "quiet"),
}  # fmt: skip

NOTICES = {
    "retraction": "retracted", "withdrawal": "withdrawn", "removal": "removed", "partial_retraction": "retracted in part",
    "reinstatement": "reinstated", "expression_of_concern": "expression of concern", "correction": "corrected",
}  # fmt: skip

FIELDS = {
    "authors": "authors", "title": "title", "container_title": "journal or book", "year": "year", "volume": "volume",
    "issue": "issue", "pages": "pages", "publisher": "publisher", "doi": "DOI", "pmid": "PMID",
}  # fmt: skip

# Statuses and verdicts that an editor should look at, the gravest first.
FINDINGS = ("identifier_points_elsewhere", "field_mismatch", "not_found", "ambiguous")


def sureness(confidence: float) -> str:
    """A probability as words and percent."""
    words = (
        "almost certain"
        if confidence >= 0.95
        else "likely"
        if confidence >= 0.8
        else "rather likely"
        if confidence >= 0.6
        else "unsure"
    )
    return f"{words}, {confidence:.0%}"


def notice(kind: str, date: str, source: str) -> str:
    """A notice in a few words: "retracted 2010-02-06 (retraction-watch)"."""
    name = NOTICES.get(kind, kind.replace("_", " "))
    return " ".join(filter(None, [name, date, f"({source})" if source else ""]))


def work_line(work: Work) -> str:
    """A work in one line: "Crosnoe et al. 2013, Exogenous testosterone"."""
    return citation([person.sort_name for person in work.authors], work.year, work.full_title)


def citation(work_authors: list[str], year: int | None, title: str) -> str:
    """A work in one line, from its parts."""
    names = "" if not work_authors else work_authors[0] if len(work_authors) == 1 else f"{work_authors[0]} et al."
    return ", ".join(filter(None, [" ".join(filter(None, [names, str(year or "")])), title]))
