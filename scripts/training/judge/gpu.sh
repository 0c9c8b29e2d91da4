#!/usr/bin/env bash
# On a machine with a GPU, in the checkout's root, after `pack to RUN .gpu` here: train the judge for MINUTES (default 7).
#   bash scripts/training/judge/gpu.sh [MINUTES]     writes .gpu/out/weights-NN.safetensors, 14 MiB each, and .gpu/log
# Where only so much comes back at a call, copy them in two: cp .gpu/out/weights-0[0-3]* "$OUT", then the rest.
# The repository's own weights are not needed there; where the tree is too large to travel:
#   git sparse-checkout set --no-cone '/*' '!/refdb/weights/'   (and `git sparse-checkout disable` afterwards)
set -euo pipefail
minutes=${1:-7}
mkdir -p .gpu/base .gpu/run
gunzip -kc .gpu/pairs.jsonl.gz >.gpu/run/pairs.jsonl
cp .gpu/config.json .gpu/tokenizer.json .gpu/base/
python3 - <<'PY'
from pathlib import Path
from safetensors.torch import save_file
from scripts.training.judge.pack import joined
save_file(joined(Path(".gpu")), ".gpu/base/model.safetensors")
PY
REFDB_MPNET=.gpu/base python3 -m scripts.training.judge.learn .gpu/run --device cuda --minutes "$minutes" \
	--batch 24000 --rate 1e-4 --frozen 0 2>&1 | tee .gpu/log
python3 - <<'PY'
from pathlib import Path
from safetensors.torch import load_file
from scripts.training.judge.pack import split
split(load_file(".gpu/run/last/model.safetensors"), Path(".gpu/out"))
PY
ls -l .gpu/out
