"""Which block of an article is its title."""

import pytest

from refdb.articles.profiles.profile import PLAIN
from refdb.articles.reading import read_bytes
from refdb.articles.titles import title_at
from refdb.model import BlockKind

LONG = (
    "The effects of three media on the growth of shoots of date palms in the south of the country, and of two hormones"
)


@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        ([("title", "Zinc"), ("heading", "Methods of the trial")], "Zinc"),
        ([("title", "Article"), ("title", "Zinc and colds")], "Zinc and colds"),
        ([("boilerplate", "Skip to content"), ("heading", "Zinc and colds")], "Zinc and colds"),
        ([("paragraph", LONG), ("heading", "A. Smith, B. Jones")], LONG),
        ([("paragraph", "Can zinc replace rest in adults who have a common cold?"), ("heading", "Abstract")],
         "Can zinc replace rest in adults who have a common cold?"),
        ([("heading", "Original Article"), ("heading", "Zinc and colds"), ("heading", "Abstract")], "Zinc and colds"),
        ([("heading", "Introduction"), ("paragraph", "Zinc is a metal."), ("heading", "Zinc in the body")],
         "Zinc in the body"),
        ([("paragraph", "Zinc is a metal that people eat."), ("heading", "Zinc in the body")], "Zinc in the body"),
        ([("paragraph", "and this is where a page was cut in two"), ("heading", "Zinc")], "Zinc"),
        ([("heading", "Abstract"), ("paragraph", "Zinc is a metal.")], "Abstract"),
        ([("paragraph", "Zinc is a metal.")], None),
        ([], None),
    ],
)  # fmt: skip
def test_title(blocks: list[tuple[BlockKind, str]], title: str | None) -> None:
    at = title_at([kind for kind, _ in blocks], [text for _, text in blocks], PLAIN)
    assert (None if at is None else blocks[at][1]) == title


def test_a_long_title_broken_at_a_margin_is_the_title_of_a_text() -> None:
    text = f"{LONG}\n\nA. Smith, B. Jones\n\nAbstract\n\nShoots grew. They grew well on one medium.\n"
    article = read_bytes(text.encode(), "a.txt")
    assert article.title == LONG
    assert [article.blocks[s.block].section for s in article.sentences] == ["Abstract", "Abstract"]
