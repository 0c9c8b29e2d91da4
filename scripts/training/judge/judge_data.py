"""What the judge learns from: rows of the public claim sets -> pairs of a claim and a text with a label.

A part of every set's claims is held out by a hash of the claim, for the calibration and for every choice.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from refdb.claims.judging.selection import sentences_to_read, stems, with_title
from refdb.text.sentences import split
from scripts.training.judge.judge_contrast import renumbered, swapped_in_both, turned

SUPPORT, REFUTE, NEITHER = 0, 1, 2
UNKNOWN = -1  # a pair that only the teacher has labelled
LABELS = {"SUPPORT": SUPPORT, "REFUTE": REFUTE, "NEI": NEITHER}
# Per cent of a set's claims that are held out.
HELD_OUT = {
    "scifact": 12, "citation_integrity": 15, "healthver": 4, "nli4ct": 12, "fever": 4, "fm2": 10, "climate_fever": 5,
    "covidfact_rte": 5, "clinifact": 10, "evidence_inference_v2": 4, "conjnli": 2, "snli_dev": 2, "pubmedqa": 10,
}  # fmt: skip
# Sets with several claims to a text: held out by the text, or training would have read it with another claim.
BY_TEXT = ("scifact", "healthver", "nli4ct", "clinifact", "evidence_inference_v2", "pubmedqa")
SHORT = ("snli_dev", "snli_test", "conjnli", "fever", "fm2", "covidfact_rte", "climate_fever")


@dataclass(frozen=True)
class Example:
    claim: str
    text: str
    label: int
    source: str
    weight: float = 1.0


Row = dict[str, Any]


def read(shared: Path, name: str) -> list[Row]:
    """The rows of a training set, without those whose evidence is in a dev set that only evaluates."""
    path = shared / "data" / "claims" / "train" / f"{name}.jsonl"
    packed = path.with_suffix(".jsonl.gz")
    data = gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()
    rows = [json.loads(line) for line in data.decode().split("\n") if line.strip()]
    if name == "fever":  # 616 of its pairs are about the evidence of fever_symmetric
        lines = (shared / "data" / "claims" / "dev" / "fever_symmetric.jsonl").read_text().split("\n")
        seen = {plain(json.loads(line)["evidence_text"]) for line in lines if line.strip()}
        rows = [row for row in rows if plain(row["evidence_text"]) not in seen]
    return rows


def is_held_out(name: str, row: Row) -> bool:
    told = plain(row["evidence_text"]) if name in BY_TEXT else row["claim"]
    return digest(told) % 100 < HELD_OUT.get(name, 0)


def split_rows(shared: Path, name: str) -> tuple[list[Row], list[Row]]:
    """A set's rows to train on and its held-out rows; no claim is in both."""
    rows = [row for row in read(shared, name) if sentences_of(row)]
    held = [row for row in rows if is_held_out(name, row)]
    claims = {row["claim"] for row in held}
    return [row for row in rows if row["claim"] not in claims and not is_held_out(name, row)], held


def sentences_of(row: Row) -> list[str]:
    """The evidence, in sentences."""
    given = row["evidence_text"]
    if isinstance(given, str):
        text = clean(given)
        return [text[slice(*span)] for span in split(text)]
    return [clean(sentence) for sentence in given if clean(sentence)]


