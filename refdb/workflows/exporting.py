"""Library -> bibliographic file."""

from __future__ import annotations

from refdb.bibliography import bibtex
from refdb.database.store import Store
from refdb.errors import InputError


def export(store: Store, *, article: int | None = None) -> str:
    """BibTeX of the whole library, or of the works that one article cites, in the order of its list.

    Raises:
        InputError: the library has no such article.
    """
    if article is None:
        return bibtex.export(store.works())
    if article not in store.article_ids():
        raise InputError(f"no article {article} in this library; `refdb list articles` shows what there is")
    return bibtex.export(store.works_of_article(article))
