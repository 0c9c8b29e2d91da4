"""The vector index: files under ``indexes/MODEL/``, derived from the database and rebuilt when they do not fit.

A large part that is mapped into memory and never changed, a small tail of what came since, and the ids of what was
taken out. Together they say of which state of the database they are.
"""

from __future__ import annotations

import errno
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from refdb.errors import ModelError
from refdb.model import Filters
from refdb.retrieval.faiss import engines, storage
from refdb.retrieval.ports import Chunks, Ids, Vectors
from refdb.retrieval.windows import entries_of

FORMAT = 2
LARGEST_TAIL = 2000  # vectors, or a tenth of the index: compared one by one at each search
_NONE = np.empty(0, dtype=np.int64)


class FaissIndex:
    """Vectors [n, dimensions] of one model under int64 ids.

    ``state`` is what the caller said of the vectors when they were saved: the database's account of them.
    """

    def __init__(self, folder: Path, fingerprint: str, dimensions: int) -> None:
        self.state = ""
        self._folder = folder_of(folder, fingerprint)
        self._fingerprint = fingerprint
        self._dimensions = dimensions
        self._base: Any = None
        self._made_for = 0  # how many vectors the base was built for
        self._base_ids = _NONE  # sorted
        self._removed = _NONE  # of the base, sorted
        self._tail_ids = _NONE
        self._tail = np.empty((0, dimensions), dtype=np.float32)
        self._files: dict[str, Any] = {}

    def __len__(self) -> int:
        return len(self._base_ids) - len(self._removed) + len(self._tail_ids)

    @property
    def kind(self) -> str:
        """The engine of the large part, in FAISS's words."""
        return engines.engine_for(self._made_for).factory

    @property
    def exact(self) -> bool:
        """Whether scores are cosines of the vectors themselves, not of what they were rounded to."""
        return engines.engine_for(self._made_for).exact

    def ids(self) -> Ids:
        """All ids in the index, sorted."""
        kept = np.setdiff1d(self._base_ids, self._removed, assume_unique=True)
        return np.sort(np.concatenate([kept, self._tail_ids]))

    def search(self, queries: Vectors, k: int, among: Ids | None = None) -> tuple[Vectors, Ids]:
        """For each query the ``k`` nearest: (cosines [q, k], ids [q, k]), best first; id -1 where there are fewer.

        ``among`` are the ids that may be found, sorted; None for all.
        """
        found = [self._search_base(queries, k, among), self._search_tail(queries, k, among)]
        scores = np.concatenate([scores for scores, _ in found], axis=1)
        ids = np.concatenate([ids for _, ids in found], axis=1)
        order = np.argsort(np.where(ids < 0, np.inf, -scores), axis=1, kind="stable")[:, :k]
        return np.take_along_axis(scores, order, axis=1), np.take_along_axis(ids, order, axis=1)

    def search_filtered(self, queries: Vectors, k: int, filters: Filters, passages: Ids) -> tuple[Vectors, Ids]:
        """The same among these passages, which are those that the filters leave."""
        del filters
        return self.search(queries, k, entries_of(passages, self.ids()))

    def _search_base(self, queries: Vectors, k: int, among: Ids | None) -> tuple[Vectors, Ids]:
        if self._base is None or not len(self._base_ids):
            return np.empty((len(queries), 0), dtype=np.float32), np.empty((len(queries), 0), dtype=np.int64)
        import faiss

        if among is None:
            selector: Any = faiss.IDSelectorNot(faiss.IDSelectorBatch(self._removed)) if len(self._removed) else None
            return engines.search(self._base, queries, min(k, len(self._base_ids)), selector)
        allowed = np.setdiff1d(among, self._removed)
        share = len(allowed) / len(self._base_ids)
        selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed))
        return engines.search(self._base, queries, min(k, len(self._base_ids)), selector, share)

    def _search_tail(self, queries: Vectors, k: int, among: Ids | None) -> tuple[Vectors, Ids]:
        allowed = np.arange(len(self._tail_ids)) if among is None else np.flatnonzero(np.isin(self._tail_ids, among))
        scores = queries @ self._tail[allowed].T
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(scores, best, axis=1), self._tail_ids[allowed][best]

    def change(self, added: Ids, vectors: Vectors, removed: Ids) -> None:
        """Take vectors out and put new ones in, in memory; ``save`` makes it last."""
        stay = ~np.isin(self._tail_ids, removed)
        self._tail_ids = np.concatenate([self._tail_ids[stay], np.asarray(added, dtype=np.int64)])
        self._tail = np.concatenate([self._tail[stay], np.asarray(vectors, dtype=np.float32)])
        self._removed = np.union1d(self._removed, np.intersect1d(removed, self._base_ids)).astype(np.int64)

    def must_be_built(self) -> bool:
        """Whether so much has changed that the large part is of the wrong kind or size: see ``build``."""
        return not engines.still_fits(self._made_for, len(self)) or (self._base is None and len(self) > 0)

    def build(self, count: int, chunks: Chunks) -> None:
        """Make the large part anew from all vectors, which ``chunks`` gives, ordered by id."""
        seen: list[Ids] = []

        def noted() -> Iterator[tuple[Ids, Vectors]]:
            seen.clear()
            for ids, vectors in chunks():
                seen.append(ids)
                yield ids, vectors

        self._base = engines.build(engines.engine_for(count), self._dimensions, count, noted)
        self._base_ids = np.sort(np.concatenate(seen)) if seen else _NONE
        self._made_for = count
        self._forget_tail()

    def _forget_tail(self) -> None:
        self._removed = self._tail_ids = _NONE
        self._tail = np.empty((0, self._dimensions), dtype=np.float32)
        self._files.pop("base", None)
        self._files.pop("ids", None)

    def _merge_tail(self) -> None:
        """Bring the tail into the large part, without placing its cells anew."""
        import faiss

        index = faiss.read_index(str(self._folder / self._files["base"]["file"])) if self._files else self._base
        if len(self._removed):
            index.remove_ids(faiss.IDSelectorBatch(self._removed))
        engines.add(index, self._tail_ids, self._tail)
        ids = self.ids()
        self._base, self._base_ids = index, ids
        self._forget_tail()

    def save(self, state: str) -> None:
        """Write what changed; a crash at any moment leaves the old index or the new one.

        Where another program has replaced the large part meanwhile, its files stay: this one serves from memory, and
        who opens the index next brings it in line.
        """
        with storage.only_writer(self._folder):
            self.state = state
            kept = [self._files[name]["file"] for name in ("base", "ids") if name in self._files]
            if not all((self._folder / file).is_file() for file in kept):
                return
            if self._base is not None and len(self._tail_ids) + len(self._removed) > max(
                LARGEST_TAIL, len(self._base_ids) // 10
            ):
                self._merge_tail()
            for name, write in {"base": self._write_base, "ids": self._write_ids}.items():
                if name not in self._files:
                    self._files[name] = storage.new_file(self._folder, name, write)
            self._files["tail"] = storage.new_file(self._folder, "tail", self._write_tail)
            manifest = {
                "format": FORMAT,
                "model": self._fingerprint,
                "dimensions": self._dimensions,
                "kind": self.kind,
                "made_for": self._made_for,
                "vectors": len(self),
                "state": state,
                **self._files,
            }
            storage.write_manifest(self._folder, manifest)
            self._load(manifest)  # mapped instead of in memory

    def _write_base(self, path: Path) -> None:
        import faiss

        if self._base is None:
            self._base = engines.build(engines.engine_for(0), self._dimensions, 0, lambda: ())
        try:
            faiss.write_index(self._base, str(path))
        except RuntimeError as error:  # faiss names a line of its code, not what the system said
            raise OSError(errno.EIO, "cannot be written whole: is the disk full?", str(path)) from error

    def _write_ids(self, path: Path) -> None:
        with path.open("wb") as file:
            np.save(file, self._base_ids)

    def _write_tail(self, path: Path) -> None:
        buffer = io.BytesIO()
        np.savez(buffer, ids=self._tail_ids, vectors=self._tail, removed=self._removed)
        path.write_bytes(buffer.getvalue())

    def _load(self, manifest: Mapping[str, Any], *, thorough: bool = False) -> None:
        import faiss

        paths = {name: storage.checked(self._folder, manifest[name], thorough=thorough) for name in _FILES}
        engine = engines.engine_for(manifest["made_for"])
        if manifest["kind"] != engine.factory:
            raise ModelError(f"it is {manifest['kind']}, and for so many vectors {engine.factory} is used now")
        self._base = faiss.read_index(
            str(paths["base"]), faiss.IO_FLAG_MMAP if engine.cells else faiss.IO_FLAG_MMAP_IFC
        )
        self._base_ids = np.load(paths["ids"])
        with np.load(paths["tail"]) as tail:
            self._tail_ids, self._tail, self._removed = tail["ids"], tail["vectors"], tail["removed"]
        self._made_for = int(manifest["made_for"])
        self._files = {name: manifest[name] for name in _FILES}
        self.state = str(manifest["state"])
        if self._base.ntotal != len(self._base_ids) or self._base.d != self._dimensions:
            raise ModelError(f"{self._folder}: the parts of the vector index do not belong together")


