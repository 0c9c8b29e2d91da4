"""refdb edit"""

from __future__ import annotations

from typing import Any

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_row
from refdb.errors import InputError

_HEAD = """\
# {key}: change what you like, save and close. An empty value removes a field; a line that is gone leaves it as it is.
# People are "Family, Given"; what cannot be cut so has its parts one by one. `refdb undo` takes the change back.
"""


@click.command("edit")
@click.argument("work", metavar="WORK")
@click.option(
    "--set", "values", multiple=True, metavar="FIELD=VALUE", help="Give a field this value; a; b for several."
)
@click.option("--unset", "gone", multiple=True, metavar="FIELD", help="Remove a field's value.")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, work: str, values: tuple[str, ...], gone: tuple[str, ...], as_json: bool) -> None:
    """Change the fields of WORK (a key or DOI): in your editor, as YAML, or by --set and --unset.

    Examples:
      refdb edit manson2019
      refdb edit manson2019 --set year=2019 --set "authors=Manson, JoAnn E.; Cook, Nancy R."
      refdb edit 10.1056/nejmoa1809944 --set key=vital --unset url
    """
    from refdb.library import open_library

    changes = _given(values, gone)
    with open_library(library) as lib:
        before = lib.fields(work)
        if not changes:
            changes = _typed(before)
        now = lib.edit(work, changes) if changes else None
        after = lib.fields(now.key) if now else before
    changed = [name for name in after if after[name] != before[name]]
    if as_json:
        write_row({"key": after["key"], "changed": {name: after[name] for name in changed}})
    elif not changed:
        click.echo(f"{after['key']}: nothing changed")
    else:
        for name in changed:
            click.echo(f"{after['key']}  {name}: {_line(before[name])} → {_line(after[name])}")


def _given(values: tuple[str, ...], gone: tuple[str, ...]) -> dict[str, Any]:
    for value in values:
        if "=" not in value:
            raise InputError(f"--set {value}: expected FIELD=VALUE, such as --set year=2019")
    pairs = (value.partition("=") for value in values)
    return {name.strip(): text for name, _, text in pairs} | {name.strip(): "" for name in gone}


def _typed(before: dict[str, Any]) -> dict[str, Any]:
    """What the user made of the fields in an editor; those alone that are others now."""
    import yaml

    shown = {name: value for name, value in before.items() if value} | {
        name: before[name] or ([] if isinstance(before[name], list) else "")
        for name in ("title", "authors", "year", "container_title", "doi", "tags", "notes")
    }
    text = yaml.safe_dump(shown, allow_unicode=True, sort_keys=False, width=100)
    typed = click.edit(_HEAD.format(key=before["key"]) + text, extension=".yaml")
    if typed is None:
        return {}
    try:
        after = yaml.safe_load(typed)
    except yaml.YAMLError as error:
        raise InputError(f"what was saved is no YAML, and nothing was changed: {error}") from error
    if after is None:
        return {}
    if not isinstance(after, dict):
        raise InputError("what was saved has no fields, and nothing was changed")
    return {name: value for name, value in after.items() if value != shown.get(name)}


def _line(value: object) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "")
    return f"{text[:70]}…" if len(text) > 71 else text or "nothing"
