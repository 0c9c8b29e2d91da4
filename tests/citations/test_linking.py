"""Markers and the references that they point at: what is printed in the text, what the list holds, what is linked."""

import pytest

from refdb.citations.linking import LEAST_COVERED, cite_by_markers
from refdb.model import Article, ParsedReference, Person, Reference, Sentence


def article(text: str, *references: Reference) -> Article:
    """An article of one sentence."""
    return Article("A title", text, sentences=(Sentence(text, 0, len(text), 0),), references=references)


def listed(*raws: str) -> list[Reference]:
    """References of which the parser read nothing."""
    return [Reference(n, ParsedReference(raw)) for n, raw in enumerate(raws, 1)]


def by(n: int, author: str, year: int | None, raw: str = "", suffix: str = "", **fields: object) -> Reference:
    """A reference by one author, who stands first in it."""
    printed = raw or f"{author} A. A title of its own. {year or ''}{suffix}."
    parsed = ParsedReference(printed, authors=(Person(author, "A"),), year=year, year_suffix=suffix, **fields)
    return Reference(n, parsed)


def institution(n: int, name: str, year: int) -> Reference:
    return Reference(n, ParsedReference(f"Sleep. {year}.", authors=(Person(literal=name),), year=year))


def linked(text: str, *references: Reference) -> list[tuple[str, tuple[int, ...]]]:
    return [(c.marker, c.reference_numbers) for c in cite_by_markers(article(text, *references))]


def undefined(text: str, *references: Reference) -> list[tuple[str, ...]]:
    return [c.undefined for c in cite_by_markers(article(text, *references))]


THREE = listed("Smith. Sleep.", "Braun. Naps.", "Weber. Rest.")


# --- numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("So it is [2].", [("[2]", (2,))]),
        ("So it is [3,1].", [("[3,1]", (3, 1))]),
        ("So it is [1,1,2].", [("[1,1,2]", (1, 2))]),
        ("So it is [1–3].", [("[1–3]", (1, 2, 3))]),
        ("So it is [2-9].", [("[2-9]", (2, 3))]),
        ("So it is [1] and so [3].", [("[1]", (1,)), ("[3]", (3,))]),
        ("So it is.¹,³ And so.²", [("¹,³", (1, 3)), ("²", (2,))]),
        ("So it is^1,3^ and so^2^.", [("^1,3^", (1, 3)), ("^2^", (2,))]),
        ("So it is (1). And so (2,3).", [("(1)", (1,)), ("(2,3)", (2, 3))]),
        ("Most people slept.1,2 Some woke.3", [("1,2", (1, 2)), ("3", (3,))]),
        ("Nothing is cited here.", []),
    ],
)
def test_numbers(text, expected):
    assert linked(text, *THREE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("So it is [2,9].", [("9",)]),
        ("So it is [9].", []),  # no reference at all answers: it is no way of citing
        ("So it is [1] and [7,9].", [(), ("7", "9")]),
        ("So it is [1] and [2-9].", [(), ("2-9",)]),
        ("So it is [1] and [7-9].", [(), ("7-9",)]),
        ("So it is [1-3].", [()]),
    ],
)
def test_numbers_that_no_reference_answers_to_are_told(text, expected):
    assert undefined(text, *THREE) == expected


def test_without_a_list_only_square_brackets_are_markers_beyond_doubt():
    found = cite_by_markers(article("So it is [2, 3]. Nobody (4) knows.5 Smith (2001) slept."))
    assert [(c.marker, c.reference_numbers, c.undefined) for c in found] == [("[2, 3]", (), ("2", "3"))]


def test_a_citation_says_where_it_stands():
    (found,) = cite_by_markers(article("So it is [2].", *THREE))
    assert (found.span, found.sentence) == ((9, 12), 0)


def test_printed_numbers_go_before_places_in_the_list():
    references = [Reference(n, ParsedReference("Smith. Sleep."), label) for n, label in enumerate(("7", "8", "9"), 1)]
    assert linked("So it is [8,9].", *references) == [("[8,9]", (2, 3))]
    assert undefined("So it is [1,8].", *references) == [("1",)]


