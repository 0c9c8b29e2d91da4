"""Library -> bibliographic file, formatted text, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from refdb.bibliography import styles
from refdb.bibliography.bibtex import writing as bibtex
from refdb.bibliography.bibtex.writing import Encoding
from refdb.bibliography.csl import writing as csl
from refdb.bibliography.journals import JournalNames, renamer
from refdb.bibliography.keys.cited_keys import cited_keys, included
from refdb.bibliography.linting import Finding, harmful_in, lint
from refdb.bibliography.tagged import nbib, ris
from refdb.errors import InputError
from refdb.model import Exported, Selection, Work
from refdb.retrieval.keywords import terms_of
from refdb.text.budgets import within_source
from refdb.workflows.everyday.naming import works_named
from refdb.workflows.steps.ports import Store

Format = Literal["bibtex", "biblatex", "ris", "nbib", "csl-json", "text"]
FORMATS: tuple[Format, ...] = ("bibtex", "biblatex", "ris", "nbib", "csl-json", "text")
_LETTER = re.compile(r"\\refdbletter\{(\d+)\}")
_PIECE = 1 << 16  # characters
_TOGETHER = 100  # works or passages read at once


def export(
    store: Store,
    selection: Selection = Selection(),
    *,
    form: Format = "bibtex",
    style: str = "vancouver",
    journals: JournalNames = "registered",
    encoding: Encoding | None = None,
    trust_tex: bool = False,
    write: Callable[[str], object] | None = None,
) -> Exported:
    """The selected works in a format. Formatted text keeps the order of an article or manuscript.

    ``write`` is handed the text in pieces as it is made, and the result has none of it: but for formatted text, whose
    order and numbers are known at the end alone, no more than a hundred works and all keys are in memory.

    Raises:
        InputError: no such article, manuscript or style.
    """
    works, warnings = selected(store, selection)
    noted = _Noted(map(renamer(journals, () if journals == "registered" else store.each_work()), works))
    ordered = selection.article is not None or selection.only_cited is not None or bool(selection.keys)
    if form == "ris":
        written = ris.pieces(noted)
    elif form == "nbib":
        written = nbib.pieces(noted)
    elif form == "csl-json":
        written = csl.pieces(noted)
    elif form == "text":
        written = iter([styles.export(noted, style, sort=not ordered)])
    else:
        written = bibtex.pieces(noted, dialect=form, encoding=encoding, trust_tex=trust_tex)
    kept: list[str] = []
    lost = set[str]()
    for text in _gathered(written):
        (write or kept.append)(text)
        lost.update(_LETTER.findall(text) if form in ("bibtex", "biblatex") else ())
    if noted.harmful and form in ("bibtex", "biblatex") and not trust_tex:
        warnings.append(
            f"{noted.harmful} entries ({noted.first} …) have TeX that reads or writes files; it is printed instead of "
            "run; `--trust-tex` keeps it"
        )
    if lost:
        warnings.append(
            f"{len(lost)} letters of other scripts are printed by XeLaTeX and LuaLaTeX alone, and transcribed by "
            "pdfLaTeX; `--format biblatex` or `--encoding utf-8` keeps them as they are"
        )
    return Exported("".join(kept), noted.count, tuple(warnings))


@dataclass(slots=True)
class _Noted:
    """Works that go by, counted; those with harmful TeX counted too."""

    works: Iterable[Work]
    count: int = 0
    harmful: int = 0
    first: str = ""

    def __iter__(self) -> Iterator[Work]:
        for work in self.works:
            self.count += 1
            if any(harmful_in(work)):
                self.harmful += 1
                self.first = self.first or work.key
            yield work


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in fewer pieces: each that is written costs time."""
    held: list[str] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= _PIECE:
            yield "".join(held)
            held, length = [], 0
    yield "".join(held)


def check(store: Store, selection: Selection = Selection()) -> tuple[list[Finding], int]:
    """What is missing or suspicious in the selected works, and how many were looked at."""
    works, _ = select(store, selection)
    return lint(works, this_year=datetime.now(UTC).year), len(works)


def select(store: Store, selection: Selection) -> tuple[list[Work], list[str]]:
    """The works that are meant, in order, and what of the selection was not found.

    Raises:
        InputError: no such article, manuscript or work.
    """
    works, said = selected(store, selection)
    return list(works), said


def selected(store: Store, selection: Selection) -> tuple[Iterable[Work], list[str]]:
    """As ``select``, but works are read while they are asked for: a library need not fit into memory.

    Those that an article or a manuscript cites, or that are named, are read at once.
    """
    found = _found(store, selection.query) if selection.query else {}
    works: Iterable[Work]
    if selection.article is None and not selection.keys:
        works = _in_order(store, list(found)) if selection.query else store.each_work()
    else:
        works = (
            works_named(store, selection.keys) if selection.article is None else _of_article(store, selection.article)
        )
        if selection.query:
            works = sorted((work for work in works if work.key in found), key=lambda work: found[work.key])
    if selection.tags:
        tags = {tag.casefold() for tag in selection.tags}
        works = (work for work in works if tags & {tag.casefold() for tag in work.tags})
    if selection.collections:
        works = (work for work in works if _lies_in(work, selection.collections))
    return _cited(works, selection.only_cited) if selection.only_cited else (works, [])


def _of_article(store: Store, article: int) -> list[Work]:
    if article not in store.article_ids():
        raise InputError(f"no article {article} in this library; `refdb list articles` shows what there is")
    return store.works_of_article(article)


def _in_order(store: Store, keys: Sequence[str]) -> Iterator[Work]:
    for start in range(0, len(keys), _TOGETHER):
        part = keys[start : start + _TOGETHER]
        works = {work.key: work for work in store.works(part)}
        yield from (works[key] for key in part if key in works)


def _lies_in(work: Work, collections: Iterable[str]) -> bool:
    wanted = [name.casefold().strip("/") for name in collections]
    return any(f"{path.casefold()}/".startswith(f"{name}/") for path in work.collections for name in wanted)


def _found(store: Store, query: str) -> dict[str, int]:
    """Key -> rank of the works in which the words occur."""
    hits = store.search_words(terms_of(query), 100_000)
    keys: dict[str, None] = {}
    for start in range(0, len(hits), _TOGETHER):
        part = [id_ for id_, _ in hits[start : start + _TOGETHER]]
        passages = store.passages(part)
        keys |= dict.fromkeys(passages[id_].work for id_ in part if id_ in passages)
    return {key: rank for rank, key in enumerate(keys)}


def _cited(works: Iterable[Work], path: Path) -> tuple[list[Work], list[str]]:
    """The works that a manuscript cites, in its order and under the keys it uses."""
    try:
        within_source(path.stat().st_size, path.name)
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    keys = cited_keys(text, path.name, included(path.parent))
    if not keys:
        raise InputError(f"{path.name} cites nothing: no \\cite, [@key] or \\citation in it")
    if "*" not in keys:
        wanted = {key.lower() for key in keys}
        works = (work for work in works if any(alias.lower() in wanted for alias in (*work.aliases, work.key)))
    works = list(works)
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
