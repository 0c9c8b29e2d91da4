"""What the judge learns from: rows of claim sets -> pairs of a claim and the text that is read for it.

Only sets whose licence lets a publisher use what was learned: HealthVer (non-commercial) and NLI4CT (none stated) stay
out. Of each set a part is held out by a hash of its text, for the calibration and for every choice; no text is in both
halves. The sentences that are read are chosen as refdb chooses them (``refdb.claims.judging.selection``).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from scripts.places import SHARED

LABELS = {"SUPPORT": 0, "REFUTE": 1, "NEI": 2}
MOST_CHARACTERS = 420  # of the sentences that are read together
BRIEF = (140, 220, MOST_CHARACTERS)  # drawn from for ``--brief``: more pairs are learned from in the same hours
BARE = 0  # of the deciding sentences alone, or as many near ones, without the title
BAREST = (BARE, BARE, BARE, 140, MOST_CHARACTERS)  # drawn from for ``--bare``
WRITTEN = ("written", "more_written")  # sets of claims that were written for refdb
HERE = Path(__file__).resolve().parent

Row = dict[str, Any]


@dataclass(frozen=True)
class Set:
    """How a set is used: the share of its texts held out, how many of its rows are read, what a pair of it weighs."""

    name: str
    held_out: int  # per cent
    rows: int = 100_000
    weight: float = 1.0
    strangers: float = 0.0  # per row, pairs of its claim with the text of another that shares words with it: neither


SETS = (
    Set("written", 5, strangers=0.12),
    Set("more_written", 5, strangers=0.12),
    Set("scifact", 12, weight=1.2, strangers=0.3),
    Set("citation_integrity", 12, weight=0.6),
    Set("pubmedqa", 10, weight=0.6),
    Set("clinifact", 10, rows=500, weight=0.5),
    Set("evidence_inference_v2", 4, rows=900, weight=0.6),
    Set("fever", 4, rows=1600, weight=0.6),
    Set("fm2", 8, rows=1100, weight=0.7),
    Set("conjnli", 2, rows=800, weight=0.4),
    Set("snli_test", 2, rows=800, weight=0.4),
)


@dataclass(frozen=True)
class Pair:
    """A claim, what is read for it, and the label: 0 supports, 1 contradicts, 2 neither."""

    claim: str
    text: str
    label: int
    source: str
    weight: float = 1.0
    said: tuple[float, float, float] | None = None  # the teacher's probabilities, where it was asked


def pairs(
    shared: Path, sets: tuple[Set, ...] = SETS, seed: int = 7, most: tuple[int, ...] = (MOST_CHARACTERS,)
) -> tuple[list[Pair], list[Row]]:
    """(Pairs to learn from, held-out rows with ``set``); how much is read for a pair is drawn from ``most``, whatever its label."""
    learned: list[Pair] = []
    held: list[Row] = []
    for chosen in sets:
        rng = random.Random(f"{seed} {chosen.name}")
        rows = [row for row in read_set(shared, chosen.name) if sentences_of(row)]
        out = [row for row in rows if held_out(row, chosen.held_out)]
        held += [row | {"set": chosen.name} for row in out]
        rows = [row for row in rows if not held_out(row, chosen.held_out)]
        rng.shuffle(rows)
        rows = rows[: chosen.rows]
        counts = [len(row["rationale_sentences"]) for row in rows if row.get("rationale_sentences")]
        for row in rows:
            pair = pair_of(row, chosen.name, chosen.weight, rng.choice(most), rng.choice(counts) if counts else 0)
            learned.append(pair)
        learned += strangers(rows, chosen, rng, most)
    return learned, held


def pair_of(row: Row, source: str, weight: float = 1.0, most: int = MOST_CHARACTERS, bare: int = 0) -> Pair:
    """The pair of a row; where ``most`` is ``BARE``, ``bare`` sentences are read of a text that does not decide."""
    text = bare_text(row, bare) if most == BARE and bare else text_read(row, most=most or MOST_CHARACTERS)
    return Pair(clean(row["claim"]), text, LABELS[row["label"]], source, weight)


def bare_text(row: Row, number: int) -> str:
    """The deciding sentences alone, or as many as that of the nearest: their number does not give the label away."""
    from refdb.claims.judging.selection import nearest_first

    sentences = sentences_of(row)
    chosen = [i for i in row.get("rationale_sentences") or [] if i < len(sentences)]
    chosen = chosen or nearest_first(clean(row["claim"]), sentences)[:number]
    return " ".join(sentences[i] for i in sorted(chosen))


def text_read(row: Row, with_deciding: bool = True, most: int = MOST_CHARACTERS) -> str:
    """Title and sentences that are read for the row's claim; ``with_deciding`` puts in those that decide it."""
    from refdb.claims.judging.selection import sentences_to_read, with_title

    sentences = sentences_of(row)
    chosen = set(sentences_to_read(clean(row["claim"]), sentences, most))
    if with_deciding:
        chosen |= {i for i in row.get("rationale_sentences") or [] if i < len(sentences)}
    return with_title(clean(row.get("title") or ""), [sentences[i] for i in sorted(chosen)])


