"""The article under audit is no source of its own claims."""

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract
from refdb.database.sqlite.store import Store
from refdb.model import Work
from refdb.retrieval.passages import cut
from refdb.text.sentences import split
from refdb.workflows.checking import Copies

PAGE = b"""Naps of nurses on the night ward

Nurses who napped for twenty minutes made fewer errors at night. Coffee had no such effect on the errors they made.
"""
SENTENCE = "Nurses who napped for twenty minutes made fewer errors at night."


def copies_of(tmp_path, *works: Work) -> tuple[Copies, dict[str, list]]:
    store = Store(tmp_path / "refdb.sqlite3")
    for work in works:
        store.put_works([work], [], {work.key: cut(work, split)})
    passages = {work.key: store.passages_of([work.key]) for work in works}
    return Copies(extract(read_bytes(PAGE, "page.txt")), store), passages


def test_a_work_of_the_same_title_and_a_sentence_is_the_article(tmp_path):
    own = Work(key="own", title="Naps of Nurses on the Night Ward", abstract=f"{SENTENCE} And more.")
    copies, passages = copies_of(tmp_path, own)
    assert copies.warnings == []
    assert any(copies.has(passage) for passage in passages["own"])
    assert copies.warnings == [
        "The library's own is this article itself, or a copy of it: it was not read as a source."
    ]


def test_a_work_that_is_quoted_is_none(tmp_path):
    quoted = Work(key="quoted", title="A trial of napping", abstract=f"{SENTENCE} Their sleep at home was as before.")
    copies, passages = copies_of(tmp_path, quoted)
    assert [copies.has(passage) for passage in passages["quoted"]] == [False] * len(passages["quoted"])
    assert copies.warnings == []


def test_a_work_about_something_else_is_not_even_looked_at(tmp_path):
    other = Work(key="other", title="Otters in winter", abstract="Otters sleep in holts along the river all winter.")
    copies, passages = copies_of(tmp_path, other)
    copies._store.close()  # no row is read
    assert not any(copies.has(passage) for passage in passages["other"])
