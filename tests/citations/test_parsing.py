import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refdb.citations.parsing.fields import pages
from refdb.citations.parsing.parser import load_parser
from refdb.reports.json import parsed_row


@pytest.fixture(scope="module")
def parser():
    return load_parser()


def test_the_model_is_loaded_once_for_a_thread_and_never_shared_by_two(parser):
    assert load_parser() is parser
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(load_parser).result() is not parser


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


@pytest.mark.parametrize(
    ("names", "families"),
    [
        ("C. Wang, D. Xiong, and Y. Li", ["Wang", "Xiong", "Li"]),
        ("Hong, J. H., C. S. Chiang, and C. J. Wu", ["Hong", "Chiang", "Wu"]),
        ("Wang, C., Smirnov, A. Yu", ["Wang", "Smirnov"]),
    ],
)
def test_short_names_at_the_end_of_the_list(parser, names, families):
    raw = f"{names}. The energy of water in agriculture. Environmental Research Letters, 7:12-19, 2012."
    assert [a.family for a in parser.parse(raw).authors] == families


def test_empty(parser):
    parsed = parser.parse("")
    assert parsed.raw == ""
    assert parsed_row(parsed)["authors"] == []


def in_print(text: str) -> str:
    """Letters and digits alone, without case: what of a text is bound to be in the input."""
    return "".join(c for c in text.casefold() if c.isalnum())


def assert_nothing_invented(parsed):
    """Every word of every field is printed in the input; a last page may borrow its first digits from the first."""
    printed = in_print(parsed.raw)
    people = [getattr(p, part) for p in (*parsed.authors, *parsed.editors) for part in p.__slots__]
    texts = [parsed.title, parsed.container_title, parsed.publisher, parsed.volume, parsed.issue, parsed.year_suffix]
    identifiers = [parsed.doi, parsed.pmid, parsed.pmcid, parsed.arxiv, parsed.isbn, parsed.url]
    for text in [*people, *texts, *identifiers, str(parsed.year or "")]:
        assert all(in_print(word) in printed for word in re.findall(r"[^\W_]+", text)), text
    first, _, last = parsed.pages.partition("-")
    assert in_print(first) in printed
    first, last = in_print(first), in_print(last)
    assert any(last[k:] in printed and first.startswith(last[:k]) for k in range(len(last) + 1)), parsed.pages


PIECES = [
    "Smith J, Jones B. ", "Weber, A., & Kuhn, B. ", "JIA Duo-Jie, ", "刘春, ", "LHCb collaboration, R. Aaij et al., ", "(2012b). ", "2016;143(14):1862–9. ",
    "A title of a thing: its parts. ", "“Quoted title,” ", "In: Huber, C. (Hrsg.): ", "Phys. Rev. D22, 417 (1980) ", "Phys .Rev .Lett .70 ( 1993),1704 . ",
    "vol. IX, no. 3, ", "pp. 1425-37. ", "S33 ∞ S42. ", "第23页. ", "Oxford: Oxford University Press. ", "(2nd ed.). ", "doi: 10.1016/j.a. 2015.12.012 ",
    "http:// www. who.int/a_b ", "arXiv :1601.04809 ", "PMID: 1234567 ", "ISBN 978-3-16-148410-0 ", "———. ", "; ", ", ", "et al. ", "\n", "hyphen-\nated ", "[12] ",
    "Ph.D. thesis, University of X. ", "063 ,20pp ", "P07010 ", "Ders. (Hg.): ", "7 (Suppl 1), ", "{}<>\\", "ﬁ", "İ", "ǅ", "e\u0301", "ß",
]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=14).map("".join))
@settings(max_examples=250)
def test_nothing_is_invented_and_raw_is_kept(parser, raw):
    parsed = parser.parse(raw)
    assert parsed.raw == raw
    assert 0.0 <= parsed.confidence <= 1.0
    assert_nothing_invented(parsed)


@given(st.text(max_size=10_000))
@settings(max_examples=20)
def test_no_text_raises(parser, raw):
    assert parser.parse(raw).raw == raw


WORST = [
    ",", "1", "(", "[", ")", "a ", "A. ", "et al. ", "1. ", "and ", "10.1/", "10.1016/ ", ", A.", "∞", "/ ", "-", "A.-", "漢", "漢 ", "漢1", "x1", "aB",
    "AB12", "1234567890", "<——", "( ", "a .", "a ,", "''", "\"", "“", "http://a ", "www.", "doi:", "-\n", "\u200b", "\u0301", "Ab, ", "Ab, C. ", ", ed",
    "(Eds.) ", "second edition ", "In: ", "Vol. 1 ", "2010a", "1-", "&", ";", "University of X, ",
]  # fmt: skip


def is_fast(parser, raw):
    """Whether one of three readings is, in processor time: other processes may have the core meanwhile."""
    for _ in range(3):
        began = time.thread_time()
        parsed = parser.parse(raw)
        took = time.thread_time() - began
        assert parsed.raw == raw
        if took < 0.2:
            return True
    return False


@pytest.mark.parametrize("piece", WORST)
def test_long_repetitive_input_is_fast(parser, piece):
    raw = (piece * 10_000)[:10_000]
    assert is_fast(parser, raw)


@given(st.lists(st.sampled_from(WORST), min_size=1, max_size=3))
@settings(max_examples=40)
def test_long_mixtures_are_fast(parser, pieces):
    assert is_fast(parser, ("".join(pieces) * 10_000)[:10_000])


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
@settings(max_examples=40)
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
