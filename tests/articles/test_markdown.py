"""Markdown: by its marks or its name, with footnotes and raised numbers."""

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract

PAGE = """---
title: "Sleep and memory"
---

# Results

Naps help^2^ and **sleep** too [\\[1\\]](#x). Old people nap.[^a]

| a | b |
|---|---|
| 1 | 2 |

## References

1. Smith J, Jones B. Sleep and memory in adults. Nature. 2001;3:1-9.
2. Braun E. Naps of the old. Science. 2002;4(2):11-19.

[^a]: Weber K. Notes on naps. Cell. 2003;5:2-8.
"""


def test_a_page_of_markdown():
    article = read_bytes(
        PAGE.replace("[^a]: Weber K. Notes on naps. Cell. 2003;5:2-8.\n", "").replace("[^a]", "").encode(), "a.txt"
    )
    assert (article.source.format, article.title) == ("markdown", "Sleep and memory")
    assert "Naps help² and sleep too [1]." in article.text
    read = extract(article)
    assert [r.raw for r in read.references] == [
        "Smith J, Jones B. Sleep and memory in adults. Nature. 2001;3:1-9.",
        "Braun E. Naps of the old. Science. 2002;4(2):11-19.",
    ]
    assert {n for c in read.citations for n in c.reference_numbers} == {1, 2}


def test_footnotes_are_linked():
    text = "# Sleep\n\nNaps help.[^a] Sleep **too**.[^b]\n\n[^a]: Braun E. Naps of the old. Science. 2002;4(2):11-19.\n[^b]: Smith J. Sleep. Nature. 2001;3:1-9.\n"
    read = extract(read_bytes(text.encode(), "a.md"))
    assert [r.raw for r in read.references] == [
        "Braun E. Naps of the old. Science. 2002;4(2):11-19.",
        "Smith J. Sleep. Nature. 2001;3:1-9.",
    ]
    assert [(c.marker, c.reference_numbers) for c in read.citations] == [("¹", (1,)), ("²", (2,))]


def test_plain_text_is_not_taken_for_markdown():
    assert read_bytes(b"Sleep\n\nNaps help (1). Stars * and # signs are no marks.\n", "a.txt").source.format == "text"
