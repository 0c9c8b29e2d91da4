"""Which sentences are claims."""

from dataclasses import replace

import pytest

from refdb.claims.detection.choosing import choice, chosen
from refdb.claims.detection.sentences import WITH_THE_ONE_BEFORE, clean_claim, detect
from refdb.errors import InputError
from refdb.model import Article, Block, BlockKind, Citation, Claim, Sentence, Span


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


def test_what_the_article_did_is_no_claim_and_what_it_found_is_its_own() -> None:
    found = detect(
        article(
            ("abstract", "", CLAIM),
            ("paragraph", "Introduction", CLAIM),
            ("paragraph", "2. Materials and Methods", "Thirty patients were recruited from two hospitals."),
            ("paragraph", "2.1 Plants", "Samples were centrifuged at 3000 g for ten minutes."),
            ("paragraph", "3. Results", "The mean score rose from 12.1 to 15.4 in our patients (p = 0.02)."),
        )
    )
    assert [(claim.sentence, claim.kind) for claim in found] == [(0, "literature"), (1, "literature"), (4, "own")]


@pytest.mark.parametrize(
    "text",
    [
        "What causes low testosterone in men after treatment?",
        "Any change of dose should be made together with a physician.",
        "Talk to your doctor before you take high doses.",
        "Further studies of zinc in larger groups are needed.",
        "The risks of falls are given in Table 2.",
        "All rights reserved by the publisher of this page.",
    ],
)
def test_what_asserts_nothing_is_no_claim(text: str) -> None:
    assert claims(("paragraph", "", text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "The day my grandfather had his stroke, he had just planted the beans.",
        "A woman on the bus told me that the drops had cured her tinnitus.",
        "“I have not needed the inhaler since March,” says Elif, who sings in a choir.",
        "My sister bought the capsules at a fair and forgot them in the car.",
        "We sat in the corridor for an hour until somebody called my name.",
        "Come to our open day and meet the team of the sleep laboratory.",
        "Rediscover the strength within you and let your skin glow.",
        "The rest of this tale is quickly told.",
    ],
)
def test_a_story_an_invitation_a_promise_is_no_claim(text: str) -> None:
    """Patients' stories became claims when the head had seen few of them: what is told of decided, not how."""
    assert claims(("paragraph", "", text)) == []


@pytest.mark.parametrize(
    "text",
    [
        CLAIM,
        "Testosterone replacement is associated with a higher haematocrit in older men.",
        "Iron is lost through bleeding, but this loss is unregulated.",
        "It is known that zinc shortens colds in adults.",
    ],
)
def test_what_a_source_could_settle_is_a_claim(text: str) -> None:
    assert claims(("paragraph", "", text)) == [text]


def test_a_row_of_a_table_that_states_something_is_a_claim() -> None:
    row = "Tesamorelin A GHRH analogue that reduces visceral fat."
    assert claims(
        ("table", "", row), ("table", "", "Factor Impact on Recovery Clinical Implication Dose Route Frequency")
    ) == [row]


def test_a_sentence_without_a_subject_of_its_own_is_read_with_the_one_before() -> None:
    first = "Clomiphene, which blocks estrogen receptors in the brain, raises the output of LH."
    (_, second) = detect(article(("paragraph", "", f"{first}|This leads to higher levels of testosterone in men.")))
    assert second.text == f"{first} This leads to higher levels of testosterone in men."
    assert second.resolved == WITH_THE_ONE_BEFORE


def test_what_points_back_out_of_its_paragraph_is_no_claim() -> None:
    assert claims(
        ("paragraph", "", CLAIM), ("paragraph", "", "This leads to lower levels of testosterone in men.")
    ) == [CLAIM]


def test_a_citing_sentence_is_not_read_with_what_another_source_is_cited_for() -> None:
    first, second = "Sleep loss, if it lasts, raises cortisol [1].", "This leads to a higher blood pressure [2]."
    made = article(("paragraph", "", f"{first}|{second}"), cites={first: "[1]", second: "[2]"})
    one, two = made.citations
    apart = replace(made, citations=(one, replace(two, reference_numbers=(2,))))
    assert [claim.text for claim in detect(apart)][1] == "This leads to a higher blood pressure."
    assert [claim.text for claim in detect(made)][1] == (
        "Sleep loss, if it lasts, raises cortisol. This leads to a higher blood pressure."
    )


OWN, CITING, PLAIN = Claim("a", kind="own"), Claim("b", references=(1,)), Claim("c")


@pytest.mark.parametrize(
    ("which", "asked", "apart"),
    [("cited", [CITING], (OWN,)), ("literature", [CITING, PLAIN], (OWN,)), ("all", [OWN, CITING, PLAIN], ())],
)
def test_which_claims_are_checked(which: str, asked: list[Claim], apart: tuple[Claim, ...]) -> None:
    assert chosen([OWN, CITING, PLAIN], choice(which)) == (asked, apart)


def test_a_choice_that_is_not_known_is_refused() -> None:
    with pytest.raises(InputError, match="cited, literature, all"):
        choice("some")


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
