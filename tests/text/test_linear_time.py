"""No pattern of refdb can be made slow: each is fed what it begins to match everywhere and ends nowhere.

Foreign text goes through all of them. A pattern with two ways to match the same signs takes time with the square of the
text, or doubles it with each sign: one printed reference with thirty initials once kept refdb busy for ever.
"""

import ast
import contextlib
import functools
import gc
import importlib
import inspect
import math
import os
import pkgutil
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass

import pytest

import refdb
from refdb.citations.parsing import forms

PIECES = (
    " ", "\n", "\n\n", "1", "1 ", "1,", "1-", "1. ", "1990 ", "(1990) ", "a", "a ", "a.", "a, ", "a(", "a:", "A", "A ", "A. ", "A.", "A-",
    "Aa ", "Aa, ", "Aa B. ", "é", "[", "[1] ", "[1]\n", "[a", "(", " (", "(Aa", "() ", "(1) ", ")", ";", "; ", ", ", ".", ". ", ":", ": ",
    "-", " - ", "–", "'", '"', "^", "~", "$", "|", "| ", "*", "#", "_", "=", "&", "%", "\\", "{", "<", "<a ", "<|", ">", "@a", "@a{",
    "10.1/", "http://a", " and ", "et al. ", "p. ", "• ", "references ", "r e f ", "study, ", "doi: ", "arXiv: a", "jan",
)  # fmt: skip
# Never given more than so many characters: what stands before their use sees to that.
SHORT = {
    "refdb.articles.html.lists._BUTTON": 60,
    "refdb.citations.lists.line_features._STARTS[11]": 120,
    "refdb.citations.lists.line_features._STARTS[12]": 120,
    "refdb.citations.lists.line_features._STARTS[15]": 120,
    "refdb.citations.markers._CITED": 810,
    "refdb.citations.parsing.fields._ADDRESS_NOTE": 80,
    "refdb.citations.parsing.fields._RANGE": 200,
    "refdb.citations.parsing.forms._FORMS": 1000,
    **{f"refdb.citations.parsing.forms._FORMS[{n}]": 1000 for n in range(1, len(forms._FORMS))},
}
SCREEN, LENGTHS = 512, (4096, 8192)
FAST = 0.0003  # seconds of half a KB that need no second look
FLOOR = 0.08  # seconds of 8 KB that nobody minds
STEEPEST = 1.4  # exponent of the time's growth
ALL = bool(os.environ.get("REFDB_SLOW"))
_REPEATS = re.compile(r"[*+]|,\}")  # a pattern without any takes as long as its text is, times a number


class TooLong(BaseException):  # no handler within may take it for an error of its own
    pass


