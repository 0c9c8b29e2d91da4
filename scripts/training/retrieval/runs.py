"""What the trainings of embedder and reranker begin with: their common options, one seed for all chance."""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import torch

from scripts.places import SHARED


def options_of(doc: str | None, rate: float) -> argparse.ArgumentParser:
    """A parser with the options of both; ``rate`` is the learning rate where none is given."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--lr", type=float, default=rate)
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--threads", type=int, default=1)
    return parser


def begun(args: argparse.Namespace) -> random.Random:
    """Set torch up as the options say; the chance that chooses pairs."""
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(args.seed)
    return random.Random(args.seed)
