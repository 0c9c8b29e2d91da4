"""refdb config"""

from __future__ import annotations

from pathlib import Path

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_json, write_row


@click.group("config", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show and change the settings of the library here; docs/settings.md explains them.

    Examples:
      refdb config list
      refdb config set mailto ann@example.org
      refdb config get registry
      refdb config unset registry
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(listing)


@command.command("list")
@json_option
@verbosity
@click.pass_obj
def listing(library: str | None, as_json: bool) -> None:
    """List all settings that hold here, and where each comes from. Keys of servers are not shown."""
    from refdb.settings import settings_here

    for name, (value, origin) in settings_here(_folder(library)).items():
        shown = "…" if name.endswith("_key") and value else value
        if as_json:
            write_row({"name": name, "value": shown, "origin": origin})
        else:
            click.echo(f"{name:20} {shown!r:30} {origin}")


@command.command("get")
@click.argument("name")
@json_option
@verbosity
@click.pass_obj
def get(library: str | None, name: str, as_json: bool) -> None:
    """Say what the setting NAME is here."""
    from refdb.settings import named_setting, settings_here

    value, origin = settings_here(_folder(library))[named_setting(name)]
    if as_json:
        write_json({"name": name, "value": value, "origin": origin})
    else:
        click.echo(value)


@command.command("set")
@click.argument("name")
@click.argument("value")
@verbosity
@click.pass_obj
def put(library: str | None, name: str, value: str) -> None:
    """Write the setting NAME into the library's library.toml; a VALUE that cannot be is refused."""
    from refdb.settings import existing_library, set_setting

    file = set_setting(existing_library(library), name, value)
    click.echo(f"{name} = {value} in {file}")


@command.command("unset")
@click.argument("name")
@verbosity
@click.pass_obj
def unset(library: str | None, name: str) -> None:
    """Let the setting NAME be what it is by default."""
    from refdb.settings import existing_library, set_setting

    file = set_setting(existing_library(library), name, None)
    click.echo(f"{name} is no longer set in {file}")


def _folder(library: str | None) -> Path | None:
    """The library's folder, None where there is none: its settings are the defaults."""
    from refdb.settings import DATABASE_FILE, database_of, existing_library, named_library

    folder = existing_library(library) if library else named_library(None)
    return folder if (folder / DATABASE_FILE).is_file() or database_of(library) else None
