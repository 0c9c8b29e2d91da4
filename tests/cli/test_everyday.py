"""The everyday commands as a user calls them: works added, shown, listed, changed, removed; backups and health."""

import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from refdb.library import open_library

MANSON = "10.1056/nejmoa1809944"


@pytest.fixture
def filled(refdb, works_file):
    refdb("init")
    refdb("import", works_file)
    return refdb


def key_of(refdb, doi: str) -> str:
    return next(row["key"] for row in refdb("list", "--json").rows if row["doi"] == doi)


# --- add --------------------------------------------------------------------------------------


def test_add_fetches_now_and_says_what_does_not_exist(refdb, snapshot_file):
    done = refdb(
        "--library",
        "lib",
        "add",
        MANSON,
        f"https://doi.org/{MANSON}",
        "10.1234/doesnotexist",
        "--registry",
        snapshot_file,
        "--tag",
        "bones",
        "--json",
    )
    rows = done.rows
    assert [(row["outcome"], row["doi"]) for row in rows] == [("added", MANSON), ("known", MANSON), ("not_found", "")]
    assert "the DOI 10.1234/doesnotexist does not exist" in rows[2]["note"]
    assert done.returncode == 1
    (work,) = refdb("--library", "lib", "show", MANSON, "--json").rows
    assert (work["tags"], work["title"]) == (["bones"], rows[0]["title"])
    assert refdb("--library", "lib", "history").stdout.count("add 10.1056/nejmoa1809944 and 2 more: 1 work added") == 1
    refdb("--library", "lib", "undo")
    assert refdb("--library", "lib", "list").stdout == ""


def test_add_takes_a_printed_reference(refdb, snapshot_file):
    printed = (
        "Manson JE, Cook NR, Lee IM. Vitamin D supplements and prevention of cancer and cardiovascular disease. "
        "N Engl J Med. 2019;381(1):33-44."
    )
    done = refdb("add", printed, "--library", "lib", "--registry", snapshot_file)
    assert done.returncode == 0
    assert done.stdout.startswith("added ")
    assert "printed otherwise than registered: volume" in done.stdout


def test_add_without_network_says_so_and_adds_nothing(refdb):
    done = refdb("add", MANSON, "--library", "lib", "--registry", "http://127.0.0.1:9")
    assert done.returncode == 3
    assert done.stderr.startswith("no network: 1 works not looked up (")
    assert refdb("list", "--library", "lib").stdout == ""


# --- show, list -------------------------------------------------------------------------------


def test_show_tells_all_of_a_work(filled):
    shown = filled("show", MANSON).stdout
    assert shown.startswith("Vitamin D Supplements and Prevention of Cancer and Cardiovascular Disease\n")
    assert f"  doi        {MANSON}\n" in shown
    (row,) = filled("show", f"https://doi.org/{MANSON}", "--json").rows
    assert row["authors"][0] == "Manson, JoAnn E."
    assert row["cited_by"] == []


def test_a_work_that_is_not_here_is_told_with_what_may_be_meant(filled):
    key = key_of(filled, MANSON)
    assert filled("show", key[:-1]).stderr == (
        f"refdb: the library has no work {key[:-1]!r} (neither key nor DOI); did you mean {key}?\n"
    )
    assert "`refdb list` shows what there is" in filled("show", "10.1234/nothing").stderr


def test_list_sorts_selects_cuts_and_has_four_forms(filled):
    years = [row["year"] for row in filled("list", "--columns", "year,key", "--sort", "-year", "--format", "json").rows]
    known = [year for year in years if year is not None]
    assert known == sorted(known, reverse=True)
    assert years[: len(known)] == known  # those without a year come last, either way
    assert len(filled("list", "-n", "2", "--offset", "1").stdout.splitlines()) == 2
    rows = list(csv.DictReader(io.StringIO(filled("list", "--format", "csv", "--columns", "key,authors,tags").stdout)))
    assert len(rows) == 5
    assert any(row["authors"].startswith("Manson, JoAnn E.; ") for row in rows)
    assert filled("list", "--format", "tsv", "--columns", "key,doi").stdout.startswith("key\tdoi\n")
    assert filled("list", "--columns", "colour").stderr.startswith("refdb: no column 'colour'; there are key, author,")
    key = key_of(filled, MANSON)
    filled("tag", "add", "bones", MANSON)
    assert [row["key"] for row in filled("list", "--tag", "Bones", "--json").rows] == [key]
    assert filled("list", "--search", "cardiovascular vitamin", "--json").rows[0]["key"] == key
    assert filled("list", "--article", "7").stderr.startswith("refdb: no article 7 in this library")


