"""refdb completion"""

from __future__ import annotations

import click

from refdb.errors import InputError

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print what makes SHELL complete refdb's commands and options; put it where your shell reads it.

    Examples:
      refdb completion bash >> ~/.bashrc
      refdb completion zsh >> ~/.zshrc
      refdb completion fish > ~/.config/fish/completions/refdb.fish
    """
    from click.shell_completion import get_completion_class

    from refdb.cli import cli

    found = get_completion_class(shell)
    if found is None:
        raise InputError(f"no completion for {shell}; there is one for {', '.join(SHELLS)}")
    try:
        click.echo(found(cli, {}, "refdb", "_REFDB_COMPLETE").source())
    except RuntimeError as error:  # a bash older than 4.4
        raise InputError(str(error)) from error
