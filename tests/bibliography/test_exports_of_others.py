"""Files as other programs and databases export them: each read as what it is, or refused by name."""

import pytest

from refdb.bibliography.csl.items import work_from_item
from refdb.bibliography.kinds import kind_of, unread_kind
from refdb.bibliography.tagged.lines import person_of
from refdb.model import Person
from tests.bibliography.files import works_of


def read(text: str, kind: str = ""):
    if kind:
        assert kind_of(text) == kind
    works, _ = works_of(text)
    return works


def test_what_stands_between_ris_records_belongs_to_neither():
    text = """1. 
TY  - JOUR
T1  - Tea and snails
A1  - Roe, Jane
ER  - 

Link to the Ovid Full Text: http://example.org

C1  - Database: Embase

Search Strategy:

1     snails/ (120)

2. 
TY  - JOUR
T1  - Otters at dawn
ER  - 
Copyright of the vendor
"""  # noqa: W291
    works = read(text, "ris")
    assert [work.title for work in works] == ["Tea and snails", "Otters at dawn"]
    assert [work.extra for work in works] == [(), ()]


def test_ris_tags_right_before_ty_belong_to_its_record():
    text = (
        "DB  - McK\nTI  - Tea\nTY  - JOUR\nVL  - 49\nER  - \n\nDB  - McK\nTI  - Otters\nTY  - JOUR\nVL  - 7\nER  - \n"
    )
    assert [(work.title, work.volume) for work in read(text, "ris")] == [("Tea", "49"), ("Otters", "7")]


def test_lines_of_an_abstract_that_look_like_tags():
    text = "TY  - JOUR\nTI  - Tea\nAB  - BACKGROUND - Tea.\nAIM - To brew.\nCT - Brewed twice.\nVL  - 3\nER  - \n"
    (work,) = read(text, "ris")
    assert (work.abstract, work.volume) == ("BACKGROUND - Tea. AIM - To brew. CT - Brewed twice.", "3")


def test_a_loosely_spaced_ris_file_is_read_as_before():
    assert read("TY - JOUR\nTI - Tea\nVL - 3\nER -\n", "ris")[0].volume == "3"


def test_cochrane_says_who_it_is_before_each_record():
    text = 'Record #1 of 2\nProvider: John Wiley\nContent: text/plain; charset="UTF-8"\n\nTY  - JOUR\nAU  - Roe, J\nTI  - Tea\nER  - \n\nRecord #2 of 2\nProvider: John Wiley\n\nTY  - JOUR\nTI  - Otters\nER  - \n'
    assert [work.title for work in read(text, "ris")] == ["Tea", "Otters"]


@pytest.mark.parametrize(
    ("printed", "person"),
    [
        ("Fanning E.", Person("Fanning", "E.")),
        ("Falvey E.C.", Person("Falvey", "E.C.")),
        ("van der Berg J.-P.", Person("van der Berg", "J.-P.")),
        ("Roe, Jane", Person("Roe", "Jane")),
        ("World Health Organization", Person(literal="World Health Organization")),
        ("Cancer Research UK", Person(literal="Cancer Research UK")),
        ("GTEx Consortium", Person(literal="GTEx Consortium")),
    ],
)
def test_names_of_embase_have_no_comma(printed, person):
    assert person_of(printed) == person


def test_endnotes_refer_format():
    text = "%0 Journal Article\n%A Roe, Jane\n%A Doe, John\n%T Tea and\nsnails\n%J Nature\n%V 5\n%N 2\n%P 4-9\n%D 2015\n%R 10.1000/t\n%@ 0028-0836\n\n%0 Book\n%A Poe, Ann\n%T Otters\n%I Fjord\n%D 2016\n"
    tea, otters = read(text, "refer")
    assert (tea.type, tea.title, tea.container_title, tea.volume, tea.issue, tea.pages, tea.year, tea.doi) == (
        "journal-article", "Tea and snails", "Nature", "5", "2", "4-9", 2015, "10.1000/t",
    )  # fmt: skip
    assert tea.authors == (Person("Roe", "Jane"), Person("Doe", "John"))
    assert (otters.type, otters.title, otters.publisher) == ("book", "Otters", "Fjord")


