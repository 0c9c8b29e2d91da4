"""refdb serve"""

from __future__ import annotations

import click

from refdb.cli.options import registry_option, verbosity
from refdb.errors import InputError


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address; any other needs `refdb user add`.")
@click.option("--port", type=click.IntRange(1, 65535), default=8300, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that audit; one a core is the default.")
@click.option("--open", "browser", is_flag=True, help="Show the page in your browser.")
@registry_option
@verbosity
@click.pass_obj
def command(
    library: str | None, host: str, port: int, workers: int | None, browser: bool, registry: str | None
) -> None:
    """Serve the library: a page to audit in, to search and to decide; REST behind it.

    Only this machine can ask, unless --host says otherwise. Stop it with Ctrl-C.

    Examples:
      refdb serve --open
      refdb user add ann && refdb serve --host 0.0.0.0
    """
    import os

    from refdb.library import open_library

    try:
        from refdb.server.serving import serve
        from refdb.server.site import ServerSettings
    except ImportError as error:
        raise InputError(f"the server needs more packages ({error.name}): pip install 'refdb[server]'") from error
    if registry:
        os.environ["REFDB_REGISTRY"] = registry  # the workers read it there
    with open_library(library, create=True, options={"registry": registry}) as lib:
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"refdb serves {lib.folder} at http://{shown}:{port}/ (Ctrl-C stops it)")
        serve(lib, ServerSettings(host, port, workers or 0), browser=browser)
