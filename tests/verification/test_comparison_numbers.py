"""A printed reference beside a registered work: year, journal, volume, pages, identifiers."""

import pytest

from refdb.model import Person
from refdb.verification.comparison import examine, is_hopeless
from refdb.verification.printed import prepare_reference, prepare_work
from tests.verification.beside import TITLE, WORK, outcome, printed
from tests.verification.fields import compare

# --- year ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (2001, (2001,), "match"),
        (2001, (2000, 2001), "match"),
        (2000, (2001,), "partial"),  # online or print
        (2002, (2001,), "partial"),
        (2003, (2001,), "mismatch"),
        (1999, (2001,), "mismatch"),
        (2001, (), "not_comparable"),
    ],
)
def test_year(ours, theirs, expected):
    work = {"years": theirs, "year": theirs[0] if theirs else None}
    assert outcome("year", printed(year=ours), **work) == expected


def test_the_issued_year_counts_beside_the_others():
    assert outcome("year", printed(year=2005), year=2005, years=(2001,)) == "match"


def test_any_printed_year_counts_where_none_was_read():
    assert outcome("year", printed(f"Smith J. {TITLE}. 1999 (2001)", year=None)) == "match"
    assert outcome("year", printed(f"Smith J. {TITLE}. (1990)", year=None)) == "mismatch"
    assert outcome("year", printed(f"Smith J. {TITLE}.", year=None)) == "not_comparable"


def test_a_year_elsewhere_counts_where_the_parser_was_not_sure():
    text = f"Smith J. {TITLE}. 1980. J Clin Rest 2001."
    assert outcome("year", printed(text, year=1980, confidence=0.5)) == "match"
    assert outcome("year", printed(text, year=1980, confidence=0.95)) == "mismatch"
    volume = f"Smith J. {TITLE}. 1980. J Clin Rest vol 2001."
    assert outcome("year", printed(volume, year=1980, volume="2001", confidence=0.5)) == "mismatch"


def test_a_year_within_the_title_is_not_the_year():
    title = "Sleep in the winter of 1950 and later"
    reference = printed(f"Smith J. {title}. J Clin Rest. 2001.", title=title, year=1950)
    assert outcome("year", reference, title=title) == "match"


# --- journal ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("J Clin Rest", "Journal of Clinical Rest", "match"),
        ("Journal of Clinical Rest", "J Clin Rest", "match"),
        ("JCR", "Journal of Clinical Rest", "match"),
        ("Clinical Rest Journal", "Journal of Clinical Rest", "match"),
        ("Rest in Clinics", "Journal of Clinical Rest", "mismatch"),
        ("Nature", "Journal of Clinical Rest", "mismatch"),
        ("Journal of Clinical Sleep", "Journal of Clinical Rest", "partial"),
        ("", "Journal of Clinical Rest", "not_comparable"),
        ("Nature", "", "not_comparable"),
    ],
)
def test_journal(ours, theirs, expected):
    assert outcome("container_title", printed(container_title=ours), container_title=theirs) == expected


def test_a_journal_that_was_not_read_is_looked_for_behind_the_title():
    assert outcome("container_title", printed(f"Smith J. {TITLE}. J Clin Rest 12. 2001", container_title="")) == "match"
    assert (
        outcome("container_title", printed(f"J Clin Rest. {TITLE}. 12. 2001", container_title="")) == "not_comparable"
    )
    assert outcome("container_title", printed(f"Smith J. {TITLE}. J Clin Rest 12", container_title="Nature")) == "match"


def test_the_short_name_counts_as_well():
    assert outcome("container_title", printed(container_title="Restful"), container_title_short="Restful") == "match"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("journal-article", "mismatch"),
        ("", "mismatch"),
        ("book-chapter", "partial"),
        ("proceedings-article", "partial"),
    ],
)
def test_names_of_books_and_proceedings_vary(kind, expected):
    assert outcome("container_title", printed(container_title="Otters"), type=kind, container_title="On gulls at sea") == expected  # fmt: skip


def test_another_conference_is_a_mismatch():
    registered = {"type": "proceedings-article", "container_title": "Proceedings of ICML 2001"}
    assert outcome("container_title", printed(container_title="NeurIPS 2001"), **registered) == "mismatch"


