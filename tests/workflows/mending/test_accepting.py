"""Findings accepted with a reason, until the entry or the record is another; and what was told in the last run."""

from dataclasses import replace

import pytest

from refdb.errors import InputError
from refdb.model import FieldDiff, Person, Standing, Update, Verification, Work
from refdb.workflows.mending.accepting import (
    ACCEPTED_FILE,
    accepted,
    findings_of,
    fingerprint,
    last_told,
    read_accepted,
    reasons,
    remember_told,
    write_accepted,
)

WORK = Work(title="On naps", authors=(Person("Roe", "R."),), years=(2001,), volume="3", doi="10.1000/naps")
YEAR = FieldDiff("year", "2002", "2001", "mismatch", "major")
VOLUME = FieldDiff("volume", "4", "3", "mismatch", "minor")
TITLE = FieldDiff("title", "On naps", "On naps", "match")
WRONG = Verification("field_mismatch", WORK, 0.9, (YEAR, TITLE, VOLUME))
ROW = {"id": "roe", "raw": "Roe R. On  naps.\n2002;4."}


@pytest.mark.parametrize(
    ("verification", "standing", "told"),
    [
        (WRONG, None, ("year", "volume")),
        (Verification("field_mismatch", WORK), None, ("field_mismatch",)),
        (Verification("not_found"), None, ("not_found",)),
        (Verification("identifier_points_elsewhere", WORK, 0.9, (YEAR,)), None, ("identifier_points_elsewhere",)),
        (Verification("verified", WORK), None, ()),
        (Verification("not_checkable"), None, ()),
        (Verification("not_registered_here"), None, ()),
        (Verification("unchecked"), Standing("unchecked"), ()),
        (Verification("verified", WORK), Standing("clear"), ()),
        (Verification("verified", WORK), Standing("retracted"), ("retracted",)),
        (WRONG, Standing("retracted"), ("year", "volume", "retracted")),
    ],
)
def test_what_is_to_be_told(verification, standing, told):
    assert findings_of(verification, standing) == told


def test_blanks_make_no_other_reference():
    assert fingerprint("Roe R.  On\nnaps.") == fingerprint(" Roe R. On naps. ") != fingerprint("Roe R. On nap.")
    assert len(fingerprint("")) == 16


def test_written_and_read_again(tmp_path):
    manuscript = tmp_path / "refs.bib"
    assert read_accepted(manuscript) == read_accepted("-") == []
    made = accepted(manuscript, ROW, WRONG, ["year", "volume"], 'as in "print" – ü')
    assert [(one.file, one.id, one.finding, one.reason) for one in made] == [
        ("refs.bib", "roe", "year", 'as in "print" – ü'),
        ("refs.bib", "roe", "volume", 'as in "print" – ü'),
    ]
    assert write_accepted(manuscript, made) == tmp_path / ACCEPTED_FILE
    assert read_accepted(tmp_path / "other.bib") == made  # one file for the folder
    write_accepted(manuscript, made[:1])
    assert read_accepted(str(manuscript)) == made[:1]


@pytest.mark.parametrize(
    "text", ["accepted = 3", "accepted = [3]", "[[accepted]]\nfile = 'a'", "no toml", "[[accepted]]\nmore = 1"]
)
def test_a_file_that_refdb_did_not_write_is_told(tmp_path, text):
    (tmp_path / ACCEPTED_FILE).write_text(text)
    with pytest.raises(InputError, match=r"cannot be read .*; mend it, or take it away"):
        read_accepted(tmp_path / "refs.bib")


def test_a_reason_holds_for_the_entry_and_the_record_as_they_were():
    made = accepted("refs.bib", ROW, WRONG, ["year"], "so be it")
    assert reasons(made, "Roe R. On naps. 2002;4.", WRONG) == {"year": "so be it"}
    assert reasons(made, "Roe R. On naps. 2003;4.", WRONG) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"volume": "5"},
        {"title": "On long naps"},
        {"authors": (Person("Roe", "Q."),)},
        {"years": (2001, 2000)},
        {"doi": "10.1000/other"},
        {"pages": "1-9"},
        {"article_number": "e7"},
        {"container_title": "Sleep"},
        {"updates": (Update("retraction", "10.1000/notice"),)},
    ],
)
def test_another_record_is_told_again(change):
    made = accepted("refs.bib", ROW, WRONG, ["year"], "so be it")
    assert reasons(made, ROW["raw"], replace(WRONG, work=replace(WORK, **change))) == {}


@pytest.mark.parametrize("change", [{"key": "another"}, {"abstract": "They slept."}, {"tags": ("a",)}, {"pmid": "7"}])
def test_what_no_reference_prints_makes_no_other_record(change):
    made = accepted("refs.bib", ROW, WRONG, ["year"], "so be it")
    assert reasons(made, ROW["raw"], replace(WRONG, work=replace(WORK, **change))) == {"year": "so be it"}


def test_the_order_of_notices_makes_no_other_record():
    one, other = Update("correction", "10.1/a"), Update("retraction", "10.1/b")
    before = replace(WRONG, work=replace(WORK, updates=(one, other)))
    made = accepted("refs.bib", ROW, before, ["year"], "so be it")
    assert reasons(made, ROW["raw"], replace(WRONG, work=replace(WORK, updates=(other, one)))) == {"year": "so be it"}


def test_a_reference_without_a_work_is_accepted_too():
    lost = Verification("not_found")
    made = accepted("refs.bib", ROW, lost, ["not_found"], "a book of mine")
    assert made[0].registered == ""
    assert reasons(made, ROW["raw"], lost) == {"not_found": "a book of mine"}


def test_the_last_run_is_remembered_by_the_files_own_path(tmp_path):
    assert last_told(tmp_path / "refs.bib") is None
    remember_told(tmp_path / "refs.bib", [("ab", "year"), ("ab", "year")])
    assert last_told(tmp_path / "sub" / ".." / "refs.bib") == {("ab", "year")}
    assert last_told(tmp_path / "other.bib") is None
    remember_told(tmp_path / "refs.bib", [])
    assert last_told(tmp_path / "refs.bib") == set()


@pytest.mark.parametrize("text", ["", "3", "[1]", '[["a"]]', "[" * 100_000])
def test_a_spoilt_memory_is_none(tmp_path, text):
    remember_told(tmp_path / "refs.bib", [])
    (kept,) = (tmp_path / "home" / "cache" / "refdb" / "told").iterdir()
    kept.write_text(text)
    assert last_told(tmp_path / "refs.bib") is None


def test_where_nothing_can_be_kept_nothing_is(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    remember_told(tmp_path / "refs.bib", [("ab", "year")])
    assert last_told(tmp_path / "refs.bib") is None
