"""What is read out of registries' answers, however odd they are."""

import pytest

from refdb.registries.agencies import DATACITE, agency_of
from refdb.registries.fields import LONGEST_ABSTRACT, abstract_of, same_doi
from refdb.registries.relations import MOST, VERSIONS, related_dois


@pytest.mark.parametrize(
    ("doi", "agency"),
    [
        ("10.5281/zenodo.1", "datacite"),
        ("10.48550/arXiv.1706.1", "datacite"),
        ("10.1000/x", ""),
        ("10.52812/x", ""),
        ("", ""),
    ],
)
def test_the_agency_of_a_prefix(doi, agency):
    assert agency_of(doi) == agency
    assert all(prefix.startswith("10.") for prefix in DATACITE)


@pytest.mark.parametrize(
    ("answered", "asked", "same"),
    [
        ("10.1/A", "10.1/a", True),
        ("https://doi.org/10.1/a", "10.1/A", True),
        ("http://dx.doi.org/10.1/a", "10.1/a", True),
        ("10.1/b", "10.1/a", False),
        ("", "10.1/a", True),  # taken at its word
        (None, "10.1/a", True),
        ("10.1/b", "", True),
        (12, "10.1/a", False),
    ],
)
def test_an_answer_about_the_work_that_was_asked_for(answered, asked, same):
    assert same_doi(answered, asked) is same


def test_an_abstract_of_believable_length():
    assert abstract_of("  Sleep. ") == "Sleep."
    assert abstract_of("x" * LONGEST_ABSTRACT) != ""
    assert abstract_of("x" * (LONGEST_ABSTRACT + 1)) == ""
    assert abstract_of(None) == abstract_of(["Sleep"]) == abstract_of({"a": 1}) == ""


def relation(**others: object) -> dict[str, object]:
    return {"DOI": "10.1/own", "relation": {name.replace("_", "-"): value for name, value in others.items()}}


def to(*dois: object) -> list[dict[str, object]]:
    return [{"id-type": "doi", "id": doi} for doi in dois]


def test_other_versions_of_a_work():
    assert related_dois(relation(has_preprint=to("10.1101/ABC "))) == ("10.1101/abc",)
    both = relation(is_version_of=to("10.1/b"), has_preprint=to("10.1/a", "10.1/b"))
    assert related_dois(both) == ("10.1/a", "10.1/b")  # in the order of the kinds, each once
    assert VERSIONS.index("has-preprint") < VERSIONS.index("is-version-of")
    assert len(related_dois(relation(has_version=to(*(f"10.1/{n}" for n in range(9)))))) == MOST


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"relation": None},
        {"relation": ["x"]},
        relation(has_preprint=None),
        relation(has_preprint={"id": "10.1/a"}),
        relation(has_preprint=["10.1/a", None]),
        relation(has_preprint=to(None, 3, "11.1/a", "10.1/OWN")),
        relation(has_preprint=[{"id-type": "uri", "id": "10.1/a"}]),
        relation(references=to("10.1/a")),
    ],
)
def test_odd_relations_name_nothing(item):
    assert related_dois(item) == ()
