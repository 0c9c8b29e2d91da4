"""The kind of publication that a printed reference names."""

import pytest

from refdb.citations.parsing.types import decide


def kind(text: str = "", **fields: object) -> str:
    known = {"journal": "", "book": "", "title": "", "publisher": "", "volume": "", "pages": "", "editors": False, "arxiv": "", "url": ""}  # fmt: skip
    return decide(text, **{**known, **fields})


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ("Smith J. Sleep. Nature 3:1-9", {"journal": "Nature", "volume": "3", "pages": "1-9"}, "article"),
        ("Smith J. Sleep. Nature", {"journal": "Nature"}, "article"),
        ("Sleep 3, 1-9", {"volume": "3", "pages": "1-9"}, "article"),
        ("Smith J. Sleep. In: Berg E, ed. Rest", {"book": "Rest", "editors": True}, "chapter"),
        ("Smith J. Sleep. Ox Press", {"title": "Sleep", "publisher": "Ox Press"}, "book"),
        ("Berg E, ed. Sleep", {"title": "Sleep", "editors": True}, "book"),
        ("Smith J. Sleep", {"title": "Sleep"}, "book"),
        ("", {}, ""),
        ("Smith J. Sleep. PhD thesis, Oslo", {"publisher": "Oslo"}, "thesis"),
        ("Smith J. Schlaf. Diss. Bonn", {}, "thesis"),
        ("Smith J. Sleep. Master's thesis", {}, "thesis"),
        ("Smith J. Thesis and antithesis. Mind 3", {"journal": "Mind"}, "article"),
        ("Smith J. Sleep. arXiv:2001.1", {"arxiv": "2001.1"}, "preprint"),
        ("Smith J. Sleep. bioRxiv", {"journal": "bioRxiv"}, "preprint"),
        ("Smith J. Sleep. Nature 3:1. arXiv:2001.1", {"arxiv": "2001.1", "journal": "Nature", "volume": "3", "pages": "1"}, "article"),
        ("Smith J. Sleep. Nature. arXiv:2001.1", {"arxiv": "2001.1", "journal": "Nature"}, "article"),
        ("李明. 睡眠[J]. 杂志, 2001.", {"publisher": "杂志"}, "article"),
        ("李明. 睡眠[M]. 北京: 书局, 2001.", {"journal": "书局"}, "book"),
        ("李明. 睡眠[D]. 上海, 2001.", {}, "thesis"),
        ("李明. 睡眠[EB/OL]. 2001.", {}, "webpage"),
        ("ISO 9001 Quality", {"title": "ISO 9001 Quality"}, "standard"),
        ("RFC 9110. HTTP", {}, "standard"),
        ("Directive (EU) 2016/680", {}, "law"),
        ("42 U.S.C. § 1983", {}, "law"),
        ("Working time. BGBl I", {}, "law"),
        ("Smith J. Sleep. Proc. Sleep Conf.", {"book": "Proc. Sleep Conf."}, "proceedings"),
        ("Smith J. Sleep. Symposium on Rest", {"journal": "Symposium on Rest"}, "proceedings"),
        ("Smith J. Sleep. Proc Natl Acad Sci", {"journal": "Proc Natl Acad Sci"}, "article"),
        ("Smith J. Sleep. Proceedings of the IEEE", {"journal": "Proceedings of the IEEE"}, "article"),
        ("Smith J. Sleep. Conference 3:1", {"journal": "Conference", "volume": "3", "pages": "1"}, "article"),
        ("Smith J. Sleep [data set]. Zenodo", {"publisher": "Zenodo"}, "dataset"),
        ("Data from: Sleep. Dryad", {"journal": "Dryad"}, "dataset"),
        ("Smith J. On Zenodo. Nature 3", {"journal": "Nature", "volume": "3"}, "article"),
        ("Smith J. sleepr: an R package", {}, "software"),
        ("Smith J. Sleep, version 3.1", {}, "software"),
        ("Smith J. Software. Ox Press", {"publisher": "Ox Press"}, "book"),
        ("WHO. Sleep. Technical report 12", {"publisher": "WHO"}, "report"),
        ("NBER. Sleep. Working Paper", {}, "report"),
        ("WHO. Obesity. https://who.int", {"url": "https://who.int"}, "webpage"),
    ],
)  # fmt: skip
def test_types(text, fields, expected):
    assert kind(text, **fields) == expected
