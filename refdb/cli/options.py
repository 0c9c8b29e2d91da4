"""Options that several commands have."""

from __future__ import annotations

import functools
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from refdb.model.running import Workers

F = TypeVar("F", bound=Callable[..., Any])


def together(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator; they are listed in this order."""

    def decorated(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorated


registry_option = click.option(
    "--registry", metavar="REGISTRY", help="Where works are looked up: crossref (default), a URL, or a snapshot file."
)
registry_options = together(
    registry_option,
    click.option("--mailto", metavar="ADDRESS", help="Your e-mail address; Crossref asks for one."),
)
least_confidence_option = click.option(
    "--least-confidence",
    type=click.FloatRange(0, 1, max_open=True),
    metavar="FLOAT",
    help="Settle a claim only from this confidence on; 0 (default) is what the judge was shipped with.",
)
workers_options = together(
    click.option(
        "--workers",
        type=click.IntRange(1),
        metavar="N",
        help="So many processes, each on one core; with --ray at most so many.",
    ),
    click.option(
        "--ray", metavar="ADDRESS", help="The cores of a Ray cluster do the work: auto, or the head's HOST:6379."
    ),
)
label_options = together(
    click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only works with this tag."),
    click.option("--collection", "collections", multiple=True, metavar="NAME", help="Only works of this collection."),
)
selection_options = together(  # by the names of ``Selection``
    click.option("--article", type=int, help="Only what this article cites, in its order (see `refdb list articles`)."),
    label_options,
    click.option("--search", "query", default="", metavar="WORDS", help="Only works in which these words occur."),
    click.option(
        "--only-cited",
        type=click.Path(path_type=Path),
        metavar="MANUSCRIPT",
        help="Only what a .tex, .md or .aux cites.",
    ),
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON (one document, or one row a line).")


def workers_of(processes: int | None, ray: str | None) -> Workers:
    """Who is to do the work, as --workers and --ray say it: a cluster with all its cores, if nothing else is said."""
    from refdb.model.running import Workers

    return Workers(processes or int(not ray), ray or "")


def verbosity(function: F) -> F:
    """Add -q and -v; the function gets neither: quiet takes warnings and progress away, verbose shows the log."""

    @click.option("-q", "--quiet", is_flag=True, help="No progress, no warnings.")
    @click.option("-v", "--verbose", is_flag=True, help="Tell what is being done.")
    @functools.wraps(function)
    def wrapper(*args: Any, quiet: bool, verbose: bool, **kwargs: Any) -> Any:  # noqa: ANN401
        click.get_current_context().meta["quiet"] = quiet
        logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, stream=sys.stderr, format="%(message)s")
        return function(*args, **kwargs)

    return wrapper  # type: ignore[return-value]  # click's decorators keep the signature at run time
