"""Articles with their references, and what became of these."""

from dataclasses import replace

from refdb.model import Article, ParsedReference, Reference, Source, Span, Verification, Work

TWO = (
    Reference(1, ParsedReference("Roe A. Naps. 2001.", year=2001), "1", Span(0, 5)),
    Reference(2, ParsedReference("Poe B. Tea. 2002."), "2"),
)
ARTICLE = Article("On sleep", "Sleep helps.", references=TWO, source=Source("sleep.txt", "text", "abc", "utf-8"))


def statuses(store, id_):
    return {
        checked.reference.n: (checked.verification.status, checked.key) for checked in store.checked_references(id_)
    }


def test_an_article_is_known_by_its_bytes(store):
    id_, new = store.add_article(ARTICLE)
    assert (new, store.article_with("abc"), store.article_with("other")) == (True, id_, None)
    again, new = store.add_article(replace(ARTICLE, title="Read anew", source=Source("b.txt", "text", "abc")))
    assert (again, new) == (id_, False)
    assert (store.article(id_).title, store.article(id_).source.name) == ("Read anew", "b.txt")
    other, new = store.add_article(replace(ARTICLE, source=Source("c.txt", "text", "def")))
    assert (new, store.article_ids()) == (True, [id_, other])


def test_authors_and_date_are_kept_and_read_anew_with_the_article(store):
    id_, _ = store.add_article(replace(ARTICLE, authors=("Anna Weber", "李伟"), date="2023-05"))
    assert (store.article(id_).authors, store.article(id_).date) == (("Anna Weber", "李伟"), "2023-05")
    store.add_article(ARTICLE)
    assert (store.article(id_).authors, store.article(id_).date) == ((), "")


def test_references_keep_label_and_place(store):
    id_, _ = store.add_article(ARTICLE)
    assert store.article(id_).references == TWO


def test_only_verified_references_are_checked_ones(store, put):
    put(Work(key="a", title="A"))
    id_, _ = store.add_article(ARTICLE)
    assert statuses(store, id_) == {}
    store.save_verification(id_, 2, Verification("verified"), "a", "crossref")
    assert statuses(store, id_) == {2: ("verified", "a")}
    store.save_verification(id_, 1, Verification("not_found"), "", "crossref")
    assert statuses(store, id_) == {1: ("not_found", ""), 2: ("verified", "a")}
    store.save_verification(id_, 2, Verification("ambiguous"), "nobody", "crossref")
    assert statuses(store, id_)[2] == ("ambiguous", "")


def test_an_article_read_anew(store, put):
    put(Work(key="a", title="A"), Work(key="b", title="B"))
    id_, _ = store.add_article(ARTICLE)
    store.save_verification(id_, 1, Verification("verified"), "a", "crossref")
    store.save_verification(id_, 2, Verification("verified"), "b", "crossref")
    changed = Reference(2, ParsedReference("Poe B. Coffee. 2003."))
    store.add_article(replace(ARTICLE, references=(TWO[0], changed)))
    assert statuses(store, id_) == {1: ("verified", "a")}  # the other says something else now
    assert store.works_of_article(id_) == [Work(key="a", title="A")]
    store.add_article(replace(ARTICLE, references=(changed,)))
    assert store.article(id_).references == (changed,)
    store.add_article(replace(ARTICLE, references=(TWO[0], changed)))
    assert statuses(store, id_) == {}


def test_works_come_in_the_order_of_the_list_each_once(store, put):
    put(Work(key="a", title="A"), Work(key="b", title="B"))
    three = (*TWO, Reference(3, ParsedReference("Roe A. Naps. 2001.")))
    id_, _ = store.add_article(replace(ARTICLE, references=three))
    for n, key in ((1, "b"), (2, "a"), (3, "b")):
        store.save_verification(id_, n, Verification("verified"), key, "crossref")
    assert [work.key for work in store.works_of_article(id_)] == ["b", "a"]
    assert store.citing(["a", "b", "c"]) == {"a": [(id_, "On sleep")], "b": [(id_, "On sleep")]}


def test_an_article_without_a_title_is_called_by_its_file(store, put):
    put(Work(key="a", title="A"))
    id_, _ = store.add_article(replace(ARTICLE, title=""))
    store.save_verification(id_, 1, Verification("verified"), "a", "crossref")
    assert store.citing(["a"]) == {"a": [(id_, "sleep.txt")]}
    assert store.citing([]) == {}


def test_audits_are_kept(store):
    id_, _ = store.add_article(ARTICLE)
    store.save_audit(id_, {"coverage": 1})
    store.save_audit(id_, {"coverage": 2})
    assert [store.audit_document(audit.id) for audit in store.audits(id_)] == [{"coverage": 2}, {"coverage": 1}]
