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
import gzip
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
from refdb.citations.parsing.tokens import fold, tokenize
from scripts.training.references.synthetic_references import (
    GERMAN_JOURNALS,
    GERMAN_PUBLISHERS,
    Renderer,
    registry_items,
    row_items,
)

ZONES = {
    "author": "A", "editor": "E", "director": "A", "producer": "A", "translator": "N", "title": "T", "journal": "J",
    "container-title": "B", "collection-title": "S", "date": "Y", "volume": "V", "issue": "I", "pages": "P",
    "publisher": "U", "location": "L", "source": "N",
}  # fmt: skip


def rows(path: Path) -> list[dict]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode("utf-8").split("\n") if line.strip()]


def squash(text: str) -> str:
    return re.sub(r"\W", "", text)


def zones_of_segments(text: str, segments: list) -> list[str] | None:
    """A label for each character of ``text``; None where the segments do not spell it."""
    out = ["N"] * len(text)
    i = 0
    for label, piece in segments:
        start = None
        for c in fold(piece):
            if c.isspace() or not re.match(r"\w", c):
                continue
            while i < len(text) and not re.match(r"\w", text[i]):
                i += 1
            if i >= len(text) or text[i] != c:
                return None
            start = i if start is None else start
            i += 1
        if start is not None:
            out[start:i] = [ZONES.get(label, "N") + ("*" if k == start else "") for k in range(start, i)]
        elif label == "author" and (m := re.compile(r"[-‐-―_]{2,}|—").search(text, i)):
            out[m.start() : m.end()] = ["A"] * (m.end() - m.start())
    return out


def pattern(value: str) -> str:
    return r"(?<![0-9A-Za-z_À-ɏͰ-ӿ])" + r"\W*".join(re.escape(w) for w in re.findall(r"[^\W_]+", fold(value)))


def zones_of_fields(text: str, fields: dict) -> list[str] | None:
    """Labels found by searching for the fields' values; None where title or container are not in the text."""
    out = ["N"] * len(text)

    def mark(span: tuple[int, int], label: str) -> None:
        for k in range(*span):
            out[k] = label + ("*" if k == span[0] else "")

    def search(value: str, label: str, begin: int = 0) -> tuple[int, int] | None:
        if not re.search(r"\w", value or ""):
            return None
        for m in re.compile(pattern(value) + r"(?![0-9A-Za-z_À-ɏͰ-ӿ])", re.I).finditer(text, begin):
            if all(o == "N" for o in out[m.start() : m.end()]):
                mark(m.span(), label)
                return m.span()
        return None

    title = search(fields.get("title", ""), "T")
    if fields.get("title") and not title:
        return None
    kind = fields.get("type") or ""
    book = kind in ("chapter", "paper-conference")
    container = (
        search(fields.get("container", ""), "B" if book else "J", title[1] if title else 0)
        if fields.get("container")
        else None
    )
    if fields.get("container") and not container and not search(fields["container"], "B" if book else "J"):
        return None
    for key, label in (("author", "A"), ("editor", "E")):
        if fields.get(key + "_raw"):
            if not search(fields[key + "_raw"], label):
                return None
        elif fields.get(key):
            limit = title[0] if title and key == "author" else len(text)
            begin, end = limit, -1
            position = 0 if key == "author" else (title[1] if title else 0)
            for person in fields[key]:
                for part in (person.get("family") or person.get("literal") or "", person.get("given") or ""):
                    if part and (m := re.compile(pattern(part), re.I).search(text, position, limit)):
                        begin, end = min(begin, m.start()), max(end, m.end())
            if end > begin and all(o == "N" for o in out[begin:end]):
                mark((begin, end), label)
            else:
                return None
    search(fields.get("series", ""), "S")
    search(fields.get("publisher", ""), "U")
    search(fields.get("place", ""), "L")
    after = container[1] if container else 0
    search(str(fields.get("pages") or ""), "P", after)
    search(str(fields.get("volume") or ""), "V", after)
    search(str(fields.get("issue") or ""), "I", after)
    search(str(fields.get("year") or ""), "Y")
    return out


