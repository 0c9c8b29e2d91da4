"""What users' files hold beside the grammar: each case is a fault that refdb had."""

import json

import pytest

from refdb.bibliography.bibtex.fields import address_of, files_of
from refdb.bibliography.bibtex.names import people_of
from refdb.bibliography.bibtex.reading import works_of_bib
from refdb.bibliography.bibtex.writing import export as as_bib
from refdb.bibliography.csl.items import work_from_item
from refdb.bibliography.csl.writing import item_from_work
from refdb.bibliography.styles import format_works
from refdb.bibliography.tagged import ris
from refdb.model import Person, Work
from refdb.text.patterns import doi_in


@pytest.mark.parametrize(
    ("printed", "person"),
    [
        ("Davis Jr, Sammy", Person("Davis", "Sammy", suffix="Jr")),
        ("King Jr., Martin Luther", Person("King", "Martin Luther", suffix="Jr.")),
        ("Martin Luther King Jr.", Person("King", "Martin Luther", suffix="Jr.")),
        ("John Smith, Jr.", Person("Smith", "John", suffix="Jr.")),
        ("Stevenson III", Person("Stevenson", suffix="III")),
        ("van der Berg Sr, Adam", Person("Berg", "Adam", "van der", "Sr")),
        ("Smith, IV", Person("Smith", "IV")),  # initials
        ("Kim, J. R.", Person("Kim", "J. R.")),
        ("{Davis Jr}, Sammy", Person("Davis Jr", "Sammy")),
        ("Gerard 't Hooft", Person("Hooft", "Gerard", "'t")),
        ("'t Hooft, Gerard", Person("Hooft", "Gerard", "'t")),
    ],
)
def test_generations_and_particles_are_no_family_names(printed, person):
    assert people_of(printed) == (person,)


@pytest.mark.parametrize(
    ("printed", "doi"),
    [
        ("10.1002/(SICI)1098-2736(199908)36:6%3C637::AID-TEA4%3E3.0.CO;2-9", "10.1002/(sici)1098-2736(199908)36:6<637::aid-tea4>3.0.co;2-9"),
        ("10.1002/(sici)1096(1996)23+&lt;91::aid-ajpa4&gt;3.0.co;2-c", "10.1002/(sici)1096(1996)23+<91::aid-ajpa4>3.0.co;2-c"),
        ("10.1175/1520-0477(1996)077$<$0935:WOTWSM$>$2.0.CO;2", "10.1175/1520-0477(1996)077<0935:wotwsm>2.0.co;2"),
        ("10.1130/0091-7613(1991)019(0001)", "10.1130/0091-7613(1991)019(0001)"),
        ("(https://doi.org/10.1016/0021-9681(87)90171-8).", "10.1016/0021-9681(87)90171-8"),
        ("https://onlinelibrary.wiley.com/doi/10.1002/joc.1276/abstract", "10.1002/joc.1276"),
        ("https://doi.org/10.1038/nature14539?utm_source=mail", "10.1038/nature14539"),
        ("10.1000/a/b.full", "10.1000/a/b.full"),
        ("10.1000/a_b(c)<1>%20#1", "10.1000/a_b(c)<1>%20#1"),  # "#" and "%20" may be the DOI's own
    ],
)  # fmt: skip
def test_a_doi_is_bare_however_it_was_exported(printed, doi):
    assert doi_in(printed) == doi


def test_months_stand_behind_days_and_seasons_are_no_months():
    works, _ = works_of_bib(
        '@article{a, title={A}, year=2018, month = 10 # "~" # jan}\n@book{b, title={B}, date={1999-21}}\n'
        "@book{c, title={C}, date={-0343}}"
    )
    assert [work.date for work in works] == [(2018, 1), (1999,), (-343,)]
    assert "date = {1999-21}" in as_bib(works, dialect="biblatex")
    assert "date = {-0343}" in as_bib(works, dialect="biblatex")


def test_containers_of_fields_are_no_works_and_a_chapter_has_its_books_author():
    works, _ = works_of_bib(
        "@xdata{x, publisher={Ox}}\n@set{s, entryset={b,c}}\n@book{b, author={Park, R.}, title={Concrete}, xdata={x}}\n"
        "@inbook{c, title={Beams}, crossref={b}}\n@inbook{d, title={Slabs}, author={Roe, J.}, crossref={b}}"
    )
    assert [(work.key, work.authors[0].family, work.publisher) for work in works] == [
        ("b", "Park", "Ox"),
        ("c", "Park", "Ox"),
        ("d", "Roe", "Ox"),
    ]


