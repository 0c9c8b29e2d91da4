"""A printed reference beside a registered work, field by field."""

import pytest

from refdb.model import ParsedReference, Person, Work
from refdb.verification.comparison import same_family
from tests.verification.beside import TITLE, WORK, outcome, printed
from tests.verification.fields import compare


def test_what_agrees():
    assert [(d.field, d.printed, d.registered, d.outcome, d.severity) for d in compare(printed(), WORK)] == [
        ("title", TITLE, TITLE, "match", ""),
        ("authors", "Smith; Berg; Weber", "Smith; Berg; Weber", "match", ""),
        ("year", "2001", "2001", "match", ""),
        ("container_title", "J Clin Rest", "Journal of Clinical Rest", "match", ""),
        ("volume", "12", "12", "match", ""),
        ("issue", "3", "3", "match", ""),
        ("pages", "101-9", "101-109", "match", ""),
        ("doi", "", "10.1/a", "not_comparable", ""),
        ("pmid", "", "77", "not_comparable", ""),
    ]


def test_a_mismatch_is_major_and_a_partial_outcome_minor():
    diffs = {d.field: d for d in compare(printed(year=2010, issue="4"), WORK)}
    assert (diffs["year"].outcome, diffs["year"].severity) == ("mismatch", "major")
    assert (diffs["issue"].outcome, diffs["issue"].severity) == ("partial", "minor")


def test_what_neither_has_is_left_out():
    work = Work(title=TITLE, authors=WORK.authors)
    reference = ParsedReference(f"Smith J. {TITLE}.", title=TITLE, authors=WORK.authors)
    assert [d.field for d in compare(reference, work)] == ["title", "authors"]


# --- title -----------------------------------------------------------------------------------

LONG = "Sleep and memory in older adults: a randomised trial of naps after lunch"


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (TITLE, TITLE, "match"),
        (TITLE.upper(), TITLE, "match"),
        ("Sleep and memroy in older adults", TITLE, "match"),
        ("Sleep and memory in young adults", TITLE, "mismatch"),
        ("Sleep and memory in adults", TITLE, "match"),  # one word left out
        ("Sleep in adults", TITLE, "mismatch"),
        ("Sleep and in older adults", TITLE, "partial"),  # a fifth to three tenths left out
        ("Sleep and a good memory in adults", TITLE, "partial"),  # one put in, one left out
        ("Sleep and memory", TITLE, "match"),  # the rest may be a subtitle
        ("Sleep and", TITLE, "mismatch"),
        ("Otters and gulls at night", TITLE, "mismatch"),
        (TITLE, LONG, "match"),  # the subtitle left out
        ("Sleep and memory", f"Sleep memory: {LONG}", "mismatch"),
        ("Old sleepers", "Old sleepers: a randomised trial of naps after lunch in many towns", "match"),
        ("Sleepers", "Sleepers: a randomised trial of naps after lunch in many towns", "mismatch"),
        # the registered title is but a part of the printed one
        (f"{TITLE}: a trial of naps after lunch", TITLE, "partial"),
        (f"{TITLE} and a trial of naps after lunch", TITLE, "mismatch"),
        (f"{TITLE}: the trial", TITLE, "match"),
        (f"{TITLE} 1 2 3 4", TITLE, "match"),
        (f"International Naps Consortium Group: {TITLE}", TITLE, "match"),
        (f"Effects of long naps on {TITLE}", TITLE, "mismatch"),
        (f"Effects on {TITLE}", TITLE, "match"),
        (f"{TITLE} a b c", f"{TITLE},", "partial"),  # the registry lost the rest
        (f"{TITLE} a b c", f"{TITLE} of the", "match"),
        ("Sleep and memory in the old and other adults", "Sleep and memory in the", "partial"),
    ],
)
def test_title(ours, theirs, expected):
    assert outcome("title", printed(title=ours), title=theirs) == expected


@pytest.mark.parametrize("last", "the of in and a by from with der die und de la".split())
def test_a_registered_title_that_ends_in_mid_sentence_is_cut(last):
    assert outcome("title", printed(title=f"{TITLE} {last} towns"), title=f"{TITLE} {last}") == "partial"
    assert outcome("title", printed(title=f"{TITLE} {last} towns"), title=f"{TITLE} of old {last}men") == "mismatch"


def test_what_stands_before_a_title_may_end_with_a_colon_or_an_in():
    assert outcome("title", printed(title=f"Effects of long naps in {TITLE}")) == "match"
    assert outcome("title", printed(title=f"Effects of long naps on {TITLE}")) == "mismatch"


def test_a_reference_or_a_work_without_a_title():
    bare = printed("Smith J, J Clin Rest 12, 101 (2001)", title="")
    assert outcome("title", bare) == "not_comparable"
    assert outcome("title", printed(), title="") == "not_comparable"
    # no names were read, so that the text may be a title
    assert outcome("title", printed("Rest 12, 101 (2001)", title="", authors=()), title=TITLE) == "mismatch"
    assert outcome("title", printed(f"Smith J. {TITLE}. 2001", title="")) == "match"


def test_the_title_among_several_that_fits_best_counts():
    assert outcome("title", printed(), title="Schlaf der Alten", other_titles=(TITLE,)) == "match"
    assert outcome("title", printed(title="Schlaf der Alten"), other_titles=("Schlaf der Alten",)) == "match"


