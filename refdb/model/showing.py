"""How results show themselves: a line in the interpreter, a little HTML in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def known_fields(one: DataclassInstance, leave_out: str = "") -> str:
    """The fields of a dataclass that hold anything: "title='Sleep', year=2019"."""
    values = ((f.name, getattr(one, f.name)) for f in fields(one) if f.name != leave_out)
    return ", ".join(f"{name}={value!r}" for name, value in values if value)


def doi_url(doi: str) -> str:
    """A link to a work; a DOI is data from outside, so nothing in it can leave the path."""
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}"


def link(doi: str) -> str:
    """A DOI as an HTML link; ``""`` for none."""
    return f'<a href="{escape(doi_url(doi))}">{escape(doi)}</a>' if doi else ""


def shortened(text: str, most: int = 60) -> str:
    """The text in one line of about ``most`` characters, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"


def counted(counts: Mapping[str, int]) -> str:
    """Counts in a line, the most first: "7 verified, 2 not found"."""
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in ordered if n)


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows of cells, which are HTML already, as an HTML table."""
    lines = ("".join(f'<td style="text-align:left">{cell}</td>' for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
