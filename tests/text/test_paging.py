"""Pages that a text carries within itself."""

import pytest

from refdb.text.paging import is_paged, marks_in, page_at, page_marks, pages_of


@pytest.mark.parametrize(("now", "then"), [(1, 1), (1, 4), (4, 1), (2, 3)])
def test_what_is_marked_is_read_again(now, then):
    text, pages = pages_of(f"before{page_marks(now, then)}\n\nafter", now)
    assert text == "before after"
    assert (page_at(pages, 0), page_at(pages, text.index("after"))) == (now, then)


def test_every_place_has_the_page_that_began_last():
    text, pages = pages_of("\f\fOne two.\f Three\v four.\f", 1)
    assert text == "One two. Three four."
    assert [page_at(pages, text.index(word)) for word in ("One", "two", "Three", "four")] == [3, 3, 4, 3]
    assert pages[-1][1] == 4  # where the next paragraph goes on
    assert page_at((), 5) == 0


def test_a_text_without_marks_has_no_pages():
    assert not is_paged("One.\n\nTwo.")
    assert is_paged("One.\f")
    assert marks_in("a\f\vb\f") == "\f\v\f"
