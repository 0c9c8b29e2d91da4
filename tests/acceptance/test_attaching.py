"""Published articles are attached to the right works of a library that also has what they cite, or to none."""

import json
from pathlib import Path

import pytest

from refdb.database.sqlite.store import Store
from refdb.model import Person, Work
from refdb.text.folding import squashed
from refdb.workflows.full_texts.attaching import attach_found
from refdb.workflows.steps.adding import add_work


def golds(shared: Path) -> dict[str, dict]:
    folder = shared / "data" / "articles"
    files = [*folder.glob("gold/*.json"), *folder.glob("pdf_real/*.gold.json"), *folder.glob("html_real/*.gold.json")]
    read = {
        path.name.removesuffix(".json").removesuffix(".gold"): json.loads(path.read_text()) for path in sorted(files)
    }
    return {name: gold for name, gold in read.items() if gold.get("doi")}


def works_of(golds: dict[str, dict], *, own: bool) -> list[Work]:
    """The articles themselves, and every work with a title that they cite."""
    works = {
        g["doi"].lower(): Work(key=f"own{n}", title=g["title"], doi=g["doi"].lower())
        for n, g in enumerate(golds.values())
    }
    cited = []
    for reference in (r for g in golds.values() for r in g["references"] if r.get("title")):
        doi = (reference.get("doi") or "").lower()
        if doi and doi in works:
            continue
        authors = tuple(
            Person(a["family"], a.get("given") or "") for a in reference.get("authors") or () if a.get("family")
        )
        work = Work(key=f"cited{len(cited)}", title=reference["title"], doi=doi, authors=authors)
        cited.append(work)
        if doi:
            works[doi] = work
    mine = [work for work in works.values() if own and work.key.startswith("own")]
    return [*mine, *cited]


@pytest.mark.parametrize("own", [True, False], ids=["in the library", "not in the library"])
def test_articles_find_their_works(slow, shared, tmp_path, own):
    gold = golds(shared)
    folder = shared / "data" / "articles"
    files = [p for kind, most in (("pdf_real", 4), ("html_real", 5), ("jats", 8), ("rendered/docx", 3), ("rendered/txt", 3))
             for p in [p for p in sorted((folder / kind).iterdir()) if p.stem in gold and p.suffix != ".json"][:most]]  # fmt: skip
    store = Store(tmp_path / "refdb.sqlite3")
    with store.transaction():
        for work in works_of(gold, own=own):
            add_work(store, work)
    works = [outline.work for outline in store.outlines()]
    right, wrong, leaked, references = 0, [], 0, 0
    for path in files:
        result = attach_found(store, path, works)
        if result.outcome == "attached":
            right += result.doi == gold[path.stem]["doi"].lower()
            wrong += [path.name] if result.doi != gold[path.stem]["doi"].lower() else []
            text = squashed(store.work(result.key).full_text)
            titles = [t for r in gold[path.stem]["references"] if len(t := squashed(r.get("title") or "")) >= 35]
            references += len(titles)
            leaked += sum(title in text for title in titles)
    store.close()
    assert wrong == []
    if own:
        assert right / len({gold[p.stem]["doi"] for p in files}) >= 0.9
        assert leaked / references <= 0.01
    else:
        assert right == 0
