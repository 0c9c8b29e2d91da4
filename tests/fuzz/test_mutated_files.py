"""Files of each format, changed at random: an article, works or one line that says why not; never another exception, never long.

The files are the tests' own fixtures; hypothesis makes small what failed. `make fuzz` goes on for a minute each.
"""

import gzip
import io
import json
import tarfile
import zipfile

import pytest
from hypothesis import strategies as st

from refdb.articles.reading import read_bytes
from refdb.bibliography.bibtex.writing import export as as_bibtex
from refdb.bibliography.csl import writing as csl
from refdb.bibliography.csl.items import work_from_item
from refdb.bibliography.importing import read
from refdb.bibliography.linting import lint
from refdb.bibliography.tagged import nbib, ris
from refdb.citations.extraction import extract
from refdb.citations.parsing.parser import load_parser
from refdb.claims.detection.sentences import candidates, clean_claim
from refdb.library import open_library
from refdb.model import ImportOptions
from refdb.retrieval.keywords import parse as parse_query
from refdb.workflows.importing import import_file
from tests.fuzz.mutating import changed, fuzzed, other_values
from tests.fuzz.seeds import BIBLIOGRAPHIES, FIXTURES, PRINTED

ARTICLES = [
    "numbers.txt",
    "names.txt",
    "notes.md",
    "page.html",
    "article.xml",
    "paper.tex",
    "thesis.tex",
    "fields.docx",
    "raised.docx",
    "columns.pdf",
]
NAMES = {"bibtex": "a.bib", "ris": "a.ris", "nbib": "a.nbib", "csv": "a.csv", "identifiers": "a.txt", "endnote": "a.xml", "zotero-rdf": "a.rdf",
         "zotero-json": "a.json", "refer": "a.enw", "wos": "a.ciw"}  # fmt: skip
WORKS = (FIXTURES / "works.jsonl").read_bytes().splitlines()[:2]
CSL = json.dumps(
    [
        {
            "id": "roe",
            "type": "article-journal",
            "title": "Naps",
            "DOI": "10.1/a",
            "author": [{"family": "Roe", "given": "R."}],
            "issued": {"date-parts": [[2001, 3]]},
            "page": "1-9",
            "ISSN": ["1234-5678"],
        }
    ]
).encode()
JSON_FILES = {
    "works.jsonl": b"\n".join(WORKS),
    "items.json": b'{"message": {"items": [%s]}}' % WORKS[0],
    "csl.json": CSL,
}


def read_whole(data, name):
    """As `extract` and `audit` read it, up to what a model is asked."""
    article = extract(read_bytes(data, name))
    assert all(article.text[s.start : s.end] for s in article.sentences)
    assert [r.n for r in article.references] == list(range(1, len(article.references) + 1))
    for candidate in candidates(article):
        clean_claim(candidate.text)


@pytest.mark.parametrize("name", ARTICLES)
def test_articles(name):
    data = (FIXTURES / "articles" / name).read_bytes()
    fuzzed(name, changed(data), lambda given: read_whole(given, name))


def test_parts_of_word_files():
    with zipfile.ZipFile(FIXTURES / "articles" / "fields.docx") as file:
        parts = {name: file.read(name) for name in file.namelist()}
    xml = [name for name in parts if name.endswith((".xml", ".rels"))]

    def check(given):
        part, data = given
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            for name, old in parts.items():
                file.writestr(name, data if name == part else old)
        read_whole(packed.getvalue(), "a.docx")

    some = st.sampled_from(xml).flatmap(lambda name: st.tuples(st.just(name), changed(parts[name])))
    fuzzed("docx, inner XML", some | changed(parts["word/document.xml"]).map(lambda d: ("word/document.xml", d)), check)


