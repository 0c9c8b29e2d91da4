"""What became of a reference: the one decision that candidates, printed identifiers and outages lead to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz import fuzz

from refdb.bibliography.taken_back import without_mark
from refdb.model import Candidate, FieldDiff, Outcome, ParsedReference, Status, Verification, Work
from refdb.text.folding import folded
from refdb.verification.comparison import Comparison, differences, examine, is_hopeless
from refdb.verification.matching import SAME_TITLE, is_book_of_chapter, score
from refdb.verification.printed import Printed, Registered, first_page, prepare_reference, prepare_work
from refdb.verification.titles import TitleMatch

IdentifierStatus = Literal["absent", "found", "unknown", "elsewhere"]

ACCEPT = 0.35  # probability from which a work is the one meant; chosen on half of the benches
TIE = 0.02  # two works this near to each other cannot be told apart by score
LEAST_WORDS = 4  # "Ibid., p. 12" and "Smith 2010" could mean anything
MIXED = "So much differs that it may be mixed from two works, or invented: ask the author."
SHOWN = 3  # candidates named to the user
NEAR_TITLE = 0.7  # similarity of titles from which the nearest work is worth a sentence

_UNREGISTERED = ("webpage", "law", "patent", "software", "dataset", "standard", "report")
_NEVER_REGISTERED = ("law", "patent", "standard")  # with volume and page too: "347 U.S. 483"
_PERSONAL = re.compile(
    r"(?i)\b(?:personal communication|pers\.? comm|unpublished|in preparation|submitted|private communication)\b"
)
_WEB = re.compile(r"(?i)\b(?:accessed|retrieved|abgerufen|available (?:at|from|online))\b.*|https?://|www\.")


@dataclass(frozen=True, slots=True)
class Identified:
    """What is known of the identifier that a reference prints.

    ``found``: it names ``work`` in the registry; ``unknown``: it is registered nowhere; ``elsewhere``: another agency
    registered it, which was asked for the work or not; ``absent``: none is printed, or none that could be asked for.
    ``extent`` names the registry where it has but a part of what is registered: "registry.db (11,393 works)".
    """

    status: IdentifierStatus = "absent"
    work: Work | None = None
    registry: str = ""
    extent: str = ""

    @property
    def absence(self) -> str:
        """What can be said of a DOI that the registry has not."""
        return f"is not in {self.extent}" if self.extent else "is not registered"


ABSENT = Identified()


@dataclass(frozen=True, slots=True)
class _Scored:
    candidate: Candidate
    registered: Registered
    comparison: Comparison

    @property
    def probability(self) -> float:
        return self.candidate.probability


def verify(
    reference: ParsedReference,
    identified: Identified,
    candidates: Sequence[Candidate | Work],
    registries_asked: Sequence[str] = (),
) -> Verification:
    """What a reference means, and what is wrong in it.

    ``candidates`` are works found by search, in any order, the identified one among them or not.
    """
    asked, named = tuple(registries_asked), identified.work
    printed = prepare_reference(reference)
    scored = sorted((_scored(printed, one) for one in candidates), key=lambda one: -one.probability)
    named_scored = _examined(printed, named) if named is not None else None
    if named is not None:
        scored = [one for one in scored if not named.doi or one.candidate.work.doi != named.doi]
    best = _best(scored)
    if named_scored is not None:
        verification = _with_named(printed, named_scored, best, asked)
        elsewhere = identified.status == "elsewhere" and verification.work is named
        return _registered_elsewhere(verification, identified) if elsewhere else verification
    if best is None or best.probability < ACCEPT:
        return _without_work(printed, identified, scored, asked)
    rivals = _rivals(best, [one for one in scored if one is not best])
    if rivals:
        return Verification(
            "ambiguous",
            None,
            best.probability,
            (),
            tuple(one.candidate for one in (best, *rivals)),
            asked,
            f"{len(rivals) + 1} works fit: {'; '.join(_name(one.candidate.work) for one in (best, *rivals))}.",
        )
    note = ""
    if identified.status == "unknown":
        note = f"The printed DOI {reference.doi} {identified.absence}; the text describes {_name(best.candidate.work)}."
    elif identified.status == "elsewhere":
        printed_id = reference.doi or f"arXiv:{reference.arxiv}"
        note = f"{printed_id} belongs to another agency; the text describes {_name(best.candidate.work)}."
    return _as_found(printed, best, asked, note)


def could_mean(reference: ParsedReference, titles: Sequence[str], pages: Sequence[str]) -> bool:
    """Whether a registered work needs to be read for a reference: something of its title, or its page, is printed.

    Takes what stands in the registry's record, so that one that is out of the question need not be made a Work.
    """
    printed = prepare_reference(reference)
    return not is_hopeless(
        printed, [folded(without_mark(title)) for title in titles], [first_page(page) for page in pages]
    )


def beyond_doubt(verification: Verification) -> bool:
    """Whether no other work could be meant: title, authors and pages are those of the work found."""
    agreeing = {diff.field for diff in verification.diffs if diff.outcome == "match"}
    whole = agreeing >= {"title", "authors", "pages"}
    return verification.status == "verified" and verification.confidence > 0.9 and whole


def may_be_another_version(verification: Verification) -> bool:
    """Whether a preprint was found for a text that names a journal: its article may be registered too."""
    is_preprint = verification.work is not None and verification.work.type == "posted-content"
    return is_preprint and any(
        diff.field == "container_title" and diff.printed and diff.outcome != "match" for diff in verification.diffs
    )


def unchecked(reference: ParsedReference, note: str = "", registries_asked: Sequence[str] = ()) -> Verification:
    """The verdict where a registry could not be asked: nothing is said about the reference."""
    return Verification(
        "unchecked", registries_asked=tuple(registries_asked), note=note or f"Not asked: {reference.raw[:80]}"
    )


def _scored(printed: Printed, candidate: Candidate | Work) -> _Scored:
    work = candidate.work if isinstance(candidate, Candidate) else candidate
    registry = candidate.registry if isinstance(candidate, Candidate) else ""
    registered = prepare_work(work)
    if is_hopeless(printed, registered.titles, (registered.first_page, first_page(work.article_number))):
        return _Scored(Candidate(work, 0.0, registry), registered, Comparison({}, TitleMatch()))
    comparison = examine(printed, registered)
    return _Scored(Candidate(work, score(printed, registered, comparison), registry), registered, comparison)


def _examined(printed: Printed, work: Work) -> _Scored:
    """A work that an identifier names: compared whatever it is."""
    registered = prepare_work(work)
    comparison = examine(printed, registered)
    return _Scored(Candidate(work, score(printed, registered, comparison)), registered, comparison)


def _best(scored: Sequence[_Scored]) -> _Scored | None:
    """The likeliest work; of several that are about as likely the one that agrees in most, as in the year."""
    near = [one for one in scored if one.probability >= scored[0].probability - TIE]
    return min(near, key=lambda one: _distance(one.comparison.outcomes), default=None)


def _as_found(printed: Printed, found: _Scored, asked: tuple[str, ...], note: str = "") -> Verification:
    diffs = differences(printed, found.registered, found.comparison)
    wrong = [diff for diff in diffs if diff.outcome == "mismatch" and diff.severity == "major"]
    status: Status = "field_mismatch" if wrong else "verified"
    if wrong and not note:
        note = f"{_name(found.candidate.work)} is registered with other details: {_listed(wrong)}."
        if Verification(status, diffs=diffs).is_doubtful:
            note += f" {MIXED}"
        elif reason := next((diff.reason for diff in wrong if diff.reason), ""):
            note += f" Authors: {reason}."
    return Verification(status, found.candidate.work, found.probability, diffs, (found.candidate,), asked, note)


def _registered_elsewhere(verification: Verification, identified: Identified) -> Verification:
    """The verdict on a DOI of another agency, whose own record of it was compared with the text."""
    if verification.status != "verified":
        return verification
    note = f"Registered with {identified.registry}, whose record agrees with the text."
    return replace(verification, status="not_registered_here", note=note)


def _with_named(printed: Printed, named: _Scored, best: _Scored | None, asked: tuple[str, ...]) -> Verification:
    """The printed identifier names a work: it is that one, unless the text describes another."""
    outcomes = named.comparison.outcomes
    told = [
        field
        for field in ("title", "authors", "volume", "pages", "container_title")
        if outcomes[field] != "not_comparable"
    ]
    agrees = [field for field in told if outcomes[field] != "mismatch"]
    other = best is not None and best.probability >= ACCEPT and best.probability > named.probability
    if best is not None and best.probability >= ACCEPT and _are_versions(named, best):
        return _of_versions(printed, named, best, asked)
    title_agrees = outcomes["title"] in ("match", "partial")
    near = named.comparison.title.similarity >= 0.7 and "authors" in agrees
    if not other and (title_agrees or near or (outcomes["title"] == "not_comparable" and len(agrees) * 2 >= len(told))):
        return _as_found(printed, named, asked)
    if other and named.probability >= ACCEPT and best is not None and named.probability > best.probability - TIE:
        return _as_found(printed, named, asked)
    diffs = differences(printed, named.registered, named.comparison)
    other_doi = best.candidate.work.doi if other and best else ""
    doi = FieldDiff("doi", printed.parsed.doi, other_doi, "mismatch", "major")
    if not printed.parsed.doi and printed.parsed.pmid:
        doi = FieldDiff("pmid", printed.parsed.pmid, "", "mismatch", "major")
    meant = best if other else None
    if meant is not None:
        kept = [diff for diff in differences(printed, meant.registered, meant.comparison) if diff.field != doi.field]
        diffs = (*kept, doi)
        note = f"The printed identifier is that of {_name(named.candidate.work)}; "
        note += f"the text describes {_name(meant.candidate.work)}."
    else:
        diffs = (*(diff for diff in diffs if diff.field != doi.field), doi)
        note = f"The printed identifier is that of {_name(named.candidate.work)}; "
        note += "no work like the text describes was found."
    shown = tuple(one.candidate for one in (named, best) if one is not None)
    return Verification(
        "identifier_points_elsewhere",
        meant.candidate.work if meant else None,
        max(1 - named.probability, meant.probability if meant else 0.0),
        diffs,
        shown,
        asked,
        note,
    )


def _are_versions(one: _Scored, other: _Scored) -> bool:
    """Whether one of two works is the preprint of the other: one title, and the first author is among the others'."""
    a, b = one.candidate.work, other.candidate.work
    if (a.type == "posted-content") == (b.type == "posted-content"):
        return False
    authors = set(one.registered.families), set(other.registered.families)
    shared = not all(authors) or bool(authors[0] & authors[1])
    return shared and fuzz.ratio(folded(a.full_title), folded(b.full_title)) >= SAME_TITLE


