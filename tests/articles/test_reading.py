"""Files of every kind and encoding: an article, or one line that says what is wrong."""

import pytest

from refdb.articles.reading import read, read_bytes
from refdb.errors import InputError

TEXT = "Über Schlaf\n\nMüller zeigte: “Schlaf hilft” – immer.\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
        (TEXT.replace("\n", "\r\n").encode(), "utf-8"),
        (TEXT.replace("\n", "\r").encode(), "utf-8"),
        (TEXT.replace("hilft", "hil\x00ft").encode(), "utf-8"),
    ],
)
def test_every_encoding_gives_the_same_article(data, encoding):
    article = read_bytes(data, "a.txt")
    assert article.source.encoding == encoding
    assert (article.title, article.text) == ("Über Schlaf", TEXT)
    assert [s.text for s in article.sentences] == ["Müller zeigte: “Schlaf hilft” – immer."]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.txt is empty"),
        (b" \n\n\t ", "a.txt holds only blanks"),
        (bytes(range(256)) * 20, "a.txt is a binary file"),
        (b"PK\x03\x04....", "a.txt is damaged: it cannot be unpacked"),
        (b"%PDF-1.7 ...", "a.txt is a damaged PDF"),
        (b"\x89PNG\r\n\x1a\n", "a.txt is a picture"),
        (b"<html><body><script>x()</script></body></html>", "the page holds no text"),
    ],
)
def test_what_cannot_be_read_is_one_line(data, message):
    with pytest.raises(InputError, match=message) as error:
        read_bytes(data, "a.txt")
    assert "\n" not in str(error.value)


def test_missing_files_and_folders_are_named(tmp_path):
    with pytest.raises(InputError, match=r"no\.txt: no such file"):
        read(tmp_path / "no.txt")
    with pytest.raises(InputError, match="is a folder; give the article's file"):
        read(tmp_path)
