"""Kinds of articles that have ways of their own: how they are known, and what is done for them alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.articles.profiles.profile import PLAIN, drawn_together, mended, named, profile_of
from refdb.articles.reading import read_bytes
from refdb.claims.detection.sentences import detect

PAGE = """Skip to main content

Fundamentals

A silver moon hangs over a textured lake, its pale surface smooth. This symbolizes deep rest and cardiac balance

How Sleep Mends the Heart

Short sleep raises blood pressure ∞ by a few points. Disruption of the can increase the pulse of adults.

The journey to better sleep increases the strength of the heart. Sleep loss raises cortisol in adults.

The retrieval of oocytes by aspiration causes pain in most patients. It adapts to other spheres of village life.

Exposure to or consequences of noise increases the risk of stroke. Noise evokes pain and raises the pulse.

  • Naps ∞ A short nap lowers the pulse of adults.
  • Night shifts ∞ Work at night raises the risk of stroke.

Advanced

A calm sphere of ice rests on roots

References

Smith J. Sleep ∞ the heart. Sleep. 2001;4:S33 ∞ S42.
"""
MARKETING = named("marketing_page")


def claims(text: str) -> list[str]:
    return [claim.text for claim in detect(read_bytes(text.encode(), "a.txt"))]


def test_a_saved_marketing_page_is_known_by_two_of_its_marks() -> None:
    assert profile_of(PAGE) is MARKETING
    assert profile_of("Skip to main content\n\nSleep and the Heart\n\nSleep is good ∞ for you.") is PLAIN
    assert profile_of("As n → ∞ the sum diverges; as x → ∞ it does not; at t → ∞ it is 0.\nIntroduction\n") is PLAIN


@pytest.mark.parametrize("name", ["", "no_such_kind"])
def test_a_name_that_is_not_known_is_the_plain_profile(name: str) -> None:
    assert named(name) is PLAIN
    assert PLAIN.refusal("The road to health is a journey.") == ""
    assert not PLAIN.is_picture("A silver moon hangs over a lake, symbolizing deep rest and the balance of the heart")


def test_what_such_a_page_does_is_read_so() -> None:
    assert claims(PAGE) == [
        "Short sleep raises blood pressure: by a few points.",
        "Sleep loss raises cortisol in adults.",
        "The retrieval of oocytes by aspiration causes pain in most patients.",
        "Exposure to or consequences of noise increases the risk of stroke.",
        "Noise evokes pain and raises the pulse.",
        "Naps: A short nap lowers the pulse of adults.",
        "Night shifts: Work at night raises the risk of stroke.",
    ]


def test_elsewhere_these_words_are_words() -> None:
    text = """Sleep and the Heart

Disruption of the can increase the pulse of adults. The journey to better sleep increases the strength of the heart.

This symbolizes a rise of the pulse that leads to a stroke. Such a compass of needs leads to stress in men.
"""
    assert len(claims(text)) == 4


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Disruption of the can occur and reduces fertility in men.", "lost words"),
        ("Its ability to improve and can create a better climate.", "lost words"),
        ("It raises hormones like can decline in men.", "lost words"),
        ("The road to lasting health is a journey of the body.", "promise"),
        ("This therapy serves your aspirations.", "promise"),
        ("A bright sphere symbolizing the balance of hormones.", "caption"),
        ("Oocyte aspiration is done under sedation.", ""),
        ("Aspirations of bone marrow cause pain.", ""),
        ("Compass needles and birds respond to magnetic fields.", ""),
        ("It differs with exposure to or consequences of noise.", ""),
        ("Deaths from and hospital stays for influenza fell.", ""),
        ("The rule spread to other spheres of village life.", ""),
        ("Clicks evoke potentials that represent hearing.", ""),
    ],
)
def test_what_states_nothing_there(sentence: str, why: str) -> None:
    assert MARKETING.refusal(sentence) == why


@pytest.mark.parametrize(
    ("line", "picture"),
    [
        ("A calm pale stone rests on roots, symbolizing the balance of the heart", True),
        ("An avocado half with water and oils. Critical for " + "lipid metabolism, " * 6 + "synthesis", True),
        ("How Sleep Mends the Heart", False),
        ("What Are the Nuances of the Recovery of Sleep after Shifts", False),
    ],
)
def test_pictures_left_their_descriptions(line: str, picture: bool) -> None:
    assert MARKETING.is_picture(line) is picture


def test_signs_become_what_they_stood_for() -> None:
    assert mended("the receptor ∞ the role, S33 ∞ S42") == "the receptor : the role, S33 – S42"
    assert drawn_together("the receptor ∞ the role, S33 ∞ S42") == "the receptor: the role, S33–S42"


@given(st.text(alphabet="ab1 ∞\n:–", max_size=40))
def test_a_mended_text_is_as_long_and_stays_as_it_is(text: str) -> None:
    once = mended(text)
    assert len(once) == len(text)
    assert "∞" not in once
    assert mended(once) == once


def test_the_title_of_such_a_page_is_no_level_of_it() -> None:
    assert read_bytes(PAGE.encode(), "a.txt").title == "How Sleep Mends the Heart"