# --- change -----------------------------------------------------------------------------------


def test_edit_sets_fields_and_undo_takes_it_back(filled):
    key = key_of(filled, MANSON)
    before = filled("show", MANSON, "--json").rows
    done = filled(
        "edit",
        MANSON,
        "--set",
        "year=2020",
        "--set",
        "authors=Doe, Jane; World Health Organization",
        "--set",
        "key=vital",
        "--unset",
        "issue",
    )
    assert done.returncode == 0, done.stderr
    assert "vital  year: 2019 → 2020\n" in done.stdout
    (row,) = filled("show", "vital", "--json").rows
    assert (row["authors"], row["year"], row["aliases"]) == (["Doe, Jane", "World Health Organization"], 2020, [key])
    assert "issue" not in row
    assert filled("show", key, "--json").rows == [row]  # the old key is an alias
    assert "edited" in filled("undo").stdout
    assert filled("show", MANSON, "--json").rows == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("colour=red", "a work has no field 'colour' to edit; there are key, type"),
        ("year=soon", "year = 'soon' should be a year, such as 2019"),
        ("doi=none", "doi = 'none' is no DOI"),
        ("doi=10.1056/nejmoa1811403", "the DOI 10.1056/nejmoa1811403 is that of"),
        ("key=", "a work needs a key"),
        ("year", "--set year: expected FIELD=VALUE"),
    ],
)
def test_an_edit_that_cannot_be_changes_nothing(filled, change, message):
    done = filled("edit", MANSON, "--set", change)
    assert (done.returncode, message in done.stderr) == (2, True), done.stderr
    assert filled("history").stdout.count("edited") == 0


def test_edit_opens_an_editor_on_yaml(filled, monkeypatch):
    typed = []

    def editor(text, **_):
        typed.append(text)
        return text.replace("2019", "2021") + "language: en\n"

    monkeypatch.setattr("click.edit", editor)
    done = filled("edit", MANSON)
    assert "- Manson, JoAnn E." in typed[0]
    assert "year: 2019 → 2021" in done.stdout
    assert "language: nothing → en" in done.stdout
    monkeypatch.setattr("click.edit", lambda *_, **__: None)
    assert filled("edit", MANSON).stdout.endswith(": nothing changed\n")
    monkeypatch.setattr("click.edit", lambda *_, **__: "title: [")
    assert "is no YAML, and nothing was changed" in filled("edit", MANSON).stderr


def test_tags_and_collections_are_given_taken_renamed_and_counted(filled):
    assert filled("tag", "add", "bones", MANSON, "10.1056/nejmoa1811403").stdout == "2 works changed\n"
    assert filled("tag", "add", "Bones", MANSON).stdout == "nothing changed: so it was already\n"
    assert filled("tag", "rename", "bones", "joints").stdout == "2 works changed\n"
    assert filled("tag", "rm", "JOINTS", MANSON).stdout == "1 work changed\n"
    assert filled("tag").stdout == "     1  joints\n"
    assert filled("tag", "rename", "bones", "x").stderr.startswith("refdb: no work has 'bones'")
    filled("collection", "add", "thesis/chapter 2", MANSON)
    filled("collection", "rename", "thesis", "book")
    assert filled("collection", "list", "--json").rows == [{"name": "book/chapter 2", "works": 1}]
    assert len(filled("list", "--collection", "book", "--json").rows) == 1


def test_rm_removes_and_undo_brings_back(filled, article_file):
    assert filled("rm").stderr.startswith("refdb: say what to remove")
    assert filled("rm", MANSON, "10.1234/nothing").returncode == 2
    assert len(filled("list").stdout.splitlines()) == 5  # nothing was removed
    assert filled("rm", MANSON, "--json").rows[0]["removed"] is True
    assert len(filled("list").stdout.splitlines()) == 4
    filled("undo")
    assert len(filled("list").stdout.splitlines()) == 5
    filled("import", article_file)
    assert filled("rm", "--article", "1").stdout == "removed article 1\n"
    assert filled("list", "articles").stdout == ""
    filled("undo")
    assert len(filled("list", "articles", "--json").rows) == 1


