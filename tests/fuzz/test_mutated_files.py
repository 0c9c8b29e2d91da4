"""Files of each format, changed at random: an article, works or one line that says why not; never another exception, never long.

The files are the tests' own fixtures; hypothesis makes small what failed. `make fuzz` goes on for a minute each.
"""

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

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

FIXTURES = Path(__file__).parent.parent / "fixtures"
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
BIBLIOGRAPHIES = {
    "bibtex": b'@string{j = "Sleep"}\n@article{roe, author = {Roe, R. and M\\"uller, A.}, title = {Naps {at} noon}, journal = j, year = 2001}\n',
    "ris": b"TY  - JOUR\nID  - roe\nAU  - Roe, R.\nTI  - Naps at noon\nPY  - 2001/03/04\nSP  - 1\nEP  - 9\nDO  - 10.1/a\nER  - \n",
    "nbib": b"PMID- 123\nTI  - Naps at noon\n      and later.\nAU  - Roe R\nDP  - 2001 Mar\nTA  - Sleep\n\n",
    "refer": b"%0 Journal Article\n%A Roe, R.\n%T Naps at noon\n%J Sleep\n%D 2001\n%P 1-9\n%R 10.1000/a\n\n",
    "wos": b"FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Roe, R\n   Doe, J\nTI Naps at noon\nSO SLEEP\nPY 2001\nBP 1\nEP 9\nDI 10.1000/a\nER\n\nEF",
    "endnote": b'<xml><records><record><ref-type name="Journal Article">17</ref-type><titles><title>Naps</title></titles>'
    b"<dates><year>2001</year></dates></record></records></xml>",
    "zotero-rdf": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:bib="http://purl.org/net/biblio#">'
    b'<bib:Article rdf:about="#item_1"><z:itemType>journalArticle</z:itemType><dc:title>Naps at noon</dc:title><dc:date>2001-03</dc:date>'
    b"<bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Roe</foaf:surname><foaf:givenName>R.</foaf:givenName></foaf:Person></rdf:li>"
    b"</rdf:Seq></bib:authors></bib:Article></rdf:RDF>",
    "zotero-json": b'{"items": [{"itemType": "journalArticle", "title": "Naps", "creators": [{"lastName": "Roe", "firstName": "R."}], '
    b'"date": "2001-03", "tags": [{"tag": "x"}], "collections": {}, "extra": "PMID: 1"}]}',
    "csv": b'Title,Author,Year,DOI\nNaps at noon,"Roe, R.",2001,10.1/a\n',
    "identifiers": b"10.1000/a\nPMID: 123\narXiv:2001.00001\n",
}
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
PRINTED = b"""Roe R, M\xc3\xbcller A. Naps at noon. Sleep. 2001;3(2):1-9. doi:10.1000/a
O'Neill, A., & van der Berg, J. B. (2010). A title: of a work. *The Lancet*, 1(2), e12\xe2\x80\x93e19. https://doi.org/10.1/x
[3] J. Smith and K. Weber, \xe2\x80\x9cOn sleep,\xe2\x80\x9d in Proc. 3rd Conf. Naps, Paris, France, 2011, pp. 4\xe2\x80\x938, arXiv:2001.00001.
Ministry of Health. Guideline for naps. 2nd ed. Berlin: Springer; 1999. 300 p. ISBN 978-3-16-148410-0.
"""


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
