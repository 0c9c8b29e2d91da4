"""Kinds of works as entry types of both dialects, and the fields that each has."""

import pytest

from refdb.bibliography.bibtex.entry_types import (
    BIB_TYPES,
    BIBLATEX_NAMES,
    BIBTEX_NAMES,
    absent,
    container_field,
    entry_type,
    publisher_field,
)
from refdb.model import Person, Work

ROE = (Person("Roe", "A."),)
KINDS = {  # what a work is -> the entry types that say so
    "journal-article": "article suppperiodical", "book": "book", "book-set": "mvbook", "pamphlet": "booklet",
    "reference-book": "reference mvreference", "edited-book": "collection mvcollection",
    "book-chapter": "inbook incollection suppbook suppcollection bookinbook", "reference-entry": "inreference",
    "proceedings-article": "inproceedings conference", "proceedings": "proceedings mvproceedings", "journal": "periodical",
    "dissertation": "phdthesis mastersthesis thesis", "report": "techreport report manual", "dataset": "dataset",
    "software": "software", "webpage": "online electronic www", "manuscript": "unpublished", "posted-content": "preprint",
    "standard": "standard", "patent": "patent", "peer-review": "review", "legal_case": "jurisdiction",
    "legislation": "legislation legal", "graphic": "artwork image", "song": "audio music", "motion_picture": "movie video",
    "personal_communication": "letter", "article-magazine": "magazine", "article-newspaper": "newspaper", "other": "misc",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "entries"), KINDS.items())
def test_what_an_entry_type_says_of_its_work(kind, entries):
    assert {entry for entry, said in BIB_TYPES.items() if said == kind} == set(entries.split())


def test_both_names_of_a_field():
    assert BIBTEX_NAMES == {
        "journaltitle": "journal", "location": "address", "annotation": "annote", "eprinttype": "archiveprefix",
        "eprintclass": "primaryclass", "sortkey": "key",
    }  # fmt: skip
    back = {old: new for new, old in BIBTEX_NAMES.items()}
    assert back | {"school": "institution", "pdf": "file"} == BIBLATEX_NAMES


@pytest.mark.parametrize(
    ("kind", "bibtex", "biblatex"),
    [
        ("journal-article", "article", "article"),
        ("article-journal", "article", "article"),
        ("article-magazine", "article", "article"),
        ("newspaper-article", "article", "article"),
        ("book", "book", "book"),
        ("monograph", "book", "book"),
        ("edited-book", "book", "book"),
        ("reference-book", "book", "book"),
        ("book-set", "book", "book"),
        ("book-chapter", "incollection", "inbook"),
        ("entry-encyclopedia", "incollection", "inbook"),
        ("entry-dictionary", "incollection", "inbook"),
        ("reference-entry", "incollection", "inreference"),
        ("proceedings-article", "inproceedings", "inproceedings"),
        ("paper-conference", "inproceedings", "inproceedings"),
        ("proceedings", "proceedings", "proceedings"),
        ("proceedings-series", "proceedings", "proceedings"),
        ("dissertation", "phdthesis", "phdthesis"),
        ("thesis", "phdthesis", "phdthesis"),
        ("report", "techreport", "techreport"),
        ("standard", "techreport", "techreport"),
        ("standard-series", "techreport", "techreport"),
        ("pamphlet", "booklet", "booklet"),
        ("manuscript", "unpublished", "unpublished"),
        ("dataset", "misc", "dataset"),
        ("software", "misc", "software"),
        ("webpage", "misc", "online"),
        ("post-weblog", "misc", "online"),
        ("patent", "misc", "patent"),
        ("journal", "misc", "periodical"),
        ("journal-volume", "misc", "periodical"),
        ("posted-content", "misc", "misc"),
        ("", "misc", "misc"),
    ],
)
def test_a_work_with_an_author(kind, bibtex, biblatex):
    work = Work(type=kind, authors=ROE)
    assert (entry_type(work, "bibtex"), entry_type(work, "biblatex")) == (bibtex, biblatex)


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (Work(type="book"), "book"),
        (Work(type="book", editors=ROE), "collection"),
        (Work(type="book", editors=ROE, authors=ROE), "book"),
        (Work(type="edited-book", editors=ROE), "collection"),
        (Work(type="edited-book"), "collection"),
        (Work(type="reference-book"), "reference"),
        (Work(type="book-set"), "mvbook"),
        (Work(type="book-chapter", editors=ROE), "incollection"),
        (Work(type="posted-content", doi="10.1/a"), "online"),
        (Work(type="posted-content", url="https://a.org"), "online"),
        (Work(type="posted-content", arxiv="1.1"), "online"),
        (Work(type="other", doi="10.1/a"), "misc"),
    ],
)
def test_what_biblatex_demands_of_a_type(work, expected):
    assert entry_type(work, "biblatex") == expected


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (Work(type="other", container_title="J", issn=("1234-5678",)), "article"),
        (Work(type="other", container_title="J", volume="3"), "article"),
        (Work(type="other", container_title="B", volume="3", isbn=("9783161484100",)), "incollection"),
        (Work(type="other", container_title="B", pages="1-3"), "incollection"),
        (Work(type="other", container_title="B"), "misc"),
        (Work(type="other", issn=("1234-5678",), volume="3", pages="1"), "misc"),  # in nothing that has a name
        (Work(type="journal-issue", container_title="J", volume="3"), "misc"),
        (Work(type="posted-content", container_title="bioRxiv", volume="3"), "misc"),
    ],
)
def test_a_work_of_no_type_that_bibtex_has_is_cited_like_what_it_stands_in(work, expected):
    assert entry_type(work, "bibtex") == expected


