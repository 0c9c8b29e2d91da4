"""What a library works with - rows, models, registries - each opened when it is first used."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from refdb import __version__
from refdb.errors import LibraryError
from refdb.model.running import Progress
from refdb.settings import DATABASE_FILE, Settings
from refdb.text.encodings import shown_path

if TYPE_CHECKING:  # everything heavy is imported where it is used: `refdb --help` answers at once
    from refdb.claims.judging.judge import Judge
    from refdb.claims.second_opinion import SecondOpinion
    from refdb.registries.registry import Registry
    from refdb.registries.retractions import RetractionWatch
    from refdb.registries.supplements.chosen import Sources
    from refdb.retrieval.embedding import Embedder
    from refdb.retrieval.reranking import Reranker
    from refdb.workflows.auditing import Parts
    from refdb.workflows.searching import Searcher
    from refdb.workflows.steps.ports import Reading, Store


class Opened:
    """The parts of the library in ``folder``."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings

    @cached_property
    def store(self) -> Store:
        """The database's rows."""
        from refdb.database.opening import open_database

        return open_database(self.settings.database or self._file, vectors=self.settings.vectors)

    @property
    def _file(self) -> Path:
        """The database.

        Raises:
            LibraryError: it is empty beside full indexes: it was lost, and is not to be taken for a new one.
        """
        file = self.folder / DATABASE_FILE
        if file.is_file() and not file.stat().st_size and any(self.indexes.glob("*/manifest.json")):
            raise LibraryError(
                f"{file} is empty, but {self.indexes} is not: the database was lost; put a copy of it back, or remove "
                "both to begin anew"
            )
        return file

    @property
    def _reading(self) -> Reading:
        """What searching and indexing read: the store where it is open, else a reader, which opens quicker."""
        if self.settings.database or ("store" in self.__dict__ and not self.__dict__.get("_apart")):
            return self.store
        if "_reader" not in self.__dict__:
            from refdb.database.opening import open_for_reading

            self.__dict__["_reader"] = open_for_reading(self._file)
        return self.__dict__["_reader"] or self.store

    def read_apart(self) -> None:
        """Search by connections beside the store's from now on: for a server, whose threads search at once."""
        self.__dict__["_apart"] = True

    @cached_property
    def embedder(self) -> Embedder:
        """The model that turns passages into vectors."""
        from refdb.retrieval.embedding import load_embedder

        return load_embedder(self.settings.embedder)

    @cached_property
    def judge(self) -> Judge:
        """The model that reads a passage for a claim."""
        from refdb.claims.judging.judge import load_judge

        return load_judge(self.settings.judge, self.settings.least_confidence)

    @cached_property
    def second_opinion(self) -> SecondOpinion | None:
        """Who reads a second time what decides a claim; None unless the settings name one."""
        from refdb.claims.second_opinion import load_second_opinion

        return load_second_opinion(self.settings.second_opinion, self.settings.second_opinion_key)

    def second_opinion_host(self, *, offline: bool = False) -> str:
        """Where claims and passages are sent for a second opinion.

        Args:
            offline: other machines are not asked.

        Returns:
            The host, ``""`` where nothing is sent.
        """
        from refdb.claims.second_opinion import host_asked, stays_here

        host = host_asked(self.settings.second_opinion)
        return host if not offline or stays_here(host) else ""

    @cached_property
    def registry(self) -> Registry:
        """Where works are looked up."""
        from refdb.registries.registry import open_registry

        return open_registry(self.settings.registry, mailto=self.settings.mailto, timeout=self.settings.timeout)

    @cached_property
    def no_network(self) -> str:
        """Why the registry cannot be reached, found out once; ``""`` where it can."""
        from refdb.registries.registry import unreachable

        return unreachable(self.settings.registry)

    @cached_property
    def sources(self) -> Sources:
        """Who is asked beside the registry for abstracts, full texts and retractions."""
        from refdb.registries.supplements.chosen import open_sources

        return open_sources(self.settings)

    @property
    def indexes(self) -> Path:
        """Where the vector indexes lie: derived files, rebuilt from the database when they are missing."""
        return self.folder / "indexes"

    @cached_property
    def reranker(self) -> Reranker | None:
        """The model that reads the best passages again; None where the settings name none."""
        from refdb.retrieval.reranking import load_reranker

        return load_reranker(self.settings.reranker)

    def searcher(self, rerank: bool | None, progress: Progress) -> tuple[Searcher, str]:
        """What a search needs, in line with the library.

        Args:
            rerank: whether the best are read again: None as the settings say, True by refdb's own reranker where they
                name none.
            progress: told what is being done.

        Returns:
            (The searcher, why its index had to be made anew, or ``""``).
        """
        from refdb.workflows.searching import open_searcher, refreshed

        known: Searcher | None = self.__dict__.get("_searcher")
        if known:
            searcher, note = refreshed(known, self.indexes, progress), ""
        else:
            searcher = open_searcher(self._reading, self.indexes, self.embedder, progress)
            note = searcher.note
        self.__dict__["_searcher"] = searcher
        return replace(searcher, reranker=self._reranker(rerank)), note

    def _reranker(self, wanted: bool | None) -> Reranker | None:
        if wanted and self.reranker is None:
            from refdb.retrieval.reranking import load_reranker

            self.__dict__["reranker"] = load_reranker("on")
        return None if wanted is False else self.reranker

    def audit_parts(self) -> Parts:
        """What an audit works with.

        Returns:
            Its parts; a second opinion is not among them.
        """
        from refdb.claims.detection.choosing import choice
        from refdb.claims.judging.calibration import carefulness
        from refdb.workflows.auditing import Parts

        return Parts(
            registry=self.registry,
            indexes=self.indexes,
            embedder=self.embedder,
            judge=self.judge,
            sources=self.settings.sources_per_claim,
            versions=self.versions(),
            made=self._made(),
            others=self.sources,
            watch=self.watch(),
            carefulness=None if self.settings.judge else carefulness(self.settings.least_confidence),
            claims=choice(self.settings.claims),
        )

    def _made(self) -> dict[str, str]:
        """When a report is made, in which library, and with which registry of what size."""
        works, with_text = self.store.count_works()
        file = Path(self.settings.registry)
        built = datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat() if file.is_file() else ""
        return {
            "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
            "library": f"{self.folder.resolve().name}, before this audit {works:,} works, {with_text:,} with text",
            "registry": ", ".join(
                filter(None, [self.registry.extent or self.registry.name, built and f"built {built}"])
            ),
        }

    def watch(self, file: str | Path | None = None) -> RetractionWatch | None:
        """Retraction Watch's database.

        Args:
            file: its CSV file; None takes the one that the settings name.

        Returns:
            The database, None where no file is named.
        """
        from refdb.registries.retractions import RetractionWatch

        path = file or self.settings.retraction_watch
        return RetractionWatch(Path(path)) if path else None

    def versions(self) -> dict[str, str]:
        """What a report is made with.

        Returns:
            Models, registry and refdb's version, by what they are.
        """
        second, least = self.settings.second_opinion, self.settings.least_confidence
        return (
            {
                "refdb": __version__,
                "embedder": self.embedder.fingerprint,
                "judge": self.judge.fingerprint,
                "registry": self.registry.name,
            }
            | ({"second_opinion": second if "://" in second else Path(second).name} if second else {})
            | ({"least_confidence": f"{least:g}"} if least else {})
            | ({"claims": self.settings.claims} if self.settings.claims != "literature" else {})
        )

    def recording(self, action: str, files: Sequence[Path] = ()) -> AbstractContextManager[None]:
        """Make one change of all that is done within, which `undo` takes back whole.

        Args:
            action: the verb that the history shows.
            files: what it is done with; their names are shown.

        Returns:
            For ``with``.
        """
        names = [shown_path(path.name) for path in files]
        told = f"{', '.join(names[:3])}{f' and {len(names) - 3} more' if names[3:] else ''}"
        return self.store.recording(action, f"{action} {told}".strip())

    def close(self) -> None:
        """Let go of database and registry, where they were used."""
        for name in ("store", "_reader", "registry", "sources"):
            if self.__dict__.get(name):
                self.__dict__.pop(name).close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
