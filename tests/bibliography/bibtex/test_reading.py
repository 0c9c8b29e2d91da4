"""A .bib file as works: what a work cannot say is kept beside it, and comes out again."""

import pytest

from refdb.bibliography.bibtex.reading import works_of_bib
from refdb.model import Person


def kept(text: str, kind: str = "article") -> dict[str, str]:
    """What is kept beside the work of an entry with these fields."""
    (work,), said = works_of_bib(f"@{kind}{{a, {text}}}")
    assert said == []
    found = dict(work.extra)
    assert found.pop("entrytype") == kind
    return {name: value for name, value in found.items() if ":" in name}


@pytest.mark.parametrize(
    "text",
    [
        "title = {On sleep and memory}",
        "title = {Naps: a study (1999)}, journal = {J. of Rest}, volume = 3, number = {4}",
        "author = {Roe, Ann and Poe, B.}",
        "year = 2001, month = mar",
        "year = {2001}, month = {3}",
        "pages = {101-109}",
        "pages = {101--109}",
        "pages = {e12}",
        "doi = {10.1000/a}",
        "doi = {https://doi.org/10.1000/a}",
        "url = {https://a.org/x}",
        "keywords = {rest, naps}",
        "issn = {1234-5678}",
        "title = {Naps--and more}",  # a dash is written so again
        "eprint = {2001.12345}, archiveprefix = {arXiv}",
        "langid = {ngerman}",
        "note = {In press}",
        "note = {50\\% of them}",
        "file = {a.pdf}, groups = {A, B}, ids = {x, y}",
        "abstract = {They slept.}",
        "journaltitle = {J}",
        "issue = {4}",
        "pmcid = {PMC1}",
        "eprint = {2001.12345}, eprinttype = {arXiv}",
        "eprint = {12}, archiveprefix = {arXiv}",
        "date = {2001-03-05}",
        "year = 2001, month = {March}",
        'author = {M{\\"u}ller, A.}',
        "file = {a.pdf;b.pdf}",
        "keywords = {}",
        "month = {}",
        "doi = {10.1000/a_b}",
        "note = {50\\% f\u00fcr alle}",
    ],
)
def test_what_the_work_says_is_not_kept_twice(text):
    assert kept(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title = {{DNA} and rest}", {"tex:title": "{DNA} and rest"}),
        ("title = {A \\emph{new} way}", {"tex:title": "A \\emph{new} way"}),
        ("title = {``Naps''}", {"tex:title": "“Naps”"}),  # its letters as Unicode
        ("journal = {J. {Rest}}", {"tex:journal": "J. {Rest}"}),
        ("author = {Roe, A. and others}", {"tex:author": "Roe, A. and others"}),
        ("author = {Roe, Jr, A.}", {"tex:author": "Roe, Jr, A."}),
        ("author = {family=Roe, given=A.}", {"tex:author": "family=Roe, given=A."}),
        ("author = {{WHO}}", {"tex:author": "{WHO}"}),
        ("year = {Spring 1998}", {"tex:year": "Spring 1998"}),
        ("year = 2001, month = {jul-aug}", {"tex:year": "2001", "tex:month": "jul-aug"}),
        ("year = 2001, month = mar, day = 5", {"tex:year": "2001", "tex:month": "mar", "tex:day": "5"}),
        ("date = {2001/2003}", {"tex:date": "2001/2003"}),
        ("pages = {101--9}", {"tex:pages": "101–9"}),
        ("pages = {1, 3, 5}", {"tex:pages": "1, 3, 5"}),
        ("url = {https://doi.org/10.1000/a}", {"tex:url": "https://doi.org/10.1000/a"}),
        ("url = {\\url{https://a.org}}", {"tex:url": "\\url{https://a.org}"}),
        ("keywords = {a; b}", {"tex:keywords": "a; b"}),
        ("isbn = {978-3-16-148410-0}", {"tex:isbn": "978-3-16-148410-0"}),
        ("issn = {12345678}", {"tex:issn": "12345678"}),
        ("odd = {x}", {"bib:odd": "x"}),
        ("address = {Ulm}", {"tex:address": "Ulm"}),  # BibTeX's articles have none
        ("numpages = {12}", {"tex:numpages": "12"}),
        ("eprint = {12}, eprinttype = {pubmed}", {"tex:eprinttype": "pubmed"}),
        ("eprint = {2001.1}, eprinttype = {arxiv}", {"tex:eprinttype": "arxiv"}),
        ("eprint = {2001.1}, archiveprefix = {arxiv}", {"tex:archiveprefix": "arxiv"}),
        ("number = {4}, issue = {5}", {"bib:issue": "5"}),
        ("langid = {german}", {"tex:langid": "german"}),
        ("file = {a.pdf; b.pdf}", {"tex:file": "a.pdf; b.pdf"}),
        ("year = {c. 2001}", {"tex:year": "c. 2001"}),
        ("editor = {Roe, A. and others}", {"tex:editor": "Roe, A. and others"}),
        ("title = {T}, booktitle = {B}, journal = {J}", {"bib:booktitle": "B"}),
        ("crossref = {p}", {"bib:crossref": "p"}),
        ("author = {Smith \\& Sons}", {"tex:author": "Smith \\& Sons"}),  # of names the TeX is kept
        ("eprint = {12}, archiveprefix = {}", {"bib:eprint": "12"}),
        ("eprint = {12}, eprinttype = {}", {"bib:eprint": "12"}),
        ("keywords = {\u03b1, \u03b2}", {"tex:keywords": "\u03b1, \u03b2"}),
        ("keywords = {Q\\&A}", {"tex:keywords": "Q\\&A"}),
    ],
)
def test_what_the_work_cannot_say_is_kept(text, expected):
    assert kept(text) == expected


