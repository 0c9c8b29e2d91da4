"""Whatever is printed and whatever is registered: an answer, soon, and one that its own parts bear out."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from refdb.model import ParsedReference, Person, Work
from refdb.text.folding import folded
from refdb.verification.deciding import ABSENT, Identified, verify

LETTERS = string.ascii_letters + string.digits + " .,:;-()[]/'\"éßŁ中и‘’–∞<>&%$#\u00ad\u200b\u202e"
WORDS = st.text(LETTERS, max_size=60)
PEOPLE = st.lists(st.builds(Person, family=WORDS, given=WORDS, literal=st.just("")), max_size=4).map(tuple)
YEARS = st.none() | st.integers(1000, 2100)
REFERENCES = st.builds(
    ParsedReference,
    raw=WORDS,
    type=st.sampled_from(["", "article", "book", "chapter"]),
    authors=PEOPLE,
    title=WORDS,
    container_title=WORDS,
    year=YEARS,
    volume=WORDS,
    issue=WORDS,
    pages=WORDS,
    doi=st.sampled_from(["", "10.1/a"]),
)
WORKS = st.builds(
    Work,
    type=st.sampled_from(["", "journal-article", "book", "posted-content", "component"]),
    title=WORDS,
    subtitle=WORDS,
    authors=PEOPLE,
    container_title=WORDS,
    year=YEARS,
    volume=WORDS,
    issue=WORDS,
    pages=WORDS,
    article_number=WORDS,
    doi=st.sampled_from(["", "10.1/a", "10.1/b"]),
)


@settings(max_examples=150)
@given(REFERENCES, st.lists(WORKS, max_size=3), st.none() | WORKS)
def test_every_verdict_is_borne_out_by_its_parts(reference, works, named):
    identified = Identified("found", named, "test") if named else ABSENT
    verification = verify(reference, identified, works, ("test",))
    major = [diff for diff in verification.diffs if diff.severity == "major"]
    if verification.status == "verified":
        assert verification.work is not None
        assert major == []
    if verification.status == "field_mismatch":
        assert major != []
    if verification.status in ("not_found", "not_checkable", "ambiguous"):
        assert verification.work is None
    assert verification.status != "unchecked"
    assert 0.0 <= verification.confidence <= 1.0


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)
