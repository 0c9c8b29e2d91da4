"""The article under audit, or a copy of it, is no source of its own claims."""

import pytest

from refdb.articles.reading import read_bytes
from refdb.claims.own_copy import is_copy, may_be_copy, own_of
from refdb.model import Passage, Work
from refdb.text.sentences import split

NUMBERS = ("one", "two", "three", "four", "five", "six")
SENTENCES = [f"Zinc number {n} shortened the colds of men in trial {n}." for n in NUMBERS]
OTHER = [f"Copper number {n} did nothing to the colds of women." for n in NUMBERS]
ARTICLE = "Zinc Against Colds in Men\n\ndoi:10.1000/zinc\n\n" + " ".join(SENTENCES) + "\n"
OWN = own_of(read_bytes(ARTICLE.encode(), "a.txt"))


def passages(*sentences: str, title: str = "Another title of some length") -> list[Passage]:
    text = " ".join(sentences)
    return [Passage("w", text, tuple(split(text)), title=title)]


@pytest.mark.parametrize(
    ("work", "sentences", "copy"),
    [
        (Work(title="Some file"), SENTENCES, True),  # attached under any name
        (Work(title="Zinc against colds in men"), SENTENCES[:1] + OTHER, True),  # a preprint of it
        (Work(title="Zinc against colds in men"), OTHER, False),  # another work of that title
        (Work(title="Zinc", doi="10.1000/zinc"), SENTENCES[:1] + OTHER, True),
        (Work(title="Zinc", doi="10.1000/zinc"), OTHER, False),
        (Work(title="Trials of zinc"), SENTENCES[:2] + OTHER, False),  # two sentences of a source were taken over
        (Work(title="Trials of zinc"), SENTENCES[:3], False),
    ],
)
def test_copy(work: Work, sentences: list[str], copy: bool) -> None:
    assert is_copy(OWN, work, passages(*sentences)) is copy


def test_only_what_shares_a_title_or_a_sentence_is_looked_at() -> None:
    assert may_be_copy(OWN, passages(SENTENCES[0])[0])
    assert may_be_copy(OWN, passages(*OTHER, title="Zinc against colds in men")[0])
    assert not may_be_copy(OWN, passages(*OTHER)[0])
