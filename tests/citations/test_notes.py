"""Notes that cite: in full, several at once, again, or not at all."""

import pytest

from refdb.articles.assembling import Mark, Piece, article_from_pieces
from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract
from refdb.model import Source


def noted(*notes):
    """An article of a sentence a note; sentence n has the mark that leads to note n."""
    pieces = [Piece("title", "Action and light")]
    for n, _ in enumerate(notes, 1):
        text = f"Point number {n} is plain.{n}".replace(str(n) * 2, str(n))
        pieces.append(Piece("paragraph", text, (Mark(len(text) - len(str(n)), len(text), f"note {n}"),)))
    pieces.append(Piece("heading", "Notes"))
    pieces += [Piece("list_item", f"{n}. {note}", (), (f"note {n}",)) for n, note in enumerate(notes, 1)]
    return extract(article_from_pieces(pieces, Source("x", "text")))


def cited(article):
    return {c.sentence + 1: c.reference_numbers for c in article.citations}


ARENDT = "Hannah Arendt, The Human Condition (Chicago: University of Chicago Press, 1958), 22."
WEBER = "Max Weber, Wirtschaft und Gesellschaft, Tübingen: Mohr 1922, S. 30."


@pytest.mark.parametrize(
    "again", ["Ibid., 45.", "ibid.", "Ebd., S. 45.", "Ebenda.", "See ibid., 3.", "Vgl. ebd.", "Id. at 4."]
)
def test_ibid_is_the_note_above(again):
    article = noted(WEBER, again)
    assert [r.raw for r in article.references] == [WEBER]
    assert cited(article) == {1: (1,), 2: (1,)}


@pytest.mark.parametrize(
    "again",
    [
        "Arendt, Human Condition, 30.",
        "Arendt, op. cit., p. 3.",
        "Arendt (note 1), 30.",
        "Arendt, Condition (wie Anm. 1), S. 9.",
    ],
)
def test_a_short_title_is_the_work_printed_before(again):
    article = noted(ARENDT, WEBER, again)
    assert cited(article) == {1: (1,), 2: (2,), 3: (1,)}
    assert len(article.references) == 2


def test_several_works_in_a_note():
    article = noted(f"See {ARENDT[:-1]}; and {WEBER}", "Ibid.")
    assert [r.raw for r in article.references] == [ARENDT[:-1], WEBER]
    assert cited(article) == {1: (1, 2), 2: (2,)}


def test_a_remark_cites_nothing_and_stays_a_sentence():
    article = noted(ARENDT, "Ibid.", "I thank the reviewers for this point.")
    assert len(article.references) == 1
    assert 3 not in cited(article)
    assert "I thank the reviewers for this point." in article.sentences[-1].text
    assert "1 of 3 notes cite nothing that could be read." in article.warnings


def test_a_short_title_of_nothing_is_said():
    article = noted(ARENDT, "Ibid.", "Plato, op. cit., 4.")
    assert any("Plato, op. cit., 4" in warning for warning in article.warnings)


def test_notes_that_are_links():
    article = noted("https://doi.org/10.1000/AB", "https://pubmed.ncbi.nlm.nih.gov/30415629/")
    assert [(r.parsed.doi, r.parsed.pmid) for r in article.references] == [("10.1000/ab", ""), ("", "30415629")]
    assert cited(article) == {1: (1,), 2: (2,)}


def test_a_linked_reference_list_is_no_list_of_notes():
    raws = ["Roe A, Doe B. Naps in adults; a trial. J Rest. 2013;148:118-9.", "Roe A. Naps. Wiley; 2015. doi:10.1000/x"]
    pieces = [
        Piece("title", "On naps"),
        Piece("paragraph", "Naps help.1 Tea does not.2", (Mark(10, 11, "r1"), Mark(25, 26, "r2"))),
        Piece("heading", "References"),
        *(Piece("list_item", f"{n}. {raw}", (), (f"r{n}",)) for n, raw in enumerate(raws, 1)),
    ]
    article = extract(article_from_pieces(pieces, Source("x", "text")))
    assert [r.raw for r in article.references] == raws


@pytest.mark.parametrize("mark", ["{}", "[{}]", "^{}^"])
def test_notes_of_a_plain_text_whose_figures_lost_their_height(mark):
    marks = [mark.format(n) for n in (1, 2, 3)]
    text = f"""A history of rest

The bed was free.{marks[0]} It was not for long.{marks[1]} The last one went in 1848.{marks[2]}

Notes

1. {ARENDT}
2. Ibid., 50.
3. {WEBER}
"""
    article = extract(read_bytes(text.encode(), "x.txt"))
    assert [r.raw for r in article.references] == [ARENDT, WEBER]
    assert [c.reference_numbers for c in article.citations] == [(1,), (1,), (2,)]


def test_footnotes_beside_a_longer_list_leave_it_the_references():
    listed = [
        ARENDT,
        WEBER,
        "Miller, Jane. Streets of Rest. Oxford: Clarendon, 1999.",
        "Klein, Otto. Sleep. Bonn: Reuter, 2004.",
    ]
    text = f"""A history of rest

The bed was free.1 It was not for long.2

1. https://example.org/beds

2. https://example.org/rest

References

{listed[0]}

{listed[1]}

{listed[2]}

{listed[3]}
"""
    article = extract(read_bytes(text.encode(), "x.txt"))
    assert [r.raw for r in article.references] == listed
