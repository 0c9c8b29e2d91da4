"""Where a library is found, and what is said where there is none."""

from pathlib import Path

import pytest

from refdb import open_library
from refdb.errors import LibraryError
from refdb.library import default_folder, find_library, init_library


def test_a_new_library_has_its_parts_and_is_made_once(tmp_path):
    assert init_library(tmp_path / "lib") is True
    assert sorted(p.name for p in (tmp_path / "lib").iterdir() if "sqlite3-" not in p.name) == [
        "bib", "indexes", "library.toml", "refdb.sqlite3",
    ]  # fmt: skip
    (tmp_path / "lib" / "library.toml").write_text('mailto = "me@example.org"\n')
    assert init_library(tmp_path / "lib") is False
    with open_library(tmp_path / "lib") as library:
        assert library.settings.mailto == "me@example.org"


def test_it_is_found_upward_from_the_current_folder(tmp_path, monkeypatch):
    init_library(tmp_path / "lib")
    deep = tmp_path / "lib" / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert find_library() == tmp_path / "lib"
    with open_library() as library:
        assert library.folder == tmp_path / "lib"


def test_else_the_environment_names_it_or_it_is_the_users_own(tmp_path, monkeypatch):
    assert default_folder() == tmp_path / "home" / "data" / "refdb"
    monkeypatch.setenv("REFDB_LIBRARY", str(tmp_path / "named"))
    assert default_folder() == tmp_path / "named"
    with open_library(create=True) as library:
        assert library.folder == tmp_path / "named"


def test_no_library_is_one_line_that_says_what_to_do(tmp_path):
    with pytest.raises(LibraryError, match="no library in this folder or above it; make one with `refdb init`"):
        open_library()
    with pytest.raises(LibraryError, match="elsewhere is not a library"):
        open_library(tmp_path / "elsewhere")
    with pytest.raises(LibraryError, match="a library is a folder, or in PostgreSQL"):
        open_library("mysql://localhost/refdb")
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="is a file; a library is a folder"):
        init_library(Path("file"))
