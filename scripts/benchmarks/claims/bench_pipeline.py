"""The whole pipeline on SciFact: abstracts found among all 5,183 for a claim, judged, sentences chosen. Prints JSON.

    python -m scripts.benchmarks.claims.bench_pipeline [--train] [--shared ../shared] [--library DIR] [--cache FILE]

How many abstracts are read and from when on they decide is chosen on train claims that the judge was not trained on
(``--train`` stops there), then dev is reported with that. Dev is never chosen on.

The figures are VeriSci's (Wadden et al. 2020): an abstract that is given a label is right where gold has the same label
for it; with rationale, where one of gold's sets of sentences is among the three shown besides. A sentence is right
where all of a gold set is shown ("select"), and the label is right as well ("label"). In the same run: BM25's three
best abstracts with the same judge and thresholds, what `refdb check` itself would say ("as_shipped": it prefers to
abstain), and gold's own abstracts, which says what is lost by searching.

``--cache`` keeps what was found, and what a judge said of it, by the fingerprints of library and models: with a new
judge only it runs again. Remove it when the search itself has changed.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from refdb.claims.judging.judge import OnnxJudge, reading
from refdb.claims.verdicts import cautious
from refdb.database.sqlite.store import Store
from refdb.model import Evidence, Passage, Span, Work
from refdb.retrieval.embedding import load_embedder
from refdb.retrieval.keywords import WORD_WEIGHTS, terms_of
from refdb.settings import Settings
from refdb.workflows.importing import import_works
from refdb.workflows.searching import Searcher, open_searcher, rank_passages
from scripts.benchmarks.search.bench_retrieval import as_work, read_rows
from scripts.places import SHARED
from scripts.training.judge.held_out import held_out_rows

MOST_READ = 10  # abstracts of a claim that are judged at all
MOST_SHOWN = 3  # sentences of an abstract that count, as in VeriSci
SIDES = ("SUPPORT", "REFUTE")
BARS = {"label_f1": 0.55}


@dataclass(frozen=True)
class Choice:
    """How much is read, and from when on it decides."""

    read: int = 3  # abstracts of a claim
    least: float = 0.45  # probability of the side
    nearness: float = 0.0  # weight of the cosine's distance from the claim's best beside the probability
    sentence: float = 0.5  # probability of the side, from which on a second and third sentence are shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--train", action="store_true", help="choose, and leave dev alone")
    parser.add_argument("--library", type=Path, help="folder that keeps the library between runs")
    parser.add_argument("--cache", type=Path, help="file that keeps what was found and judged")
    args = parser.parse_args()
    cache = json.loads(args.cache.read_text()) if args.cache and args.cache.exists() else {}
    judge = OnnxJudge()
    document: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as temporary:
        found = Finder(args.library or Path(temporary), args.shared, cache)
        claims = gold_claims(args.shared, train=True)
        choice, document["train"] = choose(claims, judge_all(claims, found, judge, cache))
        if not args.train:
            claims = gold_claims(args.shared, train=False)
            document["dev"] = report(claims, judge_all(claims, found, judge, cache), choice, judge)
    if args.cache:
        args.cache.write_text(json.dumps(cache))
    print(json.dumps({"judge": judge.fingerprint, **document, "bars": BARS}, indent=1))


@dataclass(frozen=True)
class Gold:
    """A claim, and by abstract its label with the sets of sentences that show it."""

    id: str
    text: str
    gold: dict[str, tuple[str, list[list[int]]]]
    sentences: dict[str, list[str]]  # of the abstracts that gold has


def gold_claims(shared: Path, *, train: bool) -> list[Gold]:
    """Dev's claims, or those of train whose abstracts the judge did not read in training."""
    folder = shared / "data" / "claims"
    rows = read_rows(folder / ("train" if train else "dev") / "scifact.jsonl")
    if train:
        unread = {row["claim"] for row in held_out_rows(shared, ("scifact",))}
        rows = [row for row in rows if row["claim"] in unread]
    by_claim: dict[str, list[dict]] = {}
    for row in rows:
        by_claim.setdefault(row["claim_id"], []).append(row)
    return [
        Gold(
            id_,
            of[0]["claim"],
            {r["doc_id"]: (r["label"], r["rationale_sets"]) for r in of if r["label"] in SIDES},
            {r["doc_id"]: r["evidence_text"] for r in of},
        )
        for id_, of in by_claim.items()
    ]


