import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.csl.items import work_from_item
from refdb.bibliography.csl.values import clean_doi
from refdb.bibliography.csl.writing import item_from_work
from refdb.model import Person, Update, Work

CROSSREF = {
    "DOI": "10.21037/TAU.2019.11.30",
    "type": "journal-article",
    "title": ["Beyond the androgen receptor"],
    "subtitle": ["the role of <i>secretagogues</i>"],
    "author": [{"given": "Deepankar K.", "family": "Sinha"}, {"name": "The Study Group"}, {"sequence": "additional"}],
    "container-title": ["Translational Andrology and Urology"],
    "short-container-title": ["Transl Androl Urol"],
    "issued": {"date-parts": [[2020, 3]]},
    "published-online": {"date-parts": [[2019, 12, 2]]},
    "volume": "9",
    "issue": "Suppl 2",
    "page": "S149-S159",
    "ISSN": ["2223-4691"],
    "URL": "http://dx.doi.org/10.21037/tau.2019.11.30",
    "abstract": "<jats:title>Abstract</jats:title><jats:p>Low testosterone is common.</jats:p>",
}


def test_crossref_item():
    assert work_from_item(CROSSREF) == Work(
        type="journal-article",
        title="Beyond the androgen receptor",
        subtitle="the role of secretagogues",
        authors=(Person("Sinha", "Deepankar K."), Person(literal="The Study Group")),
        container_title="Translational Andrology and Urology",
        container_title_short="Transl Androl Urol",
        year=2020,
        years=(2020, 2019),
        date=(2020, 3),
        volume="9",
        issue="Suppl 2",
        pages="S149-S159",
        doi="10.21037/tau.2019.11.30",
        issn=("2223-4691",),
        abstract="Low testosterone is common.",
    )


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"title": None, "author": None, "issued": None},
        {"title": [], "issued": {"date-parts": [[None]]}, "author": [{}], "page": "null", "volume": "null"},
        {"title": [None, {}], "issued": {"date-parts": []}, "author": "", "container-title": {}},
        {"title": "", "issued": [], "author": [None], "abstract": None, "update-to": None, "event": ""},
    ],
)
def test_empty_shapes_are_an_empty_work(item):
    assert work_from_item(item) == Work()


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ({"date-parts": [["2019", "03"]]}, (2019, 3)),
        ({"date-parts": [[2019, None]]}, (2019,)),
        ({"raw": "March 2019"}, (2019,)),
        ({"raw": "2019a"}, (2019,)),
        ({"literal": "2019-03-05"}, (2019, 3, 5)),
        ("2019", (2019,)),
        (2019, (2019,)),
    ],
)
def test_dates(date, expected):
    assert work_from_item({"issued": date}).date == expected


def test_title_repeating_its_subtitle_is_left_whole():
    assert work_from_item({"title": ["Heat: a study"], "subtitle": ["A study"]}).full_title == "Heat: a study"


def test_names_in_all_shapes():
    names = [
        {"family": "Raimundo, Jr.", "given": "Ivo M."},
        {"family": "Talmage", "given": "James", "suffix": "M.D."},
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"},
        {"given": "Madonna"},
        {"literal": "WHO &amp; UNICEF"},
        "Doe, Jane",
    ]
    assert work_from_item({"author": names}).authors == (
        Person("Raimundo", "Ivo M.", suffix="Jr."),
        Person("Talmage", "James"),
        Person("Berg", "Jan", "van den"),
        Person(literal="Madonna"),
        Person(literal="WHO & UNICEF"),
        Person("Doe", "Jane"),
    )


@pytest.mark.parametrize("name", ["NONE", "None", "NA", "NULL", "Undefined"])
def test_somebody_may_be_called_none(name):
    """CSL-JSON that software wrote says so on purpose; hypothesis found that refdb dropped such an author."""
    work = Work(authors=(Person(literal=name),))
    assert work_from_item(item_from_work(work)) == work


@pytest.mark.parametrize(
    "author", [{"name": "NA"}, {"name": "&NA;"}, {"given": "None"}, "[No Author]", {"literal": ""}]
)
def test_registries_have_names_for_nobody(author):
    assert work_from_item({"author": [author, {"family": "Roe"}]}).authors == (Person("Roe"),)


def test_updates_tell_a_retracted_work_from_its_notice():
    retracted = {"updated-by": [{"type": "retraction", "DOI": "10.1/N", "updated": {"date-parts": [[2020, 1, 2]]}, "source": "retraction-watch"}]}  # fmt: skip
    assert work_from_item(retracted).updates == (Update("retraction", "10.1/n", "retraction-watch", "2020-01-02"),)
    notice = {"update-to": [{"type": "retraction", "DOI": "10.1/w"}]}
    assert work_from_item(notice).updates == (Update("retraction of", "10.1/w"),)


def test_older_items_list_journal_and_abbreviation_in_any_order():
    work = work_from_item({"container-title": ["Phys. Rev. Lett.", "Physical Review Letters"]})
    assert (work.container_title, work.container_title_short) == ("Physical Review Letters", "Phys. Rev. Lett.")


def test_a_row_of_id_title_text():
    work = work_from_item({"id": 7, "title": "Heat", "text": ["One.", "Two."], "_pmid": 123})
    assert (work.key, work.title, work.full_text, work.pmid) == ("7", "Heat", "One.\n\nTwo.", "123")


@pytest.mark.parametrize(
    ("printed", "doi"),
    [
        ("https://doi.org/10.1000/ABC", "10.1000/abc"),
        ("doi:10.1000/a%b", "10.1000/a%b"),
        ("10.1002/x(SICI)1&lt;2::AID&gt;3", "10.1002/x(sici)1<2::aid>3"),
        ("not a doi", ""),
    ],
)
def test_clean_doi(printed, doi):
    assert clean_doi(printed) == doi


WORDS = st.text(st.characters(categories=("Lu", "Ll")), min_size=1, max_size=8)
PEOPLE = st.builds(Person, family=WORDS, given=WORDS) | st.builds(Person, literal=WORDS)
YEARS = st.integers(1700, 2030)
WORKS = st.builds(
    Work,
    key=WORDS,
    type=st.sampled_from(["journal-article", "monograph", "posted-content", "proceedings", ""]),
    title=WORDS,
    subtitle=st.just("") | st.just("a subtitle"),
    authors=st.lists(PEOPLE, max_size=3).map(tuple),
    container_title=WORDS,
    article_number=st.just("") | st.just("e12"),
    pages=st.just("1-2"),
    updates=st.just(()) | st.just((Update("retraction", "10.1/n", "publisher", "2020-01-02"),)),
)


@given(WORKS, YEARS, YEARS)
def test_round_trip(work, issued, online):
    from dataclasses import replace

    dated = replace(work, year=issued, date=(issued,), years=tuple(dict.fromkeys((issued, online))))
    assert work_from_item(item_from_work(dated)) == dated


def test_a_note_keeps_its_lines():
    """Zotero's Extra has a field to a line: in one line they would be no fields any more."""
    item = {"id": "a", "type": "book", "title": "Otters", "note": "PMID: 12345\r\n\nPMCID: PMC77\nsigned copy"}
    work = work_from_item(item)
    assert (work.pmid, work.pmcid) == ("12345", "PMC77")
    assert item_from_work(work)["note"] == "PMID: 12345\nPMCID: PMC77\nsigned copy"
