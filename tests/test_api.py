"""What `import refdb` promises: names, what they take and give, how results show themselves."""

import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

import refdb
from refdb.cli import COMMANDS
from refdb.errors import InputError, LibraryError
from refdb.library import Library
from refdb.model import (
    Article,
    AuditReport,
    CheckedReference,
    Claim,
    Coverage,
    Evidence,
    FieldDiff,
    Hit,
    ParsedReference,
    Passage,
    Person,
    Reference,
    Results,
    Source,
    Span,
    Verdict,
    Verification,
    Work,
)
from refdb.reports.saving import Report

HEAVY = {"torch", "faiss", "onnxruntime", "sqlalchemy", "numpy", "lxml", "pycrfsuite", "click", "habanero", "rapidfuzz"}
COFFEE = (
    "Poole R, Kennedy OJ. Coffee consumption and health: umbrella review of meta-analyses of multiple health "
    "outcomes. BMJ. 2017;359:j5024."
)
SOCKS = "Fisk A, Gills B. Effects of green socks on the memory of goldfish. J Imaginary Limnol. 2011;3(2):7-9."


@pytest.fixture(scope="module")
def audited(tmp_path_factory, snapshot_file):
    """A library with the fixtures' works, and the report on their article, which came as bytes."""
    fixtures = Path(__file__).parent / "fixtures"
    folder = tmp_path_factory.mktemp("api") / "lib"
    with refdb.open_library(folder, create=True, options={"registry": str(snapshot_file)}) as library:
        library.import_files(str(fixtures / "works.jsonl"))
        yield library, library.audit((fixtures / "article.txt").read_bytes(), "article.txt")


# --- the names ------------------------------------------------------------------------------


def test_importing_refdb_loads_nothing_of_it_and_nothing_heavy():
    program = "import refdb, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in loaded if name.startswith("refdb")] == ["refdb"]
    assert HEAVY.intersection(loaded) == set()


def test_opening_a_library_loads_no_model_and_no_database():
    program = (
        "import refdb, sys; "
        "library = refdb.open_library('lib'); print(library.settings.registry, *sys.modules)"
    )  # fmt: skip
    refdb.init_library("lib")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert done[0] == "crossref"
    assert HEAVY.intersection(done) == set()


def test_every_name_is_there_and_types_are_told_to_type_checkers():
    assert {"open_library", "Library", "verify", "parse", "extract", "Work", "Verdict", "AuditReport"} <= {*dir(refdb)}
    assert [name for name in refdb.__all__ if getattr(refdb, name, None) is None] == []
    with pytest.raises(AttributeError, match="module 'refdb' has no attribute 'nonsense'"):
        refdb.nonsense  # noqa: B018
    package = Path(refdb.__file__).parent
    assert (package / "py.typed").is_file()
    told = package.joinpath("__init__.py").read_text(encoding="utf-8").partition("__version__ =")[0]
    assert [name for name in refdb.__all__[1:] if name not in told] == []


def public_functions():
    module_level = [getattr(refdb, name) for name in refdb.__all__]
    methods = [member for name, member in inspect.getmembers(Library, inspect.isfunction) if name[0] != "_"]
    return {f.__qualname__: f for f in [*module_level, *methods] if inspect.isfunction(f)}


@pytest.mark.parametrize("name", public_functions())
def test_every_public_function_says_what_it_takes_and_gives(name):
    function = public_functions()[name]
    doc = inspect.getdoc(function) or ""
    taken = [p for p in inspect.signature(function).parameters if p != "self"]
    args = doc.partition("Args:")[2].partition("\n\n")[0]
    assert [p for p in taken if f"{p}:" not in args] == []
    assert "Returns:" in doc or "Yields:" in doc or inspect.signature(function).return_annotation == "None"


def test_the_root_holds_the_front_alone():
    package = Path(refdb.__file__).parent
    assert sorted(p.name for p in package.glob("*.py")) == ["__init__.py", "errors.py", "library.py", "settings.py"]
    assert COMMANDS["audit"][0] == "articles.audit"


