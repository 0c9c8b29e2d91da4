"""Bytes -> text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.errors import InputError
from refdb.text.encodings import decode

TEXT = "Über den Schlaf – “Träume”, naïve & café: a paragraph that is long enough to be told apart.\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_the_same_text_in_every_encoding(data, encoding):
    assert decode(data, "a.txt") == (TEXT, encoding)


def test_line_ends_become_newlines_and_nul_bytes_go():
    assert decode(b"a\r\nb\rc\x00d\n", "a.txt") == ("a\nb\ncd\n", "utf-8")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "a.txt is empty"),
        (b" \r\n\t ", "a.txt holds only blanks"),
        (b"\xef\xbb\xbf  ", "a.txt holds only blanks"),
        (bytes(range(1, 32)) * 20, "a.txt is a binary file"),
        ("Привет, мир".encode("koi8-r"), r"unknown encoding \(byte 0 is not UTF-8\)"),
        (b"caf\x81", "unknown encoding"),  # no such sign in Windows-1252
        (b"\xef\xbb\xbfabc\xff", "is not utf-8-sig all through"),
        (b"\xff\xfea\x00b", "is not utf-16 all through"),
    ],
)
def test_what_is_no_text_is_one_line(data, said):
    with pytest.raises(InputError, match=said) as error:
        decode(data, "a.txt")
    assert "\n" not in str(error.value)


@given(st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_utf8_is_read_as_it_is(text):
    assert decode(text.encode("utf-8-sig"), "a.txt")[0] == text
