"""refdb audit"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refdb.cli.input import is_address
from refdb.cli.options import least_confidence_option, registry_options, verbosity, workers_of, workers_options
from refdb.cli.output import OFFLINE, is_quiet, no_network, progress_bar, say_where, warn
from refdb.errors import InputError, RefdbError, being_read
from refdb.model.running import Audited, Outcome, Wanted, Workers

if TYPE_CHECKING:
    from refdb.library import Library
    from refdb.model import AuditReport


@click.command("audit")
@click.argument("articles", nargs=-1, metavar="FILE|URL|DOI|PMCID|ARXIV…")
@click.option("--html", "html_out", type=click.Path(path_type=Path), help="Write the report as one HTML file.")
@click.option("--markdown", "markdown_out", type=click.Path(path_type=Path), help="Write the report as Markdown.")
@click.option("--json", "json_out", metavar="OUT", help="Write the report as JSON; - for standard output.")
@click.option(
    "--docx", "docx_out", type=click.Path(path_type=Path), help="Write a copy of the Word file with comments in it."
)
@click.option("--csv", "csv_out", type=click.Path(path_type=Path), help="Write the findings as a table (CSV).")
@click.option("--all-comments", is_flag=True, help="With --docx: comments also where nothing is to be looked at.")
@click.option("--offline", is_flag=True, help="Ask nobody; use what was answered before.")
@click.option(
    "--replay", type=click.Path(path_type=Path), metavar="REPORT.json", help="Make a report again from the records."
)
@click.option(
    "--claims",
    type=click.Choice(["cited", "literature", "all"]),
    help="Which to check: sentences with a citation, every claim about the literature (default), or the article's own "
    "results too.",
)
@workers_options
@least_confidence_option
@registry_options
@verbosity
@click.pass_obj
def command(
    library: str | None,
    articles: Sequence[str],
    html_out: Path | None,
    markdown_out: Path | None,
    json_out: str | None,
    docx_out: Path | None,
    csv_out: Path | None,
    all_comments: bool,
    offline: bool,
    replay: Path | None,
    claims: str | None,
    workers: int | None,
    ray: str | None,
    least_confidence: float | None,
    registry: str | None,
    mailto: str | None,
) -> int:
    """Check ARTICLES: which of their references exist, what is wrong in them, and what the sources say of their claims.

    Uses the library here, or your own. With several articles, --html, --markdown, --json, --csv and --docx name
    folders, --html with an index.html over all; an article that cannot be read is named and the rest goes on; --workers
    has several audited at a time, --ray by the machines of a cluster. --replay makes an earlier report again from the
    library's records alone and says whether it comes out the same. Exit status 1 where an editor should look at
    something, 3 where no registry could be asked.

    Examples:
      refdb audit article.docx --html report.html
      refdb audit 10.1371/journal.pone.0113556 --html report.html
      refdb audit one.docx two.docx --html reports --docx noted
      refdb audit manuscripts/*.pdf --html reports --json reports --workers 4
      refdb audit --replay report.json
    """
    from refdb.library import open_library

    if bool(articles) == bool(replay):
        raise InputError("give one or more articles, or --replay with a report that `refdb audit --json` wrote")
    if replay and (least_confidence is not None or claims):
        raise InputError(
            "--replay takes --least-confidence and --claims from the report; audit the article again for others"
        )
    outs = {"html": html_out, "markdown": markdown_out, "json": Path(json_out) if json_out else None, "docx": docx_out}
    outs |= {"csv": csv_out}
    given: dict[str, Path] = {kind: out for kind, out in outs.items() if out}
    _check_outs(given, articles)
    _check_articles(articles, offline=offline)
    options = {"registry": registry, "mailto": mailto, "least_confidence": least_confidence, "claims": claims}
    with open_library(library, create=not replay, options=options) as lib:
        if replay:
            return _replay(lib, replay)
        say_where(lib.second_opinion_host(offline=offline))
        _remember(lib, registry)
        wanted = [Wanted(one, _is_web(one), None, tuple(given), all_comments, offline) for one in articles]
        if len(articles) == 1:
            if ray:
                warn("one article is audited by this machine; --ray is for several")
            with progress_bar() as progress:
                audited = lib.audited(wanted[0], progress)
            return _take(lib, audited, given, offline=offline)
        return _audit_many(lib, wanted, given, workers_of(workers, ray))


def _is_web(article: str) -> bool:
    """Whether this is fetched: an address, or what names an article and is no file here."""
    from refdb import is_fetchable

    return is_address(article) or (not Path(article[:250]).exists() and is_fetchable(article))


def _check_articles(articles: Sequence[str], *, offline: bool) -> None:
    """What is no file is told before models and library are opened; of several, the readable ones are audited."""
    for article in articles:
        if article.lower().startswith("ftp:") or (_is_web(article) and offline):
            raise InputError(f"{article}: save the page first, and give the file: nothing is fetched here")
    if len(articles) == 1 and not _is_web(articles[0]):
        with being_read(Path(articles[0]), "give the article's file"), Path(articles[0]).open("rb"):
            pass


def _check_outs(given: Mapping[str, Path], articles: Sequence[str]) -> None:
    """Found out before the work, not after it."""
    for kind, out in given.items():
        if str(out) == "-" and (kind != "json" or len(articles) > 1):
            raise InputError("- is for the JSON of one article; give a file or a folder")
        if len(articles) <= 1 and str(out) != "-" and (out.is_dir() or not out.name):
            raise InputError(f"{out} is a folder; give the report's file, such as {out / 'report'}.{kind}")
        if len(articles) > 1 and out.exists() and not out.is_dir():
            raise InputError(f"{out} is a file; {len(articles)} reports need a folder")
        if str(out) != "-" and not out.resolve().parent.is_dir():
            raise InputError(f"{out}: the folder {out.resolve().parent} does not exist")
    if "docx" in given:
        for article in articles:
            if Path(article).suffix.lower() != ".docx" or _is_web(article):
                raise InputError(f"{article} is no Word file: --docx writes a copy of a .docx with comments in it")


def _remember(lib: Library, registry: str | None) -> None:
    """The registry that an audit names is the library's from then on: with another one, what was known would fall."""
    from refdb.settings import load_settings, set_setting

    if registry is None:
        return
    named = str(Path(registry).resolve()) if Path(registry).is_file() else registry
    if load_settings(lib.folder).registry == named:
        return
    try:
        set_setting(lib.folder, "registry", named)
    except RefdbError:  # a library that may not be written
        return
    if not is_quiet():
        told = "`refdb config unset registry` forgets it"
        click.echo(f"{registry} is the registry of this library from now on; {told}", err=True)


def _take(lib: Library, audited: Audited, outs: Mapping[str, Path], *, offline: bool) -> int:
    """Write the reports on an article and tell of it; the exit status."""
    from refdb.reports.saving import write_whole
    from refdb.reports.summaries import has_findings

    report = audited.report
    for kind, out in outs.items():
        if str(out) == "-":
            click.echo(audited.files[kind].decode(), nl=False)
        else:
            write_whole(out, audited.files[kind])
    for note in audited.notes:
        warn(note)
    written = [out for out in outs.values() if str(out) != "-"]
    if not is_quiet() and len(written) == len(outs):
        _show(report, written)
    unchecked = report.coverage.statuses.get("unchecked", 0)
    why = "" if offline else lib.no_network
    if unchecked and (why or unchecked == report.coverage.references) and not offline:
        no_network(unchecked, "references unchecked", why or "see the report's first warning")
        return OFFLINE
    return int(has_findings(report))


def _audit_many(lib: Library, given: Sequence[Wanted], folders: Mapping[str, Path], workers: Workers) -> int:
    """Audit several, and write a page over all.

    An article is not read again where its JSON report of the same bytes is there.
    """
    from refdb.reports.lists.overview import Entry, render
    from refdb.reports.saving import write_whole

    for folder in folders.values():
        folder.mkdir(exist_ok=True)
    endings = {"html": ".html", "markdown": ".md", "json": ".json", "docx": ".docx", "csv": ".csv"}
    distinct = {one.article if one.fetched else str(Path(one.article).resolve()): one for one in given}
    articles = [replace(one, article=name) for name, one in distinct.items()]
    names = _names(articles)
    outs = [{kind: folder / f"{name}{endings[kind]}" for kind, folder in folders.items()} for name in names]
    entries: dict[int, Entry] = {}
    for n, one in enumerate(articles):
        if outs[n] and all(out.is_file() for out in outs[n].values()) and _is_of(outs[n].get("json"), one):
            click.secho(f"{len(entries) + 1} of {len(articles)}: {one.article}", bold=True)
            click.echo("  its reports are there already")
            entries[n] = Entry(Path(one.article).name, f"{names[n]}.html", note="its report was there already")
    to_do = [n for n in range(len(articles)) if n not in entries]
    statuses: list[int] = []
    with closing(_outcomes(lib, [articles[n] for n in to_do], workers, len(entries))) as outcomes:
        for outcome in outcomes:
            n, one = to_do[outcome.n], outcome.given
            try:
                if outcome.result is None:
                    raise InputError(outcome.error)
                statuses.append(_take(lib, outcome.result, outs[n], offline=one.offline))
                entries[n] = Entry.of(Path(one.article).name, f"{names[n]}.html", outcome.result.report)
            except RefdbError as error:  # one bad article does not cost the others
                said = str(error) if Path(one.article).name in str(error) else f"{one.article}: {error}"
                warn(said)
                entries[n] = Entry(Path(one.article).name, note=said)
    failed = len(to_do) - len(statuses)
    if "html" in folders:
        page = render([entries[n] for n in sorted(entries)])
        write_whole(folders["html"] / "index.html", page.encode("utf-8", "replace"))
        click.echo(f"all of them: {folders['html'] / 'index.html'}")
    if failed:
        click.secho(f"{failed} of {len(articles)} articles could not be audited", fg="yellow", err=True)
    return 2 if failed == len(articles) else OFFLINE if OFFLINE in statuses else int(1 in statuses or failed > 0)


def _outcomes(
    lib: Library, articles: Sequence[Wanted], workers: Workers, before: int
) -> Generator[Outcome[Wanted, Audited], None, None]:
    """What became of each article, with a line that names it: one after the other, or as the workers end them.

    ``before`` is how many were done before.
    """
    total = before + len(articles)
    if workers.alone:
        for n, one in enumerate(articles):
            click.secho(f"{before + n + 1} of {total}: {one.article}", bold=True)
            try:
                with progress_bar() as progress:
                    audited = lib.audited(one, progress)
            except Exception as error:  # one bad article does not cost the others
                said = str(error) if isinstance(error, RefdbError) else f"{type(error).__name__}: {error}"
                yield Outcome(n, one, error=said)
            else:
                yield Outcome(n, one, audited)
        return
    with closing(lib.audit_many(articles, workers)) as outcomes:
        for done in range(before, total):
            with progress_bar() as progress:
                progress("auditing articles", done, total)
                outcome = next(outcomes)
            click.secho(f"{done + 1} of {total}: {outcome.given.article}", bold=True)
            yield outcome


def _names(articles: Sequence[Wanted]) -> list[str]:
    """A name for each article's reports: its own, with the folders above it where another one has the same.

    It depends on no order, so that a second call finds the reports of the first.
    """
    whole = [
        (re.sub(r"[^\w.-]+", "-", one.article.partition("://")[2] or one.article),)
        if one.fetched
        else Path(one.article).resolve().parts[1:]
        for one in articles
    ]
    names = [parts[-1] for parts in whole]
    for depth in range(2, max(map(len, whole), default=0) + 1):
        shared = Counter(name.casefold() for name in names)  # file systems differ in whether A is a
        names = [
            "-".join(parts[-depth:]) if shared[name.casefold()] > 1 else name
            for name, parts in zip(names, whole, strict=True)
        ]
    return names


def _is_of(report: Path | None, wanted: Wanted) -> bool:
    """Whether a JSON report is about exactly these bytes."""
    import hashlib

    article = Path(wanted.article)
    if report is None or wanted.fetched or not article.is_file():
        return False
    try:
        told: Any = json.loads(report.read_text(encoding="utf-8"))["article"]["sha256"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
    return bool(told == hashlib.sha256(article.read_bytes()).hexdigest())


def _replay(lib: Library, path: Path) -> int:
    from refdb.reports.differences import differences
    from refdb.reports.json import document

    try:
        before: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path} is no report that `refdb audit --json` wrote: {error}") from error
    with progress_bar() as progress:
        report = lib.replay(before, progress)
    changed = differences(before, document(report))
    for line in changed:
        click.echo(line)
    same = f"{len(report.references)} references and {len(report.claims)} claims"
    click.echo(f"{len(changed)} differences in {same}" if changed else f"the same: {same}")
    return int(bool(changed))


def _show(report: AuditReport, written: Sequence[Path]) -> None:
    from rich.console import Console

    from refdb.reports.terminal import summary

    summary(report, Console())
    for out in written:
        click.echo(f"report written to {out}")
