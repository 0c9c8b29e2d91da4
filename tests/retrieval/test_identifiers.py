"""What a user pastes -> the identifiers in it."""

import pytest

from refdb.model import Identifier
from refdb.retrieval.identifiers import named_in, perhaps_named

HADDON = "10.1002/(sici)1096-9861(19960129)365:1<113::aid-cne9>3.0.co;2-6"


def doi(*values):
    return tuple(Identifier("doi", value) for value in values)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.1056/NEJMoa2202106", doi("10.1056/nejmoa2202106")),
        (" doi:10.1000/gomez", doi("10.1000/gomez")),
        ("DOI 10.1000/gomez.", doi("10.1000/gomez.", "10.1000/gomez")),
        ("(10.1000/gomez)", doi("10.1000/gomez)", "10.1000/gomez")),
        ("https://doi.org/10.1056/nejmoa1811403", doi("10.1056/nejmoa1811403")),
        ("https://www.nejm.org/doi/full/10.1056/NEJMoa2202106", doi("10.1056/nejmoa2202106")),
        ("10.1002/(SICI)1096-9861(19960129)365:1<113::AID-CNE9>3.0.CO;2-6", doi(HADDON)),
        ("https://doi.org/10.1002/(SICI)1096-9861(19960129)365:1%3C113::AID-CNE9%3E3.0.CO;2-6", doi(HADDON)),
        ("Manson JE. Marine n-3. doi: 10.1056/NEJMoa1811403", doi("10.1056/nejmoa1811403")),
        ("PMID: 30415637", (Identifier("pmid", "30415637"),)),
        ("pmid 30415637", (Identifier("pmid", "30415637"),)),
        ("pmid:114", (Identifier("pmid", "114"),)),
        ("https://pubmed.ncbi.nlm.nih.gov/30415637/", (Identifier("pmid", "30415637"),)),
        ("PMC1234567", (Identifier("pmcid", "PMC1234567"),)),
        ("pmcid:1234567", (Identifier("pmcid", "PMC1234567"),)),
        ("arXiv:2101.00001v2", (Identifier("arxiv", "2101.00001"), *doi("10.48550/arxiv.2101.00001"))),
        ("https://arxiv.org/abs/2101.00001", (Identifier("arxiv", "2101.00001"), *doi("10.48550/arxiv.2101.00001"))),
        ("10.48550/arXiv.2101.00001", (*doi("10.48550/arxiv.2101.00001"), Identifier("arxiv", "2101.00001"))),
        ("ISBN 0-306-40615-2", (Identifier("isbn", "0306406152"), Identifier("isbn", "9780306406157"))),
        ("key:OneIll2011", (Identifier("key", "oneill2011"),)),
        ("key findings", ()),
        ("pubmed 2019", ()),
        ("isbn:0306406153", ()),
        ("sleep and memory", ()),
    ],
)
def test_what_can_mean_nothing_else(text, found):
    assert named_in(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("30415637", [("pmid", "30415637"), ("key", "30415637")]),
        ("2019", [("key", "2019")]),
        ("2101.00001v3", [("arxiv", "2101.00001"), ("key", "2101.00001v3")]),
        ("978-0-306-40615-7", [("isbn", "9780306406157"), ("isbn", "0306406152"), ("key", "978-0-306-40615-7")]),
        ("080442957X", [("isbn", "080442957X"), ("isbn", "9780804429573"), ("key", "080442957x")]),
        ("@ONeill2011", [("key", "oneill2011")]),
        ("[@oneill2011]", [("key", "oneill2011")]),
        ("\\citep{oneill2011}", [("key", "oneill2011")]),
        ("two words", []),
    ],
)
def test_what_may_be_an_identifier(text, found):
    assert [(one.kind, one.value) for one in perhaps_named(text)] == found
