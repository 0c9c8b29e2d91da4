"""refdb tag and refdb collection"""

from __future__ import annotations

from typing import Literal

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_json, write_row


def _group(name: str, what: Literal["tags", "collections"], example: str) -> click.Group:
    """The commands on tags, or on collections: they differ in nothing but their name."""

    @click.group(name, invoke_without_command=True)
    @click.pass_context
    def group(ctx: click.Context) -> None:
        if ctx.invoked_subcommand is None:
            ctx.invoke(listing)

    group.help = f"""Give works {what}, take them away, rename and list them. WORK is a key or DOI.

    Examples:
      refdb {name} add {example} manson2019 10.1056/nejmoa1811403
      refdb {name} rm {example} manson2019
      refdb {name} list
    """

    @group.command("add", help=f"Give WORKS the {name} NAME.")
    @click.argument("label", metavar="NAME")
    @click.argument("works", nargs=-1, required=True, metavar="WORK…")
    @json_option
    @verbosity
    @click.pass_obj
    def add(library: str | None, label: str, works: tuple[str, ...], as_json: bool) -> None:
        from refdb.library import open_library

        with open_library(library) as lib:
            _told(lib.label(works, what, add=[label]), as_json)

    @group.command("rm", help=f"Take the {name} NAME from WORKS.")
    @click.argument("label", metavar="NAME")
    @click.argument("works", nargs=-1, required=True, metavar="WORK…")
    @json_option
    @verbosity
    @click.pass_obj
    def rm(library: str | None, label: str, works: tuple[str, ...], as_json: bool) -> None:
        from refdb.library import open_library

        with open_library(library) as lib:
            _told(lib.label(works, what, remove=[label]), as_json)

    @group.command("rename", help="Call OLD NEW in every work.")
    @click.argument("old")
    @click.argument("new")
    @json_option
    @verbosity
    @click.pass_obj
    def rename(library: str | None, old: str, new: str, as_json: bool) -> None:
        from refdb.library import open_library

        with open_library(library) as lib:
            _told(lib.rename_label(what, old, new), as_json)

    @group.command("list", help=f"List all {what} with how many works have them.")
    @json_option
    @verbosity
    @click.pass_obj
    def listing(library: str | None, as_json: bool) -> None:
        from refdb.library import open_library

        with open_library(library) as lib:
            found = lib.labels(what)
        for label, count in found.items():
            if as_json:
                write_row({"name": label, "works": count})
            else:
                click.echo(f"{count:6}  {label}")
        if not found and not as_json:
            click.echo(f"no {what} yet: refdb {name} add NAME WORK…")

    listing.params = [*listing.params]
    return group


def _told(changed: int, as_json: bool) -> None:
    if as_json:
        write_json({"changed": changed})
    else:
        click.echo(f"{changed} work{'s' * (changed != 1)} changed" if changed else "nothing changed: so it was already")


command = _group("tag", "tags", "bones")
collection = _group("collection", "collections", '"thesis/chapter 2"')
