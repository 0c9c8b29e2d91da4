"""What users paste and type finds the work they mean, first; what the library has not finds nothing, and says so."""

import json

import pytest

from refdb.library import open_library
from refdb.model import Person, Work
from refdb.workflows.steps.adding import add_work

SICI = "10.1002/(sici)1096-9861(19960129)365:1<113::aid-cne9>3.0.co;2-6"
WORKS = [
    Work(
        key="manson2019", title="Marine fatty acids and cancer", authors=(Person("Manson", "J."), Person("Cook", "N.")),
        year=2019, doi="10.1056/nejmoa1811403", pmid="30415637", pmcid="PMC6392053", abstract="Fish oil did not help.",
    ),
    Work(key="manson2011", title="Hormones and the heart", authors=(Person("Manson", "J."),), year=2011),
    Work(
        key="oneill2011", title="Colour vision", authors=(Person("O'Neill", "K."),), year=2011, doi=SICI,
        abstract="Manson and others reviewed colour vision in 2019.",
    ),
    Work(
        key="mueller2009", title="Behandlung der Füße", authors=(Person("Müller", "K."),), year=2009,
        abstract="Wunden heilen unter feuchter Behandlung.",
    ),
    Work(key="loken2015", title="Swimming in the cold", authors=(Person("Løken", "B."),), year=2015),
    Work(key="lukasz2016", title="Vitamin C", authors=(Person("Łukasz", "A."),), year=2016, abstract="A cold is short."),
    Work(key="braun1998", title="Vitamin D", authors=(Person("Braun"),), year=1998, isbn=("978-0-306-40615-7",)),
    Work(key="roe2021", title="A preprint on naps", authors=(Person("Roe"),), year=2021, arxiv="2101.00001"),
    Work(key="kolm1931", title="Ряды", authors=(Person("Колмогоров"),), year=1931),
]  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    with open_library(tmp_path_factory.mktemp("people"), create=True) as library:
        for work in WORKS:
            add_work(library.store, work)
        yield library


def keys(hits):
    return [hit.work.key for hit in hits]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("10.1056/NEJMoa1811403", "manson2019"),
        ("https://doi.org/10.1056/nejmoa1811403", "manson2019"),
        ("doi: 10.1056/nejmoa1811403.", "manson2019"),
        (SICI.upper(), "oneill2011"),
        ("PMID: 30415637", "manson2019"),
        ("30415637", "manson2019"),
        ("PMC6392053", "manson2019"),
        ("arXiv:2101.00001v3", "roe2021"),
        ("2101.00001", "roe2021"),
        ("https://doi.org/10.48550/arXiv.2101.00001", "roe2021"),
        ("9780306406157", "braun1998"),
        ("ISBN 0-306-40615-2", "braun1998"),
        ("OneIll2011", "oneill2011"),
        ("@loken2015", "loken2015"),
    ],
)
def test_an_identifier_or_key_finds_its_work_first(library, query, key):
    hit = library.search(query)[0]
    assert (hit.work.key, hit.score, dict(hit.parts)) == (key, 1.0, {"identifier": 1.0})


def test_an_identifier_that_is_not_here_finds_nothing_and_says_so(library):
    found = library.search("https://doi.org/10.1000/nowhere")
    assert found == []
    assert found.notes == ("nothing found: the library has no work with the DOI 10.1000/nowhere",)
    assert library.search("doi:10.1056/nejmoa1811403", filters=None) != []


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("Manson et al., 2019", "manson2019"),
        ("Manson et al. (2011)", "manson2011"),
        ("manson 2019", "manson2019"),
        ("(Manson & Cook, 2019)", "manson2019"),
        ("Manson & Stranger (2019)", "manson2019"),
        ("Mueller 2009", "mueller2009"),
        ("ONeill et al 2011", "oneill2011"),
    ],
)
def test_author_and_year_come_before_meaning(library, query, key):
    found = library.search(query)
    assert keys(found)[0] == key
    assert found.notes == ()


def test_a_citation_of_what_is_not_here_is_told(library):
    notes = library.search("Manson et al., 2005").notes
    assert notes == ("the library has no work of 2005 by Manson; what follows is near in meaning or words",)
    assert library.search("vitamin 2005").notes == ()  # it need not be a citation


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("author:mueller", "mueller2009"),
        ("author:muller", "mueller2009"),
        ("author:Müller", "mueller2009"),
        ("author:loken", "loken2015"),
        ("author:loeken", "loken2015"),
        ("author:Løken", "loken2015"),
        ("author:lukasz", "lukasz2016"),
        ("author:ONeill", "oneill2011"),
        ("author:O’Neill", "oneill2011"),
        ('author:"o\'neill"', "oneill2011"),
        ("author:Kolmogorov", "kolm1931"),
        ("title:fuesse", "mueller2009"),
        ("title:Füße", "mueller2009"),
    ],
)
def test_other_spellings_find(library, query, key):
    assert keys(library.search(query)) == [key]


@pytest.mark.parametrize("query", ["vitamin -cold", "vitamin NOT cold", 'vitamin -"a cold"', "vitamin -author:lukasz"])
def test_not_and_minus_exclude_works(library, query):
    found = keys(library.search(query))
    assert found[0] == "braun1998"
    assert "lukasz2016" not in found


def test_nonsense_finds_nothing_and_says_so(library):
    found = library.search("xqzvw plorkanitz")
    assert found == []
    assert found.notes == ("nothing found: no work of the library is near to this query or has words of it",)
    assert library.search_many(["xqzvw plorkanitz", "fish oil"]).notes == ("1 of 2 queries found nothing",)


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("vitamin year:2050", "nothing found: the works of the library are of 1931 to 2021"),
        ('"purple elephants"', "nothing found: no work fulfils all that was asked for"),
    ],
)
def test_why_nothing_was_found_is_true(library, query, note):
    assert library.search(query).notes == (note,)


def test_the_command_says_why_and_keeps_its_rows(library, refdb):
    (row, *_) = map(json.loads, refdb("--library", library.folder, "search", "30415637", "--json").stdout.splitlines())
    assert list(row) == ["query_id", "key", "doi", "title", "passage", "page", "score", "parts"]
    wrong = refdb("--library", library.folder, "search", "autor:roe")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    refdb("init", "empty")
    nothing = refdb("--library", "empty", "search", "sleep")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert nothing.stderr == "warning: nothing found: the library is empty; `refdb import` takes works into it\n"
