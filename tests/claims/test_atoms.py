"""Compound sentences and the single statements they make."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refdb.claims.subclaims.clauses import NEGATIONS
from refdb.claims.subclaims.splitting import MOST, atoms

SPLIT = {
    # one subject, two verbs
    "Clomiphene raises testosterone and lowers estradiol.": [
        "Clomiphene raises testosterone.",
        "Clomiphene lowers estradiol.",
    ],
    "Exercise raises heart rate, improves mood, and lowers blood pressure.": [
        "Exercise raises heart rate.",
        "Exercise improves mood.",
        "Exercise lowers blood pressure.",
    ],
    "Statins lower cholesterol and reduce mortality.": ["Statins lower cholesterol.", "Statins reduce mortality."],
    "Aspirin inhibits platelets but increases the risk of bleeding.": [
        "Aspirin inhibits platelets.",
        "Aspirin increases the risk of bleeding.",
    ],
    "Obesity is common and is a risk factor for diabetes.": None,  # "for diabetes" may be what both are said of
    "Treatment with letrozole increased testosterone and was well tolerated.": [
        "Treatment with letrozole increased testosterone.",
        "Treatment with letrozole was well tolerated.",
    ],
    "The drug reduced pain by 20% and lowered fever by 2 degrees.": [
        "The drug reduced pain by 20%.",
        "The drug lowered fever by 2 degrees.",
    ],
    # what is shared stays with both: "may", who, how long, against what
    "Zinc may shorten colds and reduce fever.": ["Zinc may shorten colds.", "Zinc may reduce fever."],
    "Zinc probably shortens colds and reduces fever.": [
        "Zinc probably shortens colds.",
        "Zinc probably reduces fever.",
    ],
    "Clomiphene raises testosterone and lowers estradiol in older men.": [
        "Clomiphene raises testosterone in older men.",
        "Clomiphene lowers estradiol in older men.",
    ],
    "Metformin improves glucose control and reduces body weight compared with placebo.": [
        "Metformin improves glucose control compared with placebo.",
        "Metformin reduces body weight compared with placebo.",
    ],
    "Yoga reduces anxiety and improves sleep after 8 weeks.": [
        "Yoga reduces anxiety after 8 weeks.",
        "Yoga improves sleep after 8 weeks.",
    ],
    "Studies suggest that zinc shortens colds and reduces fever.": [
        "Studies suggest that zinc shortens colds.",
        "Studies suggest that zinc reduces fever.",
    ],
    "In older adults, vitamin D lowers the risk of falls, and calcium reduces fractures.": [
        "In older adults, vitamin D lowers the risk of falls.",
        "In older adults, calcium reduces fractures.",
    ],
    # a "not" belongs to its own verb
    "Clomiphene does not raise testosterone but lowers estradiol.": [
        "Clomiphene does not raise testosterone.",
        "Clomiphene lowers estradiol.",
    ],
    "Aspirin prevents heart attacks but does not prevent cancer.": [
        "Aspirin prevents heart attacks.",
        "Aspirin does not prevent cancer.",
    ],
    # two clauses
    "Vitamin D raises calcium, whereas calcitonin lowers calcium.": [
        "Vitamin D raises calcium.",
        "Calcitonin lowers calcium.",
    ],
    "Leptin reduces hunger, while ghrelin increases appetite.": [
        "Leptin reduces hunger.",
        "Ghrelin increases appetite.",
    ],
    "Although zinc shortens colds, vitamin C has no effect.": ["Zinc shortens colds.", "Vitamin C has no effect."],
    "Zinc shortens colds; however, vitamin C has no effect.": ["Zinc shortens colds.", "Vitamin C has no effect."],
    "The virus infects liver cells, and infected cells die within two days.": [
        "The virus infects liver cells.",
        "Infected cells die within two days.",
    ],
    "The p53 protein stops division, but mdm2 degrades the protein.": [
        "The p53 protein stops division.",
        "mdm2 degrades the protein.",
    ],
    # "which"
    "Metformin, which lowers glucose, is taken by mouth.": [
        "Metformin is taken by mouth.",
        "Metformin lowers glucose.",
    ],
    "Luteinizing hormone acts on Leydig cells, which produce testosterone.": [
        "Luteinizing hormone acts on Leydig cells.",
        "Leydig cells produce testosterone.",
    ],
    # lists of effects
    "Metformin causes nausea, diarrhoea, and headache.": [
        "Metformin causes nausea.",
        "Metformin causes diarrhoea.",
        "Metformin causes headache.",
    ],
    "Metformin causes nausea and diarrhoea in children.": [
        "Metformin causes nausea in children.",
        "Metformin causes diarrhoea in children.",
    ],
    "Sleep loss is associated with higher blood pressure and lower insulin sensitivity.": [
        "Sleep loss is associated with higher blood pressure.",
        "Sleep loss is associated with lower insulin sensitivity.",
    ],
}
WHOLE = [
    "Clomiphene raises testosterone.",
    # whose ending is it?
    "Clomiphene raises testosterone and lowers estradiol in the liver.",
    "Zinc shortens colds and is taken with food.",
    # negation over both, or over neither
    "Clomiphene does not raise testosterone and lower estradiol.",
    "No drug raises testosterone and lowers estradiol.",
    "There is no evidence that zinc shortens colds and reduces fever.",
    "No trial has shown that zinc shortens colds, and vitamin C prevents fever.",
    "Few patients take aspirin and reduce the dose.",
    "Zinc fails to shorten colds and reduce fever.",
    # not asserted
    "If zinc is taken early, zinc shortens colds and reduces fever.",
    "Whether zinc shortens colds and reduces fever is unknown.",
    "It is possible that zinc shortens colds, and copper reduces fever.",
    # only together
    "Zinc and copper together shorten colds and reduce fever.",
    "Zinc or copper shortens colds and reduces fever.",
    "Either zinc shortens colds or copper reduces fever.",
    "Men and women lost 2 kg and 3 kg, respectively, and gained the same amount of muscle.",
    # the second verb has another subject, or is no verb
    "Ibuprofen inhibits an enzyme that raises temperature and lowers appetite.",
    "Patients reported nausea and reduced appetite.",
    "Aspirin is used to reduce pain and prevent stroke.",
    "Zinc can help reduce fever and shorten colds.",
    "Smoking causes increases in heart rate and changes in mood.",
    "Insulin resistance occurs in obesity but not in anorexia.",
    # shared adjective, shared noun
    "Metformin improves systolic and diastolic blood pressure.",
    "Smoking causes heart and lung disease.",
    "Garlic lowers blood pressure and glucose.",
    # points at the other half
    "Vitamin D raises calcium, whereas calcitonin lowers it.",
    "The liver makes cholesterol and stores it.",
    "Zinc shortens colds, but many patients dislike its taste.",
    "In children, zinc shortens colds, whereas copper shortens colds in men.",
    "The adult line is dark, while the young line is not.",
    "The extract inhibited the enzyme, and also suppressed growth in a chronically infected line.",
    # lists that only look like clauses
    "Symptoms include fever, cough, and pain that lasts a week.",
    "Bread, milk, and eggs contain protein.",
    # which of two nouns is meant?
    "The use of metformin, which is cheap, has grown.",
    "The pancreas secretes insulin, which lowers glucose.",
    # several sentences are not one
    "Zinc shortens colds. Copper reduces fever and improves mood.",
    "",
    "Zinc",
]


@pytest.mark.parametrize(("text", "parts"), [(t, p) for t, p in SPLIT.items() if p])
def test_several_statements_become_single_ones(text: str, parts: list[str]) -> None:
    assert list(atoms(text)) == parts


@pytest.mark.parametrize("text", [*WHOLE, *(t for t, p in SPLIT.items() if p is None)])
def test_what_is_not_safe_to_split_stays_whole(text: str) -> None:
    assert atoms(text) == (text,)


SUBJECTS = ("Zinc", "Vitamin D", "The drug", "Statins", "No drug", "Long sleep", "Patients with asthma", "It")
VERBS = (
    "raises",
    "lowers",
    "reduced",
    "does not prevent",
    "may improve",
    "causes",
    "is",
    "never cures",
    "reduce",
    "fails to cure",
)
OBJECTS = (
    "pain", "the risk of stroke by 12.5%", "fever and cough", "3 kg", "not harmful", "blood pressure in older men", "nausea, pain, and fatigue",
    "higher glucose and lower weight after 2 weeks",
)  # fmt: skip
JOINTS = (
    " and ",
    ", and ",
    " but ",
    "; ",
    ", whereas ",
    ", which ",
    " or ",
    ", while ",
    " because ",
    ", although ",
    " that ",
)
LEADS = ("", "Although ", "In children, ", "If ", "Studies suggest that ", "There is no proof that ", "Not only ")
clauses = st.tuples(st.sampled_from(("", *SUBJECTS)), st.sampled_from(VERBS), st.sampled_from(OBJECTS)).map(" ".join)
sentences = st.tuples(
    st.sampled_from(LEADS), clauses, st.sampled_from(JOINTS), clauses, st.sampled_from(JOINTS), clauses
).map(lambda parts: " ".join("".join(parts).split()) + ".")
WORD = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@settings(max_examples=60, deadline=None)
@given(sentences)
def test_parts_add_nothing_and_lose_no_number_and_no_negation(text: str) -> None:
    parts = atoms(text)
    assert 1 <= len(parts) <= MOST
    said = {word.lower() for word in WORD.findall(text)}
    assert all(word.lower() in said for part in parts for word in WORD.findall(part))
    assert {n for part in parts for n in NUMBER.findall(part)} == set(NUMBER.findall(text))
    assert sum(len(NEGATIONS.findall(part)) for part in parts) >= len(NEGATIONS.findall(text))


@settings(max_examples=60, deadline=None)
@given(sentences)
def test_parts_are_single_and_sentences(text: str) -> None:
    parts = atoms(text)
    if len(parts) > 1:
        assert all(part.endswith(".") and part[0].isupper() for part in parts)
        assert [atoms(part) for part in parts] == [(part,) for part in parts]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    assert atoms(text)
