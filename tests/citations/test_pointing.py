"""Links that a file keeps itself, and the citations that they make."""

from refdb.citations.pointing import cite_by_pointers
from refdb.model import Article, ParsedReference, Pointer, Reference, Sentence, Span

LIST = "\n1. Smith. Sleep.\n2. Braun. Naps.\n3. Weber. Rest.\n"


def article(text: str, pointers: list[Pointer], *, labels: bool = True) -> Article:
    """A sentence, then a list of three references."""
    whole = text + LIST
    references, at = [], len(text)
    for n, line in enumerate(LIST.strip().split("\n"), 1):
        start = whole.index(line, at)
        references.append(
            Reference(n, ParsedReference(line[3:]), str(n) if labels else "", Span(start, start + len(line)))
        )
    sentence = Sentence(text, 0, len(text), 0)
    return Article("A title", whole, sentences=(sentence,), references=tuple(references), pointers=tuple(pointers))


def to(text: str, what: str, reference: int = 0, *, at: int = -1, name: str = "") -> Pointer:
    start = text.index(what)
    return Pointer(start, start + len(what), at, reference, name)


def cited(text: str, pointers: list[Pointer], **options: bool) -> list[tuple[str, tuple[int, ...], tuple[str, ...]]]:
    found = cite_by_pointers(article(text, pointers, **options))
    return [(c.marker, c.reference_numbers, c.undefined) for c in found]


def test_a_link_to_a_reference_is_a_citation():
    text = "So it is [2] now."
    assert cited(text, [to(text, "2", 2)]) == [("[2]", (2,), ())]
    (citation,) = cite_by_pointers(article(text, [to(text, "2", 2)]))
    assert (citation.span, citation.sentence) == ((9, 12), 0)


def test_a_link_to_a_place_cites_the_reference_that_stands_there():
    text = "So it is 2 now."
    second = (text + LIST).index("Braun")
    assert cited(text, [to(text, "2", at=second)]) == [("2", (2,), ())]
    assert cited(text, [to(text, "2", at=3)]) == []  # a link within the text


def test_a_link_from_a_reference_back_to_the_text_does_not_cite():
    text = "So it is [2] now."
    start = (text + LIST).index("2. Braun")
    assert cited(text, [Pointer(start, start + 1, 9, 0), Pointer(start, start + 1, -1, 1)]) == []


def test_a_link_to_nothing_is_told_by_its_name():
    text = "So it is [2,9] now."
    pointers = [to(text, "2", 2), to(text, "9", name="B9")]
    assert cited(text, pointers) == [("[2,9]", (2,), ("B9",))]


def test_links_side_by_side_are_one_marker():
    text = "So it is [1, 3] and [2] now."
    assert cited(text, [to(text, "1", 1), to(text, "3", 3), to(text, "2", 2)]) == [
        ("[1, 3]", (1, 3), ()), ("[2]", (2,), ()),
    ]  # fmt: skip


def test_links_between_which_words_stand_are_two_markers_but_and_joins():
    text = "So say Smith and Braun, not Weber."
    pointers = [to(text, "Smith", 1), to(text, "Braun", 2), to(text, "Weber", 3)]
    assert cited(text, pointers) == [("Smith and Braun", (1, 2), ()), ("Weber", (3,), ())]


def test_a_dash_between_two_links_cites_what_lies_between():
    text = "So it is [1]–[3] now."
    assert cited(text, [to(text, "1", 1), to(text, "3", 3)])[0][1:] == ((1, 2, 3), ())
    backwards = "So it is [3]–[1] now."
    assert cited(backwards, [to(backwards, "3", 3), to(backwards, "1", 1)])[0][1] == (3, 1)
    comma = "So it is [1],[3] now."
    assert cited(comma, [to(comma, "1", 1), to(comma, "3", 3)])[0][1] == (1, 3)


def test_one_link_that_reads_as_a_range_cites_all_of_it():
    text = "So it is 1–3 now."
    assert cited(text, [to(text, "1–3", 1)]) == [("1–3", (1, 2, 3), ())]
    raised = "So it is¹⁻³ now."
    assert cited(raised, [to(raised, "¹⁻³", 1)]) == [("¹⁻³", (1, 2, 3), ())]
    assert cited(text, [to(text, "1–3", 1)], labels=False)[0][1] == (1, 2, 3)


def test_a_range_that_does_not_hold_its_own_link_or_is_endless_is_none():
    years = "So it is 1–3 now."
    assert cited(years, [to(years, "1–3", 1), to(years, "now", 2)])[0][1] == (1, 2, 3)
    elsewhere = "So it is 2–3 now."
    assert cited(elsewhere, [to(elsewhere, "2–3", 1)])[0][1] == (1,)
    endless = "So it is 1–999 now."
    assert cited(endless, [to(endless, "1–999", 1)])[0][1] == (1,)


def test_a_reference_is_cited_once_a_marker():
    text = "So it is [2, 2] now."
    assert cited(text, [Pointer(10, 11, -1, 2), Pointer(13, 14, -1, 2)])[0][1] == (2,)


def test_links_in_a_heading_do_not_cite():
    text = "Heading 1\n\nSo it is 2 now."
    whole = article(text, [to(text, "1", 1), to(text, "2", 2)])
    within = Article(
        "",
        whole.text,
        sentences=(Sentence(text[11:], 11, len(text), 0),),
        references=whole.references,
        pointers=whole.pointers,
    )
    assert [c.marker for c in cite_by_pointers(within)] == ["2"]


def test_links_are_taken_in_the_order_of_the_text():
    text = "So it is [1] now and [3] then."
    assert [c[0] for c in cited(text, [to(text, "3", 3), to(text, "1", 1)])] == ["[1]", "[3]"]


def test_a_file_without_links_cites_nothing():
    assert cited("So it is [1] now.", []) == []
