"""Changes of a library, taken back and made again."""

from __future__ import annotations

from collections.abc import Sequence

from refdb.model import Change, Passage, Work
from refdb.retrieval.passages import cut
from refdb.text.sentences import split
from refdb.workflows.steps.ports import Store


def undo(store: Store, change: int | None = None) -> Change:
    """Take the last change back, or the one of this number.

    Raises:
        InputError: there is none, or a later one stands in its way.
    """
    return store.undo(change, _passages)


def redo(store: Store, change: int | None = None) -> Change:
    """Make the change that was undone last again, or the one of this number.

    Raises:
        InputError: there is none, or an earlier one is to be made again first.
    """
    return store.redo(change, _passages)


def _passages(work: Work) -> Sequence[Passage]:
    return cut(work, split)
