"""Every function and filter of a key pattern, on one work."""

import pytest

from refdb.bibliography.keys.patterns import compiled
from refdb.errors import InputError
from refdb.model import Person, Work

WORK = Work(
    title="The role of sleep and of naps", subtitle="An update", authors=(Person("Müller", "Örjan"), Person("Berg", "J", "van der"), Person("Roe", "R")),
    year=2009, date=(2009, 4, 7), pages="101-109", volume="12", issue="3", type="journal-article", doi="10.1/a", publisher="Ox",
    container_title="Annals of Rest", container_title_short="Ann Rest", tags=("sleep", "naps"),
)  # fmt: skip
BARE = Work()


@pytest.mark.parametrize(
    ("pattern", "given"),
    [
        ("auth", "Muller"), ("auth(3)", "Mul"), ("auth(0, 2)", "vanderBerg"), ("auth(m=3)", "Roe"), ("auth(1, 9)", ""),
        ("authors", "MullervanderBergRoe"), ("authors(2)", "MullervanderBergEtAl"), ("authors(3)", "MullervanderBergRoe"),
        ("authors(1, etal='')", "Muller"), ("authors(sep='-')", "Muller-vanderBerg-Roe"), ("authorsn(1, sep='_')", "Muller_EtAl"),
        ("authEtAl", "MullerEtAl"), ("authorLast", "Roe"), ("authorsAlpha", "MvR"), ("authIni", "MvR"), ("authIni(2)", "MuvaRo"),
        ("authForeIni", "O"), ("title", "TheRoleOfSleepAndOfNapsAnUpdate"), ("shorttitle", "rolesleepnaps"),
        ("shorttitle(2)", "rolesleep"), ("shorttitle(3, 2)", "RoleSleepnaps"), ("veryshorttitle", "role"), ("year", "2009"),
        ("shortyear", "09"), ("month", "04"), ("day", "07"), ("journal", "Ann Rest"), ("firstpage", "101"), ("lastpage", "109"),
        ("volume", "12"), ("issue", "3"), ("type", "journal-article"), ("doi", "10.1/a"), ("keyword", "sleep"), ("keyword(2)", "naps"),
        ("keyword(3)", ""), ("publisher", "Ox"), ("'x'", "x"), ('"y" + year', "y2009"), ("AUTH", "Muller"),
    ],
)  # fmt: skip
def test_functions(pattern, given):
    assert compiled(pattern)(WORK) == given


@pytest.mark.parametrize(
    "name",
    ["auth", "authors", "authEtAl", "authorLast", "authorsAlpha", "authIni", "authForeIni", "title", "shorttitle", "year", "shortyear",
     "month", "day", "journal", "firstpage", "lastpage", "volume", "keyword"],
)  # fmt: skip
def test_what_a_work_has_not_is_nothing(name):
    assert compiled(name)(BARE) == ""


def test_one_author_and_two():
    one = Work(authors=(Person("Müller", "E"),))
    two = Work(editors=(Person("Müller", "E"), Person("Roe", "R")))
    assert compiled("authorsAlpha")(one) == "Mul"
    assert compiled("authEtAl(sep='.')")(two) == "Muller.Roe"
    assert compiled("auth")(two) == "Muller"  # editors stand for authors
    assert compiled("year")(Work(year=-44)) == "44"


@pytest.mark.parametrize(
    ("pattern", "given"),
    [
        ("auth.lower", "muller"), ("auth.upper", "MULLER"), ("'two words'.capitalize", "Two Words"), ("'Zoë'.fold", "Zoe"),
        ("'Zoë'.ascii", "Zoe"), ("'Zoë'.transliterate(x)", "Zoe"), ("'Zoë & co_1-2'.clean", "Zoeco_1-2"), ("'a-b_c 1'.alphanum", "abc1"),
        ("journal.condense", "AnnRest"), ("journal.condense('_')", "Ann_Rest"), ("'the role of sleep'.skipwords", "role sleep"),
        ("'one two three'.select(2)", "two three"), ("'one two three'.select(1, 2)", "one two"), ("'OneTwoThree'.select(2,1)", "Two"),
        ("'abcdef'.substring(2)", "bcdef"), ("'abcdef'.substring(2, 3)", "bcd"), ("'abcdef'.substring(-2)", "ef"),
        ("journal.abbr", "AR"), ("journal.abbr(2)", "AnRe"), ("journal.acronym", "AR"), ("volume.default(x)", "12"),
        ("auth(0,9).default('anon')", "anon"), ("volume.prefix(v)", "v12"), ("auth(0,9).prefix(v)", ""), ("volume.postfix(b)", "12b"),
        ("auth(0,9).postfix(b)", ""), ("'a.b'.replace('.', '-')", "a-b"), ("\"it's (so)\".nopunct", "its so"), ("'a-b'.nopunctordash", "ab"),
        ("auth.len(3)", "Muller"), ("auth.lower.upper.substring(1,2)", "MU"), ("auth . lower + year", "muller2009"),
    ],
)  # fmt: skip
def test_filters(pattern, given):
    assert compiled(pattern)(WORK) == given


def test_the_first_pattern_that_gives_anything_counts():
    assert compiled("keyword(9); volume; year")(WORK) == "12"
    assert compiled("keyword(9)\nyear")(WORK) == "2009"
    assert compiled("keyword; auth")(BARE) == ""


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("", "an empty pattern"),
        (" ; ", "an empty pattern"),
        ("auth +", "a function should stand at ''"),
        ("+ auth", "a function should stand at '\\+ auth'"),
        ("auth year", "“\\+” should stand at 'year'"),
        ("nobody", "no function 'nobody'; known are auth, "),
        ("auth.shout", "no filter 'shout'; known are abbr, "),
    ],
)
def test_what_is_wrong_with_a_pattern_is_said(pattern, said):
    with pytest.raises(InputError, match=said):
        compiled(pattern)


@pytest.mark.parametrize("pattern", ["auth(1,2,3,4)", "auth.lower(1)", "title(3)", "auth('x')"])
def test_arguments_that_do_not_fit_are_said_when_a_key_is_made(pattern):
    with pytest.raises(InputError, match="does not take"):
        compiled(pattern)(WORK)
