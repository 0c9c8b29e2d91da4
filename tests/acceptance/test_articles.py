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
    "zero_byte.txt": "is empty", "zero_byte.html": "is empty", "zero_byte.md": "is empty", "zero_byte.pdf": "is empty",
    "zero_byte.docx": "is empty", "zero_byte.xml": "is empty", "zero_byte.tex": "is empty",
    "only_whitespace.txt": "holds only blanks", "random.bin": "binary", "png_named.pdf": "is a picture",
    "encrypted_user_password.pdf": "is password-protected", "header_only.pdf": "damaged PDF",
    "truncated_half.pdf": "damaged PDF", "blank_page.pdf": "no text was found",
    "scanned_no_text_layer.pdf": "no text layer, its pages are pictures; it needs OCR", "not_jats.xml": "not a JATS article",
    "truncated.xml": "not well-formed XML .*line 836", "truncated.docx": "is damaged", "no_document_part.docx": "without a Word document",
    "gzip_named.xml": "without a LaTeX article|is damaged", "html_deep.html": "holds no text",
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_article_is_one_line(shared: Path, name):
    with pytest.raises(InputError, match=REFUSED[name]) as error:
        read(shared / "data/articles/hostile" / name)
    assert "\n" not in str(error.value)
    assert name in str(error.value)


READ = [
    "encrypted_owner_only.pdf", "junk_before_header.pdf", "wrong_encoding_declared.xml", "pdf_named.docx", "docx_named.pdf",
    "html_named.txt", "jats_named.html", "html_utf16.html", "utf16_be_nobom.txt", "utf16_le_bom.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_the_content_tells_the_format(shared: Path, name):
    article = extract(read(shared / "data/articles/hostile" / name))
    assert len(article.references) == 44
    assert len({(c.sentence, n) for c in article.citations for n in c.reference_numbers}) == 99


def test_small_odd_files(shared: Path):
    def found(name):
        article = extract(read(shared / "data/articles/hostile" / name))
        return len(article.references), sum(len(c.reference_numbers) for c in article.citations)

    assert found("cp1252_smart.txt") == (1, 1)
    assert found("html_script_style.html") == (1, 1)
    assert found("html_unclosed.html") == (2, 2)
    assert found("refs_only.txt") == (44, 0)
    damaged = extract(read(shared / "data/articles/hostile/docx_broken_field_json.docx"))
    assert "2 citation field(s)" in damaged.warnings[0]


# format -> least share of references found, of distinct references cited, on ten articles
LEAST = {"jats": (0.99, 0.95), "rendered/html": (0.99, 0.9), "rendered/md": (0.99, 0.8), "rendered/docx": (0.99, 0.9),
         "rendered/tex": (0.97, 0.95), "rendered/txt": (0.95, 0.7), "rendered/pdf_1col": (0.97, 0.85),
         "rendered/pdf_2col": (0.95, 0.85)}  # fmt: skip


@pytest.mark.parametrize("folder", LEAST)
def test_real_articles_in_every_format(request, shared: Path, some, folder):
    if folder in ("rendered/pdf_1col", "rendered/pdf_2col"):
        request.getfixturevalue("slow")
    articles = shared / "data/articles"
    listed = cited = gold = gold_cited = 0
    files = some(sorted((articles / folder).iterdir())[:24:2], 2)
    for path in files:
        known = articles / "gold" / f"{path.stem}.json"
        if path.suffix == ".bib" or not known.exists():
            continue
        expected = json.loads(known.read_text())
        article = extract(read(path))
        listed += min(len(article.references), len(expected["references"]))
        gold += max(len(article.references), len(expected["references"]))
        cited += len({n for c in article.citations for n in c.reference_numbers})
        gold_cited += len({i for c in expected["citations"] for i in c["ref_ids"]})
    assert gold > 16 * len(files)
    assert listed / gold >= LEAST[folder][0]
    assert cited / gold_cited >= LEAST[folder][1]


def test_word_fields_give_exact_links(shared: Path):
    article = extract(read(shared / "data/articles/docx_fields/zotero_vesicsymb-supplement.docx"))
    assert len(article.references) == 60
    assert sum(len(c.reference_numbers) for c in article.citations) >= 64
    assert all(r.parsed.title and r.parsed.authors for r in article.references)


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


def test_most_references_of_real_articles_are_found(slow, shared: Path):
    """A floor under what scripts/benchmarks/bench_import.py measures."""
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
