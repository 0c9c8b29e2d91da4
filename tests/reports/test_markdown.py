"""The Markdown report: complete, and nothing from outside becomes markup."""

from dataclasses import replace

from markdown_it import MarkdownIt

from refdb.reports.markdown import escaped, render
from refdb.reports.summaries import Use, in_words, uses

EVIL = "<script>alert('x')</script>"


def test_everything_is_there(report):
    text = render(report)
    for part in ("One thing is odd.", "printed “2009”, registered “2001”", "not found", "Sleep helps memory.",
                 "Sleep helped memory.", "no decision", "ab12"):  # fmt: skip
        assert part in text


def test_no_text_from_outside_becomes_markup(report):
    page = MarkdownIt("commonmark").render(render(report))
    assert "<script" not in page
    assert "&lt;script&gt;alert('x')&lt;/script&gt;" in page
    assert page.count("<h1>") == 1


def test_escaping_keeps_the_text():
    for text in (
        EVIL,
        "# no heading",
        "1. no list",
        "- no item",
        "*a* _b_ `c` [d](e) ![f](g)",
        "a | b",
        "> no quote",
        "\\",
    ):
        tokens = MarkdownIt("commonmark").parse(escaped(text))
        assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
        assert "".join(child.content for child in tokens[1].children) == text


def test_how_references_are_used(report):
    found = uses(report)
    assert found[1] == Use(cited=1, supported=1)
    assert found[2] == Use()
    assert uses(replace(report, article=replace(report.article, citations=()))) == {}  # no markers: nobody knows
    assert in_words(Use()) == "never cited in the text"
    assert in_words(Use(cited=3, supported=1, not_said=2)) == (
        "cited 3 times; its text supports 1 claim; its text was read, and for 2 claims refdb could not tell"
    )
