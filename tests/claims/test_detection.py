"""Which sentences are claims."""

import pytest

from refdb.claims.detection.sentences import REFUSED, clean_claim, detect, is_checkable, refusal
from refdb.model import Article, Block, BlockKind, Citation, Sentence, Span


@pytest.mark.parametrize(
    "text",
    [
        "Clomiphene increases the release of luteinizing hormone from the pituitary gland.",
        "Testosterone replacement is associated with a higher haematocrit in older men.",
        "The half-life of sermorelin is about 12 minutes.",
        "Iron is lost through bleeding, but this loss is unregulated.",
        "It is known that zinc shortens colds in adults.",
        "We found that zinc shortened colds by two days.",
        "Significantly fewer colds were recorded in the zinc group (p = 0.03).",
        "The drug has to be taken with food to be absorbed.",
        "p53 stops the division of damaged cells.",
        "Insulin was first obtained from dogs by Banting in 1921.",
    ],
)
def test_states_something_checkable(text: str) -> None:
    assert is_checkable(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("What causes low testosterone in men after treatment?", "question"),
        ("Click on the picture to see how zinc works.", "to the reader"),
        ("Any change of dose should be made together with a physician.", "advice"),
        ("Meaning: a hormone that the pituitary gland releases into the blood.", "about the text"),
        ("Table 2 shows the risk of falls in both groups.", "about the text"),
        ("The risks of falls are given in Table 2.", "about the text"),
        ("Dashed lines represent the mean of each group.", "caption"),
        ("The aim of this study was to compare zinc with placebo.", "aim"),
        ("This review discusses the effects of zinc on colds.", "aim"),
        ("To our knowledge, zinc was not tested in children before.", "aim"),
        ("Further studies of zinc in larger groups are needed.", "outlook"),
        ("We searched PubMed for trials of zinc until May 2020.", "we did"),
        ("All patients will be seen by a nurse after four weeks.", "plan"),
        ("The primary outcome was the number of days with a cold.", "plan"),
        ("This work was supported by a grant of the zinc council.", "support"),
        ("The authors declare that they have no competing interests.", "support"),
        ("The trial was approved by the ethics committee of the hospital.", "support"),
        ("And then I was told that it would go away by itself.", "first person"),
        ("In our opinion, zinc is a good choice for adults.", "opinion"),
        ("Thirty participants were recruited from two hospitals.", "procedure"),
        ("Samples were centrifuged at 3000 g for ten minutes.", "procedure"),
        ("Differences of more than 5% were assessed using a t test.", "procedure"),
        ("This leads to lower levels of testosterone in men.", "points back"),
    ],
)
def test_states_nothing_checkable(text: str, why: str) -> None:
    assert refusal(text) == why
    assert not is_checkable(text)


def test_every_reason_has_its_example() -> None:
    named = {mark.args[1][n][1] for mark in test_states_nothing_checkable.pytestmark for n in range(len(mark.args[1]))}  # type: ignore[attr-defined]
    assert set(REFUSED) <= named


@pytest.mark.parametrize(
    "text",
    [
        "Treatment options",
        " are often the first treatment that reduces symptoms.",
        "Effect of zinc on colds in older adults.",
    ],
)
def test_is_no_sentence(text: str) -> None:
    assert not is_checkable(text)


def test_in_a_part_on_methods_only_what_holds_beyond_the_study_counts() -> None:
    assert is_checkable("The half-life of nicotine in plasma is about two hours.", "methods")
    assert not is_checkable("Nicotine gum of 4 mg increases the dose over time in each group.", "methods")
    assert not is_checkable("Zinc lowered the number of colds in adults.", "methods")
    assert not is_checkable("Zinc lowers the number of colds in adults.", "around")


