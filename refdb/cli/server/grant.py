"""refdb grant"""

from __future__ import annotations

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_json


@click.command("grant")
@click.argument("role", type=click.Choice(["reader", "editor", "owner", "none"]))
@click.argument("user")
@click.option("--sql", "only_say", is_flag=True, help="Print what a DBA may say instead, and change nothing.")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, role: str, user: str, only_say: bool, as_json: bool) -> None:
    """Give USER, whom PostgreSQL knows, a role in a library that lies there; none takes it back.

    A reader searches and checks; an editor imports, edits and audits, too; an owner also brings the tables to those of
    a newer refdb and builds indexes.

    Examples:
      refdb --library postgresql://me@db.example/refs?schema=lab grant reader ann
      refdb --library postgresql://me@db.example/refs?schema=lab grant editor bob --sql
    """
    from refdb import grant

    said = grant(library, role, user, only_say=only_say)
    if as_json:
        write_json({"role": role, "user": user, "sql": said, "done": not only_say})
    elif only_say:
        click.echo("".join(f"{statement};\n" for statement in said), nl=False)
    else:
        article = "an" if role[0] in "eo" else "a"
        click.echo(f"{user} may use it as {article} {role}" if role != "none" else f"{user} may not use it any more")