# --- volume, issue ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("12", "12", "match"),
        ("XII", "12", "match"),
        ("012", "12", "match"),
        ("Vol. 12", "12", "match"),
        ("12 Suppl", "12", "match"),
        ("12A", "12", "match"),
        ("123", "12", "mismatch"),
        ("13", "12", "mismatch"),
        ("3", "12", "partial"),  # the issue was read as the volume
        ("2001", "12", "partial"),
        ("12", "", "not_comparable"),
        ("", "12", "not_comparable"),
    ],
)
def test_volume(ours, theirs, expected):
    reference = printed(f"Smith J. {TITLE}. J Clin Rest {ours}.", volume=ours, issue="", pages="", year=None)
    assert outcome("volume", reference, volume=theirs) == expected


def test_a_volume_that_was_not_read_is_looked_for_outside_the_title():
    assert outcome("volume", printed(f"Smith J. {TITLE}. J Clin Rest 12.", volume="")) == "match"
    assert outcome("volume", printed(f"Smith J. {TITLE}. J Clin Rest 012.", volume="7")) == "match"
    assert outcome("volume", printed(f"Smith J. {TITLE}. J Clin Rest 7.", volume="7")) == "mismatch"
    number = "Sleep in 12 towns"
    within = printed(f"Smith J. {number}. J Clin Rest.", title=number, volume="")
    assert outcome("volume", within, title=number) == "not_comparable"


def test_a_number_that_is_the_issue_or_a_page_is_not_the_volume():
    assert (
        outcome("volume", printed(f"Smith J. {TITLE}. J Clin Rest 7(12):1.", volume="7", issue="12", pages="1"))
        == "mismatch"
    )
    assert (
        outcome("volume", printed(f"Smith J. {TITLE}. J Clin Rest 7: 12-19.", volume="7", pages="12-19")) == "mismatch"
    )
    twice = f"Smith J. {TITLE}. J Clin Rest 12(12):1."
    assert outcome("volume", printed(twice, volume="7", issue="12", pages="1")) == "match"


def test_the_year_is_not_the_volume():
    reference = printed(f"Smith J. {TITLE}. 2001;7.", volume="7", issue="", pages="")
    assert outcome("volume", reference, volume="2001") == "mismatch"


def test_a_volume_that_is_a_year():
    assert outcome("volume", printed(f"Smith J. {TITLE}. 2001.", volume=""), volume="2001") == "match"
    assert outcome("volume", printed(f"Smith J. {TITLE}. 2002.", volume=""), volume="2001") == "not_comparable"


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("3", "3", "match"),
        ("03", "3", "match"),
        ("4", "3", "partial"),
        ("3", "3-4", "match"),
        ("3-4", "3", "match"),
        ("Suppl 2", "2", "match"),
        ("", "3", "not_comparable"),
        ("3", "", "not_comparable"),
    ],
)
def test_issue(ours, theirs, expected):
    assert outcome("issue", printed(issue=ours), issue=theirs) == expected


# --- pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "registered", "expected"),
    [
        ("101-109", {}, "match"),
        ("101-9", {}, "match"),
        ("101", {}, "match"),
        ("101-110", {}, "partial"),
        ("102-109", {}, "mismatch"),
        ("S101-9", {}, "match"),
        ("101-9", {"pages": "S101-S109"}, "match"),
        ("101-9", {"pages": "101"}, "match"),
        ("101-9", {"pages": "101a-109a"}, "match"),
        ("101a", {}, "match"),
        ("101-9", {"pages": ""}, "not_comparable"),
        ("e77", {"pages": "", "article_number": "e77"}, "match"),
        ("77", {"pages": "", "article_number": "e77"}, "match"),
        ("e0077", {"pages": "", "article_number": "77"}, "match"),
        ("2345", {"pages": "", "article_number": "1012345"}, "match"),
        ("45", {"pages": "", "article_number": "1012345"}, "mismatch"),
        ("78", {"pages": "", "article_number": "77"}, "mismatch"),
        ("1-8", {"pages": "", "article_number": "77"}, "partial"),
        ("e78", {"article_number": "77"}, "mismatch"),
        ("1234", {"doi": "10.1/rest.2001.1234"}, "match"),  # the number of an article is a part of its DOI
        ("123", {"doi": "10.1/rest.2001.123"}, "mismatch"),
        ("1234-1240", {"doi": "10.1/rest.2001.1234"}, "mismatch"),
        ("77", {"pages": "1-8"}, "not_comparable"),  # pages within an article that has a number of its own
        ("77-84", {"pages": "1-8"}, "mismatch"),
    ],
)
def test_pages(ours, registered, expected):
    assert outcome("pages", printed(pages=ours), **registered) == expected


