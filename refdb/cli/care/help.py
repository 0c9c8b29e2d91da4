"""refdb help"""

from __future__ import annotations

import click


@click.command("help")
@click.argument("words", nargs=-1, metavar="[COMMAND]…")
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Explain COMMAND, as its --help does.

    Examples:
      refdb help audit
      refdb help snapshot build
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
    click.echo(found.get_help(asked))
