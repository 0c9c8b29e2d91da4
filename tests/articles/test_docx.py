"""Word files, made part by part: fields, notes, numbering, and what no Word file should hold."""

import base64
import io
import json
import zipfile
from html import escape

import pytest

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract
from refdb.errors import InputError
from refdb.text.budgets import MOST_PARAGRAPHS, MOST_UNPACKED

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SMITH = {
    "id": 1, "type": "article-journal", "title": "Sleep and memory in adults", "container-title": "Nature", "volume": "3",
    "page": "101-9", "DOI": "10.1000/XYZ", "issued": {"date-parts": [["2001"]]},
    "author": [{"family": "Smith", "given": "John"}, {"literal": "Sleep Group"}],
}  # fmt: skip
BRAUN = {"id": 2, "type": "book", "title": "Naps of the old", "publisher": "Ox Press", "author": [{"family": "Braun"}]}


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*parts, style=""):
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{''.join(p if p.startswith('<') else run(p) for p in parts)}</w:p>"


def field(code, shown, data=""):
    kept = f'<w:fldData xml:space="preserve">{data}</w:fldData>' if data else ""
    half = len(code) // 2  # Word cuts long codes into several runs
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{kept}</w:fldChar></w:r><w:r><w:instrText>{escape(code[:half])}</w:instrText></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(code[half:])}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def zotero(shown, *items):
    citation = {"citationItems": [{"uris": [f"http://zotero.org/{i['id']}"], "itemData": i} for i in items]}
    return field(f"ADDIN ZOTERO_ITEM CSL_CITATION {json.dumps(citation)}", shown)


