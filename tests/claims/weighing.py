"""Evidence of all kinds, and the verdict that follows."""

from hypothesis import strategies as st

from refdb.claims.verdicts import (
    decide,
)
from refdb.model import Evidence, Passage, Relation, Span, Work


def evidence(
    relation: Relation, confidence: float, cited: bool = False, study: str = "", retracted: bool = False, key: str = "w"
) -> Evidence:
    sentence = "Zinc shortened colds in adults." if relation == "supports" else "Zinc did not shorten any colds."
    passage = Passage(key, sentence)
    return Evidence(Work(key=key), passage, relation, confidence, Span(0, 31), cited, 0.5, study, retracted)


ANY = st.builds(
    evidence,
    st.sampled_from(["supports", "contradicts", "neither"]),
    st.floats(0.4, 1.0),
    st.booleans(),
    st.sampled_from(["", "meta-analysis", "case report", "animal study"]),
    st.booleans(),
)


def label(*found: Evidence, source_missing: bool = False) -> tuple[str, float]:
    verdict = decide(found, source_missing=source_missing)
    return verdict.label, round(verdict.confidence, 4)