def test_a_list_of_which_half_is_numbered_is_not_numbered():
    references = [
        Reference(n, ParsedReference("Smith. Sleep."), label) for n, label in enumerate(("7", "", "x", "8"), 1)
    ]
    assert linked("So it is [1,4].", *references) == [("[1,4]", (1, 4))]
    mostly = [*references, Reference(5, ParsedReference("Smith. Sleep."), "9")]
    assert linked("So it is [7,9].", *mostly) == [("[7,9]", (1, 5))]


# --- which way of citing an article uses -----------------------------------------------------


def test_bare_numbers_are_markers_only_where_they_cite_enough_of_the_list():
    """The least share of the list: two of thirteen is enough, two of fourteen is not."""
    assert 2 / 14 < LEAST_COVERED < 2 / 13
    text = "So it is (3). And so (5)."
    assert linked(text, *listed(*["Smith. Sleep."] * 13)) == [("(3)", (3,)), ("(5)", (5,))]
    assert linked(text, *listed(*["Smith. Sleep."] * 14)) == []
    glued = "Most slept.3 Some woke.5"
    assert len(linked(glued, *listed(*["Smith. Sleep."] * 13))) == 2
    assert linked(glued, *listed(*["Smith. Sleep."] * 14)) == []
    raised = "Most slept.³ Some woke.⁵"
    assert len(linked(raised, *listed(*["Smith. Sleep."] * 13))) == 2
    assert linked(raised, *listed(*["Smith. Sleep."] * 14)) == []


def test_brackets_are_markers_however_little_they_cite():
    assert linked("So it is [3].", *listed(*["Smith. Sleep."] * 40)) == [("[3]", (3,))]


def test_three_of_twenty_are_just_enough():
    assert len(linked("So it is (3). And so (5) or (6).", *listed(*["Smith. Sleep."] * 20))) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained.¹ So (1) slept.", ["¹"]),
        ("It rained.1 So (1) slept.", ["(1)"]),
        ("It rained.¹ Some slept.1", ["¹"]),
        ("Smith (2001) slept on day (1).", ["Smith (2001)"]),
        ("Smith (2001), Braun (2002), Hill (2018) and Berg (2017) slept.¹", ["Smith (2001)", "Braun (2002)", "Hill (2018)", "Berg (2017)"]),
        ("It rained.¹ Some slept.² All woke.⁸ It ended.⁹ So (1) or (2).", ["(1)", "(2)"]),
        ("It rained [2]. Some slept.1", ["[2]"]),
    ],
)  # fmt: skip
def test_the_surest_way_of_citing_goes_first(text, expected):
    references = [by(1, "Smith", 2001), by(2, "Braun", 2002)]
    assert [marker for marker, _ in linked(text, *references)] == expected


def test_a_range_that_goes_beyond_the_list_is_no_marker_in_parentheses():
    assert linked("Lists (1) or (2-9).", *THREE) == [("(1)", (1,))]


def test_numbers_of_which_most_are_something_else_are_no_markers():
    assert linked("Lists (1) or (2) have (88) and (89).", *THREE) == [("(1)", (1,)), ("(2)", (2,))]
    assert linked("Lists (1) or (2) have (77) or (88) and (89).", *THREE) == []


def test_bare_numbers_beyond_the_list_are_no_markers_but_those_in_brackets_are():
    assert undefined("So it is (1) and so (2,9).", *THREE) == [()]
    assert undefined("So it is [1] and so [2,9].", *THREE) == [(), ("9",)]


def test_brackets_go_before_names_that_cite_as_much():
    references = [by(1, "Smith", 2001), by(2, "Braun", 2002)]
    text = "Smith (2001) slept [1]. Braun (2002) woke [2]."
    assert linked(text, *references) == [("[1]", (1,)), ("[2]", (2,))]


def test_names_go_before_brackets_that_cite_far_less_and_both_count():
    references = [by(1, "Smith", 2001), by(2, "Braun", 2002), by(3, "Weber", 2003), by(4, "Moreau", 2004)]
    text = "Smith (2001), Braun (2002) and Weber (2003) slept, one woke [4]."
    assert linked(text, *references) == [
        ("Smith (2001)", (1,)), ("Braun (2002)", (2,)), ("Weber (2003)", (3,)), ("[4]", (4,)),
    ]  # fmt: skip


def test_one_raised_figure_is_enough_for_a_second_way():
    references = [by(1, "Smith", 2001), by(2, "Braun", 2002), by(3, "Weber", 2003)]
    assert linked("Smith (2001) and Braun (2002) slept.³", *references)[-1] == ("³", (3,))