def docx(*body, **parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>")
        for name, xml in parts.items():
            file.writestr(f"word/{name}.xml", xml)
    return packed.getvalue()


def read(*body, **parts):
    return extract(read_bytes(docx(*body, **parts), "a.docx"))


def test_zotero_fields_give_links_and_fields_without_a_list():
    article = read(
        paragraph("Sleep", style="Title"),
        paragraph(
            "Naps help ", zotero("(Smith 2001; Braun)", SMITH, BRAUN), ". Again ", zotero("(Smith 2001)", SMITH), "."
        ),
        styles=f'<w:styles {W}><w:style w:styleId="Title"><w:name w:val="Title"/></w:style></w:styles>',
    )
    assert article.title == "Sleep"
    assert [(c.marker, c.reference_numbers) for c in article.citations] == [
        ("(Smith 2001; Braun)", (1, 2)),
        ("(Smith 2001)", (1,)),
    ]
    smith, braun = (r.parsed for r in article.references)
    assert (smith.title, smith.year, smith.pages, smith.doi) == (
        "Sleep and memory in adults",
        2001,
        "101-109",
        "10.1000/xyz",
    )
    assert smith.authors[1].literal == "Sleep Group"
    assert smith.raw == "Smith J, Sleep Group. Sleep and memory in adults. Nature. 2001;3:101-109. doi:10.1000/xyz"
    assert (braun.type, braun.publisher) == ("book", "Ox Press")


def test_the_printed_list_gives_the_order_and_the_wording():
    printed = (
        "Braun E. Naps of the old. Ox Press, 2002.",
        "Smith, J. (2001). Sleep and memory in adults. Nature, 3, 101-109.",
    )
    article = read(
        paragraph("Naps help ", zotero("[2,1]", SMITH, BRAUN), "."),
        paragraph(
            field("ADDIN ZOTERO_BIBL {} CSL_BIBLIOGRAPHY", printed[0])[
                : -len('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
            ]
        ),
        paragraph(printed[1], '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
    )
    assert [r.raw for r in article.references] == list(printed)
    assert article.references[1].parsed.doi == "10.1000/xyz"
    assert [c.reference_numbers for c in article.citations] == [(2, 1)]


def endnote(*titles):
    records = "".join(
        f"<Cite><record><foreign-keys><key app='EN' db-id='d'>{i}</key></foreign-keys><ref-type name='Journal Article'>17</ref-type>"
        f"<contributors><authors><author><style face='normal'>Smith, J.</style></author><author>World Health Organization,</author>"
        f"</authors></contributors><titles><title>{t}</title><secondary-title>Nature</secondary-title></titles><pages>1-9</pages>"
        f"<dates><year>2001</year></dates></record></Cite>"
        for i, t in enumerate(titles)
    )
    return f"<EndNote>{records}</EndNote>"


@pytest.mark.parametrize("hidden", [False, True])
def test_endnote_in_the_code_or_in_the_data(hidden):
    xml = endnote("Sleep one", "Sleep two")
    data = base64.b64encode(xml.encode()).decode()
    nested = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>ADDIN EN.CITE</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="begin"><w:fldData>{data}</w:fldData></w:fldChar></w:r>'
        '<w:r><w:instrText>ADDIN EN.CITE.DATA</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("[1, 2]")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    article = read(paragraph("Naps help ", nested if hidden else field(f"ADDIN EN.CITE {xml}", "[1, 2]"), "."))
    assert [r.parsed.title for r in article.references] == ["Sleep one", "Sleep two"]
    assert article.references[0].parsed.authors[1].literal == "World Health Organization"
    assert [c.reference_numbers for c in article.citations] == [(1, 2)]


def test_mendeley_keeps_its_items_in_a_control():
    payload = base64.b64encode(json.dumps({"citationItems": [{"itemData": SMITH}]}).encode()).decode()
    control = f'<w:sdt><w:sdtPr><w:tag w:val="MENDELEY_CITATION_v3_{payload}"/></w:sdtPr><w:sdtContent>{run("[1]")}</w:sdtContent></w:sdt>'
    article = read(paragraph("Naps help ", control, "."))
    assert [(c.marker, c.reference_numbers) for c in article.citations] == [("[1]", (1,))]


def test_damaged_fields_are_text_and_said():
    article = read(paragraph("Naps help ", field('ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems": [{"', "[1]"), "."))
    assert "Naps help [1]." in article.text
    assert article.warnings[0] == "1 citation field(s) of the Word file are damaged and were read as plain text."


def test_footnotes_raised_numbers_and_lists():
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr>'
    article = read(
        paragraph(
            "Sleep helps.",
            note,
            " Deleted ",
            f"<w:del>{run('never')}</w:del>",
            "text",
            run("3", '<w:vertAlign w:val="superscript"/>'),
            ".",
        ),
        f"<w:p>{number}{run('first point of two')}</w:p><w:p>{number}{run('second point of two')}</w:p>",
        footnotes=f'<w:footnotes {W}><w:footnote w:id="2">{paragraph("Smith J. Sleep. Nature 2001.")}</w:footnote></w:footnotes>',
    )
    assert article.text.startswith("Sleep helps.¹ Deleted text³.")
    assert "2. second point of two" in article.text
    assert article.text.endswith("1. Smith J. Sleep. Nature 2001.")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 cut", "a.docx is damaged: it cannot be unpacked"),
        (docx(paragraph(" ")), "a.docx holds no text"),
        (docx()[:-30], "a.docx is damaged"),
    ],
)
def test_damaged_files_are_one_line(data, message):
    with pytest.raises(InputError, match=message) as error:
        read_bytes(data, "a.docx")
    assert "\n" not in str(error.value)


def test_other_zip_files_are_named():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("content.xml", "<office/>")
    with pytest.raises(InputError, match=r"a\.odt is an OpenDocument text; save it as \.docx"):
        read_bytes(packed.getvalue(), "a.odt")


def test_a_zip_bomb_is_stopped():
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(MOST_UNPACKED // 10_000_000 + 1):
            part.write(b" " * 10_000_000)
    with pytest.raises(InputError, match="unpacks to more than 100 times its size"):
        read_bytes(packed.getvalue(), "a.docx")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("word/document.xml", b" " * (MOST_UNPACKED + 1))
    with pytest.raises(InputError, match="unpacks to more than 60 MB"):
        read_bytes(packed.getvalue(), "a.docx")


def test_entities_in_a_word_file_are_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("word/document.xml", f'<!DOCTYPE d [<!ENTITY a "b">]><w:document {W}><w:body/></w:document>')
    with pytest.raises(InputError, match="declares entities"):
        read_bytes(packed.getvalue(), "a.docx")


def test_members_that_climb_out_stay_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    packed = io.BytesIO(docx(paragraph("Sleep helps most people.")))
    with zipfile.ZipFile(packed, "a") as file:
        file.writestr("../../climbed.txt", "out")
    assert "Sleep helps" in read_bytes(packed.getvalue(), "a.docx").text
    assert not list(tmp_path.parent.glob("**/climbed.txt"))


def test_paragraphs_without_number_are_no_article():
    begin, end = f"<w:document {W}><w:body>".encode(), b"</w:body></w:document>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:  # 240,000 sentences in 31 KB once took 1.8 GB
        many = b"".join(b"<w:p><w:r><w:t>One %d.</w:t></w:r></w:p>" % n for n in range(MOST_PARAGRAPHS + 1))
        file.writestr("word/document.xml", begin + many + end)
    with pytest.raises(InputError, match="has more than 60,000 paragraphs"):
        read_bytes(packed.getvalue(), "bomb.docx")
