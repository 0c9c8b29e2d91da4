r"""A manuscript's reference list: what the keys of ``\cite`` lead to, in the text, the .bbl or the .bib files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from refdb.articles.assembling import Piece
from refdb.articles.latex.project import Fetch
from refdb.articles.latex.source import argument, skip_blanks, uncommented
from refdb.bibliography.as_references import reference_of
from refdb.bibliography.bibtex.bibfile import parse_bib
from refdb.bibliography.bibtex.fields import work_of_entry
from refdb.bibliography.composing import compose
from refdb.model import ParsedReference
from refdb.text.tex import to_text


@dataclass(frozen=True, slots=True)
class Listed:
    """What a key leads to."""

    fields: ParsedReference
    printed: bool = False  # by a .bbl or in the text itself
    label: str = ""  # natbib's "Smith et~al.(2019)"


def references(whole: str, fetch: Fetch, stem: str) -> tuple[dict[str, Listed], list[str]]:
    """What keys lead to: from the list in the text or the .bbl, filled up with the fields of the .bib files."""
    warnings = []
    bib: dict[str, ParsedReference] = {}
    for names in re.findall(r"\\(?:bibliography|addbibresource(?:\[[^\]]*\])?)\s*\{([^{}]{1,500})\}", whole):
        for name in filter(None, (n.strip() for n in names.split(","))):
            text = fetch(name if name.endswith(".bib") else f"{name}.bib")
            if text is None:
                warnings.append(f"{Path(name).stem}.bib is named by the article but is not beside it: put it there.")
                continue
            entries, failures = parse_bib(text)
            bib |= {entry.key: reference_of(work_of_entry(entry)) for entry in entries}
            warnings += [f"{name}, line {f.line}: an entry could not be read ({f.cause})." for f in failures[:5]]
    inside = re.search(r"\\begin\{thebibliography\}.*?(?:\\end\{thebibliography\}|\Z)", whole, re.S)
    bbl = inside.group() if inside else uncommented(fetch(f"{stem}.bbl") or "") if stem else ""
    listed = {key: _with_fields(item, bib.get(key)) for key, item in _items(bbl)}
    if listed:  # printed by the list: a missing .bib is no loss
        warnings = [w for w in warnings if "is not beside it" not in w]
    for key, fields in bib.items():
        listed.setdefault(key, Listed(replace(fields, raw=fields.raw or compose(fields))))
    return listed, warnings


def _items(bbl: str) -> Iterator[tuple[str, Listed]]:
    r"""The items of a printed list (``\bibitem``), or the entries of biblatex's."""
    parts = re.split(r"\\bibitem(?![a-zA-Z])\s*", bbl.replace(r"\end{thebibliography}", ""))[1:]
    for part in parts:
        label, rest = argument(part, 0, "[]") if part.startswith("[") else ("", 0)
        key, end = argument(part, skip_blanks(part, rest))
        raw = to_text(
            re.sub(
                r"\\(?:newblock|BIBentry\w+|bibinfo\{[a-z]*\}|bibnamefont|bibfnamefont|href@noop|eprint)\b",
                " ",
                part[end:],
            )
        )
        if key.strip():
            yield key.strip(), Listed(ParsedReference(raw), printed=True, label=to_text(label))
    for entry in re.finditer(r"\\entry\{([^{}]+)\}\{([^{}]+)\}.*?\\endentry", bbl, re.S):
        fields = dict(re.findall(r"\\field\{([a-z]+)\}\{((?:[^{}]|\{[^{}]*\})*)\}", entry.group()))
        names = re.search(r"\\name\{author\}.*?(?=\\(?:name|list|field|strng))", entry.group(), re.S)
        family = re.findall(r"family=\{?((?:[^{},]|\{[^{}]*\})+)", names.group() if names else "")
        given = re.findall(r"(?<![a-z])given=\{?((?:[^{},]|\{[^{}]*\})+)", names.group() if names else "")
        people = " and ".join(f"{f}, {g}" for f, g in zip(family, given or [""] * len(family), strict=False))
        as_bib = (
            f"@{entry.group(2)}{{x, author={{{people}}}, " + ", ".join(f"{k}={{{v}}}" for k, v in fields.items()) + "}"
        )
        entries, _ = parse_bib(as_bib)
        if entries:
            read = reference_of(work_of_entry(entries[0]))
            yield entry.group(1), Listed(replace(read, raw=compose(read)), printed=True)


def _with_fields(item: Listed, fields: ParsedReference | None) -> Listed:
    return replace(item, fields=replace(fields, raw=item.fields.raw)) if fields and item.fields.raw else item


def reference_piece(key: str, listed: Listed, n: int) -> Piece:
    """The ``n``-th reference of the article, outside its text."""
    return Piece("reference", listed.fields.raw or key, (), (key,), listed.fields, str(n))
