"""Tags of works and notes of findings -> the items of Zotero that are these works; the same again changes nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from typing import Any

from refdb.bibliography.csl.values import clean_doi
from refdb.errors import RegistryRefused, RegistryUnavailable
from refdb.model import Work, WrittenBack
from refdb.registries.zotero import ZoteroApi
from refdb.reports.lists.of_works import HEADING, PREFIX, Found
from refdb.text.folding import squashed

_NO_WORKS = ("note", "attachment", "annotation")
Item = Mapping[str, Any]


def write_back(source: ZoteroApi, works: Sequence[Work], found: Mapping[str, Found]) -> WrittenBack:
    """Give Zotero's items the tags of these works, and a note of what was found about each.

    An item is a work's by its DOI, else by its citation key, else by its title. Tags that others gave stay; of those
    that begin with "refdb: " the ones that no longer hold go. Each item has one note of refdb's, which is renewed.

    Raises:
        RegistryUnavailable, RegistryRefused: Zotero does not answer, or may not be written to.
    """
    rows = source.rows("items")
    items = [row for row in rows if row.get("itemType") not in _NO_WORKS]
    notes = {str(row.get("parentItem")): row for row in rows if _is_ours(row)}
    changes: list[dict[str, Any]] = []
    counts: Counter[str] = Counter()
    unmatched = []
    known = _names_of(items)
    for work in works:
        mine = _items_of(work, known)
        if not mine:
            unmatched.append(work.key)
        for item in mine:
            counts["items"] += 1
            for what, change in _changes(item, notes.get(str(item["key"])), work, found.get(work.key, Found())):
                counts[what] += 1
                changes.append(change)
    try:
        failed = source.write(changes)
    except (RegistryRefused, RegistryUnavailable) as error:
        raise type(error)(
            f"Zotero could not be written to: {error}",
            hint="Zotero's own program may only be read; write over the web: refdb config set zotero "
            "https://api.zotero.org/users/YOUR-NUMBER, and zotero_key (zotero.org/settings/keys)",
        ) from error
    return WrittenBack(counts["items"], counts["tags"], counts["notes"], tuple(unmatched), tuple(failed))


def _changes(item: Item, note: Item | None, work: Work, found: Found) -> Iterable[tuple[str, dict[str, Any]]]:
    """("tags" | "notes", what is to be written) where anything differs."""
    place = {"key": item["key"], "version": item.get("version", 0)}
    tags = [dict(tag) for tag in item.get("tags") or ()]
    wanted = (*(tag for tag in work.tags if not tag.startswith(PREFIX)), *found.tags)
    kept = [tag for tag in tags if not str(tag.get("tag")).startswith(PREFIX) or tag.get("tag") in wanted]
    has = {str(tag.get("tag")) for tag in kept}
    new = kept + [{"tag": tag} for tag in dict.fromkeys(wanted) if tag not in has]
    if new != tags:
        yield "tags", {**place, "tags": new}
    if note is None and found.lines:
        yield "notes", {"itemType": "note", "parentItem": item["key"], "note": found.note, "tags": []}
    elif note is not None and _words(note.get("note")) != _words(found.note):
        yield "notes", {"key": note["key"], "version": note.get("version", 0), "note": found.note}


def _names_of(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Each item under its DOI, its citation key and its title."""
    known: dict[str, list[Item]] = {}
    for item in items:
        extra = re.search(r"(?im)^citation key:\s*(\S+)", str(item.get("extra") or ""))
        names = {
            f"doi {clean_doi(str(item.get('DOI') or ''))}",
            f"key {item.get('citationKey') or (extra[1] if extra else '')}",
            f"title {squashed(str(item.get('title') or ''))}",
        }
        for name in names:
            known.setdefault(name, []).append(item)
    return known


def _items_of(work: Work, known: Mapping[str, Sequence[Item]]) -> Sequence[Item]:
    """The items that are this work, by the surest name that any has."""
    title = squashed(work.full_title)
    names = [f"doi {work.doi}"] if work.doi else []
    names += [f"key {key}" for key in (work.key, *work.aliases)]
    names += [f"title {one}" for one in (title, squashed(work.title)) if len(one) > 15]
    for name in names:
        mine = [item for item in known.get(name, ()) if not _another(item, work)]
        if mine:
            return mine
    return ()


def _another(item: Item, work: Work) -> bool:
    """Whether an item is by its DOI another work."""
    doi = clean_doi(str(item.get("DOI") or ""))
    return bool(doi and work.doi and doi != work.doi)


def _is_ours(row: Item) -> bool:
    return row.get("itemType") == "note" and _words(row.get("note")).startswith(HEADING)


def _words(html: object) -> str:
    """What a note says, however Zotero has written its markup anew."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", str(html or ""))).split())
