"""Passages -> vectors: embeds what is new, and brings the index files in line with the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from refdb.database.ports import Database
from refdb.errors import LibraryError, ModelError
from refdb.model import IndexCheck, IndexCounts, Passage
from refdb.model.running import Progress, silent
from refdb.retrieval.embedding import Embedder
from refdb.retrieval.faiss.index import FaissIndex, folder_of, open_index
from refdb.retrieval.faiss.storage import remove_other_folders
from refdb.retrieval.ports import Ids, VectorIndex, Vectors
from refdb.retrieval.windows import SLOTS, entries, entries_of, passages_of, windows
from refdb.workflows.steps.ports import Reading

BATCH = 256  # passages embedded between two commits
PIECE = 10_000  # passages whose vectors are read from the database at once while an index is built


def index(
    library: Reading, folder: Path, embedder: Embedder, progress: Progress = silent, *, rebuild: bool = False
) -> IndexCounts:
    """Embed every passage that this model has not seen, then update the index in ``folder``. Killed, it resumes.

    ``rebuild`` makes the index files and the word index anew from the database, whatever state they are in, and
    forgets the vectors and files of other models.
    """
    embedded = embed_new(library, embedder, progress)
    if rebuild:
        with library.writable() as store:
            store.rebuild_words()
            store.forget_other_vectors(embedder.fingerprint)
        vectors = _built(library, folder, embedder, progress)
        remove_other_folders(folder_of(folder, embedder.fingerprint))
        return IndexCounts(embedded, 0, _passages(vectors), True, "as you asked")
    vectors, removed, reason = current_index(library, folder, embedder, progress)
    return IndexCounts(embedded, removed, _passages(vectors), bool(reason), reason)


def embed_new(library: Reading, embedder: Embedder, progress: Progress = silent, patience: float = 30.0) -> int:
    """Embed what is new and keep the vectors in the database, a commit a batch. How many there were.

    Raises:
        LibraryError: they cannot be kept, or another program wrote for longer than ``patience`` seconds.
    """
    total = library.count_unembedded(embedder.fingerprint)
    if not total:
        return 0
    done = last = 0
    with library.writable(patience) as store:
        while done < total:
            progress("embedding passages", done, total)
            batch = store.unembedded(embedder.fingerprint, BATCH, after=last)
            if not batch:  # another program took passages away, or embedded them
                break
            last = batch[-1].id
            embed_batch(store, embedder, batch)
            done += len(batch)
    progress("embedding passages", total, total)
    return done


def embed_batch(store: Database, embedder: Embedder, batch: Sequence[Passage]) -> int:
    """Embed these passages and keep the vectors in the database; how many there were."""
    texts = [windows(passage) for passage in batch]
    vectors = embedder.embed([text for several in texts for text in several])
    ends = np.cumsum([len(several) for several in texts])[:-1]
    of_each = [part.astype("<f4").tobytes() for part in np.split(vectors, ends)]
    return store.save_vectors(embedder.fingerprint, [passage.id for passage in batch], of_each)


def current_index(
    library: Reading, folder: Path, embedder: Embedder, progress: Progress = silent, *, must_last: bool = True
) -> tuple[VectorIndex, int, str]:
    """The index in line with the database's vectors: (index, passages removed from it, why it was made anew or "").

    Where it need not last, a folder that cannot be written is no fault: the index serves from memory.
    """
    inside = library.vector_index(embedder.fingerprint, embedder.dimensions, SLOTS)
    if inside is not None:  # what is embedded comes into it by itself
        if inside.must_be_built():
            inside.complete(progress)
        return inside, 0, ""
    state = str(library.vector_state(embedder.fingerprint))
    try:
        vectors: VectorIndex = open_index(folder, embedder.fingerprint, embedder.dimensions)
    except ModelError as error:  # the database has everything that was in it
        return _built(library, folder, embedder, progress, must_last=must_last), 0, str(error)
    if vectors.state == state:
        return vectors, 0, ""
    wanted = np.array(library.vector_ids(embedder.fingerprint), dtype=np.int64)
    known = vectors.ids()
    have = np.unique(passages_of(known))
    gone, new = np.setdiff1d(have, wanted), np.setdiff1d(wanted, have)
    ids, matrix = _matrix(library, embedder, new)
    vectors.change(ids, matrix, entries_of(gone, known))
    if vectors.must_be_built():  # a library that grew: no fault, and no news for the user
        return _built(library, folder, embedder, progress, must_last=must_last), len(gone), ""
    _save(vectors, state, must_last=must_last)
    return vectors, len(gone), ""


def check_index(library: Reading, folder: Path, embedder: Embedder) -> IndexCheck:
    """Compare passages, vectors, index files and word index; nothing is changed."""
    model = embedder.fingerprint
    missing = library.count_unembedded(model)
    wanted = np.array(library.vector_ids(model), dtype=np.int64)
    faults = [f"{missing} passages are not embedded yet; `refdb index` does it"] if missing else []
    indexed, engine = 0, ""
    try:
        inside = library.vector_index(model, embedder.dimensions, SLOTS)
        found = inside if inside is not None else open_index(folder, model, embedder.dimensions, thorough=True)
        vectors: VectorIndex = found
        known = vectors.ids()
        have = np.unique(passages_of(known))
        indexed, engine = len(have), vectors.kind
        lacking, extra = len(np.setdiff1d(wanted, have)), len(np.setdiff1d(have, wanted))
        twice = len(known) - len(np.unique(known))
        faults += [f"{lacking} passages are not in the index; `refdb index` adds them"] if lacking else []
        faults += [f"{extra} entries of the index have no passage; `refdb index` removes them"] if extra else []
        faults += [f"{twice} vectors are twice in the index; `refdb index --rebuild` mends it"] if twice else []
    except ModelError as error:
        faults += [f"{error}; `refdb index` makes it anew"] if len(wanted) else []
    faults += [f"{fault}; `refdb index --rebuild` mends it" for fault in library.word_faults()]
    return IndexCheck(len(wanted) + missing, len(wanted), indexed, engine, tuple(faults))


def _save(vectors: VectorIndex, state: str, *, must_last: bool) -> None:
    try:
        vectors.save(state)
    except LibraryError:
        if must_last:
            raise


def _built(
    library: Reading, folder: Path, embedder: Embedder, progress: Progress, *, must_last: bool = True
) -> VectorIndex:
    """An index made from all vectors of the database, and saved."""
    state = str(library.vector_state(embedder.fingerprint))
    ids = np.array(library.vector_ids(embedder.fingerprint), dtype=np.int64)

    def chunks() -> Iterator[tuple[Ids, Vectors]]:
        for start in range(0, len(ids), PIECE):
            progress("building the vector index", start, len(ids))
            yield _matrix(library, embedder, ids[start : start + PIECE])

    inside = library.vector_index(embedder.fingerprint, embedder.dimensions, SLOTS)
    vectors: VectorIndex = (
        inside if inside is not None else FaissIndex(folder, embedder.fingerprint, embedder.dimensions)
    )
    vectors.build(library.vector_bytes(embedder.fingerprint) // (4 * embedder.dimensions), chunks)
    _save(vectors, state, must_last=must_last)
    return vectors


def _passages(vectors: VectorIndex) -> int:
    return len(np.unique(passages_of(vectors.ids())))


def _matrix(library: Reading, embedder: Embedder, ids: Ids) -> tuple[Ids, Vectors]:
    """The database's vectors [n, dimensions] of these passages with their entries [n], in order."""
    found = sorted(library.vectors_of(embedder.fingerprint, ids.tolist()))
    matrix = np.frombuffer(b"".join(row for _, row in found), dtype="<f4").reshape(-1, embedder.dimensions)
    counts = [len(row) // (4 * embedder.dimensions) for _, row in found]
    known = [entries(id_, count) for (id_, _), count in zip(found, counts, strict=True)]
    return np.concatenate([np.empty(0, dtype=np.int64), *known]), matrix
