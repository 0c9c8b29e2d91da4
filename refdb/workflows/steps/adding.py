"""Works -> library, with their keys and passages: new ones are put in, known ones completed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from refdb.bibliography.keys.citation_keys import new_key
from refdb.database.ports import Shelves
from refdb.database.twins import Shelf, merged, merging
from refdb.model import Work
from refdb.retrieval.passages import cut
from refdb.text.sentences import split
from refdb.workflows.steps.ports import Store


class Placed(NamedTuple):
    """Where a work is now, whether it is new there, and what the user should know of it."""

    key: str
    new: bool
    said: str = ""
    merged: str = ""


def add_works(store: Store, works: Sequence[Work], key_pattern: str = "") -> list[Placed]:
    """Store works with their passages in one transaction: where each is now.

    A work that the library has, or that came before in ``works``, is completed and never overwritten; where that
    changes nothing, nothing is written. It keeps its key, and the other one becomes its alias. Two works with one DOI,
    as chapters may have their book's, are held apart: the later one has the DOI in a note.
    """
    return store.in_one(lambda: _added(store, works, key_pattern))


def _added(store: Store, works: Sequence[Work], key_pattern: str) -> list[Placed]:
    shelf = Shelf(store.alike(works))
    names = _names(store, [work for work in works if shelf.twin(work) is None], key_pattern)
    new: dict[str, Work] = {}
    changed: dict[str, Work] = {}
    placed = []
    for work in works:
        twin = shelf.twin(work)
        work, said = _without_foreign_doi(work, shelf, twin)
        became = ""
        if twin is None:
            if not work.key or work.key in names:
                work = replace(work, key=new_key(work, names, key_pattern))
            whole = new[work.key] = work
            names.add(work.key)
        else:
            if work.key and work.key != twin.key:  # what cites it by that key still finds it
                work = replace(work, aliases=tuple(dict.fromkeys((*work.aliases, work.key))))
            whole = merged(twin, work)
            became = merging(twin, work, whole)
            if whole != twin:
                (new if twin.key in new else changed)[twin.key] = whole
        shelf.put(whole)
        placed.append(Placed(whole.key, twin is None, said, became))
    passages = {work.key: cut(work, split) for work in (*new.values(), *changed.values())}
    store.put_works(list(new.values()), list(changed.values()), passages)
    return placed


def _without_foreign_doi(work: Work, shelf: Shelf, twin: Work | None) -> tuple[Work, str]:
    """The work without a DOI that another one has, which its title and author show to be another work."""
    holder = shelf.holder(work.doi)
    if holder is None or holder is twin or (twin is not None and holder.key == twin.key):
        return work, ""
    note = f"DOI {work.doi}, which is also given for {holder.line}"
    said = f"{work.key or work.line}: its DOI {work.doi} is that of {holder.key}, another work; held apart, without it"
    return replace(work, doi="", notes=tuple(dict.fromkeys((*work.notes, note)))), said


def add_work(store: Store, work: Work, key_pattern: str = "") -> tuple[str, bool]:
    """Store a work with its passages, or complete the one that is here: (its key, whether it is new)."""
    return add_works(store, [work], key_pattern)[0][:2]


def renew_passages(store: Store, key: str) -> int:
    """Cut a work's texts into passages anew; how many there are. Where nothing changed, nothing is touched."""
    work = store.work(key)
    assert work is not None
    passages = cut(work, split)
    store.set_passages(key, passages)
    return sum(passage.origin != "title" for passage in passages)


class _Names:
    """Names in use, as far as was asked; BibTeX takes two that differ only in case for one."""

    def __init__(self, used: Iterable[str]) -> None:
        self._used = set(used)

    def __contains__(self, name: object) -> bool:
        return str(name).lower() in self._used

    def add(self, name: str) -> None:
        self._used.add(name.lower())


def _names(store: Shelves, works: Sequence[Work], key_pattern: str) -> _Names:
    """The names in use among those that the works have or may get."""
    plain = {new_key(work, (), key_pattern) for work in works}
    return _Names(store.names_in_use({*plain, *(work.key for work in works if work.key)}))
