"""Pages, element by element: what is prose, what is left out, what is raised."""

import pytest

from refdb.articles.reading import read_bytes

MORE = "<p>" + "A paragraph that is long enough to be the page's own text. " * 4 + "</p>"


def blocks(body: str) -> list[tuple[str, str]]:
    """Kind and text of what stands before the last paragraph, which is MORE."""
    article = read_bytes(f"<html><body>{body}{MORE}</body></html>".encode(), "a.html")
    return [(b.kind, article.text[b.start : b.end]) for b in article.blocks][:-1]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2>Head</h2><p>One <b>two</b> <i>three</i>.</p>", [("heading", "Head"), ("paragraph", "One two three.")]),
        ("<div>One<p>Two</p>three</div>", [("paragraph", "One"), ("paragraph", "Two"), ("paragraph", "three")]),
        ("<p>One<br>two</p>", [("paragraph", "One two")]),
        ("<p> One\n  two </p>", [("paragraph", "One two")]),
        ("<ul><li>One</li><li><p>Two</p></li></ul>", [("list_item", "• One"), ("list_item", "Two")]),
        ("<ol><li>One</li><li>Two</li></ol>", [("list_item", "1. One"), ("list_item", "2. Two")]),
        ('<ol start="7"><li>One</li><li>Two</li></ol>', [("list_item", "7. One"), ("list_item", "8. Two")]),
        ('<ol start="x"><li>One</li></ol>', [("list_item", "1. One")]),
        ("<ol><li>One<ul><li>Inner</li></ul></li><li>Two</li></ol>",
         [("list_item", "1. One"), ("list_item", "• Inner"), ("list_item", "2. Two")]),
        ("<table><caption>Ages</caption><tr><th>a</th><td>b</td></tr></table>", [("caption", "Ages"), ("table", "a b")]),
        ("<figure><figcaption>A brain.</figcaption></figure>", [("caption", "A brain.")]),
        ("<dl><dt>Nap</dt><dd>A short sleep.</dd></dl>", [("heading", "Nap"), ("paragraph", "A short sleep.")]),
        ("<p>Meaning: a short sleep</p>", [("glossary", "Meaning: a short sleep")]),
        ("<p>All rights reserved</p>", [("boilerplate", "All rights reserved")]),
        ("<p>|</p><p>•</p><p>3.</p>", []),
        ("<blockquote>Sleep.</blockquote><address>Oslo</address>", [("paragraph", "Sleep."), ("paragraph", "Oslo")]),
        ("<p>A &amp; B &lt; C&nbsp;D &#8211; E</p>", [("paragraph", "A & B < C D – E")]),
    ],
)  # fmt: skip
def test_blocks(body, expected):
    assert blocks(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<nav><p>x</p></nav>",
        "<form><p>x</p></form>",
        "<aside><p>x</p></aside>",
        "<footer><p>x</p></footer>",
        "<svg><text>x</text></svg>",
        "<math><mi>x</mi></math>",
        "<!-- x -->",
        "<p hidden>x</p>",
        '<p style="display: none">x</p>',
        '<div class="cookie-banner"><p>x</p></div>',
        '<ul class="breadcrumbs"><li>x</li></ul>',
        '<div id="sidebar">x</div>',
        '<div role="navigation">x</div>',
        '<section class="related">x</section>',
        '<div class="social share">x</div>',
    ],
)
def test_what_is_left_out(body):
    assert blocks(body) == []


def test_what_only_sounds_like_navigation_is_kept():
    assert blocks('<div class="shared-decision">One.</div>') == [("paragraph", "One.")]
    assert blocks('<p class="administered">One.</p>') == [("paragraph", "One.")]
    long = "Most of the page's own words stand here. " * 40
    assert blocks(f'<div class="comments">{long}</div>') == [
        ("paragraph", long.strip())
    ]  # most of the text is no comment


def test_a_list_of_references_in_the_footer_is_kept():
    page = '<footer id="references"><ol><li>Smith J. Sleep. Nature. 2001;3:1-9.</li></ol></footer>'
    article = read_bytes(f"<html><body>{MORE}{page}</body></html>".encode(), "a.html")
    assert "Smith J. Sleep." in article.text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>They slept.<sup>1,2</sup></p>", "They slept.¹,²"),
        ("<p>They slept.<sup><a>3</a></sup></p>", "They slept.³"),
        ("<p>They slept.<sup><span>4</span></sup></p>", "They slept.⁴"),
        ("<p>10<sup>-6</sup> m</p>", "10⁻⁶ m"),
        ("<p>the 5<sup>th</sup> day</p>", "the 5th day"),
        ("<p>H<sub>2</sub>O</p>", "H2O"),
    ],
)
def test_raised_figures(body, text):
    assert blocks(body) == [("paragraph", text)]


def test_the_part_that_the_page_calls_its_main_one():
    page = f"<div><p>Aside of some words.</p></div><main>{MORE}</main>"
    article = read_bytes(f"<html><body>{page}</body></html>".encode(), "a.html")
    assert "Aside" not in article.text
    small = f"<main><p>Small.</p></main>{MORE}"
    article = read_bytes(f"<html><body>{small}</body></html>".encode(), "a.html")
    assert "A paragraph" in article.text  # what is called main holds next to nothing


def test_links_become_pointers_to_names_and_ids():
    page = f'<p>So <a href="#a%20b">1</a>, <a href="#n">2</a>, <a href="#lost">3</a>, <a href="x#n">4</a>.</p>{MORE}<p id="a b">A</p><a name="n"></a><p>N</p>'
    article = read_bytes(f"<html><body>{page}</body></html>".encode(), "a.html")
    assert [(article.text[p.start : p.end], article.text[p.at]) for p in article.pointers] == [("1", "A"), ("2", "N")]
