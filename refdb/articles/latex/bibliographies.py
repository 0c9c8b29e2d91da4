r"""A manuscript's reference list: what the keys of ``\cite`` lead to, in the text, the .bbl or the .bib files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from refdb.articles.assembling import Piece
from refdb.articles.latex import amsrefs
from refdb.articles.latex.biber import entries_of
from refdb.articles.latex.bibitems import items_of
from refdb.articles.latex.listed import Listed
from refdb.articles.latex.project import Fetch
from refdb.articles.latex.source import uncommented
from refdb.bibliography.as_references import reference_of
from refdb.bibliography.bibtex.bibfile import parse_bib
from refdb.bibliography.bibtex.fields import work_of_entry
from refdb.bibliography.composing import compose
from refdb.bibliography.csl.items import work_from_item
from refdb.errors import InputError
from refdb.model import ParsedReference
from refdb.text.budgets import json_of

MOST_STYLES = 40  # packages and classes beside the manuscript
_OTHER_LISTS = (".yml", ".yaml", ".ris", ".xml", ".enl")
MOST_UNITS = 30  # lists of bibunits
_NAMED = re.compile(
    r"\\(?:bibliography(?!style)(?:[a-z]{1,12}(?=\{))?|add(?:bibresource|globalbib|sectionbib)(?:\[[^\]]*\])?|putbib)\s*[\[{]([^{}\[\]]{1,500})[\]}]"
)
_STYLES = re.compile(r"\\(?:usepackage|RequirePackage|documentclass|LoadClass)\s*(?:\[[^\]]*\])?\s*\{([^{}]{1,500})\}")
_LISTED_HERE = re.compile(r"\\begin\{thebibliography\}.*?(?:\\end\{thebibliography\}|\Z)", re.S)


def references(whole: str, fetch: Fetch, stems: Sequence[str]) -> tuple[dict[str, Listed], list[str]]:
    """What keys lead to: from the lists in the text or the .bbl files, filled up with the fields of the .bib files."""
    bib, warnings = read_bibs(names_of_bibs(whole + _styles(whole, fetch)), fetch)
    listed: dict[str, Listed] = {}
    for printed in _printed_lists(whole, fetch, stems):
        for key, item in (*items_of(printed), *entries_of(printed)):
            listed.setdefault(key, _with_fields(item, bib.get(key)))
    for key, item in amsrefs.entries_of(whole) if r"\bib" in whole else ():
        listed.setdefault(key, item)
    if listed:  # printed by the list: a missing .bib is no loss
        warnings = [w for w in warnings if "is not beside it" not in w]
    for key, fields in bib.items():
        listed.setdefault(key, Listed(fields))
    return listed, warnings


def names_of_bibs(whole: str) -> list[str]:
    """The .bib files that a source names, in the order in which it does."""
    named = (name.strip() for names in _NAMED.findall(whole) for name in names.split(","))
    return list(dict.fromkeys(filter(None, named)))


def read_bibs(names: list[str], fetch: Fetch) -> tuple[dict[str, ParsedReference], list[str]]:
    """(key -> its fields, with a composed ``raw``; warnings) of .bib files that lie beside the article."""
    found: dict[str, ParsedReference] = {}
    warnings: list[str] = []
    for name in names:
        if name.endswith(_OTHER_LISTS):
            warnings.append(f"{Path(name).name} is a list that refdb cannot read here: export it as .bib or CSL-JSON.")
            continue
        full = name if name.endswith((".bib", ".json")) else f"{name}.bib"
        text = fetch(full)
        if text is None:
            warnings.append(f"{Path(full).name} is named by the article but is not beside it: put it there.")
            continue
        if full.endswith(".json"):
            found |= _of_csl(text, Path(full).name, warnings)
            continue
        entries, failures = parse_bib(text)
        for entry in entries:
            fields = reference_of(work_of_entry(entry))
            found[entry.key] = replace(fields, raw=fields.raw or compose(fields))
        warnings += [f"{name}, line {f.line}: an entry could not be read ({f.cause})." for f in failures[:5]]
    return found, warnings


def _of_csl(text: str, name: str, warnings: list[str]) -> dict[str, ParsedReference]:
    """key -> fields of a list in CSL-JSON, as Pandoc takes it."""
    try:
        items = json_of(text, name)
    except InputError as error:
        warnings.append(str(error))
        return {}
    read = [item for item in items if isinstance(item, dict) and "id" in item] if isinstance(items, list) else []
    fields = {str(item["id"]): reference_of(work_from_item(item)) for item in read}
    return {key: replace(one, raw=one.raw or compose(one)) for key, one in fields.items()}


def _styles(whole: str, fetch: Fetch) -> str:
    """The packages and the class that lie beside the manuscript: some theses name their .bib files there."""
    found = ""
    for names in _STYLES.findall(whole)[:MOST_STYLES]:
        for name in names.split(","):
            for ending in (".sty", ".cls"):
                found += uncommented(fetch(name.strip() + ending) or "")
    return found


def _printed_lists(whole: str, fetch: Fetch, stems: Sequence[str]) -> Iterator[str]:
    """The lists that are printed: in the text, else in the .bbl files of the article, its parts, its further lists."""
    inside = [match.group() for match in _LISTED_HERE.finditer(whole)]
    if inside:
        yield from inside
        return
    further = [name for names in re.findall(r"\\newcites\s*\{([^{}]+)\}", whole) for name in names.split(",")]
    units = (
        [f"bu{n}" for n in range(1, MOST_UNITS)]
        if r"\begin{bibunit}" in whole or "defaultbibliography" in whole
        else []
    )
    for name in filter(None, (*stems, *further, *units)):
        yield uncommented(fetch(f"{name.strip().removesuffix('.tex')}.bbl") or "")


def _with_fields(item: Listed, fields: ParsedReference | None) -> Listed:
    return replace(item, fields=replace(fields, raw=item.fields.raw)) if fields and item.fields.raw else item


def reference_piece(key: str, listed: Listed, n: int) -> Piece:
    """The ``n``-th reference of the article, outside its text."""
    return Piece("reference", listed.fields.raw or key, (), (key,), listed.fields, str(n))
