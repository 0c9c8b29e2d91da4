"""A reference list in every shape -> its entries."""

import pytest

from refdb.citations.lists.entries import entry_of, split_entries
from refdb.model import Span

A = "Smith J, Jones B. Sleep and memory. Nature. 2001;3:1-9."
B = "Braun E. Naps of the old. Science. 2002;4(2):11-19."
C = "Weber K. Rest after work. J Rest. 2010;12:101-119."


def cut(text: str) -> list[tuple[str, str]]:
    """(label, raw) of a list whose blocks are its paragraphs."""
    blocks, at = [], 0
    for paragraph in text.split("\n\n"):
        blocks.append(Span(at, at + len(paragraph)))
        at += len(paragraph) + 2
    return [(entry.label, entry.raw) for entry in split_entries(text, blocks)]


@pytest.mark.parametrize(
    "text",
    [
        f"1. {A}\n2. {B}\n3. {C}",
        f"[1] {A}\n[2] {B}\n[3] {C}",
        f"(1) {A}\n\n(2) {B}\n\n(3) {C}",
        f"1) {A}\n2) {B}\n3) {C}",
        f"1 {A}\n2 {B}\n3 {C}",
        f"1. {A} 2. {B} 3. {C}",
        f"[1] {A} [2] {B} [3] {C}",
        f"1. {A[:20]}\n{A[20:]}\n2. {B}\n3. {C[:30]}\n{C[30:]}",
        f"  1. {A}\n  2. {B}\n  3. {C}",
        f"• 1. {A}\n• 2. {B}\n• 3. {C}",
    ],
)
def test_numbered(text):
    found = cut(text)
    assert [label for label, _ in found] == ["1", "2", "3"]
    assert [raw.replace(" ", "") for _, raw in found] == [raw.replace(" ", "") for raw in (A, B, C)]


def test_a_number_out_of_turn_begins_nothing():
    text = f"1. {A}\n2. {B[:25]}\n1998. {B[25:]}\n3. {C}"
    assert [label for label, _ in cut(text)] == ["1", "2", "3"]
    assert cut(text)[1][1].startswith("Braun E. Naps of the old.")


def test_numbers_may_leave_some_out_and_begin_again():
    assert [label for label, _ in cut(f"1. {A}\n4. {B}\n5. {C}")] == ["1", "4", "5"]
    assert [label for label, _ in cut(f"1. {A}\n5. {B}\n2. {C}")] == ["1", "2"]  # 5 is too far from 1
    again = f"1. {A}\n2. {B}\n3. {C}\n4. {A}\n1. {B}\n2. {C}"
    assert [label for label, _ in cut(again)] == ["1", "2", "3", "4", "1", "2"]


@pytest.mark.parametrize("bullet", ["•", "–", "*", "-", "▪"])
def test_bulleted(bullet):
    text = f"{bullet} {A[:18]}\n{A[18:]}\n{bullet} {B}\n{bullet} {C}"
    assert cut(text) == [("", A), ("", B), ("", C)]


def test_hanging_indent():
    text = "\n".join(f"{x[:20]}\n    {x[20:]}" for x in (A, B, C))
    assert [raw.replace(" ", "") for _, raw in cut(text)] == [raw.replace(" ", "") for raw in (A, B, C)]


def test_a_block_each():
    assert cut(f"{A}\n\n{B}\n\n{C}") == [("", A), ("", B), ("", C)]


def test_a_block_that_goes_on_with_the_entry_above():
    text = f"{A}\n\nhttps://doi.org/10.1000/182\n\n{B}\n\ndoi: 10.1000/9\n\npp. 3-4\n\n{C}"
    assert cut(text) == [("", f"{A} https://doi.org/10.1000/182"), ("", f"{B} doi: 10.1000/9 pp. 3-4"), ("", C)]


def test_entries_without_blank_lines_are_cut_where_authors_begin():
    assert cut(f"{A}\n{B}\n{C}") == [("", A), ("", B), ("", C)]
    wrapped = f"{A[:35]}\n{A[35:]}\n{B}\n{C}"
    assert cut(wrapped) == [("", A), ("", B), ("", C)]


def test_run_in_entries_must_look_like_entries():
    text = "Plans were 1. Sleep more. 2. Wake less. 3. Rest. " + A
    assert cut(text) == [("", text)]


@pytest.mark.parametrize(
    ("printed", "raw", "label"),
    [
        (f"12. {A}", A, "12"),
        (f"[3] {A}", A, "3"),
        (f"(4) {A}", A, "4"),
        (f"• {A}", A, ""),
        (f"• 5. {A}", A, "5"),
        (f"1999. {A}", f"1999. {A}", ""),  # a year
        ("— (1974). Sleep at noon.", "— (1974). Sleep at noon.", ""),  # the authors above
        ("3.5 hours of sleep", "3.5 hours of sleep", ""),
        (f"{A}  [CrossRef] [PubMed]", A, ""),
        (f"{A} [Google Scholar]", A, ""),
        (f"{A} © 2020 by the authors. Licensee X.", A, ""),
        ("Sleep  and\n   memory", "Sleep and memory", ""),
    ],
)
def test_an_entry_is_without_its_number_its_bullet_and_what_publishers_print_behind(printed, raw, label):
    entry = entry_of(printed, 7, 7 + len(printed))
    assert (entry.raw, entry.label, entry.span) == (raw, label, (7, 7 + len(printed)))


def test_next_to_nothing_is_no_entry():
    assert entry_of("1. Ibid. 3.", 0, 11) is None
    assert entry_of("", 0, 0) is None
    assert entry_of("1234567890", 0, 10).raw == "1234567890"
    assert cut("\n\n  ") == []


def test_spans_hold_the_entry_as_printed():
    text = f"References\n\n1. {A}\n  2. {B}\n\n"
    entries = split_entries(text, [Span(12, len(text))])
    assert [text[slice(*entry.span)] for entry in entries] == [f"1. {A}", f"2. {B}"]
