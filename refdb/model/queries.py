"""What a search asks for, in no database's language: the database room translates it into its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Field = Literal["title", "text", "author", "journal"]
Years = tuple[int | None, int | None]  # first and last year, None for an open end
IdentifierKind = Literal["doi", "pmid", "pmcid", "arxiv", "isbn", "key"]


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or a phrase whose words follow each other.

    Args:
        words: divided by single blanks; letters and digits alone.
        fields: where it may stand; none for anywhere.
        prefix: whether the last word is only the beginning of one.
        others: other spellings of the words, as good as they.
    """

    words: str
    fields: tuple[Field, ...] = ()
    prefix: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identifier:
    """What names one work: a registry's number or the library's own key, as the database has them."""

    kind: IdentifierKind
    value: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A work as a text cites it, by authors and year.

    Args:
        names: of authors.
        years: of the work.
        certain: nothing but a citation looks so; "Lead 2019" may be something else.
    """

    names: tuple[Term, ...]
    years: Years
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """What a user asks for.

    Args:
        text: is embedded; nothing is ranked where it is empty.
        terms: any of them may occur; they rank by BM25.
        required: every one must occur.
        years: of the works that may be found.
        excluded: a work with any of them is not found.
        identifiers: works that bear one of them come first.
        cited: works that may be cited so come next.
        notes: what to tell the user of how the query was read, a line each.
    """

    text: str
    terms: tuple[Term, ...] = ()
    required: tuple[Term, ...] = ()
    years: Years = (None, None)
    excluded: tuple[Term, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    cited: Cited | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Which works a search may find; every condition given must hold.

    Args:
        required: terms that the passage or its work's title, authors or journal must have.
        years: first and last year, None for an open end.
        types: Crossref's type names, any of them.
        retracted: True for retracted works alone, False for the others alone.
        cited_by: an article's number, file name or title.
        tags: any of them.
        collections: any of them, with what lies in them.
        excluded: terms of which the work has none, in any passage.
    """

    required: tuple[Term, ...] = ()
    years: Years = (None, None)
    types: tuple[str, ...] = ()
    retracted: bool | None = None
    cited_by: str = ""
    tags: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    excluded: tuple[Term, ...] = ()

    @property
    def given(self) -> bool:
        """Whether there is any condition."""
        return self != Filters()

    def joined(self, query: Query) -> Filters:
        """These conditions and those of the query."""
        first = max((year for year in (self.years[0], query.years[0]) if year is not None), default=None)
        last = min((year for year in (self.years[1], query.years[1]) if year is not None), default=None)
        required, excluded = (*self.required, *query.required), (*self.excluded, *query.excluded)
        return replace(self, required=required, excluded=excluded, years=(first, last))