KEYWORD = {
    "vol": "V",
    "volume": "V",
    "bd": "V",
    "no": "I",
    "nr": "I",
    "issue": "I",
    "n": "I",
    "pp": "P",
    "p": "P",
    "pages": "P",
    "s": "P",
}


def numbers(tokens, labels: list[str], fields: dict) -> None:
    """Tell volume, issue and pages apart inside the printed group of numbers."""
    values = {
        k: set(re.findall(r"[^\W_]+", fold(str(fields.get(f) or "")).lower()))
        for k, f in (("V", "volume"), ("I", "issue"), ("P", "pages"))
    }
    n = len(labels)
    i = 0
    while i < n:
        if labels[i][0] not in "VI":
            i += 1
            continue
        j = i
        while j < n and labels[j][0] in "VI":
            j += 1
        state = labels[i][0]
        for k in range(i, j):
            word, gap = tokens.words[k].lower(), tokens.gaps[k] if k > i else ""
            bare = gap.replace(" ", "")
            if word in KEYWORD and k + 1 < j:
                state = KEYWORD[word]
            elif labels[k][0] == "I":
                state = "I"
            elif labels[k][0] == "V" and any(c.isdigit() for c in word):
                if (
                    k > i
                    and state == "V"
                    and ("(" in bare or bare in (".", "/", "-"))
                    and tokens.words[k - 1] not in KEYWORD
                ):
                    state = "I"
                elif (
                    k > i
                    and state in "VI"
                    and bare in (":", "):", ",", "),")
                    and tokens.words[k - 1].lower() not in KEYWORD
                ):
                    state = (
                        "P"
                        if not fields or word in values["P"] or (bare in (":", "):", "),") and word not in values["I"])
                        else "I"
                    )
                if fields and word in values["V"] and word not in values["I"] | values["P"]:
                    state = "V"
                elif fields and word in values["I"] and word not in values["V"] | values["P"]:
                    state = "I"
                elif fields and word in values["P"] and word not in values["V"] | values["I"]:
                    state = "P"
            labels[k] = state + ("*" if k == i or labels[k - 1][0] != state else "")
        i = j


def labelled(text: str, zones: list[str], fields: dict):
    tokens = tokenize(text)
    labels = []
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        if word[0] == "<":
            labels.append("N")
            continue
        counted = collections.Counter(z[0] for z in zones[start:end])
        label = counted.most_common(1)[0][0]
        labels.append(label + ("*" if zones[start].endswith("*") else ""))
    numbers(tokens, labels, fields)
    out = []
    previous = ""
    for label in labels:
        if label[0] == "N":
            out.append("N")
        else:
            out.append(
                ("B" if label[0] != previous or (label.endswith("*") and label[0] not in "Y") else "I") + label[0]
            )
        previous = label[0]
    return tokens, out


def held_out(row: dict) -> bool:
    """Whether a row belongs to the sixth of the training files that ``--hold-out`` keeps for scoring."""
    group = row.get("file") or row["id"]
    if row["source"] == "grobid_citation_cora_etc":
        group = row["raw"][:20]
    return row["source"] != "anystyle_good" and zlib.crc32(group.encode()) % 6 == 0


def realigned(text: str, zones: list[str]) -> tuple[str, list[str]]:
    """``text`` folded, with each word character's zone; folding moves spaces, so offsets alone would slip."""
    folded = fold(text)
    if folded == text:
        return text, zones
    kept = [zone for c, zone in zip(text, zones, strict=True) if re.match(r"\w", c)]
    following = iter(kept)
    out: list[str] = []
    for c in folded:
        out.append(next(following) if re.match(r"\w", c) else (out[-1].rstrip("*") if out else "N"))
    return folded, out


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
