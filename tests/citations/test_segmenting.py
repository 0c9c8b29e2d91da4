"""Lists in wrapped lines, as the text layers of PDFs have them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refdb.citations.lists.line_features import lines_of
from refdb.citations.lists.repeating import repeats, with_repeated
from refdb.citations.lists.segmenting import _by_heads, _lists, _Run, segment
from refdb.citations.parsing.parser import load_parser

BODY = (
    "Sleep and its many uses\n\nAnna Weber and Karl Braun\n\nSleep has long been thought to help the memory of adults, and many a study\n"
    "(Smith and Jones 2001) has tried to show that it does so. In this one we asked 40\nadults to nap after lunch and to tell us later what"
    " they had read before it. Most of\nthem remembered more than those who had not slept at all in the afternoon.\n\n"
)
ENTRIES = [
    ["Braun, E. (2002). Naps of the old and of the young, and", "what they are good for. Science, 4(2), 11-19."],
    ["Jones, B., & Smith, J. (2001). Sleep and mem-", "ory in adults. Nature, 3, 1-9."],
    ["Miller, A. (1999). Dreams. London: Ox Press."],
    [
        "Weber, K., Klein, P., & Gross, T. (2010). Rest after work",
        "and the hours that it takes. Journal of Rest, 12(3),",
        "101-119. https://doi.org/10.1000/rest",
    ],
]
WHOLE = [
    "Braun, E. (2002). Naps of the old and of the young, and what they are good for. Science, 4(2), 11-19.",
    "Jones, B., & Smith, J. (2001). Sleep and memory in adults. Nature, 3, 1-9.",
    "Miller, A. (1999). Dreams. London: Ox Press.",
    "Weber, K., Klein, P., & Gross, T. (2010). Rest after work and the hours that it takes. Journal of Rest, 12(3), 101-119. https://doi.org/10.1000/rest",
]


@pytest.mark.parametrize("heading", ["References", "Literaturverzeichnis", "R E F E R E N C E S"])
def test_wrapped_entries_are_found_and_made_whole(heading):
    found = segment(f"{BODY}{heading}\n" + "\n".join("\n".join(lines) for lines in ENTRIES))
    assert [e.raw for e in found] == WHOLE


def test_numbers_decide_and_page_heads_are_left_out():
    listed = [[f"{n}. {lines[0]}", *lines[1:]] for n, lines in enumerate(ENTRIES * 2, 1)]
    lines = [line for entry in listed for line in entry]
    lines[9:9] = ["", "118", "Anna Weber and Karl Braun", ""]
    found = segment(f"{BODY}References\n\n" + "\n".join(lines))
    assert [(e.label, e.raw) for e in found] == [(str(n), raw) for n, raw in enumerate(WHOLE * 2, 1)]


def test_a_number_on_its_own_line_belongs_to_the_next():
    found = segment(
        f"{BODY}References\n" + "\n".join(f"[{n}]\n" + "\n".join(lines) for n, lines in enumerate(ENTRIES, 1))
    )
    assert [e.label for e in found] == ["1", "2", "3", "4"]


def test_notes_and_points_are_no_references():
    points = "1. Do adults sleep after lunch?\n2. Do they remember more?\n3. Does it last for a year?\n\n"
    assert segment(BODY + points + BODY) == []


def runs_of(text: str, *sizes: int) -> list[_Run]:
    """Runs of one-line entries, the first of which begins the text, the others behind "References"."""
    lines = lines_of(text)
    ends = [n for n, line in enumerate(lines) if line.text == "References"]
    starts = [0, *(n + 1 for n in ends)]
    return [_Run(lines, [[start + n] for n in range(size)]) for start, size in zip(starts, sizes, strict=True)]


def test_the_end_of_the_article_before_is_no_list_of_this_one():
    before = "\n".join(WHOLE * 2)
    runs = runs_of(f"{before}\n{BODY * 4}References\n" + "\n".join(WHOLE), 8, 4)
    assert _lists(runs) == runs[1:]


def test_rows_of_a_table_and_lines_of_contents_are_cut_off_a_list():
    rows = [f"{what} 199{n} {n},{n + 3}" for n, what in enumerate(("Area", "Births", "Deaths"))]
    contents = ["Naps of the Old: an Answer [pp. 149-156]", "● Sleep is good for all."]
    (run,) = runs_of("\n".join([*rows, *WHOLE * 2, *contents]), 13)
    assert run.groups == [[n] for n in range(3, 11)]
    (run,) = runs_of("\n".join(f"► {raw}" for raw in WHOLE * 2), 8)
    assert len(run.groups) == 8


def test_rows_of_a_table_are_no_list_though_they_have_years():
    rows = "".join(
        f"{what} 19{n + 90} {n},{n + 3}\n" for n, what in enumerate(("Area", "Births", "Deaths", "Cars", "Homes"))
    )
    text = f"{BODY}{rows}\n{BODY}References\n" + "\n".join("\n".join(lines) for lines in ENTRIES * 2)
    assert [entry.raw for entry in segment(text)] == WHOLE * 2


@pytest.mark.parametrize("line", ["Naps of the Old: an Answer [pp. 149-156]", "● Sleep is good for all who have it."])
def test_what_stands_behind_the_last_entry_is_none(line):
    text = f"{BODY}References\n" + "\n".join("\n".join(lines) for lines in ENTRIES * 2) + f"\n{line}" * 3
    assert [entry.raw for entry in segment(text)] == WHOLE * 2


def test_repeated_authors_are_taken_from_above():
    parser = load_parser()
    raws = [
        "Braun, E. (2002): Naps of the old. Science 4, 11-19.",
        "— (2003): More naps. Science 5, 1-9.",
        "Ebd., S. 14.",
    ]
    first, second, third = with_repeated(parser.parse_many(raws), parser.parse)
    assert (second.raw, second.authors, second.title, second.year) == (raws[1], first.authors, "More naps", 2003)
    assert (third.raw, third.title, third.pages) == (raws[2], "More naps", "14")
    assert not repeats(raws[0])


@settings(max_examples=40)
@given(st.text(alphabet=st.sampled_from("aB. ,1()[]:;-\n—é/2001 References\t"), max_size=1500))
def test_entries_lie_in_the_text_in_order(text):
    found = segment(text)
    assert all(0 <= e.span.start < e.span.end <= len(text) for e in found)
    assert [e.span.start for e in found] == sorted(e.span.start for e in found)


def test_a_doi_that_a_line_cuts_goes_on_and_a_whole_one_ends():
    from refdb.citations.lists.segmenting import _goes_on

    assert _goes_on("doi: 10.1016/j.brainres.2010.03.", "002 PMID: 20227440")
    assert _goes_on("https://doi.org/10.1146/annurev-financial-", "085556")
    assert not _goes_on("Doi: https://doi.org/10.1007/BF02310555.", "Ayuso, M. D.; Gobierno, 2005.")
    assert not _goes_on("Doi: https://doi.org/10.1007/BF02310555.", "12. Ayuso MD. Gobierno. 2005.")


@pytest.mark.parametrize(
    "head",
    ["Publikationen des Instituts für Mittagsschlaf", "Bisher in der Reihe erschienen:", "Discussion Papers 2004"],
)
def test_what_an_institute_prints_of_its_own_behind_the_list_is_none_of_it(head):
    listed = "\n".join("\n".join(lines) for lines in ENTRIES)
    own = "\n".join(
        f"Klein, P. ({year}). Beds of the world. Paper {year - 1990}. Bonn: Institut." for year in range(2001, 2009)
    )
    found = segment(f"{BODY}References\n{listed}\nAddress of the authors\n{head}\n{own}")
    assert [e.raw for e in found] == WHOLE
    listed_first = segment(f"{head}\n{BODY}References\n{listed}")  # a text's own heading, which may read so
    assert [e.raw for e in listed_first] == WHOLE


def test_an_entry_may_name_publications():
    listed = [
        ["Braun, E. (2002). Naps of the old. Berlin:", "Publikationen des Instituts, 4, 11-19."],
        *ENTRIES[1:],
    ]
    found = segment(f"{BODY}References\n" + "\n".join("\n".join(lines) for lines in listed))
    assert [e.raw for e in found] == [" ".join(listed[0]), *WHOLE[1:]]


@pytest.mark.parametrize("year", ["({}): ", "({}). ", "({}), ", ", {}: "])
def test_whoever_it_is_by_an_entry_begins_as_the_others_do(year):
    names = [
        "Smith, J.",
        "Weber, K./Klein, P.",
        "Columbia University",
        "Braun, E.",
        "Städtetag NRW",
        "Jones, B.",
        "EMCDDA (Centre for Naps)",
    ]
    printed = [
        line
        for n, name in enumerate(names)
        for line in (
            f"{name}{' ' * (year[0] == '(')}{year.format(1990 + n)}A book of naps, and",
            "of those who take them. London: Ox Press.",
        )
    ]
    printed.insert(
        4, "Kept by Miller, A., and Town (1999), in parts."
    )  # behind an end, but with no such head of its own
    lines = lines_of("\n".join(printed))
    merged = [
        [0, 1],
        [2, 3, 4, 5, 6],
        [7, 8],
        [9, 10],
        [11, 12],
        [13, 14],
    ]  # the university's goes on with the one above
    if year == "({}), ":
        merged[1].remove(4)
    assert [group[0] for group in _by_heads(lines, merged)] == [0, 2, 5, 7, 9, 11, 13]
    assert _by_heads(lines, merged[:3]) == merged[:3]  # too few to tell
