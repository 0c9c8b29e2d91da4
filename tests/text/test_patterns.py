"""What stands in every reference: years, DOIs, numbers, months, pages."""

import pytest

from refdb.text.folding import doi_in, pages_of


@pytest.mark.parametrize(
    ("printed", "pages"),
    [
        ("1425-37", "1425-1437"),
        ("1425 – 1437", "1425-1437"),
        ("12−19", "12-19"),
        ("e12", "e12"),
        ("7-7", "7"),
        ("", ""),
    ],
)
def test_pages(printed, pages):
    assert pages_of(printed) == pages


def test_doi():
    assert doi_in("see https://doi.org/10.1000/XYZ.") == "10.1000/xyz"
    assert doi_in("none") == ""
