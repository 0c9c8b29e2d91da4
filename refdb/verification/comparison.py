"""A printed reference beside a registered work, field by field.

What is no difference: a subtitle left out, an abbreviated journal, initials, "et al.", the year of the other
publication (online, print), a first page alone, an abbreviated range, transliteration, markup in a registered title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from refdb.model import FieldDiff, Outcome, ParsedReference, Severity, Work
from refdb.verification.folding import squash
from refdb.verification.journals import same_container, stands_in
from refdb.verification.printed import Printed, Registered, last_page, number, prepare_reference, prepare_work
from refdb.verification.titles import TitleMatch, find_title, same_word

_NOT_TEXT = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome of each field, and how the titles lie to each other."""

    outcomes: dict[str, Outcome]
    title: TitleMatch


def compare(reference: ParsedReference, work: Work) -> tuple[FieldDiff, ...]:
    """The fields of a reference beside those of a work; fields that neither has are left out."""
    printed, registered = prepare_reference(reference), prepare_work(work)
    return differences(printed, registered, examine(printed, registered))


def examine(printed: Printed, registered: Registered) -> Comparison:
    """The outcome of every field."""
    title = max(
        (find_title(printed.text, one, printed.title) for one in registered.titles),
        key=lambda match: (match.similarity, match.letters),
        default=TitleMatch(),
    )
    # an identical short title inside a longer printed one is no match of titles
    work = registered.work
    return Comparison(
        {
            "title": _title(printed, registered, title),
            "authors": _authors(printed, registered, title),
            "year": _year(printed, work),
            "container_title": _container(printed, registered, title),
            "volume": _volume(printed, work, title),
            "issue": _issue(printed, work),
            "pages": _pages(printed, registered),
            "doi": "not_comparable"
            if not (printed.parsed.doi and work.doi)
            else "match"
            if printed.parsed.doi.casefold() == work.doi
            else "mismatch",
            "pmid": "not_comparable"
            if not (printed.parsed.pmid and work.pmid)
            else "match"
            if printed.parsed.pmid == work.pmid
            else "mismatch",
        },
        title,
    )


def differences(printed: Printed, registered: Registered, comparison: Comparison) -> tuple[FieldDiff, ...]:
    """The outcomes with what is printed and what is registered."""
    parsed, work = printed.parsed, registered.work
    texts = {
        "title": (parsed.title, work.full_title),
        "authors": (_names(parsed.authors), _names(work.authors)),
        "year": (
            str(parsed.year or next(iter(printed.years), "")),
            "/".join(map(str, work.years or (work.year or "",))),
        ),
        "container_title": (parsed.container_title, work.container_title or work.container_title_short),
        "volume": (parsed.volume, work.volume),
        "issue": (parsed.issue, work.issue),
        "pages": (parsed.pages, work.pages or work.article_number),
        "doi": (parsed.doi, work.doi),
        "pmid": (parsed.pmid, work.pmid),
    }
    diffs = []
    for field, outcome in comparison.outcomes.items():
        ours, theirs = texts[field]
        if not ours and not theirs:
            continue
        severity: Severity = ""
        if outcome == "mismatch":
            severity = "major"
        elif outcome == "partial":
            severity = "minor"
        diffs.append(FieldDiff(field, ours, theirs, outcome, severity))
    return tuple(diffs)


def _names(people: tuple[object, ...]) -> str:
    return "; ".join(getattr(person, "sort_name", "") for person in people)


def _title(printed: Printed, registered: Registered, title: TitleMatch) -> Outcome:
    if not registered.titles or not title.words or not printed.text:
        return "not_comparable"
    if not printed.title and title.similarity < 0.5 and printed.parsed.authors:
        return "not_comparable"  # a reference without a title
    short = registered.titles[-1] if len(registered.titles) > 1 else registered.titles[0]
    if title.exact:
        longer = len(printed.title) - len(short)
        return "partial" if printed.title and longer > len(short) and not printed.title.startswith(short) else "match"
    if title.exchanged or title.similarity < 0.8:
        head = registered.titles[0].split(" ")
        own = printed.title.split(" ")
        if len(own) >= 3 and head[: len(own)] == own:
            return "match"  # the rest of the registered title, a subtitle kept in one string with it, is left out
        return "mismatch"
    return "partial" if title.missing + title.added > 1 else "match"


def _author_region(printed: Printed, title: TitleMatch) -> str:
    """What stands before the title, or all where the title is unknown or stands first."""
    if title.start > 3 and title.similarity > 0.5:
        return printed.text[: title.start]
    return printed.text


def same_family(a: str, b: str) -> bool:
    """Whether two folded family names are one: misprint, particle left out, one part of a double name."""
    if a == b or a.replace(" ", "") == b.replace(" ", ""):
        return True
    if (
        len(a) > 3
        and len(b) > 3
        and (a.endswith(f" {b}") or b.endswith(f" {a}") or a.startswith(f"{b} ") or b.startswith(f"{a} "))
    ):
        return True
    umlauts = (
        a.replace("oe", "o").replace("ue", "u").replace("ae", "a"),
        b.replace("oe", "o").replace("ue", "u").replace("ae", "a"),
    )
    if umlauts[0] == umlauts[1]:
        return True
    return len(a) > 3 and len(b) > 3 and same_word(a, b)


def _stands(name: str, region: str) -> bool:
    if f" {name} " in f" {region} ":
        return True
    if " " in name:
        return name.replace(" ", "") in region.replace(" ", "") or all(
            f" {part} " in f" {region} " for part in name.split() if len(part) > 3
        )
    return len(name) > 4 and any(
        same_word(name, word) for word in region.split() if word[:1] == name[:1] or len(word) > 6
    )


