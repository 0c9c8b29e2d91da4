import pytest

from refdb.bibliography.linting import lint
from refdb.model import Person, Update, Work

ROE = (Person("Roe", "Rita"),)
GOOD = Work(
    key="roe2001", type="journal-article", title="Naps at noon and later", authors=ROE, container_title="Rest", year=2001, volume="3",
    pages="101-109", doi="10.1000/abc", issn=("1234-5679",), isbn=("9780198534532",),
)  # fmt: skip


def said(**changes):
    from dataclasses import replace

    return [(f.severity, f.field, f.message) for f in lint([replace(GOOD, **changes)], this_year=2026)]


def test_nothing_is_said_of_a_good_entry():
    assert said() == []


@pytest.mark.parametrize(
    ("changes", "severity", "field", "message"),
    [
        ({"authors": ()}, "warning", "authors", "no author"),
        ({"title": ""}, "error", "title", "no title"),
        ({"container_title": ""}, "warning", "container_title", "no journal or book"),
        ({"year": 2101}, "error", "year", "the year is 2101"),
        ({"pages": "109-101"}, "warning", "pages", "the pages run backwards: 109-101"),
        ({"doi": "10.1000"}, "error", "doi", "no DOI looks like '10.1000'"),
        ({"isbn": ("9780198534531",)}, "warning", "isbn", "the check digit of ISBN 9780198534531 is wrong"),
        ({"issn": ("1234-5678",)}, "warning", "issn", "the check digit of ISSN 1234-5678 is wrong"),
        ({"title": "NAPS AT NOON AND LATER"}, "warning", "title", "the title is all in capitals"),
        ({"title": "Naps at noon."}, "warning", "title", "a full stop behind the title"),
        ({"title": "Naps &amp; noon"}, "warning", "title", "markup in the text: &amp;"),
        ({"publisher": "MÃ¼ller"}, "error", "publisher", "letters read in a wrong encoding: 'MÃ¼ller'"),
        ({"authors": (*ROE, Person(literal="et al."))}, "warning", "authors", "“et al.” is no name"),
        ({"authors": (*ROE, *ROE)}, "warning", "authors", "a name stands twice"),
        ({"key": "../../evil"}, "warning", "key", "programs that read an export may take it for a path or a formula"),
        ({"key": "@sum"}, "warning", "key", "programs that read an export may take it for a path or a formula"),
        ({"key": "Röe's"}, "warning", "key", "biber or LaTeX may refuse this key; an export writes it without its odd signs"),
        (
            {"updates": (Update("retraction", "10.1000/n"),)}, "error", "updates",
            "this work was retracted (https://doi.org/10.1000/n)",
        ),
    ],
)  # fmt: skip
def test_each_thing_is_named(changes, severity, field, message):
    assert said(**changes) == [(severity, field, message)]


def test_twins_are_named_once():
    from dataclasses import replace

    found = lint([GOOD, replace(GOOD, key="b"), replace(GOOD, key="c", doi="")], this_year=2026)
    assert [(f.key, f.message) for f in found] == [
        ("b", "the same DOI as roe2001"), ("c", "the same title, author and year as roe2001"),
    ]  # fmt: skip