def test_pages_that_were_not_read():
    assert outcome("pages", printed(f"Smith J. {TITLE}. 12: 101.", pages="")) == "match"
    assert outcome("pages", printed(f"Smith J. {TITLE}. 12: 104.", pages="")) == "not_comparable"
    assert outcome("pages", printed(f"Smith J. {TITLE}. 12: 1.", pages=""), pages="1-9") == "not_comparable"
    assert outcome("pages", printed(f"Smith J. {TITLE}. 7: 44.", pages=""), pages="44-50") == "match"


def test_a_page_that_stands_elsewhere_in_the_reference():
    assert outcome("pages", printed(f"Smith J. {TITLE}. 12, 101, 9 pp.", pages="9")) == "match"
    assert (
        outcome("pages", printed(f"Smith J. {TITLE}. 12, 9 pp.", pages="9"), pages="12-20") == "mismatch"
    )  # the volume


# --- identifiers, preprints, hopeless --------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [("10.1/a", "10.1/a", "match"), ("10.1/A", "10.1/a", "match"), ("10.1/b", "10.1/a", "mismatch"), ("10.1/a", "", "not_comparable")],
)  # fmt: skip
def test_doi(ours, theirs, expected):
    assert outcome("doi", printed(doi=ours), doi=theirs) == expected


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"), [("77", "77", "match"), ("78", "77", "mismatch"), ("77", "", "not_comparable")]
)
def test_pmid(ours, theirs, expected):
    assert outcome("pmid", printed(pmid=ours), pmid=theirs) == expected


@pytest.mark.parametrize("name", ["bioRxiv", "medRxiv", "arXiv", "SSRN", "Research Square", "Preprint"])
def test_a_preprint_of_a_registered_article_differs_by_nature(name):
    reference = printed(container_title=name, year=1990, volume="99", pages="700-709")
    outcomes = {diff.field: diff.outcome for diff in compare(reference, WORK)}
    assert [outcomes[field] for field in ("year", "container_title", "volume", "pages")] == ["partial"] * 4
    assert outcome("authors", printed(container_title=name, authors=(Person("Hill", "A"),))) == "mismatch"
    assert outcome("year", reference, type="posted-content") == "mismatch"


def test_what_is_out_of_the_question():
    reference = prepare_reference(printed())
    assert not is_hopeless(reference, ["sleep and memory in older adults"], [])
    assert not is_hopeless(reference, ["otters and gulls"], ["101"])  # its first page is printed
    assert is_hopeless(reference, ["otters and gulls"], ["102"])
    assert is_hopeless(reference, ["otters and gulls"], ["", "x"])
    assert not is_hopeless(reference, ["otters and gulls"], ["s101"])
    assert not is_hopeless(reference, [], [])  # an unknown title says nothing
    assert not is_hopeless(reference, [""], ["9999"])
    assert not is_hopeless(reference, ["otters and gulls", "sleep and memory"], [])
    assert not is_hopeless(prepare_reference(printed("Smith J. Naps 12, 305", pages="")), ["otters"], ["305"])


def test_the_place_of_the_title_is_kept():
    comparison = examine(prepare_reference(printed()), prepare_work(WORK))
    assert (comparison.title.start, comparison.title.end) == (23, 55)
    assert comparison.outcomes["title"] == "match"


@pytest.mark.parametrize(
    ("venue", "registered", "expected"),
    [
        ("Symposium on Regularization Techniques", {"type": "posted-content"}, "mismatch"),
        ("Symposium on Regularization Techniques", {"doi": "10.48550/arxiv.2602.12271"}, "mismatch"),  # arXiv's own
        ("International Conference on Learning Representations", {"type": "posted-content"}, "partial"),
        ("Journal of Clinical Rest", {"type": "posted-content"}, "partial"),
        ("arXiv", {"type": "posted-content"}, "not_comparable"),
        ("Symposium on Regularization Techniques", {"type": "book-chapter"}, "not_comparable"),
    ],
)
def test_the_venue_of_a_work_that_is_registered_as_a_preprint(venue, registered, expected):
    assert outcome("container_title", printed(container_title=venue), container_title="", **registered) == expected


def test_acronyms_of_conferences_differ_by_a_letter():
    of_icml = {"type": "proceedings-article", "container_title": "ICML"}
    assert outcome("container_title", printed(container_title="ICLR"), **of_icml) == "mismatch"
    assert outcome("container_title", printed(container_title="ICML"), **of_icml) == "match"
