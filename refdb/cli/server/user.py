"""refdb user add | role | list | remove | token | tokens | revoke"""

from __future__ import annotations

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_row
from refdb.model.serving import ROLES, Role

_ROLE = click.Choice(ROLES)


@click.group("user")
def command() -> None:
    """Who may use the library's server. Without accounts only this machine may.

    Examples:
      refdb user add ann
      refdb user list
    """


@command.command("add")
@click.argument("name")
@click.option("--no-password", is_flag=True, help="Tokens alone: for a program.")
@click.option("--password", help="The password; it is asked for where it is not given.")
@click.option("--role", type=_ROLE, help="reader looks, editor (default) decides and edits, owner has the accounts.")
@verbosity
@click.pass_obj
def add(library: str | None, name: str, no_password: bool, password: str | None, role: Role | None) -> None:
    """Let NAME use the server, or give NAME another password."""
    from refdb.library import open_library

    if not password and not no_password:
        password = click.prompt("Password (at least 10 characters)", hide_input=True, confirmation_prompt=True)
    with open_library(library, create=True) as lib:
        new = lib.add_account(name, password or "", role)
    click.echo(f"{name} may use the server" if new else f"{name} has another password; the old sessions ended")


@command.command("role")
@click.argument("name")
@click.argument("role", type=_ROLE)
@verbosity
@click.pass_obj
def set_role(library: str | None, name: str, role: Role) -> None:
    """Let NAME do more, or less: as a reader, an editor or an owner."""
    from refdb.library import open_library

    with open_library(library) as lib:
        lib.set_role(name, role)
    click.echo(f"{name} is {'a' if role == 'reader' else 'an'} {role} from now on")


@command.command("list")
@json_option
@verbosity
@click.pass_obj
def show(library: str | None, as_json: bool) -> None:
    """List the accounts and their roles."""
    from refdb.library import open_library

    with open_library(library) as lib:
        for one in lib.accounts():
            if as_json:
                write_row({"name": one.name, "role": one.role, "tokens": len(lib.tokens(one.name))})
            else:
                click.echo(f"{one.name}  {one.role}")


@command.command("remove")
@click.argument("name")
@verbosity
@click.pass_obj
def remove(library: str | None, name: str) -> None:
    """Let NAME no longer use the server; what NAME decided stays."""
    from refdb.library import open_library

    with open_library(library) as lib:
        lib.remove_account(name)
    click.echo(f"{name} may no longer use the server")


@command.command("token")
@click.argument("name")
@click.option("--label", default="", help="What it is for.")
@verbosity
@click.pass_obj
def token(library: str | None, name: str, label: str) -> None:
    """Make a token by which a program asks in NAME's name; it is shown once."""
    from refdb.library import open_library

    with open_library(library) as lib:
        click.echo(lib.add_token(name, label))


@command.command("tokens")
@click.argument("name")
@verbosity
@click.pass_obj
def tokens(library: str | None, name: str) -> None:
    """List the tokens of NAME, without what is secret."""
    from refdb.library import open_library

    with open_library(library) as lib:
        for one in lib.tokens(name):
            click.echo(f"{one.id}  {one.created_at[:10]}  {one.label}")


@command.command("revoke")
@click.argument("name")
@click.argument("number", type=int)
@verbosity
@click.pass_obj
def revoke(library: str | None, name: str, number: int) -> None:
    """Take token NUMBER of NAME back."""
    from refdb.errors import InputError
    from refdb.library import open_library

    with open_library(library) as lib:
        if not lib.remove_token(name, number):
            raise InputError(f"{name} has no token {number}; `refdb user tokens {name}` lists them")
    click.echo("taken back")
