"""Works that are one: found by identifiers and by fields, merged on demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rapidfuzz import fuzz

from refdb.database.twins import at_odds, of_other_kinds
from refdb.errors import InputError
from refdb.model import Duplicates, Work
from refdb.model.running import Progress, silent
from refdb.retrieval.passages import cut
from refdb.text.folding import spellings, squashed
from refdb.text.sentences import split
from refdb.text.title_pairs import told_apart
from refdb.workflows.steps.ports import Store

ALIKE = 93.0  # similarity of folded titles, in per cent, from which two titles are one with a slip in it
SHORTEST = 20  # letters; shorter titles ("Editorial", "Preface") must be equal, and more than the title must agree

# What tells whether two works are one; abstracts and full texts of a whole library need not fit into memory.
_COMPARED = (
    "key", "type", "title", "subtitle", "authors", "container_title", "year", "volume", "issue", "pages", "doi", "pmid",
    "pmcid", "arxiv",
)  # fmt: skip


def find_duplicates(store: Store) -> list[Duplicates]:
    """Groups of works that seem to be one, in the order of their first works."""
    compared = list(store.each_work(_COMPARED))
    pairs = [*_by_identifier(compared), *_by_fields(compared)]
    groups: dict[str, set[str]] = {}
    reasons: dict[str, str] = {}
    for one, other, reason in pairs:
        joined = groups.get(one, {one}) | groups.get(other, {other})
        for key in joined:
            groups[key] = joined
            reasons.setdefault(key, reason)
    found = []
    done: set[str] = set()
    for work in compared:
        if work.key in groups and work.key not in done:
            members = store.works(groups[work.key])
            done |= groups[work.key]
            best = max(members, key=_worth)
            others = tuple(one.key for one in members if one is not best)
            found.append(Duplicates(best.key, others, reasons[work.key], tuple(members)))
    return found


def merge_duplicates(store: Store, groups: Sequence[Duplicates], progress: Progress = silent) -> list[str]:
    """Merge each group into the work it would keep; one line on each."""
    said = []
    for done, group in enumerate(groups):
        progress("merging", done, len(groups))
        try:
            said.append(merge(store, group.key, group.others))
        except InputError as error:  # another process merged or removed one of them since they were found
            said.append(f"{group.key}: left as it is: {error}")
    return said


def merge(store: Store, key: str, others: Sequence[str]) -> str:
    """Make one work of several, under ``key``; a line that says so. `undo` takes it back.

    Raises:
        InputError: the library has no such work.
    """
    summary = f"merged {', '.join(others)} into {key}"

    def become_one() -> None:
        work = store.merge(key, others)
        store.set_passages(work.key, cut(work, split))

    with store.recording("merge", summary, counted=False):
        store.in_one(become_one)
    return f"{', '.join(others)} -> {key}"


def _worth(work: Work) -> tuple[bool, int, int]:
    """What makes a record the one to keep: a DOI, then how much it says."""
    filled = sum(bool(getattr(work, name)) for name in Work.__slots__)
    return bool(work.doi), filled, len(work.abstract)


def _by_identifier(works: Iterable[Work]) -> Iterator[tuple[str, str, str]]:
    seen: dict[tuple[str, str], Work] = {}
    for work in works:
        marks = [("DOI", work.doi), ("PMID", work.pmid), ("PMCID", work.pmcid), ("arXiv number", work.arxiv)]
        for name, value in marks:
            if not value:
                continue
            twin = seen.setdefault((name, value.lower()), work)
            if twin is not work and not at_odds(twin, work) and not (name != "DOI" and _differ(twin.doi, work.doi)):
                yield twin.key, work.key, f"the same {name}, {value}"


def _by_fields(works: Iterable[Work]) -> Iterator[tuple[str, str, str]]:
    """Titles that are one, in works whose other fields do not speak against it."""
    blocks: dict[str, list[tuple[str, Work]]] = {}
    for work in works:
        title = squashed(work.full_title)
        if title:
            authors = spellings(work.authors[0].sort_name) if work.authors else ("",)
            for mark in {f"t{title[:12]}", *(f"a{author}{work.year}" for author in authors)}:
                blocks.setdefault(mark, []).append((title, work))
    told: set[tuple[str, str]] = set()
    for block in blocks.values():
        if len(block) > 400:  # "Editorial" of a whole journal
            continue
        for (title, one), (other_title, other) in combinations(block, 2):
            pair = (one.key, other.key)
            if pair in told or not _may_be_one(one, other):
                continue
            if title == other_title and (len(title) >= SHORTEST or _agree(one, other)):
                told.add(pair)
                yield (*pair, "the same title, author and year")
            elif (
                min(len(title), len(other_title)) >= SHORTEST
                and _alike(title, other_title)
                and not told_apart(one.full_title, other.full_title)
            ):
                told.add(pair)
                yield (*pair, "nearly the same title, the same author and year")


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other, score_cutoff=ALIKE) > 0


def _first_author(work: Work) -> str:
    return squashed(work.authors[0].sort_name) if work.authors else ""


def _may_be_one(one: Work, other: Work) -> bool:
    if _differ(one.doi, other.doi) or _differ(one.volume, other.volume) or _differ(one.issue, other.issue):
        return False
    if one.year and other.year and abs(one.year - other.year) > 1:
        return False
    if _differ(one.pages.partition("-")[0], other.pages.partition("-")[0]):
        return False
    if of_other_kinds(one, other):
        return False
    chapter = {one.type, other.type} & {"book-chapter", "reference-entry"}
    if chapter and _differ(squashed(one.container_title), squashed(other.container_title)):
        return False
    return not (one.authors and other.authors) or bool(_names(one) & _names(other))


def _names(work: Work) -> set[str]:
    """The family names of the first two authors, however their umlauts are spelt."""
    return {spelling for person in work.authors[:2] for spelling in spellings(person.family or person.literal)}


def _agree(one: Work, other: Work) -> bool:
    """Whether two works with a short title have its author and its journal or year in common."""
    same_author = bool(_first_author(one)) and _first_author(one) == _first_author(other)
    return same_author and one.year == other.year and one.year is not None


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one.lower() != other.lower())
