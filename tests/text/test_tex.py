"""TeX text as a reader has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.text.tex import to_text


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"Erd{\H o}s \& M\"uller, \emph{in vivo}", "Erdős & Müller, in vivo"),
        (r"{\"{O}}sterreich \'{\i}ndio na\"{\i}ve \c{c}a \v{S}koda", "Österreich índio naïve ça Škoda"),
        (r"\aa rhus {\AA}ngstr{\"o}m {\o}re stra{\ss}e", "århus Ångström øre straße"),
        (r"A $\beta$-cell of $10^{-6}$ m$^2$ and H$_2$O", "A β-cell of 10⁻⁶ m² and H2O"),
        (r"``Quoted'' -- 1--9 --- 50\% a~b", "“Quoted” – 1–9 — 50% a b"),
        (r"\textit{Foo \textbf{bar}} \label{x}baz \unknown{kept} {\em old}", "Foo bar baz kept old"),
        (r"d'\^etre O'Brien \~nandu", "d'être O'Brien ñandu"),
        ("{{{", ""),
        ("\\", ""),
        (r"50 % a comment" + "\nmore", "50 more"),
        (r"\emph{Nature}, 3\penalty0 (2):\penalty0 101--109", "Nature, 3(2):101–109"),  # as BibTeX's styles print it
        (r"Otters,\hskip 1em plus 0.5em minus 0.4em\relax Oslo\kern-.1em: Ox\hskip2pt 3", "Otters, Oslo: Ox 3"),
    ],
)
def test_text_of_tex(tex, text):
    assert to_text(tex) == text


@given(st.text(alphabet=st.sampled_from("ab \\{}$~^_'\"`%-\n&#"), max_size=200))
def test_no_tex_makes_it_raise_or_invents_letters(tex):
    assert set(to_text(tex).lower()) & set("cdefghijklmnopqrstuvwxyz") == set()
