"""Tables of works: which column is what, and what becomes of the rest."""

import pytest

from refdb.bibliography.tables import is_table, works_of
from refdb.errors import InputError
from refdb.model import Person


def one(head: str, row: str, **columns: str):
    (work,), said = works_of(f"{head}\n{row}\n", columns or None)
    assert said == []
    return work


@pytest.mark.parametrize(
    ("column", "value", "field", "expected"),
    [
        ("Journal", "Nature", "container_title", "Nature"),
        ("Publication Title", "Nature", "container_title", "Nature"),
        ("Publication Year", "2001", "year", 2001),
        ("year", "2001", "year", 2001),
        ("Date", "2001-04-07", "date", (2001, 4, 7)),
        ("Vol", "3", "volume", "3"),
        ("Number", "2", "issue", "2"),
        ("Pages", "1-9", "pages", "1-9"),
        ("DOI", "https://doi.org/10.1000/X", "doi", "10.1000/x"),
        ("PubMed ID", "77", "pmid", "77"),
        ("citation_key", "smith01", "key", "smith01"),
        ("Manual Tags", "sleep; naps", "tags", ("sleep", "naps")),
        ("keywords", "sleep, naps", "tags", ("sleep", "naps")),
        ("keywords", "sleep, naps; rest", "tags", ("sleep, naps", "rest")),
        ("Notes", "a; b, c", "notes", ("a; b, c",)),
        ("File Attachments", "a.pdf|b.pdf", "files", ("a.pdf", "b.pdf")),
        ("Collection", "thesis", "collections", ("thesis",)),
        ("Item Type", "journalArticle", "type", "journal-article"),
        ("Item Type", "Dissertation", "type", "dissertation"),
        ("Author", "Smith, J; Berg, E", "authors", (Person("Smith", "J"), Person("Berg", "E"))),
        ("Authors", "Smith, J and Berg, E", "authors", (Person("Smith", "J"), Person("Berg", "E"))),
        ("Author full names", "Smith, John (123); Berg, Eva (456)", "authors", (Person("Smith", "John"), Person("Berg", "Eva"))),
        ("Editor(s)", "Weber, K", "editors", (Person("Weber", "K"),)),
        ("Abstract Note", "Sleep helps.", "abstract", "Sleep helps."),
    ],
)  # fmt: skip
def test_columns_known_by_their_names(column, value, field, expected):
    work = one(f'Title\t"{column}"', f'Sleep\t"{value}"')
    assert (work.title, getattr(work, field)) == ("Sleep", expected)


def test_a_mapped_column_and_one_that_nobody_knows():
    work = one("Titel;Sprache", "Schlaf;de", Titel="title")
    assert (work.title, work.more("csv:Sprache")) == ("Schlaf", "de")
    variable = one("title;Art", "Schlaf;x", Art="genre")
    assert variable.more("genre") == "x"


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_sign_between_columns(sign):
    work = one(sign.join(("title", "year", "volume")), sign.join(("Sleep", "2001", "3")))
    assert (work.title, work.year, work.volume) == ("Sleep", 2001, "3")


def test_rows_without_a_title_or_an_identifier_are_said():
    works, said = works_of('title,year\nSleep,2001\n,2002\n,\n"Naps\nand rest",2003\n')
    assert [work.title for work in works] == ["Sleep", "Naps and rest"]
    assert said == ["line 3: neither title nor identifier; left out"]


def test_short_rows_and_a_byte_order_mark():
    (work,), said = works_of("\ufefftitle,year\nSleep\n")
    assert (work.title, work.year, said) == ("Sleep", None, [])


def test_what_is_no_table_of_works():
    with pytest.raises(InputError, match="no column of the table is a title or an identifier; it has 'a', 'b'"):
        works_of("a,b\n1,2\n")
    with pytest.raises(InputError, match="no column 'x' in the table; it has 'title'"):
        works_of("title\nSleep\n", {"x": "year"})


@pytest.mark.parametrize(
    ("head", "table"),
    [("title,year\n", True), ("Title\tAuthor\n", True), ("DOI;Journal", True), ("title\n", False), ("year,volume\n", False), ("A sentence, and one more.", False), ("", False)],
)  # fmt: skip
def test_what_looks_like_one(head, table):
    assert is_table(head) is table
