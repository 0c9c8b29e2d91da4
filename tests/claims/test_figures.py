"""The figures of a claim that a text does not give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.claims.judging.figures import missing


@pytest.mark.parametrize(
    ("claim", "text", "found"),
    [
        ("Zinc shortened colds by 33%.", "Zinc shortened colds by 33 per cent.", ()),
        ("Zinc shortened colds by 33%.", "Zinc shortened colds by 23%.", ("33%",)),
        ("Zinc shortened colds by 12 %.", "Zinc shortened colds by 21 %.", ("12 %",)),
        ("It fell by 12%.", "It fell by 12.3%.", ()),  # rounded
        ("It fell by 12.5%.", "It fell by 12%.", ("12.5%",)),  # more exact than the source
        ("It fell by about 30%.", "It fell by 28%.", ()),
        ("It fell by 30%.", "It fell by 28%.", ("30%",)),
        ("They took 2000 IU a day.", "They took 2,000 IU a day.", ()),
        ("They took 0·5 mg.", "They took 0.5 mg.", ()),
        ("There were 30 million cases.", "There were 30,000,000 cases.", ()),
        ("There were 30 million cases.", "There were 11.9 million cases.", ("30 million cases",)),
        ("It lasted for 3 weeks.", "It lasted for three weeks.", ()),
        ("The risk was 2-fold.", "The risk doubled.", ()),
        ("It halved the risk, by 50%.", "The risk fell by half.", ()),
        ("Vitamin D3 and omega-3 help.", "They help.", ()),  # names
        ("In 2019 it was found.", "It was found.", ()),  # a year
        ("It was 5 % and again 5 %, then 7 %.", "", ("5 %", "7 %")),
        ("", "1 2 3", ()),
    ],
)
def test_missing(claim, text, found):
    assert missing(claim, text) == found


@given(st.text())
def test_a_text_gives_its_own_figures(text):
    assert missing(text, text) == ()


@given(st.floats(0, 1e6, allow_nan=False), st.sampled_from(["%", " mg", " years", " patients"]))
def test_a_figure_is_found_as_it_is_printed(number, unit):
    claim = f"It was {number:.2f}{unit}."
    assert missing(claim, f"We saw {number:.2f}{unit} in all.") == ()
