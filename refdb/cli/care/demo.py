"""refdb demo"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from refdb.cli.options import verbosity
from refdb.errors import InputError, LibraryError

FILES = ("article.txt", "works.jsonl", "README.md")


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path), default="refdb-demo")
@verbosity
def command(folder: Path) -> None:
    """Put the files of the first session into FOLDER, and say what to do with them; no network is needed.

    They are an article that was written for refdb and is wrong in places on purpose, and the works that it cites.

    Examples:
      refdb demo
      refdb demo try-it
    """
    from refdb.reports.saving import write_whole

    try:
        wanted = {name: (_home() / name).read_bytes() for name in FILES}
        for name, data in wanted.items():  # what is there as it should be was put there by a call that was stopped
            if (folder / name).exists() and (folder / name).read_bytes() != data:
                raise InputError(f"{folder} has {name} already; name another folder: refdb demo FOLDER")
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in wanted.items():
            write_whole(folder / name, data)
    except OSError as error:
        raise LibraryError(f"{folder} cannot be written: {error.strerror or error}") from error
    click.echo(f"{', '.join(FILES)} are in {folder}. Now, line by line:\n")
    for line in (
        f"cd {folder}",
        "refdb init",
        "refdb snapshot build works.jsonl -o registry.db",
        "refdb audit article.txt --registry registry.db --html report.html",
        'refdb search "vitamin D and fractures" -k 1',
        'refdb check "Vitamin D3 significantly lowered the risk of hip fractures."',
        "refdb export -o refs.bib",
    ):
        click.echo(f"  {line}")
    click.echo("\nThen open report.html in a browser. README.md says what is wrong in the article.")


def _home() -> Path:
    """Where the files lie: in the wheel, or in a checkout."""
    packed = Path(str(files("refdb"))) / "demo"
    return packed if packed.is_dir() else Path(str(files("refdb"))).parent / "scripts" / "demo"
