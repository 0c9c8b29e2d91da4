"""How careful the verdicts are, and where a second opinion comes from: what `check` and `audit` share."""

from __future__ import annotations

import click

least_confidence_option = click.option(
    "--least-confidence",
    type=click.FloatRange(0, 1, max_open=True),
    metavar="FLOAT",
    help="Settle a claim only from this confidence on; 0 (default) is what the judge was shipped with.",
)


def say_where(host: str) -> None:
    """Tell on standard error, also with -q, that texts leave for this host; nothing where they do not."""
    if host:
        click.echo(f"second opinion: claims and the passages read for them are sent to {host}", err=True)
