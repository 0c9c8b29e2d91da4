"""What is broken or missing in a library, and mending it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from refdb.errors import RefdbError
from refdb.model import Diagnosis
from refdb.retrieval.passages import cut
from refdb.settings import SETTINGS_FILE, load_settings
from refdb.text.sentences import split

if TYPE_CHECKING:
    from refdb.retrieval.embedding import Embedder
    from refdb.workflows.steps.ports import Store

LEAST_SPACE = 200_000_000  # bytes


def diagnose(
    folder: Path, store: Store, indexes: Path, embedder: Callable[[], Embedder], *, fix: bool = False
) -> Iterator[Diagnosis]:
    """Look at a library's parts, one after the other; with ``fix`` what can be mended is.

    Args:
        folder: the library's.
        store: its database.
        indexes: where its vector indexes lie.
        embedder: opens the model whose index is looked at.
        fix: whether to mend.
    """
    yield _settings(folder)
    yield _database(store)
    yield from _mendable(
        "rows", store.stray_rows(), store.forget_stray_rows, "forgotten, as their removal should have", fix
    )
    yield from _mendable("passages", _bare(store), lambda: _cut(store), "cut into passages", fix)
    yield from _mendable("words", store.word_faults(), store.rebuild_words, "word index made anew", fix)
    yield from _index(store, indexes, embedder, fix)
    yield _texts(store)
    yield _files(folder, store)
    yield _space(folder)


def _settings(folder: Path) -> Diagnosis:
    try:
        load_settings(folder)
    except RefdbError as error:
        return Diagnosis("settings", "fault", str(error), f"edit {folder / SETTINGS_FILE}")
    return Diagnosis("settings", "well", f"{folder / SETTINGS_FILE} is read")


def _database(store: Store) -> Diagnosis:
    faults = store.faults()
    works, with_text = store.count_works()
    if faults:
        more = f", and {len(faults) - 1} more" if faults[1:] else ""
        return Diagnosis("database", "fault", f"{faults[0]}{more}", "refdb restore BACKUP NEW-FOLDER")
    return Diagnosis("database", "well", f"{works} works, {with_text} with text")


def _bare(store: Store) -> list[str]:
    bare = store.without_passages()
    return [f"{len(bare)} works have no passage and are never found: {', '.join(bare[:3])} …"] if bare else []


def _cut(store: Store) -> None:
    for work in store.works(store.without_passages()):
        store.set_passages(work.key, cut(work, split))


def _mendable(about: str, faults: list[str], mend: Callable[[], object], became: str, fix: bool) -> Iterator[Diagnosis]:
    if not faults:
        yield Diagnosis(about, "well", "nothing is missing")
    elif fix:
        mend()
        yield Diagnosis(about, "mended", f"{'; '.join(faults)}: {became}")
    else:
        yield from (Diagnosis(about, "fault", fault, "refdb doctor --fix") for fault in faults)


def _index(store: Store, indexes: Path, embedder: Callable[[], Embedder], fix: bool) -> Iterator[Diagnosis]:
    from refdb.workflows.indexing import check_index, index

    try:
        model = embedder()
        found = check_index(store, indexes, model)
    except RefdbError as error:
        yield Diagnosis("index", "fault", str(error))
        return
    told = store.word_faults()  # looked at already
    faults = [one for one in found.faults if "not embedded yet" not in one and not any(one.startswith(w) for w in told)]
    if faults and fix:
        index(store, indexes, model, rebuild=True)
        yield Diagnosis("index", "mended", f"{'; '.join(faults)}: made anew")
    elif faults:
        yield from (Diagnosis("index", "fault", fault, "refdb doctor --fix") for fault in faults)
    elif found.embedded < found.passages:
        message = f"{found.passages - found.embedded} passages are not embedded yet; the next search does it"
        yield Diagnosis("index", "note", message, "refdb index")
    else:
        yield Diagnosis("index", "well", f"{found.indexed} passages")


def _texts(store: Store) -> Diagnosis:
    works, with_text = store.count_works()
    if works - with_text:
        message = (
            f"{works - with_text} of {works} works have neither abstract nor full text: no claim is judged by them"
        )
        return Diagnosis("texts", "note", message, "refdb enrich, or refdb attach FOLDER")
    return Diagnosis("texts", "well", "every work has text")


def _files(folder: Path, store: Store) -> Diagnosis:
    gone = []
    for values in store.listed(("key", "files")):
        for name in values["files"]:
            if "://" not in name and not (folder / Path(name).expanduser()).exists():
                gone.append(f"{values['key']} ({name})")
    if gone:
        more = f" and {len(gone) - 3} more" if gone[3:] else ""
        return Diagnosis("files", "note", f"linked files that are not there: {', '.join(gone[:3])}{more}", "refdb edit")
    return Diagnosis("files", "well", "all linked files are there")


def _space(folder: Path) -> Diagnosis:
    free = shutil.disk_usage(folder).free
    if not os.access(folder, os.W_OK):
        return Diagnosis("disk", "note", f"{folder} may not be written here: the library is read alone")
    if free < LEAST_SPACE:
        return Diagnosis("disk", "fault", f"{free // 1_000_000} MB are free beside the library", "make room")
    return Diagnosis("disk", "well", f"{free // 1_000_000_000} GB are free")
