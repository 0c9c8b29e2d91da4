"""Titles of works that were taken back: what the mark says, and what stood there before."""

import pytest

from refdb.bibliography.csl.items import work_from_item
from refdb.bibliography.taken_back import original_title, update_by_title, without_mark
from refdb.model import Update, Work


@pytest.mark.parametrize(
    ("title", "before", "kind"),
    [
        ("RETRACTED: Tea and snails", "Tea and snails", "retraction"),
        ("RETRACTED ARTICLE: Tea and snails", "Tea and snails", "retraction"),
        ("Retracted Article: Tea and snails", "Tea and snails", "retraction"),
        ("RETRACTED CHAPTER: Tea and snails", "Tea and snails", "retraction"),
        ("[RETRACTED] Tea and snails", "Tea and snails", "retraction"),
        ("WITHDRAWN: Tea and snails", "Tea and snails", "withdrawal"),
        ("REMOVED – Tea and snails", "Tea and snails", "removal"),
        ("TEMPORARY REMOVAL: Tea and snails", "Tea and snails", "removal"),
        ("Tea and snails (Retracted article. See vol. 12, pg. 3, 2010)", "Tea and snails", "retraction"),
        ("Tea and snails [RETRACTED]", "Tea and snails", "retraction"),
        ("Retracted: Tea and snails", "Retracted: Tea and snails", ""),
        ("Retraction: Tea and snails", "Retraction: Tea and snails", ""),
        ("RETRACTED WORKS and how they are cited", "RETRACTED WORKS and how they are cited", ""),
        ("How retracted articles are cited", "How retracted articles are cited", ""),
        ("Why papers (retracted or not) are read", "Why papers (retracted or not) are read", ""),
        ("RETRACTED", "RETRACTED", "retraction"),
    ],
)
def test_the_mark_and_the_title_before_it(title, before, kind):
    assert without_mark(title) == before
    update = update_by_title(Work(title=title))
    assert (update.type if update else "") == kind


def test_a_small_mark_counts_where_the_record_says_what_befell_the_work():
    retracted = Work(title="Retracted: Tea and snails", doi="10.1/a", updates=(Update("retraction", "10.1/n"),))
    assert original_title(retracted) == "Tea and snails"
    notice = Work(title="RETRACTED: Tea and snails", doi="10.1/n", updates=(Update("retraction of", "10.1/a"),))
    assert original_title(notice) == notice.title
    assert update_by_title(notice) is None


def test_an_update_of_a_work_to_itself_befell_that_work():
    item = {"DOI": "10.1/A", "title": ["Tea"], "update-to": [{"DOI": "10.1/a", "type": "retraction"}]}
    assert work_from_item(item).updates == (Update("retraction", "10.1/a"),)
    item["update-to"] = [{"DOI": "10.1/b", "type": "retraction"}]
    assert work_from_item(item).updates == (Update("retraction of", "10.1/b"),)
