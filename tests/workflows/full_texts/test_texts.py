"""What an article gives a work: what it states, under its headings, and nothing beside that."""

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract
from refdb.workflows.full_texts.texts import Texts, texts_of

ABSTRACT = (
    "Naps of twenty minutes were given to forty nurses on the night ward, and their errors were counted for a year."
)
PAGE = f"""# Naps of nurses

## Abstract

{ABSTRACT}

## Introduction

Nurses make errors at night [1].

## Methods

### Nurses

Forty nurses took part.

## Acknowledgements

We thank the nurses of the ward.

## References

1. Smith J. Errors at night. Sleep. 2001;3:1-9.
"""


def texts(page: str, name: str = "page.md") -> Texts:
    return texts_of(extract(read_bytes(page.encode(), name)))


def test_abstract_and_body_without_thanks_and_references():
    found = texts(PAGE)
    assert found.abstract == ABSTRACT
    assert found.full_text.split("\n\n") == [
        "Introduction",
        "Nurses make errors at night [1].",
        "Nurses",  # "Methods" has nothing of its own below it
        "Forty nurses took part.",
    ]


def test_a_few_words_are_no_abstract():
    assert texts(PAGE.replace(ABSTRACT, "Naps help.")).abstract == ""


def test_an_article_of_nothing_but_references_gives_nothing():
    assert texts("# Naps\n\n## References\n\n1. Smith J. Errors at night. Sleep. 2001;3:1-9.\n") == Texts()


def test_the_title_is_no_text():
    assert "Naps of nurses" not in texts(PAGE).full_text
