"""Search by words: fields weigh as they are told to, and filters leave what they say."""

import pytest

from refdb.database.sqlite.store import Store
from refdb.model import Filters, Passage, Person, Term, Work
from refdb.retrieval.keywords import WORD_WEIGHTS, terms_of

SAYS = "Nothing else is said in here."


@pytest.fixture
def fields(put):
    """One word, "naps", in another field of each of four works that are alike in all else."""
    works = {
        "title": Work(key="title", title="naps one two", authors=(Person("Roe"),), container_title="Journal"),
        "text": Work(key="text", title="zero one two", authors=(Person("Roe"),), container_title="Journal"),
        "author": Work(key="author", title="zero one two", authors=(Person("Naps"),), container_title="Journal"),
        "journal": Work(key="journal", title="zero one two", authors=(Person("Roe"),), container_title="Naps"),
        "none": Work(key="none", title="zero one two", authors=(Person("Roe"),), container_title="Journal"),
    }
    texts = {key: [Passage(key, f"naps {SAYS}" if key == "text" else f"zero {SAYS}")] for key in works}
    put(
        *works.values(),
        *(Work(key=f"f{n}", title="zero") for n in range(6)),
        **texts,
        **{f"f{n}": [Passage(f"f{n}", "zero")] for n in range(6)},
    )


def ranked(store, *asked, **options):
    hits = store.search_words(asked, 10, **options)
    works = {id_: passage.work for id_, passage in store.passages([id_ for id_, _ in hits]).items()}
    return {works[id_]: score for id_, score in hits}


def test_the_fields_weigh_as_fitted(store, fields):
    scores = ranked(store, Term("naps"), weights=WORD_WEIGHTS)
    assert list(scores) == ["title", "text", "author", "journal"]
    plain = ranked(store, Term("naps"))
    for field in plain:  # BM25 saturates: more weight is a higher score, not in proportion
        assert (scores[field] > plain[field]) == (WORD_WEIGHTS[field] > 1)
        assert (scores[field] < plain[field]) == (WORD_WEIGHTS[field] < 1)


@pytest.mark.parametrize("field", ["title", "text", "author", "journal"])
def test_each_weight_is_that_of_its_field(store, fields, field):
    scores = ranked(store, Term("naps"), weights={field: 9.0})
    plain = ranked(store, Term("naps"))
    assert [name for name in plain if scores[name] > plain[name]] == [field]
    assert next(iter(scores)) == field


@pytest.mark.parametrize("field", ["title", "text", "author", "journal"])
def test_a_term_of_a_field_is_found_there_alone(store, fields, field):
    assert list(ranked(store, Term("naps", (field,)))) == [field]


def test_terms_of_two_fields_rank_by_both(store, fields):
    assert set(ranked(store, *terms_of("naps", ("title", "author")))) == {"title", "author"}


def test_prefixes_phrases_and_chosen_passages(store, fields):
    assert set(ranked(store, Term("nap", prefix=True))) == {"title", "text", "author", "journal"}
    assert set(ranked(store, Term("naps one two"))) == {"title"}
    assert ranked(store, Term("naps two one")) == ranked(store) == {}
    (id_,) = [id_ for id_, passage in store.passages(range(1, 12)).items() if passage.work == "author"]
    assert set(ranked(store, Term("naps"), among=[id_])) == {"author"}
    assert ranked(store, Term("naps"), among=[]) == {}


def test_every_required_term_must_hold(store, fields):
    def left(*required):
        return [passage.work for passage in store.passages(store.matching(Filters(required))).values()]

    assert left(Term("naps"), Term("roe", ("author",))) == ["title", "text", "journal"]
    assert left(Term("naps"), Term("naps", ("author",))) == ["author"]
    assert len(store.matching(Filters())) == 11


def test_beside_what_is_near_words_that_nearly_all_passages_have_are_left_out(store, fields, monkeypatch):
    """To score half of a library for the word "risk" took most of a search's time."""
    monkeypatch.setattr("refdb.database.sqlite.words.SCORED", 5)
    monkeypatch.setattr("refdb.database.sqlite.words.PER_WANTED", 1)
    usual, rare = Term("zero"), Term("naps")
    whole, naps = (dict(store.search_words(terms, 20)) for terms in ([usual, rare], [rare]))
    near = [id_ for id_ in whole if id_ not in naps][:2]
    found = dict(store.search_words([usual, rare], 5, near=near))
    if isinstance(store, Store):  # PostgreSQL has lists of its own, and chooses what is scored by itself
        assert found == naps
        assert len(store.search_words([usual], 5, near=near)) == 5  # where there is nothing else, by that
    monkeypatch.setattr("refdb.database.sqlite.words.SCORED", 40)
    assert dict(store.search_words([usual, rare], 20, near=near)) == whole


def test_of_usual_words_passages_with_several_are_scored(put, sqlite_store, monkeypatch):
    """A search for usual words alone scored every passage that has one: ten times as many works, ten times as long."""
    monkeypatch.setattr("refdb.database.sqlite.words.SCORED", 3)
    monkeypatch.setattr("refdb.database.sqlite.words.PER_WANTED", 0)
    texts = ["sleep", "risk", "stroke"] * 4 + ["sleep and risk of stroke"] + ["sleep risk"] * 4
    sqlite_store.put_works(
        [Work(key=f"w{n}", title="") for n in range(len(texts))],
        [],
        {f"w{n}": [Passage(f"w{n}", text)] for n, text in enumerate(texts)},
    )
    asked = [Term("sleep"), Term("risk"), Term("stroke")]

    def found(*terms, near=()):
        return [
            p.work
            for p in sqlite_store.passages([i for i, _ in sqlite_store.search_words(terms, 3, near=near)]).values()
        ]

    assert found(*asked) == ["w12"]
    assert sorted(found(*asked, near=[1])) == ["w0", "w12"]
    assert found(Term("sleep")) == []
