"""Which catalogues are asked for a reference, and in which order: a table, by kind."""

import pytest

from refdb.model import ParsedReference
from refdb.registries.catalogues.order import catalogues_for

ALL = ("arxiv", "datacite", "dblp", "europepmc", "openalex", "openlibrary")


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("book", ["openlibrary", "openalex", "datacite", "europepmc", "dblp"]),
        ("proceedings", ["dblp", "openalex", "arxiv", "europepmc", "datacite"]),
        ("preprint", ["arxiv", "europepmc", "openalex", "datacite", "dblp"]),
        ("thesis", ["openalex", "datacite", "openlibrary"]),
        ("software", ["datacite", "openalex"]),
        ("webpage", []),
        ("law", []),
        ("article", ["europepmc", "openalex", "dblp", "arxiv", "datacite"]),
        ("", ["europepmc", "openalex", "dblp", "arxiv", "datacite"]),
    ],
)
def test_the_likeliest_is_asked_first(kind, asked):
    assert catalogues_for(ParsedReference("", type=kind), ALL) == asked


def test_an_isbn_is_asked_for_at_open_library_too():
    chapter = ParsedReference("", type="chapter", isbn="9780306406157")
    assert catalogues_for(chapter, ALL) == ["openalex", "europepmc", "dblp", "datacite", "openlibrary"]
    book = ParsedReference("", type="book", isbn="9780306406157")
    assert catalogues_for(book, ALL) == ["openlibrary", "openalex", "datacite", "europepmc", "dblp"]


def test_only_those_that_are_on_are_asked():
    assert catalogues_for(ParsedReference("", type="book"), ("dblp", "openlibrary")) == ["openlibrary", "dblp"]
