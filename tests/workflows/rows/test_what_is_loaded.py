"""A bibliography is verified without what reads articles, lists and other formats: start-up is most of a short run."""

import subprocess
import sys

LOADED = """
import sys
from refdb import reference_rows
rows = reference_rows(b"@article{a, title={Sleep and memory}, author={Hill, Anna}, year=2020}", "a.bib")
assert [row["id"] for row in rows] == ["a"], rows
print(sorted(name for name in sys.modules if name.startswith(("refdb.citations", "refdb.articles", "refdb.encoders"))))
print(sorted(name for name in ("numpy", "faiss", "onnxruntime", "pandas", "scipy", "sqlalchemy") if name in sys.modules))
"""


def test_a_bib_file_is_read_without_what_reads_articles():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "[]"]
