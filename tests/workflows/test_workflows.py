"""The rooms together, on a small library and a registry of five works."""

from dataclasses import replace
from pathlib import Path

import pytest

from refdb.database.sqlite.store import Store
from refdb.errors import InputError, RegistryUnavailable
from refdb.model import Article, Claim, ParsedReference, Record, Reference, Source, Work
from refdb.registries.records import Question
from refdb.registries.registry import open_registry
from refdb.retrieval.embedding import load_embedder
from refdb.workflows.asking.recording import RecordingRegistry
from refdb.workflows.enriching import enrich, enrich_article
from refdb.workflows.importing import import_file, import_files, import_works
from refdb.workflows.indexing import index
from refdb.workflows.searching import open_searcher, search
from refdb.workflows.steps.adding import add_work
from refdb.workflows.steps.given import extract

VITAMIN_D = "10.1056/nejmoa1809944"


@pytest.fixture
def store(tmp_path: Path):
    store = Store(tmp_path / "refdb.sqlite3")
    yield store
    store.close()


@pytest.fixture(scope="module")
def embedder():
    return load_embedder()


class Dead:
    """A registry that is out of reach, and counts how often it was asked."""

    name = "dead"
    at_once = 1
    extent = ""

    def __init__(self) -> None:
        self.asked = 0

    def _fail(self, *_: object) -> None:
        self.asked += 1
        raise RegistryUnavailable("dead does not answer.")

    work = works = search = agency = _fail

    def close(self) -> None:
        pass


class Counting:
    """A registry that knows one work, and counts how often it was asked."""

    name = "counting"
    at_once = 1
    extent = ""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def work(self, doi: str) -> Record | None:
        self.asked.append(doi)
        return Record("counting", doi, {"DOI": doi, "title": ["A work"]}) if doi == "10.1/a" else None

    def works(self, dois):
        return {doi: record for doi in dois if (record := self.work(doi))}

    def search(self, text: str, rows: int = 5) -> list[Record]:
        self.asked.append(text)
        return []

    def agency(self, doi: str) -> str | None:
        self.asked.append(f"agency {doi}")
        return None

    def close(self) -> None:
        pass


def statuses(store: Store, article_id: int) -> list[str]:
    return [checked.verification.status for checked in store.checked_references(article_id)]


def test_importing_works_again_changes_nothing(store, works_file):
    first = import_works(store, works_file)
    assert (first.works, first.new, first.duplicates) == (5, 5, 0)
    before = store.works()
    again = import_works(store, works_file)
    assert (again.works, again.new, again.duplicates) == (5, 0, 5)
    assert store.works() == before
    assert store.count_works() == (5, 3)


def test_works_get_a_key_of_their_own_or_keep_the_one_they_came_with(store, works_file):
    import_works(store, works_file)
    assert store.work_by_doi(VITAMIN_D).key == "mansonVitaminSupplementsPrevention2019"
    assert store.work("house2001").title == "A house book of sleep without an identifier"


def test_another_work_under_a_used_key_gets_a_new_one(store, tmp_path):
    rows = [
        '{"id": "a", "title": "On cats", "text": "Cats sleep."}',
        '{"id": "a", "title": "On dogs", "text": "Dogs bark."}',
    ]
    (tmp_path / "two.jsonl").write_text("\n".join(rows))
    assert import_works(store, tmp_path / "two.jsonl").new == 2
    assert {w.title for w in store.works()} == {"On cats", "On dogs"}


def test_a_bad_line_is_reported_and_the_rest_goes_on(store, tmp_path):
    path = tmp_path / "works.jsonl"
    path.write_text('{"id": "a", "title": "One"}\nnot json\n[1]\n{"id": "b"}\n{"id": "c", "title": "Two"}\n')
    counts = import_works(store, path)
    assert counts.works == 2
    assert [w.split(":")[0] for w in counts.warnings] == [
        "works.jsonl, line 2", "works.jsonl, line 3", "works.jsonl, line 4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.jsonl", None, "no such file"),
        ("empty.jsonl", "", "no works found in it"),
        ("broken.json", "{", "not JSON"),
        ("number.json", "7", "expected a list of works"),
        ("bad.jsonl.gz", "not gzip", "cannot be read as JSON"),
    ],
)
def test_a_file_of_works_that_cannot_be_used_is_one_line(store, tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=message):
        import_file(store, tmp_path / name)


def test_one_bad_file_among_several_is_a_warning(store, works_file, tmp_path):
    counts = import_files(store, [tmp_path / "missing.txt", works_file])
    assert counts.works == 5
    assert "missing.txt: no such file" in counts.warnings[0]


def test_an_article_is_verified_and_its_works_taken_in(store, article_file, snapshot_file):
    registry = open_registry(str(snapshot_file))
    article = extract(article_file)
    article_id, new = store.add_article(article)
    assert new
    assert [r.n for r in article.references] == [1, 2, 3, 4]
    checked = enrich_article(store, article_id, RecordingRegistry(registry, store))
    assert statuses(store, article_id) == ["verified", "field_mismatch", "verified", "not_found"]
    wrong = {d.field for d in checked[1].verification.diffs if d.outcome == "mismatch"}
    assert wrong == {"year", "volume"}
    assert checked[1].verification.work.doi == "10.1056/nejmoa012512"
    assert [w.doi for w in store.works_of_article(article_id)] == [
        VITAMIN_D, "10.1056/nejmoa012512", "10.1136/bmj.j5024",
    ]  # fmt: skip


