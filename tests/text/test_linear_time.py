"""No pattern of refdb can be made slow: each is fed what it begins to match everywhere and ends nowhere.

Foreign text goes through all of them. A pattern with two ways to match the same signs takes time with the square of the
text, or doubles it with each sign: one printed reference with thirty initials once kept refdb busy for ever.
"""

import contextlib
import functools
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
    "10.1/", "http://a", " and ", "et al. ", "p. ", "• ",
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


def seconds(pattern: re.Pattern[str], uses: frozenset[str], text: str) -> float:
    start = time.process_time()
    for use in uses:
        if use == "finditer":
            for _ in pattern.finditer(text):
                pass
        else:
            getattr(pattern, use)(text)
    return time.process_time() - start


def texts(length: int) -> Iterator[str]:
    for piece in PIECES:
        whole = (piece * length)[:length]
        yield f"{whole}\0"
        if ALL:
            yield whole


def complaint(pattern: re.Pattern[str], uses: frozenset[str], longest: int, most: float = 3.0) -> str:
    """How the pattern's time grows where it grows too steeply, else ``""``."""
    pairs = zip(
        texts(min(SCREEN, longest)), texts(min(LENGTHS[0], longest)), texts(min(LENGTHS[1], longest)), strict=True
    )
    for little, some, much in pairs:
        try:
            with at_most(most):
                if seconds(pattern, uses, little) < FAST:
                    continue
                half = min(seconds(pattern, uses, some) for _ in range(2))
                full = min(seconds(pattern, uses, much) for _ in range(2))
        except TooLong:
            return f"{much[:8]!r} … takes more than {most} s"
        if full > FLOOR and math.log2(full / max(half, 1e-6)) > STEEPEST:
            return f"{much[:8]!r} … takes {half:.3f} s for {len(some)} signs, {full:.3f} s for {len(much)}"
    return ""


@pytest.mark.skipif(not hasattr(signal, "ITIMER_VIRTUAL"), reason="needs a timer to end a pattern that does not end")
@pytest.mark.parametrize("part", range(4))  # of the patterns, so that several cores share them
def test_no_pattern_takes_more_than_linear_time(part):
    known = every_pattern()
    assert len(known) > 400
    assert SHORT.keys() <= known.keys()
    looked_at = sorted(name for name, (pattern, _) in known.items() if ALL or _REPEATS.search(pattern.pattern))[part::4]
    slow = {name: complaint(*known[name], SHORT.get(name, LENGTHS[1])) for name in looked_at}
    assert {name: said for name, said in slow.items() if said} == {}


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


def seconds_of(function: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    with contextlib.suppress(Exception):  # what else may go wrong is the matter of tests/fuzz
        function(text)
    return time.process_time() - start


@pytest.mark.skipif(not ALL, reason="feeds every function; set REFDB_SLOW=1")
def test_no_function_takes_more_than_linear_time():
    functions = dict(public_functions())
    assert len(functions) > 120
    slow = {}
    for name, function in functions.items():
        for piece in PIECES:
            little, some, much = (f"{(piece * length)[:length]}\0" for length in (1024, *LENGTHS))
            try:
                with at_most(6.0):
                    if seconds_of(function, little) < 0.01:
                        continue
                    half = min(seconds_of(function, some) for _ in range(2))
                    full = min(seconds_of(function, much) for _ in range(2))
            except TooLong:
                slow[name] = f"{piece!r} takes more than 6 s"
                continue
            if full > FLOOR and math.log2(full / max(half, 1e-6)) > STEEPEST:
                slow[name] = f"{piece!r} takes {half:.3f} s, {full:.3f} s"
    assert slow == {}


@pytest.mark.parametrize("pattern", [r"(?:[A-Z]\.\s*-?\s*)*x", r"(?:a+)+b", r"\s+[.,]"])
def test_the_measure_finds_slow_patterns(pattern):
    functions = frozenset(["finditer", "fullmatch"])
    assert any(complaint(re.compile(pattern), functions, LENGTHS[1], 0.3) for _ in range(3))  # a busy machine hides one
