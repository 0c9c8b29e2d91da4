"""What statuses and verdicts are called to a reader: a sign, a few words, one line of explanation.

Calm and exact: a reference has wrong details or was not found; it is never called fake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from refdb.model import Carefulness, Evidence, Quotation
from refdb.reports.languages import said
from refdb.text.paging import BACK, FORWARD, is_paged, marks_in


@dataclass(frozen=True, slots=True)
class Wording:
    """How one status or verdict is shown; ``tone`` picks the colour: good, bad, odd or quiet."""

    sign: str
    name: str
    meaning: str
    tone: str


@dataclass(frozen=True, slots=True)
class TaskWording:
    """How a kind of finding is put to an editor: what was found, what to do about it; ``urgent`` where it is a finding."""

    name: str
    action: str
    tone: str
    urgent: bool = True


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
    "not_settled": Wording("?", "not settled", "Related sources were read; refdb could not tell.", "quiet"),
    "source_unavailable": Wording("∅", "cited source without text", "The work it cites has no abstract or full text here.", "quiet"),
    "no_source": Wording("–", "no source here", "Nothing in the library is about it.", "quiet"),
}  # fmt: skip

STANDINGS = {
    "retracted": Wording("⊘", "retracted", "The work was retracted, withdrawn or removed, as a whole or in part.", "bad"),
    "clear": Wording("✓", "no retraction known", "The sources that were asked know of no retraction of this work.", "good"),
    "unchecked": Wording("…", "retraction unchecked", "No source answered about this work. This says nothing about it.", "quiet"),
}  # fmt: skip

QUOTATIONS = {
    "exact": Wording("✓", "word for word", "The cited text has these words.", "good"),
    "nearly": Wording("≈", "nearly", "The cited text has a passage that differs in some words.", "odd"),
    "not_found": Wording("?", "not found in what was read", "What was read of the cited text has no such passage.", "bad"),
    "unread": Wording("∅", "cited source without text", "The cited work has no text here to look in.", "quiet"),
}  # fmt: skip

RELATIONS = {
    "supports": Wording("✓", "supports", "The passage says what the claim says.", "good"),
    "contradicts": Wording("✗", "contradicts", "The passage says the opposite.", "bad"),
    "neither": Wording("?", "no decision", "The passage was read; refdb could not tell whether it says so.", "quiet"),
}  # fmt: skip
UNRELATED = Wording("?", "seems to be about something else", "The passage shares too little with the claim; the judge was not asked.", "quiet")  # fmt: skip

# What an editor could do, the gravest first. The last kinds are no findings: they ask for a look only where there is time.
TASKS = {
    "retracted": TaskWording("Retracted works are cited", "Take them out, or say in the text that they were retracted.", "bad"),
    "denied": TaskWording("The cited source seems to say the opposite", "Compare the claim with the quoted sentence; the program can misread either.", "bad"),
    "identifier_points_elsewhere": TaskWording("The DOI leads to another work", "Correct the DOI, or the rest of the reference.", "bad"),
    "not_found": TaskWording("No registry that was asked knows the work", "Ask the author for a link or a copy. A work can be real without being registered.", "bad"),
    "doubtful": TaskWording("References mixed from two works, or invented", "Ask the author for a link or a copy: too much differs from the nearest registered work to take its details over.", "bad"),
    "field_mismatch": TaskWording("References with wrong details", "Take over what is registered; the details stand side by side at each reference.", "bad"),
    "ambiguous": TaskWording("Several registered works fit the reference", "Ask the author which of them is meant.", "odd"),
    "undefined": TaskWording("Citations that lead to no reference", "Add the reference, or correct the number.", "bad"),
    "denied_elsewhere": TaskWording("Another source in the library seems to say the opposite", "The article does not cite it. Compare the claim with the quoted sentence.", "bad"),
    "mixed": TaskWording("Sources disagree", "Read both sides; the text may have to name both.", "odd"),
    "on_retracted": TaskWording("Only a work that was retracted or is under concern says this", "Find another source, or take the claim out.", "bad"),
    "opinions_differ": TaskWording("The second opinion is the opposite", "Read the quoted sentence yourself.", "odd"),
    "leans_against": TaskWording("Not settled, but a source leans against the claim", "refdb is not sure enough to say so. Read the quoted sentence; its chance stands beside it.", "odd", urgent=False),
    "leans_for": TaskWording("Not settled, but a source leans towards the claim", "refdb is not sure enough to say so. Read the quoted sentence; its chance stands beside it.", "quiet", urgent=False),
    "never_cited": TaskWording("References that the text never cites", "Cite them, or take them out of the list.", "quiet", urgent=False),
    "better_source": TaskWording("For the cited source refdb could not tell, another source says it", "The other source is in the library. Cite it instead, or beside the first, if it says what you mean.", "quiet", urgent=False),
    "silent": TaskWording("The cited source was read; refdb could not tell", "No finding against the author or the source: mostly only an abstract was read, and the full text may well say it.", "quiet", urgent=False),
    "unread": TaskWording("The cited source could not be read", "It has no text in this library. Add its PDF with refdb attach and run the audit again.", "quiet", urgent=False),
    "unread_unknown": TaskWording("The cited reference is no work that is known here", "There is no source to read: first settle the reference, or add the work with refdb add and its DOI.", "quiet", urgent=False),
}  # fmt: skip

# Said before the action where a registry knows few of the references: then it is the registry that is in doubt first.
MOST_UNKNOWN = "Most references are unknown to the registry that was asked. It may simply be too small: ask Crossref itself before you doubt them."

ORIGINS = {"abstract": "abstract read", "full_text": "full text read", "title": "title only"}

# What the report was made with, under the names of AuditReport.versions.
PARTS = {
    "refdb": "refdb",
    "embedder": "model that finds passages",
    "judge": "model that judges them",
    "registry": "registry asked",
}

# When and with what it was made, under the names of AuditReport.made.
MADE = {"date": "made on", "library": "library", "registry": "registry"}

# Of a source beside a claim, whose standing says no more than that something is wrong with it.
UNSOUND = Wording(
    "⊘",
    "retracted or under concern",
    "The work was retracted or withdrawn, or its journal has expressed concern about it.",
    "bad",
)

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
    return f"{said(words)}, {confidence:.0%}"


def carefulness(judge: Carefulness) -> str:
    """How careful the judge is, in a sentence."""
    return said(
        "On {claims} claims it had not learned from, the judge settled {settled} and was right on {right} of these "
        "(at the confidence asked for here)."
    ).format(claims=f"{judge.claims:,}", settled=f"{judge.settled:.0%}", right=f"{judge.right:.0%}")


def leaning(evidence: Evidence) -> str:
    """Which way a source leans that settles nothing: "leans against it (unsure, 45%)"."""
    towards, against = "the best source leans towards it ({sure})", "the best source leans against it ({sure})"
    line = said(towards) if evidence.relation == "supports" else said(against)
    return line.format(sure=sureness(evidence.confidence))


def relation(evidence: Evidence) -> Wording:
    """What a passage says of a claim."""
    return UNRELATED if evidence.unread else RELATIONS[evidence.relation]


def grounds(evidence: Evidence) -> str:
    """What a source is worth, in a few words: "randomised trial, full text read, page 3"."""
    fallen = f"{UNSOUND.sign} {UNSOUND.name}" if evidence.retracted else ""
    page = f"page {evidence.passage.page}" if evidence.passage.page else ""
    return ", ".join(filter(None, [fallen, evidence.study, ORIGINS[evidence.passage.origin], page]))


def with_page_numbers(text: str) -> str:
    """A full text to be read, each page of its PDF behind a line with its number."""
    if not is_paged(text):
        return text
    shown, page = ["[page 1]\n"], 1
    for part in re.split("([\f\v]+)", text.rstrip(FORWARD)):
        marks = marks_in(part)
        page += len(marks) - 2 * marks.count(BACK)
        shown.append(f"\n\n[page {page}]\n" if marks else part.strip())
    return "".join(shown).strip()


def second_opinion(evidence: Evidence) -> str:
    """What another judge says of a passage: "second opinion: contradicts (likely, 85%)"; nothing where none was asked."""
    second = evidence.second
    return f"second opinion: {RELATIONS[second.relation].name} ({sureness(second.confidence)})" if second else ""


def notice(kind: str, date: str, source: str) -> str:
    """A notice in a few words: "retracted 2010-02-06 (retraction-watch)"."""
    name = said(NOTICES.get(kind, kind.replace("_", " ")))
    return " ".join(filter(None, [name, date, f"({source})" if source else ""]))


def where(quotation: Quotation) -> str:
    """Which references a quotation cites and what was read of them: ", cites 3, abstract read"."""
    cited = said(", cites {numbers}").format(numbers=", ".join(map(str, quotation.references)))
    return f"{cited}, {said(ORIGINS[quotation.read])}" if quotation.read else cited


def differing_words(quotation: Quotation) -> list[str]:
    """Where a quotation differs, a line each: "printed “lowers”, source “may lower”"."""
    return [
        said(
            "printed “{printed}”, source “{source}”"
            if printed and source
            else "“{source}” is left out"
            if source
            else "“{printed}” is put in"
        ).format(printed=printed, source=source)
        for printed, source in quotation.differences
    ]
