"""What stands in every reference: years, DOIs, numbers, months, pages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.text.patterns import (
    ARXIV,
    ARXIV_NUMBER,
    CITED_YEAR,
    DATED,
    DOI,
    DOI_IN_MARKUP,
    DOI_LABEL,
    FROM_RAISED,
    MONTH,
    MONTH_NUMBERS,
    MONTHS,
    PMCID,
    PMID,
    TO_RAISED,
    WHOLE_DOI,
    YEAR,
    YEAR_NOT_OF_RANGE,
    YEAR_OF_FIELD,
    YEAR_SET_APART,
    doi_in,
    pages_of,
)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (YEAR, "Sleep 2001a;19:1432-1998, 21999, 1501", ["2001", "1998", "1501"]),
        (YEAR_NOT_OF_RANGE, "1862-1889, 1990", ["1862", "1990"]),
        (YEAR_SET_APART, "( 1 9 9 8 ) 1 99 8", ["1 9 9 8"]),
        (
            DATED,
            "Sleep, in press; 1998; n.d.; n. d.; Forthcoming",
            ["in press", "1998", "n.d.", "n. d.", "Forthcoming"],
        ),
        (re.compile(CITED_YEAR), "2001b, submitted, n.d.", ["2001b", "submitted", "n.d."]),
        (MONTH, "3 May 2001; Sept. 4; Marsh; März; Decker; octobre", ["May", "Sept", "März", "octobre"]),
        (DOI, "doi:10.1000/xyz(1).2, 10.12/x", ["10.1000/xyz(1).2,"]),
        (DOI_IN_MARKUP, '"10.1000/a<b" 10.1000/c;d', ["10.1000/a", "10.1000/c"]),
        (ARXIV, "arXiv:1404.4817v2 and http://arxiv.org/abs/hep-th/0510060", ["1404.4817v2", "hep-th/0510060"]),
    ],
)
def test_what_is_found(pattern, text, found):
    assert pattern.findall(text) == found


@pytest.mark.parametrize(
    ("pattern", "whole", "not_whole"),
    [
        (WHOLE_DOI, ["10.1000/a b", "10.123/x", "10.1000.10/123#?"], ["10.1000/", "10.1000", "doi:10.1000/a", "10.12/a"]),
        (PMID, ["1", "31234567"], ["", "PMID1", "1234567890"]),
        (PMCID, ["PMC123", "pmc1"], ["PMC", "123"]),
        (re.compile(ARXIV_NUMBER), ["0704.0001", "1404.48170v12", "math.GT/0309136", "astro-ph/9901001"], ["404.4817", "x/0309136"]),
        (re.compile(CITED_YEAR), ["1999", "2001a", "in press"], ["1432", "1999ab", "2101"]),
    ],
)  # fmt: skip
def test_what_is_one_as_a_whole(pattern, whole, not_whole):
    flags = re.compile(pattern.pattern, pattern.flags | re.IGNORECASE)
    assert [text for text in whole if not flags.fullmatch(text)] == []
    assert [text for text in not_whole if flags.fullmatch(text)] == []


@pytest.mark.parametrize(
    ("printed", "groups"),
    [("1473", ("1473", None)), ("c1999b", ("1999", "b")), ("1999May", ("1999", None)), ("2001-02-03", ("2001", None))],
)
def test_the_year_of_a_field_and_its_letter(printed, groups):
    assert YEAR_OF_FIELD.search(printed).groups() == groups


@pytest.mark.parametrize(
    "printed", ["10.1/a", "doi:10.1/a", "DOI 10.1/a", " https://doi.org/10.1/a", "dx.doi.org/10.1/a", "doi: 10.1/a"]
)
def test_the_label_of_a_doi(printed):
    assert DOI_LABEL.sub("", printed) == "10.1/a"


@pytest.mark.parametrize(
    ("name", "number"), [("mar", 3), ("märz", 3), ("sept", 9), ("août", 8), ("dicembre", 12), ("enero", 1)]
)
def test_months(name, number):
    assert MONTH_NUMBERS[name] == number
    assert MONTH.fullmatch(name.title())


def test_every_language_has_twelve_months():
    assert {language: len(names) for language, names in MONTHS.items()} == dict.fromkeys(MONTHS, 12)


@pytest.mark.parametrize(
    ("printed", "pages"),
    [
        ("1425-37", "1425-1437"),
        ("1425 – 1437", "1425-1437"),
        ("12−19", "12-19"),
        ("e12", "e12"),
        ("e12-9", "e12-9"),
        ("7-7", "7"),
        ("", ""),
    ],
)
def test_pages(printed, pages):
    assert pages_of(printed) == pages


@given(st.integers(1, 99999), st.integers(0, 500))
def test_pages_are_completed_from_whatever_is_left_out(first, more):
    last = str(first + more)
    cut = next(
        last[i:]
        for i in range(len(last))
        if i == len(last) - 1 or str(first)[: i + 1] != last[: i + 1] or len(str(first)) != len(last)
    )
    assert pages_of(f"{first}-{cut}") == (f"{first}-{last}" if more else str(first))


def test_a_doi_in_a_sentence():
    assert doi_in("see https://doi.org/10.1000/XYZ.") == "10.1000/xyz"
    assert doi_in("none") == ""


@given(st.text("0123456789", max_size=12))
def test_digits_are_raised_and_lowered(digits):
    assert digits.translate(TO_RAISED).translate(FROM_RAISED) == digits
