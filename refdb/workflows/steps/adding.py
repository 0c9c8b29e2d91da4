"""Works -> library, with their keys and passages: new ones are put in, known ones completed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from refdb.bibliography.keys.citation_keys import new_key
from refdb.database.ports import Shelves
from refdb.database.twins import Shelf, merged
from refdb.model import Work
from refdb.retrieval.passages import cut
from refdb.text.sentences import split
from refdb.workflows.steps.ports import Store


def add_works(store: Store, works: Sequence[Work], key_pattern: str = "") -> list[tuple[str, bool]]:
    """Store works with their passages in one transaction: for each its key and whether it is new.

    A work that the library has, or that came before in ``works``, is completed and never overwritten; where that
    changes nothing, nothing is written. It keeps its key, and the other one becomes its alias.
    """
    with store.transaction():
        shelf = Shelf(store.alike(works))
        names = _names(store, [work for work in works if shelf.twin(work) is None], key_pattern)
        new: dict[str, Work] = {}
        changed: dict[str, Work] = {}
        placed = []
        for work in works:
            twin = shelf.twin(work)
            if twin is None:
                if not work.key or work.key in names:
                    work = replace(work, key=new_key(work, names, key_pattern))
                whole = new[work.key] = work
                names.add(work.key)
            else:
                if work.key and work.key != twin.key:  # what cites it by that key still finds it
                    work = replace(work, aliases=tuple(dict.fromkeys((*work.aliases, work.key))))
                whole = merged(twin, work)
                if whole != twin:
                    (new if twin.key in new else changed)[twin.key] = whole
            shelf.put(whole)
            placed.append((whole.key, twin is None))
        passages = {work.key: cut(work, split) for work in (*new.values(), *changed.values())}
        store.put_works(list(new.values()), list(changed.values()), passages)
    return placed


def add_work(store: Store, work: Work, key_pattern: str = "") -> tuple[str, bool]:
    """Store a work with its passages, or complete the one that is here: (its key, whether it is new)."""
    return add_works(store, [work], key_pattern)[0]


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
