"""What "it" and "this drug" stand for, and when nobody can say."""

import pytest

from refdb.claims.detection.coreference import points_back, resolve


@pytest.mark.parametrize(
    ("before", "text", "read", "how"),
    [
        ("Clomiphene blocks estrogen receptors.", "It raises testosterone.", "Clomiphene raises testosterone.", "It = Clomiphene"),
        ("Clomiphene blocks receptors.", "This drug raises testosterone.", "Clomiphene raises testosterone.", "This drug = Clomiphene"),
        ("Metformin lowers glucose.", "Such treatment rarely causes nausea.", "Metformin rarely causes nausea.", "Such treatment = Metformin"),
        ("Statins are taken by millions.", "They lower cholesterol.", "Statins lower cholesterol.", "They = Statins"),
        (
            "Clomiphene and letrozole are taken by mouth.",
            "These drugs induce ovulation.",
            "Clomiphene and letrozole induce ovulation.",
            "These drugs = Clomiphene and letrozole",
        ),
        ("Asthma is common.", "This disease affects one child in ten.", "Asthma affects one child in ten.", "This disease = Asthma"),
        (
            "The pituitary gland is small.",
            "However, it secretes many hormones.",
            "However, the pituitary gland secretes many hormones.",
            "it = The pituitary gland",
        ),
        ("Vitamin D is made in the skin.", "Its half-life is two weeks.", "Vitamin D’s half-life is two weeks.", "Its = Vitamin D"),
        ("Diabetes is rising.", "It damages the kidneys.", "Diabetes damages the kidneys.", "It = Diabetes"),
    ],
)  # fmt: skip
def test_is_resolved(before: str, text: str, read: str, how: str) -> None:
    found = resolve(text, before)
    assert found is not None
    assert (found.text, str(found)) == (read, how)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("Hypogonadism reduces sperm counts.", "This therapy restores fertility."),  # a disease is no therapy
        ("Statins are taken by millions.", "It lowers cholesterol."),  # number
        ("Metformin is cheap.", "They lower glucose."),
        ("The use of statins has grown.", "It costs little."),  # the use, or the statins?
        ("Clomiphene is a drug that blocks receptors.", "It raises testosterone."),  # two clauses
        ("Aspirin thins the blood, and warfarin does too.", "It can cause bleeding."),
        ("Zinc is cheap.", "It is known that iron is stored."),  # stands for nothing
        ("Zinc is cheap.", "It is understandable that iron is stored."),
        ("The higher health care costs weigh on all.", "It has fallen."),
        ("Zinc is cheap.", "It takes weeks to heal."),
        ("Zinc is cheap.", "It is, therefore, believed that iron is stored."),
        ("Zinc is cheap.", "Therefore, it would appear to be critical to eat well."),
        ("Zinc is cheap.", "It would be of great importance to study iron."),
        ("Aspirin inhibits platelets.", "This reduces clotting."),  # the event, not the drug
        ("The study enrolled 30 men.", "It found no effect."),
        ("Men are treated early.", "They improve."),
        ("It raises testosterone.", "It also raises sperm counts."),
        ("Zinc or copper is given.", "It shortens colds."),
        ("", "It shortens colds."),
        ("Zinc is cheap.", "Copper is dear."),
    ],
)
def test_is_left(before: str, text: str) -> None:
    assert resolve(text, before) is None


def test_what_was_resolved_carries_on() -> None:
    first = resolve("It blocks receptors.", "Clomiphene is old.")
    assert first is not None
    second = resolve("It also raises testosterone.", first.text)
    assert second is not None
    assert second.text == "Clomiphene also raises testosterone."


@pytest.mark.parametrize(
    "text",
    [
        "It raises testosterone.",
        "This can cause pain.",
        "They often improve mood.",
        "It is used to treat colds.",
        "It was found to reduce fever.",
        "These reduce pain.",
    ],
)
def test_points_back(text: str) -> None:
    assert points_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "It is known that zinc shortens colds.",
        "These findings highlight a risk.",
        "This reduced dose can help.",
        "Zinc shortens colds.",
    ],
)
def test_does_not_point_back(text: str) -> None:
    assert not points_back(text)
