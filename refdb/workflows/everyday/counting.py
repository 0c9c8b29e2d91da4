"""What a library holds, in numbers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from refdb.workflows.steps.ports import Reading

_TAKEN_BACK = ("retraction", "withdrawal", "removal")


def count(store: Reading) -> dict[str, Any]:
    """Works by type, year, text and standing; articles and what became of their references; passages."""
    types, years, having = Counter[str](), set[int](), Counter[str]()
    labels: dict[str, set[str]] = {"tags": set(), "collections": set()}
    columns = ("type", "year", "updates", "has_abstract", "has_full_text", *labels)
    for values in store.listed(columns):
        types[values["type"] or "unknown"] += 1
        years |= {values["year"]} if values["year"] else set()
        text, abstract = bool(values["has_full_text"]), bool(values["has_abstract"])
        retracted = any(update["type"].lower() in _TAKEN_BACK for update in values["updates"])
        having.update(full_text=text, abstract=abstract, nothing=not (text or abstract), retracted=retracted)
        for name, seen in labels.items():
            seen.update(values[name])
    return {
        "works": types.total(),
        "types": dict(types.most_common()),
        "years": [min(years), max(years)] if years else [],
        "with_full_text": having["full_text"],
        "with_abstract": having["abstract"],
        "without_text": having["nothing"],
        "retracted": having["retracted"],
        **{name: len(seen) for name, seen in labels.items()},
        **store.count_rest(),
    }
