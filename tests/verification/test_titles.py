"""Where a registered title stands in a reference, and which of its words differ. All folded."""

import pytest

from refdb.verification.titles import TitleMatch, compare_words, find_title, hopeless, same_word


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("sleep", "sleep", True),
        ("sleep", "sleeps", True),
        ("colour", "color", True),
        ("nad", "and", True),  # letters of a three-letter word exchanged
        ("end", "and", False),
        ("o", "of", True),
        ("ts", "its", True),
        ("o", "on", True),
        ("x", "xy", False),  # no small word
        ("rat", "cat", False),
        ("rats", "cats", True),  # four letters bear one slip
        ("memory", "memroy", True),
        ("memory", "memories", False),  # two slips in fewer than eight letters
        ("treatment", "treatments", True),
        ("treatment", "traetmant", True),  # two in eight or more
        ("treatment", "traetmint", True),
        ("treatment", "traatmint", True),
        ("treatment", "trootmint", False),
        ("sleeping", "sloepang", True),  # eight letters bear two slips
        ("sleeper", "slooper", False),  # seven do not
        ("20l9", "2019", False),  # a number is no misprint
        ("te", "the", True),  # of a small word one letter may be lost
        ("t", "tx", False),
        ("ar", "are", True),
        ("r", "are", False),
        ("12", "13", False),
        ("2019", "2018", False),
        ("12", "12", True),
        ("covid", "2019", False),
        ("", "a", True),
        ("men", "women", False),
    ],
)
def test_one_word_or_two(one, other, same):
    assert same_word(one, other) is same
    assert same_word(other, one) is same


def match(printed: str, registered: str) -> TitleMatch:
    return compare_words(printed.split(), registered.split())


@pytest.mark.parametrize(
    ("printed", "registered", "exchanged", "missing", "added", "similarity"),
    [
        ("sleep and memory", "sleep and memory", 0, 0, 0, 1.0),
        ("sleep and memroy", "sleep and memory", 0, 0, 0, 1.0),  # a misprint
        ("sleep or memory", "sleep and memory", 0, 0, 0, 11 / 14),  # small words aside
        ("sleep and hunger", "sleep and memory", 1, 0, 0, 8 / 14),
        ("sleep", "sleep and memory", 0, 1, 0, 5 / 14),
        ("sleep and memory in adults", "sleep and memory", 0, 0, 1, 1.0),
        ("sleep and memory adults children", "sleep and memory", 0, 0, 2, 1.0),
        ("hunger and thirst", "sleep and memory", 2, 0, 0, 3 / 14),
        ("meta analysis of sleep", "metaanalysis of sleep", 0, 0, 0, 1.0),  # only the blank
        ("metaanalysis of sleep", "meta analysis of sleep", 0, 0, 0, 1.0),
        ("hcg in men", "human chorionic gonadotropin in men", 0, 0, 0, 1.0),  # an initialism
        ("human chorionic gonadotropin in men", "hcg in men", 0, 0, 0, 1.0),
        ("hxg in men", "human chorionic gonadotropin in men", 1, 2, 0, 5 / 31),
        ("health care workers", "healthcare workers", 0, 0, 0, 1.0),
        ("helth care workers", "healthcare workers", 0, 0, 0, 1.0),  # and a misprint
        ("helthcare workers", "health care workers", 0, 0, 0, 1.0),
        ("a me dical trial", "a medical trial", 0, 0, 0, 1.0),
        ("h in men", "human in men", 1, 0, 0, 5 / 10),  # one initial is no initialism
        ("in vivo", "in vitro", 1, 0, 0, 2 / 7),
        ("memory", "sleep memory", 0, 1, 0, 6 / 11),  # its first word left out
        ("good sleep", "sleep", 0, 0, 1, 1.0),
        ("hg in men", "human gonadotropin in men", 0, 0, 0, 1.0),
        ("", "sleep and memory", 0, 2, 0, 0.0),
        ("biofilm of rats", "bio film of mice", 1, 0, 0, 9 / 13),  # a stretch that is the same hides no other
        ("sleep good", "sleep be good", 0, 0, 0, 9 / 11),  # of a small word only its letters count
        ("sleep good", "sleep is good", 0, 0, 0, 9 / 11),
        ("sleep its good", "sleep are good", 0, 0, 0, 9 / 12),
        ("sleep good", "sleep e good", 0, 1, 0, 9 / 10),  # a letter alone is none, as of vitamin E
    ],
)
def test_two_titles_word_by_word(printed, registered, exchanged, missing, added, similarity):
    found = match(printed, registered)
    assert (found.exchanged, found.missing, found.added) == (exchanged, missing, added)
    assert found.similarity == pytest.approx(similarity)
    assert (found.words, found.letters) == (len(registered.split()), len(registered.replace(" ", "")))