def test_markers_that_touch_are_two():
    references = [by(1, "Smith", 2001), by(2, "Braun", 2002), by(3, "Weber", 2003), by(4, "Moreau", 2004)]
    text = "[4]Smith (2001)[4] slept, and so did Braun (2002) and Weber (2003)."
    assert [m for m, _ in linked(text, *references)] == ["[4]", "Smith (2001)", "[4]", "Braun (2002)", "Weber (2003)"]


def test_a_second_way_that_cites_nothing_new_does_not_count():
    references = [by(1, "Smith", 2001), by(2, "Braun", 2002), by(3, "Weber", 2003)]
    text = "Smith (2001), Braun (2002) and Weber (2003) slept on day [1]."
    assert [marker for marker, _ in linked(text, *references)] == ["Smith (2001)", "Braun (2002)", "Weber (2003)"]


def test_a_second_way_without_brackets_of_its_own_needs_three_more():
    names = "Smith (2001), Braun (2002), Weber (2003), Moreau (2004)"
    references = [by(n, name, 2000 + n) for n, name in enumerate(("Smith", "Braun", "Weber", "Moreau"), 1)]
    references += listed("a", "b", "c", "d", "e", "f", "g")[4:]
    two = f"{names} slept (5) and woke (6)."
    three = f"{names} slept (5), woke (6) and slept (7)."
    assert [m for m, _ in linked(two, *references) if m.startswith("(")] == []
    assert [m for m, _ in linked(three, *references) if m.startswith("(")] == ["(5)", "(6)", "(7)"]


def test_a_second_way_must_cite_its_share_of_a_long_list():
    references = [by(n, f"Smith{chr(96 + n)}", 2000 + n) for n in range(1, 21)]
    names = ", ".join(f"Smith{chr(96 + n)} ({2000 + n})" for n in range(1, 18))
    assert "[18,19]" not in dict(linked(f"{names} slept [18,19].", *references))  # two of twenty
    assert dict(linked(f"{names} slept [18,19,20].", *references))["[18,19,20]"] == (18, 19, 20)


def test_what_two_ways_see_in_one_place_counts_once():
    references = [by(1, "Smith", 2001), by(2, "Braun", 2002), by(3, "Weber", 2003), by(4, "Moreau", 2004)]
    text = "Smith [2001], Braun (2002) and Weber (2003) slept [4]."
    assert linked(text, *references) == [
        ("Smith [2001]", (1,)), ("Braun (2002)", (2,)), ("Weber (2003)", (3,)), ("[4]", (4,)),
    ]  # fmt: skip


# --- names and years -------------------------------------------------------------------------

SMITH, BRAUN = by(1, "Smith", 2019), by(2, "Braun", 2002)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith (2019) slept.", (1,)),
        ("Smith et al. (2019) slept.", (1,)),
        ("Smith and colleagues (2019) slept.", (1,)),
        ("Smith's (2019) sleep.", (1,)),
        ("SMITH (2019) slept.", (1,)),
        ("They slept (Smith, 2019).", (1,)),
        ("They slept (see Smith 2019, p. 4).", (1,)),
        ("They slept (see also Smith, 2019).", (1,)),
        ("They slept (e.g. Smith, 2019).", (1,)),
        ("They slept (John Smith, 2019).", (1,)),
        ("They slept (Braun, 2002; Smith, 2019).", (2, 1)),
        ("They slept (Smith, 2019; Smith, 2019).", (1,)),
        ("They slept (Smith and Berg, 2019).", (1,)),
        ("They slept (Smith & Berg, 2019).", (1,)),
        ("They slept (Smith, Berg & Moreau, 2019).", (1,)),
        ("As Smith et al. 2019 say, they slept.", (1,)),
    ],
)
def test_one_author(text, expected):
    (found,) = linked(text, SMITH, BRAUN)
    assert found[1] == expected


@pytest.mark.parametrize("text", ["Smith (2018) slept; Braun (2002) woke.", "Smyth (2019) slept; Braun (2002) woke."])
def test_another_year_or_another_name_is_undefined(text):
    assert [numbers for _, numbers in linked(text, SMITH, BRAUN)] == [(), (2,)]
    assert undefined(text, SMITH, BRAUN)[0] in [("Smith, 2018",), ("Smyth, 2019",)]


