"""Breaks modules on purpose, one place at a time, and prints the mutants that their tests let live, as JSON.

mutmut leaves module-level constants and tables alone, where half of this project's decisions stand, and cosmic-ray
starts an interpreter for each mutant, which takes hours here: so this breaks the syntax tree, and forks a process that
has pytest and the libraries loaded already. Runs on POSIX only.

    python scripts/mutation.py                                    # all targets, 150 mutants a module
    python scripts/mutation.py refdb/retrieval/fusion.py --sample 0   # every mutant of one module
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import gc
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGETS = {  # what is broken -> the tests that must notice, the most direct first
    "refdb/verification": ["tests/verification"],
    "refdb/claims/verdicts.py": ["tests/claims/test_verdicts.py", "tests/claims/test_verdicts_shown.py"],
    "refdb/citations/linking.py": ["tests/citations/test_linking.py", "tests/citations/test_extraction.py"],
    "refdb/retrieval/fusion.py": ["tests/retrieval/test_fusion.py"],
    "refdb/bibliography/bibtex": [
        "tests/bibliography/bibtex",
        *(f"tests/bibliography/test_{n}.py" for n in "bibsyntax bibtex bib_round_trip round_trips".split()),
    ],
}
LOADED = "pytest hypothesis.strategies numpy rapidfuzz.fuzz rapidfuzz.distance lxml.html sqlalchemy alembic".split()
LONGEST = 120  # seconds that the tests of a mutant may take; the clock of one that hangs ends it
SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.Continue: ast.Break, ast.Break: ast.Continue,
}  # fmt: skip


def places(tree: ast.Module) -> list[tuple[int, int]]:
    """(node, in the order of ast.walk; which of its ways to break) for all that can be broken."""
    dead = {id(sub) for node in ast.walk(tree) for part in _silent(node) for sub in ast.walk(part)}
    alive = [(n, node) for n, node in enumerate(ast.walk(tree)) if id(node) not in dead]
    return [(n, way) for n, node in alive for way, _ in enumerate(_changes(node))]


def broken_at(tree: ast.Module, n: int, way: int) -> tuple[int, str, ast.Module]:
    """(line, what was done, the tree broken there)."""
    broken = copy.deepcopy(tree)
    node = next(node for i, node in enumerate(ast.walk(broken)) if i == n)
    line, before = getattr(node, "lineno", 0) or node.target.lineno, ast.unparse(node)  # type: ignore[attr-defined]
    list(_changes(node))[way](node)
    return line, f"{before[:100]} -> {ast.unparse(node)[:100]}", ast.fix_missing_locations(broken)


def _silent(node: ast.AST) -> Iterator[ast.AST]:
    """Parts that nothing runs: annotations, docstrings, imports, what only a type checker sees."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        yield node
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        yield node
    for name in ("annotation", "returns"):
        if getattr(node, name, None):
            yield getattr(node, name)
    if isinstance(node, ast.Call) and ast.unparse(node.func) in (
        "cast",
        "dataclass",
        "TypeVar",
        "lru_cache",
        "functools.lru_cache",
    ):
        yield node


def _changes(node: ast.AST) -> Iterator[Callable[[Any], None]]:
    """The ways to break one node; each is a function that breaks its twin in a copy of the tree."""
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            yield lambda twin, i=i, op=op: twin.ops.__setitem__(i, SWAPPED[type(op)]())
    elif isinstance(node, (ast.BoolOp, ast.BinOp, ast.AugAssign)) and type(node.op) in SWAPPED:
        yield lambda twin: setattr(twin, "op", SWAPPED[type(twin.op)]())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield lambda twin: _become(twin, twin.operand)
    elif isinstance(node, (ast.If, ast.IfExp, ast.While)) and not isinstance(node.test, (ast.Compare, ast.UnaryOp)):
        yield lambda twin: setattr(twin, "test", ast.UnaryOp(ast.Not(), twin.test))
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield lambda twin: twin.ifs.clear()
    elif isinstance(node, ast.Constant) and node.value is not None and node.value is not Ellipsis:
        yield lambda twin: setattr(twin, "value", _other(twin.value))
    elif isinstance(node, ast.Return) and node.value and not isinstance(node.value, ast.Constant):
        yield lambda twin: setattr(twin, "value", ast.Constant(None))
    elif isinstance(node, (ast.Continue, ast.Break)):
        yield lambda twin: _become(twin, SWAPPED[type(twin)]())
    if isinstance(node, (ast.AugAssign, ast.Expr)):
        yield lambda twin: _become(twin, ast.Pass())