def test_detach_takes_a_full_text_away(filled, tmp_path):
    text = "Vitamin D Supplements and Prevention of Cancer and Cardiovascular Disease\n\n" + (
        "Sleep was measured in all participants, and nothing was found that would tell one group from the other. " * 30
    )
    (tmp_path / "wrong.txt").write_text(text)
    assert filled("detach", MANSON).stderr.endswith("has no full text that could be taken away\n")
    assert filled("attach", MANSON, "wrong.txt", "--force").returncode == 0
    assert filled("stats", "--json").stdout.count('"with_full_text": 1') == 1
    assert filled("detach", MANSON).stdout.startswith("detached wrong.txt from ")
    assert filled("stats", "--json").stdout.count('"with_full_text": 0') == 1
    filled("undo")
    assert "full text (wrong.txt)" in filled("show", MANSON).stdout
    assert "attach wrong.txt" in filled("undo").stdout  # the attaching itself


def test_merge_makes_one_of_two(filled):
    kept, other = key_of(filled, MANSON), key_of(filled, "10.1056/nejmoa1811403")
    assert f"(also {other})" in filled("merge", MANSON, other).stdout
    assert filled("show", other, "--json").rows[0]["key"] == kept
    filled("undo")
    assert filled("show", other, "--json").rows[0]["key"] == other


def test_open_says_what_it_opens(filled, tmp_path, monkeypatch):
    launched = []
    monkeypatch.setattr("click.launch", launched.append)
    assert filled("open", MANSON, "--print").stdout == f"https://doi.org/{MANSON}\n"
    (tmp_path / "m.pdf").touch()
    filled("edit", MANSON, "--set", "files=m.pdf")
    filled("open", MANSON)
    filled("open", MANSON, "--page")
    assert launched == [str(tmp_path / "m.pdf"), f"https://doi.org/{MANSON}"]


def test_stats_count(filled):
    found = json.loads(filled("stats", "--json").stdout)
    assert (found["works"], found["articles"], found["references"]) == (5, 0, {})
    assert found["with_abstract"] + found["without_text"] == 5
    assert "works       5" in filled("stats").stdout


# --- the library ------------------------------------------------------------------------------


def test_a_backup_is_restored_and_a_damaged_one_refused(filled, tmp_path):
    filled("config", "set", "mailto", "ann@example.org")
    done = filled("backup", "b.zip")
    assert done.stdout.startswith("5 works and 0 articles in b.zip")
    assert filled("backup", "b.zip").stderr == "refdb: b.zip is there already; --force replaces it\n"
    assert filled("backup", "b.zip", "--force").returncode == 0
    assert filled("restore", "b.zip", "again").returncode == 0
    assert filled("list", "--library", "again").stdout == filled("list").stdout
    assert filled("config", "get", "mailto", "--library", "again").stdout == "ann@example.org\n"
    assert "there is a library in again already" in filled("restore", "b.zip", "again").stderr
    data = (tmp_path / "b.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[: len(data) // 2])
    assert "is no backup" in filled("restore", "cut.zip", "third").stderr
    with zipfile.ZipFile(tmp_path / "b.zip") as old, zipfile.ZipFile(tmp_path / "other.zip", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"ann@", b"bob@"))
    assert "other.zip is damaged: library.toml" in filled("restore", "other.zip", "--check").stderr
    assert filled("restore", "b.zip", "--check").stdout.endswith(": sound\n")
    assert not (tmp_path / "third").exists()


def test_a_backup_is_taken_while_others_write(filled, tmp_path):
    with sqlite3.connect(tmp_path / "refdb.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE work SET title = 'half done'")
        assert filled("backup", "b.zip").returncode == 0
        other.execute("ROLLBACK")
    other.close()
    filled("restore", "b.zip", "again")
    assert "half done" not in filled("list", "--library", "again").stdout


def test_an_archive_that_leads_elsewhere_writes_nothing_there(refdb, tmp_path):
    body = b"x"
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    names = ["../evil.txt", "bib/../../evil.txt", "/tmp/evil.txt", "bib/.."]
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        manifest = {"files": {name: {"sha256": digest} for name in names}, "works": 0, "articles": 0, "made_at": ""}
        archive.writestr("backup.json", json.dumps(manifest))
        for name in names:
            archive.writestr(name, body)
    refdb("restore", "evil.zip", "sub/lib")
    assert [path.name for path in tmp_path.rglob("evil.txt")] == []


