"""Pages of certain kinds: encyclopedias with short notes, newsletters, LaTeXML, PubMed, chats."""

from refdb.articles.reading import read_bytes, without_chat_marks
from refdb.citations.extraction import extract


def page(body, name="x.html"):
    return extract(read_bytes(f"<html><body>{body}</body></html>".encode(), name))


def test_a_short_note_stands_for_the_entry_that_it_leads_to():
    article = page(
        '<h1>Naps</h1><p>Naps help.<sup><a href="#n1">[1]</a></sup> Tea does not.<sup><a href="#n2">[2]</a></sup> '
        'None do.<sup><a href="#n3">[3]</a></sup></p><h2>References</h2><ol class="references">'
        '<li id="n1">Roe A, Doe B (2013). "Naps in adults". J Rest. 148: 118-9.</li>'
        '<li id="n2"><a href="#CITEREFPoe2021">Poe 2021</a>, p. 14.</li>'
        '<li id="n3">Moe D (2002). "Teas and naps". J Tea. 9: 12-19.</li></ol>'
        '<h3>Sources</h3><ul><li><cite id="CITEREFPoe2021">Poe, Cy (2021). "Teas in adults". J Tea. 9: 1-9.</cite></li></ul>'
        '<h2>External links</h2><ul><li><a href="https://example.org">Naps 2020 at Example</a></li></ul>'
    )
    assert [r.raw[:8] for r in article.references] == ["Roe A, D", "Moe D (2", "Poe, Cy "]
    assert [c.reference_numbers for c in article.citations] == [(1,), (3,), (2,)]


def test_notes_at_the_end_of_a_newsletter_are_not_its_text():
    def note(n, text):
        return f'<div class="footnote"><a id="f{n}" href="#a{n}">{n}</a><div><p>{text}</p></div></div>'

    def mark(n):
        return f'<a id="a{n}" href="#f{n}">{n}</a>'

    article = page(
        f'<h1>On naps</h1><div class="body"><p>Naps help.{mark(1)} Tea does not.{mark(2)}</p>'
        "<div><p>Thanks for reading! Subscribe for free and never miss a post.</p></div>"
        + note(1, "Roe A, Doe B. Naps in adults. J Rest. 2013;148:118-9.")
        + note(2, "Poe C, Moe D. Teas in adults. J Tea. 2021;9:12-19.")
        + "</div>"
    )
    assert [r.raw[:5] for r in article.references] == ["Roe A", "Poe C"]
    assert [c.reference_numbers for c in article.citations] == [(1,), (2,)]


def test_the_way_back_and_the_tag_are_no_part_of_an_entry():
    article = page(
        '<h1>Naps</h1><p>Naps help (Roe et al., <a href="#b1">2013</a>; Poe, <a href="#b2">2021</a>).</p><section><h2>References</h2><ul>'
        '<li id="b1"><span class="ltx_tag ltx_tag_bibitem">Roe et al. (2013)</span> <span>A. Roe. Naps in adults. J Rest, 148, 2013.</span>'
        ' <span>Cited by: <a href="#s1">§1</a>. </span></li>'
        '<li id="b2"><span class="ltx_tag ltx_tag_bibitem">Poe (2021)</span> <span>C. Poe. Teas in adults. J Tea, 9, 2021.</span></li></ul></section>'
    )
    assert [r.raw for r in article.references] == [
        "A. Roe. Naps in adults. J Rest, 148, 2013.",
        "C. Poe. Teas in adults. J Tea, 9, 2021.",
    ]


def test_pubmed_names_an_article_by_a_bare_number():
    article = page(
        '<h1>Naps</h1><p>Naps help the old.</p><h2>References</h2><ol class="references-list">'
        '<li>Roe A. Naps in adults. J Rest. 2013;148:118-9. - <a href="/17634462/">PubMed</a></li>'
        '<li>Poe C. Teas in adults. J Tea. 2021;9:12-19. - <a href="/2/">Up</a></li></ol>'
    )
    assert [r.parsed.pmid for r in article.references] == ["17634462", ""]


def test_marks_of_chats():
    text = "# Naps\n\nNaps help 【8†source】. Tea citeturn0search3turn1search0 does not 【10:1†L1-L2】.:contentReference[oaicite:0]{index=0}\n\n"
    text += "## Sources\n\n- 【8†source】 Roe A. Naps in adults. J Rest. 2013;148:118-9.\n- 【10†source】 Poe C. Teas in adults. J Tea. 2021;9:12-19.\n"
    article = extract(read_bytes(text.encode(), "x.md"))
    assert [s.text for s in article.sentences] == ["Naps help [8].", "Tea does not [10]."]
    assert [c.reference_numbers for c in article.citations] == [(1,), (2,)]
    assert without_chat_marks("In turn 0 search 3 † died.") == "In turn 0 search 3 † died."
