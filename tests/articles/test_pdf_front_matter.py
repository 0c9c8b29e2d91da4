"""What stands on a first page beside the text."""

import pytest

from refdb.articles.pdf.front_matter import is_byline, is_notice


@pytest.mark.parametrize(
    "text",
    [
        "Copyright © 2017 Ann Otter. This is an open access article distributed under the Creative Commons licence.",
        "This is an open access article under the terms of the Creative Commons Attribution License.",
        "Received 21 December 2016; Revised 20 February 2017; Accepted 22 February 2017",
        "Received: December 21, 2016",
        "Academic Editor: Daniela Weir",
        "Correspondence should be addressed to Ann Otter; ann@otter.example",
        "*Corresponding author: Ann Otter",
        "Keywords: thyme, essential oil",
        "Palavras-chave: tomilho; óleo",
        "How to cite this article: Otter A (2017) Rest.",
        "https://doi.org/10.1000/xyz.1",
    ],
)
def test_notices(text):
    assert is_notice(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tulsi is a herb of many uses.",
        "Received wisdom has it that rest helps.",
        "Publishing is slow, and accepted papers wait for months.",
        "Open questions remain.",
    ],
)
def test_sentences_are_no_notices(text):
    assert not is_notice(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Negar Otter and Marc M. Weir", True),
        ("Ann Otter¹,²*, Eva de la Weir³ & Max Poe", True),
        ("School of Health and Biomedical Sciences, RMIT University, Melbourne, VIC, Australia", True),
        ("1 Department of Food Science, University of Otter, Otter, Romania; ann@otter.example", True),
        ("The study was approved by the University of Otter and all of them agreed.", False),
        ("Plants of the shore were counted by hand in all of the plots.", False),
        ("A short history of rest", False),
        ("", False),
        ("1 Ann Otter, The Bed (Oslo: Oslo University Press, 1958), 22.", False),  # a footnote on the first page
        ("2 Ann Otter, A Bed at the University (Oslo, 1958).", False),
    ],
)
def test_bylines(text, expected):
    assert is_byline(text) is expected
