"""The letter to the author: a question for each reference that only the author can answer."""

import pytest

from refdb.model import (
    CheckedReference,
    FieldDiff,
    ParsedReference,
    Person,
    Reference,
    Standing,
    Update,
    Verification,
    Work,
)
from refdb.reports.lists.letter import render

WORK = Work(
    key="roe", title="On naps", authors=(Person("Roe", "R."),), year=2001, doi="10.1000/naps", container_title="Sleep"
)
YEAR = FieldDiff("year", "2002", "2001", "mismatch", "major")
VOLUME = FieldDiff("volume", "", "3", "mismatch", "major")
SAME = FieldDiff("title", "On naps", "On naps", "match")
AUTHORS = FieldDiff("authors", "Poe E", "Roe R.", "mismatch", "major")
PAGES = FieldDiff("pages", "1", "9", "mismatch", "major")


def checked(status, *diffs, work=None, n=1, label="", note="", asked=(), standing=None):
    verification = Verification(status, work, 0.9, diffs, registries_asked=asked, note=note)
    return CheckedReference(
        Reference(n, ParsedReference("Roe R. On *naps*.\n 2002."), label), verification, standing=standing
    )


def test_nothing_to_ask():
    letter = render([checked("verified", work=WORK), checked("unchecked"), checked("not_checkable")], "My [draft]")
    assert letter == "Dear author,\n\nwe have looked up the 3 references of My \\[draft\\]: nothing is to be asked.\n"


def test_wrong_fields_are_listed_with_what_is_registered():
    letter = render([checked("verified"), checked("field_mismatch", YEAR, SAME, VOLUME, work=WORK, n=2)])
    assert "the references of your manuscript. Of 2 references 1 raise a question. Please" in letter
    assert "## 1. Reference 2\n\n> Roe R. On \\*naps\\*. 2002.\n\n" in letter
    assert "The registered record (10.1000/naps) differs in what follows." in letter
    assert letter.endswith("\n- year: printed 2002; registered 2001\n- volume: printed nothing; registered 3\n")


def test_plain_text_has_no_markup():
    letter = render([checked("field_mismatch", YEAR, work=WORK, label="Roe02")], markdown=False)
    assert "1. Reference Roe02\n------------------\n\n    Roe R. On *naps*. 2002.\n\n" in letter


@pytest.mark.parametrize(
    ("reference", "question"),
    [
        (checked("not_found", asked=("crossref", "datacite")), "No registry that was asked (crossref, datacite) knows this work."),
        (checked("not_found"), "No registry that was asked (none) knows this work."),
        (checked("identifier_points_elsewhere", note="It is of X."), "belongs to another work. It is of X. Which"),
        (checked("ambiguous", note="Two fit."), "Several registered works fit this reference. Two fit. Which of them"),
        (checked("field_mismatch", YEAR, work=Work(title="Naps")), "The registered record (without a DOI) differs"),
        (checked("field_mismatch", AUTHORS, YEAR, VOLUME, PAGES, work=WORK), "mixed from more than one work; the nearest registered one is"),
    ],
)  # fmt: skip
def test_each_finding_has_its_question(reference, question):
    assert question in render([reference], markdown=False)


def test_a_retracted_work_is_asked_about_beside_the_rest():
    notices = (Update("retraction", "10.1000/notice", "retraction-watch", "2010-02-06"),)
    standing = Standing("retracted", notices, ("retraction-watch",))
    letter = render([checked("field_mismatch", YEAR, work=WORK, standing=standing)], markdown=False)
    assert letter.index("differs in what follows") < letter.index(
        "This work was retracted 2010-02-06 (retraction-watch)."
    )
    assert "Of 1 references 1 raise a question" in letter
    verified = render([checked("verified", work=WORK, standing=Standing("retracted"))], markdown=False)
    assert "This work was retracted. Do you still want to cite it?" in verified
    clear = render([checked("verified", work=WORK, standing=Standing("clear"))])
    assert "nothing is to be asked" in clear
