"""Zotero's library: out of a database of its schema, and out of a server that speaks its local API."""

import json
import sqlite3
from contextlib import closing

import pytest

import refdb
from refdb.bibliography.zotero.database import is_database, rows_of
from refdb.errors import InputError
from refdb.model import Person
from refdb.workflows.importing_zotero import of_database

SCHEMA = """
CREATE TABLE itemTypes (itemTypeID INTEGER PRIMARY KEY, typeName TEXT, templateItemTypeID INT, display INT DEFAULT 1);
CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT, fieldFormatID INT);
CREATE TABLE creatorTypes (creatorTypeID INTEGER PRIMARY KEY, creatorType TEXT);
CREATE TABLE items (itemID INTEGER PRIMARY KEY, itemTypeID INT NOT NULL, dateAdded TIMESTAMP, dateModified TIMESTAMP,
  clientDateModified TIMESTAMP, libraryID INT NOT NULL, key TEXT NOT NULL, version INT DEFAULT 0, synced INT DEFAULT 0);
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
CREATE TABLE itemData (itemID INT, fieldID INT, valueID, PRIMARY KEY (itemID, fieldID));
CREATE TABLE creators (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT);
CREATE TABLE itemCreators (itemID INT NOT NULL, creatorID INT NOT NULL, creatorTypeID INT DEFAULT 1, orderIndex INT DEFAULT 0);
CREATE TABLE tags (tagID INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE itemTags (itemID INT NOT NULL, tagID INT NOT NULL, type INT NOT NULL, PRIMARY KEY (itemID, tagID));
CREATE TABLE itemNotes (itemID INTEGER PRIMARY KEY, parentItemID INT, note TEXT, title TEXT);
CREATE TABLE itemAttachments (itemID INTEGER PRIMARY KEY, parentItemID INT, linkMode INT, contentType TEXT, charsetID INT,
  path TEXT, syncState INT DEFAULT 0);
CREATE TABLE collections (collectionID INTEGER PRIMARY KEY, collectionName TEXT NOT NULL, parentCollectionID INT,
  clientDateModified TIMESTAMP, libraryID INT NOT NULL, key TEXT NOT NULL, version INT DEFAULT 0, synced INT DEFAULT 0);
CREATE TABLE collectionItems (collectionID INT NOT NULL, itemID INT NOT NULL, orderIndex INT DEFAULT 0);
CREATE TABLE deletedItems (itemID INTEGER PRIMARY KEY, dateDeleted);
INSERT INTO itemTypes (itemTypeID, typeName) VALUES (1, 'note'), (3, 'attachment'), (22, 'journalArticle'), (7, 'book');
INSERT INTO fields (fieldID, fieldName) VALUES (1, 'title'), (6, 'date'), (38, 'publicationTitle'), (19, 'volume'), (59, 'DOI');
INSERT INTO creatorTypes VALUES (8, 'author'), (10, 'editor');
"""
ROWS = """
INSERT INTO items (itemID, itemTypeID, libraryID, key) VALUES (1, 22, 1, 'AAAA'), (2, 1, 1, 'NOTE'), (3, 3, 1, 'PDF1'),
  (4, 7, 1, 'BOOK'), (5, 22, 1, 'GONE');
INSERT INTO itemDataValues VALUES (1, 'Naps and memory'), (2, '2019-03-00 March 2019'), (3, 'Journal of Sleep'), (4, '12'),
  (5, '10.1000/Naps'), (6, 'On sleep'), (7, '2001-00-00 2001'), (8, 'Thrown away');
INSERT INTO itemData VALUES (1, 1, 1), (1, 6, 2), (1, 38, 3), (1, 19, 4), (1, 59, 5), (4, 1, 6), (4, 6, 7), (5, 1, 8);
INSERT INTO creators VALUES (1, 'Ann', 'Smith', 0), (2, NULL, 'The Nap Group', 1), (3, 'Rita', 'Roe', 0);
INSERT INTO itemCreators VALUES (1, 2, 8, 1), (1, 1, 8, 0), (4, 3, 10, 0);
INSERT INTO tags VALUES (1, 'sleep'), (2, 'thesis');
INSERT INTO itemTags VALUES (1, 1, 0), (1, 2, 1);
INSERT INTO itemNotes VALUES (2, 1, '<p>Read the <b>methods</b>.</p>', 'Read');
INSERT INTO itemAttachments (itemID, parentItemID, path) VALUES (3, 1, 'storage:naps.pdf');
INSERT INTO collections (collectionID, collectionName, parentCollectionID, libraryID, key) VALUES (1, 'Thesis', NULL, 1, 'C1'),
  (2, 'Chapter 2', 1, 1, 'C2');
INSERT INTO collectionItems VALUES (2, 1, 0);
INSERT INTO deletedItems VALUES (5, '2020-01-01');
"""


