"""Encodings that are marked, declared, and guessed."""

import pytest

from refdb.articles.reading import read_bytes
from refdb.text.encodings import decode, is_uncertain

CHINESE = (
    "老年人的骨骼会变薄，维生素不能预防骨折。阳光与健康的关系仍不清楚。参考文献：陈晓，周宁。老年骨骼的变化。中国骨质疏松杂志，2018。"
    * 3
)
RUSSIAN = (
    "Витамин не предотвращает рак у взрослых. Влияние витамина на костную ткань неясно. Список литературы: Иванов И. И., 2015. "
    * 3
)
JAPANESE = (
    "高齢者の骨は薄くなる。ビタミンは骨折を予防しない。日光と健康の関係はまだ明らかではない。参考文献：田中太郎、骨の変化、日本医学雑誌、2018年。"
    * 3
)
POLISH = (
    "Żółć i gęś są w łóżku. Sen pomaga dorosłym, a drzemka szkodzi dzieciom. Piśmiennictwo: Kowalski J., 2015. " * 3
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(CHINESE, "gb18030"), (RUSSIAN, "cp1251"), (JAPANESE, "shift_jis"), (CHINESE, "utf-8"), (RUSSIAN, "utf-16")],
)
def test_a_text_that_says_nothing_of_its_encoding(text, encoding):
    assert decode(text.encode(encoding), "x")[0] == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        ('<html><meta charset="{}">', "shift_jis"),
        ('<html><meta http-equiv="Content-Type" content="text/html; charset={}">', "windows-1250"),
        ("<?xml version='1.0' encoding='{}'?>", "iso-8859-2"),
        ("\\usepackage[{}]{{inputenc}}", "cp1250"),
        ("% -*- coding: {} -*-", "koi8-r"),
    ],
)
def test_a_declared_encoding_is_believed(mark, encoding):
    text = mark.format(encoding) + {"shift_jis": JAPANESE, "koi8-r": RUSSIAN}.get(encoding, POLISH)
    assert decode(text.encode(encoding), "x")[0] == text


def test_a_declaration_that_is_wrong_is_not_believed():
    text = '<meta charset="no-such">Müller schläft gut und träumt viel in der Nacht.'
    assert decode(text.encode("cp1252"), "x") == (text, "cp1252")


def test_a_guess_is_said():
    article = read_bytes(RUSSIAN.encode("cp1251"), "x.txt")
    assert any("was read as cp1251" in warning for warning in article.warnings)
    assert not any("was read as" in warning for warning in read_bytes(RUSSIAN.encode(), "x.txt").warnings)
    assert is_uncertain("gb18030")
