import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refdb.citations.fields import pages
from refdb.citations.parsing import load_parser
from refdb.reports.json import parsed_row


@pytest.fixture(scope="module")
def parser():
    return load_parser()


def test_vancouver(parser):
    raw = "12. Levine H, Jørgensen N, Swan SH. Temporal trends in sperm count. "
    raw += "Hum Reprod Update. 2017;23(6):646-59. doi: 10.1093/humupd/dmx022"
    parsed = parser.parse(raw)
    assert parsed.raw == raw
    assert [a.family for a in parsed.authors] == ["Levine", "Jørgensen", "Swan"]
    assert parsed.title == "Temporal trends in sperm count"
    assert parsed.container_title == "Hum Reprod Update"
    assert (parsed.year, parsed.volume, parsed.issue, parsed.pages) == (2017, "23", "6", "646-659")
    assert parsed.doi == "10.1093/humupd/dmx022"
    assert parsed.type == "article"


def test_apa_chapter(parser):
    parsed = parser.parse(
        "Meyer, A., & Kuhn, B. (2012b). Work and family. In C. Lang & D. Wolf (Eds.), "
        "Handbook of social change (pp. 11-29). Oxford: Oxford University Press."
    )
    assert [a.family for a in parsed.authors] == ["Meyer", "Kuhn"]
    assert [e.family for e in parsed.editors] == ["Lang", "Wolf"]
    assert parsed.title == "Work and family"
    assert parsed.container_title == "Handbook of social change"
    assert (parsed.year, parsed.year_suffix, parsed.pages) == (2012, "b", "11-29")
    assert parsed.publisher == "Oxford University Press"
    assert parsed.type == "chapter"


def test_physics_reference_stays_without_title(parser):
    parsed = parser.parse("R. Raussendorf and H. J. Briegel, Phys. Rev. Lett. 86, 5188 (2001).")
    assert parsed.title == ""
    assert parsed.container_title == "Phys. Rev. Lett"
    assert (parsed.year, parsed.volume, parsed.pages) == (2001, "86", "5188")


def test_infinity_signs_of_a_bad_copy(parser):
    parsed = parser.parse(
        "Kim, E. D., Crosnoe, L. (2013). Beyond the androgen receptor ∞ the role of growth hormone. "
        "Fertility and Sterility, 7 (Suppl 1), S33 ∞ S42."
    )
    assert parsed.pages == "S33-S42"
    assert parsed.title.startswith("Beyond the androgen receptor: the role")
    assert parsed.year == 2013


@pytest.mark.parametrize(
    ("printed", "completed"),
    [
        ("1425-37", "1425-1437"),
        ("pp. 12–19", "12-19"),
        ("S33–S42", "S33-S42"),
        ("e1234", "e1234"),
        ("S. 285-312", "285-312"),
        ("198–9", "198-199"),
    ],
)
def test_pages(printed, completed):
    assert pages(printed) == completed


@pytest.mark.parametrize(
    ("raw", "volume", "issue", "pages", "year"),
    [
        ("7 (Suppl 1), S33 ∞ S42", "7", "Suppl 1", "S33-S42", None),
        ("24(16), 12906. 2023.", "24", "16", "12906", 2023),
    ],
)
def test_fragments_of_references(parser, raw, volume, issue, pages, year):
    parsed = parser.parse(raw)
    assert (parsed.volume, parsed.issue, parsed.pages, parsed.year) == (volume, issue, pages, year)


def test_place_and_publisher_are_no_journal(parser):
    parsed = parser.parse(
        "World Health Organization. Infertility prevalence estimates, 1990–2021. "
        "Geneva: World Health Organization; 2023."
    )
    assert parsed.container_title == ""
    assert parsed.publisher == "World Health Organization"
    assert parsed.authors[0].literal == "World Health Organization"


def test_editors_who_head_an_entry(parser):
    parsed = parser.parse("Müller, Hans (Hg.): Die Stadt. München: Beck 2003.")
    assert parsed.authors == ()
    assert [e.family for e in parsed.editors] == ["Müller"]


def test_empty(parser):
    parsed = parser.parse("")
    assert parsed.raw == ""
    assert parsed_row(parsed)["authors"] == []


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_never_raises_and_keeps_raw(parser, raw):
    parsed = parser.parse(raw)
    assert parsed.raw == raw
    assert 0.0 <= parsed.confidence <= 1.0


@pytest.mark.parametrize("piece", ["a", "(", "1. ", "and ", "10.1/", ", A.", "et al. ", "∞", "/ ", "-", "A.-"])
def test_long_repetitive_input_is_fast(parser, piece):
    raw = (piece * 10_000)[:10_000]
    began = time.perf_counter()
    assert parser.parse(raw).raw == raw
    assert time.perf_counter() - began < 0.5


FAMILIES = st.sampled_from(["Weber", "Nguyen", "Okafor", "Lindqvist", "Rossi", "Tanaka"])


@given(
    st.lists(st.tuples(FAMILIES, st.sampled_from("ABCDEHKMS")), min_size=1, max_size=4, unique=True),
    st.sampled_from(
        ["Sleep duration and cardiovascular risk in nurses", "Long-term effects of exercise on bone density"]
    ),
    st.sampled_from(["BMJ Open", "Am J Epidemiol", "Bone"]),
    st.integers(1975, 2023),
    st.integers(10, 99),
    st.integers(1, 12),
    st.integers(100, 900),
)
@settings(max_examples=40, deadline=None)
def test_round_trip_in_two_styles(parser, names, title, journal, year, volume, issue, first):
    pages_ = f"{first}-{first + 8}"
    vancouver = f"{', '.join(f'{f} {g}' for f, g in names)}. {title}. {journal}. {year};{volume}({issue}):{pages_}."
    apa = f"{', '.join(f'{f}, {g}.' for f, g in names)} ({year}). {title}. {journal}, {volume}({issue}), {pages_}."
    for text in (vancouver, apa):
        parsed = parser.parse(text)
        assert [a.family for a in parsed.authors] == [f for f, _ in names]
        assert parsed.title == title
        assert parsed.container_title == journal
        assert (parsed.year, parsed.volume, parsed.issue, parsed.pages) == (year, str(volume), str(issue), pages_)
