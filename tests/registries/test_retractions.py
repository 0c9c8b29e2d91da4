"""Whether a work still stands: every kind of notice, any order, any source, and what nobody answered for."""

import time
from itertools import permutations

import pytest

from refdb.bibliography.csl.items import work_from_item
from refdb.errors import InputError
from refdb.model import Update
from refdb.registries.retractions import RetractionWatch, kind, standing

RETRACTION = Update("retraction", "10.1/r", "retraction-watch", "2020-05-02")
CORRECTION = Update("correction", "10.1/c", "publisher", "2021-01-01")
CONCERN = Update("expression_of_concern", "10.1/e", "publisher", "2019-01-01")
REINSTATED = Update("reinstatement", "10.1/b", "publisher", "2021-03-01")


@pytest.mark.parametrize(
    ("updates", "answered", "state"),
    [
        ([], [], "unchecked"),
        ([], ["crossref"], "clear"),
        ([CORRECTION], [], "unchecked"),
        ([CORRECTION, CONCERN], ["crossref"], "clear"),
        ([RETRACTION], [], "retracted"),
        ([CORRECTION, RETRACTION, CONCERN], ["crossref"], "retracted"),
        ([RETRACTION, REINSTATED], ["crossref"], "clear"),
        ([RETRACTION, REINSTATED], [], "unchecked"),
        ([REINSTATED, Update("retraction", date="2022")], ["crossref"], "retracted"),
        ([REINSTATED, Update("retraction")], ["crossref"], "clear"),
        ([REINSTATED, Update("retraction", date="2021")], ["crossref"], "clear"),
        ([Update("reinstatement"), RETRACTION], ["crossref"], "clear"),
        ([Update("withdrawal")], ["crossref"], "retracted"),
        ([Update("removal")], ["crossref"], "retracted"),
        ([Update("partial_retraction")], ["crossref"], "retracted"),
        ([Update("Retraction in")], ["europepmc"], "retracted"),
        ([Update("retraction of", "10.1/other")], ["crossref"], "clear"),
        ([Update("new_version"), Update("addendum")], ["crossref"], "clear"),
    ],
)
def test_states(updates, answered, state):
    for order in permutations(updates):
        assert standing(order, answered).state == state


def test_the_gravest_notice_comes_first_and_sources_are_named_once():
    found = standing([CORRECTION, CONCERN, RETRACTION, CORRECTION], ["crossref", "openalex", "crossref"])
    assert found.notices == (RETRACTION, CONCERN, CORRECTION)
    assert found.sources == ("crossref", "openalex")


def test_what_a_registry_sends_steers_no_terminal():
    (found,) = standing([Update("retraction\x1b[2J", "10.1/\x1b]0;x\x07n", "a\nb", "2020\x1b")], []).notices
    assert found == Update("retraction", "10.1/]0;xn", "ab", "2020")


def test_a_notice_is_not_listed_as_if_it_befell_the_work():
    assert standing([Update("retraction of", "10.1/w"), Update("Erratum of")], ["crossref"]).notices == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Retraction", "retraction"), ("retracted publication", "retraction"), ("Retraction Note", "retraction"),
        ("withdrawn", "withdrawal"), ("Withdrawal", "withdrawal"), ("removal", "removal"),
        ("partial-retraction", "partial_retraction"), ("Partial retraction", "partial_retraction"),
        ("Expression of concern", "expression_of_concern"), ("expression-of-concern", "expression_of_concern"),
        ("corrigendum", "correction"), ("Erratum", "correction"), ("Corrected and Republished", "correction"),
        ("Reinstatement", "reinstatement"), ("new_version", "new_version"), ("", ""),
    ],
)  # fmt: skip
def test_kinds(name, expected):
    assert kind(name) == expected


def test_crossrefs_updates_are_read_on_work_and_notice():
    day = {"updated": {"date-parts": [[2020, 5, 2]]}}
    work = work_from_item(
        {
            "updated-by": [
                {"type": "correction", "DOI": "10.1/C", "source": "publisher", "updated": {"date-parts": [[2019]]}},
                {"label": "Expression of concern", "DOI": "10.1/e", "source": "anyone"},
                {"type": "retraction", "DOI": "https://doi.org/10.1/R", "source": "retraction-watch", **day},
                "nonsense",
                {"DOI": "10.1/none"},
                None,
            ]
        }
    )
    found = standing(work.updates, ["crossref"])
    assert found.state == "retracted"
    assert found.notices == (
        RETRACTION,
        Update("expression_of_concern", "10.1/e", "anyone"),
        Update("correction", "10.1/c", "publisher", "2019"),
    )
    notice = work_from_item({"update-to": [{"type": "retraction", "DOI": "10.1/W", **day}]})
    assert standing(notice.updates, ["crossref"]).state == "clear"


