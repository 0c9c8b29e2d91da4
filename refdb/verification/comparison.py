"""A printed reference beside a registered work, field by field.

What is no difference: a subtitle left out, an abbreviated journal, initials, "et al.", the year of the other
publication (online, print), a first page alone, an abbreviated range, transliteration, markup in a registered title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from refdb.model import FieldDiff, Outcome, Severity, Work
from refdb.text.folding import folded, squashed
from refdb.verification.authors import compare_authors, same_family
from refdb.verification.conferences import other_conference, unknown_conference
from refdb.verification.journal_names import same_container, stands_in
from refdb.verification.printed import Printed, Registered, last_page, number
from refdb.verification.titles import SMALL, TitleMatch, find_title, hopeless, same_word

# A reference to a preprint whose article is registered: these differ by nature.
_PREPRINT = re.compile(r"\b(?:arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|socarxiv|ssrn|corr|preprints?|research square)\b")
_OF_VERSION = ("year", "container_title", "volume", "issue", "pages")
_SEVERITIES: dict[Outcome, Severity] = {"mismatch": "major", "partial": "minor", "match": "", "not_comparable": ""}
ARXIV_PREFIX = "10.48550/"
CONFERENCE = ("proceedings-article", "paper-conference")
_BREAK = re.compile(r"[^\w\s,'’]|\bin\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome of each field, and how the titles lie to each other."""

    outcomes: dict[str, Outcome]
    title: TitleMatch


def examine(printed: Printed, registered: Registered) -> Comparison:
    """The outcome of every field."""
    title = max(
        (find_title(printed.text, one, printed.title) for one in registered.titles),
        key=lambda match: (match.similarity, match.letters),
        default=TitleMatch(),
    )
    work = registered.work
    outcomes: dict[str, Outcome] = {
        "title": _title(printed, registered, title),
        "authors": _authors(printed, registered, title),
        "year": _year(printed, work, title),
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
    }
    if work.type != "posted-content" and _PREPRINT.search(printed.text):
        outcomes |= {field: "partial" for field in _OF_VERSION if outcomes[field] == "mismatch"}
    return Comparison(outcomes, title)


def is_hopeless(printed: Printed, titles: Sequence[str], pages: Sequence[str]) -> bool:
    """Whether a work cannot be the one meant: neither a title of it is printed nor its first page or number.

    Author, journal and year alone never make a match. Titles folded, pages as ``first_page`` gives them.
    """
    words = printed.text.split()
    numbers = {_digits(page) for page in (*printed.first_pages, *words)}
    return (
        any(titles)
        and not any(_digits(page) in numbers for page in pages if _digits(page))
        and all(hopeless(printed.text, title.split()) for title in titles)
    )


def _digits(page: str) -> str:
    return page if page.isdecimal() else re.sub(r"\D", "", page)


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
        severity, reason = _SEVERITIES[outcome], ""
        if field == "authors" and outcome in ("match", "partial"):
            detail = compare_authors(printed, registered)
            if detail.outcome != "match":
                outcome, severity, reason = detail.outcome, detail.severity, detail.reason
        diffs.append(FieldDiff(field, ours, theirs, outcome, severity, reason))
    return tuple(diffs)


def _names(people: tuple[object, ...]) -> str:
    return "; ".join(getattr(person, "sort_name", "") for person in people)


def _title(printed: Printed, registered: Registered, title: TitleMatch) -> Outcome:
    if not registered.titles or not title.words or not printed.text:
        return "not_comparable"
    if not printed.title and title.similarity < 0.5 and printed.parsed.authors:
        return "not_comparable"  # a reference without a title
    if title.exact:
        return _exact_title(printed, registered)
    if title.exchanged or title.similarity < 0.8:
        head = registered.titles[0].split(" ")
        own = printed.title.split(" ")
        if (len(own) >= 3 and head[: len(own)] == own) or (len(own) == 2 and printed.title in registered.heads):
            return "match"  # the rest of the registered title, a subtitle kept in one string with it, is left out
        left_out = not title.exchanged and not title.added and title.similarity >= 0.7
        return "partial" if left_out else "mismatch"
    return "partial" if title.missing + title.added > 1 else "match"


