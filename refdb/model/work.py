"""What is registered: a registry's record, the work it describes, and what befell that work since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from refdb.model.article import Person
from refdb.model.showing import link, shortened


@dataclass(frozen=True, slots=True)
class Record:
    """A registry's answer about one work: a CSL-JSON item in Crossref's flavour, and who gave it."""

    registry: str
    key: str  # the registry's own identifier, usually the DOI
    item: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Update:
    """A later notice about a work: retraction, correction, expression of concern …

    A type that ends in " of" says the reverse: the work itself is that notice, and ``doi`` is the work it is about.
    """

    type: str
    doi: str = ""
    source: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a work still stands; ``sources`` are those that answered about it, and without one it is unchecked."""

    state: Literal["retracted", "clear", "unchecked"] = "unchecked"
    notices: tuple[Update, ...] = ()  # what befell it, the gravest first, under Crossref's names of the kinds
    sources: tuple[str, ...] = ()


def full_title(title: str, subtitle: str) -> str:
    """Title and subtitle, as a reader would print them."""
    return f"{title}: {subtitle}" if subtitle and subtitle not in title else title


@dataclass(frozen=True, slots=True)
class Work:
    """A registered publication: what a reference means.

    ``key`` is the work's key in the library (a citation key), ``""`` outside one.
    """

    key: str = ""
    type: str = ""  # Crossref's type names: journal-article, book-chapter …
    title: str = ""  # plain text, without the subtitle
    subtitle: str = ""
    other_titles: tuple[str, ...] = ()  # original, short or translated titles
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    container_title: str = ""
    container_title_short: str = ""
    year: int | None = None  # issued
    years: tuple[int, ...] = ()  # every year a reader may print: issued, online, print
    date: tuple[int, ...] = ()  # issued as (year[, month[, day]])
    volume: str = ""
    issue: str = ""
    pages: str = ""
    article_number: str = ""
    publisher: str = ""
    publisher_place: str = ""
    edition: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    arxiv: str = ""
    isbn: tuple[str, ...] = ()
    issn: tuple[str, ...] = ()
    url: str = ""
    language: str = ""
    abstract: str = ""  # plain text, paragraphs divided by a blank line
    full_text: str = ""
    updates: tuple[Update, ...] = ()
    aliases: tuple[str, ...] = ()  # other keys it goes by: those of merged duplicates, biblatex's ``ids``
    tags: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()  # folders of Zotero, groups of JabRef; "thesis/chapter 2" lies in "thesis"
    notes: tuple[str, ...] = ()  # a reader's own, not printed
    files: tuple[str, ...] = ()  # paths and addresses of linked files
    extra: tuple[tuple[str, str], ...] = ()  # what else a file said: CSL's variable names, or "bib:…", "ris:…"

    def more(self, name: str) -> str:
        """What ``extra`` has under this name first, or nothing."""
        return next((value for known, value in self.extra if known == name), "")

    @property
    def full_title(self) -> str:
        """Title and subtitle, as a reader would print them."""
        return full_title(self.title, self.subtitle)

    @property
    def line(self) -> str:
        """The work in one line: "Crosnoe et al. 2013, Exogenous testosterone"."""
        first = self.authors[0].sort_name if self.authors else ""
        names = f"{first} et al." if len(self.authors) > 1 else first
        return ", ".join(filter(None, [" ".join(filter(None, [names, str(self.year or "")])), self.full_title]))

    def __repr__(self) -> str:
        return f"<{' '.join(filter(None, ['Work', self.key, self.doi]))}: {shortened(self.line)}>"

    def _repr_html_(self) -> str:
        where = ", ".join(filter(None, [self.container_title, self.volume, self.pages]))
        lines = [f"<b>{escape(self.line)}</b>", escape(where), link(self.doi)]
        return f"<p>{'<br>'.join(filter(None, lines))}</p>"
