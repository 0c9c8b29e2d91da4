"""English and German: no word lacks its German, and a German page has no English label left."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import refdb.reports
from refdb.claims.study_types import BY_STRENGTH
from refdb.reports import wording
from refdb.reports.decisions import NOT_A_CLAIM, label_name
from refdb.reports.html import Live, render
from refdb.reports.languages import said, speaking
from refdb.reports.languages.german import GERMAN
from refdb.reports.page import _FOLDED

ROOT = Path(refdb.reports.__file__).parents[1]
PLURALS = ("source", "claim", "reference", "passage", "sentence")  # which the report's page counts


def words_of_templates():
    files = [*(ROOT / "server" / "templates").glob("*.html"), ROOT / "reports" / "templates" / "report.html"]
    texts = [file.read_text(encoding="utf-8") for file in files]
    inside = {one for text in texts for call in re.findall(r"_\(([^()]*)\)", text) for one in ast_texts(call)}
    return inside | {
        words
        for text in texts
        for pair in re.findall(r"_\('([^']+)'\)|_\(\"([^\"]+)\"\)", text)
        for words in pair
        if words
    }


def ast_texts(call):
    """The texts of what stands in a call, where that reads as Python: ``'a' if n == 1 else 'b'``."""
    try:
        tree = ast.parse(call.strip(), mode="eval").body
    except SyntaxError:
        return []
    return spoken_texts(tree)


def spoken_texts(node):
    if isinstance(node, ast.IfExp):
        return [*spoken_texts(node.body), *spoken_texts(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def words_of_code():
    found = set()
    for folder in ("reports", "server"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "said":
                    found.update(text for argument in node.args for text in spoken_texts(argument))
    return found


def words_of_tables():
    shown = (wording.STATUSES, wording.VERDICTS, wording.STANDINGS, wording.QUOTATIONS, wording.RELATIONS)
    names = {text for table in shown for one in (*table.values(), wording.UNSOUND) for text in (one.name, one.meaning)}
    names |= {text for one in wording.TASKS.values() for text in (one.name, one.action)} | {wording.MOST_UNKNOWN}
    plain = (wording.ORIGINS, wording.PARTS, wording.MADE, wording.NOTICES, wording.FIELDS, _FOLDED)
    names |= {text for table in plain for text in table.values()} | set(filter(None, BY_STRENGTH))
    return names | {label_name("claim", NOT_A_CLAIM)} | {f"{word}{s}" for word in PLURALS for s in ("", "s")}


@pytest.mark.parametrize("words", [words_of_templates, words_of_code, words_of_tables])
def test_no_word_lacks_its_german(words):
    found = words()
    assert len(found) > 30
    assert found - GERMAN.keys() == set()


def test_what_is_put_in_is_the_same_in_both_languages():
    holes = {english: sorted(re.findall(r"\{\w+\}", english)) for english in GERMAN}
    assert {e: sorted(re.findall(r"\{\w+\}", GERMAN[e])) for e in GERMAN} == holes
    assert all(GERMAN[english].strip() for english in GERMAN)


def test_english_is_what_is_said_unless_another_language_is_spoken():
    assert said("not found") == "not found"
    with speaking("de"):
        assert said("not found") == "nicht gefunden"
        with speaking("xx"):
            assert said("not found") == "not found"
    assert said("not found") == "not found"


class Texts(HTMLParser):
    """The texts of a page, and those that are read out."""

    def __init__(self):
        super().__init__()
        self.found, self._inside = [], []

    def handle_starttag(self, tag, attributes):
        self._inside.append(tag)
        self.found += [value for name, value in attributes if name in ("aria-label", "title", "placeholder") and value]

    def handle_data(self, data):
        if self._inside[-1:] not in (["script"], ["style"]):
            self.found.append(" ".join(data.split()))


def english_in(page):
    """The English words of the table that a page still has."""
    texts = Texts()
    texts.feed(page)
    other = {english for english, german in GERMAN.items() if english != german}
    long = [english for english in other if len(english) > 12 and " " in english and "{" not in english]
    return {text for text in texts.found if text.strip(" :.,") in other or any(one in text for one in long)} - {""}


def test_a_german_report_has_no_english_label_left(report):
    live = Live("", "", "", "", lambda checked: "")
    with speaking("de"):
        page = render(report, live)
    assert 'lang="de"' in page
    assert english_in(page) == set()
    assert len(english_in(render(report, live))) > 20
