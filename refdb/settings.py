"""Where the library is found, and its settings: what the command line says > environment > library.toml > defaults."""

from __future__ import annotations

import json
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from refdb.errors import InputError, LibraryError

SETTINGS_FILE = "library.toml"
DATABASE_FILE = "refdb.sqlite3"
IN_KEYRING = "keyring"  # what stands for a key that the system's keyring has
SETTINGS_TEMPLATE = """\
# Settings of this refdb library. Remove the # before a line to change it.
# database = ""              # "postgresql://USER@HOST/DATABASE?schema=NAME": works and texts lie there, for many users
# vectors = "auto"           # a library in PostgreSQL searches them there, by pgvector; "files": on each machine
# registry = "crossref"      # or a URL, or a snapshot file made by `refdb snapshot build`
# mailto = ""                # your e-mail address: Crossref answers faster when it knows whom to write to
# timeout = 20.0             # seconds to wait for a registry's answer
# Who is asked for what the registry lacks: references without a DOI that it does not know, abstracts, open full texts,
# retractions. "auto" is on beside the public Crossref and off beside a snapshot or a URL; "on" and "off" say it
# outright; an http(s) address stands in for theirs.
# datacite = "auto"          # references; works with a DOI that is DataCite's: data sets, software, arXiv preprints
# europepmc = "auto"         # references; abstracts, open full texts and PubMed's retractions
# openalex = "auto"          # references; abstracts and retractions
# arxiv = "auto"             # references: preprints (one question in three seconds)
# dblp = "auto"              # references: computer science
# openlibrary = "auto"       # references: books
# unpaywall = "auto"         # where `audit DOI` and `enrich --files` find an open PDF; needs mailto
# openalex_key = ""          # your key, where OpenAlex asks for one
# semanticscholar = "auto"   # abstracts
# semanticscholar_key = ""   # your key: three times as many questions a second
# zotero = "http://127.0.0.1:23119"  # the local API of your Zotero, for `refdb import zotero`; or to write as
#                            # well "https://api.zotero.org/users/NUMBER" (`refdb export --to-zotero`), which needs
# zotero_key = ""            # a key of zotero.org/settings/keys
# retraction_watch = ""      # Retraction Watch's CSV file (gitlab.com/crossref/retraction-watch-data)
# embedder = ""              # a sentence-transformers model instead of refdb's own (pip install 'refdb[models]')
# reranker = ""              # "on": refdb's own reads the best of a search again; or a cross-encoder's name
# judge = ""                 # a sentence-transformers cross-encoder instead of the one refdb brings
# sources_per_claim = 5      # works of the library that are read for each claim
# keep_uploads = 90          # days for which `refdb serve` keeps what was sent to it; 0: as long as its article is here
# least_confidence = 0.0     # claims are settled only from this confidence on: .7 settles fewer, more of them rightly
# claims = "literature"      # which are checked: "cited", "literature" or "all", the article's own results among them
# second_opinion = ""        # another judge, shown beside the first: "http://localhost:11434/v1#MODEL" (claims and
#                            # passages are sent there) or a cross-encoder
# second_opinion_key = ""    # that server's API key, where it needs one; better in the environment
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set; each field is an option, ``REFDB_<FIELD>`` in the environment, or a key of library.toml."""

    database: str = ""  # "" is the file in the folder; else postgresql://USER@HOST/DATABASE?schema=NAME
    registry: str = "crossref"  # "crossref", a URL, or a snapshot file
    mailto: str = ""  # shown to Crossref, which then answers faster ("polite pool")
    timeout: float = 20.0  # seconds for one request to a registry
    datacite: str = "auto"  # and those below: auto (on beside the public Crossref), on, off, or an address
    europepmc: str = "auto"
    openalex: str = "auto"
    openalex_key: str = ""
    unpaywall: str = "auto"
    zotero: str = "http://127.0.0.1:23119"  # the local API of the user's Zotero
    zotero_key: str = ""  # an API key of zotero.org
    semanticscholar: str = "auto"
    semanticscholar_key: str = ""
    arxiv: str = "auto"
    dblp: str = "auto"
    openlibrary: str = "auto"
    retraction_watch: str = ""  # Retraction Watch's CSV file
    vectors: str = "auto"  # where a library in PostgreSQL searches them: auto, database, files
    embedder: str = ""  # "" is the model shipped with refdb; else a sentence-transformers name or path
    reranker: str = ""  # "" is none, "on" the one refdb brings, else a sentence-transformers cross-encoder
    judge: str = ""  # "" is the model shipped with refdb; else a sentence-transformers cross-encoder
    sources_per_claim: int = 5  # works read for each claim
    keep_uploads: int = 90  # days for which the server keeps what came in; 0 for as long as its article is here
    least_confidence: float = 0.0  # a verdict is settled from here on; 0 is what the judge was shipped with
    claims: str = "literature"  # which are checked: cited, literature, all
    second_opinion: str = ""  # "http://localhost:11434/v1#model" or a cross-encoder; "" asks nobody
    second_opinion_key: str = ""  # the endpoint's API key, where it needs one


