"""Codes and names of languages."""

import pytest

from refdb.text.languages import babel_name, code_of


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "english"), ("EN", "english"), ("en-US", "american"), ("en_GB", "british"), ("en-AU", "english"),
        ("de", "ngerman"), ("ger", "ngerman"), ("deu", "ngerman"), ("de-AT", "naustrian"), ("german", "german"),
        ("francais", "francais"), ("fre", "french"), ("pt-BR", "brazilian"), ("zho", "chinese"), (" it ", "italian"),
        ("Klingon", ""), ("", ""), ("x-klingon", ""),
    ],
)  # fmt: skip
def test_the_name_that_babel_has(language, name):
    assert babel_name(language) == name


@pytest.mark.parametrize(
    ("name", "code"),
    [("american", "en-us"), ("English", "en"), ("ngerman", "de"), ("german", "de"), ("francais", "fr"), ("norsk", "nb"), ("Anglais", "Anglais"), ("", "")],
)  # fmt: skip
def test_the_code_of_a_name(name, code):
    assert code_of(name) == code


@pytest.mark.parametrize("code", ["en", "de", "fr", "es", "it", "ja", "en-us", "pt-br", "de-at"])
def test_there_and_back(code):
    assert code_of(babel_name(code)) == code