def test_archives_of_tex():
    source = (FIXTURES / "articles" / "paper.tex").read_bytes()

    def packed(given):
        inner, outer = given
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w:gz") as file:
            for name, data in (("main.tex", inner), ("paper.bbl", b"\\bibitem{a} Roe R. Naps. 2001.")):
                member = tarfile.TarInfo(name)
                member.size = len(data)
                file.addfile(member, io.BytesIO(data))
        data = out.getvalue()
        return gzip.compress(outer(gzip.decompress(data))) if outer else data

    cut = st.integers(0, 2000).map(lambda at: lambda tar: tar[:at] + b"\xff" + tar[at + 1 :])
    fuzzed("tar.gz", st.tuples(changed(source), st.none() | cut), lambda given: read_whole(packed(given), "a.tar.gz"))


def written(works):
    """Written in every format, and looked through, as an export does."""
    as_bibtex(works)
    as_bibtex(works, dialect="biblatex")
    for pieces in (ris.pieces, nbib.pieces, csl.pieces):
        "".join(pieces(works)).encode()
    lint(works, this_year=2026)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A library that all these files go into, one after the other."""
    with open_library(tmp_path_factory.mktemp("fuzz") / "lib", create=True) as library:
        yield library.store


def stored(store, path, data, **options):
    """As `import` does; that a fault is told as a warning does not make it none."""
    path.write_bytes(data)
    done = import_file(store, path, options=ImportOptions(**options))
    assert all("\n" not in line for line in done.warnings)
    return done


@pytest.mark.parametrize("kind", BIBLIOGRAPHIES)
def test_bibliographies(kind, store, tmp_path):
    def check(data):
        if len(data) % 2:  # by what it looks like then: maybe as another kind, or as an article
            stored(store, tmp_path / NAMES[kind], data)
        else:
            found = read(data.decode("utf-8", "replace"), kind)
            assert all("\n" not in line for line in found.said)
            written(found.works)
            stored(store, tmp_path / NAMES[kind], data, form=kind)

    fuzzed(kind, changed(BIBLIOGRAPHIES[kind]), check)


@pytest.mark.parametrize("name", JSON_FILES)
def test_files_of_works(name, store, tmp_path):
    fuzzed(name, changed(JSON_FILES[name]), lambda data: stored(store, tmp_path / name, data))


def test_packed_files_of_works(store, tmp_path):
    packed = gzip.compress(JSON_FILES["works.jsonl"])
    fuzzed("works.jsonl.gz", changed(packed), lambda data: stored(store, tmp_path / "works.jsonl.gz", data))


def test_printed_references():
    parser = load_parser()

    def check(data):
        for line in data.decode("utf-8", "replace").splitlines():
            parser.parse(line)

    fuzzed("parse", changed(PRINTED), check)


def test_values_of_other_kinds_in_items_of_works(store, tmp_path):
    work = json.loads(WORKS[0])

    def check(changes):
        data = json.dumps({**work, **changes})
        try:
            read_work = work_from_item(json.loads(data))
        except (ValueError, TypeError, AttributeError, KeyError):
            read_work = None  # the importer says it, with the line
        if read_work:
            written([read_work])
        stored(store, tmp_path / "w.jsonl", f"{data}\n{data[:-1]}\n".encode())

    names = [*work, "issued", "author", "DOI", "ISSN", "page", "title", "volume", "type", "relation", "link"]
    fuzzed("values of items", other_values(names), check)


def test_values_of_other_kinds_in_zotero_items():
    item = json.loads(BIBLIOGRAPHIES["zotero-json"])["items"][0]

    def check(changes):
        found = read(json.dumps({"items": [{**item, **changes}, item]}), "zotero-json")
        assert len(found.works) + len(found.said) in (1, 2)
        written(found.works)

    fuzzed("values of Zotero's", other_values([*item, "publicationTitle", "DOI", "attachments", "notes"]), check)


def test_queries(store):
    def check(text):
        parse_query(text)  # a wrong field or year is told in one line

    words = ['"', "NOT ", "-", "author:", "year:", "2001..", "*", "(", ")", "a", " "]
    fuzzed("queries", st.text(max_size=60) | st.lists(st.sampled_from(words), max_size=20).map("".join), check)
