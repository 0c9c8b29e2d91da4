"""An earlier report made again: of which article, and with what was chosen then."""

import pytest

from refdb.articles.reading import read_bytes
from refdb.claims.detection.choosing import choice
from refdb.database.sqlite.store import Store
from refdb.errors import InputError
from refdb.workflows.auditing import Parts
from refdb.workflows.steps.replaying import article_of, as_then

ARTICLE = read_bytes(b"Naps of nurses\n\nNurses who napped made fewer errors at night.\n", "page.txt")


def parts(tmp_path) -> Parts:
    now = {"refdb": "2", "least_confidence": "0.9", "claims": "every"}
    return Parts(None, tmp_path, None, None, 5, now)


def report(**versions: str) -> dict:
    return {"article": {"sha256": ARTICLE.source.sha256, "name": "page.txt"}, "versions": versions, "claims": []}


def test_a_report_is_about_the_article_with_its_bytes(tmp_path):
    store = Store(tmp_path / "refdb.sqlite3")
    with pytest.raises(InputError, match=r"does not have page\.txt as it was"):
        article_of(store, report())
    number, _ = store.add_article(ARTICLE)
    assert article_of(store, report()) == number


@pytest.mark.parametrize("given", [{}, {"article": {}}, {"article": None}, {"article": {"sha256": "x"}}])
def test_what_is_no_report_is_said(tmp_path, given):
    with pytest.raises(InputError, match="no report that `refdb audit --json` wrote"):
        article_of(Store(tmp_path / "refdb.sqlite3"), given)


def test_what_was_chosen_then_is_chosen_again(tmp_path):
    again = as_then(parts(tmp_path), report(least_confidence="0.6", claims="literature", refdb="1"), "")
    assert again.versions == {"refdb": "2", "least_confidence": "0.6", "claims": "literature"}
    assert again.claims == choice("literature")


def test_an_old_report_that_does_not_say_was_made_as_then_was_usual(tmp_path):
    again = as_then(parts(tmp_path), report(), "")
    assert again.versions == {"refdb": "2"}
    assert again.claims == choice("literature")


def test_a_confidence_that_is_no_number_is_said(tmp_path):
    with pytest.raises(InputError, match="least_confidence 'much', which is no number"):
        as_then(parts(tmp_path), report(least_confidence="much"), "")