# --- without a library ----------------------------------------------------------------------


def test_parse_takes_one_or_several():
    (parsed,) = refdb.parse(COFFEE)
    assert (parsed.authors[0].family, parsed.year, parsed.volume, parsed.pages) == ("Poole", 2017, "359", "j5024")
    assert [p.year for p in refdb.parse([COFFEE, SOCKS])] == [2017, 2011]


def test_extract_takes_a_path_a_name_or_bytes(article_file):
    article = refdb.extract(article_file)
    assert (article.title, len(article.references)) == ("Pills, coffee and prevention", 4)
    assert refdb.extract(str(article_file)) == article
    assert refdb.extract(article_file.read_bytes(), "article.txt") == article
    assert refdb.extract(b"<html><p>Sleep.</p></html>", name="page.html").source.format == "html"
    with pytest.raises(InputError, match="bytes need the name of the file"):
        refdb.extract(article_file.read_bytes())
    with pytest.raises(InputError, match=r"nowhere\.txt: no such file"):
        refdb.extract("nowhere.txt")


def test_verify_takes_a_printed_reference_or_several(snapshot_file):
    (checked,) = refdb.verify(COFFEE, registry=str(snapshot_file))
    assert (checked.status, checked.work.doi, checked.standing.state) == ("verified", "10.1136/bmj.j5024", "clear")
    assert (checked.reference.n, checked.reference.raw, checked.reference.parsed.year) == (1, COFFEE, 2017)
    found = refdb.verify([SOCKS, refdb.parse(COFFEE)[0]], registry=str(snapshot_file))
    assert [(c.reference.n, c.status) for c in found] == [(1, "not_found"), (2, "verified")]
    assert refdb.verify([], registry=str(snapshot_file)) == []


def test_verify_takes_a_file_by_path_name_or_bytes(snapshot_file, article_file, tmp_path):
    told = [(1, "verified"), (2, "field_mismatch"), (3, "verified"), (4, "not_found")]
    for given in (article_file, str(article_file)):
        found = refdb.verify(given, registry=str(snapshot_file))
        assert [(c.reference.n, c.status) for c in found] == told
    assert refdb.verify(article_file.read_bytes(), "article.txt", registry=str(snapshot_file)) == found
    (tmp_path / "list.txt").write_text(f"{COFFEE}\n\n{SOCKS}\n")
    assert [c.status for c in refdb.verify("list.txt", registry=str(snapshot_file))] == ["verified", "not_found"]
    (tmp_path / "refs.bib").write_text(
        "@article{poole, author={Poole, Robin and Kennedy, Oliver J.}, title={Coffee consumption and health: umbrella review of meta-analyses "
        "of multiple health outcomes}, journal={BMJ}, year={2017}, doi={10.1136/bmj.j5024}}\n@article{broken, title={Half"
    )
    found = refdb.verify("refs.bib", registry=str(snapshot_file))
    assert (found[0].reference.label, found[0].status) == ("poole", "verified")
    assert len(found.notes) == 1
    with pytest.raises(InputError, match=r"missing\.bib: no such file"):
        refdb.verify("missing.bib", registry=str(snapshot_file))


def test_a_list_may_have_any_name_that_says_so_and_rows_their_own_ids(tmp_path):
    rows = refdb.reference_rows(f'{{"id": "a", "raw": "{SOCKS}"}}'.encode(), "-")
    assert rows == [{"id": "a", "raw": SOCKS}]
    with pytest.raises(InputError, match='-, row 1: a row needs "raw"'):
        refdb.reference_rows(b'{"id": 1}', "-")
    with pytest.raises(InputError, match="line 2: not JSON"):
        refdb.read_rows(b"{}\n{", "claims.jsonl")
    with pytest.raises(InputError, match="line 1: expected an object"):
        refdb.read_rows(b"[1]", "claims.jsonl")
    assert refdb.lines_of("é\n\nß".encode("utf-16"), "list.txt") == [{"id": 1, "raw": "é"}, {"id": 2, "raw": "ß"}]


