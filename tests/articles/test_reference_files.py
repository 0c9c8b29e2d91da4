"""Bibliographic files as input of references."""

import pytest

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract
from refdb.errors import InputError

BIB = "% mine\n@string{n = {Nature}}\n@article{a, author={Smith, J.}, title={Sleep}, journal=n, year=2001, volume=3, pages={1--9}}\n@book{b,\n"
RIS = "TY  - JOUR\nAU  - Smith, John, Jr\nED  - Roe, R.\nTI  - Sleep and\n memory\nJO  - Nature\nPY  - 2001/03//\nVL  - 3\nIS  - 2\nSP  - 101\nEP  - 9\nDO  - https://doi.org/10.1000/XYZ\nER  - \n\nTY  - BOOK\nAU  - World Health Organization\nTI  - Naps\nPB  - Ox\nY1  - 2002\nER  - \n"
NBIB = "PMID- 123456\nTI  - Sleep and memory\n      in adults.\nFAU - Smith, John\nCN  - Sleep Group\nJT  - Nature\nDP  - 2001 Mar\nVI  - 3\nPG  - 101-9\nLID - 10.1000/xyz [doi]\n"


def read(text, name="a.txt"):
    return extract(read_bytes(text.encode(), name))


def test_bibtex():
    article = read(BIB)
    assert article.source.format == "bibtex"
    (reference,) = article.references
    assert reference.raw == "Smith J. Sleep. Nature. 2001;3:1-9."
    assert (reference.parsed.container_title, reference.parsed.pages) == ("Nature", "1-9")
    assert article.warnings[0].startswith("line 4: the entry is never closed")


def test_ris():
    first, second = (r.parsed for r in read(RIS).references)
    assert (first.title, first.pages, first.doi, first.year) == ("Sleep and memory", "101-109", "10.1000/xyz", 2001)
    assert (first.authors[0].family, first.authors[0].suffix, first.editors[0].family) == ("Smith", "Jr", "Roe")
    assert (second.type, second.authors[0].literal, second.container_title) == ("book", "World Health Organization", "")


def test_nbib():
    (reference,) = (r.parsed for r in read(NBIB).references)
    assert (reference.title, reference.pmid, reference.doi) == ("Sleep and memory in adults", "123456", "10.1000/xyz")
    assert [p.sort_name for p in reference.authors] == ["Smith", "Sleep Group"]


def test_a_file_without_an_entry_is_one_line():
    with pytest.raises(InputError, match=r"a\.bib holds no bibtex entry that could be read"):
        read("@article{cut", "a.bib")
