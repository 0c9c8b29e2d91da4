"""Train the reference parser's CRF and write it to refdb/weights/reference_parser; prints JSON.

    python -m scripts.training.references.train_reference_parser --shared ../shared [--iterations 70] [--minfreq 4] [--synthetic 9000]
    python -m scripts.training.references.train_reference_parser --out /tmp/model --hold-out   # to choose settings: scores on unseen files

Training text: the tagged and the fielded rows of data/references/train, LinkedBooks, and references rendered here in
random styles from the registry's records and from the fields of the training rows. Nothing of data/references/dev is
read.
"""

from __future__ import annotations

import argparse
import collections
import json
import lzma
import random
import re
import struct
import sys
import time
import zlib
from pathlib import Path

import numpy as np

from refdb.citations.parsing.features import Lexicon
from refdb.citations.parsing.places import FeatureNames
from refdb.citations.parsing.tokens import fold
from scripts.training.references.labelling import labelled, realigned, squash, zones_of_fields, zones_of_segments
from scripts.training.references.rows import registry_items, row_items, rows
from scripts.training.references.synthetic_references import Renderer
from scripts.training.references.words import GERMAN_JOURNALS, GERMAN_PUBLISHERS


def held_out(row: dict) -> bool:
    """Whether a row belongs to the sixth of the training files that ``--hold-out`` keeps for scoring."""
    group = row.get("file") or row["id"]
    if row["source"] == "grobid_citation_cora_etc":
        group = row["raw"][:20]
    return row["source"] != "anystyle_good" and zlib.crc32(group.encode()) % 6 == 0


def gather(shared: Path, *, hold_out: bool = False) -> tuple[list, list, list, list]:
    """(training rows as (text, zones, fields, source), rows' fields for rendering, LinkedBooks, rows held out)."""
    folder = shared / "data/references/train"
    by_text: dict[str, dict] = {}
    unseen: list[dict] = []
    for path in sorted(folder.iterdir()):
        if "tagged" in path.name or "linkedbooks" in path.name:
            continue
        for row in rows(path):
            by_text.setdefault(squash(fold(row["raw"])), row)
    out = []
    seen = set()
    if hold_out:
        unseen = [row for row in by_text.values() if held_out(row)]
        seen = {squash(fold(row["raw"])) for row in unseen}
    for row in rows(folder / "tagged.jsonl.gz"):
        segments = [(a, re.sub(r"</?italic>", "", b)) for a, b in row["segments"]]
        key = squash(fold(" ".join(b for _, b in segments)))
        match = by_text.get(key)
        text = fold(match["raw"]) if match else fold(" ".join(b for _, b in segments))
        zones = zones_of_segments(text, segments)
        if match and match["source"] in ("plos_jats", "ore_jats"):
            zones = zones_of_fields(text, match["fields"]) or zones
        if zones is None or key in seen:
            continue
        seen.add(key)
        out.append((text, zones, match["fields"] if match else {}, match["source"] if match else "tagged"))
    for key, row in by_text.items():
        if key not in seen:
            text = fold(row["raw"])
            zones = zones_of_fields(text, row["fields"])
            if zones:
                seen.add(key)
                out.append((text, zones, row["fields"], row["source"]))
    books = rows(folder / "linkedbooks_train.jsonl.gz")
    return out, [row for key, row in by_text.items() if not (hold_out and held_out(row))], books, unseen


def report(out: Path, lexicon_: Lexicon, unseen: list[dict], shared: Path) -> None:
    """Print the micro F1 of the model in ``out`` on the rows held out and, beside it, on the dev sets."""
    from refdb.citations.crf_files import load_crf
    from refdb.citations.parsing.parser import ReferenceParser
    from refdb.reports.json import parsed_row
    from scripts.benchmarks.references.bench_references import SETS, scorer

    score = scorer(shared)
    parser = ReferenceParser(load_crf(out / "model.crfsuite.xz"), lexicon_, {})
    sets = {s: [r for r in unseen if r["source"] == s] for s in sorted({r["source"] for r in unseen})}
    sets |= {"dev " + s: score.load(shared / f"data/references/dev/{s}.jsonl") for s in SETS}
    for name, gold in sets.items():
        guess = [score.adapt({"id": g["id"], **parsed_row(parser.parse(g["raw"]))}) for g in gold]
        result, _ = score.score(gold, guess)
        fields = {f: round(100 * d["soft"][2], 1) for f, d in result["fields"].items()}
        print(f"{name:30} {len(gold):5} {100 * result['micro_soft'][2]:6.2f}", json.dumps(fields), flush=True)


