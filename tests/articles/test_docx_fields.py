"""What reference managers leave in Word's fields, payload by payload."""

import base64
import json

import pytest

from refdb.articles.docx.fields import (
    UnreadableFieldError,
    cited_by_code,
    cited_by_tag,
    keys_of_word,
    word_sources,
)
from refdb.model import ParsedReference, Person


def csl(*items: object) -> str:
    return f" ADDIN ZOTERO_ITEM CSL_CITATION {json.dumps({'citationItems': list(items)})}"


def fields(**data: object) -> ParsedReference:
    found = cited_by_code(csl({"itemData": data}), "")
    assert found is not None
    return found[0].fields


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"type": "article-journal"}, {"type": "article"}),
        ({"type": "paper-conference"}, {"type": "proceedings"}),
        ({"type": "unheard-of"}, {"type": ""}),
        ({"title": "On <i>in vivo</i>  sleep"}, {"title": "On in vivo sleep"}),
        ({"issued": {"date-parts": [["2001", 4]]}}, {"year": 2001}),
        ({"issued": {"date-parts": [[2001]]}}, {"year": 2001}),
        ({"issued": {"literal": "spring 1999"}}, {"year": 1999}),
        ({"issued": "2003-04"}, {"year": 2003}),
        ({"issued": {}}, {"year": None}),
        ({"page": "101-9"}, {"pages": "101-109"}),
        ({"DOI": "https://doi.org/10.1000/XYZ"}, {"doi": "10.1000/xyz"}),
        ({"ISBN": "978-3-16-148410-0 3-16"}, {"isbn": "9783161484100"}),
        ({"volume": 3, "issue": "2", "PMID": "77", "PMCID": "PMC1", "URL": "https://a.org"},
         {"volume": "3", "issue": "2", "pmid": "77", "pmcid": "PMC1", "url": "https://a.org"}),
        ({"container-title": "Nature", "publisher": "Ox"}, {"container_title": "Nature", "publisher": "Ox"}),
        ({"author": [{"family": "Berg", "given": "E", "non-dropping-particle": "van der"}]}, {"authors": (Person("Berg", "E", "van der"),)}),
        ({"author": [{"family": "Berg", "dropping-particle": "de", "suffix": "Jr"}]}, {"authors": (Person("Berg", "", "de", "Jr"),)}),
        ({"author": [{"literal": "WHO"}, {"given": "nobody"}, "odd", None]}, {"authors": (Person(literal="WHO"),)}),
        ({"author": "odd"}, {"authors": ()}),
        ({"editor": [{"family": "Weber"}]}, {"editors": (Person("Weber"),)}),
    ],
)  # fmt: skip
def test_csl_fields(data, expected):
    found = fields(**data)
    assert {name: getattr(found, name) for name in expected} == expected


def test_a_field_is_printed_and_sure():
    found = fields(title="Sleep", author=[{"family": "Smith", "given": "J"}], issued={"date-parts": [[2001]]})
    assert (found.raw, found.confidence) == ("Smith J. Sleep. 2001.", 1.0)


def test_a_work_goes_by_its_doi_or_its_address_or_its_words():
    items = [
        {"itemData": {"title": "One", "DOI": "10.1000/A"}, "uris": ["http://z/1"]},
        {"itemData": {"title": "Two"}, "uris": ["http://z/2"]},
        {"itemData": {"title": "Three"}, "uri": ["http://z/3"]},
        {"itemData": {"title": "Four"}, "uris": "odd"},
        {"no": "data"},
        "odd",
    ]
    found = cited_by_code(csl(*items), "")
    assert found is not None
    assert [cited.key for cited in found] == ["10.1000/a", "http://z/2", "http://z/3", "four."]


@pytest.mark.parametrize("code", [" PAGE ", "HYPERLINK \\l a", "", "CITATION Smi19", "ADDIN SOMETHING"])
def test_other_fields_cite_nothing(code):
    assert cited_by_code(code, "") is None


@pytest.mark.parametrize("payload", ["", '{"citationItems": [', "[1]", '"text"', "[" * 100_000])
def test_a_cut_payload_is_said(payload):
    with pytest.raises(UnreadableFieldError):
        cited_by_code(f"ADDIN ZOTERO_ITEM CSL_CITATION {payload}", "")


def test_a_payload_without_items_cites_nothing():
    assert cited_by_code("ADDIN ZOTERO_ITEM CSL_CITATION {}", "") == []
    assert cited_by_code('ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems": 3} tail', "") == []


