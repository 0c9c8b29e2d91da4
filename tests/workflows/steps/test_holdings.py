"""What a library holds, put in order and taken along: each change by its name, and back again."""

import json

import pytest

from refdb.errors import InputError
from refdb.library import open_library
from refdb.model import (
    CheckedClaim,
    CheckedReference,
    Claim,
    Decision,
    ParsedReference,
    Reference,
    Selection,
    Verdict,
    Verification,
)

WORKS = [
    {"id": "naps", "title": "Naps and the memory of mice", "DOI": "10.1000/naps", "type": "article-journal",
     "author": [{"family": "Roe", "given": "Richard"}], "issued": {"date-parts": [[2001]]}, "container-title": "Sleep",
     "volume": "3", "page": "101-109", "abstract": "Naps help memory."},
    {"id": "naps2", "title": "Naps and the memorry of mice", "type": "article-journal",
     "author": [{"family": "Roe", "given": "R."}], "issued": {"date-parts": [[2001]]}, "container-title": "Sleep"},
    {"id": "tea", "title": "Tea at night", "DOI": "10.1000/tea", "type": "article-journal",
     "author": [{"family": "Poe", "given": "Edgar"}], "issued": {"date-parts": [[1999]]}, "container-title": "Night"},
]  # fmt: skip
ARTICLE = """On naps

Introduction

Naps help memory [1].

References

1. Roe R. Naps and the memory of mice. Sleep. 2001;3:101-109.
"""


@pytest.fixture
def library(tmp_path):
    (tmp_path / "works.jsonl").write_text("".join(json.dumps(work) + "\n" for work in WORKS))
    (tmp_path / "naps.txt").write_text(ARTICLE)
    with open_library(tmp_path / "lib", create=True, options={"registry": "http://127.0.0.1:9"}) as library:
        with library.recording("import"):
            library.import_files([tmp_path / "works.jsonl", tmp_path / "naps.txt"])
        yield library


def keys(library):
    return [work.key for work in library.works()]


def test_works_and_articles_are_there_by_key_and_number(library):
    assert keys(library) == ["naps", "naps2", "tea"]
    assert {number: article.title for number, article in library.articles().items()} == {1: "On naps"}
    assert library.citing_articles(["naps"]) == {} or set(library.citing_articles(["naps"])) <= {"naps"}


def test_nobody_was_asked_whether_works_stand(library):
    assert {standing.state for standing in library.standings().values()} <= {"unchecked"}


def test_two_of_one_kind_become_one_and_two_again(library):
    (group,) = library.duplicates()
    assert {group.key, *group.others} == {"naps", "naps2"}
    assert group.key == "naps"  # the one that has more
    (told,) = library.merge_duplicates([group])
    assert "naps2" in told
    assert (keys(library), library.duplicates()) == (["naps", "tea"], [])
    library.undo()
    assert sorted(keys(library)) == ["naps", "naps2", "tea"]


def test_what_is_missing_in_a_bibliography_is_found(library):
    findings, looked_at = library.check_bibliography()
    assert looked_at == 3
    assert {finding.key for finding in findings} >= {"naps2"}
    _, one = library.check_bibliography(Selection(keys=("tea",)))
    assert one == 1


@pytest.mark.parametrize(
    ("form", "begins"),
    [("bibtex", "@article{tea,"), ("ris", "TY  - JOUR"), ("csl-json", "["), ("text", "Poe E. Tea at night.")],
)
def test_some_works_are_written_in_a_form(library, form, begins):
    written = library.export(Selection(keys=("tea",)), form=form)
    assert written.works == 1
    assert begins in written.text
    assert "of mice" not in written.text


def test_everything_is_written_where_nothing_is_chosen(library):
    assert library.export(form="csl-json").works == 3
    with pytest.raises(InputError):
        library.export(Selection(article=7))


