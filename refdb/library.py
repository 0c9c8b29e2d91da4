"""The library: the one object that users, command line, web and MCP talk to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refdb.errors import LibraryError
from refdb.folders import DATABASE_FILE, default_folder, find_library, init_library
from refdb.opened import Opened
from refdb.settings import load_settings
from refdb.workflows.steps.progress import Progress, silent

if TYPE_CHECKING:  # everything heavy is imported where it is used: `refdb --help` answers at once
    from refdb.bibliography.linting import Finding
    from refdb.database.history import Change
    from refdb.database.sources import TextOrigin
    from refdb.database.sqlite.words import Filters
    from refdb.model import (
        Attached,
        AuditReport,
        CheckedWork,
        Claim,
        Completed,
        Duplicates,
        Exported,
        Hit,
        ImportCounts,
        ImportOptions,
        IndexCheck,
        IndexCounts,
        Selection,
        Standing,
        Verdict,
        Work,
    )
    from refdb.retrieval.reranking import Reranker
    from refdb.workflows.auditing import Parts
    from refdb.workflows.searching import Searcher

__all__ = ["Library", "default_folder", "find_library", "init_library", "open_library"]


class Library(Opened):
    """A folder with ``refdb.sqlite3``, ``indexes/`` and ``bib/``, opened."""

    def import_files(
        self, paths: Sequence[Path], progress: Progress = silent, options: ImportOptions | None = None
    ) -> ImportCounts:
        """Take articles and bibliographies into the library."""
        from refdb.model import ImportOptions
        from refdb.workflows.importing import import_files

        return import_files(self.store, paths, progress, options or ImportOptions())

    def enrich(
        self, *, refresh: bool = False, older_than: float = 0.0, offline: bool = False, progress: Progress = silent
    ) -> Mapping[str, int]:
        """Look up every unresolved reference; counts per status. ``complete`` then fetches what the works lack."""
        from refdb.workflows.enriching import enrich

        return enrich(
            self.store,
            self.registry,
            self.sources,
            refresh=refresh,
            older_than=older_than,
            offline=offline,
            progress=progress,
        )

    def complete(self, *, refresh: bool = False, offline: bool = False, progress: Progress = silent) -> Completed:
        """Fetch abstracts, open full texts and notices that the works lack."""
        from refdb.workflows.completing import complete

        return complete(
            self.store,
            self.registry,
            self.sources,
            watch=self._watch(),
            refresh=refresh,
            offline=offline,
            progress=progress,
        )

    def retractions(
        self,
        watch: Path | None = None,
        *,
        refresh: bool = False,
        offline: bool = False,
        progress: Progress = silent,
    ) -> list[CheckedWork]:
        """Whether each work still stands; ``watch`` is Retraction Watch's CSV file, else the settings name it."""
        from refdb.workflows.asking.sources import NO_SOURCES
        from refdb.workflows.retracting import check_retractions

        return check_retractions(
            self.store,
            None if offline else self.registry,
            NO_SOURCES if offline else self.sources,
            self._watch(watch),
            refresh=refresh,
            progress=progress,
        )

    def standings(self) -> Mapping[str, Standing]:
        """By key, whether each work still stands as far as was asked; nobody is asked."""
        from refdb.workflows.retracting import standings_of

        return standings_of(self.store)

    def text_origins(self) -> Mapping[str, Sequence[TextOrigin]]:
        """By key, who gave each work its abstract and full text, as far as that is known."""
        from refdb.database.sources import text_origins

        return text_origins(self.store)

    def attach(self, work: str, file: Path) -> Attached:
        """Make a file the full text of the work with this key or DOI."""
        from refdb.workflows.attaching import attach

        return attach(self.store, work, file)

    def attach_found(self, path: Path, progress: Progress = silent) -> list[Attached]:
        """Attach a file, or each file of a folder, to the work that it is by its DOI or title."""
        from refdb.workflows.attaching import attach_folder, attach_found

        if path.is_dir():
            return attach_folder(self.store, path, progress)
        return [attach_found(self.store, path)]

    def index(self, progress: Progress = silent, *, rebuild: bool = False) -> IndexCounts:
        """Embed what is new; ``rebuild`` makes the index files and the word index anew from the database."""
        from refdb.workflows.indexing import index

        return index(self._reading, self.indexes, self.embedder, progress, rebuild=rebuild)

    def check_index(self) -> IndexCheck:
        """Compare passages, vectors, index files and word index; nothing is changed."""
        from refdb.workflows.indexing import check_index

        return check_index(self._reading, self.indexes, self.embedder)

    def search(
        self,
        query: str,
        k: int = 10,
        filters: Filters | None = None,
        *,
        rerank: bool | None = None,
        progress: Progress = silent,
    ) -> list[Hit]:
        """The ``k`` best works for a query as a user types it, each with its best passage.

        ``"a phrase"`` and ``begin*`` must occur, ``author:``, ``title:``, ``journal:`` and ``year:2015..2020`` must
        hold. ``rerank`` says whether a reranker reads the best again: that of the settings, or refdb's own where they
        name none; None does as the settings say.

        Raises:
            InputError: a filter names an article that the library does not have.
        """
        from refdb.retrieval.keywords import parse
        from refdb.workflows.searching import search

        return search(self._searcher(rerank, progress), [parse(query)], k, filters)[0]

    def search_many(
        self,
        texts: Sequence[str],
        k: int = 10,
        filters: Filters | None = None,
        *,
        rerank: bool | None = None,
        progress: Progress = silent,
    ) -> list[list[Hit]]:
        """For each text, taken as it is, the ``k`` best works: claims, titles, questions."""
        from refdb.workflows.searching import search

        return search(self._searcher(rerank, progress), texts, k, filters, progress)

    def similar(
        self, work: Work | str, k: int = 10, filters: Filters | None = None, progress: Progress = silent
    ) -> list[Hit]:
        """The ``k`` works most like one of the library (by key or DOI), or like any Work.

        Raises:
            InputError: the library has no such work.
        """
        from refdb.workflows.searching import similar, work_named

        known = work_named(self._reading, work) if isinstance(work, str) else work
        return similar(self._searcher(False, progress), known, k, filters)

    def citing_articles(self, keys: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
        """For each of these works the articles of the library that cite it: (number, title)."""
        from refdb.database.sqlite.words import citing

        return citing(self._reading, keys)

    @property
    def index_note(self) -> str:
        """Why the index had to be made anew from the database at the first search; ``""`` where it had not."""
        searcher: Searcher | None = self.__dict__.get("_open_searcher")
        return searcher.note if searcher else ""

    def _reranker(self, wanted: bool | None) -> Reranker | None:
        """The one for a search that wants one, wants none, or says nothing."""
        if wanted and self.reranker is None:
            from refdb.retrieval.reranking import load_reranker

            self.__dict__["reranker"] = load_reranker("on")
        return None if wanted is False else self.reranker

    def _searcher(self, rerank: bool | None, progress: Progress) -> Searcher:
        from refdb.workflows.searching import open_searcher, refreshed

        known = self.__dict__.get("_open_searcher")
        searcher: Searcher = (
            refreshed(known, self.indexes, progress)
            if known
            else open_searcher(self._reading, self.indexes, self.embedder, progress)
        )
        self.__dict__["_open_searcher"] = searcher
        return replace(searcher, reranker=self._reranker(rerank))

    def check(self, claims: Sequence[Claim], progress: Progress = silent) -> list[Verdict]:
        """What the library's sources say of each claim."""
        from refdb.workflows.checking import check
        from refdb.workflows.steps.second_opinions import with_second_opinions

        opinion = self.second_opinion
        searcher = self._searcher(False, progress)
        verdicts = check(claims, searcher, self.judge, sources=self.settings.sources_per_claim, progress=progress)
        texts = [claim.text for claim in claims]
        verdicts, self.second_opinion_note = with_second_opinions(texts, verdicts, opinion, progress)
        return verdicts

    def audit(self, path: Path, *, offline: bool = False, progress: Progress = silent) -> AuditReport:
        """The main job: import, verify, enrich, index, and check every claim of one article.

        With ``offline`` no registry is asked: what earlier answers do not tell is unchecked.
        """
        from refdb.workflows.auditing import audit

        parts = replace(self._audit_parts(), second_opinion=self.second_opinion)
        return audit(path, self.store, parts, offline=offline, progress=progress)

    def replay(self, report: Mapping[str, Any], progress: Progress = silent) -> AuditReport:
        """Make a JSON report again from the library's records, nobody being asked; second opinions are the report's.

        Raises:
            InputError: it is no report, or the library does not have its article.
        """
        from refdb.workflows.auditing import audit_article
        from refdb.workflows.steps.replaying import article_of, as_then

        number = article_of(self.store, report)
        article = self.store.article(number)
        parts = as_then(self._audit_parts(), report, self.settings.judge)
        return audit_article(number, article, self.store, parts, offline=True, progress=progress)

    def _audit_parts(self) -> Parts:
        from refdb.workflows.auditing import Parts

        return Parts(
            registry=self.registry,
            indexes=self.indexes,
            embedder=self.embedder,
            judge=self.judge,
            sources=self.settings.sources_per_claim,
            versions=self.versions(),
            others=self.sources,
            watch=self._watch(),
        )

    def export(self, selection: Selection | None = None, **options: Any) -> Exported:  # noqa: ANN401
        """The library or the selected works in a format; for the options see ``refdb.workflows.exporting.export``."""
        from refdb.model import Selection
        from refdb.workflows.exporting import export

        return export(self.store, selection or Selection(), **options)

    def check_bibliography(self, selection: Selection | None = None) -> tuple[list[Finding], int]:
        """What is missing or suspicious in the selected works, and how many were looked at."""
        from refdb.model import Selection
        from refdb.workflows.exporting import check

        return check(self.store, selection or Selection())

    def duplicates(self) -> list[Duplicates]:
        """Groups of works that seem to be one."""
        from refdb.workflows.deduplicating import find_duplicates

        return find_duplicates(self.store)

    def merge_duplicates(self, groups: Sequence[Duplicates], progress: Progress = silent) -> list[str]:
        """Merge each group into the work it would keep; one line on each."""
        from refdb.workflows.deduplicating import merge_duplicates

        return merge_duplicates(self.store, groups, progress)

    def changes(self) -> list[Change]:
        """What was changed and can be taken back, the last first."""
        from refdb.database.history import changes

        return changes(self.store)

    def undo(self, change: int | None = None) -> Change:
        """Take the last change back, or the one of this number."""
        from refdb.workflows.deduplicating import undo

        return undo(self.store, change)


def open_library(
    folder: str | Path | None = None, *, create: bool = False, options: Mapping[str, Any] | None = None
) -> Library:
    """Open the library in ``folder``, or the one found from the current folder upward, or the user's own.

    Args:
        folder: where it lies; None looks for it.
        create: make it where there is none.
        options: settings that go before environment and library.toml; None values are not given.

    Raises:
        LibraryError: there is no library, or it cannot be opened.
    """
    if folder is not None and "://" in str(folder):
        raise LibraryError(f"{folder}: this refdb keeps libraries in a folder; give a folder instead of a URL")
    path = Path(folder) if folder is not None else find_library() or default_folder()
    if not (path / DATABASE_FILE).is_file():
        if not create:
            where = f"{path} is not a library" if folder is not None else "no library in this folder or above it"
            raise LibraryError(f"{where}; make one with `refdb init`, or name one with `refdb --library DIR`")
        init_library(path)
    return Library(path, load_settings(path, options))
