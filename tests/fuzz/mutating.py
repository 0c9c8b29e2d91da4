"""How files are changed at random, and what any of them may do: a result or one line, soon, and in little memory.

Each kind of file gets a few dozen changed ones; REFDB_FUZZ_INPUTS says how many instead, REFDB_FUZZ_SECONDS how long to
go on. What was tried, the slowest input and the peak of memory are printed (``pytest -rP``).
"""

import os
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning

from refdb.errors import RefdbError

SECONDS = float(os.environ.get("REFDB_FUZZ_SECONDS", "0"))
INPUTS = int(os.environ.get("REFDB_FUZZ_INPUTS", "0"))
LONGEST = 10.0  # seconds of processor time for one input
MOST = 1024.0  # MiB that it may add to the peak of memory
TOKENS = [
    b"\\", b"{", b"}", b"[", b"]", b"(", b")", b"<", b">", b"&", b"&x;", b"\x00", b"\xff", b"\xed\xa0\x80", b"\n", b"\r", b"\t", b" " * 50,
    b"%", b"@", b"#", b"$", b"^", b"~", b"|", b'"', b"'", b"=", b",", b";", b"[1]", b"<|1|>", b"\\input{x}", b"\\cite{", b"<p>", b"</p>",
    b"<!DOCTYPE a>", b"<![CDATA[", b"null", b"1e999", b"-1", b"9" * 30, b"ER  - ", b"TY  - ", b"10.1/", b"https://", "é\u202e\u0301–".encode(), b"A. " * 30,
    b"\\ud800", b"\n[x]\n", b"true", b"{}", b"[[", b"\xef\xbb\xbf", b"\xfe\xff", b"\\u0000", b"\\def\\a{\\a\\a}\\a ", b"\\begin{a}", b"\\end{a}",
]  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes with a few cuts, copies, flips and foreign words in them."""
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        end = min(len(data), at + draw(st.integers(0, 200)))
        how = draw(st.sampled_from(["flip", "cut", "copy", "token", "end"]))
        if how == "flip" and data:
            data = data[:at] + bytes([data[at] ^ (1 << draw(st.integers(0, 7)))]) + data[at + 1 :]
        elif how == "cut":
            data = data[:at] + data[end:]
        elif how == "copy":
            data = data[:at] + data[at:end] * draw(st.integers(2, 20)) + data[end:]
        elif how == "token":
            data = data[:at] + draw(st.sampled_from(TOKENS)) * draw(st.sampled_from([1, 2, 40])) + data[at:]
        else:
            data = data[:at]
    return data


LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
FLAT = st.lists(LEAF, max_size=3) | st.dictionaries(
    st.sampled_from(["a", "date-parts", "family", "tag", "name"]), LEAF, max_size=3
)
JSON = LEAF | FLAT | st.lists(FLAT, max_size=3) | st.dictionaries(st.text(max_size=6), FLAT, max_size=3)


def other_values(names: list[str]) -> st.SearchStrategy[dict[str, object]]:
    """For up to three of these names, values of any kind."""
    return st.dictionaries(st.sampled_from(names), JSON, min_size=1, max_size=3)


@dataclass(slots=True)
class Tried:
    """How many inputs there were, and what the worst of them took."""

    inputs: int = 0
    refused: int = 0
    seconds: float = 0.0
    mib: float = 0.0


def peak() -> float:
    """The most memory in MiB that this process has had, or that a process it started and waited for had."""
    import resource

    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / unit


def fuzzed(name: str, strategy: st.SearchStrategy, check: Callable[..., object]) -> None:
    """Try the check on what the strategy makes; refdb's own errors are one line each."""
    tried, until = Tried(), time.monotonic() + SECONDS

    def one(data: object) -> None:
        before, began, said = peak(), time.process_time(), ""
        try:
            check(data)
        except RefdbError as error:
            tried.refused += 1
            said = str(error)
        took, more = time.process_time() - began, peak() - before
        tried.inputs += 1
        tried.seconds, tried.mib = max(tried.seconds, took), max(tried.mib, peak())
        assert "\n" not in said
        assert took < LONGEST
        assert more < MOST

    quiet = settings(
        max_examples=INPUTS or (1000 if SECONDS else 20),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=not SECONDS and not INPUTS,
        database=None,
    )
    run = quiet(given(strategy)(one))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)  # that an input which failed is long to print
        run()
        while time.monotonic() < until:
            run()
    print(
        f"fuzz {name}: {tried.inputs} inputs, {tried.refused} refused, slowest {tried.seconds:.2f} s, {tried.mib:.0f} MiB"
    )
