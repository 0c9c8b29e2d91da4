"""Queries -> works: words and vectors are asked, fused, and the best passage of each work is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from refdb.database.store import Store
from refdb.database.words import search as search_words
from refdb.model import Hit, Passage
from refdb.retrieval.embedding import Embedder
from refdb.retrieval.keywords import WORD_WEIGHTS, fts_query
from refdb.retrieval.search import Fused, fuse
from refdb.retrieval.vectors import VectorIndex
from refdb.workflows.indexing import current_index, embed_new
from refdb.workflows.progress import Progress, silent

DEPTH = 100  # passages taken from each ranking before they are fused


@dataclass(frozen=True, slots=True)
class Searcher:
    """What a search needs: the rows, the vectors, and the model that made them."""

    store: Store
    vectors: VectorIndex
    embedder: Embedder


def open_searcher(store: Store, folder: Path, embedder: Embedder, progress: Progress = silent) -> Searcher:
    """A searcher over everything in the library; passages that are new are embedded first."""
    embed_new(store, embedder, progress)
    vectors, _, _ = current_index(store, folder, embedder)
    return Searcher(store, vectors, embedder)


def search(searcher: Searcher, queries: Sequence[str], k: int = 10) -> list[list[Hit]]:
    """For each query the ``k`` best works, each with its best passage."""
    return [_best_works(searcher, ranking, k) for ranking in rank_passages(searcher, queries)]


def rank_passages(searcher: Searcher, queries: Sequence[str]) -> list[list[Fused]]:
    """For each query the passages, best first, with the parts of their score."""
    if not queries or not searcher.vectors.ids().size:
        return [[] for _ in queries]
    scores, ids = searcher.vectors.search(searcher.embedder.embed(list(queries)), DEPTH)
    rankings = []
    for query, row_scores, row_ids in zip(queries, scores.tolist(), ids.tolist(), strict=True):
        by_vector = [(id_, score) for id_, score in zip(row_ids, row_scores, strict=True) if id_ >= 0]
        by_words = search_words(searcher.store, fts_query(query), DEPTH, WORD_WEIGHTS)
        rankings.append(fuse(by_words, by_vector))
    return rankings


def _best_works(searcher: Searcher, ranking: Sequence[Fused], k: int) -> list[Hit]:
    passages = searcher.store.passages([fused.id for fused in ranking])
    best: dict[str, tuple[Fused, Passage]] = {}
    for fused in ranking:
        passage = passages.get(fused.id)
        if passage and passage.work not in best:
            best[passage.work] = (fused, passage)
        if len(best) == k:
            break
    works = {work.key: work for work in searcher.store.works(best)}
    return [Hit(works[key], passage, fused.score, fused.parts) for key, (fused, passage) in best.items()]
