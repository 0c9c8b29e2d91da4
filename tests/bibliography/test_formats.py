"""Files of every kind -> works, and back where refdb writes the format too."""

import json

import pytest

from refdb.bibliography.bibtex.writing import export as export_bib
from refdb.bibliography.csl.items import work_from_item
from refdb.bibliography.csl.writing import item_from_work
from refdb.bibliography.importing import read
from refdb.bibliography.kinds import kind_of
from refdb.bibliography.tagged import nbib, ris
from refdb.errors import InputError
from refdb.model import Person, Update, Work

ENDNOTE = """<?xml version="1.0" encoding="UTF-8"?><xml><records><record><ref-type name="Book Section">5</ref-type>
<contributors><authors><author><style face="normal">Roe, Rita</style></author><author>WHO,</author></authors>
<secondary-authors><author>Poe, P.</author></secondary-authors></contributors>
<titles><title><style>On </style><style face="italic">E. coli</style></title><secondary-title>Rest</secondary-title></titles>
<pages>101-9</pages><keywords><keyword>naps</keyword></keywords><dates><year>2001</year><pub-dates><date>5 March</date></pub-dates></dates>
<publisher>Ox</publisher><isbn>978-0-19-853453-7</isbn><electronic-resource-num>10.1000/ABC</electronic-resource-num>
<urls><pdf-urls><url>internal-pdf://1/a.pdf</url></pdf-urls></urls><notes>mine</notes><custom1>kept</custom1></record></records></xml>"""