def _authors(printed: Printed, registered: Registered, title: TitleMatch) -> Outcome:
    theirs, ours = registered.families, printed.families
    if not theirs:
        return "not_comparable"
    region = _author_region(printed, title)
    if not ours and not region.strip():
        return "not_comparable"
    found = [_stands(name, region) for name in theirs]
    if not found[0] and not any(found[:3]):
        if not ours and title.start == 0:
            return "not_comparable"
        institution = bool(registered.work.authors[0].literal and not registered.work.authors[0].family)
        if institution and (not ours or fuzz.token_set_ratio(theirs[0], region) > 60):
            return "partial"
        return "mismatch"
    if not ours:
        return "match" if found[0] else "partial"
    unknown = [name for name in ours if len(name) > 2 and not any(same_family(name, other) for other in theirs)]
    unknown = [name for name in unknown if not any(name in other or other in name for other in theirs)]
    absent = [name for name, there in zip(theirs, found, strict=True) if not there]
    if unknown and absent and len(unknown) <= len(ours):
        printed_until = len(ours) if printed.et_al else len(theirs)
        if any(name in absent for name in theirs[: printed_until + 1]):
            return "mismatch"
    return "match" if found[0] else "partial"


def _year(printed: Printed, work: Work) -> Outcome:
    registered = set(work.years) | ({work.year} if work.year else set())
    years = [printed.parsed.year] if printed.parsed.year is not None else list(printed.years)
    if not registered or not years:
        return "not_comparable"
    if registered & set(years):
        return "match"
    others = [year for year in printed.years if str(year) not in (printed.parsed.volume, printed.parsed.pages)]
    if (
        printed.parsed.confidence < 0.9
        and registered & set(others)
        and not _in_title(printed, registered & set(others))
    ):
        return "match"
    return "partial" if any(abs(a - b) == 1 for a in registered for b in years) else "mismatch"


def _in_title(printed: Printed, years: set[int]) -> bool:
    return any(str(year) in printed.title for year in years)


def _rest(printed: Printed, title: TitleMatch) -> list[str]:
    """The words outside the title."""
    if title.start >= 0 and title.similarity > 0.6:
        return (printed.text[: title.start] + " " + printed.text[title.end :]).split()
    return printed.text.split()


def _container(printed: Printed, registered: Registered, title: TitleMatch) -> Outcome:
    names = registered.containers
    if not names:
        return "not_comparable"
    if printed.container and same_container(printed.container, names):
        return "match"
    tail = printed.text[title.end :] if title.end > 0 and title.similarity > 0.6 else printed.text
    if stands_in(tail.split(), names):
        return "match"
    if not printed.container:
        return "not_comparable"
    best = max(fuzz.token_set_ratio(printed.container, name) for name in names)
    if best >= 90 and len(printed.container) > 8:
        return "match"
    journal = registered.work.type in ("", "journal-article")
    return "partial" if best >= 75 or not journal else "mismatch"


def _volume(printed: Printed, work: Work, title: TitleMatch) -> Outcome:
    theirs, ours = number(work.volume), number(printed.parsed.volume)
    if not theirs:
        return "not_comparable"
    if ours == theirs:
        return "match"
    rest = [word.lstrip("0") for word in _rest(printed, title)]
    others = {number(printed.parsed.issue), str(printed.parsed.year or "")}
    others.update(re.findall(r"[a-z]*\d+", printed.parsed.pages.lower()))
    if theirs in rest and (theirs not in others or rest.count(theirs) > 1):
        return "match"
    if not ours:
        return "not_comparable"
    if (
        squash(printed.parsed.volume).startswith(theirs)
        and not squash(printed.parsed.volume)[len(theirs) :][:1].isdigit()
    ):
        return "match"
    return "partial" if ours in (number(work.issue), str(work.year)) else "mismatch"


def _issue(printed: Printed, work: Work) -> Outcome:
    ours, theirs = number(printed.parsed.issue), number(work.issue)
    if not ours or not theirs:
        return "not_comparable"
    return "match" if ours == theirs or ours in theirs.split() or theirs in ours.split() else "partial"


def _pages(printed: Printed, registered: Registered) -> Outcome:
    work, theirs = registered.work, registered.first_page
    own_number = re.sub(r"^[a-z]*0*", "", work.article_number.lower())
    ours = printed.first_pages
    if not ours:
        there = theirs and len(theirs) > 1 and theirs in printed.text.split()
        return "match" if there else "not_comparable"
    if not theirs and not own_number:
        return "not_comparable"
    bare = {re.sub(r"^[a-z]+0*", "", page) for page in ours if page} | set(ours)
    if theirs in bare or re.sub(r"^[a-z]+0*|[a-z]+$", "", theirs) in {re.sub(r"[a-z]+$", "", page) for page in bare}:
        last, printed_last = last_page(work.pages), last_page(printed.parsed.pages)
        return "partial" if last and printed_last and last != printed_last else "match"
    if own_number and (own_number in bare or any(own_number.endswith(page) for page in bare if len(page) > 2)):
        return "match"
    if any(len(page) > 3 and page in squash(work.doi) for page in bare) or (theirs == "1" and last_page(work.pages)):
        return "not_comparable" if theirs == "1" and not any(len(page) > 3 for page in bare) else "partial"
    if (
        len(theirs) > 1
        and theirs in printed.text.split()
        and theirs not in (number(printed.parsed.volume), number(printed.parsed.issue), str(printed.parsed.year))
    ):
        return "match"
    if own_number and not work.pages:
        return "partial" if any("-" in page for page in (printed.parsed.pages,)) else "mismatch"
    return "mismatch"