def test_doctor_finds_and_mends(filled, tmp_path):
    assert filled("doctor").returncode == 0
    with sqlite3.connect(tmp_path / "refdb.sqlite3") as broken:
        broken.execute("DELETE FROM passage_fts WHERE rowid = 1")
        broken.execute("DELETE FROM passage WHERE id = 2")
    broken.close()
    done = filled("doctor", "--json")
    assert done.returncode == 1
    assert {row["about"] for row in done.rows if row["state"] == "fault"} == {"passages", "words"}
    mended = {row["about"] for row in filled("doctor", "--fix", "--json").rows if row["state"] == "mended"}
    assert mended == {"passages", "words"}
    assert filled("doctor").returncode == 0
    (tmp_path / "library.toml").write_text("regisstry = 'x'\n")
    with open_library(tmp_path / "nowhere", create=True) as lib:
        (lib.folder / "library.toml").write_text("timeout = -1\n")
        assert [one.about for one in lib.diagnose() if one.state == "fault"] == ["settings"]


def test_config_shows_and_writes_settings(filled, tmp_path):
    template = (tmp_path / "library.toml").read_text()
    assert filled("config", "set", "sources-per-claim", "3").returncode == 0
    assert filled("config", "get", "sources_per_claim").stdout == "3\n"
    text = (tmp_path / "library.toml").read_text()
    assert len(text.splitlines()) == len(template.splitlines()) + 1
    assert text.splitlines()[text.splitlines().index("sources_per_claim = 3") - 1].startswith("# sources_per_claim = 5")
    filled("config", "set", "sources_per_claim", "4")
    assert (tmp_path / "library.toml").read_text().count("\nsources_per_claim") == 1
    rows = {row["name"]: row for row in filled("config", "list", "--json").rows}
    assert (rows["sources_per_claim"]["value"], rows["registry"]["origin"]) == (4, "default")
    assert filled("config", "unset", "sources_per_claim").returncode == 0
    assert (tmp_path / "library.toml").read_text() == template
    assert filled("config", "set", "registy", "x").stderr == "refdb: no setting 'registy'; did you mean registry?\n"
    assert "should be from 0.01 to 3600" in filled("config", "set", "timeout", "0").stderr
    assert (tmp_path / "library.toml").read_text() == template
    filled("config", "set", "openalex_key", "secret")
    assert "secret" not in filled("config", "list").stdout


# --- refdb itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("serach", "`refdb search`"), ("hlep", "`refdb help`"), ("lst", "`refdb list`"), ("ls", "`refdb list`"),
     ("delete", "`refdb rm`"), ("xyzzy", "`refdb help` lists them.")],
)  # fmt: skip
def test_a_mistyped_command_is_told_with_what_it_may_mean(refdb, typed, meant):
    done = refdb(typed)
    assert (done.returncode, meant in done.stderr) == (2, True), done.stderr


def test_help_explains_commands_with_examples(refdb):
    assert "refdb history -n 100\n" in refdb("help", "history").stdout
    assert "build works" not in refdb("help").stdout
    assert "DUMPS" in refdb("help", "snapshot", "build").stdout
    assert "Did you mean `refdb audit`?" in refdb("help", "audti").stderr
    assert refdb("-V").stdout == refdb("--version").stdout != ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_names_refdb(refdb, shell):
    done = refdb("completion", shell)
    assert "_REFDB_COMPLETE" in done.stdout, done.stderr


def test_the_demo_puts_its_files_here(refdb, tmp_path):
    done = refdb("demo")
    assert "refdb snapshot build works.jsonl -o registry.db" in done.stdout
    assert sorted(path.name for path in (tmp_path / "refdb-demo").iterdir()) == [
        "README.md",
        "article.txt",
        "works.jsonl",
    ]
    (tmp_path / "refdb-demo" / "README.md").unlink()  # as a call that was stopped leaves it
    assert refdb("demo").returncode == 0
    assert (tmp_path / "refdb-demo" / "README.md").is_file()
    (tmp_path / "refdb-demo" / "article.txt").write_text("mine")
    assert refdb("demo").stderr == "refdb: refdb-demo has article.txt already; name another folder: refdb demo FOLDER\n"


def test_the_library_may_stand_behind_the_command(refdb, tmp_path):
    refdb("init", "one")
    assert refdb("list", "--library", "one").returncode == 0
    assert refdb("config", "set", "mailto", "a@b.org", "--library", "one").returncode == 0
    assert Path(tmp_path / "one" / "library.toml").read_text().count("\nmailto") == 1
