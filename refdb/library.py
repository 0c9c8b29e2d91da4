"""The library: the one object that users, command line, web and MCP talk to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refdb.errors import LibraryError
from refdb.model.running import Progress, silent
from refdb.settings import (
    DATABASE_FILE,
    SETTINGS_FILE,
    SETTINGS_TEMPLATE,
    address_of,
    default_folder,
    existing_library,
    find_library,
    named_library,
    settings_of,
)
from refdb.workflows.everyday.everyday import Everyday
from refdb.workflows.many.spread import Spread
from refdb.workflows.serving.served import Served

if TYPE_CHECKING:  # everything heavy is imported where it is used: `refdb --help` answers at once
    from refdb.model import (
        CheckedWork,
        Claim,
        Filters,
        Hit,
        ImportCounts,
        ImportOptions,
        Results,
        Verdict,
        Work,
    )
    from refdb.reports.saving import Report

__all__ = ["Library", "Progress", "default_folder", "find_library", "init_library", "open_library"]


class Library(Everyday, Spread, Served):
    """A folder with ``refdb.sqlite3``, ``indexes/`` and ``bib/``, opened.

    ``progress``, wherever a method takes it, is called with a step's name, the items done, and the items in all. What
    the settings name (registry, models) is opened when it is first used.
    """

    def __repr__(self) -> str:
        return f"<Library {self.folder}>"

    def import_files(
        self,
        paths: str | Path | Sequence[str | Path],
        progress: Progress = silent,
        options: ImportOptions | None = None,
    ) -> ImportCounts:
        """Take articles and bibliographies in; the same file again changes nothing.

        Args:
            paths: one file or several, each read as what it is; "zotero" is the Zotero that runs here.
            progress: told what is being done.
            options: the format of files that do not say it, a table's columns, tags and collections for the works.

        Returns:
            What came in, was new, was known; a file that could not be read is a warning.

        Raises:
            InputError: no file could be read.
        """
        from refdb.model import ImportOptions
        from refdb.workflows.importing import import_files

        options = replace(options or ImportOptions(), zotero=self.settings.zotero, zotero_key=self.settings.zotero_key)
        several = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
        with self.recording("import", several):
            return import_files(self.store, several, progress, options)

    def retractions(
        self,
        watch: str | Path | None = None,
        *,
        refresh: bool = False,
        offline: bool = False,
        progress: Progress = silent,
    ) -> list[CheckedWork]:
        """Ask whether each work still stands.

        Args:
            watch: Retraction Watch's CSV file; None takes the one that the settings name, if any.
            refresh: ask again about works that were asked about in the last seven days.
            offline: ask nobody; earlier answers and ``watch`` alone count.
            progress: told what is being done.

        Returns:
            Each work with its standing; "unchecked" where nobody answered about it.

        Raises:
            InputError: ``watch`` cannot be read.
        """
        from refdb.registries.supplements.chosen import NO_SOURCES
        from refdb.workflows.retracting import check_retractions

        registry, sources = (None, NO_SOURCES) if offline or self.no_network else (self.registry, self.sources)
        known = self.watch(watch)
        with self.recording("retractions"):
            return check_retractions(self.store, registry, sources, known, refresh=refresh, progress=progress)

    def search(
        self,
        query: str,
        k: int = 10,
        filters: Filters | None = None,
        *,
        rerank: bool | None = None,
        progress: Progress = silent,
    ) -> Results[Hit]:
        """Find works by meaning and by words.

        Args:
            query: as a user types it: a DOI, PMID, PMCID, arXiv number, ISBN or citation key, or ``Manson et al.,
                2019``, asks for that work; ``"a phrase"`` and ``begin*`` must occur, ``-word`` and ``NOT word`` must
                not; ``author:``, ``title:``, ``journal:`` and ``year:2015..2020`` must hold.
            k: how many works.
            filters: what else must hold.
            rerank: whether a reranker reads the best again, that of the settings or refdb's own; None as they say.
            progress: told what is being done.

        Returns:
            The best works, each with its best passage. The notes say if the index had to be made anew, how the query
            was read, and why nothing was found.

        Raises:
            InputError: a filter names an article that the library does not have, or the query a field or a year that
                is none.
        """
        from refdb.model import Results
        from refdb.retrieval.keywords import parse
        from refdb.workflows.searching import search

        searcher, note = self.searcher(rerank, progress)
        (found,) = search(searcher, [parse(query)], k, filters)
        return Results(found, [note, *found.notes])

    def search_many(
        self,
        texts: Sequence[str],
        k: int = 10,
        filters: Filters | None = None,
        *,
        rerank: bool | None = None,
        progress: Progress = silent,
    ) -> Results[list[Hit]]:
        """Search for each of several texts, taken as they are: claims, titles, questions.

        Args:
            texts: what to search for.
            k: how many works for each.
            filters: what must hold.
            rerank: as for `search`.
            progress: told what is being done.

        Returns:
            For each text its best works. A note says if the index had to be made anew.

        Raises:
            InputError: a filter names an article that the library does not have.
        """
        from refdb.model import Results
        from refdb.workflows.searching import search

        searcher, note = self.searcher(rerank, progress)
        found = search(searcher, texts, k, filters, progress)
        empty = sum(not hits for hits in found)
        return Results(found, [note, f"{empty} of {len(found)} queries found nothing" if empty else ""])

    def similar(
        self, work: Work | str, k: int = 10, filters: Filters | None = None, progress: Progress = silent
    ) -> Results[Hit]:
        """Find the works most like one.

        Args:
            work: a work's key or DOI, or any Work, which need not be in the library.
            k: how many works.
            filters: what must hold.
            progress: told what is being done.

        Returns:
            The nearest works, without itself.

        Raises:
            InputError: the library has no such work.
        """
        from refdb.model import Results
        from refdb.workflows.searching import similar, work_named

        known = work_named(self._reading, work) if isinstance(work, str) else work
        searcher, note = self.searcher(False, progress)
        return Results(similar(searcher, known, k, filters), [note])

    def check(self, claims: str | Claim | Sequence[str | Claim], progress: Progress = silent) -> Results[Verdict]:
        """Ask what the library's sources say of claims.

        Args:
            claims: a sentence or several, as text or as Claims.
            progress: told what is being done.

        Returns:
            A verdict for each, in their order. The notes say if the index had to be made anew, and why passages have no
            second opinion.
        """
        from refdb.model import Claim
        from refdb.workflows.rows.claims import check_claims

        several = [claims] if isinstance(claims, str | Claim) else claims
        return check_claims([Claim(c) if isinstance(c, str) else c for c in several], self, progress)

    def audit(
        self, article: str | Path | bytes, name: str = "", *, offline: bool = False, progress: Progress = silent
    ) -> Report:
        """The main job: import an article, verify its references, enrich and index its works, check every claim.

        Args:
            article: the file's path, or its bytes.
            name: the file's name, where bytes are given: "article.docx".
            offline: ask nobody; what earlier answers do not tell is unchecked.
            progress: told what is being done.

        Returns:
            The report, which shows itself in a notebook and is kept by ``report.save("x.html")``.

        Raises:
            InputError: the article cannot be read.
        """
        from refdb.workflows.auditing import audit

        no_network = "" if offline else self.no_network
        parts = replace(self.audit_parts(), second_opinion=self.second_opinion, no_network=no_network)
        with self.recording("audit", [Path(name) if isinstance(article, bytes) else Path(article)]):
            return audit(article, self.store, parts, name=name, offline=offline, progress=progress)

    def replay(self, report: Mapping[str, Any], progress: Progress = silent) -> Report:
        """Make a report again from the library's records, nobody being asked; second opinions are the report's.

        Args:
            report: the JSON of an earlier report.
            progress: told what is being done.

        Returns:
            The report as it comes out now.

        Raises:
            InputError: it is no report, or the library does not have its article.
        """
        from refdb.workflows.auditing import audit_article
        from refdb.workflows.steps.replaying import article_of, as_then

        number = article_of(self.store, report)
        parts = as_then(self.audit_parts(), report, self.settings.judge)
        with self.recording("replay"):
            return audit_article(number, self.store.article(number), self.store, parts, offline=True, progress=progress)


def init_library(folder: str | Path) -> bool:
    """Make a library: a database, ``indexes/``, ``bib/`` and ``library.toml`` for settings.

    Args:
        folder: where; it is made if need be. Or postgresql://USER@HOST/DATABASE?schema=NAME: the schema is made.

    Returns:
        Whether it is new; False where there was one already, which stays as it is.

    Raises:
        LibraryError: the folder cannot be made or written.
    """
    address = address_of(folder)
    folder = named_library(folder)
    if folder.exists() and not folder.is_dir():
        raise LibraryError(f"{folder} is a file; a library is a folder")
    new = not (folder / DATABASE_FILE).is_file()
    try:
        for part in (folder, folder / "indexes", folder / "bib"):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)  # manuscripts lie in it, and keys
        if not (folder / SETTINGS_FILE).exists():
            from refdb.reports.saving import write_whole  # on a full disk none is better than half of it

            write_whole(folder / SETTINGS_FILE, SETTINGS_TEMPLATE.encode())
            (folder / SETTINGS_FILE).chmod(0o600)
        if new and not address:  # tables are made at the first use; SQLite gives the files beside it the same rights
            (folder / DATABASE_FILE).touch(mode=0o600)
    except OSError as error:
        raise LibraryError(f"{folder} cannot be made a library: {error.strerror}") from error
    from refdb.database.opening import init_database

    return init_database(address) if address else new


def open_library(
    folder: str | Path | None = None, *, create: bool = False, options: Mapping[str, Any] | None = None
) -> Library:
    """Open the library in ``folder``, or the one found from the current folder upward, or the user's own.

    Args:
        folder: where it lies; None looks for it.
        create: make it where there is none.
        options: settings that go before environment and library.toml; None values are not given.

    Returns:
        The library, which ``with`` closes.

    Raises:
        LibraryError: there is no library, or it cannot be opened.
        InputError: a setting that cannot be.
    """
    path = named_library(folder)
    settings = settings_of(folder, options)
    lost = any((path / "indexes").glob("*/manifest.json"))  # then there was a database
    if create and not lost and not settings.database and not (path / DATABASE_FILE).is_file():
        init_library(path)
    return Library(existing_library(folder), settings)
