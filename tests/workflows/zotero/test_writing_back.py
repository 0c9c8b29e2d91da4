"""Tags and notes of findings into Zotero: over HTTP, against a server that keeps items as Zotero's web API does."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import refdb
from refdb.errors import RegistryRefused
from refdb.model import Standing, Update, Work
from refdb.reports.lists.of_works import found_of_works
from refdb.workflows.steps.adding import add_work

KNOWLER = "10.1056/nejmoa012512"


class Zotero:
    """Items by their keys, with versions; what is written to a stale version is refused."""

    def __init__(self, items, *, read_only=False):
        self.items = {item["key"]: {"version": 1, **item} for item in items}
        self.writes = 0
        self.keys_seen = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # a body would wait 40 ms for its head to be acknowledged

            def do_GET(self):
                outer.keys_seen.add(self.headers.get("Zotero-API-Key"))
                start = int(self.path.partition("start=")[2].partition("&")[0])
                rows = list(outer.items.values())[start : start + 100] if "/items?" in self.path else []
                self.answer(200, [{"key": row["key"], "version": row["version"], "data": row} for row in rows])

            def do_POST(self):
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if read_only:
                    self.answer(400, {"message": "Endpoint does not support method"})
                    return
                assert self.path == "/users/7/items"
                assert len(self.headers["Zotero-Write-Token"]) == 32
                failed = {}
                for n, one in enumerate(sent):
                    key = one.get("key") or f"NEW{len(outer.items)}"
                    old = outer.items.get(key, {"key": key, "version": one.get("version", 0)})
                    if old["version"] != one.get("version", 0):
                        failed[str(n)] = {"key": key, "code": 412, "message": "Item has been modified since"}
                        continue
                    outer.items[key] = {**old, **one, "key": key, "version": old["version"] + 1}
                    outer.writes += 1
                self.answer(200, {"successful": {}, "unchanged": {}, "failed": failed})

            def answer(self, status, document):
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def tags(self, key):
        return [tag["tag"] for tag in self.items[key].get("tags", [])]

    def notes(self, parent):
        return [item["note"] for item in self.items.values() if item.get("parentItem") == parent]


@pytest.fixture
def zotero():
    started = []

    def start(items, **options):
        started.append(Zotero(items, **options))
        return started[-1]

    yield start
    for one in started:
        one.server.shutdown()
        one.server.server_close()


ITEMS = [
    {"key": "KNOW", "itemType": "journalArticle", "title": "Lifestyle", "DOI": KNOWLER, "tags": [{"tag": "mine"}]},
    {"key": "HOUS", "itemType": "book", "title": "A house book of sleep without an identifier",
     "tags": [{"tag": "refdb: retracted"}, {"tag": "kept", "type": 1}]},
    {"key": "ALIE", "itemType": "book", "title": "Another book altogether"},
    {"key": "NOTE", "itemType": "note", "parentItem": "KNOW", "note": "<p>My own.</p>"},
]  # fmt: skip


@pytest.fixture
def library(tmp_path, works_file, article_file, snapshot_file):
    with refdb.open_library(tmp_path / "lib", create=True, options={"registry": str(snapshot_file)}) as library:
        library.import_files(works_file)
        library.audit(article_file)
        library.label([KNOWLER], "tags", ["thesis"])
        yield library


def opened(library, url):
    return refdb.open_library(library.folder, options={"zotero": f"{url}/users/7", "zotero_key": "secret"})


def test_findings_and_tags_are_written_and_the_second_time_nothing(zotero, library):
    server = zotero(ITEMS)
    with opened(library, server.url) as again:
        done = again.export_to_zotero()
        assert (done.items, done.tags, done.notes, done.failed) == (2, 2, 1, ())
        assert len(done.unmatched) == 3
        assert server.tags("KNOW") == ["mine", "thesis", "refdb: cited with wrong details"]
        assert server.tags("HOUS") == ["kept"]  # it is not retracted, and the tag was refdb's own
        own, ours = server.notes("KNOW")
        assert own == "<p>My own.</p>"
        assert "In “Pills, coffee and prevention”, reference 2: year: printed 2004, registered 2002" in ours
        assert server.keys_seen == {"secret"}
        before = server.writes
        done = again.export_to_zotero()
        assert (done.tags, done.notes, server.writes) == (0, 0, before)


def test_a_note_is_renewed_and_not_written_twice(zotero, library):
    server = zotero(
        [
            *ITEMS,
            {
                "key": "OURS",
                "itemType": "note",
                "parentItem": "KNOW",
                "note": (
                    '<div data-schema-version="9"><p><strong>refdb: what was found</strong></p><ul><li>Long ago.</li></ul></div>'
                ),
            },
        ]
    )
    with opened(library, server.url) as again:
        again.export_to_zotero()
    assert len(server.notes("KNOW")) == 2
    assert "reference 2" in server.items["OURS"]["note"]


def test_what_was_changed_meanwhile_is_told(zotero, library, monkeypatch):
    from refdb.registries.zotero import ZoteroApi

    server = zotero(ITEMS)
    rows = ZoteroApi.rows

    def then_changed(self, kind):
        found = rows(self, kind)
        server.items["KNOW"]["version"] = 9
        return found

    monkeypatch.setattr(ZoteroApi, "rows", then_changed)
    with opened(library, server.url) as again:
        assert again.export_to_zotero().failed == ("KNOW: Item has been modified since",)


def test_a_zotero_that_may_only_be_read_is_told_with_what_to_do(zotero, library):
    server = zotero(ITEMS, read_only=True)
    with opened(library, server.url) as again, pytest.raises(RegistryRefused) as raised:
        again.export_to_zotero()
    assert "zotero.org/settings/keys" in raised.value.hint
    assert raised.value.what.startswith("Zotero could not be written to: ")
    assert str(raised.value) == f"{raised.value.what}; {raised.value.hint}"


def test_an_item_with_another_doi_is_another_work(zotero, library):
    add_work(library.store, Work(key="other", title="Another book altogether", doi="10.1000/another"))
    server = zotero([{**ITEMS[2], "DOI": "10.1000/yet-another"}])
    with opened(library, server.url) as again:
        assert again.export_to_zotero().items == 0


def test_a_retracted_work_is_told_with_its_notice():
    fallen = Standing("retracted", (Update("retraction", "10.1000/n", "crossref", "2020-02-03"),), ("crossref",))
    found = found_of_works((), {"a": fallen, "b": Standing("clear")})
    assert list(found) == ["a"]
    assert found["a"].tags == ("refdb: retracted",)
    assert found["a"].lines == ("retracted 2020-02-03 (crossref) 10.1000/n",)
    assert found["a"].note.startswith("<p><strong>refdb: what was found</strong></p>")
