"""What a user calls a work -> the work."""

from __future__ import annotations

from collections.abc import Sequence

from refdb.database.ports import Works
from refdb.errors import InputError
from refdb.model import Identifier, Work
from refdb.retrieval.identifiers import named_in, perhaps_named
from refdb.text.patterns import DOI_LABEL


def works_named(store: Works, names: Sequence[str]) -> list[Work]:
    """The library's works of these keys, aliases or identifiers, in their order, each once.

    Raises:
        InputError: the library has none of that name; near ones are told.
    """
    found = [_work_named(store, name) for name in names]
    return list({work.key: work for work in found}.values())


def _work_named(store: Works, name: str) -> Work:
    doi = DOI_LABEL.sub("", name).strip().lower()
    # Without a DOI nothing is asked for: many works have none.
    identifiers = (*([Identifier("doi", doi)] if doi else []), *named_in(name), *perhaps_named(name))
    work = store.work(name.strip()) or next(iter(store.bearing(identifiers)), None)
    if work is None:
        near = _near(store, name)
        meant = f"did you mean {' or '.join(near)}?" if near else "`refdb list` shows what there is"
        raise InputError(f"the library has no work {name!r} (neither key nor DOI); {meant}")
    return work


def _near(store: Works, name: str) -> list[str]:
    """Keys that the name may be a slip of, or the beginning."""
    from difflib import get_close_matches

    keys = store.keys()
    begun = [key for key in keys if key.lower().startswith(name.strip().lower())][:3] if name.strip() else []
    return begun or get_close_matches(name, keys, n=3, cutoff=0.75)
