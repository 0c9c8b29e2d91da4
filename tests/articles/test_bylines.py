"""Who wrote an article and when, where its format says it."""

import io
import zipfile

import pytest

from refdb.articles.reading import read_bytes
from refdb.model import Article

BODY = "Sleep helps the memory of adults, as many a study has tried to show in the years before this one."


def byline(data: str | bytes, name: str) -> tuple[tuple[str, ...], str]:
    article = read_bytes(data if isinstance(data, bytes) else data.encode(), name)
    return article.authors, article.date


def test_jats_names_authors_groups_and_the_day_online():
    front = """<article><front><article-meta><title-group><article-title>Sleep</article-title></title-group>
    <contrib-group>
      <contrib contrib-type="author"><name><surname>Weber</surname><given-names>Anna B.</given-names></name></contrib>
      <contrib contrib-type="author"><string-name>Li Wei</string-name></contrib>
      <contrib contrib-type="author"><collab>Sleep Study Group<contrib-group><contrib contrib-type="author"><name>
        <surname>Member</surname><given-names>One</given-names></name></contrib></contrib-group></collab></contrib>
      <contrib contrib-type="editor"><name><surname>Braun</surname><given-names>K</given-names></name></contrib>
    </contrib-group>
    <pub-date pub-type="collection"><year>2023</year></pub-date>
    <pub-date pub-type="epub"><day>3</day><month>5</month><year>2023</year></pub-date>
    </article-meta></front>"""
    found = byline(f"{front}<body><p>{BODY}</p></body></article>", "a.xml")
    assert found == (("Anna B. Weber", "Li Wei", "Sleep Study Group"), "2023-05-03")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<meta name="citation_author" content="Weber, Anna"><meta name="citation_author" content="Karl Braun">'
            '<meta name="citation_publication_date" content="2023/05/03">',
            (("Anna Weber", "Karl Braun"), "2023-05-03"),
        ),
        (
            '<meta name="author" content="Anna Weber and Karl Braun"><meta property="article:published_time" '
            'content="2024-02-01T08:00:00Z">',
            (("Anna Weber", "Karl Braun"), "2024-02-01"),
        ),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "author": {"name": "Site"}},'
            '{"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Anna Weber"}], "datePublished": "2024-02"}'
            "]}</script>",
            (("Anna Weber",), "2024-02"),
        ),
        ('<meta property="article:author" content="https://a.org/anna"><meta name="author" content="admin">', ((), "")),
        ('<script type="application/ld+json">{"@type": "Article", "author": </script>', ((), "")),
    ],
)
def test_pages(head, expected):
    assert byline(f"<html><head>{head}</head><body><h1>Sleep</h1><p>{BODY}</p></body></html>", "a.html") == expected


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ('author: "Anna Weber"\ndate: 2023-05-03', (("Anna Weber",), "2023-05-03")),
        ("author: [Anna Weber, Karl Braun]\ndate: May 2023", (("Anna Weber", "Karl Braun"), "2023-05")),
        ("author:\n  - name: Anna Weber\n    affiliation: A\n  - name: {given: Karl, family: Braun}", (("Anna Weber", "Karl Braun"), "")),
        ("authors:\n  - Anna Weber: {institute: a}\ndate: today", (("Anna Weber",), "")),
        ("author: &a [x, *a]\ndate: 2023", ((), "2023")),
        ("author: [Anna\ndate: 2023", ((), "")),
    ],
)  # fmt: skip
def test_front_matter(front, expected):
    assert byline(f"---\ntitle: Sleep\n{front}\n---\n\n## One\n\n{BODY} **It** does.\n\n## Two\n", "a.md") == expected


@pytest.mark.parametrize(
    ("preamble", "expected"),
    [
        (
            r"\author{Anna Weber\thanks{University of A, \texttt{a@b.org}} \and Karl Braun\\ Institute of B\\ Berlin}\date{May 3, 2023}",
            (("Anna Weber", "Karl Braun"), "2023-05-03"),
        ),
        (r"\author[1]{Anna Weber}\author[1,2]{J\"org Braun}\affil[1]{University of A}\date{\today}", (("Anna Weber", "Jörg Braun"), "")),
        (r"\author{Anna Weber$^{1}$, Karl Braun$^{2,*}$\\ $^{1}$University of A}", (("Anna Weber", "Karl Braun"), "")),
        ("", ((), "")),
    ],
)  # fmt: skip
def test_latex(preamble, expected):
    text = rf"\documentclass{{article}}\title{{Sleep}}{preamble}\begin{{document}}\maketitle {BODY}\end{{document}}"
    assert byline(text, "a.tex") == expected


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = "".join(
    f'<w:style w:styleId="{name}"><w:name w:val="{name}"/></w:style>' for name in ("Title", "Author", "Date")
)


def word(paragraphs: str, creator: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{paragraphs}</w:body></w:document>")
        package.writestr("word/styles.xml", f"<w:styles {W}>{STYLES}</w:styles>")
        package.writestr(
            "docProps/core.xml",
            f'<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{creator}</dc:creator></p>',
        )
    return file.getvalue()


def paragraph(text: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_word_files_by_their_styles_else_by_their_properties():
    styled = (
        paragraph("Sleep", "Title") + paragraph("Anna Weber, Karl Braun", "Author") + paragraph("3 May 2023", "Date")
    )
    assert byline(word(styled + paragraph(BODY), "A Typist"), "a.docx") == (("Anna Weber", "Karl Braun"), "2023-05-03")
    plain = paragraph("Sleep", "Title") + paragraph(BODY)
    assert byline(word(plain, "Anna Weber;Karl Braun"), "a.docx") == (("Anna Weber", "Karl Braun"), "")
    assert byline(word(plain, "Microsoft Office User"), "a.docx") == ((), "")


def test_text_says_nothing_and_that_is_what_is_known():
    assert byline(f"Sleep\n\nAnna Weber\n\n{BODY}", "a.txt") == ((), "")


def test_one_line():
    many = Article("Sleep", BODY, authors=tuple(f"Author {n}" for n in range(12)), date="2023")
    assert many.byline.endswith("Author 9, et al. · 2023")
    assert Article("Sleep", BODY).byline == ""
