"""Fields that a file keeps and the list that it prints -> one list."""

from refdb.citations.lists.merging import merge, renumbered
from refdb.model import ParsedReference, Person, Pointer, Reference


def kept(n: int, **fields: object) -> Reference:
    return Reference(n, ParsedReference(str(fields.pop("raw", "kept")), **fields))


def printed(*raws: str, **fields: object) -> list[Reference]:
    return [Reference(n, ParsedReference(raw, **fields), str(n)) for n, raw in enumerate(raws, 1)]


SLEEP = "Smith J. Sleep and memory in adults. Nature. 2001;3:1-9."
NAPS = "Braun E. Naps of the old. Science. 2002;4:11-19."


def test_a_kept_reference_takes_its_printed_place_and_wording():
    own = kept(1, title="Naps of the old", authors=(Person("Braun", "Eva"),), container_title="Science", confidence=1.0)
    references, numbers = merge([own], printed(SLEEP, NAPS, confidence=0.5))
    assert [r.raw for r in references] == [SLEEP, NAPS]
    assert [r.n for r in references] == [1, 2]
    assert numbers == {1: 2}
    merged = references[1].parsed
    assert (merged.title, merged.authors, merged.container_title) == ("Naps of the old", own.parsed.authors, "Science")
    assert (merged.confidence, references[1].label) == (1.0, "2")
    assert references[0].parsed.confidence == 0.5


def test_printed_fields_stay_and_kept_ones_fill_the_gaps():
    entry = Reference(1, ParsedReference(NAPS, year=2002, title="Naps", authors=(Person("Braun", "E"),), volume="4"))
    own = kept(3, title="Naps of the old", year=1999, volume="5", issue="2", doi="10.1/n", type="article")
    (reference,), numbers = merge([own], [entry])
    parsed = reference.parsed
    assert numbers == {3: 1}
    assert (parsed.year, parsed.volume) == (2002, "4")  # what a reader sees must be right
    assert (parsed.issue, parsed.doi, parsed.type) == ("2", "10.1/n", "article")
    assert (parsed.title, parsed.authors) == ("Naps of the old", (Person("Braun", "E"),))  # never cut by a guess


def test_one_that_the_list_does_not_print_follows():
    own = [kept(1, title="Otters at night in winter"), kept(2, title="Naps of the old")]
    references, numbers = merge(own, printed(SLEEP, NAPS))
    assert [r.parsed.title for r in references] == ["", "Naps of the old", "Otters at night in winter"]
    assert [r.n for r in references] == [1, 2, 3]
    assert numbers == {1: 3, 2: 2}


def test_several_that_are_not_printed_are_numbered_on():
    references, numbers = merge([kept(5, title="One thing here"), kept(9, title="Another thing")], printed(SLEEP))
    assert [r.n for r in references] == [1, 2, 3]
    assert numbers == {5: 2, 9: 3}


def test_the_doi_goes_before_the_title():
    entries = [
        Reference(1, ParsedReference("Braun E. Naps of the old. 2nd ed.", doi="10.1/a")),
        Reference(2, ParsedReference("Braun E. Naps of the old. 3rd ed.", doi="10.1/b")),
    ]
    _, numbers = merge([kept(1, title="Naps of the old", doi="10.1/b")], entries)
    assert numbers == {1: 2}


def test_a_title_is_found_whatever_its_case_and_marks_but_a_short_one_tells_nothing():
    _, numbers = merge([kept(1, title="SLEEP, and Memory – in adults")], printed(NAPS, SLEEP))
    assert numbers == {1: 2}
    references, numbers = merge([kept(1, title="Sleep and")], printed(SLEEP))
    assert numbers == {1: 2}
    assert len(references) == 2


def test_first_author_and_year_are_the_last_resort():
    by = kept(1, title="A title that nobody printed", authors=(Person("Braun", "Eva"),), year=2002)
    assert merge([by], printed(SLEEP, NAPS))[1] == {1: 2}
    other_year = kept(1, title="A title that nobody printed", authors=(Person("Braun", "Eva"),), year=2003)
    assert merge([other_year], printed(SLEEP, NAPS))[1] == {1: 3}
    editor = kept(1, title="A title that nobody printed", editors=(Person("Braun", "Eva"),), year=2002)
    assert merge([editor], printed(SLEEP, NAPS))[1] == {1: 2}
    institution = kept(1, authors=(Person(literal="Braun"),), year=2002)
    assert merge([institution], printed(SLEEP, NAPS))[1] == {1: 2}
    nobody = kept(1, title="A title that nobody printed", year=2002)
    assert merge([nobody], printed(SLEEP, NAPS))[1] == {1: 3}
    behind = printed(f"{'Otters and others. ' * 4} Braun 2002.")
    assert merge([by], behind)[1] == {1: 2}  # not where authors stand


def test_a_title_takes_its_entry_before_an_author_and_year_do():
    by_year = kept(1, authors=(Person("Braun", "Eva"),), year=2002)
    by_title = kept(2, title="Naps of the old", authors=(Person("Braun", "Eva"),), year=2002)
    assert merge([by_year, by_title], printed(NAPS))[1] == {2: 1, 1: 2}


def test_each_entry_is_taken_once():
    twice = [kept(1, title="Naps of the old"), kept(2, title="Naps of the old")]
    assert merge(twice, printed(NAPS, NAPS))[1] == {1: 1, 2: 2}
    assert merge(twice, printed(NAPS))[1] == {1: 1, 2: 2}
    assert [r.raw for r in merge(twice, printed(NAPS))[0]] == [NAPS, "kept"]


def test_pointers_lead_to_the_new_numbers():
    pointers = [Pointer(0, 1, -1, 5), Pointer(2, 3, 40), Pointer(4, 5, -1, 7)]
    assert renumbered(pointers, {5: 2}) == (Pointer(0, 1, -1, 2), Pointer(2, 3, 40), Pointer(4, 5, -1, 0))
