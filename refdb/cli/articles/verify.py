"""refdb verify"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refdb.cli.input import file_or_text
from refdb.cli.options import json_option, registry_options, verbosity, workers_options
from refdb.cli.output import OFFLINE, no_network, progress_bar, warn, write_row

if TYPE_CHECKING:
    from refdb import Standing, Verification
    from refdb.reports.lists.ci import Entry

FIRST = 25  # references that tell whether the registry knows the list, and are waited for
BUILD_FORMS = ("github", "sarif", "junit")
FORMATS = ("text", "json", *BUILD_FORMS)
_OF_ONE = ("fix", "output", "interactive", "style", "letter")
CLEAN = ("verified", "not_checkable", "not_registered_here", "unchecked")


@click.command("verify")
@click.argument("files", metavar="FILE|DOI|REFERENCE…", nargs=-1, required=True)
@registry_options
@click.option("--offline", is_flag=True, help="Ask nobody; use what the library's registry answered before.")
@click.option("--fix", is_flag=True, help="Put right what is wrong or missing in a .bib, .ris or CSL-JSON file.")
@click.option("-o", "--output", metavar="FILE", help="Where --fix and --style write; - is standard output.")
@click.option("--interactive", is_flag=True, help="With --fix: ask for each field.")
@click.option("--style", metavar="STYLE", help="Write the corrected list as text in a CSL style: vancouver, apa …")
@click.option("--letter", metavar="FILE", help="Write a letter of questions to the author: .md, or plain text.")
@click.option("--all", "everything", is_flag=True, help="Tell also what `refdb accept` was told to leave alone.")
@workers_options
@click.option("--format", "form", type=click.Choice(FORMATS), help="For build servers: github, sarif or junit.")
@json_option
@verbosity
@click.pass_obj
def command(
    library: str | None,
    /,
    files: tuple[str, ...],
    form: str | None,
    as_json: bool,
    **options: Any,  # noqa: ANN401  (the options of one list, by name)
) -> int:
    """Look up printed references: FILE (or -) has one a line, JSON Lines with id and raw, or is an article, .bib, .ris.

    Needs no library; inside one, what the registry answered before is not asked again. Exit status 1 where a reference
    is not as registered or was retracted, 3 where no registry could be asked and nothing was checked. Of a .bib or .ris
    file it also says what is missing or odd in an entry.

    What is new since the last run of the same file is marked so; what `refdb accept` was told to leave alone is counted
    and not told.

    Examples:
      refdb verify refs.bib
      refdb verify refs.bib --format sarif > refdb.sarif
      refdb verify 10.1056/nejmoa1809944
      refdb verify "LeBoff MS. Supplemental vitamin D and incident fractures. N Engl J Med. 2022;387:299-309."
    """
    form = form or ("json" if as_json else "text")
    if len(files) > 1 and (form in ("sarif", "junit") or any(options[one] for one in _OF_ONE)):
        raise click.UsageError("sarif, junit, --fix, --output, --interactive, --style and --letter are for one file")
    told = [_verify(library, file, form=form, **options) for file in files]
    return OFFLINE if OFFLINE in told else max(told)


def _verify(
    library: str | None,
    file: str,
    *,
    registry: str | None,
    mailto: str | None,
    offline: bool,
    fix: bool,
    output: str | None,
    interactive: bool,
    style: str | None,
    letter: str | None,
    everything: bool,
    workers: int | None,
    ray: str | None,
    form: str,
) -> int:
    """Look up one list and tell of it; the exit status."""
    import refdb
    from refdb import checked_references, few_known, reference_rows, standing_of, verify_rows

    if interactive and file == "-":
        raise click.UsageError("--interactive asks on standard input; give a file")
    what, name = file_or_text(file)
    rows = reference_rows(what, name)
    for note in rows.notes:
        warn(note)
    told = _Telling(name, everything=everything, form=form, silent=fix or bool(style))
    unchecked = ""
    done = []
    with progress_bar() as progress:
        options = {"registry": registry, "mailto": mailto}
        why = "" if offline else refdb.no_network(options, library)
        verified = verify_rows(
            rows, options, progress, folder=library, offline=offline or bool(why), processes=workers or 0, ray=ray or ""
        )
        first = list(islice(verified, FIRST))
        if few := few_known([verification for _, verification in first]):
            warn(few) if form != "text" or fix or style else click.secho(few, bold=True)
        for row, verification in chain(first, verified):
            if verification.status == "unchecked":
                unchecked = unchecked or verification.note
            told.tell(row, verification, standing_of(verification))
            done.append((row, verification))
    n = told.counts["unchecked"]
    nobody = bool(unchecked) and not offline and (bool(why) or n == told.counts.total())
    if nobody:
        no_network(n, "references unchecked", why or unchecked)
    elif unchecked:
        warn(f"{n} of {told.counts.total()} references are unchecked ({unchecked}); try again later")
    if fix or style or letter:
        from refdb.cli.articles.fixing import fix as write_fixed

        checked = checked_references(done)
        if fix or style:
            write_fixed(what, file, checked, output, style, ask=interactive)
        if letter:
            from refdb.reports.lists.letter import render
            from refdb.reports.saving import write_whole

            text = render(checked, Path(file).name, markdown=letter.lower().endswith((".md", ".markdown")))
            write_whole(Path(letter), text.encode("utf-8"))
    told.close()
    return OFFLINE if nobody else int(told.findings)


def _text_of(file: str) -> str:
    """What stands in the file, to find lines in; nothing where it is none."""
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return ""


class _Telling:
    """What is told of each reference; it knows what is accepted, and what was told in the last run."""

    def __init__(self, file: str, *, everything: bool, form: str, silent: bool) -> None:
        from refdb import last_told, read_accepted

        self._file, self._form, self._silent = file, form, silent
        self._entries: list[Entry] = []
        self._text = _text_of(file) if form in BUILD_FORMS else ""
        self._acceptances = [] if everything else read_accepted(file)
        self._before = None if file == "-" else last_told(file)
        self._told: set[tuple[str, str]] = set()
        self.counts: Counter[str] = Counter()
        self._retracted = self._accepted = self._new = 0
        self.findings = False

    def tell(self, row: Mapping[str, Any], verification: Verification, standing: Standing | None) -> None:
        """One reference, as text or as a row of JSON."""
        from refdb import findings_of, fingerprint, reasons
        from refdb.reports.json import standing_row, verification_row

        self.counts[verification.status] += 1
        left = reasons(self._acceptances, row["raw"], verification)
        found = [one for one in findings_of(verification, standing) if one not in left]
        entry = fingerprint(row["raw"])
        before = self._before if self._before is None or (entry, "unchecked") not in self._before else None
        new = [one for one in found if before is not None and (entry, one) not in before]
        self._told |= {(entry, one) for one in (found or [verification.status] * (verification.status == "unchecked"))}
        self._accepted += len(left)
        self._new += len(new)
        self._retracted += "retracted" in found
        self.findings = self.findings or bool(found)
        if self._silent:
            return
        shown = verification_row(row["id"], row["raw"], verification)
        shown |= {"standing": standing_row(standing)} if standing else {}
        shown |= {"lint": row["lint"]} if "lint" in row else {}
        shown |= {"accepted": left} if left else {}
        shown |= {"new": new} if new else {}
        if self._form in BUILD_FORMS:
            self._entries.append(self._entry(row, verification, standing, found))
        elif self._form == "json":
            write_row(shown)
        else:
            self._print(row, verification, standing, shown, found)

    def _entry(
        self, row: Mapping[str, Any], verification: Verification, standing: Standing | None, found: list[str]
    ) -> Entry:
        """A reference as build servers are told of it."""
        from refdb.reports.lists.ci import Entry, line_of
        from refdb.reports.wording import STATUSES, notice

        printed = {diff.field: diff for diff in verification.diffs}
        problems = {}
        for one in found or ["unchecked"] * (verification.status == "unchecked"):
            if one in printed:
                problems[one] = f"{one}: printed {printed[one].printed!r}, registered {printed[one].registered!r}"
            elif one == "retracted" and standing:
                problems[one] = ", ".join(notice(n.type, n.date, n.source) for n in standing.notices) or "retracted"
            else:
                problems[one] = f"{STATUSES[verification.status].meaning} {verification.note}".strip()
        name, raw = str(row["id"]), str(row["raw"])
        key = "" if isinstance(row["id"], int) else name
        return Entry(name, raw, line_of(self._text, key, raw), problems, bool(found))

    def _print(
        self,
        row: Mapping[str, Any],
        verification: Verification,
        standing: Standing | None,
        shown: Mapping[str, Any],
        found: list[str],
    ) -> None:
        from refdb.reports.wording import notice

        is_finding = verification.status not in CLEAN and found != ["retracted"] and bool(found)
        key = "" if isinstance(row["id"], int) else f"{row['id']}  "
        name = f"{verification.status}{' *new*' if 'new' in shown else ''}"
        if not is_finding and verification.status not in CLEAN:
            name = f"{verification.status} (accepted)"
        click.secho(f"{key}{name:{max(26 - len(key), 0)}}  ", nl=False, bold=is_finding)
        click.echo(f"{row['raw']}")
        for diff in shown["diffs"]:
            wrong = diff["outcome"] == "mismatch" and (
                diff["field"] in found or verification.status != "field_mismatch"
            )
            if wrong and diff["printed"] != diff["registered"]:
                click.echo(f"    {diff['field']}: printed {diff['printed']!r}, registered {diff['registered']!r}")
            elif diff.get("reason") and (
                wrong or diff["outcome"] == "partial"
            ):  # the same names, or no finding by itself
                click.echo(f"    {diff['field']}: {diff['reason']}")
        for one in standing.notices if standing and "retracted" in found else ():
            click.secho(f"    {notice(one.type, one.date, one.source)} {one.doi}".rstrip(), bold=True)
        for finding, reason in shown.get("accepted", {}).items():
            click.echo(f"    {finding}: accepted ({reason})")
        for message in row.get("lint", ()):
            click.echo(f"    entry: {message}")
        if shown["doi"] or (verification.note and (found or verification.status in CLEAN)):
            note = verification.note if found or verification.status in CLEAN else ""
            click.echo(f"    {shown['doi']}  {note}".rstrip())

    def close(self) -> None:
        """The counts; and what was told is kept for the next run."""
        from refdb import remember_told

        if self._form in BUILD_FORMS and not self._silent:
            from refdb.reports.lists.ci import FORMS

            click.echo(FORMS[self._form](self._file, self._entries), nl=False)
        elif self._form == "text" and not self._silent:
            summary = [f"{n} {status}" for status, n in self.counts.most_common()]
            others = {"retracted": self._retracted, "accepted": self._accepted, "new since the last run": self._new}
            summary += [f"{n} {name}" for name, n in others.items() if n]
            click.echo(", ".join(summary) or "no references")
        if self._file != "-":
            remember_told(self._file, self._told)
