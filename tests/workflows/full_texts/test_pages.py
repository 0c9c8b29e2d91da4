"""The page of a PDF on which a passage stands, from the file to what a reader is shown."""

import json

import pytest

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract
from refdb.library import open_library
from refdb.model import Work
from refdb.retrieval.passages import cut
from refdb.text.sentences import split
from refdb.workflows.full_texts.texts import texts_of
from tests.articles.test_pdf import make_pdf

PARAGRAPHS = {
    1: ("Naps were measured in forty students of one town.", "The students slept in a quiet room after lunch."),
    2: ("Coffee kept twenty drivers awake on the long road.", "The drivers were tested in the early morning hours."),
    3: ("Tea did nothing to the patience of the librarians.", "Their books were counted by the end of the summer."),
}
NAMES = "Ann Bert Cleo Dora Emil Fay Gus Hope Ida Jon Kim Lea Max Nell".split()
ORDINALS = ("", "first", "second", "third")


def page_of(sentences, n):
    """A heading and a paragraph of many lines."""
    lines = [sentences[i % 2] + f" This was told by {NAMES[i]} of the {ORDINALS[n]} group." for i in range(14)]
    return [(72, 720, f"The {ORDINALS[n]} group", 12, "F2")] + [
        (72, 690 - 14 * i, line, 10, "F1") for i, line in enumerate(lines)
    ]


@pytest.fixture(scope="module")
def pdf():
    first = [(72, 750, "Sleep among students and drivers", 16, "F2")]
    return make_pdf(*([*(first if n == 1 else []), *page_of(PARAGRAPHS[n], n)] for n in (1, 2, 3)))


def test_passages_know_their_pages(pdf):
    texts = texts_of(extract(read_bytes(pdf, "sleep.pdf")))
    passages = cut(Work(key="a", title="Sleep", full_text=texts.full_text), split)
    for n, (sentence, _) in PARAGRAPHS.items():
        pages = {passage.page for passage in passages if sentence in passage.text}
        assert pages == {str(n)}


def test_a_paragraph_that_goes_on_has_two_pages_and_the_next_one_its_own():
    text = "One begins here\f and ends.\n\nTwo stands behind it.\n\n\fThree.\v\n\nFour is read late.\f\f"
    passages = cut(Work(key="a", title="T", full_text=text), split)
    assert [(p.text.split()[0], p.page) for p in passages] == [
        ("One", "1–2"), ("Two", "2"), ("Three.", "3"), ("Four", "2"),
    ]  # fmt: skip


def test_a_reference_list_that_is_left_out_takes_no_pages_away():
    entries = "\n\n".join(
        f"Smith J. Sleep of {n} cats. J Sleep. 2001;{n}:4-5." + "\f" * (n % 3 == 0) for n in range(1, 8)
    )
    text = f"Naps help.\f\n\nReferences\n\n{entries}\n\nAppendix\n\nIt was Tuesday.\f"
    passages = cut(Work(key="a", title="T", full_text=text), split)
    assert [(p.text, p.page) for p in passages] == [("Naps help.", "1"), ("It was Tuesday.", "4")]


def test_texts_of_other_formats_have_none():
    article = extract(read_bytes(b"On naps\n\n" + b"Naps help memory in many people. " * 20, "a.txt"))
    passages = cut(Work(key="a", title="T", full_text=texts_of(article).full_text), split)
    assert {p.page for p in passages} == {""}


def test_the_pages_are_kept_and_shown(pdf, tmp_path, works_file):
    (tmp_path / "sleep.pdf").write_bytes(pdf)
    with open_library(tmp_path / "lib", create=True) as library:
        library.import_files(works_file)
        library.attach("house2001", tmp_path / "sleep.pdf", force=True)
        hit = library.search("tea and the patience of librarians", 1)[0]
        assert (hit.work.key, hit.passage.page) == ("house2001", "3")
        library.edit("house2001", {"volume": "7"})  # cuts the text anew
        assert library.search("tea and the patience of librarians", 1)[0].passage.page == "3"
        (verdict,) = library.check("Tea did nothing to the patience of the librarians.")
        assert {e.passage.page for e in verdict.evidence if "Tea did nothing" in e.passage.text} == {"3"}


@pytest.mark.parametrize("by_folder", [False, True])
def test_a_pdf_that_was_attached_before_pages_were_kept_is_read_anew(pdf, tmp_path, works_file, by_folder):
    (tmp_path / "pdfs").mkdir()
    file = tmp_path / "pdfs" / "sleep.pdf"
    file.write_bytes(pdf)
    with open_library(tmp_path / "lib", create=True) as library:
        library.import_files(works_file)
        library.edit("house2001", {"title": "Sleep among students and drivers", "authors": []})
        library.attach("house2001", file, force=True)
        (origin,) = [one for one in library.text_origins()["house2001"] if one.field == "full_text"]
        old = library.store.work("house2001").full_text.replace("\f", "")
        library.store.set_text("house2001", old, origin)
        done = library.attach_found(file.parent)[0] if by_folder else library.attach("house2001", file, force=True)
        assert done.outcome == "attached", done
        assert "\f" in library.store.work("house2001").full_text
        again = library.attach_found(file.parent)[0] if by_folder else library.attach("house2001", file)
        assert again.outcome == "unchanged"


def test_the_commands_show_the_page(pdf, tmp_path, works_file, monkeypatch, capsys):
    from refdb.cli import main

    (tmp_path / "sleep.pdf").write_bytes(pdf)
    said = []
    for call in (["init"], ["import", str(works_file)], ["attach", "house2001", "sleep.pdf", "--force"],
                 ["search", "tea librarians", "-k", "1", "--json"], ["search", "tea librarians", "-k", "1"],
                 ["check", "Tea did nothing to the patience of the librarians.", "--json"],
                 ["show", "house2001", "--text"]):  # fmt: skip
        monkeypatch.setattr("sys.argv", ["refdb", *call])
        with pytest.raises(SystemExit):
            main()
        said.append(capsys.readouterr().out)
    assert json.loads(said[3])["page"] == "3"
    assert "[page 3]" in said[4]
    assert "3" in {row["page"] for row in json.loads(said[5])["evidence"]}
    assert "[page 1]\n" in said[6]
    assert "\f" not in said[6]
    assert (
        said[6].index("[page 2]") < said[6].index("Coffee kept") < said[6].index("[page 3]") < said[6].index("Tea did")
    )
