"""What a library holds, in numbers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from refdb.workflows.steps.ports import Reading


def count(store: Reading) -> dict[str, Any]:
    """Works by type, year, text and standing; articles and what became of their references; passages."""
    works = store.listed(("type", "year", "title", "updates", "has_abstract", "has_full_text", "tags", "collections"))
    years = [values["year"] for values in works if values["year"]]
    retracted = sum(
        any(update["type"].lower() in ("retraction", "withdrawal", "removal") for update in values["updates"])
        for values in works
    )
    return {
        "works": len(works),
        "types": dict(Counter(values["type"] or "unknown" for values in works).most_common()),
        "years": [min(years), max(years)] if years else [],
        "with_full_text": sum(bool(values["has_full_text"]) for values in works),
        "with_abstract": sum(bool(values["has_abstract"]) for values in works),
        "without_text": sum(not (values["has_full_text"] or values["has_abstract"]) for values in works),
        "retracted": retracted,
        "tags": len({tag for values in works for tag in values["tags"]}),
        "collections": len({name for values in works for name in values["collections"]}),
        **store.count_rest(),
    }
