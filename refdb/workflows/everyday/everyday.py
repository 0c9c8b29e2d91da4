"""What a library does with single works every day, and its care."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refdb.model.running import Progress, silent
from refdb.workflows.steps.opened import Opened

if TYPE_CHECKING:
    from refdb.model import Added, Diagnosis, Selection, Standing, TextOrigin, Work
    from refdb.workflows.everyday.editing import Label


class Everyday(Opened):
    """Works looked at, added, changed and removed one by one; backups and diagnoses."""

    def works_named(self, *names: str) -> list[Work]:
        """The works that are meant.

        Args:
            names: keys, aliases, DOIs, PMIDs, arXiv numbers, ISBNs.

        Returns:
            The works, in their order, each once.

        Raises:
            InputError: the library has no work of that name.
        """
        from refdb.workflows.everyday.naming import works_named

        return works_named(self._reading, names)

    def known_of(self, work: Work) -> tuple[Standing, Sequence[TextOrigin], Sequence[tuple[int, str]]]:
        """What a library knows of a work beside its fields; nobody is asked.

        Args:
            work: one of the library's.

        Returns:
            (Whether it still stands, who gave its texts, number and title of the articles that cite it).
        """
        from refdb.workflows.asking.standings import notices_by_doi, standing_of_work

        here = notices_by_doi(self._reading.notices([work.doi]))
        answered = self._reading.answered([work.key]).get(work.key, ())
        origins = self._reading.text_origins([work.key]).get(work.key, ())
        return standing_of_work(work, here, answered), origins, self._reading.citing([work.key]).get(work.key, [])

    def rows(
        self,
        columns: Sequence[str],
        selection: Selection | None = None,
        *,
        sort: str = "",
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[list[Mapping[str, Any]], int]:
        """Works as rows of a table.

        Args:
            columns: key, author, authors, year, title, journal, doi, tags, state …; an unknown name tells all.
            selection: which works; None is all.
            sort: a column, behind "-" for the greatest first; "" keeps the order in which they came.
            limit: how many at most.
            offset: how many to leave out at the beginning.

        Returns:
            (The rows, how many there are without ``limit`` and ``offset``).

        Raises:
            InputError: no such column, article or manuscript.
        """
        found, whole = self.each_row(columns, selection, sort=sort, limit=limit, offset=offset)
        return list(found), whole

    def each_row(
        self,
        columns: Sequence[str],
        selection: Selection | None = None,
        *,
        sort: str = "",
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[Iterator[Mapping[str, Any]], int]:
        """Works as rows of a table, read some at a time: a library need not fit into memory.

        Args:
            columns: as ``rows`` has them.
            selection: which works; None is all.
            sort: a column, behind "-" for the greatest first; "" keeps the order in which they came.
            limit: how many at most.
            offset: how many to leave out at the beginning.

        Returns:
            (The rows, as long as the library is open; how many there are without ``limit`` and ``offset``).

        Raises:
            InputError: no such column, article or manuscript.
        """
        from refdb.model import Selection
        from refdb.workflows.everyday.listing import each_row, keys_of

        wanted = selection or Selection()
        labels = {"tags": wanted.tags, "collections": wanted.collections}
        by_text = wanted.article is not None or bool(wanted.query or wanted.only_cited or wanted.keys)
        keys = keys_of(self.store, wanted) if by_text else None
        return each_row(self._reading, columns, sort, limit, offset, keys, {} if by_text else labels)

    def add(
        self,
        given: str | Sequence[str],
        *,
        tags: Sequence[str] = (),
        collections: Sequence[str] = (),
        offline: bool = False,
        progress: Progress = silent,
    ) -> list[Added]:
        """Look works up now and take them in.

        Args:
            given: one or several: DOIs, PMIDs, arXiv numbers, ISBNs, addresses, printed references.
            tags: for each of them.
            collections: for each of them.
            offline: ask nobody; earlier answers alone count.
            progress: told what is being done.

        Returns:
            What became of each, in their order.
        """
        from refdb.workflows.everyday.adding import add

        several = [given] if isinstance(given, str) else list(given)
        labels = {"tags": tags, "collections": collections}
        told = f"add {several[0][:60] if several else ''}{f' and {len(several) - 1} more' if several[1:] else ''}"
        offline = offline or bool(self.no_network)
        with self.store.recording("add", told):
            return add(self.store, several, self.registry, self.sources, offline=offline, progress=progress, **labels)

    def fetch(self, named: str) -> tuple[bytes, str]:
        """Fetch the open full text of an article: JATS of Europe PMC, arXiv's sources, an open PDF, a web page.

        Only the public web is asked, within limits of size and time, and robots.txt is kept to.

        Args:
            named: an http(s) address, DOI, PMCID or arXiv number.

        Returns:
            The file's bytes, and a name for it: what `audit` takes.

        Raises:
            InputError: no open full text is known, or what is there is no article.
            RegistryUnavailable: somebody could not be asked.
        """
        from refdb.workflows.full_texts.fetching import fetch_article

        return fetch_article(named, self.settings)

    def fields(self, work: str) -> dict[str, Any]:
        """The fields of a work as `edit` takes them.

        Args:
            work: its key or identifier.

        Returns:
            By name; people as "Family, Given".

        Raises:
            InputError: there is no such work.
        """
        from refdb.workflows.everyday.editing import as_shown

        return as_shown(self.works_named(work)[0])

    def edit(self, work: str, values: Mapping[str, Any]) -> Work:
        """Change fields of a work; `undo` takes it back.

        Args:
            work: its key or identifier.
            values: by field, as `fields` shows them; "" or None for nothing.

        Returns:
            The work as it is now.

        Raises:
            InputError: no such work or field, a value of the wrong kind, a key or DOI that is another work's.
        """
        from refdb.workflows.everyday.editing import edit

        return edit(self.store, work, values)

    def label(self, works: Sequence[str], what: Label, add: Sequence[str] = (), remove: Sequence[str] = ()) -> int:
        """Give works tags or collections, or take them away.

        Args:
            works: keys or identifiers.
            what: "tags" or "collections".
            add: those to give.
            remove: those to take away.

        Returns:
            How many works changed.

        Raises:
            InputError: there is no such work.
        """
        from refdb.workflows.everyday.editing import label

        return label(self.store, works, what, add, remove)

    def labels(self, what: Label) -> dict[str, int]:
        """All tags or collections.

        Args:
            what: "tags" or "collections".

        Returns:
            By name, how many works have it.
        """
        from refdb.workflows.everyday.editing import labels

        return labels(self._reading, what)

    def rename_label(self, what: Label, old: str, new: str) -> int:
        """Rename a tag, or a collection with all within, in every work.

        Args:
            what: "tags" or "collections".
            old: its name.
            new: its new name.

        Returns:
            How many works changed.

        Raises:
            InputError: no work has it.
        """
        from refdb.workflows.everyday.editing import rename_label

        return rename_label(self.store, what, old, new)

    def remove(self, works: Sequence[str], articles: Sequence[int] = ()) -> list[Work]:
        """Take works and articles out; `undo` brings them back.

        Args:
            works: keys or identifiers.
            articles: numbers.

        Returns:
            The works that went.

        Raises:
            InputError: no such work or article; nothing is removed.
        """
        from refdb.workflows.everyday.editing import remove

        return remove(self.store, works, articles)

    def detach(self, work: str) -> str:
        """Take a work's full text away again.

        Args:
            work: its key or identifier.

        Returns:
            The name of the file, or of the source, that it came from.

        Raises:
            InputError: no such work, or it has no full text.
        """
        from refdb.workflows.everyday.editing import detach

        return detach(self.store, work)

    def merge(self, key: str, others: Sequence[str]) -> Work:
        """Make one work of several.

        Args:
            key: the one that is kept.
            others: those that are merged into it; their keys become aliases.

        Returns:
            The work as it is now.

        Raises:
            InputError: no such work, or nothing to merge.
        """
        from refdb.workflows.everyday.deduplicating import merge

        kept, *gone = self.works_named(key, *others)
        merge(self.store, kept.key, [work.key for work in gone])
        return self.works_named(kept.key)[0]

    def stats(self) -> dict[str, Any]:
        """Count what the library holds.

        Returns:
            Works by type, years, texts, standing; articles, references by status, passages; the database's bytes.
        """
        from refdb.workflows.everyday.counting import count

        return count(self._reading) | {"bytes": self._reading.size()}

    def backup(self, file: str | Path, *, force: bool = False) -> dict[str, Any]:
        """Write the library into one file, while others may use it.

        Args:
            file: where; a folder takes it under a name with the date.
            force: whether a file that is there is replaced.

        Returns:
            When, how many works and articles, and the checksums of what is in it.

        Raises:
            InputError: the file is there already.
            LibraryError: the database is damaged, or the file cannot be written.
        """
        from refdb.workflows.everyday.backing_up import backup

        self.store.year_span()  # a library that was never used gets its tables now
        return backup(self.folder, Path(file), force=force, address=self.settings.database)

    def diagnose(self, *, fix: bool = False) -> Iterator[Diagnosis]:
        """Look for what is broken or missing.

        Args:
            fix: whether to mend what can be mended.

        Yields:
            What was looked at, one after the other.
        """
        from refdb.workflows.everyday.health import diagnose

        return diagnose(self.folder, self.store, self.indexes, lambda: self.embedder, fix=fix)
