r"""The items of a printed list, ``\bibitem``: what BibTeX's styles write, read command by command.

Styles that say what they print (REVTeX's and Elsevier's ``\bibinfo``) give the fields; addresses in ``\href`` and
``\doi`` give the identifiers; the rest is for the parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from refdb.articles.latex.listed import Listed
from refdb.articles.latex.source import argument, skip_blanks
from refdb.bibliography.as_references import reference_of
from refdb.bibliography.bibtex.fields import work_of_entry
from refdb.bibliography.bibtex.syntax.blocks import BibEntry
from refdb.model import ParsedReference
from refdb.text.addresses import identifiers_of
from refdb.text.tex import to_text

_ITEM = re.compile(r"\\bibitem(?![A-Za-z@])\s*")
_COMMAND = re.compile(r"\\([A-Za-z@]+)\*?")
LEAST_TAGGED = 3  # fields that a style must name for its names of them to be the reference


@dataclass(slots=True)
class _Item:
    """What one item says beside its wording."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)


def items_of(bbl: str) -> Iterator[tuple[str, Listed]]:
    """(key, what it leads to) of each item, in the order of the list."""
    starts = list(_ITEM.finditer(bbl))
    for n, match in enumerate(starts):
        part = bbl[match.end() : starts[n + 1].start() if n + 1 < len(starts) else len(bbl)]
        part = part.partition(r"\end{thebibliography}")[0]
        label, rest = argument(part, 0, "[]") if part.startswith("[") else ("", 0)
        key, end = argument(part, skip_blanks(part, rest))
        if key.strip():
            item = _Item()
            raw = to_text(_written(part[end:], item))
            yield key.strip(), Listed(_fields(raw, item), printed=True, label=to_text(_written(label, _Item())))


def _written(tex: str, item: _Item) -> str:
    """The TeX without the commands that styles put around what they print; what they say of it is kept in ``item``."""
    out: list[str] = []
    at = 0
    while match := _COMMAND.search(tex, at):
        count, written = _COMMANDS.get(match.group(1), (-1, None))
        out.append(tex[at : match.start()])
        at = match.end()
        if written is None:
            out.append(match.group())
            continue
        given = []
        for _ in range(count):
            value, at = argument(tex, skip_blanks(tex, at))
            given.append(value)
        out.append(written(item, *given))
    return "".join([*out, tex[at:]])


def _linked(item: _Item, address: str, text: str) -> str:
    item.addresses.append(address.replace("\\", "").strip())
    return _written(text, item)


def _addressed(item: _Item, address: str) -> str:
    plain = address.replace("\\", "").strip()
    item.addresses.append(plain)
    return rf"\url{{{address}}}"


def _doi(item: _Item, doi: str) -> str:
    plain = to_text(doi)
    item.addresses.append(plain)
    return plain if "doi.org/" in plain else f"doi: {plain}"


def _named(item: _Item, name: str, text: str) -> str:
    written = _written(text, item)
    if name.strip() and r"\bibinfo" not in text:  # a field around fields says nothing more
        item.fields.setdefault(name.strip().lower(), []).append(written)
    return written


def _kept(item: _Item, text: str) -> str:
    return _written(text, item)


def _dropped(_item: _Item, *_given: str) -> str:
    return ""


def _blank(_item: _Item) -> str:
    return " "


# Command -> (its arguments, what it writes of them).
_COMMANDS: dict[str, tuple[int, Callable[..., str]]] = {
    **dict.fromkeys(("href", "Eprint", "href@noop"), (2, _linked)),
    **dict.fromkeys(("bibinfo", "bibfield"), (2, _named)),
    "url": (1, _addressed), "path": (1, _addressed), "nolinkurl": (1, _addressed), "doi": (1, _doi),
    **dict.fromkeys(("bibnamefont", "bibfnamefont", "citenamefont", "natexlab", "bibfont", "eprint"), (1, _kept)),
    **dict.fromkeys(("BibitemShut", "SortNoop", "noopsort", "bibAnnoteFile", "bibAnnote"), (1, _dropped)),
    **dict.fromkeys(("BibitemOpen", "bibitemNoStop", "bibitemStop", "EOS", "newblock", "BIBentryALTinterwordspacing",
                     "BIBentrySTDinterwordspacing", "unskip", "relax", "urlprefix"), (0, _blank)),
    "enquote": (1, lambda item, text: f"``{_written(text, item)}''"),
}  # fmt: skip


def _fields(raw: str, item: _Item) -> ParsedReference:
    known: dict[str, str] = {}
    for address in item.addresses:
        known |= {name: value for name, value in identifiers_of(address).items() if name not in known}
    tagged = {name: " ".join(values) for name, values in item.fields.items() if name != "author"}
    people = " and ".join(to_text(name).strip(" ,") for name in item.fields.get("author", ()))
    if len(tagged) + bool(people) < LEAST_TAGGED or not (people or "title" in tagged):
        return ParsedReference(raw, **known)  # type: ignore[arg-type]
    kind = "article" if "journal" in tagged else "incollection" if "booktitle" in tagged else "misc"
    entry = BibEntry(kind, "", {**tagged, "author": people}, 0)
    found = reference_of(work_of_entry(entry))
    missing = {name: value for name, value in known.items() if not getattr(found, name)}
    return replace(found, raw=raw, **missing)  # type: ignore[arg-type]
