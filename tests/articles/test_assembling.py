"""Blocks of text and the links in them -> an article."""

import pytest

from refdb.articles.assembling import Mark, Piece, PieceBuilder, article_from_blocks, article_from_pieces
from refdb.model import Block, ParsedReference, Source

SOURCE = Source("a.html", "html")


def test_a_builder_draws_blanks_together_and_keeps_the_places_of_marks():
    builder = PieceBuilder()
    builder.add("  Sleep \n helps ")
    builder.begin_mark("r1", cites=True)
    builder.add(" [1]")
    builder.end_mark()
    builder.add("")
    builder.add(" \t ")
    builder.add(" all. ")
    assert (builder.text, builder.last) == ("Sleep helps [1] all.", " ")
    piece = builder.piece("paragraph")
    assert piece == Piece("paragraph", "Sleep helps [1] all.", (Mark(12, 15, "r1", cites=True),))
    assert piece.text[12:15] == "[1]"
    assert (builder.text, builder.last, builder.marks) == ("", "", [])


def test_marks_may_lie_in_one_another_and_go_on_in_the_next_piece():
    builder = PieceBuilder()
    builder.begin_mark("outer")
    builder.add("a ")
    builder.begin_mark("inner")
    builder.add("b")
    builder.end_mark()
    builder.end_mark()
    builder.end_mark()  # one too many is passed over
    assert builder.piece("paragraph").marks == (Mark(0, 3, "outer"), Mark(2, 3, "inner"))
    builder.begin_mark("open", cites=True)
    builder.add("one")
    assert builder.piece("paragraph").marks == (Mark(0, 3, "open", cites=True),)
    builder.add("two")
    assert builder.piece("paragraph").marks == (Mark(0, 3, "open", cites=True),)


def test_the_tail_is_what_stands_before_the_next():
    builder = PieceBuilder()
    for word in ("one ", "two ", "three ", "four"):
        builder.add(word)
    assert builder.tail == "two three four"
    builder.add("x" * 50)
    assert builder.tail == "x" * 20


def test_pieces_are_joined_and_marks_become_pointers():
    article = article_from_pieces(
        [
            Piece("title", "Naps"),
            Piece("heading", "Introduction"),
            Piece(
                "paragraph",
                "Naps help [1]. So [2].",
                (Mark(10, 13, "r1"), Mark(18, 21, "lost"), Mark(18, 21, "gone", True)),
            ),
            Piece("reference_heading", "References"),
            Piece("reference", "Smith J. Sleep. ", (), ("r1",)),
        ],
        SOURCE,
    )
    assert article.title == "Naps"
    assert article.text == "Naps\n\nIntroduction\n\nNaps help [1]. So [2].\n\nReferences\n\nSmith J. Sleep."
    assert [article.text[p.start : p.end] for p in article.pointers] == ["[1]", "[2]"]
    first, second = article.pointers
    assert article.text[first.at :] == "Smith J. Sleep."
    assert (second.at, second.reference, second.name) == (
        -1,
        0,
        "gone",
    )  # named though it leads nowhere; "lost" is none
    assert [(b.kind, b.section) for b in article.blocks] == [
        ("title", ""), ("heading", ""), ("paragraph", "Introduction"), ("reference_heading", "Introduction"), ("reference", "References"),
    ]  # fmt: skip
    assert [s.text for s in article.sentences] == ["Naps help [1].", "So [2]."]


def test_references_that_stand_outside_the_text_have_no_place():
    article = article_from_pieces(
        [
            Piece("paragraph", "So [1].", (Mark(3, 6, "k", True),)),
            Piece("reference", "", (), ("k",), ParsedReference("Smith"), "1"),
            Piece("reference", "Braun", (), ("m",), ParsedReference("Braun"), "2"),
        ],
        SOURCE,
    )
    assert [(r.n, r.label, r.raw, r.span) for r in article.references] == [
        (1, "1", "Smith", None),
        (2, "2", "Braun", (9, 14)),
    ]
    assert [(p.reference, p.at) for p in article.pointers] == [(1, 9)]  # and its anchor stands for what follows


def test_an_anchor_leads_to_the_first_place_of_its_name():
    pieces = [Piece("paragraph", "One.", (), ("a",)), Piece("paragraph", "Two.", (Mark(0, 3, "a"),), ("a",))]
    assert [p.at for p in article_from_pieces(pieces, SOURCE).pointers] == [0]


@pytest.mark.parametrize("head", ["Abstract", "ABSTRACT:", "Summary", "Zusammenfassung", "Résumé"])
def test_paragraphs_under_an_abstracts_head_are_the_abstract(head):
    text = f"{head}\n\nOne.\n\nIntroduction\n\nTwo."
    at = len(head) + 2
    blocks = [Block("heading", 0, len(head)), Block("paragraph", at, at + 4), Block("heading", at + 6, at + 18), Block("paragraph", at + 20, at + 24)]  # fmt: skip
    article = article_from_blocks(text, blocks, SOURCE)
    assert [(text[b.start : b.end], b.kind) for b in article.blocks][1::2] == [
        ("One.", "abstract"),
        ("Two.", "paragraph"),
    ]


def test_sentences_are_those_of_prose_and_know_their_block():
    text = "Head.\n\nOne  two.\nThree.\n\nA button."
    blocks = [Block("heading", 0, 5), Block("paragraph", 7, 23), Block("boilerplate", 25, 34)]
    article = article_from_blocks(text, blocks, SOURCE)
    assert [(s.text, s.block) for s in article.sentences] == [("One two.", 1), ("Three.", 1)]
    assert [text[s.start : s.end] for s in article.sentences] == ["One  two.", "Three."]
