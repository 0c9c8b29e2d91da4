"""What the scripts that fit a threshold have in common: their options."""

from __future__ import annotations

import argparse
from pathlib import Path

from scripts.places import SHARED


def fitting_options(doc: str | None) -> argparse.ArgumentParser:
    """A parser with where the data are, and whether the result is only printed."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--dry", action="store_true", help="print only")
    return parser