def _of_versions(printed: Printed, named: _Scored, other: _Scored, asked: tuple[str, ...]) -> Verification:
    """The verdict where the identifier is that of one version and another is registered too: which one is described?

    To print the identifier of the preprint beside the details of the article, or the reverse, is no error.
    """
    found = [_as_found(printed, one, asked) for one in (named, other)]
    first = min(found, key=lambda one: _distance({diff.field: diff.outcome for diff in one.diffs}))
    if first is found[0] or first.work is None:
        return found[0]
    diffs = tuple(
        replace(diff, outcome="partial", severity="minor") if diff.field == "doi" else diff for diff in first.diffs
    )
    wrong = any(diff.outcome == "mismatch" for diff in diffs)
    preprint = "preprint" if named.candidate.work.type == "posted-content" else "published version"
    note = f"The printed identifier is that of its {preprint}, {_name(named.candidate.work)}."
    return replace(first, status="field_mismatch" if wrong else "verified", diffs=diffs, note=note)


def _distance(outcomes: Mapping[str, Outcome]) -> int:
    """How far the text is from a work, the identifier aside: a mismatch counts more than all partial outcomes."""
    weights = {"mismatch": 20, "partial": 1}
    return sum(weights.get(outcome, 0) for field, outcome in outcomes.items() if field != "doi")


