"""What kind of publication a printed reference names, from what is printed."""

from __future__ import annotations

import re

from refdb.citations.parsing.unregistered import unregistered
from refdb.model import ReferenceType

_THESIS = re.compile(
    r"\b(?:ph\.?\s?d\.?|doctoral|master'?s?|m\.?sc\.?|bachelor'?s?)\W{0,3}(?:thesis|dissertation)|\bdissertation\b|\bthesis\b|\bdiss\.|diplomarbeit|habilitationsschrift|th[eè]se\b|tesi di|\bph\.?d\b",
    re.I,
)
_REPORT = re.compile(
    r"\b(?:technical|research|final|annual|tech\.?|discussion|working|policy)\s+(?:reports?|papers?|rep\.)|\bwhite paper|arbeitspapier|abschlussbericht|\breport (?:no|number|nr)\b|\brapport\b",
    re.I,
)
_PROCEEDINGS = re.compile(
    r"\bproc(?:eedings|\.)|\bconference\b|\bsymposium\b|\bworkshop\b|\bconf\.|\bsymp\.|\bcongress\b|\bannual meeting\b|\bkongress|\btagung|\batti del",
    re.I,
)
_NOT_PROCEEDINGS = re.compile(
    r"\bnat(?:ional|l)?\.?\s+acad|mayo clin|royal society|r\.? soc|\bphys\. soc|\bproc\.? ieee|proceedings of the ieee",
    re.I,
)
_DATASET = re.compile(r"\bdata\s?set\b|\bdata from:|\bdryad\b|\bfigshare\b|\bzenodo\b|\bdataverse\b|\[data", re.I)
_SOFTWARE = re.compile(
    r"\bsoftware\b|\bcomputer program|\br package\b|\bversion \d+\.\d|\bgithub\.com|\[computer", re.I
)
_LAW = re.compile(
    r"\b(?:directive|regulation) \(?[A-Z]*\)?\s*(?:no\.? )?\d+/\d+|\bU\.?S\.?C\.? §|\b§\s?\d|\bBGBl\b|\bPub(?:lic)?\.? ?L(?:aw)?\.?\s*(?:no\.? )?\d|\bv\.\s[A-Z]\w+,? \d+ U\.S\.",
    re.I,
)
# the document codes of GB/T 7714, behind the title: "[J]", "[EB/OL]"
_CODE = re.compile(r"[\[【](J|M|C|D|N|P|S|R|DB|CP|EB)(?:/(?:OL|CD|MT|DK))?[\]】]")
_CODES: dict[str, ReferenceType] = {
    "J": "article", "N": "article", "M": "book", "C": "proceedings", "D": "thesis", "P": "patent", "S": "standard",
    "R": "report", "DB": "dataset", "CP": "software", "EB": "webpage",
}  # fmt: skip
_PREPRINT = re.compile(r"\b(?:arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|ssrn|preprint|research square)\b", re.I)


def decide(  # noqa: C901 - a decision list
    text: str,
    *,
    journal: str,
    book: str,
    title: str,
    publisher: str,
    volume: str,
    pages: str,
    editors: bool,
    arxiv: str,
    url: str,
) -> ReferenceType:
    """The type that ``text`` and its fields show, ``""`` where nothing tells."""
    venue = journal or book
    if code := _CODE.search(text):
        return _CODES[code.group(1)]
    if known := unregistered(text, numbered=bool(volume and pages)):
        return known
    if not venue and _THESIS.search(text):
        return "thesis"
    if (arxiv or _PREPRINT.search(venue)) and not (volume and pages) and (not venue or _PREPRINT.search(venue)):
        return "preprint"
    if not venue and _LAW.search(text):
        return "law"
    if _PROCEEDINGS.search(venue) and not _NOT_PROCEEDINGS.search(venue) and (book or not (volume and pages)):
        return "proceedings"
    if book:
        return "chapter"
    if not volume and _DATASET.search(text):
        return "dataset"
    if journal:
        return "article"
    if not publisher and _SOFTWARE.search(text):
        return "software"
    if _REPORT.search(text):
        return "report"
    if publisher or editors:
        return "book"
    if url:
        return "webpage"
    if volume and pages:
        return "article"
    return "book" if title else ""
