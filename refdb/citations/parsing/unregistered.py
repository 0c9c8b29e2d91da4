"""Cases, acts, patents, standards, packages, posts: what no registry of publications has, told by how it is printed."""

from __future__ import annotations

import re

from refdb.model import ReferenceType

_REPORTERS = r"(?:U\.\s?S\.|S\.\s?Ct\.|L\.\s?Ed\.(?:\s?2d)?|F\.(?:\s?(?:2d|3d|4th)|\s?Supp\.(?:\s?[23]d)?|\s?App[’']x)?|(?:[A-Z][\w.]{0,6}\s?){1,2}(?:2d|3d|4th)|(?:Cal|Ill|Mass|Mich|Ohio|Pa|Va|Wis|Ga|Tex)\.|N\.\s?[YEJW]\.)"
_COURTS = r"(?:AC|QBD?|KBD?|ChD?|PD|Fam|WLR|All ER|Lloyd[’']s Rep|Cr App R|EWCA|EWHC|UKSC|UKHL|UKPC|UKUT|UKFTT|CSIH|CSOH|NICA|IESC|IEHC|HCA|FCA|NSWCA|CLR|NZLR|NZSC|SCC|SCR|ONCA|ECR|EHRR|ECHR|CMLR|IR|SLT|SC|SGCA|ZACC|AIR|SCC?)"
_CASE = re.compile(
    rf"\sv(?:s)?\.?\s+(?:the\s+)?[A-Z\d].{{1,150}}?\b\d{{1,4}}\s+{_REPORTERS}\s*\d{{1,5}}\b"
    rf"|\sv\.?\s+(?:the\s+)?[A-Z].{{1,150}}?[\[(]\d{{4}}[\])]\s+(?:\d{{1,3}}\s+)?{_COURTS}\b"
    r"|\sv\.?\s+(?:the\s+)?[A-Z].{1,150}?(?:\bSeries A,? no\b|\bApp(?:lication|l?\.)?\s+no)"
    r"|\bECLI:[A-Z]{2}:|\b(?:Case|Joined Cases|Rs\.|Rechtssache|Affaire)\s+[CTF][-‑–]\d+/\d{2}"
    r"|\b(?:BVerfG|BGH|BAG|BSG|BFH|BVerwG|EuGH|EuG|EGMR|[OL]LG|LG|LAG|LSG|OVG|VGH|VG|AG|KG|OGH|VfGH|BGer)\b[^.]{0,40}[,\s](?:Urt(?:eil|\.)|Beschl(?:uss|\.)|Entsch(?:eidung|\.)|v\.\s?\d)"
    r"|\b(?:BVerfGE|BGHZ|BGHSt|BVerwGE|BSGE|BGE)\s\d+,?\s\d|\bCass\.\s?(?:civ|com|crim|soc|ass)\b|\bCE,\s\d{1,2}\s\w+\s\d{4},"
)
_ACT = re.compile(
    r"^\W*(?:The\s+)?[A-Z][\w'’(),& -]{2,120}?\b(?:Act|Ordinance|Regulations|Rules|Order)\s*,?\s+(?:\([A-Z][\w ]+\)\s+)?(?:of\s+)?(?:1[6-9]|20)\d\d\b(?=\W*$|\W+(?:s|ss|sec(?:tion|s)?|sch(?:edule)?|c|ch|cap|art|reg|pt|part|SI|Pub|No|UK|US|Cth|NSW|\([A-Z][\w ]{1,12}\))\b|\W*\()"
    r"|\b(?:RSC|RSO|RSBC|SC|SO)\s+(?:19|20)\d\d,\s+c\.?\s|\b\d{1,3}\s+C\.?F\.?R\.?\s+(?:§+|pt\.?|part)?\s*\d|\b\d{1,2}\s+U\.?S\.?C\.?(?:A\.?)?\s+§*\s*\d|\b\d{1,3}\s+Fed\.\s?Reg\.\s+\d"
    r"|\b(?:Verordnung|Richtlinie|Regulation|Directive|Règlement|Reglamento|Regolamento|Decision)\s+(?:\((?:EU|EC|EG|UE|CE|EWG|EEC)\)\s*)?(?:No\.?\s*|Nr\.?\s*)?\d{2,4}/\d{1,4}(?:/(?:E[CUG]|EEC|EWG|CE|UE))?\b"
)
_PATENT = re.compile(
    r"\b(?:U\.?\s?S\.?|United States|European|British|German|Japanese|Chinese|Canadian|French|EP|PCT|Int(?:ernational|l?\.))(?:\s+Provisional)?\s+(?:Pat(?:ent|\.)|Patentschrift)\b(?:\s*(?:application|appl?\.?|publication|pub\.?|no\.?|number|US|EP|WO|serial|,|:)){0,5}\s*[A-Z]{0,2}\s?\d"
    r"|\bPatent\s+(?:No\.?\s*)?(?:US|EP|WO|CN|JP|DE|GB|KR|FR|CA|AU|RU)\s?\d"
    r"|\b(?:WO|PCT)[\s/]?(?:19|20)?\d\d[\s/]?\d{5,6}\b|\b(?:US|EP|DE|GB|FR|CN|JP|CA|KR)[\s-]?\d[\d,. /]{4,13}\d\s?(?:[ABCU]\d?)\b"
)
_PATENT_NUMBER = re.compile(r"\b(?:US|EP|WO|CN|JP|DE)\s?\d[\d,/ ]{4,13}\d\b")  # beside the word "patent"
_PATENT_WORD = re.compile(r"\bpatent\b", re.I)
_INVENTOR, _ASSIGNEE = re.compile(r"\binventors?;"), re.compile(r"\bassignees?\b")
_STANDARD = re.compile(
    r"\b(?:ISO(?:/(?:IEC|TS|TR|DIS|FDIS|IEEE))*|IEC|DIN(?:\s+EN)?(?:\s+ISO)?|BS(?:\s+EN)?(?:\s+ISO)?|[NÖ]F?\s?EN|ASTM|ANSI(?:/\w+)?|IEEE Std\.?|RFC|JIS|UNE|SAE|AASHTO|ASHRAE|NFPA|CEN/TS|UL)[\s-]{0,2}[A-Z]?\s?\d{2,5}(?:[.:‑–-]\d+)*\b"
    r"|\b3GPP\s+T[SR]\s?\d|\bITU-[TRD]\s+(?:Rec(?:ommendation|\.)\s+)?[A-Z]{1,2}\.\d|\bETSI\s+(?:TS|EN|TR|ES|GS)\s|\bNIST\s+(?:SP|FIPS)\s?\d|\bFIPS\s+(?:PUB\s+)?\d|\b(?:ГОСТ|GOST)(?:\s[РR])?\s\d|\bGB(?:/T)?\s?\d{4,5}|\bECMA-\d|\bW3C Recommendation\b|\bInternet[- ]Draft\b"
)
_PACKAGE = re.compile(
    r"\b(?:(?:IBM\s+)?SPSS|Stata(?:Corp)?|SAS(?:/STAT)?|MATLAB|GraphPad|NVivo|ATLAS\.ti|MAXQDA|Mplus|RevMan|Review Manager|EndNote|JASP|jamovi|EViews|ArcGIS|QGIS|LISREL|AMOS|Epi Info|MedCalc|STATISTICA|Minitab|JMP|Covidence|RStudio|Mathematica|ANSYS|Comprehensive Meta-Analysis)\b"
)
_VERSION = re.compile(
    r"\b(?:version|release[ds]?|software|v\.?\s?\d|computer program|statistics for|statistical|inc|corp|institute|collaboration|\d+\.\d)\b",
    re.I,
)
_R = re.compile(r"\bR (?:Development )?Core Team\b|\bR: A language and environment\b", re.I)
_POST = re.compile(
    r"\b(?:twitter|x|facebook|instagram|tiktok|youtube|reddit|linkedin|vimeo|threads|bsky|t)\.(?:com|net|app|me)/|\byoutu\.be/|^\W{0,2}@\w+"
    r"|\[(?:tweet|post|status update|video|video file|facebook (?:status update|post)|instagram (?:photograph|post)|tiktok(?: video)?|online forum (?:post|comment)|podcast(?: episode)?|audio podcast(?: episode)?|photograph|toot|youtube(?: video)?)\]"
    r"|(?:[.,]\s)(?:Twitter|X|Facebook|Instagram|TikTok|YouTube|Reddit|Mastodon|LinkedIn)(?=,\s(?:uploaded\s|\d|[A-Z][a-z]+\s\d))",
    re.I,
)
# The patterns are slow beside a look whether what they search for can be there at all.
_CASE_HINTS = (" v ", " v.", " vs", "ECLI", "Case", "Rs.", "Rechtssache", "Affaire", "Urt", "Beschl", "Entsch", "v.", "BVerfGE", "BGHZ", "BGHSt", "BVerwGE", "BSGE", "BGE", "Cass.", "CE,")  # fmt: skip
_ACT_HINTS = ("Act", "Ordinance", "Regulations", "Rules", "Order", "RSC", "RSO", "RSBC", "SC ", "SO ", "CFR", "C.FR", "CF.R", "C.F.R", "USC", "U.SC", "US.C", "U.S.C", "Fed.", "Verordnung", "Richtlinie", "Regulation", "Directive", "Règlement", "Reglamento", "Regolamento", "Decision")  # fmt: skip
_PATENT_HINTS = ("Pat", "WO", "PCT", "US", "EP", "DE", "GB", "FR", "CN", "JP", "CA", "KR")
_STANDARD_HINTS = ("ISO", "IEC", "DIN", "BS", "EN", "ASTM", "ANSI", "IEEE", "RFC", "JIS", "UNE", "SAE", "AASHTO", "ASHRAE", "NFPA", "UL", "3GPP", "ITU", "ETSI", "NIST", "FIPS", "ГОСТ", "GOST", "GB", "ECMA", "W3C", "Draft")  # fmt: skip
_POST_HINTS = (".com/", ".net/", ".app/", ".me/", "youtu", "@", "[", "twitter", "facebook", "instagram", "tiktok", "reddit", "mastodon", "linkedin", " x,")  # fmt: skip
LONGEST = 600  # characters; a longer text is no reference of one of these kinds