def test_mendeleys_escapes_are_taken_off():
    assert address_of(r"http://example.org/a{\_}b{\%}20c{\~{}}d") == "http://example.org/a_b%20c~d"
    assert files_of(r":C$\backslash$:/Users/me/Huser{\_}1996.pdf:pdf;:D$\backslash$:/b.pdf:pdf") == (
        "C:/Users/me/Huser_1996.pdf",
        "D:/b.pdf",
    )
    (work,), _ = works_of_bib("@article{a, title={A}, mendeley-groups = {Thesis/One,To read}}")
    assert work.collections == ("Thesis/One", "To read")


def test_a_comma_in_a_group_divides_none_and_comes_out_again():
    (work,), _ = works_of_bib(r"@article{a, title={A}, groups={Heart\, lung, Eye}}")
    assert work.collections == ("Heart, lung", "Eye")
    assert r"groups = {Heart\, lung, Eye}" in as_bib([work])


@pytest.mark.parametrize(
    ("issued", "date", "written"),
    [
        ({"date-parts": [[1950]], "season": "1"}, (1950,), {"date-parts": [[1950]], "season": "1"}),
        ({"date-parts": [["1987", "8"], ["2003"]]}, (1987, 8), {"date-parts": [[1987, 8], [2003]]}),
        ({"date-parts": [[2015, 14]]}, (2015,), {"date-parts": [[2015, 14]]}),
        ({"date-parts": [[1998]], "circa": True}, (1998,), {"date-parts": [[1998]], "circa": True}),
        ([{"year": "2009", "month": "1"}], (2009, 1), {"date-parts": [[2009, 1]]}),
    ],
)
def test_dates_of_csl_come_out_as_they_came_in(issued, date, written):
    work = work_from_item({"type": "book", "title": "T", "issued": issued})
    assert work.date == date
    assert item_from_work(work)["issued"] == written
    assert "/14" not in ris.export([work])


def test_names_of_csl_come_out_as_they_came_in_while_they_are_the_works():
    names = [
        {"family": "Humboldt", "given": "Alexander", "dropping-particle": "von"},
        {"family": '"van Gulik"', "given": "Robert"},
        {"family": "Stevenson", "given": "Adlai E.,! III"},
    ]
    work = work_from_item({"type": "book", "title": "T", "author": names})
    assert work.authors == (
        Person("Humboldt", "Alexander", "von"),
        Person("van Gulik", "Robert"),
        Person("Stevenson", "Adlai E.", suffix="III"),
    )
    assert item_from_work(work)["author"] == [
        {"family": "Humboldt", "given": "Alexander", "dropping-particle": "von"},
        {"family": "van Gulik", "given": "Robert"},
        {"family": "Stevenson", "given": "Adlai E.", "suffix": "III"},
    ]
    other = Work(authors=(Person("Roe"),), extra=work.extra)
    assert item_from_work(other)["author"] == [{"family": "Roe"}]


def test_a_short_doi_is_an_address():
    (of_ris,), _ = ris.works_of("TY  - JOUR\nTI  - Reanalysis\nDO  - 10/fg6rf9\nER  - \n")
    of_csl = work_from_item({"title": "Deep learning", "DOI": "10/bmqp"})
    assert [(work.doi, work.url) for work in (of_ris, of_csl)] == [
        ("", "https://doi.org/10/fg6rf9"),
        ("", "https://doi.org/10/bmqp"),
    ]
    assert "10/fg6rf9" in as_bib([of_ris])
    assert json.loads(json.dumps(item_from_work(of_csl)))["URL"] == "https://doi.org/10/bmqp"


def test_text_has_article_numbers_and_says_that_there_are_others():
    works, _ = works_of_bib(
        "@article{a, author={Page, Matthew J.}, title={PRISMA}, journal={BMJ}, year=2021, volume=372, eid={n71}}\n"
        "@article{b, author={Kalnay, E. and others}, title={Reanalysis}, journal={Bull}, year=1996, volume=77}"
    )
    assert format_works(works, "vancouver", sort=False) == [
        "[1] Page MJ. PRISMA. BMJ 2021;372:n71.",
        "[2] Kalnay E, et al. Reanalysis. Bull 1996;77.",
    ]
    assert "AU  - Kalnay, E.\nAU  - et al.\n" in ris.export(works[1:])
    assert ris.works_of(ris.export(works[1:]))[0][0].authors == works[1].authors
