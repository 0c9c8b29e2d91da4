"""What hypothesis does in test_mutated_files.py, led by coverage: atheris changes an input where that reaches new code.

    python tests/fuzz/coverage_guided.py [SECONDS]

Each of parse, bib, RIS, PDF and the query language is fed for so many seconds (60), in a process of its own. Status 1
where an input raised anything but a line for the user, took 30 seconds of the clock or 1 GiB; libFuzzer keeps it in a
file and names that. Where atheris cannot be installed it says so, and `make fuzz` has hypothesis alone.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
from tests.fuzz.seeds import BIBLIOGRAPHIES, FIXTURES

LIMITS = ("-timeout=30", "-rss_limit_mb=1024", "-max_len=20000", "-print_final_stats=1", "-verbosity=0")
SEEDS = {
    "parse": [b"Roe R, M\xc3\xbcller A. Naps at noon. Sleep. 2001;3(2):1-9. doi:10.1000/a", b"O'Neill, A. (2010). A title. *The Lancet*, 1, 2-3."],
    "bib": [BIBLIOGRAPHIES["bibtex"]],
    "ris": [BIBLIOGRAPHIES["ris"], BIBLIOGRAPHIES["nbib"]],
    "pdf": [(FIXTURES / "articles" / "columns.pdf").read_bytes()],
    "query": [b'"short naps" author:Roe year:2001..2010 -coffee memor*', b"Manson et al., 2019", b"10.1000/a"],
}  # fmt: skip


def targets() -> dict[str, Callable[[bytes], object]]:
    """By name, what is fed."""
    from refdb.articles.reading import read_bytes
    from refdb.bibliography.importing import read
    from refdb.citations.extraction import extract
    from refdb.citations.parsing.parser import load_parser
    from refdb.retrieval.keywords import parse as parse_query

    def text(data: bytes) -> str:
        return data.decode("utf-8", "replace")

    return {
        "parse": lambda data: load_parser().parse(text(data)),
        "bib": lambda data: read(text(data), "bibtex"),
        "ris": lambda data: read(text(data), "ris"),
        "pdf": lambda data: extract(read_bytes(b"%PDF-1.4\n" + data, "fuzz.pdf")),
        "query": lambda data: parse_query(text(data)),
    }


def feed(name: str, seconds: str, corpus: str) -> None:
    """Feed one target; ends the process."""
    import atheris

    with atheris.instrument_imports(include=["refdb"]):
        known = targets()
    from refdb.errors import InputError

    def one(data: bytes) -> None:
        try:
            known[name](data)
        except InputError as error:
            if "\n" in str(error):
                raise AssertionError("said in more than a line") from error

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", *LIMITS, corpus], one)
    atheris.Fuzz()


def main() -> int:
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("atheris is not installed (it has wheels for Linux alone): led by coverage nothing is fuzzed")
        return 0
    seconds, failed = ([*sys.argv[1:], "60"])[0], False
    for name, seeds in SEEDS.items():
        with tempfile.TemporaryDirectory() as corpus:
            for n, seed in enumerate(seeds):
                (Path(corpus) / str(n)).write_bytes(seed)
            done = subprocess.run(
                [sys.executable, __file__, "--feed", name, seconds, corpus], capture_output=True, text=True, check=False
            )
        tried = [line for line in done.stderr.splitlines() if "number_of_executed_units" in line or "peak_rss" in line]
        print(name, "failed" if done.returncode else "well", *(" ".join(line.split(":")[-2:]) for line in tried))
        if done.returncode:
            print(done.stdout[-2000:], done.stderr[-3000:], sep="\n")
        failed |= bool(done.returncode)
    return int(failed)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--feed"]:
        feed(*sys.argv[2:5])
    else:
        sys.exit(main())
