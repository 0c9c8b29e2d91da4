"""Lines of a PDF -> running text and entries, on lines that the tests set themselves."""

import pytest

from refdb.articles.assembling import Mark
from refdb.articles.pdf.layout import Line
from refdb.articles.pdf.reference_lines import entry_starts, find_list, members, pieces
from refdb.articles.pdf.running_text import Joiner, fragments
from refdb.articles.pdf.words import Word, place, target

SIZE = 10.0


def line(
    text: str,
    *,
    x: float = 50.0,
    y: float = 700.0,
    size: float = SIZE,
    bold: bool = False,
    column: int = 0,
    page: int = 0,
) -> Line:
    """A line of words of 5 points a letter; ``^1^`` is raised and small, ``<link|word>`` leads somewhere."""
    words, at = [], x
    for raw in text.split(" "):
        raised = raw.split("^")
        for n, part in enumerate(raised):
            if not part:
                continue
            link, _, shown = part[1:-1].partition("|") if part.startswith("<") else ("", "", part)
            high = n % 2 == 1
            width = 5.0 * len(shown)
            words.append(Word(shown, at, at + width, y + (3.5 if high else 0), 6.5 if high else size, bold, link=link))
            at += width
        words[-1].blank = True
        at += 3.0
    return Line(words, page, x, at, y, size, bold, sum(len(w.text) for w in words), column, x, 300.0)


def join(*texts: str, known: tuple[str, ...] = ()) -> str:
    lines = [line(text) for text in texts]
    return Joiner([*lines, *map(line, known)]).join(lines)[0]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("They slept", "well."), "They slept well."),
        (("The treat-", "ment helped."), "The treatment helped."),
        (("A follow-", "up of adults."), "A follow-up of adults."),
        (("A well-", "known cause."), "A well-known cause."),
        (("The non-", "smokers slept."), "The non-smokers slept."),
        (("The SARS-", "CoV virus."), "The SARS-CoV virus."),  # no small letter follows
        (("They slept -", "and woke."), "They slept - and woke."),
        (("The years 2001–", "2010 were calm."), "The years 2001–2010 were calm."),
        (("Sleep and/", "or rest."), "Sleep and/or rest."),
        (("See https://doi.org/10.1000/", "abc.1 for more."), "See https://doi.org/10.1000/abc.1 for more."),
        (("See doi:10.1000/ab-", "cd for more."), "See doi:10.1000/ab-cd for more."),
        (("See https://a.org/page", "The next."), "See https://a.org/page The next."),
        (("See https://a.org.", "2001 was calm."), "See https://a.org. 2001 was calm."),
        (("A state-of-the-", "art method."), "A state-of-the-art method."),
    ],
)
def test_the_seam_between_two_lines(lines, text):
    assert join(*lines) == text


def test_the_documents_own_words_tell_how_a_broken_word_is_spelt():
    assert join("The long-", "term sleep.", known=("a longterm plan",)) == "The longterm sleep."
    assert join("The bed-", "time story.", known=("at bed-time they",)) == "The bed-time story."
    assert join("The bed-", "time story.", known=("at bedtime they",)) == "The bedtime story."
    assert join("The heart-", "rate fell.", known=("heart rate heart rate",)) == "The heart-rate fell."


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("They slept.^1^ Well", "They slept.¹ Well"),
        ("They slept^2,3^ well", "They slept²,³ well"),
        ("They slept^4-6^ well", "They slept⁴–⁶ well"),
        ("30 m^2^ of room", "30 m2 of room"),  # a power
        ("at 10^6^ cells", "at 106 cells"),
        ("in 2001^3^ they", "in 2001³ they"),  # behind a year it is a marker
        ("the 5^th^ day", "the 5th day"),
        ("Weber^a^ and", "Webera and"),
    ],
)
def test_raised_numbers(text, read):
    assert "".join(part for part, _ in fragments(line(text))).strip() == read


def test_links_are_kept_as_marks():
    lines = [line("So <r1|[1]> and <r2|[2,> <r2|3]> say."), line("Or <r3|[4].>")]
    text, marks = Joiner(lines).join(lines)
    assert text == "So [1] and [2, 3] say. Or [4]."
    assert [(text[m.start : m.end], m.target) for m in marks] == [("[1]", "r1"), ("[2, 3]", "r2"), ("[4].", "r3")]
    assert all(isinstance(mark, Mark) for mark in marks)


def test_a_place_has_a_name():
    assert target(3, 50.4, 700.6) == "3 50 701"
    assert place("3 50 701") == (3, 50.0, 701.0)


A = ["Smith J, Jones B. Sleep and memory in adults.", "Nature. 2001;3:1-9."]
B = ["Braun E. Naps of the old and of the young, and", "what they are for. Science. 2002;4:11-19."]
C = ["Weber K, Klein P. Rest after work. J Rest.", "2010;12:101-119."]
D = ["Moreau L. Otters at night. Rivers. 2011;9:1-8.", "doi:10.1000/otters"]