def test_what_cannot_be_a_name_is_not_undefined():
    assert linked("It rained (May 2019; Smith, 2019).", SMITH) == [("(May 2019; Smith, 2019)", (1,))]
    assert undefined("It rained (May 2019; Smith, 2019).", SMITH) == [()]
    assert linked("In March (2018) it rained, says Smith (2019).", SMITH) == [("Smith (2019)", (1,))]


def test_the_letter_after_a_year():
    """2019a and 2019b are two works; which is which the list prints."""
    a, b = by(1, "Smith", 2019, suffix="a"), by(2, "Smith", 2019, suffix="b")
    assert linked("Smith (2019a) slept.", a, b) == [("Smith (2019a)", (1,))]
    assert linked("Smith (2019b) slept.", a, b) == [("Smith (2019b)", (2,))]
    assert linked("Smith (2019a, b) slept.", a, b) == [("Smith (2019a, b)", (1, 2))]
    assert linked("They slept (Smith, 2019b).", b, a)[0][1] == (2,)  # in whatever order they are listed


def test_the_letter_that_the_parser_did_not_read_is_seen_in_the_entry():
    a = by(1, "Smith", 2019, raw="Smith A. 2019b. Naps.")
    b = by(2, "Smith", 2019, raw="Smith A. 2019a. Sleep.")
    assert linked("Smith (2019a) slept.", a, b) == [("Smith (2019a)", (2,))]


def test_letters_that_the_list_does_not_print_are_counted():
    works = [by(n, "Smith", 2019, raw=f"Smith A. Title {n}. 2019.") for n in (1, 2, 3)]
    assert linked("Smith (2019a) slept.", *works) == [("Smith (2019a)", (1,))]
    assert linked("Smith (2019c) slept.", *works) == [("Smith (2019c)", (3,))]
    assert undefined("Smith (2019a) slept; Smith (2019d) woke.", *works) == [(), ("Smith, 2019d",)]


def test_two_works_under_one_letter_are_both_meant():
    works = [by(n, "Smith", 2019, suffix="a") for n in (1, 2)]
    assert linked("Smith (2019a) slept.", *works) == [("Smith (2019a)", (1, 2))]


def test_two_works_of_one_author_and_year_are_told_apart_by_the_second_author():
    jones = by(1, "Smith", 2019, raw="Smith A, Jones B. Sleep. 2019.")
    weber = by(2, "Smith", 2019, raw="Smith A, Weber C. Naps. 2019.")
    assert linked("Smith and Weber (2019) slept.", jones, weber) == [("Smith and Weber (2019)", (2,))]
    assert linked("Smith and Jones (2019) slept.", jones, weber) == [("Smith and Jones (2019)", (1,))]
    assert linked("Smith, Weber et al. (2019) slept.", jones, weber)[0][1] == (2,)


def test_the_first_of_two_works_is_meant_where_nothing_tells_them_apart():
    works = [by(n, "Smith", 2019, raw=f"Smith A. Title {n}. 2019.") for n in (1, 2)]
    assert linked("Smith (2019) slept.", *works) == [("Smith (2019)", (1,))]
    assert linked("Smith and Berg (2019) slept.", *works)[0][1] == (1,)


def test_works_without_a_year():
    forthcoming = by(1, "Smith", None, raw="Smith A. Sleep. In press.")
    assert linked("Smith (in press) slept.", forthcoming, BRAUN) == [("Smith (in press)", (1,))]
    assert linked("They slept (Smith, n.d.).", forthcoming, BRAUN) == [("(Smith, n.d.)", (1,))]
    assert linked("Smith (2019) slept; Braun (2002) woke.", forthcoming, BRAUN)[0] == ("Smith (2019)", ())


def test_a_year_that_the_parser_did_not_read_is_seen_in_the_entry():
    works = [by(n, "Smith", None, raw=f"Smith A. Sleep. ({y}) 12.") for n, y in enumerate((1999, 2003, 2003), 1)]
    assert linked("Smith (2003) slept.", *works) == [("Smith (2003)", (2,))]


def test_editors_stand_for_the_authors_of_a_book_without_any():
    book = Reference(1, ParsedReference("A book. Ed. Berg. 2011.", editors=(Person("Berg", "E"),), year=2011))
    assert linked("Berg (2011) slept.", book) == [("Berg (2011)", (1,))]


