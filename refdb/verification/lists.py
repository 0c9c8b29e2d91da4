"""A whole list of references: which of them are one work, and whether the registry knows but few of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from refdb.model import ParsedReference, Verification, Work
from refdb.text.folding import folded
from refdb.verification.printed import family

LEAST_LISTED = 5  # references; of fewer nothing can be said
FEW = 0.5  # of those that a registry could know
LEAST_WORDS = 4  # of a title that stands for a work; "Introduction" is that of many
_KNOWN = ("verified", "field_mismatch", "identifier_points_elsewhere", "ambiguous")


def few_known(verifications: Sequence[Verification]) -> str:
    """What is to be said at the top of a list of which the registry knows few.

    Args:
        verifications: of the list, or of its first references.

    Returns:
        A sentence, ``""`` where it knows enough of them.
    """
    known = sum(one.status in _KNOWN for one in verifications)
    looked_for = known + sum(one.status == "not_found" for one in verifications)
    if looked_for < LEAST_LISTED or known >= FEW * looked_for:
        return ""
    asked = next((name for one in verifications for name in one.registries_asked if name != "library"), "the registry")
    may = "registered all the same" if asked.startswith("snapshot ") else "registered elsewhere, or read wrongly here"
    return f"{asked} knows {known} of {looked_for} references that were looked up; what it does not know may be {may}."


def with_repeats(list_: Iterable[tuple[str, ParsedReference, Verification]]) -> Iterator[Verification]:
    """The verifications, each of a work that an earlier reference means too with a note that says so.

    Args:
        list_: (label, reference, what became of it), in the order of the list.
    """
    works: dict[object, str] = {}
    titles: dict[tuple[str, str], tuple[str, Work | None]] = {}
    for label, reference, verification in list_:
        work = verification.work
        identity, title = _identity(reference, work), _title(reference, work)
        note = ""
        if identity in works:
            note = f"The same work as {works[identity]}."
        elif title in titles:
            note = _other_form(titles[title], work)
        works.setdefault(identity, label)
        if title is not None:
            titles.setdefault(title, (label, work))
        yield replace(verification, note=f"{note} {verification.note}".strip()) if note else verification


def _identity(reference: ParsedReference, work: Work | None) -> object:
    if work is None:
        return reference.doi or folded(reference.raw)
    return work.doi or work.pmid or work.arxiv or (folded(work.full_title), work.year, work.container_title, work.pages)


def _title(reference: ParsedReference, work: Work | None) -> tuple[str, str] | None:
    """The title with the first author, where both are known and the title is long enough to go by."""
    title = folded(work.full_title if work else reference.title)
    authors = work.authors if work else reference.authors
    return (title, family(authors[0])) if authors and len(title.split()) >= LEAST_WORDS else None


def _other_form(earlier: tuple[str, Work | None], work: Work | None) -> str:
    label, other = earlier
    preprints = [one is not None and one.type == "posted-content" for one in (other, work)]
    if preprints[0] != preprints[1] and other and work:
        return (
            f"The same work as {label}, {'which is its preprint' if preprints[0] else 'of which it is the preprint'}."
        )
    return f"A work of the same title and author as {label}."
