"""Pages: the article without scripts, navigation and notices."""

import pytest

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract
from refdb.errors import InputError

PAGE = """<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body>
<nav><a href="/">Home [9]</a></nav>
<script>var a = "[8]";</script><!-- [7] -->
<main><h1>Sleep &amp; <i>memory</i></h1>
<p>Sleep helps<sup>1</sup> and 10<sup>6</sup> cells rest.<sup>1,2</sup> More.</p>
<figure><img src="a.png"><figcaption>Figure 1. A brain.</figcaption></figure>
<ul><li>Naps help too.</li></ul>
<table><tr><td>a</td><td>b</td></tr></table>
<h2>References</h2>
<ol><li>Smith J, Jones B. Sleep and memory. Nature. 2001;3:1-9.</li>
<li>Braun E. Naps. Science. 2002;4(2):11-19.</li></ol></main>
<footer>All rights reserved [6]</footer></body></html>"""


def test_a_page():
    article = read_bytes(PAGE.encode(), "a.txt")
    assert article.source.format == "html"
    assert article.title == "Sleep & memory"
    assert [(b.kind, article.text[b.start : b.end]) for b in article.blocks[:5]] == [
        ("title", "Sleep & memory"),
        ("paragraph", "Sleep helps¹ and 10⁶ cells rest.¹,² More."),
        ("caption", "Figure 1. A brain."),
        ("list_item", "• Naps help too."),
        ("table", "a b"),
    ]
    assert "[" not in article.text


def test_its_references_and_raised_markers():
    article = extract(read_bytes(PAGE.encode(), "a.html"))
    assert [r.raw for r in article.references] == [
        "Smith J, Jones B. Sleep and memory. Nature. 2001;3:1-9.",
        "Braun E. Naps. Science. 2002;4(2):11-19.",
    ]
    assert [(c.marker, c.reference_numbers) for c in article.citations] == [("¹", (1,)), ("¹,²", (1, 2))]


def test_a_page_nested_a_hundred_thousand_deep_is_refused_and_does_no_harm():
    page = "<html><body>" + "<div>" * 100_000 + "<p>Deep down it says something.</p>"
    with pytest.raises(InputError, match="the page holds no text"):
        read_bytes(page.encode(), "deep.html")


def test_unclosed_tags_are_read():
    page = "<html><body><h2>References<ol><li>Smith J. Sleep. 2001;3:4-5.<li>Braun E. Naps. 2002;4:5-6."
    assert len(extract(read_bytes(page.encode(), "a.html")).references) == 2
