"""What is wrong in a list of references, put right in its file."""

import pytest

from refdb.errors import InputError
from refdb.model import CheckedReference, FieldDiff, ParsedReference, Person, Reference, Verification, Work
from refdb.workflows.mending.correcting import correct, corrected_list, corrections_of

WORK = Work(
    type="journal-article", title="On naps", authors=(Person("Roe", "Jane"),), container_title="Sleep", year=2001,
    years=(2001,), volume="3", pages="101-109", doi="10.1000/naps",
)  # fmt: skip
VOLUME = FieldDiff("volume", "4", "3", "mismatch", "minor")
NO_DOI = FieldDiff("doi", "", "10.1000/naps", "not_comparable")


def checked(status, *diffs, work=WORK, parsed=None, label="roe"):
    parsed = parsed or ParsedReference("Roe J. On naps. Sleep. 2001;4:101.")
    return CheckedReference(Reference(1, parsed, label), Verification(status, work, 0.9, diffs))


def fields(reference):
    return [(one.field, one.printed, one.registered) for one in corrections_of(0, reference)]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (checked("field_mismatch", VOLUME), [("volume", "4", "3")]),
        (checked("verified", NO_DOI), [("doi", "", "10.1000/naps")]),  # what is missing is added
        (checked("identifier_points_elsewhere", FieldDiff("doi", "10.1/x", "10.1000/naps", "mismatch")), [("doi", "10.1/x", "10.1000/naps")]),
        (checked("field_mismatch", FieldDiff("volume", "4", "3", "partial")), []),
        (checked("field_mismatch", FieldDiff("volume", "3", "3", "mismatch")), []),  # it says so already
        (checked("field_mismatch", FieldDiff("publisher", "Ox", "Quiet", "mismatch")), []),  # no field of ours
        (checked("verified", FieldDiff("pmid", "", "12", "not_comparable")), []),  # a list need not have it
        (checked("not_found", VOLUME, work=None), []),
        (checked("ambiguous", VOLUME), []),
        (checked("unchecked", VOLUME), []),
        (checked("field_mismatch", *(FieldDiff(name, "x", "y", "mismatch", "major") for name in ("authors", "year", "volume", "pages"))), []),
    ],
)  # fmt: skip
def test_what_is_to_be_put_right(reference, expected):
    assert fields(reference) == expected


def test_what_is_missing_is_not_added_out_of_another_version():
    preprint = Work(type="posted-content", title="On naps", doi="10.1101/1")
    printed = ParsedReference("Roe J. On naps. 2001.", arxiv="2001.00001")
    added = FieldDiff("doi", "", "10.1101/1", "not_comparable")
    assert fields(checked("verified", added, work=preprint)) == []
    assert fields(checked("verified", added, work=preprint, parsed=printed)) == [("doi", "", "10.1101/1")]
    assert fields(checked("verified", NO_DOI, parsed=printed)) == []
    another_year = FieldDiff("year", "2000", "2001", "partial")
    assert fields(checked("verified", NO_DOI, another_year)) == []


def test_a_book_gets_no_journal_and_editors_no_authors():
    journal = FieldDiff("container_title", "", "Sleep", "not_comparable")
    authors = FieldDiff("authors", "", "Roe J", "not_comparable")
    edited = ParsedReference("Fox F, editor. Naps.", editors=(Person("Fox", "F."),))
    assert fields(checked("verified", journal)) == [("container_title", "", "Sleep")]
    assert fields(checked("verified", journal, work=Work(type="book", container_title="Sleep"))) == []
    assert [field for field, *_ in fields(checked("verified", authors))] == ["authors"]
    assert fields(checked("verified", authors, parsed=edited)) == []


BIB = "@article{roe,\n  title = {On naps},\n  volume = {4},\n  note = {mine}\n}\n"
RIS = "TY  - JOUR\nID  - roe\nTI  - On naps\nVL  - 4\nER  - \n"
CSL = '[\n {"id": "roe", "title": "On naps", "volume": "4"}\n]\n'


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        (BIB, BIB.replace("{4}", "{3}")),
        (BIB.replace("\n", "\r\n"), BIB.replace("{4}", "{3}").replace("\n", "\r\n")),
        ("\ufeff" + BIB, "\ufeff" + BIB.replace("{4}", "{3}")),
        (RIS, RIS.replace("- 4", "- 3")),
        (CSL, CSL.replace('"4"', '"3"')),
    ],
)
def test_the_field_is_put_right_and_all_else_stays(tmp_path, text, fixed):
    corrections = corrections_of(0, checked("field_mismatch", VOLUME))
    done = correct(text.encode("utf-8"), "refs", corrections)
    assert done.data == fixed.encode("utf-8")
    assert (done.made, done.left) == (tuple(corrections), ())
    assert done.diff.startswith("--- refs\n+++ refs (corrected)\n")
    (tmp_path / "refs").write_bytes(text.encode("utf-8"))
    assert correct(tmp_path / "refs", "refs", corrections).data == done.data


def test_nothing_to_put_right_leaves_the_file_as_it_is():
    done = correct(BIB.encode(), "refs.bib", [])
    assert (done.data, done.diff, done.made) == (BIB.encode(), "", ())


def test_what_cannot_be_put_right_is_said():
    corrections = corrections_of(0, checked("field_mismatch", VOLUME))
    with pytest.raises(InputError, match=r"list\.txt is neither \.bib nor \.ris nor CSL-JSON"):
        correct(b"Roe J. On naps. Sleep. 2001;4:101.\n", "list.txt", corrections)
    title = FieldDiff("title", "On naps", "睡", "mismatch")
    corrections = corrections_of(0, checked("field_mismatch", title, work=Work(title="睡", doi="10.1000/naps")))
    with pytest.raises(InputError, match="which has no '睡'; save it as UTF-8"):
        correct(RIS.replace("On naps", "On n\u00e4ps").encode("cp1252"), "refs.ris", corrections)


def test_a_list_in_a_style_keeps_what_is_not_known():
    parsed = ParsedReference("Poe E. Ravens. 1999.", publisher="Quiet Press", year=1999, authors=(Person("Poe", "E."),))
    references = [
        checked("not_found", work=None, parsed=ParsedReference(" Fox F. Foxes. 2011. ")),
        checked("field_mismatch", VOLUME),
        checked("verified", work=Work(type="book", title="Ravens"), parsed=parsed),
    ]
    unknown, article, book = corrected_list(references)
    assert unknown == "Fox F. Foxes. 2011."
    assert article == "Roe J. On naps. Sleep 2001;3:101–9. https://doi.org/10.1000/naps."
    assert "Poe E. Ravens." in book  # what is not registered is as printed
    assert "Quiet Press; 1999" in book
    assert corrected_list(references[:1]) == ["Fox F. Foxes. 2011."]
    with pytest.raises(InputError):
        corrected_list(references, "no-such-style")
