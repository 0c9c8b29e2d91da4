"""Pairs of a query and the text that answers it, with hard negatives, to train embedder and reranker.

Used by train_embedder.py and train_reranker.py. Sources: SciFact's train claims, titles and single sentences of its
abstracts (the abstract without them is the answer), claims with their evidence from six public sets, and titles of
registered works with their abstracts. SciFact's dev claims are never read; a fifth of its train claims, by hash, is
held out for choices (`held_out`). Negatives are what BM25 and the shipped embedder rank high and is not the answer.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import random
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from refdb.bibliography.csl.items import work_from_item
from refdb.database.sqlite.fts5 import any_of
from refdb.retrieval.embedding import Embedder
from refdb.retrieval.keywords import terms_of
from refdb.text.sentences import split

DEPTH = 60  # of each ranking
NEGATIVES = 24  # kept for each query
TITLE = -2  # Pair.without: the title is the query
NOTHING = -1


@dataclass(frozen=True)
class Document:
    title: str
    sentences: tuple[str, ...]

    def text(self, without: int = NOTHING) -> str:
        body = " ".join(s for i, s in enumerate(self.sentences) if i != without)
        return f"{self.title.rstrip('. ')}. {body}" if self.title and without != TITLE else body


@dataclass(frozen=True)
class Pair:
    """``without``: the sentence of the answer that the query was made of, TITLE or NOTHING."""

    source: str
    pool: str
    query: str
    answer: int  # in its pool
    without: int = NOTHING
    also: frozenset[int] = frozenset()  # other answers: never negatives


def held_out(query: str) -> bool:
    """Whether a train claim is kept for choices."""
    return int(hashlib.sha1(query.encode()).hexdigest()[:8], 16) % 5 == 0


def collect(shared: Path, rng: random.Random) -> tuple[dict[str, list[Document]], list[Pair]]:
    """The pools of documents and the pairs."""
    pools: dict[str, list[Document]] = {}
    pairs: list[Pair] = []
    _scifact(shared, pools, pairs, rng)
    _claims(shared, pools, pairs, rng)
    _short(shared, pools, pairs, rng)
    _registry(shared, pools, pairs)
    return pools, pairs


def _scifact(shared: Path, pools: dict, pairs: list[Pair], rng: random.Random) -> None:
    folder = shared / "data" / "retrieval" / "scifact"
    rows = read(folder / "corpus.jsonl")
    place = {str(row["id"]): i for i, row in enumerate(rows)}
    pools["scifact"] = documents = [Document(row["title"], sentences(row["text"])) for row in rows]
    relevant: dict[str, set[int]] = {}
    with (folder / "qrels_train.tsv").open() as file:
        for query, document, score in list(csv.reader(file, delimiter="\t"))[1:]:
            if int(score) > 0:
                relevant.setdefault(query, set()).add(place[document])
    for row in read(folder / "queries.jsonl"):
        found = relevant.get(str(row["id"]), set())
        if found and not held_out(row["text"]):
            pairs += [Pair("scifact", "scifact", row["text"], i, NOTHING, frozenset(found)) for i in sorted(found)]
    for i, document in enumerate(documents):
        if len(document.sentences) < 3:
            continue
        pairs.append(Pair("titles", "scifact", document.title, i, TITLE, frozenset({i})))
        long = [n for n, s in enumerate(document.sentences) if 50 < len(s) < 260]
        if long:  # conclusions are most like claims: every second one is among the last three
            n = rng.choice(long[-3:] if rng.random() < 0.5 else long)
            pairs.append(Pair("sentences", "scifact", document.sentences[n], i, n, frozenset({i})))


def _claims(shared: Path, pools: dict, pairs: list[Pair], rng: random.Random) -> None:
    """Claims whose evidence is an abstract or a piece of an article."""
    pool: dict[str, int] = {}
    documents: list[Document] = []
    found: dict[tuple[str, str], dict[int, bool]] = {}
    for name, most in (
        ("citation_integrity", None),
        ("healthver", None),
        ("evidence_inference_v2", 1500),
        ("pubmedqa", None),
        ("nli4ct", 500),
    ):
        rows = read(shared / "data" / "claims" / "train" / f"{name}.jsonl")
        rng.shuffle(rows)
        for row in rows[:most]:
            given = row.get("abstract") or row["evidence_text"]
            body = sentences(given) if isinstance(given, str) else tuple(clean(s) for s in given if s.strip())
            document = Document(row.get("title") or "", body)
            if len(document.text()) < 120:
                continue
            key = document.text()
            if key not in pool:
                pool[key] = len(documents)
                documents.append(document)
            related = name in ("pubmedqa", "evidence_inference_v2") or row["label"] != "NEI"
            found.setdefault((name, clean(row["claim"])), {})[pool[key]] = related
    pools["claims"] = documents
    for (name, claim), places in found.items():
        if len(claim) > 15:
            pairs += [Pair(name, "claims", claim, i, NOTHING, frozenset(places)) for i, good in places.items() if good]


def _short(shared: Path, pools: dict, pairs: list[Pair], rng: random.Random) -> None:
    """Claims of everyday knowledge with a sentence or two."""
    pool: dict[str, int] = {}
    found: dict[tuple[str, str], set[int]] = {}
    for name, most in (("fever", 2500), ("climate_fever", 1500), ("covidfact_rte", 1500), ("fm2", 600)):
        rows = [r for r in read(shared / "data" / "claims" / "train" / f"{name}.jsonl") if r["label"] != "NEI"]
        rng.shuffle(rows)
        for row in rows[:most]:
            given = row["evidence_text"]
            text = clean(given if isinstance(given, str) else " ".join(given))
            if len(text) > 40:
                found.setdefault((name, clean(row["claim"])), set()).add(pool.setdefault(text, len(pool)))
    pools["short"] = [Document("", (text,)) for text in pool]
    for (name, claim), places in found.items():
        pairs += [Pair(name, "short", claim, i, NOTHING, frozenset(places)) for i in sorted(places)]


def _registry(shared: Path, pools: dict, pairs: list[Pair]) -> None:
    works = [work_from_item(item) for item in read(shared / "data" / "crossref" / "registry.jsonl")]
    works = [w for w in works if len(w.abstract) > 200 and len(w.full_title) > 20]
    pools["registry"] = [Document(w.full_title, sentences(w.abstract)) for w in works]
    pairs += [Pair("registry", "registry", w.full_title, i, TITLE, frozenset({i})) for i, w in enumerate(works)]


def hard_negatives(
    pool: list[Document], pairs: list[Pair], embedder: Embedder | None = None, cache: Path | None = None
) -> list[list[int]]:
    """For each pair the documents of its pool that rank highest and are no answer, best first.

    By BM25, and by the embedder too where one is given; ``cache`` is a file that keeps the pool's vectors.
    """
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(a, tokenize = 'porter unicode61 remove_diacritics 2')")
    connection.executemany("INSERT INTO t (rowid, a) VALUES (?, ?)", [(i, d.text()) for i, d in enumerate(pool)])
    vectors = _vectors(pool, embedder, cache) if embedder else None
    found = []
    for start in range(0, len(pairs), 256):
        batch = pairs[start : start + 256]
        cosines = embedder.embed([p.query for p in batch]) @ vectors.T if embedder else [None] * len(batch)
        for pair, row in zip(batch, cosines, strict=True):
            scores: dict[int, float] = {}
            nearest = np.argsort(-row)[:DEPTH].tolist() if row is not None else []
            for i in nearest:
                low = float(row[nearest[-1]])
                scores[i] = (float(row[i]) - low) / (float(row[nearest[0]]) - low + 1e-6)
            words = (
                connection.execute(
                    "SELECT rowid, -bm25(t) FROM t WHERE t MATCH ? ORDER BY 2 DESC LIMIT ?",
                    (any_of(terms_of(pair.query)), DEPTH),
                ).fetchall()
                if terms_of(pair.query)
                else []
            )
            for i, score in words:
                scores[i] = scores.get(i, 0.0) + (score - words[-1][1]) / (words[0][1] - words[-1][1] + 1e-6)
            ranked = sorted(scores, key=lambda i: -scores[i])
            found.append([i for i in ranked if i not in pair.also and i != pair.answer][:NEGATIVES])
    connection.close()
    return found


def _vectors(pool: list[Document], embedder: Embedder, cache: Path | None) -> np.ndarray:
    if cache and cache.exists():
        return np.load(cache)
    vectors = embedder.embed([d.text() for d in pool])
    if cache:
        np.save(cache, vectors)
    return vectors


def sentences(text: str) -> tuple[str, ...]:
    flat = " ".join(text.split())
    return tuple(flat[slice(*span)] for span in split(flat))


def clean(text: str) -> str:
    return " ".join(re.sub(r"\[?<\|[^|]*\|>\]?|\[[\d,\s–-]*\]", " ", text).split())


def read(path: Path) -> list[dict]:
    packed = path.with_name(f"{path.name}.gz")
    data = gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()
    return [json.loads(line) for line in data.decode().split("\n") if line.strip()]
