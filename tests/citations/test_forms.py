"""Strict forms that patterns read: GB/T 7714, GOST, law reviews, web pages without a date, online first."""

import pytest

from refdb.citations.parsing.forms import labelled
from refdb.citations.parsing.parser import load_parser
from refdb.citations.parsing.tokens import tokenize


def zones(text: str) -> dict[str, str]:
    """field -> its words, where the tagger found nothing but titles."""
    tokens = tokenize(text)
    found: dict[str, list[str]] = {}
    for word, label in zip(tokens.words, labelled(tokens, ["IT"] * len(tokens.words)), strict=True):
        if label != "N":
            found.setdefault(label[-1], []).append(word)
    return {letter: " ".join(words) for letter, words in found.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("李明, 张华, 等. 睡眠与骨骼[J]. 睡眠杂志, 2021, 7(14): 11-17.",
         {"A": "李明 张华", "T": "睡眠与骨骼", "J": "睡眠杂志", "Y": "2021", "V": "7", "I": "14", "P": "11 17"}),
        ("Otter M F. Rest and sleep[J]. N Engl J Rest, 2007, 357(3): 266-281.",
         {"A": "Otter M F", "T": "Rest and sleep", "J": "N Engl J Rest", "Y": "2007", "V": "357", "I": "3", "P": "266 281"}),
        ("李明. 睡眠史[M]. 北京: 中华书局, 2000: 29.", {"A": "李明", "T": "睡眠史", "L": "北京", "U": "中华书局", "Y": "2000", "P": "29"}),
        ("张华. 睡眠的研究[D]. 上海: 复旦大学, 2015.", {"A": "张华", "T": "睡眠的研究", "L": "上海", "U": "复旦大学", "Y": "2015"}),
        ("Выдрин И. И., Бобров П. П. Сон и отдых // Вестник сна. 2015. Т. 70, № 3. С. 45–52.",
         {"A": "Выдрин И И Бобров П П", "T": "Сон и отдых", "J": "Вестник сна", "Y": "2015", "V": "70", "I": "3", "P": "45 52"}),
        ("Otter A. B. Rest at night // Nature. 2019. Vol. 571, No. 2. P. 1–3.",
         {"A": "Otter A B", "T": "Rest at night", "J": "Nature", "Y": "2019", "V": "571", "I": "2", "P": "1 3"}),
        ("Бобров Ю. М. Теория сна. М.: Искусство, 1970. 384 с.",
         {"A": "Бобров Ю М", "T": "Теория сна", "L": "М", "U": "Искусство", "Y": "1970"}),
        ("Ann R. Otter, Rest in Private Law, 108 Harv. L. Rev. 1733, 1735–36 (1995).",
         {"A": "Ann R Otter", "T": "Rest in Private Law", "V": "108", "J": "Harv L Rev", "P": "1733", "Y": "1995"}),
        ("Ann Otter, ‘Rest and Law’ (1976) 89 Harvard L Rev 1685, 1690.",
         {"A": "Ann Otter", "T": "Rest and Law", "Y": "1976", "V": "89", "J": "Harvard L Rev", "P": "1685"}),
        ("Ann Otter, 'Rest and Law' [2005] PL 440.", {"A": "Ann Otter", "T": "Rest and Law", "Y": "2005", "J": "PL", "P": "440"}),
        ("Ann Otter, Rest and Other Laws of Sleep 47 (1999).",
         {"A": "Ann Otter", "T": "Rest and Other Laws of Sleep", "P": "47", "Y": "1999"}),
        ("Ann B. Otter and Carl Dorn, The Bed as an Agent of Rest (Oslo: Oslo University Press, 1980), 44–46.",
         {"A": "Ann B Otter and Carl Dorn", "T": "The Bed as an Agent of Rest", "L": "Oslo", "U": "Oslo University Press",
          "Y": "1980", "P": "44 46"}),
        ("Otter, A. R.; de Nap, B.; Bed-Rest, C. Organometallics 2010, 29, 2176.",
         {"A": "Otter A R de Nap B Bed Rest C", "J": "Organometallics", "Y": "2010", "V": "29", "P": "2176"}),
        ("Otter, A. R.; Nap, B. J. Org. Chem. 1997, 62, 7512.",
         {"A": "Otter A R Nap B", "J": "J Org Chem", "Y": "1997", "V": "62", "P": "7512"}),
        ("Otter, A. R.; Nap, B. J. Org. Lett. 1999, 1, 7.",
         {"A": "Otter A R Nap B J", "J": "Org Lett", "Y": "1999", "V": "1", "P": "7"}),
        ("A. R. Otter, B.-C. van Nap, J. Am. Rest. Soc. USA 2004, 126, 15046–15047",
         {"A": "A R Otter B C van Nap", "J": "J Am Rest Soc USA", "Y": "2004", "V": "126", "P": "15046 15047"}),
        ("A. R. Otter et al., Proc. Natl. Acad. Rest 2007, 104, 2614.",
         {"A": "A R Otter et al", "J": "Proc Natl Acad Rest", "Y": "2007", "V": "104", "P": "2614"}),
        ("Otter Clinic Staff. (n.d.). Rest. Otter Clinic. Retrieved May 3, 2024, from https://otter.example/rest",
         {"A": "Otter Clinic Staff", "T": "Rest", "U": "Otter Clinic"}),
        ("Rest. (2024, May 3). In Wikipedia. https://en.wikipedia.org/wiki/Rest", {"T": "Rest", "Y": "2024", "B": "Wikipedia"}),
    ],
)  # fmt: skip
def test_forms(text, expected):
    assert zones(text) == expected


