"""refdb open"""

from __future__ import annotations

from pathlib import Path

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_json
from refdb.errors import InputError


@click.command("open")
@click.argument("work", metavar="WORK")
@click.option("--page", is_flag=True, help="The publisher's page, also where there is a file.")
@click.option("--print", "printing", is_flag=True, help="Say what would be opened instead.")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, work: str, page: bool, printing: bool, as_json: bool) -> None:
    """Open the file of WORK (a key or DOI), or where there is none its page in your browser.

    Examples:
      refdb open manson2019
      refdb open manson2019 --page
    """
    from refdb.library import open_library

    with open_library(library) as lib:
        known = lib.works_named(work)[0]
        files = [lib.folder / Path(name).expanduser() for name in known.files if "://" not in name]
    pages = [f"https://doi.org/{known.doi}" if known.doi else "", *(name for name in known.files if "://" in name)]
    pages += [known.url, f"https://pubmed.ncbi.nlm.nih.gov/{known.pmid}/" if known.pmid else ""]
    pages += [f"https://arxiv.org/abs/{known.arxiv}" if known.arxiv else ""]
    there = [str(path) for path in files if path.is_file()]
    every = [*([] if page else there), *(one for one in pages if one.lower().startswith(("http://", "https://")))]
    if not every:
        raise InputError(
            f"{known.key} has no file that is here, no DOI and no address; `refdb edit {known.key}` adds one"
        )
    if as_json:
        write_json({"key": known.key, "opens": every[0], "others": every[1:]})
    elif printing:
        click.echo(every[0])
    else:
        click.echo(f"opening {every[0]}")
    if not (as_json or printing):
        click.launch(every[0])
