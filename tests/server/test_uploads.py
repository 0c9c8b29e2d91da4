"""Files that came in go when nobody needs them any more, and are in no backup."""

import os
import time
import zipfile

import pytest

ARTICLE = b"Sleep\n\nNaps help memory [1].\n\nReferences\n\n1. Weber K. Short naps. Sleep. 2003;3:1-9.\n"
DAY = 86400.0


def came(library, days, data=ARTICLE, name="a.txt"):
    """An upload of some days ago."""
    kept, _ = library.keep_upload(data, name)
    path = library.upload_path(kept)
    os.utime(path, (time.time() - days * DAY,) * 2)
    return path


@pytest.fixture
def article(library):
    """The article that the file is."""
    from refdb.workflows.steps.given import extract

    number, _ = library.store.add_article(extract(ARTICLE, "a.txt"))
    return number


@pytest.mark.parametrize(("days", "setting", "stays"), [
    (0, 90, True), (89, 90, True), (91, 90, False), (2, 1, False), (4000, 0, True),
])  # fmt: skip
def test_a_file_of_an_article_goes_by_its_age(library, article, days, setting, stays, monkeypatch):
    from dataclasses import replace

    path = came(library, days)
    library.settings = replace(library.settings, keep_uploads=setting)
    assert library.clear_uploads() == int(not stays)
    assert path.exists() is stays


def test_a_file_goes_with_its_article(library, article):
    path = came(library, 2)
    assert library.clear_uploads() == 0
    library.remove([], [article])
    assert library.clear_uploads() == 1
    assert not path.exists()


def test_what_came_in_today_or_is_waited_for_stays(library):
    today, waiting, listed, other = (came(library, days, ARTICLE + str(days).encode()) for days in (0.5, 2, 3, 4))
    library.submit("audit", {"upload": waiting.name, "name": "a.txt"})
    library.submit("import", {"uploads": [listed.name]})
    part = waiting.with_suffix(".part")
    part.write_bytes(b"half")
    os.utime(part, (time.time() - 2 * DAY,) * 2)
    assert library.clear_uploads() == 2  # the other one, and what was never whole
    assert [path.exists() for path in (today, waiting, listed, other, part)] == [True, True, True, False, False]


def test_what_comes_in_again_begins_anew(library, article):
    path = came(library, 400)
    library.keep_upload(ARTICLE, "again.txt")
    assert library.clear_uploads() == 0
    assert path.exists()


def test_no_upload_is_in_a_backup(library, article, tmp_path):
    came(library, 0)
    library.backup(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert not [name for name in archive.namelist() if "upload" in name]
