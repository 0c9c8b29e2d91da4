"""Zotero's items as they lie in its database or come from its API -> one document as it exports them.

There each note, attachment and collection is a row of its own; in an export they stand within their item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def document_of(items: Sequence[Mapping[str, Any]], collections: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The document that `items.works_and_failures` reads.

    Args:
        items: rows with ``key`` and ``itemType``; notes and attachments name their ``parentItem``.
        collections: rows with ``key``, ``name``, ``parentCollection`` and, where items do not name them, ``items``.
    """
    whole = {str(item["key"]): {**item, "notes": [], "attachments": []} for item in items if "key" in item}
    for item in items:
        parent = whole.get(str(item.get("parentItem") or ""))
        if parent is not None and item.get("itemType") == "note":
            parent["notes"].append({"note": item.get("note", "")})
        elif parent is not None and item.get("itemType") == "attachment":
            parent["attachments"].append({"path": item.get("path", "")})
    held = {
        str(one["key"]): {
            "name": one.get("name", ""),
            "parent": one.get("parentCollection") or "",
            "items": [*one.get("items", ())],
        }
        for one in collections
    }
    for key, item in whole.items():
        for collection in item.pop("collections", None) or ():
            if collection in held:
                held[collection]["items"].append(key)
    return {"items": list(whole.values()), "collections": held}