ZOTERO = {
    "collections": {"C1": {"name": "Rest", "items": [1]}, "C2": {"name": "Naps", "parent": "C1", "items": [1]}},
    "items": [
        {"itemType": "attachment", "itemID": 2},
        {
            "itemID": 1, "itemType": "journalArticle", "citationKey": "roe01", "title": "On <i>E. coli</i>",
            "creators": [
                {"creatorType": "author", "lastName": "Gaulle", "firstName": "Charles de"},
                {"creatorType": "author", "lastName": "King", "firstName": "Martin Luther, Jr."},
                {"creatorType": "editor", "name": "WHO"},
            ],
            "publicationTitle": "Rest", "date": "30-Mar-2001", "DOI": "10.1000/ABC", "pages": "1-9",
            "tags": [{"tag": "b, c"}, {"tag": "a"}], "notes": ["<p>mine</p>"], "accessDate": "2020-01-02T03:04:05Z",
            "attachments": [{"path": "/x/a.pdf"}], "extra": "PMID: 12\ntex.owner: me\na remark", "callNumber": "Q1",
        },
    ],
}  # fmt: skip

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:bib="http://purl.org/net/biblio#" xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/">
<bib:Article rdf:about="#item_1"><z:itemType>journalArticle</z:itemType>
<dcterms:isPartOf><bib:Journal><dc:title>Rest</dc:title><prism:volume>3</prism:volume><dc:identifier>DOI 10.1000/ABC</dc:identifier>
<dc:identifier>ISSN 1234-5679</dc:identifier></bib:Journal></dcterms:isPartOf>
<bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Roe</foaf:surname><foaf:givenName>Rita</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></bib:authors>
<dc:title>Naps</dc:title><dc:date>2001</dc:date><bib:pages>1-9</bib:pages><dc:subject>sleep</dc:subject>
<dcterms:isReferencedBy rdf:resource="#item_2"/></bib:Article>
<bib:Memo rdf:about="#item_2"><rdf:value>&lt;p&gt;mine&lt;/p&gt;</rdf:value></bib:Memo>
<z:Collection rdf:about="#collection_1"><dc:title>Own</dc:title><dcterms:hasPart rdf:resource="#item_1"/></z:Collection></rdf:RDF>"""


def one(text: str, kind: str, **options) -> Work:
    (work,) = read(text, kind, **options).works
    return work


def test_endnote():
    assert kind_of(ENDNOTE) == "endnote"
    work = one(ENDNOTE, "endnote")
    assert (work.type, work.title, work.container_title, work.pages, work.date) == (
        "book-chapter", "On E. coli", "Rest", "101-109", (2001, 3, 5),
    )  # fmt: skip
    assert work.authors == (Person("Roe", "Rita"), Person(literal="WHO"))
    assert (work.editors, work.doi, work.isbn) == ((Person("Poe", "P."),), "10.1000/abc", ("9780198534537",))
    assert (work.tags, work.notes, work.files) == (("naps",), ("mine",), ("1/a.pdf",))
    assert work.more("endnote:custom1") == "kept"


def test_an_entity_in_xml_is_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    attack = ENDNOTE.replace("<xml>", f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><xml>').replace(
        ">Ox<", ">&e;<"
    )
    assert "SECRET" not in one(attack, "endnote").publisher


def test_zotero_json():
    text = json.dumps(ZOTERO)
    assert kind_of(text, "x.json") == "zotero-json"
    work = one(text, "zotero-json")
    assert (work.key, work.type, work.title, work.date) == ("roe01", "journal-article", "On E. coli", (2001, 3, 30))
    assert work.authors == (Person("Gaulle", "Charles", "de"), Person("King", "Martin Luther", suffix="Jr."))
    assert (work.editors, work.collections) == ((Person(literal="WHO"),), ("Rest", "Rest/Naps"))
    assert (work.tags, work.notes, work.files, work.pmid) == (("b, c", "a"), ("mine", "a remark"), ("/x/a.pdf",), "12")
    written = export_bib([work], dialect="biblatex")
    for part in (r"title = {On \textit{{E}. coli}}", "de Gaulle, Charles and King, Jr., Martin Luther", "urldate = {2020-01-02}",
                 "doi = {10.1000/ABC}", "owner = {me}", "lccn = {Q1}", "date = {2001-03-30}"):  # fmt: skip
        assert part in written, written


def test_zotero_rdf():
    assert kind_of(RDF) == "zotero-rdf"
    work = one(RDF, "zotero-rdf")
    assert (work.title, work.container_title, work.volume, work.doi, work.issn, work.year) == (
        "Naps", "Rest", "3", "10.1000/abc", ("1234-5679",), 2001,
    )  # fmt: skip
    assert (work.authors, work.tags, work.notes, work.collections) == (
        (Person("Roe", "Rita"),), ("sleep",), ("mine",), ("Own",),
    )  # fmt: skip


def test_a_list_of_identifiers():
    text = "# mine\nhttps://doi.org/10.1000/ABC\nPMID: 123\nPMC4567\narXiv:2001.01234v2\nISBN 978-0-19-853453-7\nno such thing here\n"
    assert kind_of(text, "ids.txt") == "identifiers"
    imported = read(text, "identifiers")
    assert [(w.doi, w.pmid, w.pmcid, w.arxiv, w.isbn) for w in imported.works] == [
        ("10.1000/abc", "", "", "", ()), ("", "123", "", "", ()), ("", "", "PMC4567", "", ()),
        ("", "", "", "2001.01234v2", ()), ("", "", "", "", ("9780198534537",)),
    ]  # fmt: skip
    assert imported.said == ("line 7: no DOI, PMID, PMCID, arXiv number or ISBN: 'no such thing here'",)


@pytest.mark.parametrize(
    "text", ["Sleep helps. It does so at night.\nMore of it.", "1\n2 lines of an article follow here\n", ""]
)
def test_an_article_is_no_list(text):
    assert kind_of(text, "a.txt") == ""


def test_a_table_with_its_own_columns():
    text = "Titel;Authors;Publication Year;DOI;Manual Tags;Sprache\nNaps;Roe, R.; Poe, P.;2001\n"
    text = 'Titel;Authors;Publication Year;DOI;Manual Tags;Sprache\nNaps;"Roe, R.; Poe, P.";2001;10.1000/ABC;a; b\n;;;;;\n;Roe;2001;;;\n'
    imported = read(text, "csv", {"Titel": "title"})
    (work,) = imported.works
    assert (work.title, work.authors, work.year, work.doi) == (
        "Naps", (Person("Roe", "R."), Person("Poe", "P.")), 2001, "10.1000/abc",
    )  # fmt: skip
    assert (work.tags, work.more("csv:Sprache")) == (("a",), "b")
    assert imported.said == ("line 4: neither title nor identifier; left out",)
    with pytest.raises(InputError, match="no column 'Title' in the table; it has 'Titel'"):
        read(text, "csv", {"Title": "title"})
    with pytest.raises(InputError, match="--column NAME=title"):
        read("a,b\n1,2\n", "csv")


def test_ris_there_and_back():
    text = (
        "TY  - CHAP\nID  - roe01\nAU  - Roe, Rita, Jr.\nAU  - Some Institute\nA2  - Poe, P.\nTI  - Naps\nT2  - Rest\nPY  - 2001\n"
        "DA  - 2001/03/05\nSP  - 1\nEP  - 9\nPB  - Ox\nCY  - Ulm\nSN  - 9780198534537\nKW  - a\nKW  - b\nN1  - mine\nL1  - a.pdf\n"
        "T3  - Series\nC5  - kept\nER  - \n"
    )
    work = one(text, "ris")
    assert (work.date, work.pages, work.tags, work.notes, work.files) == (
        (2001, 3, 5),
        "1-9",
        ("a", "b"),
        ("mine",),
        ("a.pdf",),
    )
    assert (work.more("collection-title"), work.more("ris:C5")) == ("Series", "kept")
    assert one(ris.export([work]), "ris") == work


def test_nbib_there_and_back():
    text = (
        "PMID- 123\nTI  - Naps at noon.\nFAU - King, Martin Luther Jr\nAU  - King ML Jr\nCN  - Rest Group\nJT  - Journal of Rest\n"
        "TA  - J Rest\nDP  - 2001 Mar-Apr\nVI  - 3\nIP  - 2\nPG  - 101-9\nLID - 10.1000/abc [doi]\nPMC - PMC9\nOT  - sleep\n"
        "MH  - Rest\nPT  - Journal Article\nPT  - Retracted Publication\nRIN - J Rest. 2002. doi: 10.1000/notice.\n"
    )
    work = one(text, "nbib")
    assert (work.title, work.pages, work.year, work.date, work.tags) == (
        "Naps at noon",
        "101-109",
        2001,
        (2001, 3),
        ("sleep",),
    )
    assert work.authors == (Person("King", "Martin Luther", suffix="Jr"), Person(literal="Rest Group"))
    assert work.updates == (Update("retraction", "10.1000/notice", "pubmed"),)
    written = nbib.export([work])
    assert "DP  - 2001 Mar-Apr" in written
    assert "MH  - Rest" in written
    assert one(written, "nbib").authors == work.authors


def test_csl_json_keeps_variables_that_works_have_no_field_for():
    item = {"id": "a", "type": "chapter", "title": "On <i>E. coli</i>", "collection-title": "Series", "genre": "essay",
            "accessed": {"date-parts": [[2020, 1, 2]]}, "translator": [{"family": "Poe", "given": "P."}], "scale": "1:5",
            "keyword": "a, b", "note": "printed", "annote": "mine"}  # fmt: skip
    work = work_from_item(item)
    assert (work.tags, work.notes, work.more("note"), work.more("accessed")) == (
        ("a", "b"),
        ("mine",),
        "printed",
        "2020-01-02",
    )
    out = item_from_work(work)
    assert {name: out[name] for name in item if name != "custom"} == item
    assert work_from_item(out) == work


def test_crossrefs_bookkeeping_is_not_kept():
    item = {
        "DOI": "10.1/a",
        "title": ["A"],
        "indexed": {},
        "reference-count": 3,
        "member": "7",
        "license": [{"URL": "x"}],
    }
    assert work_from_item(item).extra == ()


def test_records_that_say_nothing_are_named_by_line():
    imported = read("TY  - JOUR\nER  - \n\nTY  - BOOK\nTI  - Naps\nER  - \nTI  - no beginning\n", "ris")
    assert [work.title for work in imported.works] == ["Naps", "no beginning"]
    assert imported.said == (
        "line 1: a record with neither title nor author nor identifier; left out",
        "line 7: a record that does not begin with TY",
    )


def test_a_bib_file_may_begin_with_anything():
    text = "My own list, of 2001.\n\n@misc{a, title={x}}"
    assert kind_of(text, "refs.bib") == "bibtex"
    assert kind_of(text, "refs.txt") == ""
    assert [work.title for work in read(text, "bibtex").works] == ["x"]


def test_a_key_that_comes_twice_is_told():
    imported = read("@misc{a, title={x}}\n@misc{A, title={y}}", "bibtex")
    assert imported.said == ("line 2: the key A stands for an entry above already",)
