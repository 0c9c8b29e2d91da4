"""What Word files keep beside the text: addresses of links, Citavi's data, Zotero's bookmarks, text boxes."""

import base64
import io
import json
import zipfile

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def word(body, **parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="{MC}"><w:body>{body}</w:body></w:document>',
        )
        for name, xml in parts.items():
            package.writestr({"rels": "word/_rels/document.xml.rels", "custom": "docProps/custom.xml"}[name], xml)
    return extract(read_bytes(stream.getvalue(), "x.docx"))


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(code, shown):
    begin, apart, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{apart}{run(shown)}{end}"


def paragraphs(*inner):
    return "".join(f"<w:p>{one}</w:p>" for one in inner)


ROE = "1. Roe A, Doe B. Naps in adults. J Rest. 2013;148:118-9. "
POE = "2. Poe C, Moe D. Teas in adults. J Tea. 2021;9:12-19. "


def test_addresses_of_links_tell_identifiers():
    article = word(
        paragraphs(
            run("On naps and teas of the old"),
            run("Naps help [1]. Tea does not [2]."),
            run("References"),
            run(ROE) + f'<w:hyperlink r:id="rId7">{run("CrossRef")}</w:hyperlink>',
            run(POE) + field(' HYPERLINK "https://pubmed.ncbi.nlm.nih.gov/31173679/" ', "PubMed"),
        ),
        rels='<Relationships><Relationship Id="rId7" Target="https://doi.org/10.1000/Nap1"/></Relationships>',
    )
    assert [(r.parsed.doi, r.parsed.pmid) for r in article.references] == [("10.1000/nap1", ""), ("", "31173679")]


def test_citavi_keeps_its_works_in_base64():
    data = {
        "Entries": [
            {
                "ReferenceId": "r1",
                "Reference": {
                    "Title": "Naps in adults",
                    "Authors": [{"FirstName": "Ann", "LastName": "Roe", "Prefix": "van"}],
                    "Year": "2013",
                    "Doi": "10.1000/Nap1",
                    "Periodical": {"Name": "J Rest"},
                    "ReferenceType": "JournalArticle",
                },
            }
        ]
    }
    code = "ADDIN CitaviPlaceholder{" + base64.b64encode(json.dumps(data).encode()).decode() + "}"
    article = word(paragraphs(run("On naps"), run("Naps help ") + field(code, "(van Roe 2013)") + run(".")))
    (reference,) = article.references
    parsed = reference.parsed
    assert (parsed.title, parsed.container_title, parsed.year, parsed.doi) == (
        "Naps in adults",
        "J Rest",
        2013,
        "10.1000/nap1",
    )
    assert (parsed.authors[0].sort_name, parsed.type) == ("van Roe", "article")
    assert [c.reference_numbers for c in article.citations] == [(1,)]


def test_a_damaged_citavi_field_is_said():
    article = word(paragraphs(run("Naps help ") + field("ADDIN CitaviPlaceholder{eyJ}", "(Roe 2013)") + run(".")))
    assert any("damaged" in warning for warning in article.warnings)


def test_zotero_keeps_citations_under_bookmarks():
    item = json.dumps({"citationItems": [{"itemData": {"type": "book", "title": "Naps", "DOI": "10.1000/nap1"}}]})
    whole = f"ITEM CSL_CITATION {item}"
    properties = "".join(
        f'<property name="ZOTERO_BREF_b1_{n}"><v>{part.replace("&", "&amp;")}</v></property>'
        for n, part in ((2, whole[30:]), (1, whole[:30]))
    )
    article = word(
        paragraphs(
            run("Naps help ")
            + f'<w:bookmarkStart w:id="1" w:name="ZOTERO_BREF_b1"/>{run("(Roe 2013)")}<w:bookmarkEnd w:id="1"/>'
            + run(".")
        ),
        custom=f"<Properties>{properties}</Properties>",
    )
    assert [r.parsed.doi for r in article.references] == ["10.1000/nap1"]
    assert [(c.marker, c.reference_numbers) for c in article.citations] == [("(Roe 2013)", (1,))]


def test_text_boxes_are_read_once():
    box = f"<w:txbxContent>{paragraphs(run('Sunlight suffices for most.'))}</w:txbxContent>"
    article = word(
        paragraphs(
            run("Naps help the old.") + f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert [s.text for s in article.sentences] == ["Naps help the old.", "Sunlight suffices for most."]