# --- authors ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("Smith J|Berg E|Weber K", "Smith|Berg|Weber", "match"),
        ("Smith J|Berg E", "Smith|Berg|Weber", "partial"),  # left out without a word
        ("Smith J", "Smith", "match"),
        ("Smyth J|Berg E|Weber K", "Smith|Berg|Weber", "match"),  # a misprint
        ("Hill J|Berg E|Weber K", "Smith|Berg|Weber", "mismatch"),
        ("Smith J|Hill E|Weber K", "Smith|Berg|Weber", "mismatch"),
        ("Hill J|Moreau E", "Smith|Berg|Weber", "mismatch"),
        ("Smith J|Berg E|Weber K|Hill A", "Smith|Berg|Weber", "mismatch"),  # one whom nobody registered
        ("Berg E|Smith J|Weber K", "Smith|Berg|Weber", "partial"),  # in another order
        ("Berg E|Weber K", "Smith|Berg|Weber", "partial"),
        ("van der Berg E", "Berg", "match"),
        ("Berg E", "van der Berg", "match"),
        ("Müller E", "Mueller", "match"),
        ("Garcia Lopez E", "García-López", "match"),
        ("Garcia E", "García López", "match"),
        ("Smith J", "", "not_comparable"),
    ],
)
def test_authors(ours, theirs, expected):
    people = tuple(Person(*one.rsplit(" ", 1)) for one in ours.split("|"))
    authors = tuple(Person(one) for one in theirs.split("|") if one)
    assert outcome("authors", printed(authors=people), authors=authors) == expected


def test_authors_that_et_al_stands_for_are_not_left_out():
    reference = printed(f"Smith J, et al. {TITLE}. 2001", authors=(Person("Smith", "J"),), et_al=True)
    assert outcome("authors", reference) == "match"
    wrong = printed(f"Hill J, et al. {TITLE}. 2001", authors=(Person("Hill", "J"),), et_al=True)
    assert outcome("authors", wrong) == "mismatch"
    second = printed(
        f"Smith J, Hill J, et al. {TITLE}.", authors=(Person("Smith", "J"), Person("Hill", "J")), et_al=True
    )
    assert outcome("authors", second) == "mismatch"


def test_authors_that_the_parser_did_not_read_are_looked_for_before_the_title():
    assert outcome("authors", printed(f"Smith J, Berg E. {TITLE}. 2001", authors=())) == "match"
    assert outcome("authors", printed(f"Berg E. {TITLE}. 2001", authors=())) == "partial"
    assert outcome("authors", printed(f"Hill E. {TITLE}. 2001", authors=())) == "mismatch"
    assert outcome("authors", printed(f"Hill E. {TITLE}. Smith and Berg. 2001", authors=())) == "mismatch"
    assert outcome("authors", printed(f"{TITLE}. 2001", authors=())) == "not_comparable"  # it begins with the title
    assert outcome("authors", printed(f"{TITLE}. Smith J. 2001", authors=())) == "match"


@pytest.mark.parametrize(
    ("registered", "text", "expected"),
    [
        ("Smith", "Smyth J", "match"),
        ("Berg", "Barg E", "mismatch"),  # four letters are too few for a misprint
        ("Moreau", "Noreau L", "mismatch"),  # and a first letter is no misprint
        ("Johnson", "Lohnson L", "match"),  # but in a long name
    ],
)
def test_misprinted_names_before_the_title(registered, text, expected):
    reference = printed(f"{text}. {TITLE}. 2001", authors=())
    assert outcome("authors", reference, authors=(Person(registered, "X"),)) == expected


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("B", "match"),  # one letter is no name
        ("Li", "mismatch"),
        ("Bergmann", "match"),  # one name in the other
        ("Hill", "mismatch"),
    ],
)
def test_a_second_author_that_is_not_the_registered_one(second, expected):
    people = (Person("Smith", "J"), Person(second, "E"))
    assert outcome("authors", printed(authors=people), authors=(Person("Smith", "J"), Person("Berg", "E"))) == expected


def test_a_short_name_within_another_is_another():
    people = (Person("Smith", "J"), Person("Lee", "E"))
    assert (
        outcome("authors", printed(authors=people), authors=(Person("Smith", "J"), Person("Leeson", "E"))) == "mismatch"
    )


def test_institutions():
    who = (Person(literal="World Health Organization"),)
    assert outcome("authors", printed(authors=who), authors=who) == "match"
    assert outcome("authors", printed(authors=(Person(literal="WHO"),)), authors=who) == "mismatch"
    part = (Person(literal="World Health Organization Regional Office"),)
    assert outcome("authors", printed(authors=who), authors=part) == "partial"
    assert outcome("authors", printed(f"Geneva. {TITLE}. 2001", authors=()), authors=who) == "partial"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("smith", "smith", True),
        ("van den berg", "vandenberg", True),
        ("van den berg", "berg", True),
        ("garcia lopez", "garcia", True),
        ("garcia lopez", "lopez", True),
        ("garcia lopez", "gar", False),
        ("li wu", "wu", False),  # two letters are too few
        ("muller", "mueller", True),
        ("goethe", "gothe", True),
        ("baer", "bar", True),
        ("smith", "smyth", True),
        ("lee", "lea", False),  # too short for a misprint
        ("lees", "lee", False),
        ("van lee", "lee", True),
        ("due", "du", True),
        ("boe", "bo", True),
        ("bae", "ba", True),
        ("weber", "berg", False),
    ],
)
def test_one_family_name(one, other, same):
    assert same_family(one, other) is same
    assert same_family(other, one) is same