def test_an_outage_is_never_a_finding_and_is_made_good_later(store, article_file, snapshot_file):
    article_id, _ = store.add_article(extract(article_file))
    dead = Dead()
    assert dict(enrich(store, dead)) == {"unchecked": 4}
    assert "dead does not answer" in store.checked_references(article_id)[0].verification.note
    assert dict(enrich(store, open_registry(str(snapshot_file)))) == {
        "verified": 2,
        "field_mismatch": 1,
        "not_found": 1,
    }


def test_the_librarys_own_works_are_known_even_when_the_registry_is_dead(store, article_file, works_file):
    import_works(store, works_file)
    article_id, _ = store.add_article(extract(article_file))
    enrich_article(store, article_id, RecordingRegistry(Dead(), store))
    assert statuses(store, article_id) == ["verified", "unchecked", "verified", "unchecked"]


def test_a_registry_is_asked_once_and_a_refresh_asks_again(store):
    registry = Counting()
    recording = RecordingRegistry(registry, store)
    assert recording.work("10.1/a").item["title"] == ["A work"]
    assert recording.work("10.1/none") is None
    assert recording.answer(Question("search", "a string", 5)) == []
    assert recording.answer(Question("agency", "10.1/none")) is None
    asked = list(registry.asked)
    again = RecordingRegistry(registry, store)
    assert again.work("10.1/a").item["title"] == ["A work"]
    assert again.work("10.1/none") is None
    assert again.answer(Question("search", "a string", 5)) == []
    assert again.answer(Question("agency", "10.1/none")) is None
    assert registry.asked == asked
    assert RecordingRegistry(registry, store, refresh=True, older_than=1.0).work("10.1/none") is None
    assert registry.asked == asked  # the answer is younger than a day
    assert RecordingRegistry(registry, store, refresh=True).work("10.1/none") is None
    assert registry.asked == [*asked, "10.1/none"]


def test_a_refresh_asks_once_for_what_two_articles_cite(store):
    parsed = ParsedReference("Doe J. A work. 2001. doi:10.1/a", title="A work", year=2001, doi="10.1/a")
    for name in "ab":
        source = Source(f"{name}.txt", "text", 64 * name)
        store.add_article(Article(f"On {name}", "Text", references=(Reference(1, parsed),), source=source))
    registry = Counting()
    enrich(store, registry)
    asked = list(registry.asked)
    assert asked.count("10.1/a") == 1
    enrich(store, registry, refresh=True)
    assert registry.asked == [*asked, *asked]


def test_indexing_embeds_what_is_new_and_repairs_the_index(store, works_file, tmp_path, embedder):
    import_works(store, works_file)
    folder = tmp_path / "indexes"
    assert index(store, folder, embedder).embedded == 5
    again = index(store, folder, embedder)
    assert (again.embedded, again.passages, again.rebuilt) == (0, 5, False)
    (damaged,) = folder.glob("*/base-*")
    damaged.write_bytes(damaged.read_bytes()[:-9])
    repaired = index(store, folder, embedder)
    assert (repaired.embedded, repaired.passages, repaired.rebuilt) == (0, 5, True)


def test_search_finds_by_meaning_and_by_words(store, works_file, tmp_path, embedder):
    import_works(store, works_file)
    searcher = open_searcher(store, tmp_path / "indexes", embedder)
    by_meaning, by_word, nothing = search(searcher, ["does fish oil prevent heart attacks?", "umbrella", "?!"], 2)
    assert by_meaning[0].work.doi == "10.1056/nejmoa1811403"
    assert by_word[0].work.doi == "10.1136/bmj.j5024"
    assert by_word[0].parts["word"] > 0
    assert (len(by_meaning), nothing) == (2, [])  # signs alone find nothing
    assert search(searcher, [], 2) == []


def test_an_empty_library_finds_nothing(store, tmp_path, embedder):
    assert search(open_searcher(store, tmp_path / "indexes", embedder), ["sleep"]) == [[]]


def test_citations_link_sentences_and_references(article_file):
    article = extract(article_file)
    assert [(c.marker, c.reference_numbers) for c in article.citations] == [
        ("[1]", (1,)), ("[2]", (2,)), ("[3]", (3,)), ("[4]", (4,)),
    ]  # fmt: skip
    assert Claim("x") == Claim("x", 0, 0, 0, ())


def test_the_vector_of_a_work_that_changed_is_never_the_old_one(store, tmp_path, embedder):
    """SQLite gave a new passage the id of a deleted one, and the index kept the old vector under it."""
    title = Work(key="a", title="On sleep", doi="10.1/a")
    add_work(store, title)
    open_searcher(store, tmp_path / "indexes", embedder)
    add_work(store, replace(title, abstract="Vitamin D did not lower the incidence of cancer."))
    searcher = open_searcher(store, tmp_path / "indexes", embedder)
    (id_,) = searcher.vectors.ids().tolist()
    text = "On sleep. Vitamin D did not lower the incidence of cancer."
    scores, ids = searcher.vectors.search(embedder.embed([text]), 1)
    assert ids.tolist() == [[id_]]
    assert scores[0, 0] > 0.99
    add_work(store, replace(title, subtitle="a study of elephants in moving water"))
    searcher = open_searcher(store, tmp_path / "indexes", embedder)
    assert searcher.vectors.ids().tolist() != [id_]
