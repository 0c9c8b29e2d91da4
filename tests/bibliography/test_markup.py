import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.csl.markup import paragraphs, plain_text


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("  Two  spaces\nand a line ", "Two spaces and a line"),
        ("L<SUB>1</SUB> splines", "L1 splines"),
        ("<i>E. coli</i> &amp;amp; you", "E. coli & you"),
        ("&lt;i&gt;Vibrio&lt;/i&gt; spp.", "Vibrio spp."),
        ("Risk if p < 0.05 and q > 2", "Risk if p < 0.05 and q > 2"),
        ("Cells<break/>and more", "Cells and more"),
        ("the<mml:math><mml:mrow><mml:mi>N</mml:mi>\n <mml:mo>=</mml:mo><mml:mn>8</mml:mn></mml:mrow></mml:math>nucleus", "the N=8 nucleus"),
        ("&alpha;-synuclein&nbsp;fibrils", "α-synuclein fibrils"),
        ("What <script>alert(1)</script> means", "What <script>alert(1)</script> means"),
        ("The <konggi> of tea", "The <konggi> of tea"),
        ("unclosed <b>bold", "unclosed bold"),
        ("soft\u00adhyphen and \ufeffmark", "softhyphen and mark"),
    ],
)  # fmt: skip
def test_title_markup_becomes_what_a_reader_sees(marked, plain):
    assert plain_text(marked) == plain


def test_jats_abstract_keeps_section_headings_but_not_its_own_name():
    jats = (
        "<jats:title>Abstract</jats:title><jats:sec><jats:title>Background</jats:title>\n  <jats:p>Low levels\n of it.</jats:p>"
        "</jats:sec><jats:sec><jats:title>Results:</jats:title><jats:p>p&lt;0.05 in <jats:italic>all</jats:italic>.</jats:p>"
        "<jats:p>More.</jats:p></jats:sec>"
    )  # fmt: skip
    assert paragraphs(jats) == "Background: Low levels of it.\n\nResults: p<0.05 in all.\n\nMore."


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("AbstractWe asked men.", "We asked men."),
        ("Abstract: We asked men.", "We asked men."),
        ("Abstract thinking in apes was tested.", "Abstract thinking in apes was tested."),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("&lt;p&gt;One &lt;em&gt;more&lt;/em&gt;.&lt;/p&gt;", "One more."),
        (
            "<jats:p>x <jats:alternatives><jats:tex-math>$a$</jats:tex-math><mml:math><mml:mi>a</mml:mi></mml:math>"
            "</jats:alternatives></jats:p>",
            "x a",
        ),
        ("", ""),
    ],
)
def test_abstracts_in_other_shapes(marked, plain):
    assert paragraphs(marked) == plain


def test_an_external_entity_is_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    attack = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]><jats:p>a &x; b</jats:p>'
    assert "SECRET" not in paragraphs(attack)


@given(st.text(max_size=200))
def test_any_text_is_cleaned_without_error(text):
    assert plain_text(text) == plain_text(plain_text(text)) or "&" in text or "<" in text
    paragraphs(text)
