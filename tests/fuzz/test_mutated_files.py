"""Files of each format, changed at random: an article, works or one line that says why not; never another exception, never long.

The files are the tests' own fixtures. Each format gets a few dozen changed files here, and as many as fit into
REFDB_FUZZ_SECONDS under `make fuzz`; hypothesis keeps what failed and makes it small.
"""

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from refdb.articles.reading import read_bytes
from refdb.bibliography.bibtex.writing import export as as_bibtex
from refdb.bibliography.csl.items import work_from_item
from refdb.bibliography.importing import read
from refdb.citations.extraction import extract
from refdb.errors import InputError
from refdb.retrieval.keywords import parse as parse_query

FIXTURES = Path(__file__).parent.parent / "fixtures"
SECONDS = float(os.environ.get("REFDB_FUZZ_SECONDS", "0"))
LONGEST = 10.0  # seconds of processor time for one input
ARTICLES = [
    "numbers.txt",
    "names.txt",
    "notes.md",
    "page.html",
    "article.xml",
    "paper.tex",
    "fields.docx",
    "raised.docx",
    "columns.pdf",
]
BIBLIOGRAPHIES = {
    "bibtex": b'@string{j = "Sleep"}\n@article{roe, author = {Roe, R. and M\\"uller, A.}, title = {Naps {at} noon}, journal = j, year = 2001}\n',
    "ris": b"TY  - JOUR\nID  - roe\nAU  - Roe, R.\nTI  - Naps at noon\nPY  - 2001/03/04\nSP  - 1\nEP  - 9\nDO  - 10.1/a\nER  - \n",
    "nbib": b"PMID- 123\nTI  - Naps at noon\n      and later.\nAU  - Roe R\nDP  - 2001 Mar\nTA  - Sleep\n\n",
    "endnote": b'<xml><records><record><ref-type name="Journal Article">17</ref-type><titles><title>Naps</title></titles>'
    b"<dates><year>2001</year></dates></record></records></xml>",
    "zotero-json": b'{"items": [{"itemType": "journalArticle", "title": "Naps", "creators": [{"lastName": "Roe", "firstName": "R."}], '
    b'"date": "2001-03", "tags": [{"tag": "x"}], "collections": {}, "extra": "PMID: 1"}]}',
    "csv": b'Title,Author,Year,DOI\nNaps at noon,"Roe, R.",2001,10.1/a\n',
    "identifiers": b"10.1000/a\nPMID: 123\narXiv:2001.00001\n",
}
TOKENS = [
    b"\\", b"{", b"}", b"[", b"]", b"(", b")", b"<", b">", b"&", b"&x;", b"\x00", b"\xff", b"\xed\xa0\x80", b"\n", b"\r", b"\t", b" " * 50,
    b"%", b"@", b"#", b"$", b"^", b"~", b"|", b'"', b"'", b"=", b",", b";", b"[1]", b"<|1|>", b"\\input{x}", b"\\cite{", b"<p>", b"</p>",
    b"<!DOCTYPE a>", b"<![CDATA[", b"null", b"1e999", b"-1", b"9" * 30, b"ER  - ", b"TY  - ", b"10.1/", b"https://", "é\u202e\u0301–".encode(), b"A. " * 30,
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


def soon(call, data):
    """The call's result; None where it says in one line why there is none."""
    began = time.process_time()
    found, said = None, ""
    try:
        found = call(data)
    except InputError as error:
        said = str(error)
    assert "\n" not in said
    assert time.process_time() - began < LONGEST
    return found


def fuzzed(strategy, check):
    """Try the check on what the strategy makes: some examples, or for REFDB_FUZZ_SECONDS."""
    until = time.monotonic() + SECONDS
    quiet = settings(
        max_examples=1000 if SECONDS else 20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=not SECONDS,
        database=None,
    )
    run = quiet(given(strategy)(check))
    run()
    while time.monotonic() < until:
        run()


@pytest.mark.parametrize("name", ARTICLES)
def test_articles(name):
    data = (FIXTURES / "articles" / name).read_bytes()

    def check(changed_data):
        article = soon(lambda given: extract(read_bytes(given, name)), changed_data)
        if article is not None:
            assert all(article.text[s.start : s.end] for s in article.sentences)
            assert [r.n for r in article.references] == list(range(1, len(article.references) + 1))

    fuzzed(changed(data), check)


@pytest.mark.parametrize("kind", BIBLIOGRAPHIES)
def test_bibliographies(kind):
    def check(data):
        found = soon(lambda given: read(given.decode("utf-8", "replace"), kind), data)
        if found is not None:
            as_bibtex(found.works)
            assert all("\n" not in line for line in found.said)

    fuzzed(changed(BIBLIOGRAPHIES[kind]), check)


LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
FLAT = st.lists(LEAF, max_size=3) | st.dictionaries(
    st.sampled_from(["a", "date-parts", "family", "tag", "name"]), LEAF, max_size=3
)
JSON = LEAF | FLAT | st.lists(FLAT, max_size=3) | st.dictionaries(st.text(max_size=6), FLAT, max_size=3)
WORK = json.loads((FIXTURES / "works.jsonl").read_text(encoding="utf-8").splitlines()[0])


def test_values_of_other_kinds_in_items_of_works():
    def check(changes):
        try:
            work = work_from_item({**WORK, **changes})
        except (ValueError, TypeError, AttributeError, KeyError):
            return  # the importer says it, with the line
        as_bibtex([work])

    fuzzed(
        st.dictionaries(
            st.sampled_from([*WORK, "issued", "author", "DOI", "ISSN", "page", "title"]), JSON, min_size=1, max_size=3
        ),
        check,
    )


def test_values_of_other_kinds_in_zotero_items():
    item = json.loads(BIBLIOGRAPHIES["zotero-json"])["items"][0]

    def check(changes):
        text = json.dumps({"items": [{**item, **changes}, item]})
        found = soon(lambda given: read(given, "zotero-json"), text)
        assert found is not None
        assert len(found.works) + len(found.said) in (1, 2)

    fuzzed(
        st.dictionaries(
            st.sampled_from([*item, "publicationTitle", "DOI", "attachments", "notes"]), JSON, min_size=1, max_size=3
        ),
        check,
    )


def test_queries():
    def check(text):
        soon(parse_query, text)  # a wrong field or year is told in one line

    words = ['"', "NOT ", "-", "author:", "year:", "2001..", "*", "(", ")", "a", " "]
    fuzzed(st.text(max_size=60) | st.lists(st.sampled_from(words), max_size=20).map("".join), check)
