"""What a person does wrong in the first hour, one row a mistake: the calls, and what the last of them must say."""

import json
import re
import shlex
from dataclasses import dataclass

import pytest

MANSON = "10.1056/nejmoa1809944"
NOWHERE = "http://127.0.0.1:9"  # nobody answers there
FULL = ("init", "import works.jsonl")  # a library of five works
FINDINGS, WRONG, NO_NETWORK = 1, 2, 3

LONG_TITLE = "Vitamin D Supplements and Prevention of Cancer and Cardiovascular Disease"
REFS = f"""@article{{twice, author={{Manson, JoAnn E. and others}}, title={{{LONG_TITLE}}}, journal={{N Engl J Med}}, year=2019}}
@article{{twice, author={{Roe, R.}}, title={{On otters}}, journal={{J Otters}}}}
"""


@dataclass(frozen=True)
class Mistake:
    calls: tuple[str, ...]  # the last one is looked at
    says: tuple[str, ...]  # on either stream, in this order
    status: int = 0
    never: tuple[str, ...] = ()


MISTAKES = {
    "the first session's files are not at hand": Mistake(
        ("demo my",), ("refdb snapshot build works.jsonl -o registry.db",)
    ),
    "which entry is it?": Mistake(
        ("verify refs.bib --registry registry.db",),
        ("twice  verified", "twice  not_found", "1 verified, 1 not_found"),
        FINDINGS,
    ),
    "two entries of one key": Mistake(
        ("verify refs.bib --registry registry.db",),
        ("twice  verified", "\ntwice  not_found", "entry: no year"),
        FINDINGS,
    ),
    "export as Word": Mistake(
        (*FULL, "export -o x.docx"), ("no format is written as .docx; there are .bib (bibtex), .ris (ris)",), WRONG
    ),
    "export as Excel": Mistake((*FULL, "export -o x.xlsx"), ("no format is written as .xlsx",), WRONG),
    "a folder for a report": Mistake(
        ("audit article.txt --html .",), (". is a folder; give the report's file, such as report.html",), WRONG
    ),
    "parse a bibliography": Mistake(("parse refs.bib",), ("refs.bib is a bibliography",), WRONG, ("{",)),
    "the library behind the command": Mistake(("init lib", "list --library lib"), ()),
    "a mistyped command": Mistake(("serach naps",), ("Did you mean `refdb search`?",), WRONG),
    "another": Mistake(("hlep",), ("Did you mean `refdb help`?",), WRONG),
    "help as a command": Mistake(("help",), ("The main job: check an article's references",)),
    "version by a capital": Mistake(("-V",), ("refdb",)),
    "a DOI for a file": Mistake((f"verify {MANSON} --registry registry.db",), ("verified",)),
    "a printed reference for a file": Mistake(
        (f"verify 'Manson JE, Cook NR. {LONG_TITLE}. N Engl J Med. 2019;381:33-44.' --registry registry.db",),
        ("printed '381', registered '380'",),
        FINDINGS,
    ),
    "an address, without a network": Mistake(
        ("audit https://example.org/a.html --offline",), ("save the page first, and give the file",), WRONG
    ),
    "nonsense": Mistake(
        (*FULL, "search zzzqqq"), ("nothing found: no work of the library is near to this query",), never=(".10",)
    ),
    "a year that is none": Mistake((*FULL, "search year:abc"), ("year:abc: expected 2015, 2015..2020",), WRONG),
    "a field without a word": Mistake(
        (*FULL, "search author:"),
        ('"author:" has nothing behind it and was searched for as a word; as a field: author:',),
    ),
    "a field that is not there": Mistake(
        (*FULL, "search 'foo:bar x'"), ('"foo:" is no field and was searched for as a word; there are author:',)
    ),
    "no such title in a full library": Mistake(
        (*FULL, "search 'title:\"sleep loss\"'"), ("no work fulfils all that was asked for",), never=("refdb import",)
    ),
    "nothing in an empty one": Mistake(("init", "search naps"), ("refdb import",)),
    "a word that all works have": Mistake(
        (*FULL, "search 'vitamin coffee sleep heart'"), ("1. ",), never=("6. ", "\n\n\n")
    ),
    "search by a tag alone": Mistake((*FULL, "search --tag x"), ("refdb list --tag TAG",), WRONG),
    "an invented DOI is taken in": Mistake(
        ("init", "import dois.txt"), ("have an identifier and nothing else yet; `refdb enrich` looks them up",)
    ),
    "and looked up": Mistake(
        ("init", "import dois.txt", "enrich --registry registry.db"),
        ("not found: no registry that was asked knows 10.1234/doesnotexist",),
        never=(f"knows {MANSON}",),
    ),
    "a wrong file": Mistake((*FULL, f"attach {MANSON} wrong.txt"), ("is it the right file? --force",), WRONG),
    "a wrong file, taken back": Mistake(
        (*FULL, f"attach {MANSON} wrong.txt --force", "undo", f"show {MANSON}"), (), never=("wrong.txt",)
    ),
    "a wrong file, detached": Mistake(
        (*FULL, f"attach {MANSON} wrong.txt --force", f"detach {MANSON}", f"show {MANSON}"), (), never=("wrong.txt",)
    ),
    "no network": Mistake(
        ("init", f"audit article.txt --registry {NOWHERE}"),
        ("no network: 4 references unchecked (127.0.0.1: connection refused)",),
        NO_NETWORK,
    ),
    "no network: verify": Mistake(
        (f"verify article.txt --registry {NOWHERE}",), ("4 unchecked", "no network: 4 references"), NO_NETWORK
    ),
    "no network: enrich": Mistake((*FULL, f"enrich --registry {NOWHERE}"), ("no network: ",), NO_NETWORK),
    "no network: retractions": Mistake((*FULL, f"retractions --registry {NOWHERE}"), ("no network: ",), NO_NETWORK),
    "a file that is not there": Mistake(("audit missing.txt",), ("missing.txt: no such file",), WRONG),
    "no duplicates": Mistake((*FULL, "dedupe"), ("no duplicates",), never=("0 groups",)),
    "a library in a library": Mistake((*FULL, "init my"), ("it lies within the library",)),
    "a long list": Mistake(
        (*FULL, "list --sort=-year -n 2 --columns year,key"), ("2019  ", "2019  "), never=("2001", "10.1056")
    ),
    "a picture named PDF": Mistake(
        ("audit png_named.pdf",), ("it reads text, Markdown, HTML, PDF, Word (.docx), JATS XML and LaTeX",), WRONG
    ),
}


