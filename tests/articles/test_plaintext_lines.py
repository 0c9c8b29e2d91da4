"""How the lines of a plain text become paragraphs, tables and glossaries."""

from refdb.articles.plaintext import read_plaintext
from refdb.model import Source


def read(text):
    article = read_plaintext(text, Source("a.txt", "text"))
    return [(block.kind, " ".join(article.text[block.start : block.end].split())) for block in article.blocks]


LONG = "Naps at noon help the memory of people who work at night."  # 57 characters


def test_lines_broken_at_a_margin_are_one_paragraph():
    wrapped = "\n".join([LONG] * 6)
    assert read(wrapped) == [("paragraph", " ".join([LONG] * 6))]
    assert read(f"{wrapped}\n\n{LONG}") == [("paragraph", " ".join([LONG] * 6)), ("paragraph", LONG)]


def test_few_lines_or_lines_of_all_lengths_are_paragraphs_each():
    assert [text for _, text in read("\n".join([LONG] * 5))] == [LONG] * 5  # four follow another one: too few to tell
    uneven = [LONG, "Naps help him.", LONG, "Tea helps her.", LONG, "So it was said.", "They do not."]
    assert [text for _, text in read("\n".join(uneven))] == uneven
    wide = f"{LONG} {LONG} {LONG[:16]}."  # 133 characters: no margin is so wide
    assert [text for _, text in read("\n".join([wide] * 7))] == [wide] * 7


def test_a_line_that_hangs_goes_on_with_the_one_above():
    assert read("Naps help them.\n   And so does tea.\nNot so coffee.") == [
        ("paragraph", "Naps help them. And so does tea."),
        ("paragraph", "Not so coffee."),
    ]
    assert [text for _, text in read("Naps help them.\n\n   And so does tea.")] == [
        "Naps help them.",
        "And so does tea.",
    ]
    assert [text for _, text in read("Naps help them.\n And so does tea.")] == ["Naps help them.", "And so does tea."]
    assert read("Naps help them.\n   • Tea, too.\n   • Coffee.")[1:] == [
        ("list_item", "• Tea, too."),
        ("list_item", "• Coffee."),
    ]


def test_columns_parted_by_blanks_or_tabs_are_a_table():
    assert read("Naps\tTea\tCoffee")[0][0] == "table"
    assert read("Group one   12 of 30   40 percent") == [("table", "Group one 12 of 30 40 percent")]
    assert read("Naps help the memory   of people who work.")[0][0] == "paragraph"


def test_lines_under_two_titled_ones_are_a_table():
    rows = "Sleep Group\nMean Age\n40 to 60\n12 to 30"
    assert {kind for kind, _ in read(f"{LONG}\n\n{rows}")[1:]} == {"table"}
    assert "table" not in {kind for kind, _ in read(f"{LONG}\n\nSleep Group\nMean Age")}  # two lines are none


def test_a_glossary_ends_where_another_section_begins():
    text = f"{LONG}\n\nGlossary\n\nNap\n\nA short sleep by day.\n\nReferences\n\nRoe A. Naps. J Rest. 2001;3:1-9."
    kinds = {line: kind for kind, line in read(text)}
    assert (kinds["Nap"], kinds["A short sleep by day."]) == ("glossary", "glossary")
    assert kinds["Roe A. Naps. J Rest. 2001;3:1-9."] != "glossary"
    assert kinds[LONG] == "paragraph"


def test_lines_of_three_quarters_of_the_margin_are_wrapped_too():
    shorter = LONG[:44]  # 0.77 of the longest
    assert len(read("\n".join([LONG, *[shorter] * 6, LONG]))) == 1
    assert len(read("\n".join([LONG, *[LONG[:38]] * 6, LONG]))) == 8  # 0.67: verses, a list


def test_the_term_above_a_definition_goes_with_it():
    found = read(f"{LONG}\n\nCircadian Rhythm\n\nMeaning ∞ The inner clock of an animal.\n\n{LONG}")
    assert [kind for kind, _ in found][-3:] == ["glossary", "glossary", "paragraph"]
