"""The functions that read links, one by one: what leads out, whose entry a link stands in, what it says better."""

import pytest

from refdb.citations.addresses import cite_by_addresses, outward, with_addresses, with_linked_works
from refdb.citations.lists.link_lists import linked_entries, with_address
from refdb.model import Article, Block, Citation, ParsedReference, Pointer, Reference, Sentence, Source, Span

DOI = "https://doi.org/10.1000/nap1"


def article(text, *links, references=(), blocks=()):
    """An article of sentences that end with "." and a line end; ``links`` are (what is linked, where it leads)."""
    sentences, at = [], 0
    for line in text.splitlines(keepends=True):
        sentences.append(Sentence(line.rstrip("\n"), at, at + len(line.rstrip("\n")), 0))
        at += len(line)
    pointers = [Pointer(text.index(one), text.index(one) + len(one), name=name) for one, name in links]
    return Article(
        "",
        text,
        tuple(blocks),
        tuple(sentences),
        tuple(references),
        pointers=tuple(pointers),
        source=Source("a", "html"),
    )


def test_what_leads_out_in_the_order_of_the_text():
    late, early = Pointer(9, 12, name="https://a.org"), Pointer(2, 5, name="https://b.org")
    within, named = Pointer(1, 3, at=40, name="https://c.org"), Pointer(1, 3, name="note-1")
    printed = Pointer(0, 1, reference=2, name=DOI)
    assert outward([late, within, named, printed, early]) == [early, late]


@pytest.mark.parametrize(
    ("printed", "linked", "kept"),
    [
        ("", DOI, "10.1000/nap1"),
        ("10.1000/na-p1", DOI, "10.1000/nap1"),  # broken by a hyphen
        ("10.1000/n", DOI, "10.1000/nap1"),  # cut short
        ("10.1000", DOI, "10.1000"),  # seven signs are no beginning to trust
        ("10.1000/tea", DOI, "10.1000/tea"),
        ("10.1000/nap1", DOI, "10.1000/nap1"),
    ],
)
def test_a_link_goes_before_what_the_print_has_not_or_breaks(printed, linked, kept):
    text = "Roe A. Naps in adults. Link."
    reference = Reference(1, ParsedReference(text, doi=printed), span=Span(0, len(text)))
    (found,) = with_addresses(article(text, ("Link", linked), references=[reference])).references
    assert found.parsed.doi == kept


def test_two_links_that_differ_say_nothing():
    text = "Roe A. Naps in adults. One. Two."
    reference = Reference(1, ParsedReference(text), span=Span(0, len(text)))
    links = ("One", DOI), ("Two", "https://doi.org/10.1000/tea")
    assert with_addresses(article(text, *links, references=[reference])).references == (reference,)


@pytest.mark.parametrize(("linked", "url"), [("Naps in adults", "https://otter.example/n"), ("Naps in", "")])
def test_an_entry_that_is_mostly_a_link_has_its_address(linked, url):
    text = "Roe A. Naps in adults."  # 22 characters, of which more than half must be linked
    reference = Reference(1, ParsedReference(text), span=Span(0, len(text)))
    (found,) = with_addresses(article(text, (linked, "https://otter.example/n"), references=[reference])).references
    assert found.parsed.url == url


def test_a_link_behind_an_entry_is_not_its_own():
    text = "Roe A. Naps.\nMore on naps.\n"
    reference = Reference(1, ParsedReference(text), span=Span(0, 12))
    assert with_addresses(article(text, ("More", DOI), references=[reference])).references == (reference,)


def test_a_link_to_a_work_of_the_list_cites_it():
    text = "Naps help, see here.\nTea does not, see there.\n"
    references = [
        Reference(1, ParsedReference("x", doi="10.1000/tea")),
        Reference(2, ParsedReference("y", doi="10.1000/nap1")),
    ]
    found = article(text, ("here", DOI), ("there", "https://doi.org/10.1000/none"), references=references)
    assert cite_by_addresses(found) == [Citation("here", Span(15, 19), 0, (2,))]


def test_links_to_works_are_the_references_of_a_text_without_a_list():
    text = "Naps help, see here.\nTea does not, see there, us and again.\n"
    links = (
        ("here", DOI),
        ("there", "https://www.nejm.org/doi/full/10.1056/X2"),
        ("us", "https://otter.example"),
        ("again", DOI),
    )
    found = with_linked_works(article(text, *links))
    assert [(r.n, r.parsed.doi) for r in found.references] == [(1, "10.1000/nap1"), (2, "10.1056/x2")]
    assert [(c.marker, c.sentence, c.reference_numbers) for c in found.citations] == [
        ("here", 0, (1,)),
        ("there", 1, (2,)),
        ("again", 1, (1,)),
    ]
    plain = article(text, ("us", "https://otter.example"))
    assert with_linked_works(plain) is plain


def entries(text, *links, blocks=()):
    return [(e.label, e.raw, address) for e, address in linked_entries(article(text, *links, blocks=blocks))]


def test_labels_that_count_up_with_a_link_behind_each():
    text = "[1] https://a.example/x.\n[2] A page https://b.example/y\n[3] No link\n"
    assert entries(text) == [
        ("1", "https://a.example/x.", "https://a.example/x"),
        ("2", "A page https://b.example/y", "https://b.example/y"),
    ]
    assert entries("[1] https://a.example/x\n") == []  # one is no list
    assert entries("[2] https://a.example/x\n[3] https://b.example/y\n") == []  # it begins with 1
    assert entries("1. https://a.example/x\n3. https://b.example/y\n") == []


def test_where_an_entry_stands():
    text = "[1] https://a.example/x  \n[2] • A page https://b.example/y\nMore.\n"
    found = [(entry.span, text[slice(*entry.span)], entry.raw) for entry, _ in linked_entries(article(text))]
    assert found == [
        ((4, 23), "https://a.example/x", "https://a.example/x"),
        ((30, 58), "• A page https://b.example/y", "A page https://b.example/y"),
    ]


def test_labels_in_one_paragraph_and_links_of_the_file():
    assert entries("1) One page 2) Another page", ("One", "https://a.example"), ("Another", "https://b.example")) == [
        ("1", "One page", "https://a.example"),
        ("2", "Another page", "https://b.example"),
    ]


def test_entries_that_stand_far_apart_are_none():
    far = "x" * 401
    assert entries(f"[1] https://a.example/x {far}\n[2] https://b.example/y\n") == []


def test_lines_below_a_heading_of_references():
    text = "Sources\n• One https://a.example/x\nno link here\nTwo https://b.example/y\n"
    blocks = [Block("heading", 0, 7), Block("paragraph", 8, len(text))]
    assert entries(text, blocks=blocks) == [
        ("1", "One https://a.example/x", "https://a.example/x"),
        ("2", "Two https://b.example/y", "https://b.example/y"),
    ]
    for kind in ("heading", "title"):
        other = [Block("heading", 0, 7), Block(kind, 8, 33), Block("paragraph", 34, len(text))]
        assert entries(text, blocks=other) == []


def test_what_an_address_says_of_an_entry():
    known = with_address(ParsedReference("x", title="Naps", type="article"), "Naps here", DOI)
    assert (known.raw, known.title, known.doi, known.url, known.type) == ("Naps here", "Naps", "10.1000/nap1", DOI, "")
    page = with_address(ParsedReference("x"), "Naps", "https://otter.example/naps")
    assert (page.type, page.url, page.doi) == ("webpage", "https://otter.example/naps", "")
