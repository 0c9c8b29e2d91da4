"""A JATS ref -> its references, tag by tag."""

import pytest
from lxml import etree

from refdb.articles.jats.ref_elements import ListedReference, references_of
from refdb.model import ParsedReference, Person


def refs(inside: str) -> list[ListedReference]:
    return list(
        references_of(etree.fromstring(f'<ref xmlns:xlink="http://www.w3.org/1999/xlink" id="B1">{inside}</ref>'))
    )


def fields(inside: str, kind: str = "journal") -> ParsedReference:
    (found,) = refs(f'<element-citation publication-type="{kind}">{inside}</element-citation>')
    return found.parsed


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<article-title>Sleep.</article-title><source>Nature</source>", {"title": "Sleep", "container_title": "Nature", "type": "article"}),
        ("<source>Nature</source>", {"title": "", "container_title": "Nature"}),
        ("<year>2001b</year>", {"year": 2001, "year_suffix": "b"}),
        ("<date><year>2001</year><month>4</month></date>", {"year": 2001, "year_suffix": ""}),
        ("<year>in press</year>", {"year": None}),
        ("<fpage>101</fpage><lpage>9</lpage>", {"pages": "101-109"}),
        ("<fpage>101</fpage><lpage>109</lpage>", {"pages": "101-109"}),
        ("<fpage>S1</fpage><lpage>S9</lpage>", {"pages": "S1-S9"}),
        ("<fpage>7</fpage><lpage>7</lpage>", {"pages": "7"}),
        ("<page-range>1–9</page-range>", {"pages": "1-9"}),
        ("<elocation-id>e77</elocation-id>", {"pages": "e77"}),
        ("<volume>3</volume><issue>(2)</issue>", {"volume": "3", "issue": "2"}),
        ("<isbn>978-3-16</isbn>", {"isbn": "978316"}),
        ("<publisher-name>Ox</publisher-name>", {"publisher": "Ox"}),
        ("<etal/>", {"et_al": True}),
        ('<pub-id pub-id-type="doi">10.1000/XYZ.</pub-id>', {"doi": "10.1000/xyz"}),
        ('<pub-id pub-id-type="pmid">77</pub-id><pub-id pub-id-type="pmcid">PMC1</pub-id>', {"pmid": "77", "pmcid": "PMC1"}),
        ('<ext-link ext-link-type="uri" xlink:href="https://doi.org/10.1000/a">link</ext-link>', {"doi": "10.1000/a", "url": ""}),
        ('<ext-link ext-link-type="uri" xlink:href="https://a.org">link</ext-link>', {"doi": "", "url": "https://a.org"}),
        ("<uri>https://a.org</uri>", {"url": "https://a.org"}),
        ("<name><surname>Smith,</surname><given-names>J B</given-names><suffix>Jr</suffix></name>", {"authors": (Person("Smith", "J B", suffix="Jr"),)}),
        ("<collab>WHO.</collab>", {"authors": (Person(literal="WHO"),)}),
        ("<string-name>Anna Weber</string-name>", {"authors": (Person(literal="Anna Weber"),)}),
        ('<person-group person-group-type="editor"><name><surname>Berg</surname></name></person-group>', {"authors": (), "editors": (Person("Berg"),)}),
        ('<person-group person-group-type="translator"><name><surname>Berg</surname></name></person-group>', {"authors": (), "editors": ()}),
        ("<name><surname/></name><collab/>", {"authors": ()}),
    ],
)  # fmt: skip
def test_fields(inside, expected):
    found = fields(inside)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("kind", "inside", "expected"),
    [
        ("book", "<source>Sleep</source>", ("book", "Sleep", "")),
        ("book", "<chapter-title>Naps</chapter-title><source>Sleep</source>", ("chapter", "Naps", "Sleep")),
        ("thesis", "<source>Sleep</source>", ("thesis", "Sleep", "")),
        ("web", "<source>Sleep</source>", ("webpage", "Sleep", "")),
        ("data", "<data-title>Ages</data-title><source>Zenodo</source>", ("dataset", "Ages", "Zenodo")),
        ("other", "<source>Sleep</source>", ("", "Sleep", "")),
    ],
)
def test_kinds(kind, inside, expected):
    found = fields(inside, kind)
    assert (found.type, found.title, found.container_title) == expected


def test_what_is_tagged_is_sure_and_composed_where_nothing_is_printed():
    found = fields(
        "<name><surname>Smith</surname><given-names>J</given-names></name><article-title>Sleep</article-title><year>2001</year>"
    )
    assert (found.raw, found.confidence) == ("Smith J. Sleep. 2001.", 1.0)
    assert fields("<year>2001</year>").confidence == 0.0


@pytest.mark.parametrize("label", ["1", "1.", "[1]", "(1)", "[1].", " 1 "])
def test_labels(label):
    (found,) = refs(f"<label>{label}</label><mixed-citation>Smith J. Sleep.</mixed-citation>")
    assert (found.label, found.parsed.raw) == ("1", "Smith J. Sleep.")
    (inner,) = refs(f"<mixed-citation><label>{label}</label>Smith J. Sleep.</mixed-citation>")
    assert (inner.label, inner.parsed.raw) == ("1", "Smith J. Sleep.")


def test_a_printed_and_a_tagged_form_are_one():
    pair = "<mixed-citation>Smith J. SLEEP.</mixed-citation><element-citation><article-title>Sleep</article-title></element-citation>"
    for inside in (pair, f"<citation-alternatives>{pair}</citation-alternatives>"):
        (found,) = refs(inside)
        assert (found.parsed.raw, found.parsed.title) == ("Smith J. SLEEP.", "Sleep")


def test_several_under_one_number():
    first, second = refs(
        '<label>1</label><mixed-citation id="a">One.</mixed-citation><mixed-citation id="b">Two.</mixed-citation>'
    )
    assert (first.parsed.raw, first.label, first.anchors) == ("One.", "1", ("B1", "a"))
    assert (second.parsed.raw, second.label, second.anchors) == ("Two.", "1", ("B1", "b"))


def test_a_ref_without_a_citation():
    (found,) = refs("<label>1</label><note><p>See Smith.</p></note>")
    assert (found.parsed.raw, found.anchors) == ("See Smith.", ("B1",))
    assert refs("<label>1</label>") == []


@pytest.mark.parametrize(
    ("inside", "raw"),
    [
        ("<name><surname>Zheng</surname><given-names>X</given-names></name><name><surname>Li</surname></name>. Sleep", "Zheng X, Li. Sleep"),
        ("<article-title>Sleep</article-title> <source>Nature</source> , <year>2001</year> .", "Sleep Nature, 2001."),
        ("<article-title>Sleep</article-title><source>Nature</source>", "Sleep Nature"),
        ("Smith <italic>in vivo</italic>al", "Smith in vivoal"),
        ('Smith. Sleep. <pub-id pub-id-type="pmid">77</pub-id>', "Smith. Sleep. PMID: 77"),
        ('Smith. Sleep. PMID: <pub-id pub-id-type="pmid">77</pub-id>', "Smith. Sleep. PMID: 77"),
        ("Smith <tex-math>\\alpha</tex-math> sleep", "Smith sleep"),
    ],
)  # fmt: skip
def test_the_printed_string(inside, raw):
    (found,) = refs(f"<mixed-citation>{inside}</mixed-citation>")
    assert found.parsed.raw == raw
