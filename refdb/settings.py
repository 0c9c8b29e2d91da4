"""Settings: what the command line says > environment > library.toml > defaults."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from refdb.errors import InputError

SETTINGS_FILE = "library.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set; each field is an option, ``REFDB_<FIELD>`` in the environment, or a key of library.toml."""

    registry: str = "crossref"  # "crossref", a URL, or a snapshot file
    mailto: str = ""  # shown to Crossref, which then answers faster ("polite pool")
    timeout: float = 20.0  # seconds for one request to a registry
    datacite: str = "auto"  # and the three below: auto (on beside the public Crossref), on, off, or an address
    europepmc: str = "auto"
    openalex: str = "auto"
    openalex_key: str = ""
    semanticscholar: str = "auto"
    semanticscholar_key: str = ""
    retraction_watch: str = ""  # Retraction Watch's CSV file
    embedder: str = ""  # "" is the model shipped with refdb; else a sentence-transformers name or path
    reranker: str = ""  # "" is none, "on" the one refdb brings, else a sentence-transformers cross-encoder
    judge: str = ""  # "" is the model shipped with refdb; else a sentence-transformers cross-encoder
    sources_per_claim: int = 5  # works read for each claim
    least_confidence: float = 0.0  # a verdict is settled from here on; 0 is what the judge was shipped with
    second_opinion: str = ""  # "http://localhost:11434/v1#model" or a cross-encoder; "" asks nobody
    second_opinion_key: str = ""  # the endpoint's API key, where it needs one


def load_settings(folder: Path | None = None, options: Mapping[str, Any] | None = None) -> Settings:
    """Settings for the library in ``folder``; ``options`` with the value None are not given.

    Raises:
        InputError: a value of the wrong kind or an unknown name in library.toml.
    """
    settings = Settings()
    if folder and (folder / SETTINGS_FILE).is_file():
        settings = _with(settings, _read_toml(folder / SETTINGS_FILE), str(folder / SETTINGS_FILE))
    names = [f.name for f in fields(Settings)]
    environment = {
        name: os.environ[f"REFDB_{name.upper()}"] for name in names if os.environ.get(f"REFDB_{name.upper()}")
    }
    settings = _with(settings, environment, "the environment (REFDB_…)")
    given = {name: value for name, value in (options or {}).items() if value is not None}
    return _with(settings, given, "the options")


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not valid TOML: {error}") from error


def _with(settings: Settings, values: Mapping[str, Any], origin: str) -> Settings:
    changes: dict[str, Any] = {}
    for name, value in values.items():
        known = getattr(settings, name, None)
        if known is None:
            names = ", ".join(f.name for f in fields(Settings))
            raise InputError(f"{origin}: unknown setting {name!r}; known are {names}")
        try:
            changes[name] = type(known)(value)
        except (TypeError, ValueError):
            raise InputError(f"{origin}: {name} = {value!r} should be a {type(known).__name__}") from None
    return replace(settings, **changes)
