"""What becomes a passage, and what never does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refdb.model import Passage, Span, Work
from refdb.retrieval.boilerplate import is_boilerplate, without_references
from refdb.retrieval.embedding import passage_text
from refdb.retrieval.passages import MOST_PIECES, cut
from refdb.retrieval.pieces import count_pieces
from refdb.retrieval.windows import PIECES, SLOTS, best_of_each, entries, entries_of, windows
from refdb.text.sentences import split


def test_an_abstract_is_one_passage_with_its_sentences():
    work = Work(key="a", title="On sleep", abstract="Sleep helps. It does.\n\n© 2019 Elsevier. All rights reserved.")
    (passage,) = cut(work, split)
    assert (passage.text, passage.origin, passage.title) == ("Sleep helps. It does.", "abstract", "On sleep")
    assert passage.sentences == (Span(0, 12), Span(13, 21))


def test_a_full_text_is_cut_at_sections_and_its_references_are_left_out():
    text = f"Methods\n\n{'We slept. ' * 150}\n\nResults\n\nWe woke.\n\nReferences\n\nSmith J. Sleep. 2001;3:4-5."
    passages = cut(Work(key="a", title="T", full_text=text), split)
    assert {p.section for p in passages} == {"Methods", "Results"}
    assert passages[-1].text == "We woke."
    assert all(p.text[slice(*s)] in ("We slept.", "We woke.") for p in passages for s in p.sentences)
    assert sum(len(p.sentences) for p in passages) == 151


def test_a_work_without_text_can_be_found_by_its_title():
    assert cut(Work(key="a", title="On sleep", subtitle="a study"), split) == [
        Passage("a", "On sleep: a study", (Span(0, 17),), origin="title", title="On sleep: a study")
    ]
    assert cut(Work(key="a"), split) == []


def test_nothing_is_cut_off_silently_however_many_pieces_a_word_has():
    """Passages of 1100 characters of chemistry had 500 word pieces, and the embedder read half of them."""
    sentence = "The 5-hydroxytryptophan-N-acetylserotonin-methyltransferase ratio was 12.345±6.789 µmol/l (p=0.00123). "
    work = Work(key="a", title="Indoleamines", abstract=sentence * 24)
    passages = cut(work, split)
    assert len(passages) > 1
    assert all(n <= MOST_PIECES for n in count_pieces([p.text for p in passages]))
    assert all(n <= 254 for p in passages for n in count_pieces(windows(p)))
    assert " ".join(p.text for p in passages) == work.abstract.strip()


def test_the_passages_of_a_text_are_of_like_size():
    work = Work(key="a", title="T", abstract="Sleep helps the memory of mice and of men. " * 60)
    sizes = count_pieces([p.text for p in cut(work, split)])
    assert len(sizes) == 2
    assert max(sizes) < 1.3 * min(sizes)


def test_a_sentence_longer_than_a_passage_is_cut_between_words():
    work = Work(key="a", title="T", abstract=" ".join(f"w{n}" for n in range(700)))
    passages = cut(work, split)
    assert " ".join(p.text for p in passages) == work.abstract
    assert all(n <= MOST_PIECES for n in count_pieces([p.text for p in passages]))
    assert all(n <= 254 for p in passages for n in count_pieces(windows(p)))


@settings(max_examples=40)
@given(st.text(alphabet="aB.1 µ(\n", max_size=900))
def test_sentences_lie_where_the_passage_says(text):
    for passage in cut(Work(key="a", title="T", full_text=text), split):
        assert all(passage.text[slice(*span)].strip() for span in passage.sentences)
        assert " ".join(passage.text[slice(*span)] for span in passage.sentences) == passage.text


@pytest.mark.parametrize(
    "sentence",
    [
        "© 2019 Elsevier Ltd. All rights reserved.",
        "Copyright © 2011 The Authors.",
        "Copyright 2020 by the American Society of Sleep.",
        "(c) 2008 Wiley-Liss, Inc.",
        "Published by Elsevier Inc.",
        "Published by Oxford University Press on behalf of the Sleep Society.",
        "This is an open access article under the CC BY license.",
        "This article is protected by copyright.",
        "For permissions, please e-mail: journals@example.org.",
        "Trial registration: NCT01234567.",
    ],
)
def test_publishers_lines_are_no_passages(sentence):
    assert is_boilerplate(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Guidelines published by the WHO differ from ours.",
        "Published by chance in two journals, the trial was counted twice by earlier reviews.",
        "Copyright law did not change how often data were shared.",
        "Data were released under a creative commons licence in 40 % of the trials.",
        "Open access articles were cited more often than others.",
        "The trial registration was retrospective in half of the studies.",
        "For permissions granted before 2010 the effect was smaller.",
        "(C) showed the larger effect.",
    ],
)
def test_sentences_about_publishing_stay(sentence):
    """ "published by", "copyright" and "creative commons" anywhere in a sentence dropped it."""
    assert not is_boilerplate(sentence)


BODY = "Sleep helps memory, as was said. " * 5
LIST = "1. Smith J, Roe R. Sleep and memory. J Rest. 2001;3:4-5.\n2. Braun E. Dreams. Nature 1999;401:12-\n13.\n3. Weber M. Naps. Oxford University Press; 2005."


def test_a_reference_list_in_the_first_half_is_left_out_too():
    """With long appendices the list stands in the first half, and became passages."""
    appendix = "Appendix A\n\n" + "We asked about naps. " * 60
    text = f"{BODY}\n\nReferences\n\n{LIST}\n\n{appendix}"
    assert without_references(text) == f"{BODY}\n\n{appendix}".strip("\n")


def test_entries_that_are_paragraphs_end_where_prose_begins():
    entries = LIST.replace("-\n13", "-13").replace("\n", "\n\n")
    assert (
        without_references(f"{BODY}\n\nReferences\n\n{entries}\n\nAppendix\n\n{BODY}")
        == f"{BODY}\n\nAppendix\n\n{BODY}"
    )
    assert without_references(f"{BODY}\n\nReferences\n\n{entries}") == BODY


def test_a_table_of_contents_is_no_reference_list():
    text = f"Introduction\n\nReferences\n\nAppendix\n\n{BODY}"
    assert without_references(text) == text


def test_title_and_section_go_before_the_passage():
    assert passage_text(Passage("a", "It helps.", title="On sleep.")) == "On sleep. It helps."
    assert (
        passage_text(Passage("a", "It helps.", title="On sleep", section="Results")) == "On sleep. Results. It helps."
    )
    assert passage_text(Passage("a", "On sleep", origin="title", title="On sleep")) == "On sleep"


def test_a_passage_is_embedded_in_windows_of_like_size():
    (passage,) = cut(Work(key="a", title="T", abstract="Sleep helps the memory of mice and of men. " * 22), split)
    texts = windows(passage)
    assert [text.count("Sleep") for text in texts] == [11, 11]
    assert all(text.startswith("T. Sleep") for text in texts)
    assert max(count_pieces(texts)) <= PIECES + 20
    assert windows(Passage("a", "On sleep", origin="title", title="On sleep")) == ["On sleep"]


@given(st.lists(st.integers(1, 90), min_size=1, max_size=60))
def test_windows_hold_every_sentence_once(lengths):
    text, spans = "", []
    for n, length in enumerate(lengths):
        spans.append(Span(len(text), len(text) + len(f"s{n}") + length))
        text += f"s{n}" + "x" * length + " "
    texts = windows(Passage("a", text.strip(), tuple(spans)), lambda some: [len(one) for one in some])
    assert " ".join(texts) == text.strip()
    assert len(texts) <= SLOTS


def test_entries_of_the_index_belong_to_passages():
    assert entries(7, 3).tolist() == [112, 113, 114]
    assert entries_of([7], np.array([16, 112, 113, 130])).tolist() == [112, 113]
    scores = np.array([0.9, 0.8, 0.7, -9.0], dtype=np.float32)
    assert best_of_each(np.array([113, 130, 112, -1]), scores, 5) == [(7, pytest.approx(0.9)), (8, pytest.approx(0.8))]


def test_a_short_sentence_is_not_measured_before_its_group_is():
    """Each sentence of an abstract was counted twice, which took a quarter of an import's time."""
    asked = []

    def measured(texts):
        asked.append(list(texts))
        return [len(text.split()) for text in texts]

    passages = cut(Work(abstract="Naps help memory. Coffee does not."), split, measured)
    assert [passage.text for passage in passages] == ["Naps help memory. Coffee does not."]
    assert asked == [["Naps help memory.", "Coffee does not."]]
