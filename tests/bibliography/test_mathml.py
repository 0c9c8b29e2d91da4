"""MathML in titles -> TeX, element by element."""

import pytest
from lxml import etree

from refdb.bibliography.csl.mathml import tex_of


def tex(inside: str) -> str:
    return tex_of(etree.fromstring(f"<math>{inside}</math>"))


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<mi>x</mi>", "x"),
        ("<mi>α</mi>", "α"),
        ("<mi>sin</mi>", r"\mathrm{sin}"),
        ("<mtext>in vivo</mtext>", r"\mathrm{in vivo}"),
        ("<mn>2</mn><mo>%</mo>", r"2\%"),
        ("<mo>{</mo><mi>x</mi><mo>}</mo>", r"\{x\}"),
        ("<msup><mi>x</mi><mn>2</mn></msup>", "{x}^{2}"),
        ("<msub><mi>x</mi><mn>2</mn></msub>", "{x}_{2}"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "{x}_{1}^{2}"),
        ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", r"\frac{1}{2}"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", r"\sqrt{x+1}"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", r"\sqrt[3]{x}"),
        ("<mfenced><mi>x</mi><mi>y</mi></mfenced>", "(x,y)"),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", r"\bar{x}"),
        ("<mover><mi>x</mi><mo>→</mo></mover>", r"\vec{x}"),
        ("<mover><mi>x</mi><mi>y</mi></mover>", r"\overset{y}{x}"),
        ("<munder><mi>x</mi><mi>y</mi></munder>", "{x}_{y}"),
        ("<munderover><mo>∑</mo><mn>1</mn><mi>n</mi></munderover>", "{∑}_{1}^{n}"),
        ("<mrow><mi>x</mi><mrow><mo>=</mo><mn>1</mn></mrow></mrow>", "x=1"),
        ("<semantics><mi>x</mi><annotation>never</annotation></semantics>", "x"),
        (
            "<mmultiscripts><mi>Tb</mi><mprescripts/><mn>65</mn><mn>149</mn></mmultiscripts>",
            r"{}_{65}^{149}\mathrm{Tb}",
        ),
        ("<mmultiscripts><mi>x</mi><mn>1</mn><mn>2</mn></mmultiscripts>", "x_{1}^{2}"),
        ("<msup><mi>x</mi></msup>", "x"),  # a part is missing
        ("<msup><mi>x</mi><mrow/></msup>", "{x}"),
        ("<unknown><mi>x</mi> and <mi>y</mi></unknown>", "xandy"),
        ("plain_text", r"plain\_text"),
        ("<mo>\u2062</mo><mi>x</mi>", "x"),  # an invisible times
        ("", ""),
    ],
)
def test_elements(inside, expected):
    assert tex(inside) == expected


def test_a_namespace_does_not_matter():
    root = etree.fromstring(
        '<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:msup><m:mi>x</m:mi><m:mn>2</m:mn></m:msup></m:math>'
    )
    assert tex_of(root) == "{x}^{2}"