@pytest.fixture
def folder(tmp_path, works_file, article_file, snapshot_file):
    """What lies where the person works."""
    for name, source in (("works.jsonl", works_file), ("article.txt", article_file), ("registry.db", snapshot_file)):
        (tmp_path / name).write_bytes(source.read_bytes())
    (tmp_path / "refs.bib").write_text(REFS)
    (tmp_path / "dois.txt").write_text(f"{MANSON}\n10.1234/doesnotexist\n")
    (tmp_path / "wrong.txt").write_text("On brooks and stones\n\n" + "Stones were counted in forty brooks. " * 60)
    (tmp_path / "png_named.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    return tmp_path


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_what_to_do(refdb, folder, mistake):
    *before, last = mistake.calls
    for call in before:
        done = refdb(*shlex.split(call))
        assert done.returncode == 0, done.stderr
    done = refdb(*shlex.split(last))
    said = done.stderr + done.stdout if mistake.status == WRONG else done.stdout + done.stderr
    assert done.returncode == mistake.status, said
    assert re.search(".*".join(map(re.escape, mistake.says)), said, re.S), said
    assert [text for text in mistake.never if text in said] == []
    assert "Traceback" not in said
    if mistake.status == WRONG:
        assert done.stderr.startswith(("refdb: ", "Usage: ")), done.stderr


def test_an_article_attached_to_a_work_supports_nothing_of_itself(refdb, folder):
    verdicts = []
    for call in ("init", "audit article.txt --registry registry.db --json -", "import works.jsonl",
                 "attach house2001 article.txt --force", "audit article.txt --json -"):  # fmt: skip
        done = refdb(*shlex.split(call))
        assert done.returncode in (0, 1), done.stderr
        if "audit" in call:
            report = json.loads(done.stdout)
            verdicts.append([claim["verdict"] for claim in report["claims"]])
            statuses = [reference["status"] for reference in report["references"]]
    assert verdicts[0] == verdicts[1]
    assert statuses.count("unchecked") == 0  # the registry of the first audit is remembered


def test_the_summary_breaks_between_its_items_and_numbers_what_it_quotes(refdb, folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    out = refdb("audit", "article.txt", "--registry", "registry.db").stdout
    begin = out.index("references  ")
    counts = out[begin : out.index("sources", begin)]
    assert re.findall(r"^ +(?!\d+ [✓≠↷?–✗∅])\S.*$", counts, re.M) == []
    assert max(map(len, counts.splitlines())) <= 80
    named = re.search(r"\(claim (\d+)\)", out)[1]
    assert f"\nclaim {named}  “" in out
