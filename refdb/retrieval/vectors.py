"""The vector index: a FAISS file under ``indexes/``, derived from the database and rebuilt when it does not fit.

Exact inner products: a library of 100,000 passages answers in some milliseconds and needs 150 MB.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refdb.errors import ModelError
from refdb.retrieval.embedding import Vectors

Ids = NDArray[np.int64]
MANIFEST = "vectors.json"


class VectorIndex:
    """Vectors [n, dimensions] of one model under int64 ids; lives in memory until it is saved."""

    def __init__(self, folder: Path, fingerprint: str, dimensions: int, index: Any = None) -> None:  # noqa: ANN401
        import faiss

        self._folder = folder
        self._fingerprint = fingerprint
        self._dimensions = dimensions
        self._index = index if index is not None else faiss.IndexIDMap2(faiss.IndexFlatIP(dimensions))

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors [n, dimensions] under new ids [n]."""
        self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), np.asarray(ids, dtype=np.int64))

    def remove(self, ids: Ids) -> None:
        """Take out the vectors with these ids."""
        import faiss

        self._index.remove_ids(faiss.IDSelectorBatch(np.asarray(ids, dtype=np.int64)))

    def search(self, queries: Vectors, k: int) -> tuple[Vectors, Ids]:
        """For each query the ``k`` nearest: (cosines [q, k], ids [q, k]), best first; id -1 where there are fewer."""
        scores, ids = self._index.search(np.ascontiguousarray(queries, dtype=np.float32), k)
        return scores, ids

    def ids(self) -> Ids:
        """All ids in the index."""
        import faiss

        found: Ids = faiss.vector_to_array(self._index.id_map)
        return found

    def save(self) -> None:
        """Write the index and its manifest; a crash in between leaves the old ones or a pair that does not match."""
        import faiss

        self._folder.mkdir(parents=True, exist_ok=True)
        data = faiss.serialize_index(self._index).tobytes()
        manifest = {
            "model": self._fingerprint,
            "dimensions": self._dimensions,
            "vectors": int(self._index.ntotal),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        _write(self._folder / _file_name(self._fingerprint), data)
        _write(self._folder / MANIFEST, json.dumps(manifest, indent=1).encode())


def open_index(folder: Path, fingerprint: str, dimensions: int) -> VectorIndex:
    """The saved index of this model.

    Raises:
        ModelError: there is none, it is damaged, or another model made it; the database can make it anew.
    """
    import faiss

    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        data = (folder / _file_name(fingerprint)).read_bytes()
        if (manifest["model"], manifest["dimensions"]) != (fingerprint, dimensions):
            raise ModelError(f"{folder} was made with the model {manifest['model']}")
        if hashlib.sha256(data).hexdigest() != manifest["sha256"]:
            raise ModelError(f"{folder}: the vector index is damaged")
        index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder}: no usable vector index ({error})") from error
    return VectorIndex(folder, fingerprint, dimensions, index)


def _file_name(fingerprint: str) -> str:
    return f"vectors-{hashlib.sha256(fingerprint.encode()).hexdigest()[:12]}.faiss"


def _write(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)
