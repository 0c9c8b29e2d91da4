"""Where texts came from and who answered about retractions is kept."""

import pytest

from refdb.errors import InputError
from refdb.model import Person, TextOrigin, Update, Work

SNAILS = Work(key="ahorn1998", title="Snails", doi="10.1000/snails", year=1998)


@pytest.fixture(autouse=True)
def snails(put):
    put(SNAILS)


def test_a_text_and_its_origin_replace_what_was_there(store):
    store.set_text("ahorn1998", "Old.", TextOrigin("full_text", "europepmc", "PMC1"))
    store.set_text("ahorn1998", "New.", TextOrigin("full_text", "file", "a.pdf", "ab12"))
    store.set_text("ahorn1998", "Short.", TextOrigin("abstract", "openalex"))
    work = store.work("ahorn1998")
    assert (work.abstract, work.full_text) == ("Short.", "New.")
    kept = {o.field: (o.source, o.name, o.sha256) for o in store.text_origins()["ahorn1998"]}
    assert kept == {"full_text": ("file", "a.pdf", "ab12"), "abstract": ("openalex", "", "")}
    assert (store.text_origins(["ahorn1998"]), store.text_origins(["b"])) == (store.text_origins(), {})
    assert store.attached("ab12") == ["ahorn1998"]
    assert store.attached("") == []


def test_updates_and_answers_are_kept_once(store):
    notice = Update("retraction", "10.1/n", "europepmc", "2020")
    for _ in range(2):
        store.add_updates("ahorn1998", [notice], "europepmc")
    store.record("crossref", "work 10.1000/snails", None)
    when = store.recorded_at("crossref", "work 10.1000/snails")
    store.add_updates("ahorn1998", [], "crossref", when)
    assert store.work("ahorn1998").updates == (notice,)
    assert store.answered(["ahorn1998", "b"]) == store.answered()
    assert store.answered([]) == {}
    assert list(store.answered()["ahorn1998"]) == ["europepmc", "crossref"]
    assert store.answered()["ahorn1998"]["crossref"] == when != ""
    assert store.recorded_at("crossref", "work 10.1000/never") == ""


def test_completing_keeps_what_is_known_and_takes_no_doi_of_another(store, put):
    put(Work(key="b", title="Slugs", pmid="7"))
    store.complete("b", Work(title="Other", pmid="8", pmcid="PMC8", doi="10.1000/snails", abstract="A."))
    work = store.work("b")
    assert (work.title, work.pmid, work.pmcid, work.doi, work.abstract) == ("Slugs", "7", "PMC8", "", "A.")


def test_outlines_tell_of_works_without_their_full_texts(store, put):
    put(Work(key="b", title="Slugs", authors=(Person("Ahorn", "B"),), full_text="Long. " * 100, abstract="A."))
    first, second = store.outlines()
    assert (first.work, first.has_full_text) == (SNAILS, False)
    assert (second.work, second.has_full_text) == (
        Work(key="b", title="Slugs", authors=(Person("Ahorn", "B"),), abstract="A."),
        True,
    )
    assert [outline.work.key for outline in store.outlines(["b"])] == ["b"]
    assert store.outlines([]) == []


def test_a_work_that_is_not_here_is_said(store):
    for act in (
        lambda: store.set_text("none", "x", TextOrigin("abstract", "file")),
        lambda: store.add_updates("none", [], "crossref"),
        lambda: store.complete("none", SNAILS),
    ):
        with pytest.raises(InputError, match="no work 'none'"):
            act()


def test_a_transaction_takes_all_or_nothing(store):
    def interrupted():
        with store.transaction():
            store.set_text("ahorn1998", "x", TextOrigin("abstract", "file"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert store.work("ahorn1998").abstract == ""
    assert store.text_origins() == {}