def test_lead_in_becomes_a_colon_and_markers_go() -> None:
    assert (
        clean_claim("• Sermorelin ∞ It stimulates the pituitary [3, 5].") == "Sermorelin: It stimulates the pituitary."
    )
    assert clean_claim("Fertility returned (Smith et al., 2019).") == "Fertility returned."


def article(*blocks: tuple[BlockKind, str, str], cites: dict[str, str] | None = None) -> Article:
    """An article of blocks (kind, heading above, sentences divided by "|"); ``cites``: sentence -> its marker."""
    text, made, sentences, citations = "", [], [], []
    for kind, section, content in blocks:
        start = len(text)
        for sentence in content.split("|"):
            at = len(text)
            text += sentence + " "
            if marker := (cites or {}).get(sentence):
                begin = at + sentence.index(marker)
                citations.append(Citation(marker, Span(begin, begin + len(marker)), len(sentences), (1,)))
            sentences.append(Sentence(sentence, at, at + len(sentence), len(made)))
        made.append(Block(kind, start, len(text), section))
    return Article("", text, tuple(made), tuple(sentences), (), tuple(citations))


CLAIM = "Clomiphene increases the release of luteinizing hormone."


def claims(*blocks: tuple[BlockKind, str, str], cites: dict[str, str] | None = None) -> list[str]:
    return [claim.text for claim in detect(article(*blocks, cites=cites))]


def test_caption_is_no_claim_and_a_citing_sentence_is() -> None:
    assert claims(("caption", "", CLAIM)) == []
    assert claims(("paragraph", "", "Why would it work? [1]"), cites={"Why would it work? [1]": "[1]"}) == [
        "Why would it work?"
    ]


def test_marker_whose_height_was_lost_goes() -> None:
    glued = "Clomiphene raises testosterone4 in men."
    assert claims(("paragraph", "", glued), cites={glued: "4"}) == ["Clomiphene raises testosterone in men."]


def test_parts_around_the_article_have_no_claims() -> None:
    for head in (
        "Acknowledgements",
        "Funding",
        "Conflict of interest",
        "Authors’ contributions",
        "Abbreviations",
        "7. References",
    ):
        assert claims(("paragraph", head, CLAIM)) == [], head


def test_methods_hold_for_the_heads_below_up_to_the_results() -> None:
    methods = "Zinc lowered the number of colds in adults."
    found = detect(
        article(
            ("paragraph", "Introduction", CLAIM),
            ("paragraph", "2. Materials and Methods", methods),
            ("paragraph", "2.1 Plants", methods),
            ("paragraph", "3. Results", methods),
        )
    )
    assert [claim.sentence for claim in found] == [0, 3]


def test_a_story_is_told_in_an_article_that_is_not_scholarly() -> None:
    story = "A man who wanted plasters took home the fish oil."
    assert claims(("paragraph", "", story)) == []
    assert claims(("abstract", "", CLAIM), ("paragraph", "", "Rats that ran got home before the others did.")) == [
        CLAIM,
        "Rats that ran got home before the others did.",
    ]


def test_a_review_with_one_known_head_keeps_its_claims() -> None:
    assert len(claims(("paragraph", "Methods", "Zinc is cheap."), ("paragraph", "Zinc and colds", CLAIM))) == 1


def test_it_is_read_as_what_it_stands_for() -> None:
    found = detect(
        article(
            (
                "paragraph",
                "",
                "Clomiphene blocks estrogen receptors in the brain.|It increases the release of hormones.",
            )
        )
    )
    assert [(claim.text, claim.resolved) for claim in found] == [
        ("Clomiphene blocks estrogen receptors in the brain.", ""),
        ("Clomiphene increases the release of hormones.", "It = Clomiphene"),
    ]


def test_it_is_not_read_across_paragraphs() -> None:
    assert claims(
        ("paragraph", "", "Clomiphene blocks estrogen receptors in the brain."),
        ("paragraph", "", "It increases the release of hormones."),
    ) == ["Clomiphene blocks estrogen receptors in the brain."]
