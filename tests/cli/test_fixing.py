"""`refdb verify --fix`, `--style`, `--letter`, and `refdb accept`, as a user meets them."""

import json

import pytest

from tests.records import SLEEP

BIB = """\
% mine
@article{wrong,
  title   = {Sleep, coffee and the memory of shift workers},
  author  = {Lindqvist, Anna and Okafor, Chidi},
  journal = {Journal of Quiet Nights},
  year    = 2014,
  volume  = {30},
  pages   = {101--109}
}
@article{invented, title={Effects of green socks on the memory of goldfish}, author={Fisk, A.}, journal={J Imaginary
 Limnology}, year={2011}, volume={3}, pages={7--9}}
"""


def registry_of(folder, work):
    from refdb.registries.snapshot.building import build

    (folder / "dump.jsonl").write_text(json.dumps(work), encoding="utf-8")
    (folder / "registry.db").unlink(missing_ok=True)
    build([folder / "dump.jsonl"], folder / "registry.db")


@pytest.fixture
def refdb(refdb, tmp_path):
    (tmp_path / "refs.bib").write_text(BIB, encoding="utf-8")
    registry_of(tmp_path, SLEEP)
    return lambda *args, typed="": refdb(*args, "--registry", "registry.db", stdin=typed)


def test_the_wrong_field_is_put_right_and_all_else_stays(refdb, tmp_path):
    done = refdb("verify", "refs.bib", "--fix", "-o", "fixed.bib", "--letter", "letter.md")
    fixed = BIB.replace("{30}", "{12}").replace("109}\n", "109},\n  doi     = {10.1000/sleep}\n")
    assert (tmp_path / "fixed.bib").read_text(encoding="utf-8") == fixed
    assert "-  volume  = {30},\n" in done.stdout
    assert "+  volume  = {12},\n" in done.stdout
    assert "2 fields of 1 entries put right; written to fixed.bib" in done.stderr
    assert "1 need the author: invented" in done.stderr
    letter = (tmp_path / "letter.md").read_text(encoding="utf-8")
    assert "- volume: printed 30; registered 12" in letter
    assert "## 2. Reference invented" in letter
    again = refdb("verify", "fixed.bib", "--json")
    assert [json.loads(line)["status"] for line in again.stdout.splitlines()] == ["verified", "not_found"]


def test_each_field_is_asked_for(refdb, tmp_path):
    done = refdb("verify", "refs.bib", "--fix", "--interactive", "-o", "-", typed="n\ny\n")
    assert "wrong, volume: '30' becomes '12'" in done.stderr
    assert "wrong, doi: add '10.1000/sleep'" in done.stderr
    assert "volume  = {30}" in done.stdout
    assert "doi     = {10.1000/sleep}" in done.stdout


def test_a_list_comes_out_in_a_style_and_what_is_unknown_as_it_was(refdb, tmp_path):
    (tmp_path / "list.txt").write_text(
        "Lindqvist A, Okafor C. Sleep, coffee and the memory of shift workers. J Quiet Nights. 2014;30:101-109.\n"
        "Fisk A. Effects of green socks on the memory of goldfish. J Imaginary Limnol. 2011;3:7-9.\n",
        encoding="utf-8",
    )
    assert refdb("verify", "list.txt", "--style", "apa").stdout == (
        "Lindqvist, A., & Okafor, C. (2014). Sleep, coffee and the memory of shift workers. Journal of Quiet Nights, 12, "
        "101–109. https://doi.org/10.1000/sleep\n"
        "Fisk A. Effects of green socks on the memory of goldfish. J Imaginary Limnol. 2011;3:7-9.\n"
    )
    refused = refdb("verify", "list.txt", "--fix")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--style STYLE writes the corrected list as text" in refused.stderr


def test_what_is_accepted_is_not_told_until_entry_or_record_change(refdb, tmp_path):
    assert refdb("accept", "refs.bib", "wrong").returncode == 2  # no reason
    assert refdb("accept", "refs.bib", "wrong", "pages", "--reason", "x").returncode == 2  # no such finding
    done = refdb("accept", "refs.bib", "wrong", "volume", "--reason", "as in the print edition")
    assert done.returncode == 0
    assert 'reason = "as in the print edition"' in (tmp_path / ".refdb-accepted.toml").read_text(encoding="utf-8")
    told = refdb("verify", "refs.bib")
    assert "printed '30'" not in told.stdout
    assert "volume: accepted (as in the print edition)" in told.stdout
    assert "1 accepted" in told.stdout.splitlines()[-1]
    refdb("accept", "refs.bib", "invented", "--reason", "a preprint of ours")
    assert refdb("verify", "refs.bib").returncode == 0
    assert "printed '30'" in refdb("verify", "refs.bib", "--all").stdout
    registry_of(tmp_path, SLEEP | {"volume": "13"})
    changed = refdb("verify", "refs.bib")
    assert (changed.returncode, "registered '13'" in changed.stdout) == (1, True)
    refdb("accept", "refs.bib", "invented", "--withdraw")
    assert [line.split()[0] for line in refdb("accept", "refs.bib").stdout.splitlines()] == ["wrong"]


def test_what_is_new_since_the_last_run_is_marked(refdb, tmp_path):
    first = refdb("verify", "refs.bib")
    assert "new" not in first.stdout
    text = (
        BIB + "@article{other, title={Naps of owls in the Alps and elsewhere}, author={Poe, E.}, year=2001, volume=1}\n"
    )
    (tmp_path / "refs.bib").write_text(text, encoding="utf-8")
    second = refdb("verify", "refs.bib", "--json")
    assert {row["id"]: row.get("new") for row in map(json.loads, second.stdout.splitlines())} == {
        "wrong": None,
        "invented": None,
        "other": ["not_found"],
    }
    (tmp_path / ".refdb-accepted.toml").write_text("accepted = 3", encoding="utf-8")
    broken = refdb("verify", "refs.bib")
    assert (broken.returncode, "Traceback" in broken.stderr) == (2, False)
