"""Train the judge on pairs.

    python -m scripts.training.judge.data --out RUN
    python -m scripts.training.judge.learn RUN [--begin FOLDER] [--device cuda] [--minutes 8]

On a CPU two processes of one thread each go on until ``RUN/finish`` appears (a number: the minutes in which the rate falls to
nothing), with a checkpoint every ten minutes from which the next call goes on. On a GPU one process in bfloat16 learns
for ``--minutes``. What is learned is the mean of the last weights, ``RUN/last/model.safetensors``.

A processor with bfloat16 matrix units (AMX) is three to five times as fast with ``--low``, others several times as slow.
``--bytes`` goes on from the shipped judge: its frozen layers are computed as bytes (a fifth more pairs an hour with VNNI).
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
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
MEET = 8  # steps between two means of the processes' weights
WARM = 120  # steps
SAVE = 600  # seconds between two checkpoints
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
    bytes: bool  # the frozen layers are the shipped judge's, computed as bytes
    seed: int
    masked: float  # share of the tokens in every second pair
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
    parser.add_argument("--bytes", action="store_true")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--masked", type=float, default=0.06)
    parser.add_argument("--taught", type=float, default=0.5)
    parser.add_argument("--processes", type=int, default=2)
    given = vars(parser.parse_args())
    processes = given.pop("processes")
    plan = Plan(**given)
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


def tensors(
    rows: list[Row], rng: random.Random | None = None, masked: float = 0.0
) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and attention mask, [n, longest] each; in every second pair a share of the tokens is ``masked``."""
    width = -(-max(len(row["ids"]) for row in rows) // 8) * 8
    ids = torch.full((len(rows), width), PADDING)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    for n, row in enumerate(rows):
        given = row["ids"]
        if rng and masked and rng.random() < 0.5:
            given = [MASK if t > 3 and rng.random() < masked else t for t in given]
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


@dataclass
class Weights:
    """What is learned: the exact weights, the copies that compute, and the running mean that is kept."""

    judge: Judge  # exact
    low: Judge  # computes: ``judge`` itself, or a copy in bfloat16
    own: list[torch.nn.Parameter]
    lows: list[torch.nn.Parameter]
    slow: list[torch.Tensor]

    def state(self) -> dict[str, torch.Tensor]:
        """The state of a judge whose weights are the running mean."""
        names = [n for n, p in self.judge.named_parameters() if p.requires_grad]
        return self.judge.state_dict() | dict(zip(names, self.slow, strict=True))

    def gather(self) -> None:
        """Take the gradients of the computing copy over."""
        if self.low is not self.judge:
            with torch.no_grad():
                torch._foreach_copy_([p.grad for p in self.own], [p.grad for p in self.lows])
            self.low.zero_grad()
        torch.nn.utils.clip_grad_norm_(self.own, 1.0)

    def spread(self) -> None:
        """Give the computing copy the exact weights."""
        if self.low is not self.judge:
            with torch.no_grad():
                torch._foreach_copy_(self.lows, self.own)

    def meet(self, told: list[float], processes: int, keep: float) -> list[float]:
        """Take the mean of all processes' weights, and of what each tells; follow it with the running mean."""
        if processes > 1:
            flat = torch.cat([torch.nn.utils.parameters_to_vector(self.own).detach(), torch.tensor(told)])
            torch.distributed.all_reduce(flat)
            flat /= processes
            with torch.no_grad():
                torch.nn.utils.vector_to_parameters(flat[: -len(told)], self.own)
            self.spread()
            told = flat[-len(told) :].tolist()
        with torch.no_grad():
            torch._foreach_lerp_(self.slow, [p.detach() for p in self.own], 1 - keep)
        return told


def weights_of(plan: Plan, base: Path) -> Weights:
    """What a run begins with; lower layers and embeddings stay as they are."""
    judge = (load(plan.begin, base) if plan.begin else fresh(base)).to(plan.device).train()
    judge.body.embeddings.requires_grad_(False)
    judge.body.encoder.relative_attention_bias.requires_grad_(not plan.bytes)
    for layer in judge.body.encoder.layer[: plan.frozen]:
        layer.requires_grad_(False)
    low = copy.deepcopy(judge).to(torch.bfloat16) if plan.low else judge
    own = [p for p in judge.parameters() if p.requires_grad]
    for p in own:
        p.grad = torch.zeros_like(p)
    lows = [p for p in low.parameters() if p.requires_grad]
    return Weights(judge, low, own, lows, [p.detach().clone() for p in own])


def reading(
    rows: list[Row], plan: Plan, rank: int, processes: int, after: int
) -> Iterator[tuple[int, float, list[Row]]]:
    """Endlessly (step, times that all rows were read, the rows of a batch), from the step after ``after`` on."""
    step = 0
    for epoch in itertools.count():
        found = batches(rows, plan.batch, random.Random(f"{plan.seed} {epoch}"))
        for n in range(len(found) // processes):
            step += 1
            if step > after:
                yield step, epoch + n * processes / len(found), [rows[i] for i in found[n * processes + rank]]


def rate_now(plan: Plan, step: int, began: float, finish: tuple[float, float] | None) -> float:
    """The share of the full rate: rising in the first steps, falling to nothing by the clock; 0 is the end.

    Args:
        plan: the run.
        step: of this process.
        began: when it began, in seconds.
        finish: when it was asked to come to its end and how many seconds it has for that; None where it was not.
    """
    left = 1.0
    if plan.minutes:
        left = 1 - (time.time() - began) / (60 * plan.minutes)
    elif finish:
        left = 1 - (time.time() - finish[0]) / finish[1]
    return min(1.0, step / WARM) * max(0.0, left)


def work(rank: int, plan: Plan, processes: int) -> None:
    """One of the processes: it reads every n-th batch, and every ``MEET`` steps all take the mean of their weights.

    (Local SGD, Stich 2019: as good as the mean of the gradients at every step, and nobody waits long for anybody.)
    """
    prepare(rank, plan, processes)
    base = BASES["mpnet"]()
    weights = weights_of(plan, base)
    lower, tokens = lower_of(plan, base)
    optimizer = torch.optim.AdamW(groups(weights.judge, plan.rate), betas=(0.9, 0.98), fused=True)
    full = [g["lr"] for g in optimizer.param_groups]
    part = plan.run / f"part{rank}.pt"
    first, seen = resume(part, weights, optimizer)
    rng = random.Random(plan.seed * 1000 + rank + first)
    began = saved = time.time()
    finish: tuple[float, float] | None = None
    mean, known = 0.0, seen
    for step, epochs, rows in reading(encoded(plan.run, tokens), plan, rank, processes, first):
        ids, mask = (given.to(plan.device) for given in tensors(rows, rng, plan.masked))
        with torch.autocast(plan.device, torch.bfloat16, enabled=plan.device != "cpu"):
            scores = weights.low.above(lower(ids, mask), mask, plan.frozen) if lower else weights.low(ids, mask)
        loss = loss_of(scores.float(), rows, plan.taught)
        loss.backward()
        weights.gather()
        rate = rate_now(plan, step, began, finish)
        for group, lr in zip(optimizer.param_groups, full, strict=True):
            group["lr"] = lr * rate
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        weights.spread()
        seen += sum(len(row["ids"]) for row in rows)
        mean = loss.item() if not mean else 0.98 * mean + 0.02 * loss.item()
        if step % MEET:
            continue
        asked = (plan.run / "finish").exists()
        told = [mean, seen * processes, float(asked), float(rate <= 0), time.time() - saved]
        told = weights.meet(told, processes, keep=min(0.97, 1 - 2 / (step / MEET + 1)))
        if rank == 0 and step % (8 * MEET) == 0:
            speed = (told[1] - known * processes) / (time.time() - began)
            print(
                f"{time.strftime('%H:%M:%S')} step {step} epoch {epochs:.2f} loss {told[0]:.3f} tokens {told[1] / 1e6:.2f}M "
                f"tokens/s {speed:.0f} rate {rate:.2f}",
                flush=True,
            )
        if finish is None and told[2] > 0:
            finish = (time.time(), 60 * float((plan.run / "finish").read_text()))
        done = told[3] > 0
        if told[4] > SAVE or done:
            saved = time.time()
            keep({"step": step, "seen": seen, "optimizer": optimizer.state_dict()}, weights, part)
            if rank == 0:
                save(weights.state(), plan.run / ("last" if done else "now"))
        if done:
            break
    if processes > 1:
        torch.distributed.destroy_process_group()


def lower_of(plan: Plan, base: Path) -> tuple[Any, Path]:
    """What computes the frozen layers apart, None where nothing does; and the folder of the tokenizer that it goes with."""
    if not plan.bytes:
        return None, base
    from scripts.training.judge.reopen import SHIPPED, Lower  # needs onnx, which the GPU machine lacks

    return Lower(plan.frozen), SHIPPED


def prepare(rank: int, plan: Plan, processes: int) -> None:
    torch.manual_seed(plan.seed * 100 + rank)
    if plan.device != "cpu":
        return
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    os.environ.setdefault("MASTER_PORT", "29541")
    torch.distributed.init_process_group("gloo", rank=rank, world_size=processes)


def keep(state: dict[str, Any], weights: Weights, part: Path) -> None:
    """A checkpoint, written under another name first."""
    torch.save(state | {"own": weights.own, "slow": weights.slow}, f"{part}.tmp")
    Path(f"{part}.tmp").replace(part)


def resume(part: Path, weights: Weights, optimizer: torch.optim.Optimizer) -> tuple[int, int]:
    """(Steps done, tokens seen) of the checkpoint, where there is one; its weights are taken over."""
    if not part.exists():
        return 0, 0
    kept = torch.load(part)
    optimizer.load_state_dict(kept["optimizer"])
    with torch.no_grad():
        torch._foreach_copy_(weights.own, kept["own"])
        torch._foreach_copy_(weights.slow, kept["slow"])
    weights.spread()
    return int(kept["step"]), int(kept["seen"])


if __name__ == "__main__":
    main()
