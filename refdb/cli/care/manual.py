"""A command as a manual page (roff, man(7)), made of what its --help says."""

from __future__ import annotations

import click

STATUSES = (
    ("0", "done, nothing found"),
    ("1", "done, with findings"),
    ("2", "the call, a file or the library is wrong"),
    ("3", "no registry could be asked, and so nothing was checked"),
)


def page(ctx: click.Context) -> str:
    """The manual page of a context's command."""
    from refdb import __version__

    command, name = ctx.command, ctx.command_path
    text, _, examples = (command.help or "").replace("\b\n", "").partition("Examples:")
    first, _, rest = text.strip().partition("\n\n")
    usage = " ".join(command.collect_usage_pieces(ctx))
    records = [record for parameter in command.get_params(ctx) if (record := parameter.get_help_record(ctx))]
    lines = [
        f'.TH "{_roff(name.upper().replace(" ", "-"))}" 1 "" "refdb {__version__}"',
        ".SH NAME",
        f"{_roff(name.replace(' ', '-'))} \\- {_roff(_flat(first))}",
        ".SH SYNOPSIS",
        f".B {_roff(name)}",
        _roff(usage),
    ]
    if rest.strip():
        lines += [".SH DESCRIPTION", *(f".PP\n{_roff(_flat(part))}" for part in rest.split("\n\n") if part.strip())]
    if isinstance(command, click.Group):
        names = [(one, command.get_command(ctx, one)) for one in command.list_commands(ctx)]
        lines += [".SH COMMANDS", *(_item(one, inner.get_short_help_str(200)) for one, inner in names if inner)]
    lines += [".SH OPTIONS", *(_item(*record) for record in records)]
    lines += [".SH EXIT STATUS", *(_item(*status) for status in STATUSES)]
    if examples.strip():
        lines += [".SH EXAMPLES", ".nf", *(_roff(line.strip()) for line in examples.strip().splitlines()), ".fi"]
    return "\n".join(lines) + "\n"


def _item(term: str, text: str) -> str:
    return f".TP\n.B {_roff(term)}\n{_roff(_flat(text))}"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _roff(text: str) -> str:
    """A text as roff reads it: its own signs taken literally."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
