"""What the tests share: nothing of the user's own (home, environment, library) is seen by a test."""

from pathlib import Path

import pytest

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(autouse=True)
def _own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home folder and a working folder of the test's own, and no REFDB_ setting."""
    import os

    for name in [name for name in os.environ if name.startswith("REFDB_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def works_file() -> Path:
    """Five works on sleep and coffee, three with a text of our own."""
    return FIXTURES / "works.jsonl"


@pytest.fixture
def article_file() -> Path:
    """A short article that cites four of them, one with wrong details, one that does not exist."""
    return FIXTURES / "article.txt"


@pytest.fixture(scope="session")
def snapshot_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The works with a DOI as a registry."""
    from refdb.registries.building import build

    path = tmp_path_factory.mktemp("registry") / "registry.db"
    build([FIXTURES / "works.jsonl"], path)
    return path
