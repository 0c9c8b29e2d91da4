"""refdb mcp"""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click

from refdb.errors import InputError

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("mcp")
@click.option("--http", is_flag=True, help="Over HTTP instead of standard input and output.")
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="Where to listen; any but loopback needs a token.")
@click.option("--port", type=click.IntRange(1, 65535), default=8376, help="Its port (8376).")
@click.option(
    "--token-file", type=click.File(), metavar="FILE", help="What clients must send is in FILE; else $REFDB_MCP_TOKEN."
)
@click.option("--allow-host", "names", multiple=True, metavar="NAME", help="A proxy in front makes it known by NAME.")
@click.option(
    "--files",
    multiple=True,
    type=_FOLDER,
    metavar="FOLDER",
    help="Audit files of FOLDER alone (HTTP: else none).",
)
@click.pass_obj
def command(
    library: str | None,
    http: bool,
    host: str,
    port: int,
    token_file: TextIO | None,
    names: tuple[str, ...],
    files: tuple[Path, ...],
) -> None:
    """Let an assistant ask: the library as a server of the Model Context Protocol (extra: mcp).

    Examples:
      refdb --library ~/lit mcp
      refdb mcp --http --port 8376
    """
    import os
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        raise InputError('this needs the extra mcp: pip install "refdb[mcp]"')
    from refdb.mcp.serving import serve_http, serve_stdio

    if not http:
        serve_stdio(library, files)
        return
    token = token_file.read() if token_file else os.environ.get("REFDB_MCP_TOKEN", "")
    click.echo(f"refdb answers at http://{host}:{port}/mcp; Ctrl-C ends it", err=True)
    serve_http(library, files, host=host, port=port, token=token.strip(), names=names)
