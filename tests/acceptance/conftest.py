"""Acceptance tests read the public data beside the checkout, and skip where it is absent."""

import os
from pathlib import Path

import pytest

SLOW = bool(os.environ.get("REFDB_SLOW"))  # read here: a test sees no setting of the user's
SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ``../shared`` with the public data."""
    if not (SHARED / "README.md").is_file():
        pytest.skip(f"{SHARED} is not here: acceptance data is kept outside the project")
    return SHARED


@pytest.fixture(scope="session")
def crossref_registry(shared: Path, made_once) -> Path:
    """A snapshot of the public registry, to be read alone."""
    from refdb.registries.snapshot.building import build

    dump = shared / "data" / "crossref" / "registry.jsonl.gz"
    return made_once("crossref", lambda folder: build([dump], folder / "registry.db")) / "registry.db"


@pytest.fixture(scope="session")
def slow() -> None:
    """For tests that take half a minute and guard what faster ones guard too."""
    if not SLOW:
        pytest.skip("set REFDB_SLOW=1 to run what takes long")


@pytest.fixture(scope="session")
def some():
    """``some(rows, n)``: every n-th row, or all of them where what takes long is run."""
    return lambda rows, n: rows if SLOW else rows[::n]
