"""Web of Science's records and EndNote's refer files, told in RIS."""

import pytest

from refdb.bibliography.tagged import refer, wos

WOS = """\ufeffFN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Roe, R
   Poe, E
AF Roe, Richard
   Poe, Edgar
TI On naps
   and memory
SO SLEEP
SN 1234-5678
EI 8765-4321
PY 2001
VL 3
IS 2
BP 101
EP 109
DI 10.1000/naps
DE naps; memory of mice
ID REST; TEA
UT WOS:0001
ER

PT B
AU Fox, F
TI A book
BN 9783161484100
PU Quiet Press
PI Ulm
UT WOS:0002
PM 123
ER

EF
"""


def test_records_of_web_of_science():
    first, second = wos.as_ris(WOS).split("ER  - \n\n")[:2]
    assert first.splitlines() == [
        "TY  - JOUR",
        "AU  - Roe, Richard",  # in full, and so not abbreviated
        "AU  - Poe, Edgar",
        "TI  - On naps and memory",
        "T2  - SLEEP",
        "SN  - 1234-5678",
        "SN  - 8765-4321",
        "PY  - 2001",
        "VL  - 3",
        "IS  - 2",
        "SP  - 101",
        "EP  - 109",
        "DO  - 10.1000/naps",
        "KW  - naps",
        "KW  - memory of mice",
        "KW  - REST",
        "KW  - TEA",
        "AN  - WOS:0001",
    ]
    assert second.splitlines() == [
        "TY  - BOOK",
        "AU  - Fox, F",
        "TI  - A book",
        "SN  - 9783161484100",
        "PB  - Quiet Press",
        "CY  - Ulm",
        "AN  - 123",  # PubMed's number goes before that of Web of Science
        "DB  - PubMed",
    ]


@pytest.mark.parametrize(
    ("kind", "ris"), [("J", "JOUR"), ("B", "BOOK"), ("S", "CHAP"), ("C", "CPAPER"), ("P", "PAT"), ("X", "GEN")]
)
def test_kinds_of_web_of_science(kind, ris):
    assert wos.as_ris(f"PT {kind}\nTI Naps\nER\n") == f"TY  - {ris}\nTI  - Naps\nER  - \n\n"


def test_what_web_of_science_leaves_out():
    assert wos.as_ris("TI Naps\nZZ odd\nAB\nER\n") == "TY  - JOUR\nTI  - Naps\nER  - \n\n"
    assert wos.as_ris("FN x\nVR 1.0\nEF\n") == ""
    assert wos.as_ris("  a line of nothing\nPT J\nTI Naps") == "TY  - JOUR\nTI  - Naps\nER  - \n\n"


REFER = """%0 Journal Article
%A Roe, Jane
%A Poe, E.
%T On naps
and memory
%J Sleep
%D 2001
%V 3
%N 2
%P 101-109
%R 10.1000/naps
%K naps
%# odd

%0 Book Section
%T A chapter
%B The book
%E Fox, F.
%I Quiet Press
%C Ulm
"""


def test_records_of_refer():
    first, second = refer.as_ris(REFER).split("ER  - \n\n")[:2]
    assert first.splitlines() == [
        "TY  - JOUR",
        "AU  - Roe, Jane",
        "AU  - Poe, E.",
        "TI  - On naps and memory",
        "T2  - Sleep",
        "PY  - 2001",
        "VL  - 3",
        "IS  - 2",
        "SP  - 101-109",
        "DO  - 10.1000/naps",
        "KW  - naps",
        "N1  - odd",  # a tag that RIS has no like of
    ]
    assert second.splitlines() == ["TY  - CHAP", "TI  - A chapter", "T2  - The book", "ED  - Fox, F.", "PB  - Quiet Press", "CY  - Ulm"]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ("%T Naps", "GEN"),
        ("%T Naps\n%J Sleep", "JOUR"),
        ("%0 THESIS\n%T Naps", "THES"),
        ("%0 Film\n%T Naps\n%J Sleep", "GEN"),
        ("%0 Web Page\n%T Naps", "ELEC"),
    ],
)
def test_kinds_of_refer(record, kind):
    assert refer.as_ris(record).splitlines()[0] == f"TY  - {kind}"


def test_where_a_record_of_refer_ends():
    assert refer.as_ris("%T One\n\n%T Two\n").count("TY  - ") == 2  # a second title behind an empty line
    assert refer.as_ris("%T One\n\n%A Roe, R.\n").count("TY  - ") == 1
    assert refer.as_ris("%T One\n%0 Book\n%T Two\n").count("TY  - ") == 2
    assert refer.as_ris("%T One\n%T Two\n").count("TY  - ") == 1
    assert refer.as_ris("no tag\n") == ""
