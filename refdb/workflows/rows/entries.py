"""A file of references - a list, JSON Lines, a bibliography, an article - as rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refdb.errors import InputError, being_read
from refdb.model import ParsedReference, Results, Source, Span, Work
from refdb.text.budgets import MOST_BYTES, json_of, within_listed
from refdb.text.encodings import decode
from refdb.workflows.steps.given import Given, extract

if TYPE_CHECKING:
    from refdb.bibliography.importing import Imported

Row = Mapping[str, Any]
LISTS = (".txt", ".jsonl", ".ndjson")  # files that may hold one reference a line
_FILE = re.compile(r"\S+\.(?:txt|jsonl|ndjson|bib|ris|nbib|pdf|docx|html?|xml|nxml|tex|md|markdown)", re.IGNORECASE)
# A line that only says "References" never stands in a plain list of references of any use.
_HEADINGS = {"references", "bibliography", "literature cited", "works cited", "reference list", "literatur"}


def names_a_file(text: str) -> bool:
    """Whether a text is a file's name and no printed reference."""
    try:
        return bool(_FILE.fullmatch(text)) or Path(text).is_file()
    except (OSError, ValueError):  # too long for a name
        return False


def read_rows(given: Given, name: str = "") -> list[dict[str, Any]]:
    """The rows of a JSON Lines file, in whatever encoding it is.

    Args:
        given: the file's path, or its bytes.
        name: what messages call it, where bytes are given.

    Returns:
        A dict for each line that is not empty.

    Raises:
        InputError: the file cannot be read, or a line of it is no JSON object.
    """
    name = name or _name(given)
    return _json_rows(_text(_bytes(given), name), name)


def lines_of(given: Given, name: str = "") -> list[dict[str, Any]]:
    """Rows with ``id`` and ``raw``: of JSON Lines, else of a text with one reference a line.

    Args:
        given: the file's path, or its bytes.
        name: what messages call it, where bytes are given.

    Returns:
        A row for each reference; ``id`` is the file's own, else its number.

    Raises:
        InputError: the file cannot be read, or a row of it has no ``raw``.
    """
    name = name or _name(given)
    return _lines(_text(_bytes(given), name), name)


def reference_rows(given: Given, name: str = "") -> Results[dict[str, Any]]:
    """The references of a file as rows: of a list line by line, of a bibliography or an article as it keeps them.

    Args:
        given: the file's path, or its bytes.
        name: the file's name, where bytes are given; "-" is a list, as .txt and .jsonl are.

    Returns:
        Rows with ``id`` (a line's or entry's own, else its number) and ``raw``; with ``parsed`` where the file keeps
        the fields; with ``lint``, what is missing or odd, for a bibliography. The notes say what could not be read.

    Raises:
        InputError: it cannot be read, or there is no reference in it.
    """
    name = name or _name(given)
    entries = _entries(given, name)
    if entries is not None:
        return entries
    listed = name == "-" or name.lower().endswith(LISTS)
    rows = _lines(_text(_bytes(given), name), name) if listed else []
    if rows and not any(str(row["raw"]).strip(" :.#").lower() in _HEADINGS for row in rows[1:]):
        return Results([work for row in rows for work in _works(row)])
    article = extract(given, name)
    of_article = [{"id": r.n, "raw": r.raw, "parsed": r.parsed} for r in article.references]
    return Results(of_article or rows, article.warnings)


def _works(row: dict[str, Any]) -> list[dict[str, Any]]:
    """A row for each work of the entry: a second one that hides behind the first is looked up, too."""
    from refdb.citations.lists.compounds import works_of
    from refdb.citations.lists.entries import Entry

    raw = str(row["raw"])
    works = works_of(raw, Entry(raw, Span(0, len(raw))))
    if len(works) == 1:
        return [row]
    return [{**row, "id": f"{row['id']}{chr(ord('a') + i)}", "raw": work.raw} for i, work in enumerate(works)]


def _name(given: Given) -> str:
    return "the given bytes" if isinstance(given, bytes) else str(given)


def _bytes(given: Given) -> bytes:
    if isinstance(given, bytes):
        return given
    with being_read(Path(given), "give a file"):
        within_listed(Path(given).stat().st_size, str(given))
        return Path(given).read_bytes()