def test_rows_with_their_own_evidence_need_no_library():
    row = {"claim": "Coffee shortens sleep.", "evidence_text": "Coffee shortened sleep by an hour in this trial."}
    assert [v.label for v in refdb.check_rows([row])] == ["supported"]
    with pytest.raises(LibraryError, match="no library in this folder or above it"):
        refdb.check_rows([row, {"claim": "Tea lengthens it."}])


def test_nothing_is_sent_unless_the_settings_say_so():
    assert refdb.second_opinion_host() == ""
    assert refdb.second_opinion_host(options={"second_opinion": "http://models.example:80/v1#m"}) == "models.example:80"


# --- a library ------------------------------------------------------------------------------


def test_an_article_that_came_as_bytes(audited):
    library, report = audited
    assert isinstance(report, AuditReport)
    assert [c.status for c in report.references] == ["verified", "field_mismatch", "verified", "not_found"]
    assert (report.article.source.name, report.article.source.format) == ("article.txt", "text")
    assert library.articles() == {1: report.article}
    assert len(library.works()) == 5
    with pytest.raises(InputError, match="bytes need the name of the file"):
        library.audit(b"Sleep.")


def test_check_takes_text_claims_and_several(audited):
    library, _ = audited
    told = "Vitamin D lowers the incidence of invasive cancer."
    (verdict,) = library.check(told)
    assert (verdict.label, verdict.evidence[0].work.doi) == ("contradicted", "10.1056/nejmoa1809944")
    assert library.check(Claim(told)) == [verdict]
    found = library.check([told, Claim("Goldfish wear socks.")])
    assert ([v.label for v in found], found.notes) == (["contradicted", "no_source"], ())


def test_a_search_carries_its_notes(audited):
    library, _ = audited
    hits = library.search("coffee and health", 1)
    assert ([hit.work.doi for hit in hits], hits.notes) == (["10.1136/bmj.j5024"], ())
    (index,) = library.indexes.glob("*/base-*")
    index.unlink()  # torn as a copy is: the file that the open library has mapped stays whole
    index.write_bytes(b"torn")
    with refdb.open_library(str(library.folder)) as again:
        first, second = again.search("coffee", 1), again.search("coffee", 1)
    assert [note.partition(":")[0] for note in first.notes] == ["the index was made anew from the database"]
    assert (second, second.notes) == (first, ())


@pytest.mark.parametrize(
    ("name", "begins"),
    [("x.html", "<!doctype html>"), ("x.htm", "<!doctype html>"), ("x.json", '{\n "article"'), ("x.MD", "# ")],
)
def test_a_report_is_saved_as_its_name_says(audited, tmp_path, name, begins):
    _, report = audited
    assert report.save(name) == Path(name)
    assert report.save(tmp_path / name) == tmp_path / name
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text.lower().startswith(begins)
    assert "Pills, coffee and prevention" in text


def test_a_saved_report_is_what_the_command_writes_and_can_be_replayed(audited):
    library, report = audited
    report.save("report.json")
    told = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert told["coverage"]["references"] == 4
    assert library.replay(told) == report


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x.pdf", r"^x\.pdf: a report is saved as \.html, \.json, \.md or \.csv; give the file one of these endings$"),
        ("x", r"^x: a report is saved as"),
        ("nowhere/x.html", r"^nowhere/x\.html cannot be written: No such file or directory$"),
    ],
)
def test_a_report_that_cannot_be_saved_is_one_line(audited, name, said):
    with pytest.raises(InputError, match=said):
        audited[1].save(name)
    assert list(Path().glob("x*")) == []


# --- how results show themselves ------------------------------------------------------------