def patterns_of(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """The compiled patterns of text in a value, in tables and dataclasses too."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth < 4 and not isinstance(value, (str, bytes, type)):
        parts = (
            [*value.keys(), *value.values()]
            if isinstance(value, Mapping)
            else value
            if isinstance(value, (list, tuple, set, frozenset))
            else [getattr(value, field.name, None) for field in fields(value)]
            if is_dataclass(value)
            else ()
        )
        for part in parts:
            yield from patterns_of(part, depth + 1)


@functools.cache
def every_pattern() -> dict[str, tuple[re.Pattern[str], frozenset[str]]]:
    """Each pattern by its module and name, with the methods that it is used by."""
    found: dict[re.Pattern[str], tuple[str, frozenset[str]]] = {}
    for module in pkgutil.walk_packages(refdb.__path__, "refdb."):
        if module.name.endswith("__main__") or ".migrations" in module.name:
            continue
        loaded = importlib.import_module(module.name)
        text = inspect.getsource(loaded)
        for name, value in vars(loaded).items():
            for n, pattern in enumerate(patterns_of(value)):
                uses = re.findall(rf"(?<!\w){re.escape(name)}\.(\w+)\(", text)
                only_whole = uses and name.startswith("_") and set(uses) <= {"match", "fullmatch"}
                whole = only_whole and len(re.findall(rf"(?<!\w){re.escape(name)}\b", text)) == len(uses) + 1
                label = f"{module.name}.{name}" + (f"[{n}]" if n else "")
                found.setdefault(pattern, (label, frozenset(uses if whole else ("finditer", "match", "fullmatch"))))
    return {label: (pattern, uses) for pattern, (label, uses) in found.items()}


_CALLS = {"sub": "finditer", "subn": "finditer", "split": "finditer", "findall": "finditer", "search": "finditer",
          "finditer": "finditer", "compile": "finditer", "match": "match", "fullmatch": "fullmatch"}  # fmt: skip


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@functools.cache
def every_pattern_within() -> dict[str, tuple[re.Pattern[str], frozenset[str]]]:
    """Each pattern that a function writes where it uses it: ``re.sub(r"\\s+", …)``; with how it is used."""
    found: dict[tuple[str, int], tuple[str, set[str]]] = {}
    for module in pkgutil.walk_packages(refdb.__path__, "refdb."):
        if module.name.endswith("__main__") or ".migrations" in module.name:
            continue
        loaded = importlib.import_module(module.name)
        names = {**vars(re), **vars(loaded)}
        functions = [node for node in ast.walk(ast.parse(inspect.getsource(loaded))) if isinstance(node, _FUNCTIONS)]
        for node in (node for function in functions for node in ast.walk(function)):
            call = node.func if isinstance(node, ast.Call) and node.args else None
            is_of_re = isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name) and call.value.id == "re"
            if not is_of_re or call.attr not in _CALLS:
                continue
            given = {word.arg: word.value for word in node.keywords}
            place = {"compile": 1, "split": 3, "sub": 4, "subn": 4}.get(call.attr, 2)
            flags = given.get("flags") or (node.args[place] if len(node.args) > place else ast.Constant(0))
            try:
                pattern = re.compile(*(eval(ast.unparse(part), names) for part in (node.args[0], flags)))
            except NameError:  # made of what the function is given: what stands in it is escaped, or a table's
                continue
            if isinstance(pattern.pattern, str):
                label = f"{module.name}:{node.lineno}"
                found.setdefault((pattern.pattern, pattern.flags), (label, set()))[1].add(_CALLS[call.attr])
    return {label: (re.compile(*key), frozenset(uses)) for key, (label, uses) in found.items()}


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Ends what takes more of the processor than that."""

    def end(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds(run: Callable[[str], object], text: str) -> float:
    """Processor time; what the rest of the suite left to the garbage collector does not count."""
    gc.disable()
    start = time.process_time()
    try:
        with contextlib.suppress(Exception):  # what else may go wrong is the matter of tests/fuzz
            run(text)
        return time.process_time() - start
    finally:
        gc.enable()


def least(run: Callable[[str], object], text: str, times: int) -> float:
    return min(seconds(run, text) for _ in range(times))


def used(pattern: re.Pattern[str], uses: frozenset[str]) -> Callable[[str], None]:
    def run(text: str) -> None:
        for use in uses:
            if use == "finditer":
                for _ in pattern.finditer(text):
                    pass
            else:
                getattr(pattern, use)(text)

    return run


def complaint(run: Callable[[str], object], longest: int = LENGTHS[1], most: float = 3.0, fast: float = FAST) -> str:
    """How the time of ``run`` grows where it grows too steeply with a text of up to ``longest`` signs, else ``""``."""
    for piece in PIECES:
        for end in ("\0", "") if ALL else ("\0",):
            try:
                with at_most(most):
                    if seconds(run, filled(piece, min(SCREEN, longest), end)) < fast:
                        continue
                    if not seems_steep(run, piece, end, longest):
                        continue
            except TooLong:
                pass
            if said := confirmed(run, piece, end, longest, most):
                return said
    return ""


def seems_steep(run: Callable[[str], object], piece: str, end: str, longest: int) -> bool:
    """Whether the time grows too steeply; of what is never given long texts, only that it ends is asked."""
    middle, long = (filled(piece, min(n, longest), end) for n in LENGTHS)
    full = seconds(run, long)
    if full < FLOOR or len(middle) == len(long):
        return False
    half, full = least(run, middle, 2), min(full, seconds(run, long))
    return full > FLOOR and math.log2(full / max(half, 1e-6)) > STEEPEST


def confirmed(run: Callable[[str], object], piece: str, end: str, longest: int, most: float) -> str:
    """The same measured again with more room: another process on the machine must not look like a slow pattern."""
    far = longest if longest < LENGTHS[1] else 4 * longest
    near = far // (2 if longest < LENGTHS[1] else 4)
    try:
        with at_most(12 * most):
            half, full = least(run, filled(piece, near, end), 4), least(run, filled(piece, far, end), 3)
    except TooLong:
        return f"{piece!r} takes more than {12 * most} s"
    steep = math.log(full / max(half, 1e-6)) / math.log(far / near) > STEEPEST
    return f"{piece!r} takes {half:.3f} s for {near} signs, {full:.3f} s for {far}" if steep else ""


def filled(piece: str, length: int, end: str) -> str:
    return (piece * length)[:length] + end


@pytest.mark.skipif(not hasattr(signal, "ITIMER_VIRTUAL"), reason="needs a timer to end a pattern that does not end")
@pytest.mark.parametrize("part", range(4))  # of the patterns, so that several cores share them
def test_no_pattern_takes_more_than_linear_time(part):
    known = every_pattern()
    assert len(known) > 400
    assert SHORT.keys() <= known.keys()
    looked_at = sorted(name for name, (pattern, _) in known.items() if ALL or _REPEATS.search(pattern.pattern))[part::4]
    slow = {name: complaint(used(*known[name]), SHORT.get(name, LENGTHS[1])) for name in looked_at}
    assert {name: said for name, said in slow.items() if said} == {}


@pytest.mark.skipif(not hasattr(signal, "ITIMER_VIRTUAL"), reason="needs a timer to end a pattern that does not end")
@pytest.mark.parametrize("part", range(2))
def test_no_pattern_within_a_function_takes_more_than_linear_time(part):
    known = every_pattern_within()
    assert len(known) > 200
    looked_at = sorted(name for name, (pattern, _) in known.items() if ALL or _REPEATS.search(pattern.pattern))[part::2]
    slow = {name: complaint(used(*known[name])) for name in looked_at}
    assert {f"{name} {known[name][0].pattern}": said for name, said in slow.items() if said} == {}


# What reads no foreign text: names of models, registries and profiles, values cut by their own parser, places of a page.
OF_OUR_OWN = {"load_second_opinion", "open_registry", "named", "pieces_of", "place", "host_asked"}


def public_functions() -> Iterator[tuple[str, Callable[[str], object]]]:
    """Every public function of refdb that takes one text."""
    for module in pkgutil.walk_packages(refdb.__path__, "refdb."):
        if module.name.endswith("__main__") or ".migrations" in module.name or ".cli" in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            function = inspect.unwrap(value) if callable(value) and not inspect.isclass(value) else None
            if name.startswith("_") or name in OF_OUR_OWN or not inspect.isfunction(function):
                continue
            parameters = inspect.signature(function).parameters.values()
            needed = [
                one
                for one in parameters
                if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
            ]
            if function.__module__ == module.name and len(needed) == 1 and needed[0].annotation == "str":
                yield f"{module.name}.{name}", function


@pytest.mark.skipif(not ALL, reason="feeds every function; set REFDB_SLOW=1")
def test_no_function_takes_more_than_linear_time():
    functions = dict(public_functions())
    assert len(functions) > 120
    slow = {name: complaint(function, most=6.0, fast=0.005) for name, function in functions.items()}
    assert {name: said for name, said in slow.items() if said} == {}


@pytest.mark.parametrize("pattern", [r"(?:[A-Z]\.\s*-?\s*)*x", r"(?:a+)+b", r"\s+[.,]"])
def test_the_measure_finds_slow_patterns(pattern):
    assert complaint(used(re.compile(pattern), frozenset(["finditer", "fullmatch"])), most=0.1)


def test_a_disturbance_is_no_slow_pattern():
    lengths = iter([0.1, *[0.001] * 10_000])  # the first long text meets a busy machine, no other

    def run(text: str) -> None:
        spin(next(lengths) if len(text) > LENGTHS[1] else 0.001)

    assert complaint(run) == ""


def spin(wanted: float) -> None:
    end = time.process_time() + wanted
    while time.process_time() < end:
        pass
