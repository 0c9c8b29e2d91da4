"""Whether works still stand, by what is known of them here: nobody is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from refdb.bibliography.taken_back import update_by_title
from refdb.model import CheckedReference, Standing, Update, Work
from refdb.registries.retractions import standing

if TYPE_CHECKING:  # the port brings numpy
    from refdb.workflows.steps.ports import Reading, Store

CONCERN = "expression_of_concern"


def standing_of_work(work: Work, here: Mapping[str, Sequence[Update]], answered: Iterable[str] = ()) -> Standing:
    """Whether a work still stands.

    Args:
        work: with its updates and its title.
        here: what other works of the library say, see ``notices_by_doi``.
        answered: the sources that answered about it.
    """
    marked = update_by_title(work)
    return standing([*work.updates, *((marked,) if marked else ()), *here.get(work.doi, ())], answered)


def notices_by_doi(works: Iterable[Work], where: str = "library") -> dict[str, list[Update]]:
    """By DOI, what notices that are works themselves say of others; ``where`` they were found, if they do not say."""
    found: dict[str, list[Update]] = {}
    for work in works:
        for update in work.updates:
            if update.type.endswith(" of") and update.doi and update.doi != work.doi:
                notice = Update(update.type.removesuffix(" of"), work.doi, update.source or where, update.date)
                found.setdefault(update.doi, []).append(notice)
    return found


def standings_of(store: Store, keys: Iterable[str] | None = None) -> dict[str, Standing]:
    """Whether works of the library still stand, by what is kept of earlier answers; nobody is asked."""
    chosen = None if keys is None else list(keys)
    answered = store.answered(chosen)
    works = [outline.work for outline in store.outlines(chosen)]
    here = notices_by_doi(works if chosen is None else store.notices(work.doi for work in works))
    return {work.key: standing_of_work(work, here, answered.get(work.key, ())) for work in works}


def with_standings(store: Store, references: Sequence[CheckedReference]) -> list[CheckedReference]:
    """The references, each that means a work with whether that still stands."""
    standings = standings_of(store, {checked.key for checked in references if checked.key})
    return [replace(checked, standing=standings.get(checked.key)) for checked in references]


def fallen(store: Reading, works: Sequence[Work]) -> frozenset[str]:
    """The keys of those works that were retracted, withdrawn or removed, or are under an expression of concern."""
    here = notices_by_doi(store.notices(work.doi for work in works))
    return frozenset(work.key for work in works if is_fallen(standing_of_work(work, here)))


def is_fallen(known: Standing) -> bool:
    """Whether a work is no ground for a claim; a concern is lifted where the work was reinstated later."""
    if known.state == "retracted":
        return True
    concerns = [n.date for n in known.notices if n.type == CONCERN]
    lifted = [n.date for n in known.notices if n.type == "reinstatement"]
    return any(not any(day >= date for day in lifted) for date in concerns)
