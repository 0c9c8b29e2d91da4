"""Real bibliographies: what comes in comes out, and what goes out compiles."""

import gzip
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from refdb.bibliography.bibtex.writing import export
from refdb.bibliography.importing import read

BENCH = runpy.run_path(str(Path(__file__).resolve().parents[2] / "scripts" / "benchmarks" / "bench_bibliographies.py"))
FILES = (
    "bbt-jabref-groups-97 bbt-mendeley-idiocy bbt-quietly-discarded-873 bbt-unabbreviate-1436-3 biblatex-examples "
    "bibliotex-all jabref-authors jabref-complex testjabref tugboat xampl"
).split()
LARGE = ("bbt-jabref-groups-97", "bbt-unabbreviate-1436-3", "bibliotex-all", "tugboat")  # a thousand entries and more
# Values that the files themselves spoil: a name in the other order of combining marks, a key that stands for two works.
SPOILT = {"bibliotex-all": 2}


@pytest.fixture(scope="module")
def registered(shared: Path, some):
    """The 802 nasty records and the first of the registry; the bench takes all."""
    most = 2500 if len(some([1, 2], 2)) == 2 else 1000
    return list(zip(range(most), BENCH["registered"](shared / "data" / "crossref"), strict=False))


@pytest.mark.parametrize("style", ["alpha", "plain", "unsrt"])
@pytest.mark.skipif(shutil.which("bibtex") is None, reason="bibtex is not installed (Debian: texlive-binaries)")
def test_real_records_compile(request, registered, tmp_path, style):
    if style != "alpha":  # it makes labels of names and years, where the others only number
        request.getfixturevalue("slow")
    works = [work for _, work in registered]
    (tmp_path / "refs.bib").write_text(export(works), encoding="ascii")
    found = BENCH["run_latex"](tmp_path, style)
    assert (found["bibtex_errors"], found["items"]) == (0, len(works))
    if "pdflatex_errors" not in found:
        pytest.skip("pdflatex is not installed (Debian: texlive-latex-base); bibtex alone was run")
    assert found["pdflatex_errors"] == 0


@pytest.mark.skipif(shutil.which("biber") is None, reason="biber is not installed (Debian: biber)")
def test_biber_finds_no_field_out_of_place(slow, registered, tmp_path):
    works = [work for _, work in registered[:802]]
    (tmp_path / "refs.bib").write_text(export(works, dialect="biblatex"), encoding="utf-8")
    subprocess.run(
        ["biber", "--tool", "--validate-datamodel", "refs.bib"], cwd=tmp_path, capture_output=True, check=False
    )
    log = (tmp_path / "refs.bib.blg").read_text(encoding="utf-8", errors="replace")
    assert "ERROR -" not in log
    said = {re.sub(r"Entry '[^']*'", "", line) for line in re.findall(r"WARN - Datamodel: (.*)", log)}
    # What a record lacks, numbers with wrong check digits, and volumes such as XLI are the record's own.
    own = ("Missing mandatory field", "Invalid ISBN", "Invalid ISSN", "field 'volume' must be datatype 'integer'")
    assert {line for line in said if not any(known in line for known in own)} == set()


# Entries that are no works of their own: a set of others, the fields that others take over.
GATHERED = {"biblatex-examples": {"set", "stdmodel"}}


@pytest.mark.parametrize("name", FILES)
def test_no_value_of_a_real_file_is_lost(request, shared: Path, name):
    if name in LARGE:
        request.getfixturevalue("slow")
    text = gzip.decompress((shared / "data" / "bibtex" / "bib" / f"{name}.bib.gz").read_bytes()).decode(
        "utf-8", "replace"
    )
    works = read(text, "bibtex").works
    for dialect in ("bibtex", "biblatex"):
        found = BENCH["lost_values"](text, export(works, dialect=dialect))
        assert len(found["lost"]) <= SPOILT.get(name, 0), (dialect, found["lost"])
        assert (
            set(found["keys_changed"]) <= GATHERED.get(name, set()) or dialect == "biblatex"
        )  # biber takes no ' in keys


def test_most_fields_are_those_of_better_bibtex(shared: Path):
    assert BENCH["better_bibtex"](shared / "data")["share_equal"] >= 0.7