def _exact_title(printed: Printed, registered: Registered) -> Outcome:
    """The outcome where the registered title stands in the reference: it may be but a part of what is printed."""
    ours = f" {printed.title} "
    inside = next((one for one in registered.titles if f" {one} " in ours), "")
    if not inside:
        return "match"
    before, _, after = ours.partition(f" {inside} ")
    if _is_cut(registered.work.title):
        return "partial"
    known = {
        word for name in (*registered.families, *printed.families, *registered.containers) for word in name.split()
    }
    extra = [word for word in before.split() if word not in known and len(word) > 1]
    # "International Consortium: Initial sequencing of …" was read as one title.
    tails = (printed.parsed.title[match.end() :] for match in _BREAK.finditer(printed.parsed.title))
    if len(extra) > 2 and not any(folded(tail).startswith(inside) for tail in tails):
        return "mismatch"
    more = [word for word in after.split() if word not in known and not word.isdecimal()]
    if len(more) < 3:
        return "match"
    heads = (printed.parsed.title[: match.start()] for match in _BREAK.finditer(printed.parsed.title))
    return "partial" if any(folded(head).endswith(inside) for head in heads) else "mismatch"


def _is_cut(title: str) -> bool:
    """Whether a registered title ends in mid-sentence: some registries lose what follows markup."""
    return title.rstrip().endswith((",", ":", "(", "-")) or not SMALL.isdisjoint(folded(title[-8:]).split()[-1:])


def _author_region(printed: Printed, title: TitleMatch) -> str:
    """What stands before the title, or all where the title is unknown or stands first."""
    if title.start > 3 and title.similarity > 0.5:
        return printed.text[: title.start]
    return printed.text


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
    swapped = tuple(folded(person.given) for person in registered.work.authors)
    if ours and len(swapped) == len(theirs) and ours == swapped[: len(ours)] and ours != theirs[: len(ours)]:
        theirs = swapped  # a registrant put family and given names into each other's place
    region = _author_region(printed, title)
    if not ours and not region.strip():
        return "not_comparable"
    # Of two family names often the first alone is printed: "García" for "García López".
    found = [
        _stands(name, region) or (name.count(" ") == 1 and any(same_family(name, own) for own in ours))
        for name in theirs
    ]
    if not found[0] and not any(found[:3]):
        if not ours and title.start == 0:
            return "not_comparable"
        institutions = [person.literal and not person.family for person in registered.work.authors]
        persons = any(person.family for person in printed.parsed.authors)
        if (all(institutions) and persons) or (
            institutions[0] and (not ours or fuzz.token_set_ratio(theirs[0], region) > 60)
        ):
            return "partial"
        return "mismatch"
    if not ours:
        return "match" if found[0] else "partial"
    unknown = [name for name in ours if len(name) > 1 and not any(same_family(name, other) for other in theirs)]
    unknown = [
        name
        for name in unknown
        if not any((len(name) > 3 and name in other) or (len(other) > 3 and other in name) for other in theirs)
    ]
    absent = [name for name, there in zip(theirs, found, strict=True) if not there]
    if unknown and absent and len(unknown) <= len(ours):
        printed_until = len(ours) if printed.et_al else len(theirs)
        if any(name in absent for name in theirs[: printed_until + 1]):
            return "mismatch"
    return "match" if found[0] else "partial"


def _year(printed: Printed, work: Work, title: TitleMatch) -> Outcome:
    registered = set(work.years) | ({work.year} if work.year else set())
    years = [printed.parsed.year] if printed.parsed.year is not None else list(printed.years)
    if title.start >= 0 and title.exact and str(printed.parsed.year) in printed.text[title.start : title.end].split():
        years = list(printed.years)  # what was read as the year is a part of the title
    if not registered or not years:
        return "not_comparable"
    if registered & set(years):
        return "match"
    elsewhere = {int(word) for word in _rest(printed, title) if len(word) == 4 and word.isdecimal()}
    elsewhere -= {
        int(text) for text in re.findall(r"\d+", f"{printed.parsed.pages} {printed.parsed.volume} {work.volume}")
    }
    if printed.parsed.confidence < 0.9 and registered & elsewhere & set(printed.years):
        return "match"
    return "partial" if any(abs(a - b) == 1 for a in registered for b in years) else "mismatch"


