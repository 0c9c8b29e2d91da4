"""A library's folder: where it is found, and how it is made."""

from __future__ import annotations

import os
from pathlib import Path

from refdb.errors import LibraryError
from refdb.settings import SETTINGS_FILE

DATABASE_FILE = "refdb.sqlite3"
SETTINGS_TEMPLATE = """\
# Settings of this refdb library. Remove the # before a line to change it.
# registry = "crossref"      # or a URL, or a snapshot file made by `refdb snapshot build`
# mailto = ""                # your e-mail address: Crossref answers faster when it knows whom to write to
# timeout = 20.0             # seconds to wait for a registry's answer
# Who is asked for what the registry lacks: abstracts, open full texts, retractions. "auto" is on beside the public
# Crossref and off beside a snapshot or a URL; "on" and "off" say it outright; an http(s) address stands in for theirs.
# datacite = "auto"          # works with a DOI that is DataCite's: data sets, software, arXiv preprints
# europepmc = "auto"         # abstracts, open full texts and PubMed's retractions
# openalex = "auto"          # abstracts and retractions
# openalex_key = ""          # your key, where OpenAlex asks for one
# semanticscholar = "auto"   # abstracts
# semanticscholar_key = ""   # your key: three times as many questions a second
# retraction_watch = ""      # Retraction Watch's CSV file (gitlab.com/crossref/retraction-watch-data)
# embedder = ""              # a sentence-transformers model instead of refdb's own (pip install 'refdb[models]')
# reranker = ""              # "on": refdb's own reads the best of a search again; or a cross-encoder's name
# judge = ""                 # a sentence-transformers cross-encoder instead of the one refdb brings
# sources_per_claim = 5      # works of the library that are read for each claim
# least_confidence = 0.0     # claims are settled only from this confidence on: .7 settles fewer, more of them rightly
# second_opinion = ""        # another judge, shown beside the first: "http://localhost:11434/v1#MODEL" (claims and
#                            # passages are sent there) or a cross-encoder
# second_opinion_key = ""    # that server's API key, where it needs one; better in the environment
"""


def init_library(folder: Path) -> bool:
    """Make a library in ``folder``; False where it is one already.

    Raises:
        LibraryError: the folder cannot be made or written.
    """
    from refdb.database.store import Store

    if folder.exists() and not folder.is_dir():
        raise LibraryError(f"{folder} is a file; a library is a folder")
    new = not (folder / DATABASE_FILE).is_file()
    try:
        for part in (folder, folder / "indexes", folder / "bib"):
            part.mkdir(parents=True, exist_ok=True)
        if not (folder / SETTINGS_FILE).exists():
            (folder / SETTINGS_FILE).write_text(SETTINGS_TEMPLATE, encoding="utf-8")
    except OSError as error:
        raise LibraryError(f"{folder} cannot be made a library: {error.strerror}") from error
    Store(folder / DATABASE_FILE).close()
    return new


def find_library(start: Path | None = None) -> Path | None:
    """The nearest folder with a library, from ``start`` (the current folder) upward."""
    here = (start or Path.cwd()).resolve()
    return next((folder for folder in (here, *here.parents) if (folder / DATABASE_FILE).is_file()), None)


def default_folder() -> Path:
    """The user's own library, wherever their system keeps such data."""
    named = os.environ.get("REFDB_LIBRARY")
    if named:
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("refdb", appauthor=False)