def test_a_title_that_was_not_found_stands_nowhere():
    assert TitleMatch() == TitleMatch(0.0, 0, 0, 0, 0, 0, -1, -1)


def test_a_title_without_words_has_no_similarity():
    assert match("sleep", "") == TitleMatch(0.0, 0, 0, 1, 0, 0)


@pytest.mark.parametrize(
    ("fields", "exact"),
    [
        ((1.0, 0, 0, 0), True),
        ((0.81, 0, 0, 0), True),
        ((0.8, 0, 0, 0), False),
        ((1.0, 1, 0, 0), False),
        ((1.0, 0, 1, 0), False),
        ((1.0, 0, 0, 1), False),
    ],
)
def test_what_is_exact(fields, exact):
    assert TitleMatch(*fields).exact is exact


RAW = "smith j sleep and memory in older adults nature 2001 3 1 9"


def test_a_title_printed_word_for_word():
    found = find_title(RAW, "sleep and memory in older adults")
    assert found == TitleMatch(1.0, 0, 0, 0, 6, 27, 8, 40)
    assert RAW[found.start : found.end] == "sleep and memory in older adults"


def test_a_word_is_found_whole():
    assert find_title("a womens letter", "mens letter").similarity == 0.6
    assert find_title("sleep", "sleep") == TitleMatch(1.0, 0, 0, 0, 1, 5, 0, 5)


@pytest.mark.parametrize(
    ("printed", "exchanged", "missing", "added"),
    [
        ("sleep and memroy in older adults", 0, 0, 0),
        ("sleep and memory in young adults", 1, 0, 0),
        ("sleep and memory in adults", 0, 1, 0),
        ("sleep and good memory in older adults", 0, 0, 1),
    ],
)
def test_a_title_printed_with_a_difference_is_found_in_its_place(printed, exchanged, missing, added):
    raw = f"smith j jones b {printed} nature 2001 3 1 9"
    found = find_title(raw, "sleep and memory in older adults")
    assert (found.exchanged, found.missing, found.added) == (exchanged, missing, added)
    assert raw[found.start : found.end] == printed


@pytest.mark.parametrize(
    ("raw", "printed"),
    [
        ("sleeb and memory in older adults nature 2001", "sleeb and memory in older adults"),
        ("smith j sleep and memory in older adulds", "sleep and memory in older adulds"),
        ("sleeb and memory in older adulds", "sleeb and memory in older adulds"),
        ("smith sleep and a memory in older adults nature", "sleep and a memory in older adults"),
        ("old smith sleep and memmory in older adultss", "sleep and memmory in older adultss"),
        ("sleeep and memmory in older adults in berlin", "sleeep and memmory in older adults"),
        ("on adults and sleep and memoryy in older adults by adults", "sleep and memoryy in older adults"),
        ("the sleepp and memoryy in olderr adultss the end", "sleepp and memoryy in olderr adultss"),
    ],
)
def test_a_misprinted_title_at_either_end_of_the_reference(raw, printed):
    found = find_title(raw, "sleep and memory in older adults")
    assert raw[found.start : found.end] == printed
    assert found.similarity == 1.0


