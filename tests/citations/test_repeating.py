"""Entries that name their authors by a dash, "Ders." or "Ibid."."""

import pytest

from refdb.citations.lists.repeating import repeats, with_repeated
from refdb.model import ParsedReference, Person

ABOVE = ParsedReference(
    "Braun E, Weber K. Naps. Science 4 (2002) 11-19.",
    authors=(Person("Braun", "E"), Person("Weber", "K")), title="Naps", container_title="Science", year=2002, pages="11-19",
)  # fmt: skip


def parse(raw: str) -> ParsedReference:
    """A parser that keeps what it was given, and reads one author of what stands before the first bracket."""
    return ParsedReference(raw, title=f"read: {raw}", authors=(Person(raw.split(",")[0]),))


def completed(raw: str, above: ParsedReference = ABOVE) -> ParsedReference:
    return with_repeated([above, ParsedReference(raw)], parse)[1]


@pytest.mark.parametrize(
    "raw",
    ["— (2003): Rest.", "–, & Moreau L. Rest.", "––– Rest. 2003.", "___. Rest.", "Ders.: Rest. 2003.", "Dies., Rest.",
     "Idem, Rest.", "Id. Rest. 2003", "Ibid., p. 3.", "ibidem", "Ebd., S. 14.", "Ebenda, S. 14.", "a.a.O., S. 3", "op. cit., 3",
     "  — (2003): Rest."],
)  # fmt: skip
def test_what_repeats(raw):
    assert repeats(raw)


@pytest.mark.parametrize(
    "raw",
    ["Braun E. Naps.", "Dersim S. Rest.", "Idemitsu K. Rest.", "- Rest at noon", "Ebdon J. Rest.", "", "3–4 hours"],
)
def test_what_does_not_repeat(raw):
    assert not repeats(raw)


def test_a_dash_stands_for_all_authors_above():
    found = completed("— (2003): Rest.")
    assert found.raw == "— (2003): Rest."
    assert found.title == "read: Braun, E, Weber, K (2003): Rest."
    assert found.authors == ABOVE.authors


def test_a_dash_before_other_names_stands_for_the_first_author():
    found = completed("–, & Moreau L (2003). Rest.")
    assert found.title == "read: Braun, E, & Moreau L (2003). Rest."
    assert found.authors == (Person("Braun"),)  # as the parser read them, who are no fewer


def test_ibid_is_the_entry_above_at_another_page():
    found = completed("Ibid., pp. 14-15.")
    assert (found.raw, found.title, found.year, found.pages) == ("Ibid., pp. 14-15.", "Naps", 2002, "14-15")
    assert completed("Ibid.").pages == "11-19"
    assert completed("Ebd., S. 14.").pages == "14"


def test_chains_go_on_and_the_first_has_nothing_above():
    first, second, third = with_repeated([ParsedReference("Ibid., 3."), ABOVE, ParsedReference("Ibid., 4.")], parse)
    assert (first.title, second, third.title, third.pages) == ("", ABOVE, "Naps", "4")
    chain = with_repeated([ABOVE, ParsedReference("— (2003): Rest."), ParsedReference("— (2004): Work.")], parse)
    assert [one.authors for one in chain] == [ABOVE.authors] * 3


def test_an_entry_above_without_authors_lends_none():
    nameless = ParsedReference("Naps. 2002.", title="Naps")
    assert completed("— (2003): Rest.", nameless) == ParsedReference("— (2003): Rest.")
    literal = ParsedReference("WHO. Naps.", authors=(Person(literal="WHO"),))
    assert completed("— (2003): Rest.", literal).title == "read: WHO (2003): Rest."


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("———, and Peter Lee. Third Look. 2010.", "Braun, E, and Peter Lee. Third Look. 2010."),  # Braun is not lost
        (
            "———, G. W. Otter, and A. Poe. Rest. 2010.",
            "Braun, E, G. W. Otter, and A. Poe. Rest. 2010.",
        ),  # nor Weber kept
        ("———, & Moreau L. Rest.", "Braun, E, & Moreau L. Rest."),
        ("———. Second Look. 2004.", "Braun, E, Weber, K Second Look. 2004."),
        ("———, Second Look. 2004.", "Braun, E, Weber, K Second Look. 2004."),
    ],
)
def test_names_behind_the_dash_stand_beside_the_first_above(raw, read):
    assert completed(raw).title == f"read: {read}"