def _become(twin: ast.AST, other: ast.AST) -> None:
    place = {name: getattr(twin, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
    twin.__class__ = type(other)  # type: ignore[assignment]
    twin.__dict__.clear()
    twin.__dict__.update({**other.__dict__, **place})


def _other(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1 if isinstance(value, int) else value * 1.3 + 0.05
    return value + "XX" if isinstance(value, str) and value else "XX" if isinstance(value, str) else b"XX"


def survives(path: str, tree: ast.Module, tests: list[str], *, own: bool = False) -> bool:
    """Whether the tests (with ``own``, the module's own alone) pass with the broken module, in their own process."""
    child = os.fork()
    if not child:
        os.setsid()  # what the tests start ends with them
        status = 1
        with contextlib.suppress(BaseException):
            status = _run(path, tree, tests, own)
        os._exit(status)
    begun, status = time.monotonic(), None
    while status is None:
        done, ended = os.waitpid(child, os.WNOHANG)
        status = os.waitstatus_to_exitcode(ended) if done else None
        if not done and time.monotonic() - begun > LONGEST:
            os.killpg(child, signal.SIGKILL)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        time.sleep(0.01)
    return status == 0


def _run(path: str, tree: ast.Module, tests: list[str], only_own: bool) -> int:
    import pytest

    whole = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, name: str):
        mine = loader.path.endswith(path)
        return compile(tree, loader.path, "exec") if mine else whole(loader, name)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    options = "-x -q --assert=plain -p _hypothesis_pytestplugin -p no:cacheprovider --tb=no".split()
    options += "--hypothesis-seed=0 --hypothesis-profile=mutants -m".split()
    # The module's own tests end most mutants, and examples written down are quicker than those hypothesis thinks up.
    names = (f"test_{Path(path).stem}{more}.py" for more in ("", "_*"))
    own = [str(file) for name in names for test in tests for file in sorted(Path(test).glob(name))]
    turns = [("not hypothesis", own)] if own else []
    turns += [("not hypothesis", tests), ("hypothesis", tests)] if not (own and only_own) else [("hypothesis", own)]
    return int(any(pytest.main([*options, kind, *files]) not in (0, 5) for kind, files in turns))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", default=list(TARGETS), help="files or folders; all targets without one")
    parser.add_argument("--sample", type=int, default=150, help="mutants a module, 0 for all (150)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--own", action="store_true", help="a module's own tests alone: ten times as quick; kills fewer"
    )
    parser.add_argument("-o", "--output", type=Path, help="a file that keeps the survivors of modules not run now")
    options = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    for name in LOADED:
        import_module(name)
    import_module("hypothesis").settings.register_profile("mutants", max_examples=20, deadline=None)
    kept = json.loads(options.output.read_text()) if options.output and options.output.exists() else {}
    gc.freeze()  # what is loaded now is left alone by the garbage collectors of all mutants
    for wanted in options.modules:
        target = next(name for name in TARGETS if wanted.startswith(name))
        for file in [Path(wanted)] if wanted.endswith(".py") else sorted(Path(wanted).rglob("[a-z]*.py")):
            source = ast.parse(file.read_text(encoding="utf-8"))
            if not survives(str(file), source, TARGETS[target], own=options.own):
                sys.exit(f"{target}: its tests fail without any mutant")
            every = places(source)
            if 0 < options.sample < len(every):
                every = random.Random(options.seed).sample(every, options.sample)
            mutants = (broken_at(source, *place) for place in every)
            alive = [
                (line, what)
                for line, what, tree in mutants
                if survives(str(file), tree, TARGETS[target], own=options.own)
            ]
            killed = round(100 * (1 - len(alive) / max(1, len(every))), 1)
            print(f"{file}: {killed} % of {len(every)} killed", file=sys.stderr)
            kept[str(file)] = {
                "mutants": len(every),
                "killed_percent": killed,
                "by": "its own tests" if options.own else "its room's tests",
                "survivors": [f"{line}: {what}" for line, what in sorted(alive)],
            }
            if options.output:
                options.output.parent.mkdir(parents=True, exist_ok=True)
                options.output.write_text(json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    if not options.output:
        print(json.dumps(kept, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