WORK = Work(
    key="poole2017", title="Coffee & health", authors=(Person("Poole", "R"), Person("Kennedy", "O")), year=2017,
    container_title="BMJ", volume="359", doi="10.1136/bmj.j5024",
)  # fmt: skip
EVIDENCE = Evidence(WORK, Passage("poole2017", "Tea < coffee. More."), "supports", 0.91, Span(0, 13), cited=True)
VERDICT = Verdict("supported", 0.91, (EVIDENCE,), note="A <note>.")
REPORT = Report(
    Article("On <coffee>", "", source=Source("a.txt")), (), (),
    Coverage(2, {"verified": 1, "not_found": 1}, 0, 1, 1, {"supported": 1}, 3, 2), ("Look <here>.",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "shown"),
    [
        (WORK, "<Work poole2017 10.1136/bmj.j5024: Poole et al. 2017, Coffee & health>"),
        (Work(title="Sleep"), "<Work: Sleep>"),
        (WORK.authors[0], "Person(family='Poole', given='R')"),
        (ParsedReference("x", title="Sleep", year=2019), "<ParsedReference title='Sleep', year=2019>"),
        (Article("Sleep", "…", source=Source("a.txt")), "<Article 'Sleep': 0 references, 0 citations>"),
        (Article("", "…", source=Source("a.txt")), "<Article 'a.txt': 0 references, 0 citations>"),
        (Verification("not_found"), "<Verification not_found>"),
        (
            Verification("field_mismatch", WORK, diffs=(FieldDiff("year", "2016", "2017", "mismatch"),)),
            "<Verification field_mismatch 10.1136/bmj.j5024: year>",
        ),
        (
            CheckedReference(Reference(3, ParsedReference("Poole R. Coffee.")), Verification("not_found")),
            "<CheckedReference 3: Poole R. Coffee. <Verification not_found>>",
        ),
        (EVIDENCE, f"<Evidence supports 0.91 {WORK!r}>"),
        (Hit(WORK, EVIDENCE.passage, 0.5), f"<Hit 0.50 {WORK!r}>"),
        (VERDICT, "<Verdict supported 0.91, 1 passages read>"),
        (REPORT, "<Report 'On <coffee>': references: 1 verified, 1 not found; claims: 1 supported>"),
        (AuditReport(Article("", "", source=Source("a.txt")), (), (), Coverage()),
         "<AuditReport 'a.txt': references: none; claims: none>"),
    ],
)  # fmt: skip
def test_a_result_is_a_short_line(one, shown):
    assert repr(one) == shown


def test_a_library_is_a_short_line_and_opens_nothing(tmp_path):
    refdb.init_library(str(tmp_path / "lib"))
    library = refdb.open_library(str(tmp_path / "lib"))
    assert repr(library) == f"<Library {tmp_path / 'lib'}>"
    assert "store" not in vars(library)


def test_results_in_a_notebook_are_escaped():
    assert WORK._repr_html_() == (
        "<p><b>Poole et al. 2017, Coffee &amp; health</b><br>BMJ, 359<br>"
        '<a href="https://doi.org/10.1136/bmj.j5024">10.1136/bmj.j5024</a></p>'
    )
    verdict = VERDICT._repr_html_()
    assert verdict.startswith("<p><b>supported</b> (91%) A &lt;note&gt;.</p><table><tr>")
    assert "Tea &lt; coffee." in verdict
    assert "More." not in verdict
    assert Verdict("no_source")._repr_html_() == "<p><b>no source</b></p>"
    report = REPORT._repr_html_()
    assert report.startswith("<p><b>On &lt;coffee&gt;</b></p><table>")
    assert "1 verified, 1 not found" in report
    assert report.endswith("<ul><li>Look &lt;here&gt;.</li></ul>")
    evil = Work(title="x", doi='10.1/"><script>')._repr_html_()
    assert "<script>" not in evil


def test_results_are_a_list_with_notes():
    results = Results([VERDICT, "<b>"], ["", "First.", ""])
    assert (results, results.notes) == ([VERDICT, "<b>"], ("First.",))
    assert results._repr_html_() == f"<p>First.</p>{VERDICT._repr_html_()}<p>&#x27;&lt;b&gt;&#x27;</p>"
    assert (Results(), Results().notes) == ([], ())