def test_what_one_dialect_has_no_field_for_is_kept():
    assert kept("publisher = {Ox}") == {"tex:publisher": "Ox"}  # BibLaTeX's articles have none
    assert kept("publisher = {Ox}", "book") == {}
    assert kept("isbn = {9783161484100}") == {"tex:isbn": "9783161484100"}
    assert kept("isbn = {9783161484100}", "book") == {}
    assert kept("pmid = {12}") == {"tex:pmid": "12"}
    assert kept("address = {Ulm}", "book") == kept("location = {Ulm}", "book") == {}
    assert kept("numpages = {12}", "book") == {"tex:numpages": "12"}
    assert kept("editor = {Roe, A.}, translator = {Poe, B.}, series = {S}, edition = {2}", "book") == {}
    assert kept("institution = {X}", "techreport") == kept("school = {X}", "phdthesis") == {}
    assert kept("institution = {X}", "thesis") == {"tex:institution": "X"}  # BibTeX's name of it is another
    assert kept("organization = {O}", "proceedings") == {"tex:organization": "O"}
    assert kept("howpublished = {H}", "misc") == {}
    assert kept("issn = {1234-5678}", "suppbook") == {"tex:issn": "1234-5678"}  # BibTeX's inbook has one
    assert kept("volume = {3}", "periodical") == {"tex:volume": "3"}
    assert kept("issue = {5}", "periodical") == {"tex:issue": "5"}
    assert kept("isbn = {978-3-16-148410-0}", "book") == {"tex:isbn": "978-3-16-148410-0"}


def test_what_only_lends_its_fields_is_no_work():
    works, _ = works_of_bib("@xdata{x, publisher={Ox}}\n@book{a, title={Naps}, xdata={x}}\n@book{b, title={Tea}}")
    assert [(work.key, work.publisher) for work in works] == [("a", "Ox"), ("b", "")]


def test_the_work_itself():
    (work,), _ = works_of_bib("@article{roe, author={Roe, A.}, title={{DNA} and \\emph{E.~coli}}, year={Spring 1998}}")
    assert (work.key, work.type, work.title) == ("roe", "journal-article", "DNA and E. coli")
    assert (work.authors, work.year, work.date) == ((Person("Roe", "A."),), 1998, (1998,))


def test_what_cannot_be_read_is_said_by_line():
    works, said = works_of_bib("@misc{a, note={x}}\n@misc{A, note={y}}\n@misc{b,\n note={z}, note={w}}\n@misc{c")
    assert [work.key for work in works] == ["a", "A", "b"]
    assert said[:2] == [
        "line 2: the key A stands for an entry above already",
        "line 4: the field note comes twice; the second is kept as note_2",
    ]
    assert said[2].startswith("line 5: no field where one should be")


def test_entries_without_keys_are_not_one_another():
    works, said = works_of_bib("@misc{, note={x}}\n@misc{, note={y}}")
    assert ([work.key for work in works], said) == (["", ""], [])


def test_groups_are_collections():
    works, _ = works_of_bib(
        "@misc{a, groups={Own, Rest}}\n@misc{b}\n"
        "@comment{jabref-meta: groupstree: 1 ExplicitGroup:Rest\\;0\\;a\\;b\\;;1 ExplicitGroup:Tea\\;0\\;b\\;;}"
    )
    assert [work.collections for work in works] == [("Own", "Rest"), ("Rest", "Tea")]


@pytest.mark.parametrize(
    "defined",
    [
        "\\newcommand{\\noop}[1]{}",
        "\\def\\noop{}",
        "\\renewcommand*{\\noop}{}",
        "\\DeclareRobustCommand{\\noop}{}",
        "\\providecommand\\noop{}",
        "\\ProvideTextCommandDefault{\\noop}{}",
    ],
)
def test_a_preamble_goes_with_the_entries_that_use_it(defined):
    text = f'@preamble{{"{defined}"}}\n@misc{{a, title={{\\noop{{x}} Naps}}}}\n@misc{{b, title={{Tea}}}}'
    works, _ = works_of_bib(text)
    assert [work.more("preamble") for work in works] == [defined, ""]


def test_what_a_parent_gave_is_not_kept():
    text = "@inproceedings{a, title={T}, crossref={p}}\n@proceedings{p, title={{DNA} 01}, odd={x}, year=2001}"
    child, parent = works_of_bib(text)[0]
    assert (child.container_title, child.year) == ("DNA 01", 2001)
    assert [name for name, _ in child.extra if ":" in name] == ["bib:crossref"]
    assert {name for name, _ in parent.extra if ":" in name} == {"tex:title", "bib:odd"}