def stacked(*rows: tuple[str, float], start: float = 700.0, step: float = 12.0, column: int = 0) -> list[Line]:
    return [line(text, x=x, y=start - step * n, column=column) for n, (text, x) in enumerate(rows)]


def test_entries_begin_where_their_numbers_count_up():
    rows = [
        (f"{n}. {first}" if k == 0 else first, 50.0)
        for n, entry in enumerate((A, B, C, D), 1)
        for k, first in enumerate(entry)
    ]
    assert entry_starts(stacked(*rows)) == [0, 2, 4, 6]
    odd = [*rows[:3], ("1998. Also printed elsewhere.", 50.0), *rows[3:]]
    assert entry_starts(stacked(*odd)) == [0, 2, 5, 7]


def test_entries_begin_where_the_line_hangs_out():
    rows = [(text, 50.0 if k == 0 else 62.0) for entry in (A, B, C, D) for k, text in enumerate(entry)]
    assert entry_starts(stacked(*rows)) == [0, 2, 4, 6]


def test_entries_begin_where_the_line_is_indented():
    rows = [(text, 62.0 if k == 0 else 50.0) for entry in (A, B, C, D) for k, text in enumerate(entry)]
    assert entry_starts(stacked(*rows)) == [0, 2, 4, 6]


def test_each_column_has_its_own_margin():
    left = [(text, 50.0 if k == 0 else 62.0) for entry in (A, B) for k, text in enumerate(entry)]
    right = [(text, 320.0 if k == 0 else 332.0) for entry in (C, D) for k, text in enumerate(entry)]
    assert entry_starts([*stacked(*left), *stacked(*right, column=1)]) == [0, 2, 4, 6]


def test_entries_begin_below_wider_white():
    lines, y = [], 700.0
    for entry in (A, B, C, D):
        for text in entry:
            lines.append(line(text, y=y))
            y -= 12.0
        y -= 6.0
    assert entry_starts(lines) == [0, 2, 4, 6]


def test_bullets():
    rows = [(f"• {text}" if k == 0 else text, 50.0) for entry in (A, B, C) for k, text in enumerate(entry)]
    assert entry_starts(stacked(*rows)) == [0, 2, 4]


def test_where_nothing_tells_the_entries_apart_there_are_none():
    rows = [(text, 50.0) for entry in (A, B, C, D) for text in entry]
    assert entry_starts(stacked(*rows)) == []
    (whole,) = pieces(stacked(*rows), Joiner([]), [])
    assert (whole.kind, whole.text.count("\n")) == ("paragraph", 7)


def test_an_entrys_lines_are_joined_and_links_lead_to_it():
    rows = [
        (f"{n} {text}" if k == 0 else text, 50.0)
        for n, entry in enumerate((A, B, C), 1)
        for k, text in enumerate(entry)
    ]
    lines = stacked(*rows)
    first, second, third = pieces(lines, Joiner(lines), ["0 50 684", "0 0 660", "1 50 700", "0 50 20"])
    assert first.text == "1. Smith J, Jones B. Sleep and memory in adults. Nature. 2001;3:1-9."
    assert second.text.startswith("2. Braun E. Naps of the old and of the young, and what they are for.")
    assert (first.anchors, second.anchors, third.anchors) == ((), ("0 50 684",), ("0 0 660",))


def test_the_list_goes_from_its_heading_to_the_next():
    body = stacked(
        ("Sleep helps.", 50.0),
        ("References", 50.0),
        *[(text, 50.0) for text in (*A, *B)],
        ("Acknowledgements", 50.0),
        ("We thank all.", 50.0),
    )
    assert find_list(body) == (1, 6)
    assert find_list(body[:1]) == (-1, -1)
    assert find_list(stacked(("References", 50.0), ("No year here", 50.0))) == (-1, -1)


def test_of_two_lists_the_later_one_with_enough_entries():
    rows = [("References", 50.0), (A[1], 50.0), (B[1], 50.0), ("Appendix", 50.0), ("References", 50.0), (C[1], 50.0), ("About the authors", 50.0)]  # fmt: skip
    assert find_list(stacked(*rows)) == (4, 6)


def test_a_heading_that_looks_like_the_lists_own_ends_it():
    lines = [line("References", size=14, bold=True), *stacked(*[(text, 50.0) for text in (*A, *B)], start=680.0), line("Otters", size=14, bold=True, y=500.0), line("Text.", y=480.0)]  # fmt: skip
    assert find_list(lines) == (0, 5)


def test_lines_of_another_size_and_captions_are_no_entries():
    lines = [*stacked(*[(text, 50.0) for text in (*A, *B)]), line("118", size=7), line("Figure 1. A brain", bold=True), line("Table 2 shows it")]  # fmt: skip
    inside, others = members(lines)
    assert [other.plain for other in others] == ["118", "Figure 1. A brain"]
    assert len(inside) == 5
