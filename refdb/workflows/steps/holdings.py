"""What a library holds, and its care."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refdb.model.running import Progress, silent
from refdb.workflows.steps.opened import Opened

if TYPE_CHECKING:
    from refdb.bibliography.linting import Finding
    from refdb.model import (
        Article,
        Attached,
        Change,
        CheckedClaim,
        CheckedReference,
        Decision,
        Duplicates,
        Exported,
        IndexCheck,
        Selection,
        Standing,
        TextOrigin,
        Work,
        WrittenBack,
    )


class Holdings(Opened):
    """The works and articles of a library: to look at, complete by hand, put in order and take along."""

    def works(self) -> list[Work]:
        """The library's works.

        Returns:
            All of them, with their keys, in the order in which they came.
        """
        return self.store.works()

    def articles(self) -> dict[int, Article]:
        """The articles that were imported or audited.

        Returns:
            Each by its number.
        """
        return {number: self.store.article(number) for number in self.store.article_ids()}

    def standings(self) -> Mapping[str, Standing]:
        """Whether each work still stands, as far as was asked; nobody is asked now.

        Returns:
            By the work's key.
        """
        from refdb.workflows.asking.standings import standings_of

        return standings_of(self.store)

    def text_origins(self, keys: Sequence[str] | None = None) -> Mapping[str, Sequence[TextOrigin]]:
        """Who gave each work its abstract and full text.

        Args:
            keys: of which works; None for all.

        Returns:
            By the work's key, as far as it is known.
        """
        return self._reading.text_origins(keys)

    def citing_articles(self, keys: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
        """The articles of the library that cite each of these works.

        Args:
            keys: the works' keys.

        Returns:
            By key, (number, title) of each article.
        """
        return self._reading.citing(keys)

    def attach(self, work: str, file: str | Path, *, force: bool = False) -> Attached:
        """Make a file the full text of a work.

        Args:
            work: its key or DOI.
            file: an article in any format that refdb reads.
            force: whether also a file that does not say to be that work.

        Returns:
            What became of the file; ``note`` says what to look at.

        Raises:
            InputError: no such work, or a file that cannot be read or has no text.
        """
        from refdb.workflows.full_texts.attaching import attach

        with self.recording("attach", [Path(file)]):
            return attach(self.store, work, Path(file), force=force)

    def attach_found(self, path: str | Path, progress: Progress = silent) -> list[Attached]:
        """Attach files to the works that they are, by their DOIs or titles.

        Args:
            path: a file, or a folder of them.
            progress: told what is being done.

        Returns:
            What became of each file; one whose work is not certain is left alone.

        Raises:
            InputError: a folder with no file that could be an article.
        """
        from refdb.workflows.full_texts.attaching import attach_folder, attach_found

        path = Path(path)
        with self.recording("attach", [path]):
            return attach_folder(self.store, path, progress) if path.is_dir() else [attach_found(self.store, path)]

    def check_index(self) -> IndexCheck:
        """Compare passages, vectors, index files and word index; nothing is changed.

        Returns:
            Counts, and the faults found, a line each.
        """
        from refdb.workflows.indexing import check_index

        return check_index(self._reading, self.indexes, self.embedder)

    def export(self, selection: Selection | None = None, **options: Any) -> Exported:  # noqa: ANN401
        """Write works as a bibliography or as formatted text.

        Args:
            selection: which works; None is all.
            options: ``form`` (bibtex, biblatex, ris, nbib, csl-json, text), ``style``, ``journals``, ``encoding``,
                ``trust_tex`` and ``write``, as ``refdb.workflows.exporting.export`` takes them.

        Returns:
            The text (none of it where ``write`` took it in pieces), and how many works it holds.

        Raises:
            InputError: no such article, manuscript or style.
        """
        from refdb.model import Selection
        from refdb.workflows.exporting import export

        return export(self.store, selection or Selection(), **options)

    def state(self) -> int:
        """Tell whether anything was changed, cheaply.

        Returns:
            The number of the last change that stands, whoever made it.
        """
        return next((change.id for change in self.changes(limit=1)), 0)

    def export_to_zotero(self, selection: Selection | None = None) -> WrittenBack:
        """Give the works' items in Zotero their tags, and a note of what audits found about each.

        What Zotero has besides stays, and the same again changes nothing.

        Args:
            selection: which works; None is all.

        Returns:
            How much was written, and which works Zotero does not have.

        Raises:
            InputError: no such article or manuscript.
            RegistryUnavailable: Zotero does not answer.
            RegistryRefused: it may not be written to.
        """
        from refdb.model import Selection
        from refdb.registries.zotero import ZoteroApi
        from refdb.reports.lists.of_works import found_of_works
        from refdb.workflows.exporting import select
        from refdb.workflows.zotero.writing_back import write_back

        works, _ = select(self.store, selection or Selection())
        latest = {audit.article_id: audit.id for audit in sorted(self.store.audits(), key=lambda one: one.id)}
        reports = filter(None, map(self.store.audit_report, latest.values()))
        found = found_of_works(reports, self.standings())
        source = ZoteroApi(self.settings.zotero, key=self.settings.zotero_key, timeout=self.settings.timeout)
        try:
            return write_back(source, works, found)
        finally:
            source.close()

    def check_bibliography(self, selection: Selection | None = None) -> tuple[list[Finding], int]:
        """Look for what is missing or suspicious in works.

        Args:
            selection: which works; None is all.

        Returns:
            (Findings, how many works were looked at).

        Raises:
            InputError: no such article or manuscript.
        """
        from refdb.model import Selection
        from refdb.workflows.exporting import check

        return check(self.store, selection or Selection())

    def duplicates(self) -> list[Duplicates]:
        """Find works that seem to be one.

        Returns:
            Groups of them, each with the work that would be kept.
        """
        from refdb.workflows.everyday.deduplicating import find_duplicates

        return find_duplicates(self.store)

    def merge_duplicates(self, groups: Sequence[Duplicates], progress: Progress = silent) -> list[str]:
        """Merge each group into the work it would keep; `undo` takes each merge back.

        Args:
            groups: from `duplicates`.
            progress: told what is being done.

        Returns:
            A line on each.
        """
        from refdb.workflows.everyday.deduplicating import merge_duplicates

        return merge_duplicates(self.store, groups, progress)

    def decisions(self) -> list[Decision]:
        """What readers of reports decided on claims and references.

        Returns:
            All decisions, in the order in which they were made; the last one on a text counts.
        """
        return self.store.decisions()

    def decide(
        self,
        checked: CheckedClaim | CheckedReference,
        verdict: str = "",
        *,
        note: str = "",
        by: str = "",
        article: Article | None = None,
    ) -> Decision:
        """Decide on a claim or a reference of a report; later audits show it beside what refdb says.

        Args:
            checked: the claim or reference.
            verdict: what is right instead: a verdict or "not_a_claim", or a reference's status; ``""`` agrees.
            note: why.
            by: who decides.
            article: the report's article, to remember where it was read.

        Returns:
            The decision, which is kept and never changed; one made later goes before it.

        Raises:
            InputError: a verdict that there is not.
        """
        from refdb.workflows.steps.decisions import decide

        return decide(self.store, checked, verdict, note=note, by=by, article=article)

    def import_decisions(self, paths: str | Path | Sequence[str | Path]) -> tuple[int, int]:
        """Take decisions in that a report's page saved, or another library exported; all of them or none.

        Args:
            paths: one file or several.

        Returns:
            (How many were new, how many were known already).

        Raises:
            InputError: a file that cannot be read, or is none of decisions.
        """
        from refdb.workflows.steps.decisions import import_decisions

        several = [paths] if isinstance(paths, str | Path) else paths
        return import_decisions(self.store, [Path(path) for path in several])

    def changes(self, *, undone: bool = False, limit: int = 20) -> list[Change]:
        """What was changed and can be taken back.

        Args:
            undone: those instead that were taken back and can be made again.
            limit: how many at most.

        Returns:
            The changes, the last first.
        """
        return self.store.changes(limit, undone=undone)

    def undo(self, change: int | None = None) -> Change:
        """Take a change back, whatever it was.

        Args:
            change: its number; None is the last.

        Returns:
            What was taken back.

        Raises:
            InputError: there is no such change, or a later one stands in its way.
        """
        from refdb.workflows.everyday.undoing import undo

        return undo(self.store, change)

    def redo(self, change: int | None = None) -> Change:
        """Make a change again that was taken back.

        Args:
            change: its number; None is the one taken back last.

        Returns:
            What was made again.

        Raises:
            InputError: there is no such change, or an earlier one is to be made again first.
        """
        from refdb.workflows.everyday.undoing import redo

        return redo(self.store, change)
