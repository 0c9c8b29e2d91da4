"""An article audited and its reports written out: what one audit does, and each worker of many."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, cast

from refdb.errors import being_read
from refdb.model import AuditReport
from refdb.model.running import Audited, Progress, Wanted, silent
from refdb.reports.saving import Form, written
from refdb.workflows.many.running import Job

if TYPE_CHECKING:
    from refdb.library import Library
    from refdb.workflows.many.reopening import Reopen


def audited(library: Library, wanted: Wanted, progress: Progress = silent, *, after: int | None = None) -> Audited:
    """Audit an article, and make the files that are wanted of its report.

    Args:
        library: by whose registry, sources and models.
        wanted: the article and the files.
        progress: told what is being done.
        after: where an audit of the same bytes has a higher number than this, it is taken as it is: a worker that was
            lost had made it.

    Raises:
        InputError: the article cannot be read.
    """
    data, name = (wanted.data, Path(wanted.article).name) if not wanted.fetched else library.fetch(wanted.article)
    report = _kept(library, wanted, data, after) if after is not None else None
    if report is None:
        given = Path(wanted.article) if data is None else data
        report = library.audit(given, name if data is not None else "", offline=wanted.offline, progress=progress)
    return _with_files(report, wanted, data)


def _kept(library: Library, wanted: Wanted, data: bytes | None, after: int) -> AuditReport | None:
    """The report of an audit of these bytes that is newer than that; None where there is none."""
    file = Path(wanted.article)
    if data is None and not file.is_file():
        return None
    sha256 = hashlib.sha256(file.read_bytes() if data is None else data).hexdigest()
    number = library.store.article_with(sha256)
    last = next(iter(library.store.audits(number)), None) if number is not None else None
    return library.store.audit_report(last.id) if last and last.id > after else None


def _with_files(report: AuditReport, wanted: Wanted, data: bytes | None) -> Audited:
    files = {
        form: written(report, cast(Form, form)).encode("utf-8", "replace") for form in wanted.forms if form != "docx"
    }
    if "docx" not in wanted.forms:
        return Audited(report, files)
    from refdb.reports.word_comments import annotate, comments_of

    comments = comments_of(report, everything=wanted.all_comments)
    docx, lost = annotate(Path(wanted.article).read_bytes() if data is None else data, comments)
    note = f"{lost} of {len(comments)} comments found no place in the Word file; the other reports have them"
    return Audited(report, files | {"docx": docx}, (note,) if lost else ())


@dataclass(frozen=True, slots=True)
class _Audit:
    """What a worker does with an article."""

    after: int  # the number of the library's last audit before the run

    def __call__(self, library: Library, wanted: Wanted, again: bool) -> Audited:
        return audited(library, wanted, after=self.after if again else None)


def audit_job(reopen: Reopen, after: int) -> Job[Wanted, Audited]:
    """What workers need to audit articles of a library whose last audit has this number."""
    return Job(reopen, _Audit(after), packed, _bytes, _common)


_ANY = b"Sleep\n\nNaps help memory [1].\n\nReferences\n\n1. Smith J. Naps. Sleep. 2001;3:1-9.\n"


def _common(library: Library) -> None:
    """What all audits of a machine need and none changes: code, models, the page's template."""
    from refdb.citations.parsing.parser import load_parser
    from refdb.database.opening import load_code
    from refdb.reports.html import page
    from refdb.workflows import auditing  # noqa: F401
    from refdb.workflows.steps.given import extract

    load_code(library.settings.database)
    load_parser()
    page()
    _ = library.embedder, library.judge
    extract(_ANY, "article.txt")  # a reader of texts brings those of other formats
    _ = library.sources
    if Path(library.settings.registry).is_file():
        _ = library.registry
    library.close()


def _bytes(wanted: Wanted) -> float:
    """How long an article is, by its file; what is yet to be fetched may be as long as any."""
    if wanted.fetched:
        return inf
    try:
        return float(len(wanted.data) if wanted.data is not None else Path(wanted.article).stat().st_size)
    except OSError:  # what becomes of it is told when it is its turn
        return 0.0


def packed(wanted: Wanted) -> Wanted:
    """The article with its bytes, for a machine that does not see the file.

    Raises:
        InputError: the file cannot be read.
    """
    if wanted.fetched or wanted.article.lower().endswith(".tex"):  # whose other files lie beside it
        return wanted
    with being_read(Path(wanted.article), "give the article's file"):
        return replace(wanted, data=Path(wanted.article).read_bytes())
