"""The built wheel in a clean environment, for each Python that is here: what README and tutorials show, in an empty folder.

Packages come from the index, so this runs only with REFDB_SLOW=1, and skips where the index cannot be reached.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_docs import ROOT, TEXTS, TUTORIALS

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PATIENCE = 1800  # seconds for what downloads or audits; a busy machine may be slow
NO_INDEX = re.compile(
    r"No matching distribution|Could not find a version|NewConnectionError|Temporary failure|Max retries"
)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory, slow):
    pytest.importorskip("hatchling", reason="the build backend is not installed: pip install 'refdb[dev]'")
    folder = tmp_path_factory.mktemp("wheel")
    called([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], ROOT, os.environ)
    return next(folder.glob("refdb-*.whl"))


def called(words, folder, environment, may_be=(0,)):
    done = subprocess.run(
        words, cwd=folder, env=dict(environment), capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert done.returncode in may_be, (words, done.stdout[-2000:], done.stderr[-2000:])
    return done


def interpreter(version):
    """A Python of this version that runs; what is found first may be a shim that has none behind it."""
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return str(Path(sys.executable).resolve())
    found = shutil.which(f"python{version}")
    behind = Path(found).parent.parent.glob(f"versions/{version}.*/bin/python{version}") if found else ()
    for candidate in (*([found] if found else ()), *map(str, behind)):
        said = subprocess.run([candidate, "-V"], capture_output=True, text=True, check=False, timeout=PATIENCE)
        if said.returncode == 0 and said.stdout.startswith(f"Python {version}."):
            return candidate
    return None


@pytest.fixture(scope="session", params=PYTHONS)
def installed(request, wheel, tmp_path_factory):
    """The folder of the commands of an environment that holds the wheel and what it asks for, no more."""
    python = interpreter(request.param)
    if python is None:
        pytest.skip(f"there is no python{request.param} on this machine")
    venv = tmp_path_factory.mktemp(f"venv-{request.param}") / "venv"
    called([python, "-m", "venv", str(venv)], venv.parent, os.environ)
    commands = venv / ("Scripts" if os.name == "nt" else "bin")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    pip = [str(commands / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)]
    done = subprocess.run(pip, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)
    if done.returncode and NO_INDEX.search(done.stderr):
        pytest.skip(f"its packages cannot be had for Python {request.param} here: {done.stderr.strip()[-300:]}")
    assert done.returncode == 0, done.stderr[-2000:]
    return commands


def test_each_line_of_the_tutorials_runs(installed, tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PATH": f"{installed}{os.pathsep}{environment['PATH']}", "HOME": str(tmp_path / "home")}
    for page, (begin, end) in TUTORIALS.items():
        folder = tmp_path / Path(page).stem
        folder.mkdir()
        text = TEXTS[page][TEXTS[page].index(begin) : TEXTS[page].index(end)]
        for line in re.findall(r"^\$ (.+)$", "\n".join(re.findall(r"```\n(.*?)```", text, re.S)), re.M):
            words = shlex.split(line, comments=True)
            if words[0] == "cd":
                folder /= words[1]
            else:
                called([str(installed / words[0]), *words[1:]], folder, environment, may_be=(0, 1))


def test_python_and_the_models_work_from_any_place(installed, tmp_path):
    code = (
        "import refdb, sys; assert 'site-packages' in refdb.__file__, refdb.__file__\n"
        "print(refdb.parse('Smith J. Naps. Sleep. 2001;3:1-9.')[0].year)\n"
        "with refdb.open_library('lib', create=True) as library:\n"
        "    print(library.check('Naps help memory.')[0].label)\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = called([str(installed / "python"), "-c", code], tmp_path, environment)
    assert done.stdout.split() == ["2001", "no_source"]
