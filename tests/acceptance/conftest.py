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