def _text(data: bytes, name: str) -> str:
    return decode(data, "standard input" if name == "-" else name)[0]


def _json_rows(text: str, name: str) -> list[dict[str, Any]]:
    rows = []
    for n, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        row = json_of(line, f"{name}, line {n}")
        if not isinstance(row, dict):
            raise InputError(f'{name}, line {n}: expected an object like {{"id": …}}')
        rows.append(row)
    return rows


def _lines(text: str, name: str) -> list[dict[str, Any]]:
    if text.lstrip().startswith("{"):
        rows = _json_rows(text, name)
        for n, row in enumerate(rows, 1):
            if not isinstance(row.get("raw"), str):
                raise InputError(f'{name}, row {n}: a row needs "raw", the printed reference')
        return [{"id": row.get("id", n), "raw": row["raw"]} for n, row in enumerate(rows, 1)]
    lines = [line.strip() for line in text.split("\n")]
    return [{"id": n, "raw": line} for n, line in enumerate(filter(None, lines), 1)]


def _csl_items(text: str) -> Imported | None:
    """The works of a CSL-JSON file, a list of items with a title; None where a text is something else."""
    from refdb.bibliography.csl.items import work_from_item
    from refdb.bibliography.importing import Imported

    if text.lstrip("\ufeff \t\n")[:1] != "[":
        return None
    try:
        items = json_of(text, "the list")
    except InputError:
        return None
    if not all(isinstance(item, dict) and {"title", "DOI", "author"} & item.keys() for item in items):
        return None
    return Imported(tuple(work_from_item(item) for item in items))


def _entries(given: Given, name: str) -> Results[dict[str, Any]] | None:
    """The entries of a .bib, .ris or .nbib file, in whatever it is called; None where it is something else."""
    from refdb.bibliography.importing import read
    from refdb.bibliography.kinds import kind_of_reference_file

    try:
        small = isinstance(given, bytes) or Path(given).stat().st_size <= MOST_BYTES
        text = decode(_bytes(given), name)[0] if small else ""
    except (OSError, InputError):  # whoever reads it as an article says what is wrong with it
        return None
    kind = kind_of_reference_file(text[:20_000])
    found = read(text, kind) if kind else _csl_items(text)
    if found is None:
        return None
    source = Source(Path(name).name, kind or "csl-json")
    references = _references(found, source)
    messages = _messages(found.works)
    one_each = len(references) == len(found.works)
    rows = (
        {
            "id": label,
            "raw": parsed.raw,
            "parsed": parsed,
            "lint": [said for n, key, said in messages if (n == at if one_each else key == label)],
        }
        for at, (label, parsed) in enumerate(references)
    )
    return Results(rows, found.said)


def _references(found: Imported, source: Source) -> list[tuple[str, ParsedReference]]:
    """(label, fields) of the entries; one that is a printed reference and nothing else (a note, say) is parsed as one.

    Raises:
        InputError: there is none that says anything.
    """
    from refdb.bibliography.as_references import references_of

    listed = references_of(found.works)
    if listed and all(one.title or one.authors or one.container_title for _, one in listed):
        return listed  # and what reads articles and their lists need not be loaded
    from refdb.articles.reference_files import article_of_works
    from refdb.citations.extraction import extract as with_references

    article = with_references(article_of_works(found.works, source, found.said))
    return [(r.label, r.parsed) for r in article.references]


def _messages(works: Sequence[Work]) -> list[tuple[int, str, str]]:
    """What is missing or odd in entries: (which entry, its key, what); of two with one key, each has its own."""
    from refdb.bibliography.linting import lint_one, twins

    year = datetime.now(UTC).year
    alone = [(n, finding) for n, work in enumerate(works) for finding in lint_one(work, this_year=year)]
    places: dict[str, list[int]] = {}
    for n, work in enumerate(works):
        places.setdefault(work.key, []).append(n)
    of_all = [(n, finding) for finding in twins(works) for n in places.get(finding.key, ())]
    return [(n, finding.key, finding.message) for n, finding in (*alone, *of_all)]
