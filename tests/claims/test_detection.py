"""Which sentences are claims."""

import pytest

from refdb.claims.detection import clean_claim, detect, is_checkable
from refdb.model import Article, Block, Citation, Sentence, Span


@pytest.mark.parametrize(
    "text",
    [
        "Clomiphene increases the release of luteinizing hormone from the pituitary gland.",
        "Testosterone replacement is associated with a higher haematocrit in older men.",
        "The half-life of sermorelin is about 12 minutes.",
    ],
)
def test_states_something_checkable(text: str) -> None:
    assert is_checkable(text)


@pytest.mark.parametrize(
    "text",
    [
        "What causes low testosterone in men after treatment?",
        "Any change of dose should be made together with a physician.",
        "Your path to lasting health is a unique exploration of the body.",
        "Meaning ∞ a hormone that the pituitary gland releases into the blood.",
        " are often the first treatment that reduces symptoms.",
        "Disruption of the can occur and reduces fertility in men.",
        "Treatment options",
    ],
)
def test_states_nothing_checkable(text: str) -> None:
    assert not is_checkable(text)


def test_lead_in_becomes_a_colon_and_markers_go() -> None:
    assert (
        clean_claim("• Sermorelin ∞ It stimulates the pituitary [3, 5].") == "Sermorelin: It stimulates the pituitary."
    )
    assert clean_claim("Fertility returned (Smith et al., 2019).") == "Fertility returned."


def article(kind: str, text: str, cited: bool) -> Article:
    citations = (Citation("[1]", Span(0, 1), 0, (1,)),) if cited else ()
    block = Block(kind, 0, len(text))  # type: ignore[arg-type]  # a kind of the test's choosing
    return Article("", text, (block,), (Sentence(text, 0, len(text), 0),), (), citations)


def test_caption_is_no_claim_and_a_citing_sentence_is() -> None:
    text = "Clomiphene increases the release of luteinizing hormone."
    assert detect(article("caption", text, cited=False)) == []
    assert detect(article("paragraph", "Why would it work?", cited=True))[0].references == (1,)
