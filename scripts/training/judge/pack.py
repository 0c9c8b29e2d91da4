"""Pack what a GPU machine without network needs to train the judge, and take home what it made.

    python -m scripts.training.judge.pack to RUN .gpu        # pairs, held-out rows, and the base model in parts
    python -m scripts.training.judge.pack from FILES RUN     # a trained judge that came back in parts

Such a machine may take only so much at a call (64 MiB) and give back less (files of 16 MiB): weights travel as bytes with
a scale a row, in parts. ``gpu.sh`` beside this file is the command that runs there.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from scripts.training.base_models import BASES

PART = 14 * 2**20  # bytes
Weights = dict[str, torch.Tensor]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("way", choices=("to", "from"))
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    args = parser.parse_args()
    if args.way == "to":
        base = BASES["mpnet"]()
        split(load_file(base / "model.safetensors"), args.target)
        for name in ("config.json", "tokenizer.json"):
            shutil.copy(base / name, args.target / name)
        for name in ("pairs.jsonl", "heldout.json"):
            (args.target / f"{name}.gz").write_bytes(gzip.compress((args.source / name).read_bytes(), mtime=0))
    else:
        (args.target / "last").mkdir(parents=True, exist_ok=True)
        save_file({k: v.half() for k, v in joined(args.source).items()}, args.target / "last" / "model.safetensors")


def split(weights: Weights, folder: Path, most: int = PART) -> list[Path]:
    """Write weights to ``folder/weights-NN.safetensors``, as bytes where that saves, at most about ``most`` bytes each."""
    folder.mkdir(parents=True, exist_ok=True)
    parts: list[Weights] = [{}]
    size = 0
    for name, value in weights.items():
        for piece, rows in enumerate(rows_of(value, most)):
            packed = as_bytes(rows)
            needed = sum(v.numel() * v.element_size() for v in packed.values())
            if size + needed > most and parts[-1]:
                parts.append({})
                size = 0
            parts[-1] |= {f"{name}|{piece}|{kind}": v for kind, v in packed.items()}
            size += needed
    paths = [folder / f"weights-{n:02d}.safetensors" for n in range(len(parts))]
    for path, part in zip(paths, parts, strict=True):
        save_file(part, path)
    return paths


def rows_of(value: torch.Tensor, most: int) -> list[torch.Tensor]:
    """The tensor, cut by rows where it alone is too large."""
    if value.ndim < 2:
        return [value]
    step = max(1, most // (value[0].numel() + 4))
    return list(value.split(step))


def as_bytes(value: torch.Tensor) -> Weights:
    """{"exact": float16} for what is small, else {"bytes": int8, "scale": float16} by rows."""
    if value.ndim < 2 or value.numel() < 4096 or not value.is_floating_point():
        return {"exact": value.half().contiguous() if value.is_floating_point() else value.contiguous()}
    scale = value.float().abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
    return {"bytes": (value / scale).round().to(torch.int8), "scale": scale}


def joined(folder: Path) -> Weights:
    """The weights whose parts lie in ``folder``."""
    pieces: dict[str, dict[int, Weights]] = {}
    for path in sorted(folder.glob("weights-*.safetensors")):
        for key, value in load_file(path).items():
            name, piece, kind = key.split("|")
            pieces.setdefault(name, {}).setdefault(int(piece), {})[kind] = value
    return {
        name: torch.cat([unpacked(found[n]) for n in sorted(found)]) if len(found) > 1 else unpacked(found[0])
        for name, found in pieces.items()
    }


def unpacked(packed: Weights) -> torch.Tensor:
    if "exact" in packed:
        return packed["exact"].float() if packed["exact"].is_floating_point() else packed["exact"]
    return packed["bytes"].float() * packed["scale"]


if __name__ == "__main__":
    main()
