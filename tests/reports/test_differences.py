"""Where a report that was made again comes out another."""

from refdb.reports.differences import differences

BEFORE = {
    "versions": {"refdb": "1", "judge": "a"},
    "references": [{"n": 1, "status": "verified", "doi": "10.1/a"}, {"n": 2, "status": "not_found", "doi": ""}],
    "claims": [{"start": 0, "end": 9, "sentence": "Naps help.", "verdict": "supported"}],
}


def test_the_same_report_differs_in_nothing():
    assert differences(BEFORE, BEFORE) == []
    assert differences({}, {"versions": {}, "references": [], "claims": []}) == []


def test_what_differs_is_told_line_by_line():
    after = {
        "versions": {"refdb": "2", "judge": "a", "new": "x"},
        "references": [
            {"n": 1, "status": "verified", "doi": "10.1/b"},
            {"n": 2, "status": "verified", "doi": "10.1/c"},
        ],
        "claims": [{"start": 0, "end": 9, "sentence": "Naps help.", "verdict": "mixed"}],
    }
    assert differences(BEFORE, after) == [
        "refdb: 1 then, 2 now",
        "reference 1: verified 10.1/a then, verified 10.1/b now",
        "reference 2: not_found  then, verified 10.1/c now",
        "claim “Naps help.”: supported then, mixed now",
    ]


def test_what_is_gone_is_told():
    gone = differences(BEFORE, {"versions": {}, "references": [], "claims": []})
    assert gone[0] == "refdb: 1 then, None now"
    assert len(gone) == 5
    moved = {**BEFORE, "claims": [{**BEFORE["claims"][0], "start": 1}]}
    assert differences(BEFORE, moved) == ["claim “Naps help.”: supported then, None now"]