HEAD = "Record ID,Title,Author,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled"
ROWS = [
    '1,"Snails, walking",A,2/6/2010 0:00,10.1/N,9,1/1/1998 0:00,https://doi.org/10.1000/Tea,20137807,Retraction,+Error;,No',
    "2,Snails,A,3/1/2012 0:00,unavailable,0,1/1/1998 0:00,10.1000/tea,0,Reinstatement,,No",
    "3,Other,B,12/31/2015 0:00,10.1/N2,0,1/1/1998 0:00,unavailable,77,Expression of concern,,No",
    "4,Two,B,2016-01-02,,0,,10.1000/one; 10.1002/(SICI)1097-0118(199601)21:1<1::AID-X>3.0.CO;2-P,0,Correction,,No",
    "5,Short row",
    "6,Nobody,B,1/2/2016 0:00,,0,,unavailable,0,Retraction,,No",
]


@pytest.fixture
def csv_file(tmp_path):
    path = tmp_path / "retraction_watch.csv"
    path.write_text("\ufeff" + "\n".join([HEAD, *ROWS]) + "\n", encoding="utf-8")
    return path


def test_retraction_watch_by_doi_and_pmid(csv_file):
    watch = RetractionWatch(csv_file)
    assert watch.rows == 5
    assert watch.notices("10.1000/TEA") == (
        Update("retraction", "10.1/n", "retraction-watch", "2010-02-06"),
        Update("reinstatement", "", "retraction-watch", "2012-03-01"),
    )
    assert watch.notices(pmid="20137807") == watch.notices("10.1000/tea")[:1]
    assert watch.notices("10.1000/tea", "20137807") == watch.notices("10.1000/tea")
    assert watch.notices(pmid="77")[0].type == "expression_of_concern"
    sici = "10.1002/(sici)1097-0118(199601)21:1<1::aid-x>3.0.co;2-p"
    assert watch.notices("10.1000/one") == watch.notices(sici) != ()
    assert watch.notices("10.1000/unknown") == watch.notices() == watch.notices(pmid="0") == ()
    assert watch.notices("unavailable") == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file"),
        (b"", "it has no column OriginalPaperDOI"),
        (b"<html><body>Not today</body></html>", "is not Retraction Watch's CSV file"),
        (b"doi,title\n10.1/a,b\n", "it has no column OriginalPaperDOI, OriginalPaperPubMedID"),
        (HEAD.encode() + b"\n", "has no row"),
        (b"\x00\x01\x02\xff" * 500, "is not Retraction Watch's CSV file"),
    ],
    ids=["missing", "empty", "page", "other", "head", "binary"],
)
def test_a_file_that_is_none_is_one_line(tmp_path, content, message):
    path = tmp_path / "rw.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        RetractionWatch(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        RetractionWatch(tmp_path)


def test_a_row_that_is_no_csv_is_left_out(tmp_path):
    path = tmp_path / "rw.csv"
    path.write_text("\n".join([HEAD, f'7,"{"x" * 200_000}",A', *ROWS]), encoding="utf-8")
    assert RetractionWatch(path).notices("10.1000/tea") != ()


def test_sixty_thousand_rows_are_read_in_a_moment(tmp_path):
    path = tmp_path / "rw.csv"
    row = '{n},"A title, of some length, about snails",A;B;C,1/2/2016 0:00,10.1/n{n},0,1/1/1998 0:00,10.1000/{n},{n},Retraction,"+Error;+Data;",No\n'
    with path.open("w") as file:
        file.write(HEAD + "\n")
        file.writelines(row.format(n=n) for n in range(1, 60_001))
    start = time.thread_time()
    watch = RetractionWatch(path)
    assert time.thread_time() - start < 5.0  # it takes 0.5 s
    assert watch.rows == 60_000
    assert watch.notices("10.1000/60000")[0].doi == "10.1/n60000"
