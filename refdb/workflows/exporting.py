"""Library -> bibliographic file, formatted text, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from refdb.bibliography import styles
from refdb.bibliography.bibtex import writing
from refdb.bibliography.bibtex.entry_types import Dialect
from refdb.bibliography.bibtex.writing import Encoding
from refdb.bibliography.csl import items
from refdb.bibliography.journals import JournalNames, renamer
from refdb.bibliography.keys.cited_keys import cited_keys, included
from refdb.bibliography.linting import Finding, harmful_in, lint
from refdb.bibliography.tagged import nbib, ris
from refdb.errors import InputError
from refdb.model import Exported, Selection, Work
from refdb.retrieval.keywords import terms_of
from refdb.workflows.everyday.naming import works_named
from refdb.workflows.steps.ports import Store

Format = Literal["bibtex", "biblatex", "ris", "nbib", "csl-json", "text"]
FORMATS: tuple[Format, ...] = ("bibtex", "biblatex", "ris", "nbib", "csl-json", "text")


def export(
    store: Store,
    selection: Selection = Selection(),
    *,
    form: Format = "bibtex",
    style: str = "vancouver",
    journals: JournalNames = "registered",
    encoding: Encoding | None = None,
    trust_tex: bool = False,
) -> Exported:
    """The selected works in a format. Formatted text keeps the order of an article or manuscript.

    Raises:
        InputError: no such article, manuscript or style.
    """
    works, warnings = select(store, selection)
    rename = renamer(journals, works if journals == "registered" else store.works())
    works = [rename(work) for work in works]
    ordered = selection.article is not None or selection.only_cited is not None or bool(selection.keys)
    if form in ("bibtex", "biblatex"):
        dialect: Dialect = "bibtex" if form == "bibtex" else "biblatex"
        text = writing.export(works, dialect=dialect, encoding=encoding, trust_tex=trust_tex)
        if not trust_tex and (keys := [work.key for work in works if any(harmful_in(work))]):
            warnings.append(
                f"{len(keys)} entries ({keys[0]} …) have TeX that reads or writes files; it is printed instead of run; "
                "`--trust-tex` keeps it"
            )
        if lost := len(set(re.findall(r"\\refdbletter\{(\d+)\}", text))):
            warnings.append(
                f"{lost} letters of other scripts are printed by XeLaTeX and LuaLaTeX alone, and transcribed by "
                "pdfLaTeX; `--format biblatex` or `--encoding utf-8` keeps them as they are"
            )
    elif form == "ris":
        text = ris.export(works)
    elif form == "nbib":
        text = nbib.export(works)
    elif form == "csl-json":
        text = items.export(works)
    else:
        text = styles.export(works, style, sort=not ordered)
    return Exported(text, len(works), tuple(warnings))


def check(store: Store, selection: Selection = Selection()) -> tuple[list[Finding], int]:
    """What is missing or suspicious in the selected works, and how many were looked at."""
    works, _ = select(store, selection)
    return lint(works, this_year=datetime.now(UTC).year), len(works)


def select(store: Store, selection: Selection) -> tuple[list[Work], list[str]]:
    """The works that are meant, in order, and what of the selection was not found.

    Raises:
        InputError: no such article, manuscript or work.
    """
    works = _of_article(store, selection.article) if selection.article is not None else _chosen(store, selection.keys)
    if selection.tags:
        tags = {tag.casefold() for tag in selection.tags}
        works = [work for work in works if tags & {tag.casefold() for tag in work.tags}]
    if selection.collections:
        works = [work for work in works if _lies_in(work, selection.collections)]
    if selection.query:
        found = _found(store, selection.query)
        works = sorted((work for work in works if work.key in found), key=lambda work: found[work.key])
    return _cited(works, selection.only_cited) if selection.only_cited else (works, [])


def _of_article(store: Store, article: int) -> list[Work]:
    if article not in store.article_ids():
        raise InputError(f"no article {article} in this library; `refdb list articles` shows what there is")
    return store.works_of_article(article)


def _chosen(store: Store, keys: Sequence[str]) -> list[Work]:
    return works_named(store, keys) if keys else store.works()


def _lies_in(work: Work, collections: Iterable[str]) -> bool:
    wanted = [name.casefold().strip("/") for name in collections]
    return any(f"{path.casefold()}/".startswith(f"{name}/") for path in work.collections for name in wanted)


def _found(store: Store, query: str) -> dict[str, int]:
    """Key -> rank of the works in which the words occur."""
    hits = store.search_words(terms_of(query), 100_000)
    passages = store.passages([id_ for id_, _ in hits])
    keys = dict.fromkeys(passages[id_].work for id_, _ in hits if id_ in passages)
    return {key: rank for rank, key in enumerate(keys)}


def _cited(works: Sequence[Work], path: Path) -> tuple[list[Work], list[str]]:
    """The works that a manuscript cites, in its order and under the keys it uses."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    keys = cited_keys(text, path.name, included(path.parent))
    if not keys:
        raise InputError(f"{path.name} cites nothing: no \\cite, [@key] or \\citation in it")
    known = {alias.lower(): work for work in reversed(works) for alias in (*work.aliases, work.key)}
    exact = {work.key: work for work in works}
    found, missing = [], []
    for key in keys:
        work = exact.get(key) or known.get(key.lower())
        if key == "*":
            continue
        if work is None:
            missing.append(key)
        else:
            aliases = tuple(alias for alias in (work.key, *work.aliases) if alias != key)
            found.append(work if work.key == key else replace(work, key=key, aliases=aliases))
    if "*" in keys:
        named = {work.key for work in found}
        found += [work for work in works if work.key not in named]
    said = [f"{path.name} cites what the library does not have: {', '.join(missing)}"] if missing else []
    return found, said
