"""Where things lie beside and in the checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"  # public data, scorers; see its README.md
WEIGHTS = ROOT / "refdb" / "weights"