def short_examples(shared: Path, rng: random.Random, share: float = 1.0) -> list[Example]:
    """Pairs of a claim and a sentence or two, with the contrast pairs made of them."""
    found: list[Example] = []
    for name in SHORT:
        rows, _ = split_rows(shared, name)
        rng.shuffle(rows)
        rows = rows[: int(len(rows) * share)]
        for row in rows:
            claim, text = clean(row["claim"]), " ".join(sentences_of(row))
            label = LABELS[row["label"]]
            found.append(Example(claim, text, label, name))
            if name in ("fever", "fm2", "covidfact_rte", "climate_fever") or rng.random() < 0.15:
                found += contrasts(claim, text, label, name, rng, 0.35)
            if name == "fm2":
                gold = set(row["evidence_text"])
                other = [s for s in row.get("retrieved_evidence") or [] if s not in gold]
                found += [Example(claim, clean(s), NEITHER, name, 0.7) for s in rng.sample(other, min(2, len(other)))]
        if name == "fever":
            found += unrelated(rows, name, rng, len(rows) // 5) + joined_claims(rows, name, rng, len(rows) // 8)
    return found


def contrasts(
    claim: str, text: str, label: int, source: str, rng: random.Random, share: float, trusted: bool = False
) -> list[Example]:
    """The pair with its claim, its text or both turned round. ``trusted``: a turned REFUTE is a SUPPORT."""
    found: list[Example] = []
    if rng.random() < share and (other := turned(claim, rng)):
        if label == SUPPORT:
            found.append(Example(other, text, REFUTE, source, 0.8))
        elif label == NEITHER:
            found.append(Example(other, text, NEITHER, source, 0.8))
        elif trusted:
            found.append(Example(other, text, SUPPORT, source, 0.5))
    if label == SUPPORT and rng.random() < share and (new := renumbered(claim, text, rng)):
        found.append(Example(new, text, REFUTE, source, 0.8))
    if label == SUPPORT and rng.random() < share and (both := swapped_in_both(claim, text, rng)):
        found.append(Example(both[0], both[1], SUPPORT, source, 0.8))
        found.append(Example(claim, both[1], REFUTE, source, 0.6))
    return found


def unrelated(rows: list[Row], name: str, rng: random.Random, number: int, weight: float = 0.6) -> list[Example]:
    """Claims with the evidence of another claim that shares rare words with them: neither."""
    words = [stems(clean(row["claim"])) for row in rows]
    texts = [" ".join(sentences_of(row)) for row in rows]
    owners: dict[str, list[int]] = {}
    for i, text in enumerate(texts):
        for word in stems(text):
            owners.setdefault(word, []).append(i)
    found = []
    for i in rng.sample(range(len(rows)), min(number, len(rows))):
        rare = sorted((len(owners[w]), w) for w in words[i] if w in owners and 1 < len(owners[w]) < 60)
        candidates = [
            j for _, w in rare[2:5] for j in owners[w] if texts[j] != texts[i] and rows[j]["claim"] != rows[i]["claim"]
        ]
        if candidates:
            j = max(rng.sample(candidates, min(6, len(candidates))), key=lambda j: len(stems(texts[j]) & words[i]))
            found.append(Example(clean(rows[i]["claim"]), texts[j], NEITHER, name, weight))
    return found


def joined_claims(rows: list[Row], name: str, rng: random.Random, number: int, weight: float = 0.6) -> list[Example]:
    """Two claims as one: supported only where both are, contradicted where one is, else neither."""
    by_text: dict[str, list[Row]] = {}
    for row in rows:
        by_text.setdefault(" ".join(sentences_of(row)), []).append(row)
    texts = sorted(by_text)
    found = []
    for text in rng.sample(texts, min(number, len(texts))):
        one = rng.choice(by_text[text])
        same = [r for r in by_text[text] if r["claim"] != one["claim"]]
        other = rng.choice(same) if same and rng.random() < 0.6 else rng.choice(rows)
        a, b = clean(one["claim"]), clean(other["claim"])
        labels = {LABELS[one["label"]], LABELS[other["label"]] if other in same else NEITHER}
        label = REFUTE if REFUTE in labels else NEITHER if NEITHER in labels else SUPPORT
        if rng.random() < 0.5:
            a, b = b, a
        found.append(Example(f"{a.rstrip(' .')}, and {b}", text, label, name, weight))
    return found


def clean(text: str) -> str:
    """A text without citation markers."""
    text = " ".join(re.sub(r"\(?\[?<\|[^|]*\|>\]?\)?|\[[\d,\s–-]*\]", " ", text).split())
    return re.sub(r"\s+([.,;:?!])", r"\1", text)


def digest(text: str) -> int:
    """A number that depends on the text alone."""
    return int(hashlib.sha1(" ".join(text.split()).encode()).hexdigest()[:8], 16)


def plain(text: str | list[str]) -> str:
    joined = text if isinstance(text, str) else " ".join(text)
    return re.sub(r"\W+", " ", joined.lower()).strip()


def held_out_rows(shared: Path) -> list[Row]:
    """Every held-out row: set, claim, title, sentences, label."""
    return [
        {"set": name, "claim": clean(row["claim"]), "title": row.get("title") or "", "sentences": sentences_of(row),
         "label": row["label"]}
        for name in HELD_OUT for row in split_rows(shared, name)[1]
    ]  # fmt: skip


# Share of the short pairs in a later stage, so that they are not forgotten; synthetic claims and near texts in it.
SHORT_SHARE = {"teacher": 0.4, "science": 0.22, "last": 0.25}
SYNTHETIC = {"teacher": 3000, "science": 2600, "last": 2600}
NEAR = {"teacher": 0, "science": 6500, "last": 5000}
# How often a row of a set is read whole, with another choice of its sentences each time.
WHOLE = {
    "teacher": {"scifact": 3, "healthver": 1, "citation_integrity": 2, "nli4ct": 3, "clinifact": 1, "pubmedqa": 1},
    "science": {"scifact": 3, "healthver": 1, "citation_integrity": 2, "nli4ct": 2, "clinifact": 1, "pubmedqa": 1},
    "last": {"scifact": 4, "healthver": 2, "citation_integrity": 2, "nli4ct": 3, "clinifact": 1, "pubmedqa": 1},
}
CHARACTERS = (500, 1000)  # of the sentences that are read together
TITLED = 0.75


def mixed_examples(shared: Path, rng: random.Random, stage: str) -> list[Example]:
    """Scientific claims with the sentences that are read or that decide, synthetic ones, and some short pairs."""
    found = short_examples(shared, rng, SHORT_SHARE[stage])
    for name, times in WHOLE[stage].items():
        rows, _ = split_rows(shared, name)
        for row in rows:
            found += of_row(row, name, times, rng)
        if name in ("scifact", "healthver"):
            found += joined_claims(rows, name, rng, 250, 0.4)
            found += elsewhere(rows, name, rng, len(rows) // 8)
    return found + compared(shared, rng) + synthetic(shared, rng, SYNTHETIC[stage]) + near(shared, rng, NEAR[stage])


def chosen(claim: str, title: str, sentences: list[str], rng: random.Random) -> str:
    """What the judge would read of a text, more or less of it."""
    picked = sentences_to_read(claim, sentences, rng.randint(*CHARACTERS))
    return with_title(title if rng.random() < TITLED else "", [sentences[i] for i in picked])


def of_row(row: Row, name: str, times: int, rng: random.Random) -> list[Example]:
    """What is learned from one row: the chosen sentences, its deciding ones alone, and what does not decide."""
    claim, label, title = clean(row["claim"]), LABELS[row["label"]], row.get("title") or ""
    sentences = sentences_of(row)
    found = [Example(claim, chosen(claim, title, sentences, rng), label, name) for _ in range(times)]
    if name == "pubmedqa":
        conclusion = clean(row["conclusion"])
        found += [Example(conclusion, chosen(conclusion, title, sentences, rng), SUPPORT, name, 0.5)]
        found += contrasts(conclusion, " ".join(sentences[-1:]), SUPPORT, name, rng, 0.4)
    if name in ("citation_integrity", "nli4ct") and label == SUPPORT and rng.random() < 0.25:
        text = chosen(claim, title, sentences, rng)
        if other := turned(claim, rng):
            found.append(Example(other, text, REFUTE, name, 0.7))
    if name not in ("scifact", "healthver"):
        return found
    deciding = [sentences[i] for i in row.get("rationale_sentences") or [] if i < len(sentences)][:3]
    silent = [i for i in sentences_to_read(claim, sentences, 600) if sentences[i] not in deciding]
    if label == NEITHER:
        found.append(Example(claim, sentences[rng.choice(silent[:2])], NEITHER, name, 0.5))
        if rng.random() < 0.3 and (other := turned(claim, rng)):
            found.append(Example(other, chosen(claim, title, sentences, rng), NEITHER, name, 0.7))
    elif deciding:
        text = " ".join(deciding)
        found.append(Example(claim, text, label, name, 0.8))
        if silent and rng.random() < 0.4:
            found.append(Example(claim, sentences[rng.choice(silent)], NEITHER, name, 0.5))
        found += contrasts(claim, text, label, name, rng, 0.4, trusted=name == "scifact")
        if rng.random() < 0.2 and label == SUPPORT and (other := turned(claim, rng)):
            found.append(Example(other, chosen(claim, title, sentences, rng), REFUTE, name, 0.7))
    return found


def elsewhere(rows: list[Row], name: str, rng: random.Random, number: int) -> list[Example]:
    """Claims with an abstract of another claim: neither."""
    found = []
    for row in rng.sample(rows, number):
        other = rng.choice(rows)
        if len(stems(other["claim"]) & stems(row["claim"])) < 3:
            claim = clean(row["claim"])
            found.append(
                Example(claim, chosen(claim, other.get("title") or "", sentences_of(other), rng), NEITHER, name, 0.5)
            )
    return found


def compared(shared: Path, rng: random.Random) -> list[Example]:
    """Comparisons of two treatments (evidence_inference_v2) with the deciding sentences, and some with the abstract."""
    name = "evidence_inference_v2"
    found = []
    for row in split_rows(shared, name)[0]:
        claim, sentences = clean(row["claim"]), sentences_of(row)
        found.append(Example(claim, " ".join(sentences), LABELS[row["label"]], name, 0.8))
        if row.get("abstract") and rng.random() < 0.2:
            text = clean(row["abstract"])
            parts = [text[slice(*span)] for span in split(text)]
            found.append(Example(claim, chosen(claim, "", [*parts, *sentences], rng), LABELS[row["label"]], name, 0.6))
    return found


_SAYS = re.compile(
    r"(?:results?|findings?|data|study|studies|analys[ie]s|observations?|experiments?|work|we|evidence|trial|they)\b"
    r"[^.,;]{0,40}?\b(?:suggests?|shows?|showed|indicates?|indicated|demonstrates?|demonstrated|reveals?|revealed|conclude|"
    r"found|find|suggested|establish|confirm)\s+that\s+(?P<said>.{40,220})$",
    re.I,
)
_ASSERTIVE = re.compile(
    r"\b(?:is|are|increases?|decreases?|reduces?|promotes?|inhibits?|regulates?|induces?|prevents?|causes?|improves?|controls?|"
    r"predicts?|mediates?|drives?|requires?|protects?|enhances?|suppresses|activates?|modulates?|determines?|affects?|"
    r"leads? to)\b"
)


def synthetic(shared: Path, rng: random.Random, number: int) -> list[Example]:
    """Claims made of abstracts: what their conclusion or title asserts, the same turned round, the same elsewhere.

    The abstracts of the retrieval corpus, without those that are evidence in scifact's dev set.
    """
    works = corpus(shared)
    rng.shuffle(works)
    said: list[tuple[str, str, list[str], str]] = []  # claim, title, the other sentences, the sentence itself
    for work in works:
        text = clean(work["text"])
        sentences = [text[slice(*span)] for span in split(text)]
        title = clean(work["title"])
        for n, sentence in enumerate(sentences[-3:], len(sentences) - min(3, len(sentences))):
            if match := _SAYS.search(sentence.rstrip(". ")):
                claim = match.group("said")
                said.append((claim[0].upper() + claim[1:] + ".", title, sentences[:n] + sentences[n + 1 :], sentence))
                break
        else:
            if _ASSERTIVE.search(title) and 6 <= len(title.split()) <= 22 and not re.search(r"[:?]", title):
                said.append((title, "", sentences, sentences[-1] if sentences else ""))
    said = said[:number]
    found = []
    for n, (claim, title, others, itself) in enumerate(said):
        way = rng.random()
        if way < 0.4:
            found.append(Example(claim, chosen(claim, title, others, rng), SUPPORT, "synthetic", 0.5))
        elif way < 0.55:
            found.append(Example(claim, itself, SUPPORT, "synthetic", 0.4))
        elif other := turned(claim, rng):
            text = itself if way < 0.7 else chosen(claim, title, [*others, itself], rng)
            found.append(Example(other, text, REFUTE, "synthetic", 0.6))
        strangers = rng.sample(range(len(said)), 200)
        near = max((i for i in strangers if i != n), key=lambda i: len(stems(" ".join(said[i][2])) & stems(claim)))
        found.append(Example(claim, chosen(claim, said[near][1], said[near][2], rng), NEITHER, "synthetic", 0.6))
    return found


def near(shared: Path, rng: random.Random, number: int) -> list[Example]:
    """Claims with an abstract that BM25 finds for them, right or not: what a judge meets in a library. No label."""
    if not number:
        return []
    works = corpus(shared)
    texts = [clean(f"{work['title']}. {work['text']}") for work in works]
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE t USING fts5(a, tokenize = 'porter unicode61 remove_diacritics 2')")
    index.executemany("INSERT INTO t (rowid, a) VALUES (?, ?)", list(enumerate(texts)))
    claims = sorted(
        {clean(row["claim"]) for name in ("scifact", "healthver", "citation_integrity", "pubmedqa", "climate_fever")
         for row in split_rows(shared, name)[0]}
    )  # fmt: skip
    claims += [clean(rng.choice(split_sentences(text)[1:] or [text])) for text in rng.sample(texts, len(texts) // 2)]
    found = []
    for claim in rng.choices(claims, k=number):
        long = list(dict.fromkeys(re.findall(r"[\w-]{5,}", claim.lower())))
        words = " OR ".join(f'"{w}"' for w in rng.sample(long, min(7, len(long))))
        if not words or len(claim) > 350:
            continue
        hits = index.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t) LIMIT 12", (words,)).fetchall()
        if hits:
            work = works[rng.choice(hits)[0]]
            text = chosen(claim, clean(work["title"]), split_sentences(clean(work["text"])), rng)
            found.append(Example(claim, text, UNKNOWN, "near"))
    index.close()
    return found


def corpus(shared: Path) -> list[Row]:
    """The abstracts of the retrieval corpus, without those that are evidence in scifact's dev set or held out."""
    lines = (shared / "data" / "claims" / "dev" / "scifact.jsonl").read_text().split("\n")
    used = {str(json.loads(line)["doc_id"]) for line in lines if line.strip()}
    used |= {str(row["doc_id"]) for row in split_rows(shared, "scifact")[1]}
    packed = shared / "data" / "retrieval" / "scifact" / "corpus.jsonl.gz"
    works = [json.loads(line) for line in gzip.decompress(packed.read_bytes()).decode().split("\n") if line.strip()]
    return [work for work in works if str(work.get("_id") or work.get("id")) not in used]


def split_sentences(text: str) -> list[str]:
    return [text[slice(*span)] for span in split(text)]
