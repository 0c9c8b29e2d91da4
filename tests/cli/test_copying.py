"""refdb copy, and backups between folders and PostgreSQL."""

import json
from pathlib import Path

import pytest

from refdb import check_backup, copy_library, open_library, restore_library
from refdb.errors import InputError, LibraryError

BIB = "@article{m2019, title={Coffee and sleep}, year=2019, doi={10.1000/m}, abstract={Coffee shortened sleep.}}"


@pytest.fixture
def folder(tmp_path: Path, article_file: Path) -> Path:
    """A library with a work, an article, a tag that can be taken back, a decision, files and settings."""
    (tmp_path / "works.bib").write_text(BIB)
    folder = tmp_path / "folder"
    with open_library(folder, create=True) as library:
        library.import_files([tmp_path / "works.bib", article_file])
        library.edit("m2019", {"tags": "kept", "files": "pdfs/m.pdf"})
        library.label(["m2019"], "tags", ["new"])
    (folder / "pdfs").mkdir()
    (folder / "pdfs" / "m.pdf").write_bytes(b"%PDF-1.4 of m")
    (folder / "bib" / "mine.bib").write_text(BIB)
    (folder / "library.toml").write_text('mailto = "me@x.example"\n')
    return folder


def holds_all(where: Path | str, files: Path) -> bool:
    """Whether a library is what ``folder`` is, with its history."""
    with open_library(where) as library:
        (work,) = [work for work in library.works() if work.key == "m2019"]
        assert (work.tags, work.doi, work.files) == (("kept", "new"), "10.1000/m", ("pdfs/m.pdf",))
        assert [article.source.name for article in library.articles().values()] == ["article.txt"]
        assert library.settings.mailto == "me@x.example"
        library.undo()
        assert library.works_named("m2019")[0].tags == ("kept",)
        library.redo()
        assert [hit.work.key for hit in library.search("coffee sleep", 1)] == ["m2019"]
    return (files / "pdfs" / "m.pdf").read_bytes() == b"%PDF-1.4 of m" and (files / "bib" / "mine.bib").exists()


def test_there_and_back_again(folder, address, tmp_path, refdb):
    done = json.loads(refdb("copy", folder, address, "--json").stdout)
    assert (done["works"], done["articles"], done["files"]) == (1, 1, 2)
    assert done["tables"]["journal"]["rows"] > 0
    assert holds_all(address, Path(done["folder"]))
    again = refdb("copy", address, str(tmp_path / "again"))
    assert again.stdout.startswith("1 works and 1 articles (")
    assert holds_all(tmp_path / "again", tmp_path / "again")
    for target in (address, str(tmp_path / "again")):
        refused = refdb("copy", folder, target)
        assert (refused.returncode, "there is a library in" in refused.stderr) == (2, True)
    assert "the same library" in refdb("copy", folder, folder / ".").stderr
    assert not list((tmp_path / "again").glob("*copying*"))


def test_a_copy_that_is_not_complete_is_not_opened(folder, address, monkeypatch):
    from refdb.database.moving import copying

    def kill(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(copying, "_compare", kill)
    with pytest.raises(KeyboardInterrupt):
        copy_library(folder, address)
    with pytest.raises(LibraryError, match="is not complete; give the same `refdb copy` again"):
        open_library(address).works()
    monkeypatch.undo()
    copy_library(folder, address)
    with open_library(address) as library:
        assert [work.key for work in library.works()] == ["m2019"]


def test_a_backup_of_either_is_restored_to_either(folder, address, tmp_path, refdb):
    refdb("--library", str(folder), "backup", str(tmp_path / "one.zip"))
    refdb("restore", str(tmp_path / "one.zip"), address)
    with pytest.raises(InputError, match="there is a library in"):
        restore_library(tmp_path / "one.zip", address)
    refdb("--library", address, "backup", str(tmp_path / "two.zip"))
    assert check_backup(tmp_path / "two.zip")["works"] == 1
    refdb("restore", str(tmp_path / "two.zip"), str(tmp_path / "restored"))
    with open_library(tmp_path / "restored") as library:
        assert library.works_named("m2019")[0].tags == ("kept", "new")
        library.undo()
        assert library.works_named("m2019")[0].tags == ("kept",)
        assert library.settings.mailto == "me@x.example"