class Finder:
    """The library of all abstracts; it is opened where something is not in the cache."""

    def __init__(self, folder: Path, shared: Path, cache: dict) -> None:
        self._folder, self._shared, self._cache = folder, shared, cache
        self._known: Searcher | None = None
        self.embedder = load_embedder()

    def near(self, claim: str, way: str, also: Sequence[str]) -> list[tuple[Passage, float]]:
        """The best passage of each abstract, best first, with its cosine; ``also`` are abstracts that must be there."""
        kept = self._cache.setdefault(f"{way} {self.embedder.fingerprint}", {})
        if claim not in kept:
            searcher = self._searcher()
            if way == "gold":
                passages = searcher.store.passages_of(also)
                ranking = [(p.id, 0.0) for p in {p.work: p for p in reversed(passages)}.values()]
            elif way == "bm25":
                ranking = searcher.store.search_words(terms_of(claim), 5 * MOST_READ, WORD_WEIGHTS)
            else:
                ranking = [(f.id, f.parts.get("vector", 0.0)) for f in rank_passages(searcher, [claim])[0]]
            kept[claim] = [
                [p.work, p.text, p.title, p.origin, list(map(list, p.sentences)), score]
                for p, score in self._best(searcher, ranking)
            ]
        return [
            (Passage(work, text, tuple(Span(*s) for s in spans), origin=origin, title=title), score)
            for work, text, title, origin, spans, score in kept[claim]
        ]

    def _best(self, searcher: Searcher, ranking: list[tuple[int, float]]) -> Iterator[tuple[Passage, float]]:
        passages = searcher.store.passages([id_ for id_, _ in ranking])
        seen: set[str] = set()
        for id_, score in ranking:
            passage = passages[id_]
            if passage.origin != "title" and passage.work not in seen and len(seen) < MOST_READ:
                seen.add(passage.work)
                yield passage, score

    def _searcher(self) -> Searcher:
        if not self._known:
            self._folder.mkdir(parents=True, exist_ok=True)
            new = not (self._folder / "refdb.sqlite3").exists()
            store = Store(self._folder / "refdb.sqlite3")
            if new:
                rows = read_rows(self._shared / "data" / "retrieval" / "scifact" / "corpus.jsonl")
                works = self._folder / "works.jsonl"
                works.write_text("".join(json.dumps(as_work(row)) + "\n" for row in rows))
                import_works(store, works)
            self._known = open_searcher(store, self._folder / "indexes", self.embedder)
        return self._known


@dataclass(frozen=True)
class Read:
    """What the judge said of an abstract for a claim."""

    passage: Passage
    score: float  # cosine
    chances: list[float]  # of SUPPORT, REFUTE, neither
    sentences: list[tuple[str, list[float]]]  # nearest first, each read by itself

    def side(self) -> int:
        """The likelier side: 0 SUPPORT, 1 REFUTE."""
        return int(self.chances[1] > self.chances[0])


Judged = dict[str, dict[str, list[Read]]]  # way -> claim -> abstracts, best first


