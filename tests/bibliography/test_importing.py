"""Bibliographic files -> works."""

import pytest

from refdb.bibliography.kinds import kind_of
from refdb.model import Person
from tests.bibliography.files import works_of

BIB = r"""@incollection{s01, author={Smith, J. and {WHO}}, editor={Roe, R.}, title={Sleep: {REM}}, booktitle={Rest}, year=2001, month=mar,
  pages={101--9}, publisher={Ox}, address={London}, isbn={978-0-19-853453-7}, abstract={It \emph{helps}.}}
@thesis{t, author={M{\"u}ller, K.}, title={Naps}, school={Uni Ulm}, date={2002-04-05}, doi={https://doi.org/10.1000/ABC}}
@book{cut, title = {never
"""
RIS = """TY  - CHAP
AU  - Smith, John
A2  - Roe, R.
TI  - Sleep
T2  - Rest
PY  - 2001/03/04
SP  - 1
EP  - 9
SN  - 1234-567X
AB  - It helps.
ER  -
"""
NBIB = "PMID- 12345\nTI  - Sleep.\nFAU - Smith, John\nJT  - Nature\nTA  - Nat\nDP  - 2001 Mar\nAB  - It helps\n      a lot.\nAID - 10.1000/xyz [doi]\n"


def test_bibtex():
    works, said = works_of(BIB)
    chapter, thesis = works
    assert (chapter.key, chapter.type, chapter.title, chapter.container_title) == (
        "s01",
        "book-chapter",
        "Sleep: REM",
        "Rest",
    )
    assert (chapter.date, chapter.pages, chapter.isbn) == ((2001, 3), "101-109", ("9780198534537",))
    assert chapter.authors == (Person(family="Smith", given="J."), Person(literal="WHO"))
    assert (chapter.publisher_place, chapter.abstract) == ("London", "It helps.")
    assert (thesis.type, thesis.publisher, thesis.date, thesis.doi) == (
        "dissertation",
        "Uni Ulm",
        (2002, 4, 5),
        "10.1000/abc",
    )
    assert len(said) == 1
    assert said[0].startswith("line 4:")


def test_ris_and_nbib():
    ((chapter,), _) = works_of(RIS)
    assert (chapter.type, chapter.container_title, chapter.date, chapter.pages) == (
        "book-chapter",
        "Rest",
        (2001, 3, 4),
        "1-9",
    )
    assert (chapter.editors[0].family, chapter.issn, chapter.abstract) == ("Roe", ("1234-567X",), "It helps.")
    ((article,), _) = works_of(NBIB)
    assert (article.pmid, article.title, article.container_title, article.doi) == (
        "12345",
        "Sleep",
        "Nature",
        "10.1000/xyz",
    )
    assert article.abstract == "It helps a lot."


@pytest.mark.parametrize("text", ["Sleep helps.", "", "<html>@article{</html>"])
def test_other_files_are_none(text):
    assert kind_of(text, "-.") == ""


def test_what_is_said_is_a_line_whatever_the_file_holds(monkeypatch):
    from refdb.bibliography import identifiers, importing

    monkeypatch.setattr(identifiers, "works_of", lambda _text: ([], ["line 1: a name\nwith  an end"]))
    assert importing.read("x", "identifiers").said == ("line 1: a name with an end",)


def test_a_table_that_csv_refuses_is_told_in_a_line():
    from refdb.bibliography import importing
    from refdb.errors import InputError

    with pytest.raises(InputError, match="the table cannot be read: "):
        importing.read("Title\n" + "x" * 200_000 + "\n", "csv")