@pytest.mark.parametrize(
    ("genre", "expected"),
    [
        ("Master's thesis", "mastersthesis"),
        ("Magisterarbeit", "mastersthesis"),
        ("Diplomarbeit", "mastersthesis"),
        ("MSc", "mastersthesis"),
        ("M.A. thesis", "mastersthesis"),
        ("PhD thesis", "phdthesis"),
        ("Dissertation, Amsterdam", "phdthesis"),
        ("", "phdthesis"),
    ],
)
def test_kinds_of_theses(genre, expected):
    assert entry_type(Work(type="dissertation", extra=(("genre", genre),)), "bibtex") == expected


@pytest.mark.parametrize(
    ("own", "bibtex", "biblatex"),
    [
        ("mvbook", "book", "mvbook"),
        ("mvcollection", "book", "mvcollection"),
        ("reference", "book", "reference"),
        ("mvreference", "book", "mvreference"),
        ("suppbook", "inbook", "suppbook"),
        ("collection", "book", "collection"),
        ("inbook", "inbook", "inbook"),
        ("bookinbook", "inbook", "bookinbook"),
        ("suppcollection", "incollection", "suppcollection"),
        ("inreference", "incollection", "inreference"),
        ("mvproceedings", "proceedings", "mvproceedings"),
        ("suppperiodical", "article", "suppperiodical"),
        ("periodical", "misc", "periodical"),
        ("thesis", "phdthesis", "thesis"),
        ("report", "techreport", "report"),
        ("xdata", "misc", "xdata"),
        ("set", "misc", "set"),
        ("conference", "conference", "conference"),
    ],
)
def test_the_type_of_a_work_s_own_file_is_kept(own, bibtex, biblatex):
    work = Work(type=BIB_TYPES.get(own, ""), extra=(("entrytype", own),))
    assert (entry_type(work, "bibtex"), entry_type(work, "biblatex")) == (bibtex, biblatex)


def test_the_type_of_a_file_is_not_kept_where_the_work_became_another():
    work = Work(type="journal-article", extra=(("entrytype", "book"),))
    assert entry_type(work, "bibtex") == "article"


@pytest.mark.parametrize(
    ("kind", "container", "publisher"),
    [
        ("article", "journaltitle", "publisher"),
        ("book", "series", "publisher"),
        ("collection", "series", "publisher"),
        ("mvproceedings", "series", "publisher"),
        ("mvbook", "series", "publisher"),
        ("reference", "series", "publisher"),
        ("proceedings", "series", "publisher"),
        ("inbook", "booktitle", "publisher"),
        ("inreference", "booktitle", "publisher"),
        ("mastersthesis", "journaltitle", "institution"),
        ("incollection", "booktitle", "publisher"),
        ("bookinbook", "booktitle", "publisher"),
        ("conference", "booktitle", "publisher"),
        ("inproceedings", "booktitle", "publisher"),
        ("phdthesis", "journaltitle", "institution"),
        ("thesis", "journaltitle", "institution"),
        ("report", "journaltitle", "institution"),
        ("techreport", "journaltitle", "institution"),
        ("misc", "howpublished", "organization"),
        ("booklet", "howpublished", "publisher"),
        ("unpublished", "howpublished", "publisher"),
        ("online", "journaltitle", "organization"),
        ("manual", "journaltitle", "organization"),
        ("software", "journaltitle", "organization"),
    ],
)
def test_the_fields_of_what_it_stands_in_and_who_published_it(kind, container, publisher):
    assert (container_field(kind), publisher_field(kind)) == (container, publisher)


@pytest.mark.parametrize(
    ("kind", "has_not", "has"),
    [
        ("article", {"publisher", "isbn", "booktitle", "venue"}, {"issn", "volume", "journaltitle"}),
        ("book", {"issn", "journaltitle", "version"}, {"publisher", "isbn", "series"}),
        ("mvbook", {"issn", "journaltitle", "version"}, {"publisher", "isbn", "series"}),
        ("incollection", {"issn", "pagetotal", "version"}, {"booktitle", "isbn"}),
        ("inbook", {"issn", "pagetotal", "version"}, {"booktitle", "isbn"}),
        ("inproceedings", {"issn", "edition", "version"}, {"booktitle", "organization", "venue"}),
        ("conference", {"issn", "edition", "version"}, {"booktitle", "organization", "venue"}),
        ("proceedings", {"issn", "booktitle", "version"}, {"series", "organization"}),
        ("phdthesis", {"publisher", "volume", "editor"}, {"institution", "type"}),
        ("mastersthesis", {"publisher", "volume", "editor"}, {"institution", "type"}),
        ("techreport", {"publisher", "isbn", "editor"}, {"institution", "number"}),
        ("manual", {"issn", "volume", "venue"}, {"organization", "version"}),
        ("dataset", {"isbn", "pages", "venue"}, {"publisher", "version"}),
        ("online", {"publisher", "pages", "venue"}, {"organization", "url"}),
        ("software", {"publisher", "pages", "venue"}, {"organization", "version"}),
        ("misc", {"publisher", "pages", "venue"}, {"howpublished", "organization"}),
        ("unpublished", {"publisher", "isbn", "editor"}, {"howpublished", "note"}),
        ("booklet", {"publisher", "isbn", "version"}, {"howpublished", "pages"}),
        ("periodical", {"publisher", "pages", "version"}, {"issn", "volume"}),
        ("patent", {"publisher", "pages", "language"}, {"number", "type"}),
    ],
)
def test_fields_that_biblatex_has_not_for_a_type(kind, has_not, has):
    assert has_not <= absent(kind)
    assert not has & absent(kind)


def test_a_type_that_nobody_knows_may_have_any_field():
    assert absent("odd") == frozenset()