def rounded(model: bytes, bits: int = 9) -> bytes:
    """``model`` with its weights rounded to 1/2**bits: the packed file is 40 % smaller and no score moves by 0.1.

    CRFsuite's file: the header's eighth number is the offset of the FEAT chunk; 12 bytes later its records begin.
    """
    (offset,) = struct.unpack_from("<I", model, 28)
    (count,) = struct.unpack_from("<I", model, offset + 8)
    out = bytearray(model)
    record = np.dtype([("type", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
    table = np.frombuffer(out, record, count, offset + 12)
    table["weight"] = np.round(table["weight"] * 2**bits) / 2**bits
    return bytes(out)


def lexicon(rows_: list[dict], items: list[dict], out: Path) -> Lexicon:
    """Word classes and journal phrases that at least two rows or records have."""
    journals: collections.Counter = collections.Counter()
    publishers: collections.Counter = collections.Counter()
    for pair in GERMAN_PUBLISHERS:
        items = [*items, *[{"kind": "book", "names": [], "journals": [], "publisher": pair[0], "place": pair[1]}] * 2]
    items = [
        *items,
        *[{"kind": "article", "names": [], "journals": [j, j], "publisher": "", "place": ""} for j in GERMAN_JOURNALS],
    ]
    words = {k: collections.Counter() for k in "FGULJ"}

    def cut(s):
        return tuple(re.findall(r"[^\W_]+", fold(s).lower()))

    for item in items:
        for name in item["names"]:
            words["F"].update(set(cut(name[0])))
            words["G"].update(w for w in cut(name[1]) if len(w) > 2)
        if item["kind"] == "article":
            for name in item["journals"]:
                journals[cut(name)] += 1
                words["J"].update(set(cut(name)))
        if item["publisher"]:
            publishers[cut(item["publisher"])] += 1
            words["U"].update(set(cut(item["publisher"])))
        words["L"].update(set(cut(item["place"])))
    classes: dict[str, str] = {}
    for kind, counted in words.items():
        for word, count in counted.items():
            if count >= (3 if kind in "FG" else 2) and len(word) > 1 and not word.isdigit():
                total = sum(c[word] for c in words.values())
                if count >= 0.2 * total:
                    classes[word] = classes.get(word, "") + kind
    phrases = {p: "J" for p, c in journals.items() if c >= 2 and p and not (len(p) == 1 and len(p[0]) < 3)}
    phrases |= {p: "U" for p, c in publishers.items() if c >= 2 and p and p not in phrases}
    with lzma.open(out / "lexicon.json.xz", "wt", encoding="utf-8") as file:
        json.dump(
            {"classes": classes, "phrases": [[" ".join(p), k] for p, k in sorted(phrases.items())]},
            file,
            ensure_ascii=False,
        )
    from refdb.citations.crf_files import load_lexicon

    return load_lexicon(out / "lexicon.json.xz")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("refdb/weights/reference_parser"))
    parser.add_argument("--iterations", type=int, default=70)
    parser.add_argument("--minfreq", type=float, default=4)
    parser.add_argument("--synthetic", type=int, default=9000)
    parser.add_argument("--books", type=int, default=5000)
    parser.add_argument("--c1", type=float, default=0.15)
    parser.add_argument("--c2", type=float, default=0.02)
    parser.add_argument("--hold-out", action="store_true")
    a = parser.parse_args()
    import pycrfsuite

    rng = random.Random(7)
    began = time.time()
    a.out.mkdir(parents=True, exist_ok=True)
    gold, all_rows, books, unseen = gather(a.shared, hold_out=a.hold_out)
    items = registry_items(a.shared / "data/crossref/registry.jsonl.gz") + row_items(all_rows) + row_items(books)
    words = lexicon(all_rows, items, a.out)
    names_of = FeatureNames(words)
    trainer = pycrfsuite.Trainer(verbose=False)
    count: collections.Counter = collections.Counter()

    def add(tokens, labels, source: str) -> None:
        if 1 <= len(labels) <= 300:
            trainer.append(names_of(tokens), labels)
            count[source] += 1

    for text, zones, fields, source in gold:
        add(*labelled(text, zones, fields), source)
    rng.shuffle(books)
    for row in books:
        if count["linkedbooks"] >= a.books:
            break
        text = fold(row["raw"])
        zones = zones_of_fields(text, row["fields"])
        if zones and not re.search(
            r"\b(?:vol|n|t|anno|fasc)\b\.?\s*\d|[IVXLC]{2,}",
            "".join(c if z == "N" else " " for c, z in zip(text, zones, strict=True)),
        ):
            add(*labelled(text, zones, row["fields"]), "linkedbooks")
    renderer = Renderer(rng, items)
    while count["synthetic"] < a.synthetic:
        for text, zones in renderer.references():
            add(*labelled(*realigned(text, zones), {}), "synthetic")
    trainer.select("lbfgs")
    trainer.set_params(
        {
            "c1": a.c1,
            "c2": a.c2,
            "max_iterations": a.iterations,
            "feature.minfreq": a.minfreq,
            "feature.possible_transitions": False,
        }
    )
    print(json.dumps({"rows": count, "seconds": round(time.time() - began)}), file=sys.stderr, flush=True)
    target = a.out / "model.crfsuite"
    trainer.train(str(target))
    data = rounded(target.read_bytes())
    (a.out / "model.crfsuite.xz").write_bytes(lzma.compress(data, preset=9))
    target.unlink()
    size = (a.out / "model.crfsuite.xz").stat().st_size
    print(
        json.dumps(
            {"rows": count, "seconds": round(time.time() - began), "model_bytes": len(data), "packed_bytes": size}
        ),
        flush=True,
    )
    if a.hold_out:
        report(a.out, words, unseen, a.shared)


if __name__ == "__main__":
    main()
