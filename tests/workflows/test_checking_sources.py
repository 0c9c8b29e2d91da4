"""What is said of each source that was read for a claim: its kind of study, and whether it still stands."""

from dataclasses import replace

import pytest

from refdb.claims.fitted import fitted
from refdb.claims.judging.judge import OnnxJudge
from refdb.claims.verdicts import ONLY_RETRACTED
from refdb.database.sqlite.store import Store
from refdb.model import Claim, Judgement, Standing, Update, Work
from refdb.reports.wording import relation
from refdb.retrieval.embedding import load_embedder
from refdb.workflows.asking.standings import fallen, is_fallen
from refdb.workflows.checking import check, check_against
from refdb.workflows.searching import open_searcher, rank_passages
from refdb.workflows.steps.adding import add_work

TRIAL = Work(
    key="trial",
    title="Late coffee and sleep: a randomised trial",
    doi="10.1000/trial",
    abstract="Coffee in the evening shortened sleep by an hour.",
)
CLAIM = Claim("Coffee in the evening shortens sleep.")


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "refdb.sqlite3")
    yield store
    store.close()


def verdict(store, tmp_path, *works):
    for work in works:
        add_work(store, work)
    searcher = open_searcher(store, tmp_path / "indexes", load_embedder())
    return check([CLAIM], searcher, OnnxJudge(), cited_works=lambda claim: (["trial"], False))[0]


def test_a_source_that_stands(store, tmp_path):
    found = verdict(store, tmp_path, TRIAL)
    assert (found.label, found.evidence[0].study, found.evidence[0].retracted) == (
        "supported",
        "randomised trial",
        False,
    )


def test_however_many_works_are_near_some_are_read_for_a_claim(store, tmp_path):
    """What an audit takes is bounded: four passages of a cited work and five other works a claim, as near as they are."""
    read = []

    class Neither:
        fingerprint = "neither"

        def judge(self, pairs):
            read.append(len(pairs))
            return [Judgement("neither", 0.9, None) for _ in pairs]

    for n in range(12):
        add_work(
            store, replace(TRIAL, key=f"other{n}", doi="", title=f"Late coffee {n}", abstract=f"{TRIAL.abstract} {n}")
        )
    text = "\n\n".join(f"{'Coffee in the evening shortened sleep by an hour. ' * 30}{n}" for n in range(9))
    add_work(store, replace(TRIAL, full_text=text))
    searcher = open_searcher(store, tmp_path / "indexes", load_embedder())
    check([CLAIM], searcher, Neither(), cited_works=lambda claim: (["trial"], False))
    assert read[0] == 4
    assert sum(read) <= 9


@pytest.mark.parametrize("kind", ["retraction", "withdrawal", "expression_of_concern"])
def test_a_source_that_fell_settles_nothing(store, tmp_path, kind):
    found = verdict(store, tmp_path, replace(TRIAL, updates=(Update(kind),)))
    assert (found.label, found.note) == ("not_settled", ONLY_RETRACTED)
    assert (found.evidence[0].relation, found.evidence[0].retracted) == ("supports", True)


def test_a_notice_among_the_works_of_the_library_is_heard(store, tmp_path):
    notice = Work(key="notice", title="A notice", doi="10.1000/n", updates=(Update("retraction of", "10.1000/trial"),))
    add_work(store, notice)
    assert verdict(store, tmp_path, TRIAL).evidence[0].retracted
    assert fallen(store, [notice]) == frozenset()


@pytest.mark.parametrize(
    ("standing", "is_it"),
    [
        (Standing(), False),
        (Standing("retracted"), True),
        (Standing("clear", (Update("correction"),)), False),
        (Standing("clear", (Update("expression_of_concern", date="2020-01-01"),)), True),
        (
            Standing(
                "clear", (Update("reinstatement", date="2021"), Update("expression_of_concern", date="2020-01-01"))
            ),
            False,
        ),
        (
            Standing(
                "clear", (Update("reinstatement", date="2019"), Update("expression_of_concern", date="2020-01-01"))
            ),
            True,
        ),
    ],
)
def test_what_is_no_ground_for_a_claim(standing, is_it):
    assert is_fallen(standing) is is_it


