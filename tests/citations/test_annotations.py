"""Annotated bibliographies: what an entry says of its work is no part of it."""

from refdb.citations.lists.annotations import without_annotations

ENTRY = "Smith J, Jones B. Sleep and memory. Nature. 2001;3:1-9."
OTHER = "Braun E. Naps of the old. Science. 2002;4(2):11-19."
NOTE = "This trial from 2001 is the first that asked how sleep helps, and is still cited often."


def test_annotations_are_cut_off():
    assert without_annotations([(ENTRY, NOTE), (OTHER, "A small study of naps that found little benefit.", NOTE)]) == [
        1,
        1,
    ]


def test_one_is_none():
    assert without_annotations([(ENTRY, NOTE), (OTHER,)]) == [2, 1]


def test_wrapped_entries_are_whole():
    wrapped = (
        "Smith J, Jones B. Sleep and memory in the old and the young: a review of",
        "what is known so far about it. Nature. 2001;3:1-9.",
    )
    title = ("Braun E.", "Naps of the old and what they may do for the heart.", "Science. 2002;4(2):11-19.")
    assert without_annotations([wrapped, wrapped, title, title]) == [2, 2, 3, 3]
