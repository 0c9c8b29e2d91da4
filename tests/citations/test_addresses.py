"""Links out of an article: they complete references, cite them, or are all the references there are."""

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract


def page(body):
    return extract(read_bytes(f"<html><body><h1>On naps</h1>{body}</body></html>".encode(), "x.html"))


def test_an_article_that_cites_by_links_alone():
    article = page(
        '<p>Naps help (<a href="https://doi.org/10.1000/Nap1">Roe 2019</a>). A <a href="https://www.nejm.org/doi/full/10.1056/X2">'
        'large trial</a> found none. So did <a href="https://pubmed.ncbi.nlm.nih.gov/31173679/">another</a> and <a '
        'href="https://www.google.com/url?q=https://doi.org/10.1000/nap1&amp;sa=D">the first</a>. See <a '
        'href="https://example.org/about">us</a> and <a href="https://jamanetwork.com/journals/jama/fullarticle/280">this</a>.</p>'
    )
    found = [(r.parsed.doi, r.parsed.pmid, r.parsed.url) for r in article.references]
    assert found == [
        ("10.1000/nap1", "", "https://doi.org/10.1000/Nap1"),
        ("10.1056/x2", "", "https://www.nejm.org/doi/full/10.1056/X2"),
        ("", "31173679", "https://pubmed.ncbi.nlm.nih.gov/31173679/"),
        ("", "", "https://jamanetwork.com/journals/jama/fullarticle/280"),
    ]
    cited = [(article.sentences[c.sentence].text[:9], c.reference_numbers) for c in article.citations]
    assert cited == [
        ("Naps help", (1,)),
        ("A large t", (2,)),
        ("So did an", (3,)),
        ("So did an", (1,)),
        ("See us an", (4,)),
    ]


def test_a_link_to_what_the_list_holds_cites_it():
    article = page(
        '<p>Naps help (<a href="https://doi.org/10.1000/nap1">1<span>Trusted Source</span></a>).</p><p>Tea does not '
        '(<a href="https://pubmed.ncbi.nlm.nih.gov/31173679/">2</a>).</p><h3>Sources</h3><ul>'
        "<li>Roe A, et al. (2019). Naps in older adults: a trial. <a href='https://doi.org/10.1000/nap1'>doi.org</a></li>"
        "<li>Doe B, et al. (2021). Tea in older adults: a trial. <a href='https://pubmed.ncbi.nlm.nih.gov/31173679/'>pubmed</a></li></ul>"
    )
    assert [(r.parsed.doi, r.parsed.pmid) for r in article.references] == [("10.1000/nap1", ""), ("", "31173679")]
    assert [c.reference_numbers for c in article.citations] == [(1,), (2,)]


def test_a_link_mends_what_the_print_broke():
    text = (
        "# On naps\n\nNaps help [1]. Tea does not [2].\n\n## References\n\n"
        "[1] Roe A, Doe B. Naps in adults. J Rest. 2013;148:118-9. [10.1000/na-p1](https://doi.org/10.1000/nap1)\n\n"
        "[2] Poe C, Moe D. Teas in adults. J Tea. 2021;9:12-19. [Link](https://doi.org/10.1000/tea)\n"
    )
    article = extract(read_bytes(text.encode(), "x.md"))
    assert [r.parsed.doi for r in article.references] == ["10.1000/nap1", "10.1000/tea"]


def test_an_entry_that_is_a_link_has_its_address():
    article = page(
        '<p>Naps help [1].</p><h2>References</h2><ol><li><a href="https://otter.example/naps">Naps at noon, Otter Health 2020'
        '</a>.</li><li><a href="https://otter.example/tea">Teas at noon, Otter Health 2021</a>.</li></ol>'
    )
    assert [r.parsed.url for r in article.references] == ["https://otter.example/naps", "https://otter.example/tea"]
