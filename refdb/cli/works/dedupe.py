"""refdb dedupe"""

from __future__ import annotations

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import progress_bar, write_row


@click.command("dedupe")
@click.option("--merge", "merging", is_flag=True, help="Merge what is shown; `refdb undo` takes each merge back.")
@click.argument("keys", nargs=-1)
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, merging: bool, keys: tuple[str, ...], as_json: bool) -> None:
    """Show works that seem to be one, by identifiers and by title, author, year and place; --merge makes them one.

    With KEYS only the groups in which these occur. A merge keeps the record that says most, takes from the others what
    it lacks, and keeps all keys (as aliases), tags, notes, files and collections.

    Examples:
      refdb dedupe
      refdb dedupe --merge
      refdb dedupe manson2019 --merge
    """
    from refdb.library import open_library

    with open_library(library) as lib, progress_bar() as progress:
        groups = [g for g in lib.duplicates() if not keys or {g.key, *g.others} & set(keys)]
        if merging:
            lib.merge_duplicates(groups, progress)
    for group in groups:
        if as_json:
            write_row({"key": group.key, "others": list(group.others), "reason": group.reason, "merged": merging})
            continue
        click.echo(f"{group.reason}{', merged' if merging else ''}")
        for work in sorted(group.works, key=lambda work: work.key != group.key):
            author = work.authors[0].sort_name if work.authors else ""
            mark = "keep" if work.key == group.key else "    "
            click.echo(f"  {mark} {work.key}  {author} {work.year or ''}  {work.full_title}  {work.doi}")
    if not as_json and not groups:
        click.echo("no duplicates")
    elif not as_json:
        counted = f"{len(groups)} group{'s' * (len(groups) != 1)}"
        click.echo(f"{counted}{' merged; `refdb undo` takes the last one back' if merging else ''}")