def _without_work(
    printed: Printed, identified: Identified, scored: Sequence[_Scored], asked: tuple[str, ...]
) -> Verification:
    reference = printed.parsed
    near = tuple(one.candidate for one in scored[:SHOWN] if one.comparison.title.similarity > 0.4)
    best = scored[0].probability if scored else 0.0
    if identified.status == "elsewhere":
        printed_id = reference.doi or f"arXiv:{reference.arxiv}"
        note = f"{printed_id} is registered with another agency than those asked."
        return Verification("not_registered_here", None, 1.0, (), near, asked, note)
    if identified.status == "unknown":
        note = f"The printed DOI {reference.doi} {identified.absence}, and no work like the text describes was found."
        return Verification("not_found", None, 1 - best, (), near, asked, note + _told(asked, identified))
    if len(folded(reference.raw).split()) < LEAST_WORDS and not (reference.doi or reference.pmid or reference.arxiv):
        return Verification("not_checkable", None, 1.0, (), near, asked, "Too little is printed to look for it.")
    if _not_checkable(reference):
        note = "Web pages, law, patents, standards, software and personal communications are in no registry of works."
        return Verification("not_checkable", None, 1 - best, (), near, asked, note)
    like = near and scored[0].comparison.title.similarity >= NEAR_TITLE
    note = f"The nearest registered work is {_name(near[0].work)}." if like else ""
    if scored and is_book_of_chapter(printed, scored[0].registered):
        here = "registered" if not identified.extent else f"in {identified.extent}"
        note = f"The book is {here}, {_name(scored[0].candidate.work)}; a chapter like this is not."
    return Verification("not_found", None, 1 - best, (), near, asked, (note + _told(asked, identified)).strip())


