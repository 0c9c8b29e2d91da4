"""Real articles as text and HTML, and the odd files: an article or one clear line, never a crash."""

import json
from pathlib import Path

import pytest

from refdb.articles.reading import read
from refdb.citations.extraction import NO_LIST, extract
from refdb.errors import InputError


@pytest.mark.parametrize(("name", "count"), [("000", 5), ("003", 8)])
def test_the_seeds_lists_are_found(shared: Path, name, count):
    article = extract(read(shared / f"seeds/article-{name}.txt"))
    assert len(article.references) == count
    assert all(r.parsed.title and r.parsed.authors and r.parsed.year for r in article.references)
    articles = [r.parsed for r in article.references if r.parsed.type == "article"]
    assert all(parsed.container_title and parsed.volume and parsed.pages for parsed in articles)


REFUSED = {
    "zero_byte.txt": "is empty", "zero_byte.html": "is empty", "zero_byte.md": "is empty",
    "only_whitespace.txt": "holds only blanks", "random.bin": "binary", "png_named.pdf": "is a picture",
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_article_is_one_line(shared: Path, name):
    with pytest.raises(InputError, match=REFUSED[name]):
        read(shared / "data/articles/hostile" / name)


SAME = ["utf16_le_bom.txt", "utf8_bom.txt", "crlf.txt", "cr_only.txt", "latin1.txt", "nul_bytes.txt"]


@pytest.mark.parametrize("name", SAME)
def test_encodings_and_line_ends_make_no_difference(shared: Path, name):
    article = extract(read(shared / "data/articles/hostile" / name))
    assert len(article.references) >= 15
    assert "\ufeff" not in article.title


def test_every_odd_file_ends_in_an_article_or_one_line(shared: Path):
    for path in sorted((shared / "data/articles/hostile").iterdir()):
        try:
            article = extract(read(path))
        except InputError as error:
            said = str(error)
        else:
            said = article.title
        assert "\n" not in said, path.name
        assert "\x00" not in said, path.name


def test_markers_without_a_list(shared: Path):
    article = extract(read(shared / "data/articles/hostile/no_references.txt"))
    assert article.warnings[0] == NO_LIST
    beyond = extract(read(shared / "data/articles/hostile/markers_beyond_list.txt"))
    assert len(beyond.references) == 2
    assert {n for c in beyond.citations for n in c.reference_numbers} <= {1, 2}
    assert any(c.undefined for c in beyond.citations)


def test_most_references_of_real_articles_are_found(shared: Path):
    """A floor under what scripts/bench_import.py measures."""
    found = gold = 0
    names = [
        line.split("\t")[0]
        for line in (shared / "data/articles/split_dev.txt").read_text().splitlines()
        if line.strip()
    ]
    for name in [n for n in names if (shared / f"data/articles/rendered/txt/{n}.txt").is_file()][:15]:
        listed = json.loads((shared / f"data/articles/gold/{name}.json").read_text())["references"]
        found += len(extract(read(shared / f"data/articles/rendered/txt/{name}.txt")).references)
        gold += len(listed)
    assert gold > 300
    assert abs(found - gold) < 0.1 * gold
