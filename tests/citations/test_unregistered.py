"""What no registry of publications has, told by how it is printed; and what only looks like it."""

import pytest

from refdb.citations.parsing.unregistered import unregistered

KINDS = {
    "law": [
        "Marbury v. Madison, 5 U.S. 137 (1803).",
        "Rivers v. Lakes, 512 F.3d 44, 47 (2d Cir. 2008).",
        "Otter v Weir [1999] 2 AC 22 (HL)",
        "R v Otter (1884) 14 QBD 273",
        "Case C-12/09 Weir v Commission [2010] ECR I-33",
        "ECLI:EU:C:2014:317",
        "BGH, Urteil vom 12. Mai 2010 – I ZR 121/08, NJW 2010, 2061",
        "Otter v the United Kingdom App no 1234/05 (ECtHR, 3 May 2010)",
        "River Protection Act 1998, s 6.",
        "Water Act of 1987, Pub. L. No. 100-4",
        "Privacy Act, RSC 1985, c P-21",
        "45 C.F.R. § 46.102",
        "Regulation (EU) 2016/679 of the European Parliament",
        "Richtlinie 2001/83/EG",
    ],
    "patent": [
        "Otter A, inventor; Weir BV, assignee. Rest. United States patent US 6,285,999. 2001 Sep 4.",
        'A. Otter, "Method for rest," U.S. Patent 6 285 999, Sep. 4, 2001.',
        "Otter A. Rest. WO 2019/123456 A1, 2019",
        "Otter A. Ruhe. DE 102004012345 A1",
    ],
    "standard": [
        "ISO 9001:2015, Quality management systems",
        "DIN EN ISO 14001",
        "A. Otter. The Rest Protocol. RFC 8446, August 2018.",
        '3GPP TS 38.300, "NR; Overall description," v16.4.0, Dec. 2020.',
        "ITU-T Recommendation X.509",
        "ГОСТ Р 7.0.5-2008",
    ],
    "software": [
        "IBM Corp. Released 2020. IBM SPSS Statistics for Windows, Version 27.0. Armonk, NY: IBM Corp.",
        "StataCorp. Stata Statistical Software: Release 16. College Station, TX: StataCorp LLC; 2019.",
        "R Core Team. R: A language and environment for statistical computing. Vienna, 2020.",
    ],
    "webpage": [
        "@otter. “Rest is good.” Twitter, 3 May 2020, 10:15 a.m., twitter.com/otter/status/123.",
        "TED. (2012, March 16). Listening to rest [Video]. YouTube.",
    ],
    "": [
        "Smith J. Sleep and memory. Nature. 2001;3:1-9.",
        "Cass R. Otter, Brown v. Board and After, 108 Harv. L. Rev. 1733 (1995).",
        "Smith J. Visual v auditory rest (1999). Science 12: 3-9.",
        "Smith J. The Affordable Care Act of 2010 and insurance coverage. Health Aff. 2015;34:1-9.",
        "Smith J. Open patents and rest. Nature 2001;3:1-9.",
        "Smith J. Statistics with SPSS. London: Sage, 2010.",
        "Smith J. Twitter and sleep. J Rest. 2015;1:1-9.",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_kinds(kind, text):
    assert unregistered(text, numbered=False) == kind


def test_an_article_about_a_standard_or_package_is_an_article():
    assert unregistered("Smith J. Rest under ISO 9001:2015. J Rest. 2016;3:1-9.", numbered=True) == ""
    assert unregistered("Smith J. SPSS version 22 at work. J Rest. 2016;3:1-9.", numbered=True) == ""
