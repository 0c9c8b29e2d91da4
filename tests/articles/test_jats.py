"""JATS XML: what the file marks is kept, what could harm is left alone."""

import pytest

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract
from refdb.errors import InputError

HEAD = '<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS 1.2//EN" "JATS.dtd">'
ARTICLE = """<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta>
<title-group><article-title>Sleep &amp; <italic>memory</italic></article-title></title-group>
<contrib-group><contrib><name><surname>Hidden</surname></name></contrib></contrib-group>
<abstract><p>Sleep helps.</p></abstract></article-meta></front>
<body><sec><title>Results</title>
<p>Naps help<xref ref-type="bibr" rid="B1"><sup>1</sup></xref>. Both work [<xref ref-type="bibr" rid="B1">1</xref>–<xref
ref-type="bibr" rid="B3">3</xref>]. See <xref ref-type="fig" rid="F1">Fig. 1</xref>. Nobody knows
(<xref ref-type="bibr" rid="B9">Lost, 2001</xref>). At 10<sup>6</sup> cells, &alpha; falls.
<fig id="F1"><caption><p>A brain.</p></caption></fig></p></sec></body>
<back><ref-list><title>References</title>
<ref id="B1"><label>1.</label><element-citation publication-type="journal"><person-group person-group-type="author">
<name><surname>Smith</surname><given-names>J. B.</given-names><suffix>Jr</suffix></name><etal/></person-group>
<article-title>Sleep and memory in adults.</article-title><source>Nature</source><year>2001b</year><volume>3</volume>
<issue>2</issue><fpage>101</fpage><lpage>9</lpage><pub-id pub-id-type="doi">10.1000/XYZ</pub-id></element-citation></ref>
<ref id="B2"><label>2.</label><mixed-citation publication-type="book"><collab>World Health Organization</collab>.
<source>Sleep report</source>. <publisher-name>WHO Press</publisher-name>; <year>2019</year>.</mixed-citation></ref>
<ref id="B3"><label>3.</label><mixed-citation>Braun E. Naps of the old. Science. 2002;4(2):11-19.</mixed-citation></ref>
</ref-list></back></article>"""


def read(xml=ARTICLE, head=HEAD):
    return extract(read_bytes((head + xml).encode(), "a.xml"))


def test_the_parts_of_an_article():
    article = read()
    assert (article.title, article.source.format) == ("Sleep & memory", "jats")
    assert "Hidden" not in article.text
    kinds = {article.text[b.start : b.end]: b.kind for b in article.blocks}
    assert kinds["Sleep helps."] == "abstract"
    assert kinds["Results"] == "heading"
    assert kinds["A brain."] == "caption"
    assert "At 10⁶ cells, α falls." in article.text


def test_fields_are_the_tagged_ones():
    first, second, third = (r.parsed for r in read().references)
    assert (first.title, first.container_title) == ("Sleep and memory in adults", "Nature")
    assert (first.year, first.year_suffix, first.volume, first.issue, first.pages) == (2001, "b", "3", "2", "101-109")
    assert (first.authors[0].family, first.authors[0].given, first.authors[0].suffix) == ("Smith", "J. B.", "Jr")
    assert (first.doi, first.et_al, first.type) == ("10.1000/xyz", True, "article")
    assert (second.title, second.authors[0].literal, second.type) == (
        "Sleep report",
        "World Health Organization",
        "book",
    )
    assert (second.publisher, second.container_title) == ("WHO Press", "")
    # a string without tags is parsed
    assert (third.title, third.container_title, third.volume, third.pages) == (
        "Naps of the old",
        "Science",
        "4",
        "11-19",
    )


def test_links_are_the_files_own():
    article = read()
    cited = [(c.marker, c.reference_numbers, c.undefined) for c in article.citations]
    assert cited == [("¹", (1,), ()), ("[1–3]", (1, 2, 3), ()), ("(Lost, 2001)", (), ("B9",))]


def test_one_reference_printed_and_tagged_is_one():
    both = """<article><body><p>Yes.</p></body><back><ref-list><ref id="B1">
    <mixed-citation>SMITH J. Sleep. Nature, v. 3, 2001.</mixed-citation><element-citation publication-type="journal">
    <name><surname>Smith</surname><given-names>J</given-names></name><article-title>Sleep</article-title>
    <source>Nature</source><volume>3</volume><year>2001</year></element-citation></ref></ref-list></back></article>"""
    (reference,) = read(both).references
    assert (reference.raw, reference.parsed.title) == ("SMITH J. Sleep. Nature, v. 3, 2001.", "Sleep")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (
            '<!DOCTYPE article [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
            "&c;",
        ),
        ('<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        (
            '<!DOCTYPE article SYSTEM "http://127.0.0.1:9/never.dtd" [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
            "",
        ),
    ],
)
def test_entities_are_not_expanded_and_nothing_is_fetched(head, body):
    article = read(f"<article><body><p>Sleep{body} helps.</p></body></article>", '<?xml version="1.0"?>' + head)
    assert "Sleep helps." in article.text
    assert "root:" not in article.text


def test_an_entity_bomb_costs_nothing():
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11))
    bomb = f'<?xml version="1.0"?><!DOCTYPE article [<!ENTITY l0 "lol">{levels}]><article><body><p>A &l10; b.</p></body></article>'
    with pytest.raises(InputError, match="is not well-formed XML"):
        read_bytes(bomb.encode(), "a.xml")


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ("<feed><entry/></feed>", r"is XML, but not a JATS article \(its root is <feed>\)"),
        ("<article>" + "<sec>" * 60_000, "is not well-formed XML"),
        ("<article><body><p>Sleep &lt helps.</p></body></article>", "is not well-formed XML"),
    ],
)
def test_what_is_no_article_is_one_line(xml, message):
    with pytest.raises(InputError, match=message) as error:
        read_bytes(('<?xml version="1.0"?>' + xml).encode(), "a.xml")
    assert "\n" not in str(error.value)


def test_a_file_cut_short_gives_what_stands_before_the_cut():
    article = read_bytes(f"{HEAD}{ARTICLE[: ARTICLE.index('<back>')]}".encode(), "a.xml")
    assert "Both work" in article.text
    assert article.warnings[0].startswith("The file is damaged")


def test_an_encoding_that_is_declared_wrongly_is_not_believed():
    xml = '<?xml version="1.0" encoding="US-ASCII"?><article><body><p>Müller schläft.</p></body></article>'
    assert "Müller schläft." in read_bytes(xml.encode(), "a.xml").text