_WORDS = {"claims": ("cited", "literature", "all")}
_RANGES = {
    "timeout": (0.01, 3600.0),
    "sources_per_claim": (1, 1000),
    "keep_uploads": (0, 36500),
    "least_confidence": (0.0, 1.0),
}


def load_settings(folder: Path | None = None, options: Mapping[str, Any] | None = None) -> Settings:
    """The settings that hold for a library.

    Args:
        folder: the library's; None where there is none.
        options: by name, those that go before environment and library.toml; a value None is not given.

    Returns:
        Settings, each from the first place that names it.

    Raises:
        InputError: a value of the wrong kind or an unknown name in library.toml.
    """
    settings = Settings()
    if folder and os.path.lexists(folder / SETTINGS_FILE):
        settings = _with(settings, _read_toml(folder / SETTINGS_FILE), str(folder / SETTINGS_FILE))
    names = [f.name for f in fields(Settings)]
    environment = {
        name: os.environ[f"REFDB_{name.upper()}"] for name in names if os.environ.get(f"REFDB_{name.upper()}")
    }
    settings = _with(settings, environment, "the environment (REFDB_…)")
    given = {name: value for name, value in (options or {}).items() if value is not None}
    return _with_keys(_with(settings, given, "the options"))


def _with_keys(settings: Settings) -> Settings:
    """The settings with each key whose value is "keyring" taken from the system's keyring, under refdb and its name."""
    kept = [f.name for f in fields(Settings) if f.name.endswith("_key") and getattr(settings, f.name) == IN_KEYRING]
    if not kept:
        return settings
    try:
        keyring = import_module("keyring")
    except ImportError:
        raise InputError(f"{kept[0]} is in the keyring, which needs a package: pip install keyring") from None
    found: dict[str, Any] = {}
    for name in kept:
        try:
            found[name] = keyring.get_password("refdb", name)
        except Exception as error:  # each of its many backends has errors of its own
            raise InputError(f"{name}: the keyring cannot be asked: {error}") from error
        if not found[name]:
            raise InputError(f"{name} is not in the keyring; put it there: keyring set refdb {name}")
    return replace(settings, **found)


def settings_here(folder: Path | None = None) -> dict[str, tuple[Any, str]]:
    """Every setting that holds for a library: its value, and where that comes from.

    Args:
        folder: the library's; None where there is none.

    Returns:
        By name, (value, "default", the file or the environment variable).

    Raises:
        InputError: as for `load_settings`.
    """
    settings = load_settings(folder)
    file = folder / SETTINGS_FILE if folder else None
    in_file = _read_toml(file) if file and os.path.lexists(file) else {}
    found = {}
    for name in (f.name for f in fields(Settings)):
        variable = f"REFDB_{name.upper()}"
        origin = variable if os.environ.get(variable) else str(file) if name in in_file else "default"
        found[name] = (getattr(settings, name), origin)
    return found


