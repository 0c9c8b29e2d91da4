"""What is shipped: dependencies, licence, weights; and that starting `refdb` imports nothing slow."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import refdb

ROOT = Path(__file__).parent.parent
PYPROJECT = ROOT / "pyproject.toml"
SLOW = [
    "torch", "sentence_transformers", "faiss", "onnxruntime", "tokenizers", "numpy", "sqlalchemy", "alembic", "lxml",
    "habanero", "jinja2", "rich", "pycrfsuite", "rapidfuzz",
]  # fmt: skip


def test_every_dependency_says_what_it_is_for():
    lines = PYPROJECT.read_text(encoding="utf-8").splitlines()
    start, end = lines.index("dependencies = ["), lines.index("[project.scripts]")
    requirements = [line for line in lines[start:end] if re.match(r'\s+"', line) and '"refdb[' not in line]
    assert len(requirements) >= 15
    assert [line for line in requirements if not re.search(r'",\s+# \w', line)] == []


def test_no_torch_without_asking_for_it():
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    everyday = project["dependencies"] + extras["test"] + extras["dev"]
    assert [r for r in everyday if "torch" in r or "sentence-transformers" in r or "refdb[models]" in r] == []


def test_the_changelog_has_the_version():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(refdb.__version__)}\b", changelog, re.MULTILINE)


def test_the_licence_is_mit():
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("MIT License\n\nCopyright (c) 2026 refdb contributors\n")


def test_the_entry_point_answers():
    command = Path(sys.executable).with_name("refdb")
    answer = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert refdb.__version__ in answer.stdout


@pytest.mark.parametrize(
    "program",
    [
        "import refdb.cli",
        "import refdb.library, click",
        "import refdb.cli; refdb.cli.cli(['--help'], standalone_mode=False)",
    ],
)
def test_starting_imports_nothing_slow(program):
    program += "; import sys; print('|'.join(sys.modules), file=sys.stderr)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in answer.stderr.strip().split("|")}
    assert "click" in loaded
    assert sorted(loaded.intersection(SLOW)) == []


def files_of_wheel(folder: Path) -> dict[str, int]:
    wheel = next(folder.glob("refdb-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        return {info.filename: info.file_size for info in archive.infolist()}


def test_the_wheel_has_weights_templates_and_licence(tmp_path):
    pytest.importorskip("hatchling", reason="the build backend is not installed: pip install 'refdb[dev]'")
    # Its files as they are: to pack 110 MB of models takes as long as five hundred tests.
    unpacked = "import zlib; zlib.Z_DEFAULT_COMPRESSION = 0; from hatchling.cli import hatchling; hatchling()"
    subprocess.run(
        [sys.executable, "-c", unpacked, "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env=os.environ | {"SOURCE_DATE_EPOCH": "1780000000"},
    )
    files = files_of_wheel(tmp_path)
    for name in (
        "embedder/model.onnx",
        "tokenizers/wordpiece.json",
        "judge/model.onnx",
        "judge/calibration.json",
        "worthiness/head.json",
    ):
        assert files[f"refdb/weights/{name}"] > 0
    for folder in ("embedder", "judge", "reference_parser", "worthiness"):
        assert files[f"refdb/weights/{folder}/MODEL_CARD.md"] > 0
    assert any(name.startswith("refdb/reports/templates/") for name in files)
    assert "refdb/py.typed" in files
    assert any(name.endswith("licenses/LICENSE") for name in files)
    assert not [name for name in files if name.startswith(("tests/", "scripts/", "demo/"))]


LOCKS = ["demo", "dev"]


@pytest.mark.parametrize("lock", LOCKS)
def test_each_package_is_locked_by_its_hash(lock):
    from scripts.supply_chain import locked

    packages = locked(ROOT / "requirements" / f"{lock}.txt")
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = project["dependencies"] + (extras["dev"] + extras["test"] + extras["styles"] if lock == "dev" else [])
    names = [re.match(r"[\w.-]+", one)[0].lower() for one in asked if not one.startswith("refdb[")]
    assert [name for name in names if name not in packages] == []  # else: make lock
    assert [name for name, (_, hashes) in packages.items() if not hashes] == []


def test_the_bill_of_materials_has_each_package_with_its_hash():
    from scripts.supply_chain import bill, locked

    document = bill(locked())
    assert document["bomFormat"] == "CycloneDX"
    lxml = next(one for one in document["components"] if one["name"] == "lxml")
    assert lxml["purl"] == f"pkg:pypi/lxml@{lxml['version']}"
    assert len(lxml["hashes"]) > 1
    judge = next(one for one in document["components"] if one["name"] == "refdb-judge")
    assert judge["licenses"][0]["expression"].startswith("Apache-2.0")
    assert {file["name"] for file in judge["components"]} >= {"model.onnx", "calibration.json"}


def test_each_model_has_a_licence_as_an_spdx_expression():
    from packaging.licenses import canonicalize_license_expression

    from scripts.supply_chain import WEIGHTS, models

    found = {name: expression for name, (expression, _) in models().items()}
    assert set(found) == {folder.name for folder in WEIGHTS.iterdir() if folder.is_dir() and folder.name[0] != "_"}
    assert {name: canonicalize_license_expression(one) for name, one in found.items()} == found