def strangers(rows: list[Row], chosen: Set, rng: random.Random, most: tuple[int, ...]) -> list[Pair]:
    """Claims with the text of another row that shares rare words with them: neither."""
    from refdb.claims.judging.selection import stems

    owners: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        for word in stems(clean(row["claim"])):
            owners.setdefault(word, []).append(i)
    found = []
    for row in rng.sample(rows, int(len(rows) * chosen.strangers)):
        near = Counter(
            j
            for w in stems(clean(row["claim"]))
            if len(owners[w]) < 80
            for j in owners[w]
            if text_key(rows[j]) != text_key(row)
        ).most_common(5)
        if near:
            other = rows[rng.choice(near)[0]]
            found.append(
                Pair(
                    clean(row["claim"]),
                    text_read(other | {"claim": row["claim"]}, False, rng.choice(most) or 140),
                    2,
                    chosen.name,
                    0.6 * chosen.weight,
                )
            )
    return found


def read_set(shared: Path, name: str) -> Iterator[Row]:
    """The rows of a training set; of FEVER those are left out whose evidence is in the dev set fever_symmetric."""
    if name == "more_written":
        yield from more_written(shared)
        return
    folder = shared / "data" / "claims"
    path = folder / "train" / f"{name}.jsonl"
    rows = lines(path.with_suffix(".jsonl.gz") if path.with_suffix(".jsonl.gz").exists() else path)
    if name == "fever":
        seen = {plain(row["evidence_text"]) for row in lines(folder / "dev" / "fever_symmetric.jsonl")}
        rows = (row for row in rows if plain(row["evidence_text"]) not in seen)
    yield from rows


def more_written(shared: Path) -> Iterator[Row]:
    """The claims of ``data/written*.jsonl.gz`` beside this file, with the abstracts that their ids name."""
    packed = sorted((HERE.parent / "data").glob("written*.jsonl.gz"))
    documents = {row["doc"]: row for row in lines(shared / "data" / "claims" / "abstracts.jsonl.gz")} if packed else {}
    for path in packed:
        for row in lines(path):
            document = documents[row["doc"]]
            yield row | {
                "title": document["title"],
                "evidence_text": document["sentences"],
                "rationale_sentences": row["rationale"],
            }


def thinned(learned: list[Pair], share: float) -> list[Pair]:
    """The pairs, of the written ones whose text is silent only a share, which weighs more by the root of its rarity.

    These are learned first: of 1,400 pairs that a judge at .73 had read, it was sure and right of 85 % of the silent ones,
    and of 38 % of the others.
    """
    chance = random.Random(3)

    def is_silent(pair: Pair) -> bool:
        return pair.source in WRITTEN and pair.label == LABELS["NEI"]

    kept = (pair for pair in learned if not is_silent(pair) or chance.random() < share)
    return [replace(pair, weight=pair.weight * share**-0.5) if is_silent(pair) else pair for pair in kept]


def lines(path: Path) -> Iterator[Row]:
    opened: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def sentences_of(row: Row) -> list[str]:
    """The evidence, in sentences."""
    given = row["evidence_text"]
    if isinstance(given, str):
        from refdb.text.sentences import split

        text = clean(given)
        return [text[slice(*span)] for span in split(text)]
    return [clean(sentence) for sentence in given]


def clean(text: str) -> str:
    return " ".join(re.sub(r"<[^<>]{1,40}>", " ", text).split())


def held_out(row: Row, per_cent: int) -> bool:
    return int(hashlib.sha256(text_key(row).encode()).hexdigest(), 16) % 100 < per_cent


def text_key(row: Row) -> str:
    return plain(row["evidence_text"])


def plain(text: str | list[str]) -> str:
    joined = text if isinstance(text, str) else " ".join(text)
    return re.sub(r"\W+", " ", joined.lower()).strip()[:400]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--out", type=Path, required=True, help="pairs.jsonl and heldout.json are written here")
    parser.add_argument(
        "--brief", action="store_true", help="shorter texts, for the first part of a run on a slow machine"
    )
    parser.add_argument("--bare", action="store_true", help="of three in five pairs the deciding sentences alone")
    parser.add_argument("--open", type=float, default=1.0, help="share of the written pairs of a text that is silent")
    args = parser.parse_args()
    most = BAREST if args.bare else BRIEF if args.brief else (MOST_CHARACTERS,)
    args.out.mkdir(parents=True, exist_ok=True)
    learned, held = pairs(args.shared, most=most)
    learned = thinned(learned, args.open)
    with (args.out / "pairs.jsonl").open("w") as file:
        for pair in learned:
            file.write(json.dumps(asdict(pair)) + "\n")
    (args.out / "heldout.json").write_text(json.dumps(held))
    counts = Counter((p.source, p.label) for p in learned)
    print(json.dumps({f"{s} {n}": c for (s, n), c in sorted(counts.items())} | {"held out": len(held)}))


if __name__ == "__main__":
    main()
