"""Copies of web pages: what is prose, and what stood around it."""

from refdb.articles.reading import read_bytes

PAGE = """Skip to main content

Sleep and the Heart

A silver moon hangs over a textured lake, its pale surface smooth. This symbolizes deep rest and cardiac balance

Short sleep raises blood pressure ∞ by a few points. It may also change appetite.

How Sleep Works

Stage What Happens Duration
Light sleep The heart slows down a little Some minutes
Deep sleep Growth hormone is released by the gland Half an hour

  • Naps ∞ A short nap lowers the pulse.
  1. Night shifts ∞ Work at night raises the risk of stroke.

Glossary

circadian rhythm

Meaning ∞ The inner clock of an animal.

References

Smith J. Sleep. 2001.
"""


def kinds(text: str) -> list[tuple[str, str]]:
    article = read_bytes(text.encode(), "a.txt")
    return [(b.kind, article.text[b.start : b.end][:22]) for b in article.blocks]


def test_kinds_of_a_copied_page():
    assert kinds(PAGE) == [
        ("boilerplate", "Skip to main content"),
        ("title", "Sleep and the Heart"),
        ("caption", "A silver moon hangs ov"),
        ("paragraph", "Short sleep raises blo"),
        ("heading", "How Sleep Works"),
        ("table", "Stage What Happens Dur"),
        ("table", "Light sleep The heart "),
        ("table", "Deep sleep Growth horm"),
        ("list_item", "• Naps ∞ A short nap l"),
        ("list_item", "1. Night shifts ∞ Work"),
        ("heading", "Glossary"),
        ("glossary", "circadian rhythm"),
        ("glossary", "Meaning ∞ The inner cl"),
        ("heading", "References"),
        ("paragraph", "Smith J. Sleep. 2001."),
    ]


def test_offsets_point_into_the_text_and_sections_are_named():
    article = read_bytes(PAGE.encode(), "a.txt")
    assert article.title == "Sleep and the Heart"
    for sentence in article.sentences:
        assert " ".join(article.text[sentence.start : sentence.end].split()) == sentence.text
    nap = next(b for b in article.blocks if b.kind == "list_item")
    assert nap.section == "How Sleep Works"


def test_wrapped_lines_are_one_paragraph():
    text = (
        "\n".join(["This is a line of a paragraph that was broken at its margin by an edi-"] * 8) + ".\n\nNext one.\n"
    )
    assert [kind for kind, _ in kinds(text)] == ["paragraph", "paragraph"]
