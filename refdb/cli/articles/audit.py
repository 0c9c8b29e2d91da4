"""refdb audit"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from refdb.cli.input import is_address
from refdb.cli.options import least_confidence_option, mailto_option, registry_option, verbosity
from refdb.cli.output import OFFLINE, is_quiet, no_network, progress_bar, say_where, warn
from refdb.errors import InputError, RefdbError, being_read

if TYPE_CHECKING:
    from refdb.library import Library
    from refdb.model import AuditReport
    from refdb.reports.saving import Form


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
@least_confidence_option
@registry_option
@mailto_option
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
    least_confidence: float | None,
    registry: str | None,
    mailto: str | None,
) -> int:
    """Check ARTICLES: which of their references exist, what is wrong in them, and what the sources say of their claims.

    Uses the library here, or your own. With several articles, --html, --markdown, --json, --csv and --docx name
    folders, --html with an index.html over all; an article that cannot be read is named and the rest goes on. --replay
    makes an earlier report again from the library's records alone and says whether it comes out the same. Exit status 1
    where an editor should look at something, 3 where no registry could be asked.

    Examples:
      refdb audit article.docx --html report.html
      refdb audit 10.1371/journal.pone.0113556 --html report.html
      refdb audit one.docx two.docx --html reports --docx noted
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
        if len(articles) == 1:
            status, _ = _audit(lib, articles[0], given, offline=offline, all_comments=all_comments)
            return status
        return _audit_many(lib, articles, given, offline=offline, all_comments=all_comments)


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


def _audit(
    lib: Library, article: str, outs: Mapping[str, Path], *, offline: bool, all_comments: bool
) -> tuple[int, AuditReport]:
    """Audit one article and write its reports; the exit status, and what was found out."""
    from refdb.reports.summaries import has_findings

    with progress_bar() as progress:
        if _is_web(article):
            data, name = lib.fetch(article)
            report = lib.audit(data, name, offline=offline, progress=progress)
        else:
            report = lib.audit(article, offline=offline, progress=progress)
    for kind, out in outs.items():
        _write(report, Path(article), kind, out, all_comments=all_comments)
    written = [out for out in outs.values() if str(out) != "-"]
    if not is_quiet() and len(written) == len(outs):
        _show(report, written)
    unchecked = report.coverage.statuses.get("unchecked", 0)
    why = "" if offline else lib.no_network
    if unchecked and (why or unchecked == report.coverage.references) and not offline:
        no_network(unchecked, "references unchecked", why or "see the report's first warning")
        return OFFLINE, report
    return int(has_findings(report)), report


def _audit_many(
    lib: Library, given: Sequence[str], folders: Mapping[str, Path], *, offline: bool, all_comments: bool
) -> int:
    """Audit one after the other, and write a page over all.

    An article is not read again where its JSON report of the same bytes is there.
    """
    from refdb.reports.lists.overview import Entry, render
    from refdb.reports.saving import write_whole

    for folder in folders.values():
        folder.mkdir(exist_ok=True)
    endings = {"html": ".html", "markdown": ".md", "json": ".json", "docx": ".docx", "csv": ".csv"}
    entries = []
    findings, unasked, failed = False, False, 0
    articles = list({one if _is_web(one) else Path(one).resolve(): one for one in given}.values())
    for n, (article, name) in enumerate(zip(articles, _names(articles), strict=True), 1):
        path = Path(article)
        outs = {kind: folder / f"{name}{endings[kind]}" for kind, folder in folders.items()}
        click.secho(f"{n} of {len(articles)}: {article}", bold=True)
        try:
            if outs and all(out.is_file() for out in outs.values()) and _is_of(outs.get("json"), path):
                click.echo("  its reports are there already")
                entries.append(Entry(path.name, f"{name}.html", note="its report was there already"))
                continue
            status, report = _audit(lib, article, outs, offline=offline, all_comments=all_comments)
            entries.append(Entry(path.name, f"{name}.html", report))
            findings, unasked = findings or status == 1, unasked or status == OFFLINE
        except Exception as error:  # one bad article does not cost the others
            failed += 1
            said = str(error) if isinstance(error, RefdbError) else f"{article}: {type(error).__name__}: {error}"
            warn(said)
            entries.append(Entry(path.name, note=said))
    if "html" in folders:
        write_whole(folders["html"] / "index.html", render(entries).encode("utf-8", "replace"))
        click.echo(f"all of them: {folders['html'] / 'index.html'}")
    if failed:
        click.secho(f"{failed} of {len(articles)} articles could not be audited", fg="yellow", err=True)
    return 2 if failed == len(articles) else OFFLINE if unasked else int(findings or failed > 0)


def _names(articles: Sequence[str]) -> list[str]:
    """A name for each article's reports: its own, with the folders above it where another one has the same.

    It depends on no order, so that a second call finds the reports of the first.
    """
    whole = [
        (re.sub(r"[^\w.-]+", "-", one.partition("://")[2] or one),) if _is_web(one) else Path(one).resolve().parts[1:]
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


def _is_of(report: Path | None, article: Path) -> bool:
    """Whether a JSON report is about exactly these bytes."""
    import hashlib

    if report is None or not article.is_file():
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


def _write(report: AuditReport, article: Path, kind: str, out: Path, *, all_comments: bool) -> None:
    from refdb.reports.saving import write_whole, written

    if kind == "docx":
        _write_docx(report, article, out, all_comments=all_comments)
    elif str(out) == "-":
        click.echo(written(report, cast("Form", kind)), nl=False)
    else:
        write_whole(out, written(report, cast("Form", kind)).encode("utf-8"))


def _write_docx(report: AuditReport, article: Path, out: Path, *, all_comments: bool) -> None:
    from refdb.reports.saving import write_whole
    from refdb.reports.word_comments import annotate, comments_of

    comments = comments_of(report, everything=all_comments)
    data, lost = annotate(article.read_bytes(), comments)
    write_whole(out, data)
    if lost:
        warn(f"{lost} of {len(comments)} comments found no place in the Word file; the other reports have them")
