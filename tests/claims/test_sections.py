"""Which part of an article a paragraph belongs to."""

import pytest

from refdb.claims.detection.sections import is_scholarly, parts, zones
from refdb.model import Block, BlockKind


def blocks(*heads: str, kind: BlockKind = "paragraph") -> list[Block]:
    return [Block(kind, n, n + 1, head) for n, head in enumerate(heads)]


@pytest.mark.parametrize(
    "head",
    ["Acknowledgements", "Funding", "Conflict of interest", "Declaration of competing interests", "Author contributions",
     "Data availability statement", "List of abbreviations", "Supplementary material", "References", "See also",
     "Ethics approval", "7. Acknowledgments", "Open access", "Further reading[edit]"],
)  # fmt: skip
def test_what_stands_around_the_text(head):
    assert zones(blocks(head)) == ["around"]


@pytest.mark.parametrize(
    "head",
    ["Statistical analysis", "Study design", "Primary outcome measures", "Inclusion criteria", "Randomization", "Sample size",
     "Search strategy", "2.1 Data collection", "Participants", "Risk of bias assessment", "Methods", "Materials and methods",
     "2. Patients and Methods", "Experimental section"],
)  # fmt: skip
def test_how_the_work_was_done(head):
    assert zones(blocks(head, "Results")) == ["methods", "body"]


@pytest.mark.parametrize("head", ["Introduction", "Results", "Discussion", "Sleep in adults", "", "Methodists of the north"])  # fmt: skip
def test_what_is_said(head):
    assert zones(blocks(head)) == ["body"]


def test_a_part_on_methods_holds_for_the_heads_below_it_up_to_the_next_part():
    heads = ["Introduction", "Methods", "Otters", "Otters", "Rivers", "Results", "Gulls", "Funding", "Notes on gulls"]
    assert zones(blocks(*heads)) == [
        "body",
        "methods",
        "methods",
        "methods",
        "methods",
        "body",
        "body",
        "around",
        "body",
    ]


def test_methods_that_no_other_part_follows_hold_for_themselves_alone():
    assert zones(blocks("Methods", "Otters")) == ["methods", "body"]
    assert zones(blocks("Results", "Methods", "Otters")) == ["body", "methods", "body"]


def test_nothing_has_no_zones():
    assert zones([]) == []


@pytest.mark.parametrize(
    ("heads", "kind", "scholarly"),
    [
        (["Sleep"], "abstract", True),
        (["Methods", "Results"], "paragraph", True),
        (["Funding", "References"], "paragraph", True),
        (["References", "References"], "paragraph", False),
        (["Sleep", "References"], "paragraph", False),
    ],
)
def test_scholarly_articles(heads, kind, scholarly):
    found = blocks(*heads, kind=kind)
    assert is_scholarly(found, zones(found)) is scholarly


def test_a_part_holds_for_the_heads_below_it_up_to_the_next():
    found = blocks(
        "Introduction", "2. Methods", "Otters", "3. Results", "Gulls", "Discussion", "Funding", "Otters at sea"
    )
    assert parts(found, zones(found)) == [
        "introduction", "methods", "methods", "results", "results", "discussion", "around", "other",
    ]  # fmt: skip


def test_a_divided_abstract_has_parts_of_its_own():
    found = [*blocks("", "Background", "Methods", "Results", kind="abstract"), *blocks("Sleep")]
    assert parts(found, zones(found)) == ["abstract", "introduction", "methods", "results", "other"]


@pytest.mark.parametrize(
    ("section", "part"),
    [
        ("Introduction", "introduction"),
        ("1. Introduction", "introduction"),
        ("2.1.3 Results", "results"),
        ("IV. Discussion", "discussion"),
        ("§ 4 Conclusions", "discussion"),
        ("Rest and results", "other"),
        ("." * 20_000 + "!", "other"),  # took time with the cube of its dots
    ],
)
def test_parts_are_told_by_their_headings_behind_any_number(section, part):
    assert parts([Block("paragraph", 0, 5, section=section)], ["body"]) == [part]


def test_ethics_among_the_methods_do_not_end_them():
    found = blocks("Methods", "Ethics statement", "Otters", "Results", "Gulls", "Ethics", "Otters at sea")
    assert zones(found) == ["methods", "around", "methods", "body", "body", "around", "body"]


def test_methods_at_the_end_stop_at_what_stands_around_the_article():
    found = blocks("Results", "Online methods", "Otters", "Acknowledgements", "Gulls", "Figure legends")
    assert zones(found) == ["body", "methods", "methods", "around", "body", "around"]