def judge_all(claims: Sequence[Gold], found: Finder, judge: OnnxJudge, cache: dict) -> Judged:
    kept = cache.setdefault(judge.fingerprint, {})
    judged: Judged = {"found": {}, "bm25": {}, "gold": {}}
    for claim in claims:
        for way, most in (("found", MOST_READ), ("bm25", 3), ("gold", MOST_READ)):
            near = found.near(claim.text, way, sorted(claim.sentences))[:most]
            keys = [f"{claim.text}|{passage.work}|{passage.text[:40]}" for passage, _ in near]
            new = [(key, passage) for key, (passage, _) in zip(keys, near, strict=True) if key not in kept]
            for (key, _), said in zip(new, read(claim.text, [p for _, p in new], judge), strict=True):
                kept[key] = said
            judged[way][claim.text] = [
                Read(passage, score, kept[key][0], [(s, chances) for s, chances in kept[key][1]])
                for key, (passage, score) in zip(keys, near, strict=True)
            ]
    return judged


def read(claim: str, passages: Sequence[Passage], judge: OnnxJudge) -> list[list]:
    """For each passage: calibrated probabilities, and the sentences nearest to the claim with theirs."""
    if not passages:
        return []
    readings = [reading(claim, passage) for passage in passages]
    chances = judge.probabilities([(claim, passage) for passage in passages]).tolist()
    singles = judge.read([replace(given, text=part) for given in readings for part in given.parts]).tolist()
    rest = iter(singles)
    return [[row, [[part, next(rest)] for part in given.parts]] for given, row in zip(readings, chances, strict=True)]


Prediction = dict[str, dict[str, tuple[str, list[str]]]]  # claim -> abstract -> label, sentences


def decide(claims: Sequence[Gold], judged: dict[str, list[Read]], choice: Choice) -> Prediction:
    """Labels by thresholds of this script."""
    found: Prediction = {}
    for claim in claims:
        reads = judged[claim.text][: choice.read]
        best = max((r.score for r in reads), default=0.0)
        for r in reads:
            side = r.side()
            if r.chances[side] - choice.nearness * (best - r.score) >= choice.least:
                ranked = sorted(r.sentences, key=lambda pair: -pair[1][side])
                shown = [ranked[0][0], *(s for s, c in ranked[1:] if c[side] >= choice.sentence)][:MOST_SHOWN]
                found.setdefault(claim.text, {})[r.passage.work] = (SIDES[side], shown)
    return found


def as_shipped(
    claims: Sequence[Gold], judged: dict[str, list[Read]], judge_thresholds: tuple[float, float]
) -> Prediction:
    """Labels as `refdb check` gives them: its number of sources, its thresholds, its caution with what is not cited."""
    found: Prediction = {}
    for claim in claims:
        for r in judged[claim.text][: Settings().sources_per_claim]:
            side = r.side()
            if r.score < 0.35 or r.chances[side] < judge_thresholds[side]:
                continue
            sentence = max(r.sentences, key=lambda pair: pair[1][side])[0]
            at = r.passage.text.find(sentence)
            evidence = Evidence(
                Work(title=r.passage.title),
                r.passage,
                ("supports", "contradicts")[side],
                r.chances[side],
                Span(at, at + len(sentence)),
            )
            if cautious(claim.text, evidence).relation != "neither":
                found.setdefault(claim.text, {})[r.passage.work] = (SIDES[side], [sentence])
    return found


def scores(claims: Sequence[Gold], predicted: Prediction) -> dict[str, float]:
    """VeriSci's figures."""
    abstracts = right = right_with_rationale = gold = 0
    shown = selected = labelled = gold_sentences = 0
    for claim in claims:
        gold += len(claim.gold)
        gold_sentences += sum(len({n for part in sets for n in part}) for _, sets in claim.gold.values())
        for work, (label, sentences) in predicted.get(claim.text, {}).items():
            abstracts += 1
            shown += len(sentences)
            if work not in claim.gold:
                continue
            expected, sets = claim.gold[work]
            numbers = {place(sentence, claim.sentences[work]) for sentence in sentences}
            whole = [part for part in sets if set(part) <= numbers]
            hits = len(numbers & {n for part in whole for n in part})
            right += label == expected
            right_with_rationale += label == expected and bool(whole)
            selected += hits
            labelled += hits if label == expected else 0
    return {
        "label_f1": f1(right, abstracts, gold),
        "label_precision": round(right / max(1, abstracts), 4),
        "label_recall": round(right / max(1, gold), 4),
        "label_rationale_f1": f1(right_with_rationale, abstracts, gold),
        "sentence_select_f1": f1(selected, shown, gold_sentences),
        "sentence_label_f1": f1(labelled, shown, gold_sentences),
        "abstracts_a_claim": round(abstracts / len(claims), 2),
    }


