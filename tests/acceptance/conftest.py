"""Acceptance tests read the public data beside the checkout, and skip where it is absent."""

from pathlib import Path

import pytest

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