ENDNOTE = """<EndNote><Cite><record><foreign-keys><key app="EN" db-id="abc">7</key></foreign-keys><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style>Smith, John</style></author><author>World Health Organization,</author><author>Berg</author>
<author>Anna Weber</author></authors><secondary-authors><author>Ed, A.</author></secondary-authors></contributors>
<titles><title><style>Sleep and</style> <style>memory.</style></title><secondary-title>Nature</secondary-title></titles>
<dates><year>2001</year></dates><volume>3</volume><number>2</number><pages>101-9</pages><accession-num>12345678</accession-num>
<electronic-resource-num>10.1000/XYZ</electronic-resource-num><urls><related-urls><url>https://a.org more</url></related-urls></urls>
</record></Cite><Cite><note>no record</note></Cite></EndNote>"""


@pytest.mark.parametrize("way", ["code", "data"])
def test_endnote_in_the_code_or_in_the_data(way):
    code, data = (f" ADDIN EN.CITE {ENDNOTE}", "") if way == "code" else (" ADDIN EN.CITE.DATA ", base64.b64encode(ENDNOTE.encode()).decode())  # fmt: skip
    (cited,) = cited_by_code(code, data) or ()
    found = cited.fields
    assert cited.key == "abc:7"
    assert (found.type, found.title, found.container_title, found.year) == (
        "article",
        "Sleep and memory",
        "Nature",
        2001,
    )
    assert found.authors == (
        Person("Smith", "John"), Person(literal="World Health Organization"), Person(literal="Berg"), Person("Weber", "Anna"),
    )  # fmt: skip
    assert found.editors == (Person("Ed", "A."),)
    assert (found.volume, found.issue, found.pages, found.doi, found.pmid, found.url) == (
        "3", "2", "101-109", "10.1000/xyz", "12345678", "https://a.org",
    )  # fmt: skip


def test_an_endnote_record_without_a_key_goes_by_its_words():
    xml = "<EndNote><Cite><record><titles><title>Sleep</title></titles><accession-num>WOS:1</accession-num></record></Cite></EndNote>"
    (cited,) = cited_by_code(f"ADDIN EN.CITE {xml}", "") or ()
    assert (cited.key, cited.fields.pmid) == ("sleep.", "")


def test_an_endnote_field_without_a_payload_cites_nothing():
    assert cited_by_code("ADDIN EN.CITE", "") == []
    assert cited_by_code("ADDIN EN.CITE.DATA", "") == []


def test_mendeleys_content_control():
    payload = base64.b64encode(json.dumps({"citationItems": [{"itemData": {"title": "Sleep"}}]}).encode()).decode()
    (cited,) = cited_by_tag(f"MENDELEY_CITATION_v3_{payload.rstrip('=')}") or ()
    assert cited.fields.title == "Sleep"
    assert cited_by_tag("goog_rdk_0") is None
    with pytest.raises(UnreadableFieldError):
        cited_by_tag("MENDELEY_CITATION_v3_x")


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        (r" CITATION Smi19 \l 1033 ", ["Smi19"]),
        (r"CITATION Smi19 \l 1033 \m Jon20 \m Bra02", ["Smi19", "Jon20", "Bra02"]),
        ("PAGE", []),
        ("CITATION", []),
    ],
)
def test_words_own_citations(code, keys):
    assert keys_of_word(code) == keys


SOURCES = """<b:Sources xmlns:b="x"><b:Source><b:Tag>Smi19</b:Tag><b:SourceType>JournalArticle</b:SourceType><b:Title>Sleep</b:Title>
<b:Year>2019</b:Year><b:JournalName>Nature</b:JournalName><b:Volume>3</b:Volume><b:Issue>2</b:Issue><b:Pages>101-9</b:Pages>
<b:Author><b:Author><b:NameList><b:Person><b:Last>Smith</b:Last><b:First>John</b:First><b:Middle>B.</b:Middle></b:Person>
<b:Person><b:Last>Berg</b:Last></b:Person></b:NameList></b:Author></b:Author></b:Source>
<b:Source><b:Tag>WHO</b:Tag><b:SourceType>Odd</b:SourceType><b:Title>Report</b:Title><b:Author><b:Author><b:Corporate>WHO</b:Corporate>
</b:Author></b:Author></b:Source></b:Sources>"""


def test_the_sources_that_word_keeps():
    found = word_sources(SOURCES.encode())
    smith, who = found["Smi19"], found["WHO"]
    assert (smith.type, smith.title, smith.container_title, smith.year, smith.pages) == (
        "article",
        "Sleep",
        "Nature",
        2019,
        "101-109",
    )
    assert smith.authors == (Person("Smith", "John B."), Person("Berg"))
    assert (who.type, who.authors, who.year, who.raw) == ("", (Person(literal="WHO"),), None, "WHO. Report.")


@pytest.mark.parametrize("xml", [b"<a/>", b"", b"no xml", b"<b:Sources>"])
def test_another_part_keeps_none(xml):
    assert word_sources(xml) == {}
