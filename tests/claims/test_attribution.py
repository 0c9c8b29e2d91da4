"""Names and markers go; what is asserted stays."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refdb.claims.detection.attribution import plain_statement

SAID = {
    # who found it
    "Moreau et al. (2019) found that zinc shortens colds [3].": "Zinc shortens colds.",
    "Moreau and Lindt [12] showed that zinc shortens colds.": "Zinc shortens colds.",
    "However, van der Berg and colleagues reported that zinc shortens colds.": "However, zinc shortens colds.",
    "According to Moreau and colleagues, zinc shortens colds.": "Zinc shortens colds.",
    "As shown previously,4 zinc shortens colds.": "Zinc shortens colds.",
    "As described by Moreau (2019), zinc shortens colds.": "Zinc shortens colds.",
    "In a recent trial by Moreau and Lindt (2020), zinc shortened colds by 12%.": "Zinc shortened colds by 12%.",
    "In a study of 30 men by Moreau et al. (2019), pain fell by half.": "In a study of 30 men, pain fell by half.",
    "Zinc shortens colds, as reported by Moreau et al. [3].": "Zinc shortens colds.",
    # a failure stays a failure, a suggestion a suggestion
    "Moreau et al. failed to show that zinc shortens colds [3].": "A study failed to show that zinc shortens colds.",
    "Moreau and Lindt [12] did not find that zinc shortens colds.": "A study did not find that zinc shortens colds.",
    "Moreau et al. (2019) found no effect of zinc on colds.": "A study found no effect of zinc on colds.",
    "Moreau et al. suggested that zinc shortens colds.": "It has been suggested that zinc shortens colds.",
    "Zinc may shorten colds (Moreau, 2019).": "Zinc may shorten colds.",
    "Moreau et al. [3] found that zinc shortens colds but did not find that it prevents them.": (
        "A study found that zinc shortens colds but did not find that it prevents them."
    ),
    # markers of all styles
    "Zinc shortens colds [1,3–5] and fever [2][7].": "Zinc shortens colds and fever.",
    "Zinc shortens colds.¹²": "Zinc shortens colds.",
    "Zinc shortens colds^4,5^ and fever.": "Zinc shortens colds and fever.",
    "Zinc shortens colds.4,5": "Zinc shortens colds.",
    "Zinc shortens colds (Moreau et al., 2019; Lindt & Wu, 2020a,b).": "Zinc shortens colds.",
    "Zinc shortens colds (World Health Organization, 2020).": "Zinc shortens colds.",
    "Zinc shortens colds (e.g., Moreau 2019: 34; for a review, see Lindt 2020).": "Zinc shortens colds.",
    "Zinc shortens colds [@moreau2019; @lindt2020, p. 3].": "Zinc shortens colds.",
    "Zinc shortens colds~\\citep[see][]{moreau2019}.": "Zinc shortens colds.",
    "Zinc shortens colds (see Table 2) in men (Fig. 1A).": "Zinc shortens colds in men.",
    # what only looks like one
    "Zinc shortens colds (n = 30; Moreau et al., 2019).": "Zinc shortens colds (n = 30).",
    "Zinc shortens colds (Table 2; p = 0.03).": "Zinc shortens colds (p = 0.03).",
    "Cases rose (from 12% in 2010 to 20% in 2019) in women.": "Cases rose (from 12% in 2010 to 20% in 2019) in women.",
    "Cases rose (January 2019 to March 2020).": "Cases rose (January 2019 to March 2020).",
    "A body mass index of 30 kg/m² at 10⁻⁶ M of Ca²⁺ is rare.": "A body mass index of 30 kg/m² at 10⁻⁶ M of Ca²⁺ is rare.",
    "Iron is lost (trauma, childbirth) daily.": "Iron is lost (trauma, childbirth) daily.",
    "According to the WHO, one adult in ten has it.": "According to the WHO, one adult in ten has it.",
    "Pfizer and Merck found that the drug works.": "Pfizer and Merck found that the drug works.",
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SAID.items())
def test_what_is_said(text: str, said: str) -> None:
    assert plain_statement(text) == said


@pytest.mark.parametrize("said", SAID.values())
def test_what_is_plain_stays(said: str) -> None:
    assert plain_statement(said) == said


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    assert len(plain_statement(text)) <= len(text) + 40


@pytest.mark.parametrize("piece", [" ", "\n", "[1]\n", "[1] [2] ", "; ", "A. ", "Aa, "])
def test_no_sentence_takes_long(piece):
    start = time.process_time()
    plain_statement(f"Coffee{(piece * 8000)[:8000]}helps")
    assert time.process_time() - start < 30  # 1,500 markers and the blanks they leave took minutes
