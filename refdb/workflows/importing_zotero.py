"""Zotero's library -> works: out of its database, or by asking the Zotero that runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from refdb.bibliography.importing import Imported
from refdb.bibliography.zotero.database import rows_of
from refdb.bibliography.zotero.gathering import document_of
from refdb.bibliography.zotero.items import works_and_failures
from refdb.citations.extraction import extract
from refdb.errors import InputError, RegistryRefused, RegistryUnavailable
from refdb.model import Work
from refdb.workflows.full_texts.texts import LEAST, texts_of

DATABASE = "zotero.sqlite"
_CACHE = ".zotero-ft-cache"  # the text that Zotero took from an attachment, beside it
_FOLDERS = ("Zotero", "snap/zotero-snap/common/Zotero", ".var/app/org.zotero.Zotero/data/Zotero")


def of_database(path: Path) -> Imported:
    """The works of a ``zotero.sqlite``, with the texts that Zotero took from their attachments.

    Raises:
        InputError: it is no database of Zotero's.
    """
    works, said = works_and_failures(document_of(*rows_of(path)))
    return Imported(tuple(map(_with_text, works)), tuple(said))


def of_running(address: str, key: str = "") -> Imported:
    """The works of the Zotero that runs on this machine; else of the database where Zotero keeps it.

    Args:
        address: of its local API, or of a library of zotero.org.
        key: an API key, for zotero.org.

    Raises:
        InputError: neither is there.
    """
    from refdb.registries.zotero import ZoteroApi

    source = ZoteroApi(address, key=key, timeout=10.0)
    try:
        works, said = works_and_failures(document_of(source.rows("items"), source.rows("collections")))
        return Imported(tuple(works), tuple(said))
    except (RegistryUnavailable, RegistryRefused) as error:
        file = next((f for f in (Path.home() / folder / DATABASE for folder in _FOLDERS) if f.is_file()), None)
        if file is None:
            raise InputError(
                f"Zotero does not answer ({error}), and there is no {Path.home() / _FOLDERS[0] / DATABASE}; start it "
                "and allow other applications (Settings, Advanced), or give the file: refdb import …/zotero.sqlite"
            ) from error
        return of_database(file)
    finally:
        source.close()


def _with_text(work: Work) -> Work:
    """The work with the text of its first attachment that Zotero has read."""
    for file in work.files:
        cache = Path(file).parent / _CACHE
        try:
            data = cache.read_bytes()
        except OSError:
            continue
        from refdb.articles.reading import read_bytes

        try:
            text = texts_of(extract(read_bytes(data, f"{Path(file).name}.txt"))).full_text
        except InputError:
            continue
        if len(text) >= LEAST:
            return replace(work, full_text=text)
    return work
