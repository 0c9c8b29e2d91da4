"""Lists of identifiers, references composed of fields, and the roots of XML exports."""

import pytest

from refdb.bibliography.composing import compose
from refdb.bibliography.identifiers import is_list, work_of_identifier, works_of
from refdb.bibliography.xml.roots import root_of
from refdb.errors import InputError
from refdb.model import ParsedReference, Person, Work


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("10.1000/ABC", {"doi": "10.1000/abc"}),
        ("https://doi.org/10.1000/abc.", {"doi": "10.1000/abc"}),
        ("doi: 10.1000/abc", {"doi": "10.1000/abc"}),
        ("12345678", {"pmid": "12345678"}),
        ("PMID: 123", {"pmid": "123"}),
        ("https://pubmed.ncbi.nlm.nih.gov/123/", {"pmid": "123"}),
        ("https://www.ncbi.nlm.nih.gov/pubmed/123", {"pmid": "123"}),
        ("pmc123456", {"pmcid": "PMC123456"}),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123456/", {"pmcid": "PMC123456"}),
        ("arXiv:1706.03762", {"arxiv": "1706.03762"}),
        ("https://arxiv.org/abs/1706.03762", {"arxiv": "1706.03762"}),
        ("https://arxiv.org/pdf/1706.03762.pdf", {"arxiv": "1706.03762"}),
    ],
)
def test_identifiers(line, fields):
    assert work_of_identifier(f"  {line} ") == Work(**fields)


@pytest.mark.parametrize("line", ["ISBN 978-0-306-40615-7", "9780306406157", "0-306-40615-2", "ISBN-10: 0306406152"])
def test_isbns(line):
    work = work_of_identifier(line)
    assert work is not None
    assert work.type == "book"
    assert work.isbn[0].replace("-", "") in ("9780306406157", "0306406152")


@pytest.mark.parametrize("line", ["", "Smith 2001", "123456789", "10.1000/a b", "arXiv", "PMC", "2001-2002"])
def test_what_names_no_work(line):
    assert work_of_identifier(line) is None


def test_a_list_is_mostly_identifiers_and_never_sentences():
    assert is_list("10.1/a\n# a remark\n\nPMID: 12\n123\n10.1/b\noops")  # four of five
    assert not is_list("10.1/a\noops\n123")
    assert not is_list("")
    assert not is_list("# only a remark")
    assert not is_list("10.1/a\n10.1/b\n10.1/c\n10.1/d\nfive words of a sentence")


def test_the_works_of_a_list_each_once():
    works, said = works_of("10.1/a\n\n# remark\nhttps://doi.org/10.1/A\noops, what is this\n12")
    assert works == [Work(doi="10.1/a"), Work(pmid="12")]
    assert said == ["line 5: no DOI, PMID, PMCID, arXiv number or ISBN: 'oops, what is this'"]


SMITH = Person("Smith", "John B.")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, ""),
        ({"title": "Sleep"}, "Sleep."),
        ({"authors": (SMITH, Person("Berg", "Anne-Marie", "van der")), "title": "Sleep."}, "Smith JB, van der Berg AM. Sleep."),
        ({"authors": (Person("Smith", "JB", suffix="Jr."),), "et_al": True, "title": "Sleep"}, "Smith JB Jr., et al. Sleep."),
        ({"authors": (Person(literal="WHO"),), "title": "Sleep", "publisher": "Ox", "year": 2019}, "WHO. Sleep. Ox. 2019."),
        ({"title": "Sleep", "container_title": "Nature", "year": 2001, "year_suffix": "b", "volume": "3", "issue": "2", "pages": "1-9"},
         "Sleep. Nature. 2001b;3(2):1-9."),
        ({"title": "Sleep", "year": 2001, "pages": "1-9"}, "Sleep. 2001; p. 1-9."),
        ({"title": "Sleep", "volume": "3"}, "Sleep. 3."),
        ({"title": "Sleep", "editors": (SMITH,), "container_title": "Rest"}, "Sleep. Smith JB (Eds.). Rest."),
        ({"title": "Sleep", "doi": "10.1/a", "pmid": "7", "url": "https://a.org"}, "Sleep. doi:10.1/a PMID: 7 https://a.org"),
        ({"doi": "10.1/a"}, "doi:10.1/a"),
    ],
)  # fmt: skip
def test_a_reference_composed_of_its_fields(fields, text):
    assert compose(ParsedReference("", **fields)) == text


def test_the_root_of_an_export_and_what_was_passed_over():
    root, said = root_of(b"<a><b/></a>")
    assert (root.tag, said) == ("a", [])
    root, said = root_of(b"<a><b></a>")
    assert root.tag == "a"
    assert said
    assert said[0].startswith("line 1: ")


def test_entities_are_not_resolved(tmp_path):
    (tmp_path / "secret").write_text("SECRET")
    data = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><a>&x;</a>'.encode()
    root, _ = root_of(data)
    assert "SECRET" not in "".join(root.itertext())


def test_what_is_no_xml():
    with pytest.raises(InputError, match="not an XML file"):
        root_of(b"plain text")
