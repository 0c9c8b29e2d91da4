"""A library and its keys are for its owner's eyes."""

import os
import stat
import sys
from types import SimpleNamespace

import pytest

from refdb.errors import InputError
from refdb.library import init_library
from refdb.settings import load_settings


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_a_new_library_is_its_owners_alone(tmp_path):
    before = os.umask(0o022)
    try:
        init_library(tmp_path / "lib")
    finally:
        os.umask(before)
    rights = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "lib", *(tmp_path / "lib").iterdir())
    }
    assert rights["lib"] == 0o700
    assert (rights["library.toml"], rights["refdb.sqlite3"]) == (0o600, 0o600)
    (tmp_path / "lib").chmod(0o755)  # whoever shares it keeps it shared
    init_library(tmp_path / "lib")
    assert stat.S_IMODE((tmp_path / "lib").stat().st_mode) == 0o755


def test_keys_come_from_the_keyring(tmp_path, monkeypatch):
    kept = {("refdb", "openalex_key"): "abc"}
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=lambda *name: kept.get(name)))
    (tmp_path / "library.toml").write_text('openalex_key = "keyring"')
    assert load_settings(tmp_path).openalex_key == "abc"
    monkeypatch.setenv("REFDB_SEMANTICSCHOLAR_KEY", "keyring")
    with pytest.raises(InputError, match="keyring set refdb semanticscholar_key"):
        load_settings(tmp_path)


def test_without_the_package_the_keyring_is_said_to_be_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setenv("REFDB_OPENALEX_KEY", "keyring")
    with pytest.raises(InputError, match="pip install keyring"):
        load_settings(tmp_path)
