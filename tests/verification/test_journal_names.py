"""Names of journals and what stands for them. All folded."""

import pytest

from refdb.verification.journal_names import abbreviates, same_container, same_words, significant, stands_in


def test_small_words_are_not_significant_unless_nothing_else_is_there():
    assert significant("the journal of the sea".split()) == ["journal", "sea"]
    assert significant(["the", "of"]) == ["the", "of"]
    assert significant([]) == []


@pytest.mark.parametrize(
    ("short", "full", "expected"),
    [
        ("transl", "translational", True),
        ("j", "journal", True),
        ("journal", "journal", True),
        ("natl", "national", True),
        ("dtsch", "deutsche", True),
        ("intl", "international", True),
        ("dept", "department", True),
        ("assn", "association", True),
        ("mgmt", "management", True),
        ("ltd", "limited", True),
        ("natx", "national", False),
        ("nx", "national", False),
        ("nl", "national", False),  # two letters are too few for a contraction
        ("nal", "natal", True),
        ("nal", "neal", False),  # four letters are too few to be contracted
        ("otal", "national", False),  # another first letter
        ("nationals", "national", False),  # longer
        ("nlat", "national", False),  # not in this order
        ("scis", "sciences", True),
    ],
)
def test_abbreviations_of_a_word(short, full, expected):
    assert abbreviates(short, full) is expected


@pytest.mark.parametrize(
    ("printed", "registered", "expected"),
    [
        ("transl androl urol", "translational andrology and urology", True),
        ("j clin invest", "the journal of clinical investigation", True),
        ("translational andrology and urology", "transl androl urol", True),
        ("z saugetierkd", "zeitschrift fur saugetierkunde", True),  # "Z" is no preposition here
        ("clin j invest", "journal of clinical investigation", False),
        ("circulation", "circulation research", True),  # the registered name may go on
        ("journal", "journal of sleep", False),  # a word that says nothing
        ("nature", "nature reviews clinical oncology", False),  # more than half is left out
        ("nature reviews", "nature reviews clinical oncology", True),
        ("ann intern", "annals of internal medicine", True),
        ("j clin invest suppl", "journal of clinical investigation", False),
        ("", "nature", False),
    ],
)
def test_words_in_order(printed, registered, expected):
    assert same_words(printed.split(), registered.split()) is expected


@pytest.mark.parametrize(
    ("printed", "registered", "expected"),
    [
        ("nature", ["nature"], True),
        ("nature", ["science", "nature"], True),
        ("nature", ["science"], False),
        ("nature", [], False),
        ("nature", [""], False),
        ("", ["nature"], False),
        ("pub med", ["pubmed"], True),  # only the blank
        ("bmj", ["british medical journal"], True),
        ("jama", ["the journal of the american medical association"], True),
        ("j natl cancer inst", ["jnci journal of the national cancer institute"], True),
        ("dtsch med wochenschr", ["deutsche medizinische wochenschrift"], True),
        ("pnas", ["proceedings of the national academy of sciences"], True),
        ("ab", ["acta botanica"], False),  # two letters could be anything
        ("british medical journal", ["bmj"], True),
        ("acta botanica", ["ab"], False),
        ("bmk", ["british medical journal"], False),
        ("j clin invest", ["journal of clinical investigation"], True),
        ("sleep research society journal", ["sleep"], False),
    ],
)
def test_one_container(printed, registered, expected):
    assert same_container(printed, registered) is expected


@pytest.mark.parametrize(
    ("text", "registered", "expected"),
    [
        ("smith j naps nature 2001", ["nature"], True),
        ("smith j naps bmj 2001", ["bmj"], False),  # three letters are not looked for
        ("smith j naps pnas 2001", ["pnas"], True),
        ("smith j natures 2001", ["nature"], False),
        ("smith j naps transl androl urol 9", ["translational andrology and urology"], True),
        ("transl androl urol", ["translational andrology and urology"], True),
        ("smith j transl urol androl 9", ["translational andrology and urology"], False),
        ("smith j", ["translational andrology and urology"], False),
        ("smith j naps of j of clin invest 9", ["journal of clinical investigation"], True),
        ("smith j naps sci 9", ["science"], False),  # one word must stand whole
        ("smith j naps 9", [], False),
    ],
)
def test_a_name_somewhere_in_the_words(text, registered, expected):
    assert stands_in(text.split(), registered) is expected
