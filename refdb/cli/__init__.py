"""The command line: a thin shell over `refdb.library`. Each command is one small file, imported when it is called."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

try:
    import click
except KeyboardInterrupt:  # Ctrl-C in the first moments: there is nothing yet to say
    sys.exit(130)

from refdb import __version__
from refdb.cli.commands import COMMANDS as COMMANDS
from refdb.cli.commands import SECTIONS, nearest
from refdb.errors import RefdbError

OBJECTS_BEFORE_GC = 50_000  # made, before unreachable ones are looked for: a command's are in use till its end


class Commands(click.Group):
    """Commands that are imported when they are asked for; refdb's errors become one line and exit status 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, the most used first."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"refdb.cli.{module}"), name or "command")
        return _completed(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        for section, commands in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl([(name, line) for name, (_, line) in commands.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with what the user may have meant: a file's name, a mistyped command."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            if "." in args[0]:
                ctx.fail(f"no such command {args[0]!r}; to check an article: refdb audit {args[0]}")
            meant = " or ".join(f"`refdb {name}`" for name in nearest(args[0]))
            ctx.fail(
                f"No such command {args[0]!r}. {f'Did you mean {meant}?' if meant else '`refdb help` lists them.'}"
            )
        return super().resolve_command(ctx, args)


def _completed(command: click.Command) -> click.Command:
    """The command, which takes --library behind its name too, and whose examples keep their lines."""
    command.help = _as_lines(command.help or "")
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _completed(inner)
    elif not any("--library" in parameter.opts for parameter in command.params):
        command.params.append(
            click.Option(["--library"], metavar="DIR", expose_value=False, hidden=True, callback=_take_library)
        )
    return command


def _as_lines(text: str) -> str:
    """A help text in which click does not wrap the examples."""
    return text.replace("\n\nExamples:", "\n\n\b\nExamples:")


def _take_library(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    ctx.obj = value if value is not None else ctx.obj


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--library", metavar="DIR", help="The library's folder; else the one here or above, $REFDB_LIBRARY, or your own."
)
@click.version_option(__version__, "-V", "--version", prog_name="refdb")
@click.pass_context
def cli(ctx: click.Context, library: str | None) -> None:
    """refdb audits an article: do its references exist, and do the sources say what they are cited for?

    Exit status: 0 done and clean, 1 done with findings (verify, check, audit), 2 the input or the call is wrong, 3 no
    registry could be asked.

    Examples:
      refdb audit article.docx --html report.html
      refdb add 10.1056/nejmoa1809944
      refdb help audit
    """
    ctx.obj = library


cli.help = _as_lines(cli.help or "")


def main() -> None:
    """Entry point of the `refdb` command."""
    gc.set_threshold(OBJECTS_BEFORE_GC)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a letter that the output's encoding lacks is no reason to stop
    try:
        status = cli.main(prog_name="refdb", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("refdb: stopped; what was done so far is kept", err=True)
        sys.exit(130)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except RefdbError as error:
        click.echo(f"refdb: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output went away: `refdb list | head`
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        click.echo(f"refdb: {error.filename or 'a file'}: {error.strerror or error}", err=True)
        sys.exit(2)
    except Exception as error:  # a fault of ours: no traceback reaches a person
        from refdb.cli.crashes import arguments_given, told

        click.echo(f"refdb: {told(error, arguments_given())}", err=True)
        sys.exit(2)
    sys.exit(status if isinstance(status, int) else 0)