def place(sentence: str, given: Sequence[str]) -> int:
    """Which of gold's sentences this one is; -1 for none of them."""
    words = set(re.findall(r"\w+", sentence.lower()))
    alike = [
        len(words & (theirs := set(re.findall(r"\w+", g.lower())))) / max(1, min(len(words), len(theirs)))
        for g in given
    ]
    best = max(range(len(given)), key=alike.__getitem__, default=-1)
    return best if best >= 0 and alike[best] >= 0.7 else -1


def f1(right: int, predicted: int, gold: int) -> float:
    return round(2 * right / (predicted + gold), 4) if predicted + gold else 0.0


def report(claims: Sequence[Gold], judged: Judged, choice: Choice, judge: OnnxJudge) -> dict:
    ways = {
        "found": decide(claims, judged["found"], choice),
        "as_shipped": as_shipped(claims, judged["found"], judge._calibration.thresholds),
        "bm25_top3_same_judge": decide(claims, judged["bm25"], replace(choice, read=3, nearness=0.0)),
        "gold_abstracts_same_judge": decide(claims, judged["gold"], replace(choice, read=MOST_READ, nearness=0.0)),
        "everything_neither": {},
    }
    found = {name: scores(claims, predicted) for name, predicted in ways.items()}
    at = {
        f"recall_of_evidence@{k}": round(
            sum(len(claim.gold.keys() & {r.passage.work for r in judged["found"][claim.text][:k]}) for claim in claims)
            / sum(len(claim.gold) for claim in claims),
            4,
        )
        for k in (1, 3, 5, 10)
    }
    gold = sum(len(claim.gold) for claim in claims)
    return {"claims": len(claims), "evidence_abstracts": gold, **found, **at}


def choose(claims: Sequence[Gold], judged: Judged) -> tuple[Choice, dict]:
    """The best of a grid by label-only F1, neighbours counted in so that no lucky point wins; then the sentences."""
    grid = [round(0.3 + 0.03 * n, 2) for n in range(20)]
    rows = []
    for count in (1, 2, 3, 4, 5, 6, 8, 10):
        for nearness in (0.0, 0.5, 1.0, 1.5, 2.0, 3.0) if count > 1 else (0.0,):
            of = [f1_of(claims, judged, Choice(count, least, nearness)) for least in grid]
            rows += [
                (round(sum(of[n - 1 : n + 2]) / 3, 4), of[n], Choice(count, grid[n], nearness))
                for n in range(1, len(grid) - 1)
            ]
    rows.sort(key=lambda row: -row[0])
    best = rows[0][2]
    shown = []
    for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1):
        row = scores(claims, decide(claims, judged["found"], replace(best, sentence=least)))
        shown.append((round((row["sentence_label_f1"] + row["label_rationale_f1"]) / 2, 4), least))
    best = replace(best, sentence=max(shown)[1])
    return best, {
        "claims": len(claims),
        "chosen": vars(best),
        "found": scores(claims, decide(claims, judged["found"], best)),
        "bm25_top3_same_judge": scores(claims, decide(claims, judged["bm25"], replace(best, read=3, nearness=0.0))),
        "next": [{"smooth": smooth, "label_f1": own, **vars(choice)} for smooth, own, choice in rows[1:4]],
    }


def f1_of(claims: Sequence[Gold], judged: Judged, choice: Choice) -> float:
    return scores(claims, decide(claims, judged["found"], choice))["label_f1"]


if __name__ == "__main__":
    main()
