"""Reference lists of pages: known by links, names or headings; buttons are no part of a reference."""

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract

A = "Smith J, Jones B. Sleep and memory in adults. <i>Nature</i> 2001;3:1-9."
B = "Braun E. Naps of the old. Science 2002;4(2):11-19."
RAW_A, RAW_B = "Smith J, Jones B. Sleep and memory in adults. Nature 2001;3:1-9.", B


def read(body):
    return extract(read_bytes(f"<html><body><h1>Sleep</h1>{body}</body></html>".encode(), "a.html"))


def test_links_from_the_text_tell_the_list_and_the_citations():
    article = read(
        f'<p>Naps help [<a href="#r2">2</a>] and sleep too <a href="#r1">1</a>–<a href="#r2">2</a>. <a href="#top">Up</a></p>'
        f'<div><div id="r1"><a href="#c1">^</a> {A} <a href="https://doi.org/10.1000/xyz">CrossRef</a> | <a href="/s">Google Scholar</a></div>'
        f'<div id="r2">{B} <ul><li><a href="https://pubmed.ncbi.nlm.nih.gov/12345678/">PubMed</a></li></ul></div></div>'
    )
    assert [r.raw for r in article.references] == [RAW_A, RAW_B]
    assert [(r.parsed.doi, r.parsed.pmid) for r in article.references] == [("10.1000/xyz", ""), ("", "12345678")]
    assert [(c.marker, c.reference_numbers) for c in article.citations] == [("[2]", (2,)), ("1–2", (1, 2))]


def test_one_link_for_a_range():
    listed = "".join(f'<li id="r{n}">Author {n} A. Title of work {n}. Nature 200{n};3:1-9.</li>' for n in range(1, 5))
    article = read(f'<p>Naps help <a href="#r1">1–3</a>, and <a href="#r4">4</a>.</p><ol>{listed}</ol>')
    assert [c.reference_numbers for c in article.citations] == [(1, 2, 3, 4)]


def test_a_name_or_a_heading_tells_the_list():
    for opening in ('<ul class="ref-list">', "<h2>Literature cited</h2><ul>", '<div id="references"><h3>More</h3><ul>'):
        article = read(f"<p>Sleep helps (Braun, 2002).</p>{opening}<li>{A}</li><li>{B}</li></ul>")
        assert [r.raw for r in article.references] == [RAW_A, RAW_B], opening
        assert [c.reference_numbers for c in article.citations] == [(2,)], opening


def test_a_list_of_other_things_is_none():
    article = read(
        '<p>Sleep helps.</p><ul class="menu"><li><a href="#a">Home of the year 2001</a></li><li>Contact us by 2002 here</li></ul>'
    )
    assert article.references == ()


def test_an_xhtml_page_is_a_page():
    page = f'<?xml version="1.0"?><!DOCTYPE html><html><body><p>Sleep [1] helps.</p><ol class="references"><li>{A}</li><li>{B}</li></ol></body></html>'
    article = extract(read_bytes(page.encode(), "a.html"))
    assert article.source.format == "html"
    assert len(article.references) == 2


def test_notes_that_cite_again_are_notes_and_no_list():
    notes = [
        "Ann Otter and Carl Dorn, “Naps by day,” Journal of Rest 6, no. 7 (2003): 697–98.",
        "Ibid., 698.",
        "Otter and Dorn, “Naps by day,” 697; Max Weir, Why We Nap (New York: Nap Press, 2017), 44.",
    ]
    marks = "".join(f'Point {n} is plain.<sup><a href="#fn{n}">{n}</a></sup> ' for n in (1, 2, 3))
    listed = "".join(f'<li id="fn{n}">{note} <a href="#r{n}">↩</a></li>' for n, note in enumerate(notes, 1))
    page = f"<html><body><h1>Naps</h1><p>{marks}</p><h2>Footnotes</h2><ol>{listed}</ol></body></html>"
    article = extract(read_bytes(page.encode(), "x.html"))
    assert [r.parsed.authors[0].family for r in article.references] == ["Otter", "Weir"]
    assert [c.reference_numbers for c in article.citations] == [(1,), (1,), (1, 2)]


def test_the_way_back_to_the_text_is_no_part_of_an_entry():
    entry = '<li id="n{0}">^ <a href="#b1"><i>a</i></a> <a href="#b2"><i>b</i></a> Otter A (201{0}). "Naps by day". <i>Rest</i> 6: 7–9.</li>'
    page = (
        '<html><body><h1>Naps</h1><p>So it is.<sup><a href="#n1">[1]</a></sup> It is.<sup><a href="#n2">[2]</a></sup></p>'
        f'<h2>References</h2><ol class="references">{entry.format(1)}{entry.format(2)}</ol></body></html>'
    )
    article = extract(read_bytes(page.encode(), "x.html"))
    assert [r.raw for r in article.references] == [f'Otter A (201{n}). "Naps by day". Rest 6: 7–9.' for n in (1, 2)]