def test_an_entry_without_names_goes_by_its_first_word():
    law = Reference(1, ParsedReference("„Arbeitszeitgesetz“ of 1994.", year=1994))
    about_it = by(2, "Hill", 1994, raw="Hill A. On the Arbeitszeitgesetz. 1994.")
    text = "They slept (Arbeitszeitgesetz, 1994)."
    assert linked(text, law, about_it) == [("(Arbeitszeitgesetz, 1994)", (1,))]


@pytest.mark.parametrize(
    ("name", "marker"),
    [
        ("World Health Organization", "World Health Organization, 2019"),
        ("World Health Organization", "WHO, 2019"),  # an institution's initials
        ("National Institute for Health and Care Excellence (NICE)", "NICE, 2019"),  # what it prints in brackets
        ("National Institute for Health and Care Excellence (NICE)", "NIHCE, 2019"),
        ("Deutsche Gesellschaft für Schlaf", "DGS, 2019"),
        ("European Union", "EU, 2019"),
        ("World Health Organization", "see World Health Organization, 2019"),
        ("World Health Organization", "World Health Organization et al., 2019"),
        ("World Health Organization", "World Health Organization and Eurostat, 2019"),
    ],
)
def test_an_institution_goes_by_its_name_its_initials_and_what_it_prints_in_brackets(name, marker):
    assert linked(f"They slept ({marker}).", institution(1, name, 2019), BRAUN) == [(f"({marker})", (1,))]


def test_initials_are_those_of_institutions_in_their_year_and_not_of_people():
    who = institution(1, "World Health Organization", 2019)
    assert linked("They slept (WHO, 2018; Braun, 2002).", who, BRAUN)[0][1] == (2,)
    person = by(1, "Waters", 2019, raw="Waters H. Oranges. 2019.")
    assert linked("They slept (WHO, 2019; Braun, 2002).", person, BRAUN)[0][1] == (2,)


@pytest.mark.parametrize(
    "names",
    ["van der Berg", "Berg", "Van der Berg", "van der Berg et al.", "van der Berg and Smith", "Eva van der Berg"],
)
def test_particles_may_be_printed_or_not(names):
    work = by(1, "van der Berg", 2011, raw="van der Berg E. Sleep. 2011.")
    bare = by(1, "Berg", 2011, raw="Berg, E. van der. Sleep. 2011.")
    assert linked(f"They slept ({names}, 2011).", bare)[0][1] == (1,)
    if names != "Berg":
        assert linked(f"They slept ({names}, 2011).", work)[0][1] == (1,)


def test_the_first_word_with_a_capital_may_be_the_name():
    assert linked("They slept (de la Cruz Lopez, 2011).", by(1, "Cruz", 2011, raw="Sleep. 2011."))[0][1] == (1,)
    assert linked("They slept (Eva Maria Berg, 2011).", by(1, "Berg", 2011, raw="Sleep. 2011."))[0][1] == (1,)


def test_a_name_that_was_read_wrong_is_looked_for_in_the_entries():
    wrong = Reference(1, ParsedReference("3. Hill, Moreau L. Otters. 2011.", authors=(Person("Hill"),), year=2011))
    assert linked("Moreau (2011) slept; Braun (2002) woke.", wrong, BRAUN)[0] == ("Moreau (2011)", (1,))
    misread = by(1, "Moreau", 1911, raw="Moreau L. Otters. Vol. 1911. 2011.")
    assert linked("Moreau (2011) slept; Braun (2002) woke.", misread, BRAUN)[0] == ("Moreau (2011)", (1,))


def test_a_name_that_stands_in_two_entries_or_far_behind_tells_nothing():
    one = Reference(1, ParsedReference("Hill, Moreau L. Otters. 2011.", authors=(Person("Hill"),), year=2011))
    two = Reference(2, ParsedReference("Berg, Moreau L. Gulls. 2011.", authors=(Person("Berg"),), year=2011))
    text = "Moreau (2011) slept; Hill (2011) woke."
    assert linked(text, one, two) == [("Moreau (2011)", ()), ("Hill (2011)", (1,))]
    far = Reference(
        1, ParsedReference(f"Hill A. {'Otters ' * 20} by Moreau. 2011.", authors=(Person("Hill"),), year=2011)
    )
    assert linked(text, far)[0] == ("Moreau (2011)", ())
