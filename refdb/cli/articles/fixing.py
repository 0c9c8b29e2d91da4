"""refdb verify --fix: the corrected file or list, the differences, and each field asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refdb.cli.output import warn

if TYPE_CHECKING:
    from refdb import CheckedReference, Correction

_KEYS = "y: yes, n: no, a: yes to all that follow, q: no to all that follow"


def fix(
    given: Path | bytes,
    name: str,
    checked: Sequence[CheckedReference],
    out: str | None,
    style: str | None,
    *,
    ask: bool,
) -> None:
    """Write the file with what is wrong or missing put right (``style``: the list as text), and show what changed."""
    from refdb import correct, corrected_list, corrections_of

    if style:
        texts = corrected_list(checked, style)
        _write("".join(f"{text}\n" for text in texts).encode(), out)
        return
    found = [one for n, reference in enumerate(checked) for one in corrections_of(n, reference)]
    wanted = _asked(found) if ask else found
    done = correct(given, name, wanted)
    if out == "-":
        _write(done.data, out)
    else:
        click.echo(done.diff, nl=False)
    entries = len({one.entry for one in done.made})
    where = "" if out == "-" else f"; written to {out}" if out else "; nothing written, -o FILE writes it"
    click.echo(f"{len(done.made)} fields of {entries} entries put right{where}", err=True)
    if out and out != "-":
        _write(done.data, out)
    for one in done.left:
        warn(f"{one.id}: its {one.field} could not be put right: the entry is too broken")
    open_ = [c for c in checked if c.status in ("not_found", "ambiguous") or c.verification.is_doubtful]
    if open_:
        labels = ", ".join(c.reference.label or str(c.reference.n) for c in open_[:8])
        warn(f"{len(open_)} need the author: {labels}{' …' if len(open_) > 8 else ''}; --letter FILE writes to them")


def _asked(found: Sequence[Correction]) -> list[Correction]:
    """Those that the user wants, field by field."""
    wanted: list[Correction] = []
    answer = ""
    click.echo(_KEYS, err=True)
    for one in found:
        if answer not in ("a", "q"):
            old = f"{one.printed!r} becomes " if one.printed else "add "
            question = f"{one.id}, {one.field}: {old}{one.registered!r}"
            answer = click.prompt(question, type=click.Choice(["y", "n", "a", "q"]), default="y", err=True)
        if answer in ("y", "a"):
            wanted.append(one)
    return wanted


def _write(data: bytes, out: str | None) -> None:
    if out and out != "-":
        from refdb.reports.saving import write_whole

        write_whole(Path(out), data)
    else:
        sys.stdout.buffer.write(data)
