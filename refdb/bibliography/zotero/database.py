"""Zotero's own database (zotero.sqlite) -> its items in the shape of Zotero's JSON; read alone, also while Zotero runs.

Schema: https://github.com/zotero/zotero/blob/main/resource/schema/userdata.sql. Keys that Better BibTeX gave stand in a
file of its own beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from refdb.errors import InputError

_DAMAGE = (sqlite3.Error, UnicodeDecodeError)  # SQLite repeats in its messages what stands in the file
MAGIC = b"SQLite format 3\x00"
_FIELDS = """
SELECT i.itemID, f.fieldName, v.value FROM itemData i
JOIN fields f USING (fieldID) JOIN itemDataValues v USING (valueID)
"""
_CREATORS = """
SELECT ic.itemID, t.creatorType, c.firstName, c.lastName, c.fieldMode FROM itemCreators ic
JOIN creators c USING (creatorID) JOIN creatorTypes t USING (creatorTypeID) ORDER BY ic.itemID, ic.orderIndex
"""
_ITEMS = """
SELECT i.itemID, i.key, t.typeName FROM items i JOIN itemTypes t USING (itemTypeID)
WHERE i.itemID NOT IN (SELECT itemID FROM deletedItems) ORDER BY i.itemID
"""


def is_database(path: Path) -> bool:
    """Whether a file is Zotero's database: by what it holds, not by its name."""
    try:
        with path.open("rb") as file:
            if file.read(16) != MAGIC:
                return False
        with closing(_opened(path)) as connection:
            names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except (OSError, *_DAMAGE):
        return False
    return {"items", "itemData", "itemDataValues", "itemCreators"} <= names


def rows_of(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The items and the collections of a database, as Zotero's API gives them; the trash is left out.

    Raises:
        InputError: it is damaged, or of a version that refdb does not know.
    """
    try:
        with closing(_opened(path)) as connection:
            return _items(connection, path), _collections(connection)
    except _DAMAGE as error:
        raise InputError(f"{path} cannot be read as Zotero's database: {error}; export the library as RDF") from error


def _opened(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing; a running Zotero locks its file, which is then read as it lies there."""
    address = path.resolve().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=0.2)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (sqlite3.OperationalError, UnicodeDecodeError):
        connection.close()
        connection = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True)
    connection.text_factory = _text
    connection.row_factory = lambda _, row: tuple(_text(one) if isinstance(one, bytes) else one for one in row)
    return connection


def _text(data: bytes) -> str:
    """Text of a damaged file may be no UTF-8, or stand there as a blob."""
    return data.decode("utf-8", "replace")


def _items(connection: sqlite3.Connection, path: Path) -> list[dict[str, Any]]:
    items: dict[int, dict[str, Any]] = {
        number: {"key": str(key or ""), "itemType": kind, "creators": [], "tags": []}
        for number, key, kind in connection.execute(_ITEMS)
    }

    def rows(query: str) -> Iterator[tuple[dict[str, Any], list[Any]]]:
        """What is said of items, without those of the trash."""
        return ((items[row[0]], row[1:]) for row in connection.execute(query) if row[0] in items)

    for item, (name, value) in rows(_FIELDS):
        item[name] = _without_sql_date(str(value)) if name == "date" else str(value)
    for item, (kind, first, last, mode) in rows(_CREATORS):
        person = {"name": last} if mode == 1 else {"firstName": first or "", "lastName": last or ""}
        item["creators"].append({"creatorType": kind, **person})
    for item, (name,) in rows("SELECT it.itemID, t.name FROM itemTags it JOIN tags t USING (tagID)"):
        item["tags"].append({"tag": name})
    keys = {number: item["key"] for number, item in items.items()}
    for item, (parent, note) in rows("SELECT itemID, parentItemID, note FROM itemNotes"):
        item |= {"note": note or "", "parentItem": keys.get(parent, "")}
    for item, (parent, file) in rows("SELECT itemID, parentItemID, path FROM itemAttachments"):
        item |= {"path": _file(path.parent, item["key"], str(file or "")), "parentItem": keys.get(parent, "")}
    for number, key in _citation_keys(path):
        if number in items and key:
            items[number].setdefault("citationKey", key)
    return list(items.values())


def _collections(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    parents: dict[int, int] = {}
    rows = connection.execute("SELECT collectionID, key, collectionName, parentCollectionID FROM collections")
    for number, key, name, parent in rows:
        found[number] = {"key": key, "name": name, "items": []}
        parents[number] = parent
    for number, collection in found.items():
        collection["parentCollection"] = found.get(parents[number], {}).get("key", "")
    for number, key in connection.execute(
        "SELECT c.collectionID, i.key FROM collectionItems c JOIN items i USING (itemID)"
    ):
        if number in found:
            found[number]["items"].append(key)
    return list(found.values())


def _citation_keys(path: Path) -> Iterator[tuple[int, str]]:
    """The keys that Better BibTeX gave, by item."""
    beside = path.with_name("better-bibtex.sqlite")
    if not beside.is_file():
        return
    try:
        with closing(_opened(beside)) as connection:
            yield from connection.execute("SELECT itemID, citationKey FROM citationkey").fetchall()
    except _DAMAGE:  # older versions keep their keys in another shape; Extra has the pinned ones
        return


def _file(folder: Path, key: str, path: str) -> str:
    """Where an attachment lies: "storage:a.pdf" is in the item's folder of Zotero's own."""
    path = path.replace("\0", "")
    return (
        str(folder / "storage" / key.replace("\0", "") / path.removeprefix("storage:"))
        if path.startswith("storage:")
        else path
    )


def _without_sql_date(date: str) -> str:
    """Zotero keeps "2019-03-00 March 2019": what it can sort by, and what was typed."""
    head, _, typed = date.partition(" ")
    sortable = len(head) == 10 and head[4] == head[7] == "-" and head.replace("-", "").isdecimal()
    return typed or head.removesuffix("-00").removesuffix("-00") if sortable else date