@pytest.fixture
def zotero(tmp_path):
    """A folder as Zotero keeps it."""
    file = tmp_path / "Zotero" / "zotero.sqlite"
    (file.parent / "storage" / "PDF1").mkdir(parents=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(SCHEMA + ROWS)
    with closing(sqlite3.connect(file.with_name("better-bibtex.sqlite"))) as keys:
        keys.executescript(
            "CREATE TABLE citationkey (itemID, itemKey, libraryID, citationKey, pinned);"
            "INSERT INTO citationkey VALUES (1, 'AAAA', 1, 'smithNaps2019', 0);"
        )
    text = "Naps and memory\n\n" + "Those who napped remembered more of the words than those who did not. " * 8
    (file.parent / "storage" / "PDF1" / ".zotero-ft-cache").write_text(text)
    return file


def test_a_database_is_read_whole_and_not_written(zotero):
    before = zotero.read_bytes()
    assert is_database(zotero)
    found = of_database(zotero)
    article, book = found.works
    assert (article.key, article.title, article.doi) == ("smithNaps2019", "Naps and memory", "10.1000/naps")
    assert (article.date, article.container_title, article.volume) == ((2019, 3), "Journal of Sleep", "12")
    assert article.authors == (Person("Smith", "Ann"), Person(literal="The Nap Group"))
    assert (article.tags, article.collections) == (("sleep", "thesis"), ("Thesis/Chapter 2",))
    assert article.notes == ("Read the methods.",)
    assert article.files == (str(zotero.parent / "storage" / "PDF1" / "naps.pdf"),)
    assert "Those who napped remembered more" in article.full_text
    assert (book.title, book.type, book.year, book.editors) == ("On sleep", "book", 2001, (Person("Roe", "Rita"),))
    assert found.said == ()
    assert zotero.read_bytes() == before


def test_a_running_zotero_locks_its_file_and_it_is_read_nonetheless(zotero):
    with closing(sqlite3.connect(zotero)) as running:
        running.execute("PRAGMA locking_mode = EXCLUSIVE")
        running.execute("BEGIN EXCLUSIVE")
        items, collections = rows_of(zotero)
    assert [item["key"] for item in items] == ["AAAA", "NOTE", "PDF1", "BOOK"]
    assert [one["name"] for one in collections] == ["Thesis", "Chapter 2"]


@pytest.mark.parametrize(
    ("change", "title"),
    [("items SET key = x'ff00' WHERE itemID = 1", "Naps and memory"), ("itemDataValues SET value = x'4f6fff' WHERE valueID = 1", "Oo\ufffd"),
     ("creators SET lastName = NULL", "Naps and memory"), ("collections SET parentCollectionID = 1", "Naps and memory")],
)  # fmt: skip
def test_values_of_other_kinds_are_read(zotero, change, title):
    with closing(sqlite3.connect(zotero)) as connection, connection:
        connection.execute(f"UPDATE {change}")
    assert [work.title for work in of_database(zotero).works] == [title, "On sleep"]


def test_other_databases_are_none_of_zoteros(tmp_path):
    file = tmp_path / "zotero.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE items (itemID)")
    assert not is_database(file)
    with pytest.raises(InputError, match="export the library as RDF"):
        rows_of(file)
    file.write_bytes(b"SQLite format 3\x00 and no more")
    assert not is_database(file)
    assert not is_database(tmp_path / "missing")


def test_an_import_again_and_again_makes_no_doubles(zotero, tmp_path):
    with refdb.open_library(tmp_path / "lib", create=True) as library:
        first = library.import_files(zotero)
        again = library.import_files(zotero)
        assert (first.works, first.new, again.works, again.new) == (2, 2, 2, 0)
        assert library.store.work("smithNaps2019").tags == ("sleep", "thesis")


ITEMS = [
    {"key": "AAAA", "itemType": "journalArticle", "title": "Naps and memory", "DOI": "10.1000/naps", "date": "March 2019",
     "creators": [{"creatorType": "author", "firstName": "Ann", "lastName": "Smith"}], "tags": [{"tag": "sleep"}],
     "collections": ["C2"], "citationKey": "smithNaps2019"},
    {"key": "NOTE", "itemType": "note", "parentItem": "AAAA", "note": "<p>Read.</p>"},
    *({"key": f"B{n}", "itemType": "book", "title": f"Book number {n} on rivers"} for n in range(150)),
]  # fmt: skip
COLLECTIONS = [
    {"key": "C1", "name": "Thesis", "parentCollection": False}, {"key": "C2", "name": "Chapter 2", "parentCollection": "C1"}
]  # fmt: skip


def test_a_running_zotero_is_asked_page_by_page(loopback, answer, tmp_path):
    def respond(path, count):
        rows = ITEMS if path.startswith("/api/users/0/items?") else COLLECTIONS
        start = int(path.partition("start=")[2].partition("&")[0])
        page = [{"key": row["key"], "version": 1, "data": row} for row in rows[start : start + 100]]
        return answer(200, json.dumps(page))

    server = loopback(respond)
    with refdb.open_library(tmp_path / "lib", create=True, options={"zotero": server.url}) as library:
        counts = library.import_files("zotero")
        assert (counts.works, counts.new) == (151, 151)
        work = library.store.work("smithNaps2019")
        assert (work.collections, work.notes, work.tags) == (("Thesis/Chapter 2",), ("Read.",), ("sleep",))
        assert library.import_files("zotero").new == 0


def test_without_zotero_it_is_said_what_to_do(tmp_path):
    with (
        refdb.open_library(tmp_path / "lib", create=True, options={"zotero": "http://127.0.0.1:9"}) as library,
        pytest.raises(InputError, match=r"Zotero does not answer .* give the file: refdb import"),
    ):
        library.import_files("zotero")


def test_where_zotero_does_not_run_its_own_folder_is_read(zotero, tmp_path):
    (tmp_path / "home" / "Zotero").symlink_to(zotero.parent)
    with refdb.open_library(tmp_path / "lib", create=True, options={"zotero": "http://127.0.0.1:9"}) as library:
        assert library.import_files("zotero").new == 2
