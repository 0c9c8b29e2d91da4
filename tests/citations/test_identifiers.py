import pytest

from refdb.citations.parsing.identifiers import find


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Foo. doi: 10.1016/j.ocecoaman.2015.12.012.", "doi", "10.1016/j.ocecoaman.2015.12.012"),
        ("Foo. doi: 10.1016/j.ocecoaman. 2015.12.012", "doi", "10.1016/j.ocecoaman.2015.12.012"),
        ("http://dx.doi. org/10.1016/S0043-1354(98)00447-3.", "doi", "10.1016/s0043-1354(98)00447-3"),
        ("https://doi.org/10. 1371/journal.pone. 0123456 (2015)", "doi", "10.1371/journal.pone.0123456"),
        ("(doi:10.1002/x(a)b)", "doi", "10.1002/x(a)b"),
        ("arXiv:1008.1936[hep-ph].", "arxiv", "1008.1936"),
        ("CoRR, abs/2407.10671, 2024.", "arxiv", "2407.10671"),
        ("CoRR abs/2407.10671 (2024)", "arxiv", "2407.10671"),
        ("arXiv:hep-th/9901001", "arxiv", "hep-th/9901001"),
        ("Phys. B 747 (2006) 329 [hep-th/0510060].", "arxiv", "hep-th/0510060"),
        ("050502, [0908.1724].", "arxiv", "0908.1724"),
        ("ApJL 792 L32 (Preprint 1404.4817)", "arxiv", "1404.4817"),
        ("e-printarXiv: 1601.04809", "arxiv", "1601.04809"),
        ("doi: 10.1007/BF02345020.URLhttps", "doi", "10.1007/bf02345020"),
        ("ISBN 978-3-16-148410-0.", "isbn", "9783161484100"),
        ("PMID: 1234567;", "pmid", "1234567"),
        ("PMCID: PMC3553365.", "pmcid", "PMC3553365"),
        ("See https://www.who.int/a_b/c.", "url", "https://www.who.int/a_b/c"),
    ],
)
def test_finds(text, kind, value):
    found = find(text)
    assert [(f.kind, f.value) for f in found] == [(kind, value)]


def test_bare_number_after_a_doi_is_a_pmid():
    assert [(f.kind, f.value) for f in find("doi: 10.1007/s12672-012-0125-7 23065599")] == [
        ("doi", "10.1007/s12672-012-0125-7"),
        ("pmid", "23065599"),
    ]


def test_a_year_in_brackets_is_no_identifier():
    assert find("Smith J. A title [1999]. J Foo 2010;10:1234-1240.") == []


def test_nothing_to_find():
    assert find("Smith J. A title. J Foo 2010;10:1234-1240.") == []


@pytest.mark.parametrize(
    ("address", "kind", "value"),
    [
        ("https://pubmed.ncbi.nlm.nih.gov/31173679/", "pmid", "31173679"),
        ("https://www.nejm.org/doi/full/10.1056/X1", "doi", "10.1056/x1"),
        ("https://www.nature.com/articles/s41586-020-2649-2?utm_source=x", "doi", "10.1038/s41586-020-2649-2"),
    ],
)
def test_an_address_tells_what_it_leads_to(address, kind, value):
    assert [(f.kind, f.value) for f in find(f"Tea. {address}.")] == [(kind, value), ("url", address)]
