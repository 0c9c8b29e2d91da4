"""Train the judge on pairs.

    python -m scripts.training.judge.data --out RUN
    python -m scripts.training.judge.learn RUN [--begin FOLDER] [--device cuda] [--minutes 8]

On a CPU two processes of one thread each go on until ``RUN/finish`` appears (a number: the minutes in which the rate falls to
nothing), with a checkpoint every ten minutes from which the next call goes on. On a GPU one process in bfloat16 learns
for ``--minutes``. What is learned is the mean of the last weights, ``RUN/last/model.safetensors``.

A processor with bfloat16 matrix units (AMX) is three to five times as fast with ``--low``, others several times as slow.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed
import torch.multiprocessing
from tokenizers import Tokenizer
from torch.nn import functional

from scripts.training.base_models import BASES
from scripts.training.judge.network import Judge, fresh, load, save

MOST_TOKENS = 256
MASK, PADDING = 30526, 1
MASKED = 0.06  # of the tokens, in every second pair
MEET = 8  # steps between two means of the processes' weights
WARM = 120  # steps
SOFTENED = 1.5  # temperature of teacher and pupil (Hinton et al. 2015)
Row = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """One run."""

    run: Path
    begin: Path | None
    rate: float
    batch: int  # tokens a step of each process
    frozen: int  # lower layers that stay as they are
    minutes: float  # 0: until RUN/finish appears
    device: str
    low: bool
    seed: int
    taught: float  # share of the teacher in the loss, where it was asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--begin", type=Path)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--batch", type=int, default=900)
    parser.add_argument("--frozen", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--low", action="store_true")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--taught", type=float, default=0.5)
    parser.add_argument("--processes", type=int, default=2)
    plan_args = vars(parser.parse_args())
    processes = plan_args.pop("processes")
    plan = Plan(**plan_args)
    if plan.device == "cpu":
        torch.multiprocessing.spawn(work, (plan, processes), processes)
    else:
        work(0, plan, 1)


def encoded(run: Path, base: Path) -> list[Row]:
    """The pairs of ``run/pairs.jsonl`` as token ids; a set's rare labels weigh more, by the root of their rarity."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS, strategy="longest_first")
    rows = [json.loads(line) for line in (run / "pairs.jsonl").open()]
    found = tokenizer.encode_batch([(row["claim"], row["text"]) for row in rows])
    number = Counter((row["source"], row["label"]) for row in rows)
    total = Counter(row["source"] for row in rows)
    for row, code in zip(rows, found, strict=True):
        row["ids"] = code.ids
        rare = total[row["source"]] / 3 / number[row["source"], row["label"]]
        row["weight"] *= min(3.0, rare**0.5)
    return rows


def batches(rows: list[Row], most: int, rng: random.Random) -> list[list[int]]:
    """One reading of all rows: batches of like length, of at most ``most`` tokens each with padding."""
    order = list(range(len(rows)))
    rng.shuffle(order)
    found: list[list[int]] = []
    for start in range(0, len(order), 2000):
        batch: list[int] = []
        for i in sorted(order[start : start + 2000], key=lambda i: len(rows[i]["ids"])):
            if batch and (len(batch) + 1) * len(rows[i]["ids"]) > most:
                found.append(batch)
                batch = []
            batch.append(i)
        found.append(batch)
    rng.shuffle(found)
    return found


