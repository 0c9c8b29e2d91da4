"""An article's quotations in the library: the cited work that has them best, and what the reports show."""

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract
from refdb.database.opening import open_database
from refdb.model import AuditReport, Coverage, Person, Work
from refdb.reports import json as as_json
from refdb.reports import markdown
from refdb.reports.html import render
from refdb.workflows.checking import check_quotations
from refdb.workflows.steps.adding import add_works

PAGE = """Vitamin D in old age

Manson wrote that it "did result in a lower incidence of invasive cancer" [1]. Roe says it "makes people happy on rainy days" [2].
The paper "Vitamin D supplements and prevention of cancer" was the first [1]. All "sleep well on a full stomach" [1,2].

References

1. Manson J. Vitamin D supplements and prevention of cancer. N Engl J Med. 2019;380:33-44.
2. Roe A. Rain and mood. BMJ. 2001;3:1-2.
"""


def test_each_quotation_is_looked_for_in_the_works_it_cites(tmp_path):
    article = extract(read_bytes(PAGE.encode(), "page.txt"))
    with_text = Work(
        key="m",
        title="Vitamin D supplements and prevention of cancer",
        authors=(Person("Manson"),),
        abstract="Vitamin D did not result in a lower incidence of invasive cancer. Mice sleep well on a full stomach.",
    )
    store = open_database(tmp_path / "refdb.sqlite3")
    add_works(store, [with_text, Work(key="r", title="Rain and mood", authors=(Person("Roe"),))])
    found = check_quotations(article, {1: "m", 2: "r"}, store)
    store.close()
    assert [(one.found, one.key, one.read, one.differences) for one in found] == [
        ("nearly", "m", "abstract", (("", "not"),)),
        ("unread", "r", "", ()),
        ("exact", "m", "abstract", ()),
    ]
    report = AuditReport(article, (), (), Coverage(), quotations=found)
    row = as_json.document(report)["quotations"][0]
    assert (row["found"], row["references"], row["differences"]) == ("nearly", [1], [{"printed": "", "source": "not"}])
    text = markdown.render(report)
    assert "- ≈ **nearly**, cites 1, abstract read: “did result in a lower incidence of invasive cancer”" in text
    assert "“not” is left out" in text
    assert "“not” is left out" in render(report)
    assert "quotations" not in as_json.document(AuditReport(article, (), (), Coverage()))


def test_an_import_says_what_became_part_of_a_work(tmp_path):
    store = open_database(tmp_path / "refdb.sqlite3")
    known = Work(key="a", title="Rain and mood", authors=(Person("Roe"),), year=2001, doi="10.1000/r")
    (first,) = add_works(store, [known])
    (again,) = add_works(store, [known])
    other = Work(key="b", title="Rain and mood", authors=(Person("Roe"),), year=2002, volume="3", doi="10.1000/r")
    (second,) = add_works(store, [other])
    store.close()
    assert (first.merged, again.merged) == ("", "")
    assert second.merged.startswith("b is a by its DOI: ")
    assert "volume" in second.merged
    assert second.merged.endswith("added; it keeps year 2001, not 2002")