def named_setting(name: str) -> str:
    """A setting's name as it is written in library.toml.

    Args:
        name: as a user types it, with - or _.

    Returns:
        The name.

    Raises:
        InputError: there is no such setting; a near one is told.
    """
    plain = name.strip().lower().replace("-", "_")
    names = [f.name for f in fields(Settings)]
    if plain not in names:
        from difflib import get_close_matches

        near = get_close_matches(plain, names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
        raise InputError(f"no setting {name!r}; {hint}")
    return plain


def set_setting(folder: Path, name: str, value: str | None) -> Path:
    """Write a setting into a library's library.toml, whose other lines stay as they are.

    Args:
        folder: the library's.
        name: of the setting.
        value: as typed; None removes it.

    Returns:
        The file.

    Raises:
        InputError: no such setting, or a value that cannot be.
        LibraryError: the file cannot be written.
    """
    name, file = named_setting(name), Path(os.path.realpath(folder / SETTINGS_FILE))  # a link stays one
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    _read_toml(file) if text else None
    known = getattr(_with(Settings(), {name: value} if value is not None else {}, "the value"), name)
    line = f"{name} = {_toml(known)}" if value is not None else None
    lines = [one for one in text.split("\n") if not re.match(rf"\s*{name}\s*=", one)]
    if line is not None:
        behind = next((n for n, one in enumerate(lines) if re.match(rf"\s*#\s*{name}\s*=", one)), len(lines) - 1)
        lines.insert(behind + 1 if behind < len(lines) - 1 else behind, line)
    try:
        partial = file.with_name(f"{file.name}.part")
        partial.touch(mode=0o600)  # before a key stands in it
        partial.chmod(stat.S_IMODE(file.stat().st_mode) if file.is_file() else 0o600)
        partial.write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")
        partial.replace(file)
    except OSError as error:
        raise LibraryError(f"{file} cannot be written: {error.strerror or error}") from error
    return file


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def find_library(start: Path | None = None) -> Path | None:
    """The nearest folder with a library.

    Args:
        start: where to begin; None is the current folder. From there it goes upward.

    Returns:
        The folder, None where there is none.
    """
    here = (start or Path.cwd()).resolve()
    return next((folder for folder in (here, *here.parents) if (folder / DATABASE_FILE).is_file()), None)


def default_folder() -> Path:
    """The user's own library, wherever their system keeps such data.

    Returns:
        Its folder, which need not be there yet; ``REFDB_LIBRARY`` in the environment names another.
    """
    named = os.environ.get("REFDB_LIBRARY")
    if named:
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("refdb", appauthor=False)


def named_library(folder: str | Path | None) -> Path:
    """The folder that is meant: the one named, or the one found from the current folder upward, or the user's own.

    Args:
        folder: its path; None where none is named. Of a library in PostgreSQL its address: what this machine keeps of
            it (indexes, settings) lies in a folder among the user's data.

    Returns:
        The folder, whether there is a library in it or not.

    Raises:
        LibraryError: it is another URL.
    """
    address = address_of(folder)
    if not address:
        return Path(folder) if folder is not None else find_library() or default_folder()
    from platformdirs import user_data_path

    plain = re.sub(r"^postgresql[^/]*//([^/@]*@)?", "", address)
    return user_data_path("refdb", appauthor=False) / "postgresql" / re.sub(r"[^A-Za-z0-9.]+", "-", plain).strip("-")


def address_of(folder: str | Path | None) -> str:
    """The address of a library that lies in a database server.

    Args:
        folder: what a user names; None takes what `named_library` would.

    Returns:
        The address, ``""`` where the library is a folder.

    Raises:
        LibraryError: it is another URL.
    """
    named = os.environ.get("REFDB_LIBRARY", "") if folder is None and find_library() is None else str(folder or "")
    if "://" not in named:
        return ""
    if not named.startswith(("postgresql://", "postgresql+psycopg://")):
        raise LibraryError(f"{named}: a library is a folder, or in PostgreSQL: postgresql://USER@HOST/DATABASE")
    return named


def settings_of(folder: str | Path | None, options: Mapping[str, Any] | None = None) -> Settings:
    """The settings of a library: `load_settings` for what a user names, which may be an address.

    Args:
        folder: as for `named_library`.
        options: settings that go before environment and library.toml.

    Returns:
        The settings; ``database`` is the address, where one is named.

    Raises:
        LibraryError: it is a URL of another kind.
        InputError: a setting that cannot be.
    """
    return load_settings(named_library(folder), {**(options or {}), "database": address_of(folder) or None})


def existing_library(folder: str | Path | None) -> Path:
    """As `named_library`, where there is a library in that folder.

    Args:
        folder: its path; None where none is named.

    Returns:
        The folder.

    Raises:
        LibraryError: it is a URL of another kind, or there is no library.
    """
    path = named_library(folder)
    if not (path / DATABASE_FILE).is_file() and not database_of(folder):
        if any((path / "indexes").glob("*/manifest.json")):
            raise LibraryError(
                f"{path} has indexes and no {DATABASE_FILE}: the database was lost; put a copy of it back, or remove "
                "indexes/ to begin anew"
            )
        where = f"{path} is not a library" if folder is not None else "no library in this folder or above it"
        raise LibraryError(f"{where}; make one with `refdb init`, or name one with `refdb --library DIR`")
    return path


def database_of(folder: str | Path | None) -> str:
    """Where the database of a library lies.

    Args:
        folder: as for `named_library`.

    Returns:
        Its address, by the name of the library or by its settings; ``""`` where it is the file in the folder.

    Raises:
        LibraryError: it is a URL of another kind.
        InputError: its settings cannot be read.
    """
    return address_of(folder) or load_settings(named_library(folder)).database


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path} is not valid TOML: {error}") from error
    except OSError as error:  # a folder, a link to itself, another user's
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error


def _with(settings: Settings, values: Mapping[str, Any], origin: str) -> Settings:
    changes: dict[str, Any] = {}
    for name, value in values.items():
        known = getattr(settings, name, None)
        if known is None:
            names = ", ".join(f.name for f in fields(Settings))
            raise InputError(f"{origin}: unknown setting {name!r}; known are {names}")
        try:
            changes[name] = type(known)(value)
            cut = isinstance(known, int) and changes[name] != float(value)
            if cut or (isinstance(value, bool) and not isinstance(known, str)):
                raise ValueError(value)  # true is no number, and 2.5 no number of works
        except (TypeError, ValueError, OverflowError):
            raise InputError(f"{origin}: {name} = {value!r} should be a {type(known).__name__}") from None
        if name in _WORDS and changes[name] not in _WORDS[name]:
            raise InputError(f"{origin}: {name} = {value!r} should be one of {', '.join(_WORDS[name])}")
        if name in _RANGES and not _RANGES[name][0] <= changes[name] <= _RANGES[name][1]:  # nan is in no range
            raise InputError(
                f"{origin}: {name} = {value!r} should be from {_RANGES[name][0]:g} to {_RANGES[name][1]:g}"
            )
    return replace(settings, **changes)