def _told(asked: Sequence[str], identified: Identified) -> str:
    """Who was asked, as it stands behind a note: who has no such work says nothing for those who were not."""
    others = [name for name in asked if name != "library"]
    if identified.extent:
        others[:1] = [identified.extent]
    return f" Asked: {', '.join(others)}." if others else ""


def _not_checkable(reference: ParsedReference) -> bool:
    if reference.doi or reference.pmid:
        return False
    if _PERSONAL.search(reference.raw) and not reference.volume:
        return True
    if reference.type in _NEVER_REGISTERED or (reference.type == "webpage" and not reference.pages):
        return True
    if reference.volume or reference.pages or (reference.container_title and reference.type not in _UNREGISTERED):
        return False
    return reference.type in ("webpage", "law", "software") or bool(reference.url or _WEB.search(reference.raw))


def _rivals(best: _Scored, others: Sequence[_Scored]) -> list[_Scored]:
    """Works that fit as well as the best one and differ from it in what a reader could have printed.

    A preprint is no rival of its published version, nor is a second registration of the same work.
    """
    rivals = []
    for one in others:
        if one.probability < ACCEPT or best.probability - one.probability > TIE:
            continue
        if one.comparison.outcomes != best.comparison.outcomes or one.comparison.outcomes["pages"] == "match":
            continue
        a, b = best.candidate.work, one.candidate.work
        if "posted-content" in (a.type, b.type) or (a.doi and a.doi == b.doi) or (not a.doi or not b.doi):
            continue
        if (a.year, a.volume, a.pages, a.container_title) != (b.year, b.volume, b.pages, b.container_title):
            rivals.append(one)
    return rivals[:SHOWN]


def _listed(diffs: Sequence[FieldDiff]) -> str:
    names = ["journal" if diff.field == "container_title" else diff.field for diff in diffs]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _name(work: Work) -> str:
    author = work.authors[0].sort_name if work.authors else ""
    who = f"{author} et al." if len(work.authors) > 1 else author
    title = work.title if len(work.title) <= 90 else f"{work.title[:87]}…"
    identifier = f", {work.doi}" if work.doi else ""
    return f"“{title or work.container_title}” ({', '.join(filter(None, (who, str(work.year or ''))))}{identifier})"
