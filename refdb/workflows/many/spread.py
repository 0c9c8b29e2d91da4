"""What a library may have done by several workers: articles audited, works looked up, passages embedded."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from refdb.errors import InputError, LibraryError
from refdb.model.running import ALONE, Audited, Outcome, Progress, Wanted, Workers, silent
from refdb.workflows.steps.holdings import Holdings

if TYPE_CHECKING:
    from refdb.model import Completed, IndexCounts
    from refdb.workflows.many.reopening import Reopen
    from refdb.workflows.many.running import Job

T = TypeVar("T")
R = TypeVar("R")


class Spread(Holdings):
    """The verbs that take long with many articles, works or passages."""

    def audited(self, wanted: Wanted, progress: Progress = silent) -> Audited:
        """Audit an article, and make the files that are wanted of its report.

        Args:
            wanted: the article and the files.
            progress: told what is being done.

        Returns:
            The report and the files' bytes; nothing is written.

        Raises:
            InputError: the article cannot be read.
        """
        from refdb.workflows.many.articles import audited

        return audited(self, wanted, progress)  # type: ignore[arg-type]  # a Library is made of this

    def audit_many(self, wanted: Sequence[Wanted], workers: Workers) -> Generator[Outcome[Wanted, Audited], None, None]:
        """Audit articles by several processes, or by the cores of a Ray cluster; each audit is kept by its worker.

        A worker that is lost costs nothing: its article is handed out again, and audited once all the same.

        Args:
            wanted: the articles and the files that are to be made of their reports.
            workers: who does it.

        Yields:
            What became of each, as it comes: its report, or why there is none.

        Raises:
            InputError: a cluster is to work on a library that is no PostgreSQL database.
            LibraryError: the cluster cannot be reached.
        """
        from refdb.workflows.many.articles import audit_job
        from refdb.workflows.many.running import run

        job = audit_job(self._reopen(workers), self.store.last_audit())
        yield from run(job, wanted, workers)

    def enrich(
        self,
        *,
        refresh: bool = False,
        older_than: float = 0.0,
        offline: bool = False,
        workers: Workers = ALONE,
        progress: Progress = silent,
    ) -> Mapping[str, int]:
        """Look up every unresolved reference of the articles; `complete` then fetches what the works lack.

        Args:
            refresh: ask again for what was answered before.
            older_than: with ``refresh``, answers of fewer days than this stay.
            offline: ask nobody; earlier answers alone count.
            workers: who does it; they share the pace at which a registry is asked.
            progress: told what is being done.

        Returns:
            References by their status.
        """
        from refdb.workflows.enriching import enrich
        from refdb.workflows.many.parts import Asked, enrich_job

        offline = offline or bool(self.no_network)
        with self.recording("enrich"):
            if workers.alone:
                return enrich(
                    self.store,
                    self.registry,
                    self.sources,
                    refresh=refresh,
                    older_than=older_than,
                    offline=offline,
                    progress=progress,
                )
            asked = Asked(refresh, older_than, offline, self.store.under_way(), time.time())
            job = enrich_job(self._reopen(workers), asked)
            counts: Counter[str] = Counter()
            for found in _all(job, self.store.article_ids(), workers, "verifying articles", progress):
                counts += found
            return dict(counts)

    def complete(
        self,
        *,
        refresh: bool = False,
        offline: bool = False,
        files: bool = False,
        workers: Workers = ALONE,
        progress: Progress = silent,
    ) -> Completed:
        """Fetch abstracts, open full texts and notices that the works lack.

        Args:
            refresh: ask again for what was answered before.
            offline: ask nobody; earlier answers alone count.
            files: fetch open PDFs and pages that Unpaywall and OpenAlex know of, from the public web alone.
            workers: who does it; they share the pace at which a registry is asked.
            progress: told what is being done.

        Returns:
            What was found, by who gave it; a source that could not be asked is a warning.
        """
        from refdb.workflows.completing import complete
        from refdb.workflows.many.parts import AT_ONCE, Asked, complete_job, together

        offline = offline or bool(self.no_network)
        with self.recording("complete"):
            if workers.alone:
                registry, sources, watch = self.registry, self.sources, self.watch()
                return complete(
                    self.store,
                    registry,
                    sources,
                    watch=watch,
                    refresh=refresh,
                    offline=offline,
                    files=files,
                    progress=progress,
                )
            asked = Asked(refresh, offline=offline, files=files, change=self.store.under_way(), began=time.time())
            keys = [outline.work.key for outline in self.store.outlines()]
            parts = [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]
            job = complete_job(self._reopen(workers), asked)
            return together(list(_all(job, parts, workers, "completing works", progress)))

    def index(self, progress: Progress = silent, *, rebuild: bool = False, workers: Workers = ALONE) -> IndexCounts:
        """Embed what is new.

        Args:
            progress: told what is being done.
            rebuild: make the index files and the word index anew from the database, and drop other models'.
            workers: who embeds; the index files are made by this process.

        Returns:
            How many passages were embedded, removed, and are there.
        """
        from dataclasses import replace

        from refdb.workflows.indexing import index
        from refdb.workflows.many.parts import embed_job, unembedded

        embedded = 0
        if not workers.alone:
            parts = unembedded(self._reading, self.embedder.fingerprint)
            embedded = sum(_all(embed_job(self._reopen(workers)), parts, workers, "embedding passages", progress))
        counts = index(self._reading, self.indexes, self.embedder, progress, rebuild=rebuild)
        return replace(counts, embedded=counts.embedded + embedded)

    def _reopen(self, workers: Workers) -> Reopen:
        """How these workers open this library.

        Raises:
            InputError: other machines do not see the library's file.
        """
        from refdb.workflows.many.reopening import Reopen

        if workers.ray and not self.settings.database:
            raise InputError(
                "--ray needs a library in PostgreSQL, which all machines reach: `refdb init postgresql://…` makes one"
            )
        return Reopen(type(self), self.folder.resolve(), self.settings)


def _all(job: Job[T, R], tasks: Sequence[T], workers: Workers, step: str, progress: Progress) -> Iterator[R]:
    """What became of each task, when all went well.

    Raises:
        LibraryError: of those that failed the first, when all others are done.
    """
    from refdb.workflows.many.running import run

    failed = ""
    progress(step, 0, len(tasks))
    for done, outcome in enumerate(run(job, tasks, workers), 1):
        progress(step, done, len(tasks))
        if outcome.result is None:
            failed = failed or outcome.error
        else:
            yield outcome.result
    if failed:
        raise LibraryError(failed)
