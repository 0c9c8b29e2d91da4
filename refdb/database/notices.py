"""What works of a library, being notices themselves, say of other works."""

from __future__ import annotations

import json

from refdb.database.reading import Reading
from refdb.model import Update, Work


def notices(store: Reading) -> list[Work]:
    """The works that are notices ("retraction of", "correction of"), with their DOIs and updates alone."""
    rows = store.rows("SELECT doi, updates FROM work WHERE updates LIKE :pattern ORDER BY id", pattern='% of"%')
    return [Work(doi=doi, updates=tuple(Update(**update) for update in json.loads(updates))) for doi, updates in rows]