def tensors(rows: list[Row], rng: random.Random | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and attention mask, [n, longest] each; some tokens masked where ``rng`` is given."""
    width = -(-max(len(row["ids"]) for row in rows) // 8) * 8
    ids = torch.full((len(rows), width), PADDING)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    for n, row in enumerate(rows):
        given = row["ids"]
        if rng and rng.random() < 0.5:
            given = [MASK if t > 3 and rng.random() < MASKED else t for t in given]
        ids[n, : len(given)] = torch.tensor(given)
        mask[n, : len(given)] = 1
    return ids, mask


def loss_of(scores: torch.Tensor, rows: list[Row], taught: float) -> torch.Tensor:
    """Cross-entropy with the labels and, where the teacher was asked, with what it said; a weighted mean."""
    labels = torch.tensor([row["label"] for row in rows], device=scores.device)
    weights = torch.tensor([row["weight"] for row in rows], device=scores.device)
    hard = functional.cross_entropy(scores, labels.clamp(min=0), reduction="none", label_smoothing=0.03)
    heard = torch.tensor([row["said"] is not None for row in rows], device=scores.device)
    said = torch.tensor([row["said"] or [1 / 3] * 3 for row in rows], device=scores.device).clamp(1e-4).log() / SOFTENED
    own = torch.log_softmax(scores / SOFTENED, 1)
    soft = functional.kl_div(own, torch.log_softmax(said, 1), reduction="none", log_target=True).sum(1) * SOFTENED**2
    share = torch.where(labels < 0, 1.0, taught) * heard
    return ((hard * (1 - share) + soft * share) * weights).sum() / weights.sum()


def groups(judge: Judge, rate: float) -> list[dict[str, Any]]:
    """Parameters with their rates: .93 a layer down, five times as fast in the head."""
    found = []
    for name, parameter in judge.named_parameters():
        if not parameter.requires_grad:
            continue
        depth = (
            12
            if not name.startswith("body.")
            else int(name.split("layer.")[1].split(".")[0])
            if ".layer." in name
            else 0
        )
        factor = 5.0 if not name.startswith("body.") else 0.93 ** (11 - depth)
        found.append({"params": [parameter], "lr": rate * factor, "weight_decay": 0.01 if parameter.ndim > 1 else 0.0})
    return found


def work(rank: int, plan: Plan, processes: int) -> None:
    """One of the processes: it reads every n-th batch, and every ``MEET`` steps all take the mean of their weights.

    (Local SGD, Stich 2019: as good as the mean of the gradients at every step, and nobody waits long for anybody.)
    """
    on_cpu = plan.device == "cpu"
    if on_cpu:
        torch.set_num_threads(1)
        torch.set_flush_denormal(True)
        os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
        os.environ.setdefault("MASTER_PORT", "29541")
        torch.distributed.init_process_group("gloo", rank=rank, world_size=processes)
    torch.manual_seed(plan.seed * 100 + rank)
    base = BASES["mpnet"]()
    rows = encoded(plan.run, base)
    judge = (load(plan.begin, base) if plan.begin else fresh(base)).to(plan.device).train()
    judge.body.embeddings.requires_grad_(False)
    for layer in judge.body.encoder.layer[: plan.frozen]:
        layer.requires_grad_(False)
    own = [p for p in judge.parameters() if p.requires_grad]
    names = [n for n, p in judge.named_parameters() if p.requires_grad]
    slow = [p.detach().clone() for p in own]  # the running mean of the weights, which is kept
    optimizer = torch.optim.AdamW(groups(judge, plan.rate), betas=(0.9, 0.98), fused=True)
    rates = [g["lr"] for g in optimizer.param_groups]
    step, seen = 0, 0
    part = plan.run / f"part{rank}.pt"
    if part.exists():
        kept = torch.load(part)
        step, seen = kept["step"], kept["seen"]
        optimizer.load_state_dict(kept["optimizer"])
        with torch.no_grad():
            torch._foreach_copy_(own, kept["own"])
            torch._foreach_copy_(slow, kept["slow"])
    low = copy.deepcopy(judge).to(torch.bfloat16) if plan.low else judge
    lows = [p for p in low.parameters() if p.requires_grad]
    for p in own:
        p.grad = torch.zeros_like(p)
    rng = random.Random(plan.seed * 1000 + rank + step)
    began, saved, mean, falling = time.time(), time.time(), 0.0, None
    schedule: list[list[int]] = []
    epoch = -1
    while True:
        now, size = divmod(step, max(1, len(schedule) // processes))
        if not schedule or now != epoch:
            epoch = now if schedule else 0
            schedule = batches(rows, plan.batch, random.Random(f"{plan.seed} {epoch}"))
            epoch, size = divmod(step, len(schedule) // processes)
            schedule = batches(rows, plan.batch, random.Random(f"{plan.seed} {epoch}"))
        chosen = [rows[i] for i in schedule[size * processes + rank]]
        ids, mask = tensors(chosen, rng)
        ids, mask = ids.to(plan.device), mask.to(plan.device)
        with torch.autocast(plan.device, torch.bfloat16, enabled=not on_cpu):
            scores = low(ids, mask)
        loss = loss_of(scores.float(), chosen, plan.taught)
        loss.backward()
        seen += int(mask.sum())
        mean = loss.item() if not mean else 0.98 * mean + 0.02 * loss.item()
        if plan.low:
            with torch.no_grad():
                torch._foreach_copy_([p.grad for p in own], [p.grad for p in lows])
            low.zero_grad()
        torch.nn.utils.clip_grad_norm_(own, 1.0)
        gone = (time.time() - began) / 60
        if plan.minutes:
            factor = min(1.0, (step + 1) / WARM) * max(0.0, 1 - gone / plan.minutes)
            over = gone >= plan.minutes
        else:
            factor = min(1.0, (step + 1) / WARM) * (
                1.0 if falling is None else max(0.0, 1 - (time.time() - falling[0]) / falling[1])
            )
            over = factor <= 0
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * factor
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        if plan.low:
            with torch.no_grad():
                torch._foreach_copy_(lows, own)
        step += 1
        if step % MEET:
            continue
        state = torch.tensor([mean, seen, float((plan.run / "finish").exists()), float(over), time.time() - saved])
        if processes > 1:
            flat = torch.cat([torch.nn.utils.parameters_to_vector(own).detach(), state])
            torch.distributed.all_reduce(flat)
            flat /= processes
            with torch.no_grad():
                torch.nn.utils.vector_to_parameters(flat[:-5], own)
                if plan.low:
                    torch._foreach_copy_(lows, own)
            state = flat[-5:]
        keep = min(0.97, 1 - 2 / (step / MEET + 1))
        with torch.no_grad():
            torch._foreach_lerp_(slow, [p.detach() for p in own], 1 - keep)
        if rank == 0 and step % (8 * MEET) == 0:
            tokens = float(state[1]) * processes
            print(f"{time.strftime('%H:%M:%S')} step {step} epoch {step * processes / len(schedule):.2f} loss {float(state[0]):.3f} "
                  f"tokens {tokens / 1e6:.2f}M tokens/s {(float(state[1]) * processes) / max(1, time.time() - began):.0f} rate {factor:.2f}", flush=True)  # fmt: skip
        if falling is None and float(state[2]) > 0:
            falling = (time.time(), 60 * float((plan.run / "finish").read_text()))
        done = float(state[3]) > 0
        if float(state[4]) > 600 or done:
            saved = time.time()
            torch.save(
                {"step": step, "seen": seen, "optimizer": optimizer.state_dict(), "own": own, "slow": slow},
                f"{part}.tmp",
            )
            Path(f"{part}.tmp").replace(part)
            if rank == 0:
                weights = judge.state_dict() | dict(zip(names, slow, strict=True))
                save(weights, plan.run / ("last" if done else "now"))
        if done:
            break
    if processes > 1:
        torch.distributed.destroy_process_group()


if __name__ == "__main__":
    main()
