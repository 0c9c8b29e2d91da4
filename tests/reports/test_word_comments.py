"""Comments in a copy of a Word file: in their place, escaped, and nothing else changed."""

import io
import zipfile

import pytest
from lxml import etree

from refdb.errors import InputError
from refdb.reports.word_comments import Comment, annotate

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = {"w": W}
BODY = (
    '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Sleep</w:t></w:r><w:r><w:t xml:space="preserve"> helps memory</w:t></w:r>'
    '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>3</w:t></w:r><w:r><w:t>. Naps harm nobody. More.</w:t></w:r></w:p>'
    "<w:p><w:hyperlink><w:r><w:t>A linked claim stands here.</w:t></w:r></w:hyperlink></w:p>"
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def word_file(body: str = BODY, **more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        package.writestr("word/media/image1.png", b"\x89PNG not touched")
        for name, text in more.items():
            package.writestr(name, text)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def commented(data: bytes) -> dict[str, str]:
    """The text that each comment is about, by the comment's text."""
    files = parts(data)
    document, comments = etree.fromstring(files["word/document.xml"]), etree.fromstring(files["word/comments.xml"])
    said = {c.get(f"{{{W}}}id"): "\n".join("".join(p.itertext()) for p in c) for c in comments}
    about: dict[str, str] = dict.fromkeys(said, "")
    open_now: set[str] = set()
    for element in document.iter():
        if element.tag == f"{{{W}}}commentRangeStart":
            open_now.add(element.get(f"{{{W}}}id"))
        elif element.tag == f"{{{W}}}commentRangeEnd":
            open_now.remove(element.get(f"{{{W}}}id"))
        elif element.tag == f"{{{W}}}t":
            for number in open_now:
                about[number] += element.text
    assert not open_now
    assert len(document.findall(".//w:commentReference", NS)) == len(said)
    return {said[number]: text for number, text in about.items()}


def test_each_comment_stands_beside_its_sentence_and_the_text_is_the_same():
    data, lost = annotate(
        word_file(),
        [
            Comment("Sleep helps memory3.", "supported\n“quoted <b> & more”"),
            Comment("Naps harm nobody.", "not settled"),
            Comment("A linked claim stands here.", "contradicted"),
        ],
    )
    assert lost == 0
    assert commented(data) == {
        "supported\n“quoted <b> & more”": "Sleep helps memory3",
        "not settled": "Naps harm nobody",
        "contradicted": "A linked claim stands here",
    }
    texts = etree.fromstring(parts(data)["word/document.xml"]).findall(".//w:t", NS)
    assert "".join(t.text for t in texts) == "Sleep helps memory3. Naps harm nobody. More.A linked claim stands here."
    bold = [t.text for t in texts if t.getparent().find("w:rPr/w:b", NS) is not None]
    assert bold == ["Sleep"]


def test_the_package_is_complete():
    files = parts(annotate(word_file(), [Comment("Naps harm nobody", "x")])[0])
    assert files["word/media/image1.png"] == b"\x89PNG not touched"
    assert b"wordprocessingml.comments+xml" in files["[Content_Types].xml"]
    assert b"comments.xml" in files["word/_rels/document.xml.rels"]


def test_comments_that_are_there_already_stay():
    first, _ = annotate(word_file(), [Comment("Naps harm nobody", "old")])
    second, lost = annotate(first, [Comment("A linked claim", "new")])
    assert lost == 0
    assert commented(second) == {"old": "Naps harm nobody", "new": "A linked claim"}
    assert parts(second)["[Content_Types].xml"].count(b"comments+xml") == 1


def test_what_has_no_place_is_counted():
    assert annotate(word_file(), [Comment("Nothing of the kind", "x"), Comment("…", "y")])[1] == 2


def test_control_characters_of_a_source_do_not_break_the_file():
    data, _ = annotate(word_file(), [Comment("Naps harm nobody", "a\x00b\x0bc")])
    assert commented(data) == {"abc": "Naps harm nobody"}


@pytest.mark.parametrize("data", [b"no zip", word_file("<unclosed>")])
def test_no_word_file(data):
    with pytest.raises(InputError, match=r"\.docx"):
        annotate(data, [])