def test_a_group_or_body_at_the_head_keeps_what_the_tagger_found_behind_it():
    assert (
        zones("GBD 2019 Risk Factors Collaborators. Burden of risks. Lancet 2020; 396: 1223")["A"]
        == "GBD 2019 Risk Factors Collaborators"
    )
    assert zones("NHS. Rest. https://nhs.example/rest. Accessed May 3, 2024.")["A"] == "NHS"


def test_the_day_a_work_went_online_is_no_volume():
    tokens = tokenize("Otter R. Rest. JAMA Rest. Published online February 1, 2013. doi:10.1001/2013.rest.1")
    labels = labelled(tokens, ["IJ"] * len(tokens.words))
    assert [w for w, label in zip(tokens.words, labels, strict=True) if label == "N"] == [
        "Published",
        "online",
        "February",
        "1",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Smith J, Jones B. Sleep and memory. Nature. 2001;3:1-9.",
        "A. Einstein, Annalen der Physik 17 (1905).",
        "Smith, J. (2001). Sleep and memory. Nature, 3, 1-9.",
        "F. Wilczek, Phys. Rev. Lett. 48, 1144 (1982).",
        "Smith J [2001] Sleep and memory, Nature 3:1-9",
        "",
    ],
)
def test_other_references_keep_their_labels(text):
    tokens = tokenize(text)
    labels = ["IT"] * len(tokens.words)
    assert labelled(tokens, labels) == labels


def test_the_parser_reads_bodies_and_days_of_access():
    parse = load_parser().parse
    page = parse("NHS. Rest. https://nhs.example/rest. Accessed May 3, 2024.")
    assert ([p.literal for p in page.authors], page.title, page.year) == (["NHS"], "Rest", None)
    assert parse("Benelux Union: Treaty of the Union. Treaty. First accessed 19 July 2021.1958.").year == 1958
    online = parse(
        "Otter R, Weir T. Rest and sleep. JAMA Surg. Published online February 1, 2013. doi:10.1001/2013.rest.1"
    )
    assert (online.container_title, online.volume, online.year) == ("JAMA Surg", "", 2013)
    coauthors = parse(
        "Выдрин, И.И. Сон и отдых / И.И. Выдрин, П.П. Бобров // Вестник сна. — 2018. — Т. 64. — № 2. — С. 12-18."
    )
    assert [p.family for p in coauthors.authors] == ["Выдрин", "Бобров"]
    assert parse("Otter A; Weir, B. Angew. Chem., Int. Ed. 2000, 39, 44").container_title == "Angew. Chem., Int. Ed"
    assert (
        parse("Yang, A. et al. Qwen2 technical report. CoRR, abs/2407.10671, 2024.").title == "Qwen2 technical report"
    )


@pytest.mark.parametrize(
    ("text", "authors", "title"),
    [
        ("U.S. Rest and Nap Administration. Naps: safety. February 28, 2012. Accessed May 3, 2024. https://www.nap.example/s",
         ["U.S. Rest and Nap Administration"], "Naps: safety"),
        ("Otter A, Dorn C, Ebel E, et al; NAP-OLD Investigators. Naps in old age. JAMA Nap. 2022;3:4-9.",
         ["Otter", "Dorn", "Ebel", "NAP-OLD Investigators"], "Naps in old age"),
        ("Otter A, Dorn C, et al; for the NAP Study Group. Naps in old age. JAMA Nap. 2022;3:4-9.",
         ["Otter", "Dorn", "NAP Study Group"], "Naps in old age"),
    ],
)  # fmt: skip
def test_bodies_and_groups_at_the_front(text, authors, title):
    parsed = load_parser().parse(text)
    assert [person.family or person.literal for person in parsed.authors] == authors
    assert parsed.title == title