def test_given_evidence_says_what_it_is_too():
    row = {"claim": CLAIM.text, "title": "Coffee: a review", "evidence_text": TRIAL.abstract}
    assert check_against([row], OnnxJudge())[0].evidence[0].study == "review"


def test_a_copy_of_the_article_is_no_source_of_its_claims(store, tmp_path):
    """An attached copy of the article made 75 of its 77 claims "supported"."""
    from refdb.articles.reading import read_bytes
    from refdb.workflows.checking import COPY, Copies

    said = [
        f"Coffee in the evening shortens the sleep of {who} by an hour." for who in ("men", "women", "boys", "girls")
    ]
    text = "Coffee and Sleep\n\n" + " ".join([*said, "Coffee in the evening shortens sleep."]) + "\n"
    article = read_bytes(text.encode(), "a.txt")
    add_work(
        store,
        Work(
            key="copy",
            title="A file from a desk",
            abstract=" ".join([*said, said[0], "Coffee is drunk in the evening by most men."]),
        ),
    )
    searcher = open_searcher(store, tmp_path / "indexes", load_embedder())
    copies = Copies(article, store)
    (found,) = check([CLAIM], searcher, OnnxJudge(), barred=copies.has)
    assert copies.warnings == []  # four sentences could be a source's own
    assert found.label == "supported"
    more = "Coffee in the morning shortens no sleep of men or women."
    copies = Copies(read_bytes(f"{text}\n{more}\n".encode(), "a.txt"), store)
    add_work(store, Work(key="second", title="Another file", abstract=" ".join([*said, more])))
    searcher = open_searcher(store, tmp_path / "indexes", load_embedder())
    (found,) = check([CLAIM], searcher, OnnxJudge(), cited_works=lambda _: (["second"], False), barred=copies.has)
    assert copies.warnings == [COPY.format("second")]
    assert all(e.work.key != "second" for e in found.evidence)
    assert found.note.startswith("The work cited here was not found")


class Unasked:
    """A judge whom nobody may ask."""

    fingerprint = "nobody"

    def judge(self, pairs):
        raise AssertionError(f"{len(pairs)} pairs were read")


def test_a_cited_text_about_something_else_is_not_read(store, tmp_path):
    """Of such pairs the judge says "neither" of 98 in 100; a long article has thousands."""
    add_work(store, TRIAL)
    searcher = open_searcher(store, tmp_path / "indexes", load_embedder())
    claim = Claim("The museum by the river opened its doors in 1902.")
    (found,) = check([claim], searcher, Unasked(), cited_works=lambda _: (["trial"], False))
    assert (found.label, found.confidence, found.leaning) == ("not_settled", fitted().unread_neither, None)
    assert [(e.relation, e.cited, e.rationale) for e in found.evidence] == [("neither", True, TRIAL.abstract)]
    assert [relation(e).name for e in found.evidence] == ["seems to be about something else"]


def test_how_near_a_passage_is_that_the_library_has_better_than(store, tmp_path, monkeypatch):
    """What was not among those found counted as equally far: of a cited full text the first four passages were read."""
    monkeypatch.setattr("refdb.workflows.searching.DEPTH", 1)
    for n in range(21):
        add_work(store, Work(key=f"near{n}", title=f"Coffee of kind {n}", doi=f"10.1000/{n}", abstract=CLAIM.text))
    add_work(store, Work(key="rain", title="Weather", abstract="Rain and wind were strong in the north."))
    searcher = open_searcher(store, tmp_path / "indexes", load_embedder())
    (rain,) = (passage.id for passage in store.passages_of(["rain"]))
    (found,) = rank_passages(searcher, [CLAIM.text])
    assert rain not in [fused.id for fused in found]
    (more,) = rank_passages(searcher, [CLAIM.text], [[rain, found[0].id]])
    assert [fused.id for fused in more] == [*(fused.id for fused in found), rain]
    assert -0.3 < more[-1].parts["vector"] < 0.3 < more[0].parts["vector"]
