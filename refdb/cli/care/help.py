"""refdb help"""

from __future__ import annotations

import click


@click.command("help")
@click.argument("words", nargs=-1, metavar="[COMMAND]…")
@click.option("--man", is_flag=True, help="As a manual page: refdb help audit --man | man -l -")
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...], man: bool) -> None:
    """Explain COMMAND, as its --help does.

    Examples:
      refdb help audit
      refdb help snapshot build
      refdb help audit --man | man -l -
    """
    asked = ctx.find_root()
    found: click.Command = asked.command
    for word in words:
        if not isinstance(found, click.Group):
            asked.fail(f"{found.name} has no commands of its own")
        _, inner, _ = found.resolve_command(asked, [word])
        assert inner is not None
        asked = inner.make_context(word, [], parent=asked, resilient_parsing=True)
        found = inner
    if man:
        from refdb.cli.care.manual import page

        click.echo(page(asked), nl=False)
        return
    click.echo(found.get_help(asked))
