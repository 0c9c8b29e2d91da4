"""Articles of every format beside what `refdb extract --json` must say of them, but for confidences.

To add one: put ``NAME.ext`` into ``tests/fixtures/articles``, run this file as a script, and read the ``NAME.ext.json`` that
it writes word by word before it is checked in.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from refdb.articles.reading import read
from refdb.citations.extraction import extract
from refdb.reports.json import extraction

FOLDER = Path(__file__).parent.parent / "fixtures" / "articles"
BESIDE = (".json", ".bbl", ".bib")  # of an article
ARTICLES = sorted(path for path in FOLDER.iterdir() if path.suffix not in BESIDE)


def extracted(path: Path) -> dict[str, Any]:
    found = extraction(extract(read(path)))
    for reference in found["references"]:
        del reference["confidence"]  # changes with every training
    return json.loads(json.dumps(found))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_an_article_is_extracted_as_written_beside_it(path):
    assert extracted(path) == json.loads(Path(f"{path}.json").read_text(encoding="utf-8"))


def test_every_format_has_a_pair():
    formats = {read(path).source.format for path in ARTICLES}
    assert formats == {"text", "html", "markdown", "latex", "jats", "docx", "pdf"}


if __name__ == "__main__":
    for article in ARTICLES:
        beside = Path(f"{article}.json")
        if not beside.exists():
            beside.write_text(json.dumps(extracted(article), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