def _rest(printed: Printed, title: TitleMatch) -> list[str]:
    """The words outside the title."""
    if title.start >= 0 and title.similarity > 0.6:
        return (printed.text[: title.start] + " " + printed.text[title.end :]).split()
    return printed.text.split()


def _container(printed: Printed, registered: Registered, title: TitleMatch) -> Outcome:
    names = registered.containers
    if not names:
        return _venue_of_preprint(printed, registered.work)
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
    acronym = printed.parsed.container_title.isupper() and " " not in printed.container  # "ICLR" is not "ICML"
    if best >= 75 and not acronym:
        return "partial"
    work = registered.work
    if work.type in ("", "journal-article"):
        return "mismatch"
    names = (work.container_title, work.container_title_short)
    if work.type in CONFERENCE and other_conference(printed.parsed.container_title, names):
        return "mismatch"
    return "partial"


def _venue_of_preprint(printed: Printed, work: Work) -> Outcome:
    """The outcome for a work without a journal: a conference that nobody knows is not the venue of a preprint."""
    is_preprint = work.type == "posted-content" or work.doi.startswith(ARXIV_PREFIX)
    if not is_preprint or not printed.container or _PREPRINT.search(printed.container):
        return "not_comparable"
    return "mismatch" if unknown_conference(printed.parsed.container_title) else "partial"


def _volume(printed: Printed, work: Work, title: TitleMatch) -> Outcome:
    theirs, ours = number(work.volume), number(printed.parsed.volume)
    if not theirs:
        return "not_comparable"
    if ours == theirs:
        return "match"
    rest = [word.lstrip("0") for word in _rest(printed, title)]
    if not ours and len(theirs) == 4 and theirs[:2] in ("19", "20"):  # journals that number volumes by year
        return "match" if theirs in rest else "not_comparable"
    others = {number(printed.parsed.issue), str(printed.parsed.year or "")}
    others.update(re.findall(r"(?<![a-z])[a-z]*+\d+", printed.parsed.pages.lower()))
    if theirs in rest and (theirs not in others or rest.count(theirs) > 1):
        return "match"
    if not ours:
        return "not_comparable"
    if (
        squashed(printed.parsed.volume).startswith(theirs)
        and not squashed(printed.parsed.volume)[len(theirs) :][:1].isdigit()
    ):
        return "match"
    return "partial" if ours in (number(work.issue), str(work.year)) else "mismatch"


def _issue(printed: Printed, work: Work) -> Outcome:
    ours, theirs = number(printed.parsed.issue), number(work.issue)
    if not ours or not theirs:
        return "not_comparable"
    return "match" if ours == theirs or ours in theirs.split() or theirs in ours.split() else "partial"


_LETTERS_BEHIND = r"(?<![a-z])[a-z]++$"


def _bare_page(page: str) -> str:
    return re.sub(rf"^[a-z]+0*|{_LETTERS_BEHIND}", "", page)


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
    if theirs in bare or _bare_page(theirs) in {re.sub(_LETTERS_BEHIND, "", page) for page in bare}:
        last, printed_last = last_page(work.pages), last_page(printed.parsed.pages)
        return "partial" if last and printed_last and last != printed_last else "match"
    if own_number and (own_number in bare or any(own_number.endswith(page) for page in bare if len(page) > 2)):
        return "match"
    ranged = bool(last_page(printed.parsed.pages))
    if not ranged and any(len(page) > 3 and page in squashed(work.doi) for page in bare):
        return "match"
    if theirs == "1" and not ranged:  # "1-8" within an article that has a number of its own
        return "not_comparable"
    others = (number(printed.parsed.volume), number(printed.parsed.issue), str(printed.parsed.year))
    if len(theirs) > 1 and theirs in printed.text.split() and theirs not in others:
        return "match"
    if own_number and not work.pages:
        return "partial" if any("-" in page for page in (printed.parsed.pages,)) else "mismatch"
    return "mismatch"
