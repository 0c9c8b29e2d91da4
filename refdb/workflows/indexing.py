"""Passages -> vectors: embeds what is new, and brings the index file in line with the database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from refdb.database import vectors as vector_rows
from refdb.database.store import Store
from refdb.errors import ModelError
from refdb.retrieval.embedding import Embedder, passage_text
from refdb.retrieval.vectors import VectorIndex, open_index
from refdb.workflows.progress import Progress, silent

BATCH = 256  # passages embedded between two commits


@dataclass(frozen=True, slots=True)
class IndexCounts:
    """What indexing did; ``passages`` are all in the index afterwards."""

    embedded: int
    removed: int
    passages: int
    rebuilt: bool  # the index file was missing, damaged or of another model, and was made anew from the database


def index(store: Store, folder: Path, embedder: Embedder, progress: Progress = silent) -> IndexCounts:
    """Embed every passage that this model has not seen, then update the index in ``folder``. Killed, it resumes."""
    embedded = embed_new(store, embedder, progress)
    vectors, removed, rebuilt = current_index(store, folder, embedder)
    return IndexCounts(embedded, removed, len(vectors.ids()), rebuilt)


def embed_new(store: Store, embedder: Embedder, progress: Progress = silent) -> int:
    """Embed what is new and keep the vectors in the database, a commit a batch. How many there were."""
    pending = vector_rows.without_vector(store, embedder.fingerprint)
    for start in range(0, len(pending), BATCH):
        progress("embedding passages", start, len(pending))
        batch = pending[start : start + BATCH]
        vectors = embedder.embed([passage_text(passage) for passage in batch])
        rows = [row.astype("<f4").tobytes() for row in vectors]
        vector_rows.save(store, embedder.fingerprint, [passage.id for passage in batch], rows)
    if pending:
        progress("embedding passages", len(pending), len(pending))
    return len(pending)


def current_index(store: Store, folder: Path, embedder: Embedder) -> tuple[VectorIndex, int, bool]:
    """The index file in line with the database's vectors: (index, passages removed from it, whether it was rebuilt)."""
    rebuilt = False
    try:
        vectors = open_index(folder, embedder.fingerprint, embedder.dimensions)
    except ModelError:  # the database has everything that was in it
        vectors = VectorIndex(folder, embedder.fingerprint, embedder.dimensions)
        rebuilt = True
    wanted, have = set(vector_rows.ids(store, embedder.fingerprint)), set(vectors.ids().tolist())
    gone, new = sorted(have - wanted), sorted(wanted - have)
    if gone:
        vectors.remove(np.array(gone, dtype=np.int64))
    if new:
        rows = list(vector_rows.of(store, embedder.fingerprint, new))
        matrix = np.stack([np.frombuffer(vector, dtype="<f4") for _, vector in rows])
        vectors.add(np.array([id_ for id_, _ in rows], dtype=np.int64), matrix)
    if gone or new or rebuilt:
        vectors.save()
    return vectors, len(gone), rebuilt