def test_a_full_text_is_attached_by_name_or_by_what_the_file_says(library, tmp_path):
    body = (
        "Tea at night\n\nEdgar Poe\n\ndoi:10.1000/tea\n\n" + "They drank tea at night and slept less than others. " * 40
    )
    (tmp_path / "one.txt").write_text(body)
    (tmp_path / "other.txt").write_text(
        "Nothing that is here\n\n" + "Somebody did something else on another day. " * 40
    )
    found = library.attach_found(tmp_path / "one.txt")
    assert [(one.outcome, one.key) for one in found] == [("attached", "tea")]
    assert [origin.field for origin in library.text_origins()["tea"]] == ["full_text"]
    assert library.attach("tea", tmp_path / "one.txt").outcome == "unchanged"
    assert library.attach_found(tmp_path / "other.txt")[0].outcome == "unmatched"
    forced = library.attach("naps", tmp_path / "other.txt", force=True)
    assert (forced.outcome, forced.key) == ("attached", "naps")
    with pytest.raises(InputError):
        library.attach("absent", tmp_path / "one.txt")


def test_changes_are_told_taken_back_and_done_again(library):
    before = library.state()
    library.edit("tea", {"year": 2000})
    change = library.changes(limit=1)[0]
    assert (change.action, change.summary) == ("edit", "edited tea: year")
    assert library.state() == change.id > before
    library.undo()
    assert (library.works_named("tea")[0].year, library.state()) == (1999, before)
    library.redo()
    assert library.works_named("tea")[0].year == 2000
    with library.recording("tidy"):
        library.edit("tea", {"volume": "1"})
        library.edit("naps", {"volume": "4"})
    assert library.changes(limit=1)[0].action == "tidy"  # one change of all that was done within
    library.undo()
    assert [library.works_named(key)[0].volume for key in ("tea", "naps")] == ["", "3"]


def test_the_names_of_files_stand_in_the_history(library, tmp_path):
    files = [tmp_path / f"{n}.txt" for n in range(5)]
    with library.recording("import", files):
        library.edit("tea", {"volume": "9"})
    assert library.changes(limit=1)[0].summary.startswith("import 0.txt, 1.txt, 2.txt and 2 more")


def test_a_reader_decides_and_may_decide_again(library):
    reference = Reference(1, ParsedReference("Roe R. Naps and the memory of mice."))
    lost = CheckedReference(reference, Verification("not_found"))
    claim = CheckedClaim(Claim("Naps help memory.", 0, 17, 0), Verdict("not_settled", 0.5))
    agreed = library.decide(lost, by="Ann")
    assert (agreed.stance, agreed.label, agreed.kind) == ("agreed", "not_found", "reference")
    overruled = library.decide(claim, "supported", note="Table 2.", by="Ann", article=library.articles()[1])
    assert (overruled.stance, overruled.label, overruled.article) == ("overruled", "supported", "naps.txt")
    library.decide(claim, "contradicted", by="Bob")
    assert [(one.by, one.label) for one in library.decisions()] == [
        ("Ann", "not_found"),
        ("Ann", "supported"),
        ("Bob", "contradicted"),
    ]
    with pytest.raises(InputError):
        library.decide(claim, "verified")  # of a reference
    assert len(library.decisions()) == 3


def test_decisions_come_in_from_files_all_or_none(library, tmp_path):
    row = {"kind": "claim", "text": "Naps help.", "machine": "contradicted", "stance": "overruled", "verdict": "supported",
           "by": "Ann", "at": "2026-11-28T10:00:00+00:00"}  # fmt: skip
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps({"format": "refdb decisions", "version": 1, "decisions": [row]}))
    bad.write_text("{}")
    with pytest.raises(InputError):
        library.import_decisions([good, bad])
    assert library.decisions() == []
    assert library.import_decisions(str(good)) == (1, 0)
    assert library.import_decisions([good]) == (0, 1)
    assert [type(one) for one in library.decisions()] == [Decision]