@pytest.mark.parametrize(
    ("raw", "registered", "read", "stretch", "similarity"),
    [
        ("sleep womenn of", "sleep rest of", "", "sleep womenn of", 7 / 11),  # the last word belongs to it
        ("sleep of on a", "sleep of memory", "sleep of on", "sleep of on a", 7 / 13),
        ("in and old a in", "in naps a in", "", "in and old a in", 5 / 9),  # and the first
        ("women men", "on in men", "", "men", 3 / 7),
        ("old and memory old", "a trial old", "", "and memory old", 1 / 3),
        ("and in men", "in in the", "", "and in", 2 / 7),
        ("of in a of", "of a of", "of in a of", "of in a of", 1.0),
        ("older of on on old the old", "of on on old old", "of on on old", "of on on old the old", 1.0),
    ],
)
def test_the_stretch_that_fits_best(raw, registered, read, stretch, similarity):
    found = find_title(raw, registered, read)
    assert raw[found.start : found.end] == stretch
    assert found.similarity == pytest.approx(similarity)


def test_the_title_that_was_read_stands_where_the_reference_begins():
    registered = "on the sleep of otters and their kin in winter"
    raw = "of otters on the sleep and their kin in winter berg e rivers 2011"
    found = find_title(raw, registered, "of otters on the sleep and their kin in winter")
    assert found.start == 0


def test_the_title_that_was_read_counts_where_it_fits_better():
    registered = "sleep and memory in older adults"
    raw = "smith j 2001 sleep memory adults and older nature"
    found = find_title(raw, registered, "sleep and memory in older adults")
    assert (found.similarity, found.exact) == (1.0, True)
    at_its_place = find_title(
        f"smith j {registered.replace('older', 'old')} x", registered, registered.replace("older", "old")
    )
    assert (at_its_place.start, at_its_place.end) == (8, 38)


def test_a_title_much_longer_than_the_reference_is_not_looked_for():
    title = "older adults and their quieter night"
    assert find_title("older adults and", title).similarity == pytest.approx(14 / 31)  # twenty letters longer
    assert find_title("older adults and", title + "s").similarity == 0.0


def test_nothing_to_find():
    assert find_title("", "sleep") == TitleMatch()
    assert find_title("smith", "") == TitleMatch()
    nothing = find_title("smith j on otters and gulls at night", "sleep and memory in older adults")
    assert (nothing.similarity, nothing.words, nothing.letters, nothing.start) == (0.0, 6, 27, -1)


@pytest.mark.parametrize(
    ("raw", "title", "expected"),
    [
        ("smith j sleep and", "sleep memory", False),  # 5 of 11 letters
        ("smith j memory", "sleep memory in the dark", True),  # 6 of 20
        ("smith j memory", "sleep memory", False),
        ("smith j", "sleep memory", True),
        ("smith j slexyz memxyz", "sleep memory", False),  # the first three letters suffice
        ("smith j xsleep xmemory", "sleep memory", True),  # of a word, not within one
        ("abcd", "abcd efghij", False),  # 4 of 10
        ("abcd", "abcd efghijk", True),  # 4 of 11
    ],
)
def test_what_cannot_be_a_misprint(raw, title, expected):
    assert hopeless(raw, title.split()) is expected


@pytest.mark.parametrize(
    ("printed", "registered", "same"),
    [
        ("beta decay of 38ca in sensitive tests", "betadecay ofca38 in sensitive tests", True),  # APS's records
        ("beta decay of 38ca in sensitive tests", "betadecay ofca39 in sensitive tests", False),
        ("effects of 10 mg and 20 mg on sleep", "effects of 20 mg and 10 mg on sleep", False),
    ],
)
def test_figures_that_a_registry_put_elsewhere_in_a_formula(printed, registered, same):
    assert compare_words(printed.split(), registered.split()).exact is same