def test_web_of_sciences_tagged_records():
    text = "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Roe, J\n   Doe, JB\nAF Roe, Jane\n   Doe, John B.\nTI Tea and\n   snails\nSO NATURE\nBP 436\nEP 444\nAR 104\nDI 10.1000/t\nPY 2015\nVL 5\nPM 123\nUT WOS:1\nER\n\nPT B\nBE Poe, A\nTI Otters\nPU FJORD\nER\n\nEF\n"
    tea, otters = read(text, "wos")
    assert tea.authors == (Person("Roe", "Jane"), Person("Doe", "John B."))
    assert (tea.title, tea.pages, tea.article_number, tea.doi, tea.pmid) == (
        "Tea and snails",
        "436-444",
        "104",
        "10.1000/t",
        "123",
    )
    assert (otters.type, otters.editors) == ("book", (Person("Poe", "A"),))


@pytest.mark.parametrize(
    ("head", "cells", "expected"),
    [
        ("Title,Authors", 'Tea,"LeBoff MS, Chou SH, Ratliff KA."', [("LeBoff", "MS"), ("Chou", "SH"), ("Ratliff", "KA")]),
        ("Title,Authors", 'Tea,"Sica A., Massarotti M."', [("Sica", "A."), ("Massarotti", "M.")]),
        ("Title,Author Names", 'Tea,"Fanning E., Maher N."', [("Fanning", "E."), ("Maher", "N.")]),
        ("Title,Authors", "Tea,LeBoff MS.", [("LeBoff", "MS")]),
        ("Title,Authors", 'Tea,"Roe, Jane"', [("Roe", "Jane")]),
        ("Title,Authors", 'Tea,"Roe, Jane; Doe, John"', [("Roe", "Jane"), ("Doe", "John")]),
        ("Title,Authors", 'Tea,"Roe, J."', [("Roe", "J.")]),
    ],
)  # fmt: skip
def test_authors_of_tables(head, cells, expected):
    (work,) = read(f"{head},DOI\n{cells},10.1000/t\n", "csv")
    assert [(person.family, person.given) for person in work.authors] == expected


@pytest.mark.parametrize(
    ("head", "cells", "pages", "number"),
    [
        ("Start Page,End Page,Article Number", "436,444,", "436-444", ""),
        ("Page start,Page end,Art. No.", ",,104743", "", "104743"),
        ("Pages", "227-32", "227-232", ""),
        ("Page start", "7", "7", ""),
    ],
)
def test_pages_of_tables(head, cells, pages, number):
    (work,) = read(f"Title,DOI,{head}\nTea,10.1000/t,{cells}\n", "csv")
    assert (work.pages, work.article_number) == (pages, number)


def test_a_bookshelf_accession_is_no_article_number():
    text = "PMID- 20301482\nTI  - Huntington Disease\nBTI - GeneReviews\nPT  - Book Chapter\nAID - NBK1305 [bookaccession]\n"
    assert read(text, "nbib")[0].article_number == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("RT Journal Article\nSR Electronic\nA1 Roe,Jane\nT1 Tea\n", "RefWorks' tagged format"),
        ("Scopus\nEXPORT DATE: 1 May 2024\n", "Scopus' plain text"),
        ("<1. >\nUnique Identifier\n  123\n", "Ovid's own citation format"),
        ("The tea was hot.\n\nReferences\n1. Roe J. Tea. 2001.\n", ""),
        ("% of patients who drank tea\n", ""),
        ("TY for reading. Dear editors,\n", ""),
    ],
)
def test_files_that_are_not_read_have_a_name(text, name):
    assert (unread_kind(text), kind_of(text)) == (name, "")


def test_identifiers_in_the_note_of_zoteros_csl_items():
    note = "DOI: 10.1016/S0079-7421(08)60536-8\nPMID: 12345678\nread twice"
    work = work_from_item({"type": "chapter", "title": "Tea", "note": note})
    assert (work.doi, work.pmid) == ("10.1016/s0079-7421(08)60536-8", "12345678")
    assert work.more("note").endswith("read twice")
    own = work_from_item({"title": "Tea", "DOI": "10.1000/own", "note": "DOI: 10.1000/other"})
    assert own.doi == "10.1000/own"
    assert work_from_item({"title": "Tea", "note": "its DOI: none that we know"}).doi == ""
