"""Fit the cosine below which a passage that shares no word with a query is no hit: ``weights/embedder/nearness.json``.

    python -m scripts.training.retrieval.fit_nearness --libraries FOLDER [--shared ../shared] [--dry]

FOLDER is the one that ``bench_retrieval --libraries`` keeps. Strings that mean nothing are made by chance, of letters
and of syllables; for each the nearest of SciFact's 5,183 abstracts is looked for, and all but ``KEPT`` of these are to
fall below. What it costs: how many of the abstracts that answer SciFact's train queries fall below too (nearly all of
them share a word, and are found by it). Prints JSON.
"""

from __future__ import annotations

import json
import random
import string
import time
from pathlib import Path

import numpy as np

from refdb.database.sqlite.store import Store
from refdb.retrieval.embedding import Embedder, load_embedder
from scripts.benchmarks.search.bench_retrieval import qrels, read_rows
from scripts.places import WEIGHTS
from scripts.training.fitting import fitting_options

KEPT = 0.05  # share of meaningless strings that still find something
STRINGS = 400
SYLLABLES = "ba be bo dra fli gor hu ik jo kra lum mi nox ol pru qua ras sto tri ul vex wib xan yor zep".split()


def main() -> None:
    parser = fitting_options(__doc__)
    parser.add_argument("--libraries", type=Path, required=True)
    args = parser.parse_args()
    folder = args.libraries / "scifact"
    store, embedder = Store(folder / "refdb.sqlite3"), load_embedder()
    known = vectors_by_work(store, embedder)
    nearest = (embedder.embed(meaningless(STRINGS)) @ np.concatenate(list(known.values())).T).max(axis=1)
    answers = cosines_of_answers(known, embedder, args.shared / "data" / "retrieval" / "scifact")
    least = round(float(np.quantile(nearest, 1 - KEPT)), 3)
    found = {
        "least": least,
        "embedder": embedder.fingerprint,
        "made": {
            "script": "scripts/training/retrieval/fit_nearness.py",
            "date": time.strftime("%Y-%m-%d"),
            "data": f"{STRINGS} strings made by chance; {len(known)} abstracts of SciFact, {len(answers)} answers to its train queries",
            "quantiles_of_strings": quantiles(nearest),
            "quantiles_of_answers": quantiles(answers),
            "answers_below": round(float((answers < least).mean()), 4),
        },
    }
    if not args.dry:
        (WEIGHTS / "embedder" / "nearness.json").write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


def meaningless(count: int) -> list[str]:
    """Strings of one to three words that no language has."""
    chance = random.Random(1)

    def word(n: int) -> str:
        if n % 2:
            return "".join(chance.choices(SYLLABLES, k=chance.randint(3, 4)))
        return "".join(chance.choices(string.ascii_lowercase, k=chance.randint(6, 12)))

    return [" ".join(word(n) for _ in range(chance.randint(1, 3))) for n in range(count)]


def vectors_by_work(store: Store, embedder: Embedder) -> dict[str, np.ndarray]:
    """The vectors [n, dimensions] of each work that the library has embedded."""
    works = {passage.id: passage.work for passage in store.passages_of(work.key for work in store.works())}
    found: dict[str, list[np.ndarray]] = {}
    for id_, row in store.vectors_of(embedder.fingerprint, list(works)):
        found.setdefault(works[id_], []).append(np.frombuffer(row, dtype="<f4").reshape(-1, embedder.dimensions))
    return {key: np.concatenate(rows) for key, rows in found.items()}


def cosines_of_answers(known: dict[str, np.ndarray], embedder: Embedder, data: Path) -> np.ndarray:
    """The cosine of each train query to each abstract that answers it."""
    texts = {str(row["id"]): row["text"] for row in read_rows(data / "queries.jsonl")}
    pairs = [(id_, key) for id_, found in qrels(data / "qrels_train.tsv").items() for key in found if key in known]
    vectors = embedder.embed([texts[id_] for id_, _ in pairs])
    return np.array([(known[key] @ vector).max() for (_, key), vector in zip(pairs, vectors, strict=True)])


def quantiles(values: np.ndarray) -> dict[str, float]:
    """Some quantiles, by their names."""
    return {str(q): round(float(np.quantile(values, q)), 3) for q in (0.001, 0.01, 0.05, 0.5, 0.95, 0.99)}


if __name__ == "__main__":
    main()
