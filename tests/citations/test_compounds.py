"""Entries that hold several works, and entries that only look so."""

import pytest

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract
from refdb.citations.lists.compounds import works_of
from refdb.citations.lists.entries import Entry
from refdb.model import Span


def works(raw):
    return [(w.raw, w.label) for w in works_of(raw, Entry(raw, Span(0, len(raw)), "7"))]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            "(a) Roe, A. J. Nap 2010, 2, 3. (b) Doe, B. J. Nap 2011, 4, 5.",
            ["Roe, A. J. Nap 2010, 2, 3.", "Doe, B. J. Nap 2011, 4, 5."],
        ),
        (
            "[7] a) A. Roe, Nap 2010, 2, 3; b) B. Doe, Nap 2011, 4, 5; c) C. Poe, Nap 2012, 6, 7.",
            ["A. Roe, Nap 2010, 2, 3", "B. Doe, Nap 2011, 4, 5", "C. Poe, Nap 2012, 6, 7."],
        ),
        (
            "A. Roe and B. Doe, Phys. Rev. X 1, 2 (1991); C. Poe, Phys. Rev. X 3, 4 (1992).",
            ["A. Roe and B. Doe, Phys. Rev. X 1, 2 (1991)", "C. Poe, Phys. Rev. X 3, 4 (1992)."],
        ),
        (
            "Roe A, Doe B. Naps. J Rest. 2013;148:118; Poe C, Moe D. Teas. J Tea. 2021;9:12-19.",
            ["Roe A, Doe B. Naps. J Rest. 2013;148:118", "Poe C, Moe D. Teas. J Tea. 2021;9:12-19."],
        ),
    ],
)
def test_several_works(raw, expected):
    assert works(raw) == [(work, "7") for work in expected]


@pytest.mark.parametrize(
    "raw",
    [
        "Fulmer, G. R.; Miller, A. J. M.; Sherden, N. H. Organometallics 2010, 29, 2176.",
        "Roe A. Naps in (a) adults and (b) children. J Rest. 2019;3(1):33-44; discussion 45.",
        "Roe A. Vitamin (d) and bone. J Rest. 2019;3:1. doi:10.1000/x; PMID: 123456.",
        "Roe, A.; Doe, B. In Handbook of Naps; Poe, C., Ed.; Wiley: New York, 2001; pp 3-9.",
    ],
)
def test_one_work(raw):
    assert works(raw) == [(raw, "7")]


def test_a_sentence_that_cites_the_number_cites_all_its_works():
    text = """Naps and teas

Naps help the old [1]. Tea does not [2,3].

References
(1) (a) Roe, A.; Doe, B. J. Nap 2010, 2, 3. (b) Poe, C. J. Nap 2011, 4, 5.
(2) Moe, D. J. Tea 2012, 6, 7.
(3) Zoe, E. J. Tea 2013, 8, 9.
"""
    article = extract(read_bytes(text.encode(), "x.txt"))
    assert [r.label for r in article.references] == ["1", "1", "2", "3"]
    assert [c.reference_numbers for c in article.citations] == [(1, 2), (3, 4)]
    for reference in article.references:
        assert article.text[slice(*reference.span)].endswith(reference.raw)


def test_a_supplement_has_a_list_of_its_own():
    text = """Naps and teas

Naps help the old [1]. Tea does not [2,S1].

References
1. Roe A, Doe B. Naps in adults. J Rest. 2013;148:118-9.
2. Poe C, Moe D. Teas in adults. J Tea. 2021;9:12-19.

Online methods
Levels were measured [S1,S2].

Supplementary references
S1. Moe D. Measuring tea. J Tea. 2012;6:7-9.
S2. Zoe E. Measuring naps. J Rest. 2013;8:9-11.
"""
    article = extract(read_bytes(text.encode(), "x.txt"))
    assert [r.label for r in article.references] == ["1", "2", "S1", "S2"]
    assert [c.reference_numbers for c in article.citations] == [(1,), (2, 3), (3, 4)]


def test_a_second_list_that_counts_anew_is_linked_to_its_own_part():
    text = """Naps and teas

Naps help the old [1]. Tea does not [2].

References
[1] Roe A, Doe B. Naps in adults. J Rest. 2013;148:118-9.
[2] Poe C, Moe D. Teas in adults. J Tea. 2021;9:12-19.

Appendix
Levels were measured in blood [2].

References
[1] Moe D. Measuring tea. J Tea. 2012;6:7-9.
[2] Zoe E. Measuring naps. J Rest. 2013;8:9-11.
"""
    article = extract(read_bytes(text.encode(), "x.txt"))
    assert [c.reference_numbers for c in article.citations] == [(1,), (2,), (4,)]


def test_keys_and_signs_of_full_width():
    keyed = """Naps and teas

Naps help the old [Roe13]. Tea does not [Poe21, Roe13, p. 4]. None said [sic] so.

References
[Poe21] Poe C, Moe D. Teas in adults. J Tea. 2021;9:12-19.
[Roe13] Roe A, Doe B. Naps in adults. J Rest. 2013;148:118-9.
"""
    article = extract(read_bytes(keyed.encode(), "x.txt"))
    assert [(r.label, r.raw[:5]) for r in article.references] == [("Poe21", "Poe C"), ("Roe13", "Roe A")]
    assert [c.reference_numbers for c in article.citations] == [(2,), (1, 2)]

    wide = "骨骼\n\n老年人的骨骼会变薄［1］。维生素不能预防骨折［2］。\n\n参考文献\n［1］陈晓，周宁．老年骨骼的变化［J］．中国杂志，2018，24（2）：101－106．\n［2］赵敏．阳光与健康［M］．上海：上海出版社，2012：33－35．\n"
    article = extract(read_bytes(wide.encode(), "x.txt"))
    assert [r.label for r in article.references] == ["1", "2"]
    assert article.references[0].raw.startswith("陈晓，周宁．")
    assert [c.reference_numbers for c in article.citations] == [(1,), (2,)]


def test_what_leads_in_to_a_work_is_no_author():
    text = """Naps and teas

Naps help [1]. Teas help [S1–S2].

References
[1] (a) For reviews, see: A. Roe, C. Doe, Nap 2010, 2, 3; (b) see also: B. Poe, D. Moe, Nap 2011, 4, 5.
S1. Lee A, Ray B. Teas at night. Nap. 2012;6:7-9.
S2. Kay A, Jay B. Teas at noon. Nap. 2013;7:7-9.
"""
    article = extract(read_bytes(text.encode(), "x.txt"))
    assert [[p.family for p in r.parsed.authors] for r in article.references] == [
        ["Roe", "Doe"], ["Poe", "Moe"], ["Lee", "Ray"], ["Kay", "Jay"],
    ]  # fmt: skip
    assert [(c.marker, c.reference_numbers) for c in article.citations] == [("[1]", (1, 2)), ("[S1–S2]", (3, 4))]