def unregistered(text: str, *, numbered: bool) -> ReferenceType:
    """``law``, ``patent``, ``standard``, ``software`` or ``webpage`` where the print leaves no doubt, else nothing.

    Args:
        text: the reference as printed.
        numbered: whether a volume and pages were read, which an article about a standard or a package has.
    """
    text = text[:LONGEST]
    if (_has_any(text, _CASE_HINTS) and _CASE.search(text)) or (_has_any(text, _ACT_HINTS) and _ACT.search(text)):
        return "law"
    if _has_any(text, _PATENT_HINTS) and (
        _PATENT.search(text) or (_PATENT_WORD.search(text) and _PATENT_NUMBER.search(text))
    ):
        return "patent"
    if _INVENTOR.search(text) and _ASSIGNEE.search(text):
        return "patent"
    if not numbered and _has_any(text, _STANDARD_HINTS) and _STANDARD.search(text):
        return "standard"
    if not numbered and (_R.search(text) or (_PACKAGE.search(text) and _VERSION.search(text))):
        return "software"
    return "webpage" if _has_any(text.lower(), _POST_HINTS) and _POST.search(text) else ""


def _has_any(text: str, hints: tuple[str, ...]) -> bool:
    for hint in hints:  # noqa: SIM110 - half the time of ``any``, and it is asked for every reference
        if hint in text:
            return True
    return False
