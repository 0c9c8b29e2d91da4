"""Texts that cite by keys: Pandoc, Quarto, R Markdown, Typst, with the .bib beside them."""

import pytest

from refdb.articles.reading import read, read_bytes
from refdb.citations.extraction import extract

BIB = """@article{roe2013, author={Roe, Ann and Doe, Bo}, title={Naps in adults}, journal={J Rest}, year=2013, doi={10.1000/Nap1}}
@article{poe2021, author={Poe, Cy}, title={Teas in adults}, journal={J Tea}, year=2021}
@book{moe2002, author={Moe, Di}, title={Uncited teas}, year=2002}"""


def beside(folder, name, text, bib="refs.bib"):
    (folder / bib).write_text(BIB, encoding="utf-8")
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return extract(read(path))


QUARTO = """---
title: "Naps and teas"
bibliography: [refs.bib]
---

## Results

Naps help [see @roe2013, p. 3; @poe2021]. As @poe2021 [p. 4] says, tea does not (@fig-one). Mail a@roe2013.org.
Roe said so [-@roe2013]. Nobody knows.^[As in [@roe2013, chap. 2].] Lost [@nobody].

```{r}
x <- "[@moe2002]"
```

::: {#refs}
:::
"""


def test_quarto(tmp_path):
    article = beside(tmp_path, "a.qmd", QUARTO)
    assert article.title == "Naps and teas"
    assert [r.parsed.title for r in article.references] == ["Naps in adults", "Teas in adults"]
    assert article.references[0].parsed.doi == "10.1000/nap1"
    assert (
        "Naps help (see Roe and Doe, 2013, p. 3; Poe, 2021). As Poe (2021, p. 4) says, tea does not (@fig-one)."
        in article.text
    )
    found = [(article.sentences[c.sentence].text[:12], c.reference_numbers, c.undefined) for c in article.citations]
    assert found == [
        ("Naps help (s", (1,), ()),
        ("Naps help (s", (2,), ()),
        ("As Poe (2021", (2,), ()),
        ("Roe said so ", (1,), ()),
        ("Nobody knows", (1,), ()),
        ("Lost (nobody", (), ("nobody",)),
        ("1. As in (Ro", (1,), ()),
    ]
    assert ":::" not in article.text
    assert "moe2002" not in article.text


@pytest.mark.parametrize("bib", ["refs.bib", "a.bib"])
def test_a_bib_that_is_not_named_lies_beside(tmp_path, bib):
    article = beside(tmp_path, "a.Rmd", "# Naps\n\nNaps help [@roe2013].\n", bib)
    assert [c.reference_numbers for c in article.citations] == [(1,)]


def test_a_bib_that_is_missing_is_said():
    article = extract(read_bytes(b"# Naps\n\nNaps **help** [@roe2013].\n\n## More\n\nTea [@poe2021].\n", "a.qmd"))
    assert any("no .bib file" in warning for warning in article.warnings)


TYPST = """#import "@preview/a:0.1.0": template
#show: template.with(
  title: [Naps and teas],
)
#set text(size: 10pt) // @moe2002

= Results <results>

Naps help @roe2013[p.~3] @poe2021. As #cite(<poe2021>, form: "prose") says, *tea* does not.#footnote[Not in @results.]
#figure(image("a.png"), caption: [A nap.])
See #link("https://example.org")[us].

#bibliography("refs.bib", style: "ieee")
"""


def test_typst(tmp_path):
    article = beside(tmp_path, "a.typ", TYPST)
    assert (article.title, article.source.format) == ("Naps and teas", "typst")
    assert [r.parsed.title for r in article.references] == ["Naps in adults", "Teas in adults"]
    texts = [s.text for s in article.sentences]
    assert texts[0] == "Naps help (Roe and Doe, 2013, p. 3) (Poe, 2021)."
    assert texts[1].startswith("As (Poe, 2021) says, tea does not.")
    assert [c.reference_numbers for c in article.citations] == [(1,), (2,), (2,)]
    assert "size" not in article.text
    assert "preview" not in article.text


def test_a_list_in_csl_json(tmp_path):
    (tmp_path / "refs.json").write_text(
        '[{"id": "roe2013", "type": "article-journal", "title": "Naps in adults", "DOI": "10.1000/nap1", '
        '"author": [{"family": "Roe", "given": "Ann"}], "issued": {"date-parts": [[2013]]}}]',
        encoding="utf-8",
    )
    text = "---\ntitle: Naps\nbibliography: [refs.json, more.yaml]\n---\n\n# Naps\n\nNaps help [@roe2013].\n"
    article = beside(tmp_path, "a.md", text, bib="unused.bib")
    assert [(r.parsed.title, r.parsed.doi) for r in article.references] == [("Naps in adults", "10.1000/nap1")]
    assert [c.reference_numbers for c in article.citations] == [(1,)]
    assert article.warnings == ("more.yaml is a list that refdb cannot read here: export it as .bib or CSL-JSON.",)