_FILES = ("base", "ids", "tail")


def open_index(folder: Path, fingerprint: str, dimensions: int, *, thorough: bool = False) -> FaissIndex:
    """The saved index of this model; ``thorough`` reads through every file, whatever its size.

    Raises:
        ModelError: there is none, or it is damaged; the database can make it anew.
    """
    index = FaissIndex(folder, fingerprint, dimensions)
    try:
        return _opened(index, storage.read_manifest(index._folder), thorough)
    except ModelError:
        # Another program may have replaced the files between our reading the manifest and them.
        return _opened(index, storage.read_manifest(index._folder), thorough)


def _opened(index: FaissIndex, manifest: Mapping[str, Any], thorough: bool) -> FaissIndex:
    try:
        known = (manifest["format"], manifest["model"], manifest["dimensions"])
        if known != (FORMAT, index._fingerprint, index._dimensions):
            raise ModelError(f"{index._folder} was made with the model {manifest['model']}, or by another refdb")
        index._load(manifest, thorough=thorough)
    except (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, MemoryError) as error:
        why = (str(error) or type(error).__name__).splitlines()[0]
        raise ModelError(f"{index._folder}: no usable vector index ({why})") from error
    return index


def folder_of(folder: Path, fingerprint: str) -> Path:
    """Where the index of a model lies: a folder of its own, so that no two models are mixed."""
    return folder / re.sub(r"[^\w.-]+", "_", fingerprint)[:80]
