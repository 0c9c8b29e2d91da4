"""Works of the library that are the article under audit itself, told when a passage of theirs turns up as a source."""

from __future__ import annotations

from refdb.claims.own_copy import is_copy, may_be_copy, own_of
from refdb.model import Article, Passage
from refdb.workflows.steps.ports import Reading

COPY = "The library's {} is this article itself, or a copy of it: it was not read as a source."


class Copies:
    """Tells whether a passage is of a copy of the article; each work is looked at once."""

    def __init__(self, article: Article, store: Reading) -> None:
        self._own, self._store = own_of(article), store
        self._known: dict[str, bool] = {}

    def has(self, passage: Passage) -> bool:
        """Whether the passage's work is a copy of the article."""
        key = passage.work
        if key not in self._known and may_be_copy(self._own, passage):
            [work] = self._store.works([key])
            self._known[key] = is_copy(self._own, work, self._store.passages_of([key]))
        return self._known.get(key, False)

    @property
    def warnings(self) -> list[str]:
        """One sentence for each copy that was met."""
        return [COPY.format(key) for key, copy in self._known.items() if copy]
