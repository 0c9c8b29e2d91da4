"""Lists whose entries are links: numbered on lines or in a paragraph, or items under a heading."""

import pytest

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract

_ASKED = "**Is tea good?**\n\nTea does not harm [1]. It may help the old [2][3].\n\n"


def read(text, name="x.md"):
    return extract(read_bytes((_ASKED + text).encode(), name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sources:\n[1] https://www.nejm.org/doi/full/10.1056/X1\n[2] https://pubmed.ncbi.nlm.nih.gov/31173679/\n"
         "[3] Tea - Otter Health https://otter.example/tea\n", "x.md"),
        ("Quellen\n\n1. https://www.nejm.org/doi/full/10.1056/X1\n2. https://pubmed.ncbi.nlm.nih.gov/31173679/\n"
         "3. Tea - Otter Health https://otter.example/tea\n", "x.txt"),
        ("## Sources\n\n- [Tea in the old](https://www.nejm.org/doi/full/10.1056/X1)\n"
         "- [Tea again](https://pubmed.ncbi.nlm.nih.gov/31173679/)\n- [Otter Health: tea](https://otter.example/tea)\n", "x.md"),
    ],
)  # fmt: skip
def test_each_link_is_a_reference_of_its_number(text, name):
    article = read(text, name)
    assert [(r.parsed.doi, r.parsed.pmid) for r in article.references] == [
        ("10.1056/x1", ""),
        ("", "31173679"),
        ("", ""),
    ]
    assert article.references[2].parsed.type == "webpage"
    assert [c.reference_numbers for c in article.citations] == [(1,), (2,), (3,)]
    assert not [s for s in article.sentences if "http" in s.text or "Otter" in s.text]


def test_prose_with_numbers_and_links_is_no_list():
    article = read("1. Drink it warm.\n2. Read https://otter.example/tea first.\n3. Sleep.\n")
    assert article.references == ()
