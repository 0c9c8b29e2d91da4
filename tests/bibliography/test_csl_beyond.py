"""What a CSL-JSON file says of dates and names beyond what a work holds."""

import pytest

from refdb.bibliography.csl.beyond import as_json, dated, named, says_more, still_says
from refdb.model import Person, Work


@pytest.mark.parametrize(
    ("said", "date", "expected"),
    [
        (None, (2001, 3), {"date-parts": [[2001, 3]]}),
        ("2001", (2001,), {"date-parts": [[2001]]}),
        ({"date-parts": [["2001", "03"]]}, (2001, 3), {"date-parts": [[2001, 3]]}),
        ({"date-parts": [[2001], ["2003"]]}, (2001,), {"date-parts": [[2001], [2003]]}),
        ({"date-parts": [["-44"]]}, (-44,), {"date-parts": [[-44]]}),
        ({"date-parts": [["c. 2001"]]}, (), {"date-parts": [["c. 2001"]]}),
        ({"raw": "2001", "circa": True}, (2001,), {"raw": "2001", "circa": True, "date-parts": [[2001]]}),
        ({"literal": "in press"}, (), {"literal": "in press"}),
    ],
)
def test_a_date_in_csls_own_form(said, date, expected):
    assert dated(said, date) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([{"family": "Roe", "given": "R."}], [{"family": "Roe", "given": "R."}]),
        (["Roe, R."], [{"family": "Roe", "given": "R."}]),
        ([{"literal": "WHO", "static-ordering": True}], [{"literal": "WHO", "static-ordering": True}]),
        (
            [{"family": "Beethoven", "dropping-particle": "van", "given": "L."}],
            [{"family": "Beethoven", "given": "L.", "dropping-particle": "van"}],
        ),
        (
            [{"family": "Fontaine", "dropping-particle": "de", "non-dropping-particle": "La"}],
            [{"family": "Fontaine", "dropping-particle": "de", "non-dropping-particle": "La"}],
        ),
        ([{"family": "Gogh", "non-dropping-particle": "van"}], [{"family": "Gogh", "non-dropping-particle": "van"}]),
        ([{}, {"family": ""}], []),
    ],
)
def test_names_with_what_was_said_beyond(said, expected):
    assert named(said) == expected


@pytest.mark.parametrize(
    ("value", "more"),
    [
        ({"date-parts": [[2001, 3]]}, False),
        ({"date-parts": [[2001], [2003]]}, True),  # a range
        ({"date-parts": [[2001, 0]]}, True),  # a month that is none
        ({"date-parts": [[2001]], "circa": True}, True),
        ({"date-parts": [[2001]], "season": 1}, True),
        ({"raw": "2001"}, True),
        ({"date-parts": []}, False),
        ([{"family": "Roe"}], False),
        ([{"family": "Roe"}, {"family": "Poe", "comma-suffix": True}], True),
        ([{"family": "Roe", "dropping-particle": "de"}], True),
        (["Roe, R."], False),
        ("2001", False),
        (None, False),
    ],
)
def test_whether_more_is_said_than_a_work_holds(value, more):
    assert says_more(value) is more


def test_what_was_said_counts_as_long_as_the_work_says_the_same():
    work = Work(date=(2001, 3), authors=(Person("Roe", "R."),), editors=(Person("Fox", "F."),))
    assert still_says("issued", {"date-parts": [["2001", "3"]], "circa": True}, work)
    assert not still_says("issued", {"date-parts": [[2001]]}, work)
    assert still_says("author", [{"family": "Roe", "given": "R.", "comma-suffix": True}], work)
    assert not still_says("author", [{"family": "Fox", "given": "F."}], work)
    assert still_says("editor", [{"family": "Fox", "given": "F."}], work)


def test_one_value_has_one_line_of_json():
    assert as_json({"b": "ü", "a": [1]}) == as_json({"a": [1], "b": "ü"}) == '{"a": [1], "b": "ü"}'
