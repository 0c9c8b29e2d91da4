"""The main path, counted: which modules say what comes next in an audit of a text file, and how often it comes back.

    python -m scripts.main_path [ARTICLE.txt]

What counts are the façade and the workflows, which hand the article on; the other rooms are entered by their doors,
which are named below their caller and not counted. A step is a function of one of these modules that calls one of
another, taken once, in the order of the first calls. It comes back where the other module was visited before, unless
the same function called it last. What runs at an import, or is written by ``dataclass``, is no step.
"""

import argparse
import inspect
import sys
import tempfile
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

import refdb
from scripts.places import ROOT

COUNTED = ("refdb.library", "refdb.workflows.")
PASSED_OVER = ("refdb.model", "refdb.text", "refdb.errors", "refdb.settings")  # every module speaks of them


class Step(NamedTuple):
    """A function that calls one of another module."""

    module: str
    function: str
    called: str
    name: str

    @property
    def is_counted(self) -> bool:
        """Whether it leads on; else it is a door."""
        return self.called.startswith(COUNTED)


class Trace:
    """The steps of what is run between ``begin`` and ``end``."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._seen: set[tuple[CodeType, CodeType]] = set()

    def begin(self) -> None:
        sys.setprofile(self._note)

    def end(self) -> None:
        sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        made = (
            code.co_filename == "<string>" or not code.co_flags & inspect.CO_OPTIMIZED
        )  # by dataclass; a class's body
        if event != "call" or made or not (called := _module(frame)):
            return
        caller = _nearest(frame.f_back, COUNTED if called.startswith(COUNTED) else "refdb.")
        if caller is None or (caller.f_code, code) in self._seen or not _module(caller).startswith(COUNTED):
            return
        self._seen.add((caller.f_code, code))
        if _module(caller) != called:
            self.steps.append(Step(_module(caller), caller.f_code.co_name, called, code.co_qualname))


def _module(frame: FrameType) -> str:
    """The module of refdb that a frame is of; "" for others, and where it only unfolds an expression of its caller."""
    name = str(frame.f_globals.get("__name__", ""))
    known = name.startswith("refdb.") and not name.startswith(PASSED_OVER)
    return name if known and not frame.f_code.co_name.startswith("<") else ""


def _nearest(frame: FrameType | None, names: str | tuple[str, ...]) -> FrameType | None:
    """The first frame, from the inside out, of a module with such a name.

    A workflow that a room calls back (within a transaction, say) goes on where it handed itself over.
    """
    while frame is not None and not _module(frame).startswith(names):
        frame = frame.f_back
    return frame


def returns(steps: list[Step], first: str) -> list[Step]:
    """The steps to a module that was visited before."""
    visited, found, last = {first}, [], None
    for step in steps:
        if step.called in visited and (step.module, step.function, step.called) != last:
            found.append(step)
        visited.add(step.called)
        last = (step.module, step.function, step.called)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    fixtures = ROOT / "tests" / "fixtures"
    parser.add_argument("article", type=Path, nargs="?", default=fixtures / "article.txt")
    parser.add_argument("--works", type=Path, default=fixtures / "works.jsonl", help="what the registry has")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        registry = str(Path(folder, "registry.db"))
        refdb.build_snapshot([args.works], Path(registry))
        with refdb.open_library(Path(folder, "library"), create=True, options={"registry": registry}) as library:
            trace = Trace()
            trace.begin()
            library.audit(args.article)
            trace.end()
    counted = [step for step in trace.steps if step.is_counted]
    back = set(returns(counted, "refdb.library"))
    for step in trace.steps:
        way = "" if step.is_counted else "    door: "
        print(f"{way}{step.module}.{step.function} -> {step.called}.{step.name}{'  (comes back)' * (step in back)}")
    modules = list(dict.fromkeys(["refdb.library", *(step.called for step in counted)]))
    doors = {step.called for step in trace.steps if not step.is_counted}
    print(f"{len(modules)} modules, {len(back)} times back; {len(doors)} doors of other rooms")


if __name__ == "__main__":
    main()
