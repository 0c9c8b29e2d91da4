"""Tagged words -> the text of each field, cleaned of the punctuation and key words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refdb.citations.parsing.tokens import Tokens
from refdb.text.patterns import BLANKS, LATE_YEAR, YEAR_OF_FIELD

_VOLUME = re.compile(r"^(?:volumes?|vols?|v|bde?|band|jg|jahrgang|tomes?|tomo|t|том|т)\b[\s.:°º]*", re.I)
_ISSUE = re.compile(
    r"^(?:numero|número|number|num|nos?|nr|n|issues?|iss|heft|h|fasc|вып)(?=[\W\d])[\s.:°º]*|^(?:no|nr|issue|n)\.?$|^[#№]\s*",
    re.I,
)
_PAGES = re.compile(
    r"^(?!P\d{3})(?:(?:pages?|pp?|pgs?|seiten?|pag|стр)(?=[\W\d])|(?:ss?|с|art(?:icle)?\.?(?:\s+(?:no|id))?)(?=\W))[\s.:]*",
    re.I,
)  # "P06002" is an article number
_PAGES_AFTER = re.compile(r"(?<!\s)\s*+(?:pp?|ff?|s|с|pages?|seiten)\.?$", re.I)
_RANGE = re.compile(r"([A-Za-z]{0,3}\d[\w.]*)\s*(?:[-‐-―−~]+|\s+to\s+|\s+bis\s+)\s*([A-Za-z]{0,3}\d\w*)")
_IN_ANY = re.compile(r"^\s*(?:In|in|IN|Dans|dans)\s*:\s*|^\s*(?:In|IN|Dans)\s+|^in\s+(?=[A-Z«“\"„])")
_NEXT_KEY = re.compile(r"(?:(?<=\d)|(?<!\W)\W++)(?:pp?|s|seiten|pages?|nos?|nr|n|heft|h)\W*+$", re.I)
_SUPPLEMENT = re.compile(r"(\w+)\W+(suppl\w*\W*\w*)", re.I)
_BOTH = re.compile(r"(\w+)\s*[(]\s*([\w–/ -]+?)\s*\)?")
_POINTED = re.compile(r"(\d{1,4})[.](\d{1,3}(?:\s?[-–—/]\s?\d{1,3})?)")
_YEARGANG = re.compile(r"(\d+)\.\s*(?:Jg|Jahrgang|Bd|Band)\b\W*(?:(?:Heft|H|Nr|No)\W+)?(\d[\d/–-]*)?", re.I)
_LONGEST = 200  # characters of a number; what is longer is a tagger's mistake and would cost time
_COUNTER = re.compile(r"^[제第권卷]\s*(?=\d)|(?<=\d)\s*[권卷巻期号號호页頁쪽]$")
_SHOWS_NUMBER = re.compile(
    r"\d|^[IVXLCivxlc]+$|suppl|special|spec|^(?:one|two|three|four|five|six|seven|eight|nine|ten)$", re.I
)
_ADDRESS_NOTE = re.compile(
    r"\W+(?:online(?:\s+verfügbar)?(?:\s+unter)?|verfügbar\s+unter|unter|available\s+(?:at|from|online)(?:\s+at)?|"
    r"retrieved\s+from|accessed\s+(?:at|from)|url|doi|disponible\s+en|disponibile\s+su)\W*$",
    re.I,
)
_MONTH_AFTER = re.compile(rf"{BLANKS},\s*+[A-Z][a-z]{{2,}}.*$")
_EDITION_END = re.compile(
    rf"{BLANKS}(?<![,.;:(\[])[,.;:(\[]++\s*+(?:(?:\d++\s?(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|revised|rev\.)[\s,]++){{1,2}}"
    r"(?:ed|edn|edition)\b[\s.)\]]*+$",
    re.I,
)
_ROLE_END = re.compile(r"(?<!\bInt)(?<!\bAusg)(?:[,.;]\s*|\s\(\s*)(?:[Ee]ds?|[Hh]rsg|[Hh]g|pp?|[Vv]ol|no)\.?$")
_NAME_AFTER = re.compile(r"(?<=\w)\W+(?:[A-Z][a-z]{2,}\b|Pt\b|[Ee]ds?\b).*$")
_YEAR_FIRST = re.compile(rf"({LATE_YEAR})\W+(\d{{1,4}})")
_DAY_END = re.compile(r"\s\([A-Z][a-z]{2,8} \d{1,2}, \d{4}\)?$")  # "… (June 14, 2016)", of SSRN
_SERIES_END = re.compile(
    r"[.,;]\s(?:LN(?:CS|AI|BIP|EE|NS|M)|CCIS|IFIP AICT|Lecture Notes in [A-Z][\w ]{3,40})(?:\s\([^)]*\))?$"
)
# "[J]", "[M]", "[EB/OL]": what GB/T 7714 prints behind a title
_DOCUMENT_CODE = re.compile(r"\s?[\[【](?:J|M|C|D|N|P|S|R|G|DB|CP|EB)(?:/(?:OL|CD|MT|DK))?[\]】]?$")
_TOTAL_PAGES = re.compile(r"^([A-Za-z]?\d{2,})\s*,\s*(\d{1,3})\s*(?:pp?|pages)?$")
_IMPRINT = re.compile(r"[^\W\d_a-z][\w .'’-]{2,24}(?:, [\w.]{2,14})?\s?: ([^:.]{3,80})")
_NUMBERED = re.compile(r"(?:vol\W*)?([A-Z]?\d{1,4})\W*(?:nos?|nr|issue|iss|heft|h|n)\.?\s*°?\s*(\d[\d/–-]*)", re.I)
_NUMBER_END = re.compile(r"(.{2,}?\.?)(?:(?<![ ,])[ ,]++|(?<=\.))([A-HX]?\d{1,3})", re.S)
_TWO_NUMBERS = re.compile(r"([A-Z]?\d{1,4})(?:\s*[,;:]\s*|\s+)([A-Z]?\d{1,7})")
_IN_SMALL = re.compile(r"^in:?\s+(?=[\"“«„‘A-Z\d])")
_PHYSICS = re.compile(r"([A-HX])(\d{1,4})")


def zones(tokens: Tokens, labels: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Runs of equally labelled words, ``{"T": [(first word, last word + 1), …]}``."""
    out: dict[str, list[tuple[int, int]]] = {}
    i, n = 0, len(labels)
    while i < n:
        kind = labels[i][-1]
        j = i + 1
        while j < n and labels[j][-1] == kind and (kind != "N") and (labels[j][0] == "I" or kind in "AETJB"):
            j += 1
        out.setdefault(kind, []).append((i, j))
        i = j
    return out


def text_of(tokens: Tokens, run: tuple[int, int]) -> str:
    """The printed text of a run of words with the punctuation that closes it (``?``, ``)``, initials' points)."""
    first, last = run
    start, end = tokens.starts[first], tokens.ends[last - 1]
    return tokens.text[start:end] + closing(tokens.text[start:end], tokens.gaps[last])


def closing(inner: str, gap: str) -> str:
    """What of the gap after a field belongs to it: a question mark, a bracket or quote that was opened inside."""
    out = ""
    for c in gap:
        if (
            (c in "?!" and not out.strip("?!)"))
            or (c == ")" and inner.count("(") > (inner + out).count(")"))
            or (c == "]" and inner.count("[") > inner.count("]"))
            or (c in "”»" and inner.count("“") + inner.count("«") > inner.count("”") + inner.count("»"))
            or (c == "." and not out and inner.endswith(("al", "Inc", "Ltd", "Co")))
        ):
            out += c
        else:
            break
    return out


def clean(text: str) -> str:
    """A title or name of a journal without stray quotes, commas and points around it."""
    text = text.strip(" ,;:")
    text = text[:-80] + _ADDRESS_NOTE.sub("", text[-80:])
    if role := _ROLE_END.search(text, max(0, len(text) - 32)):  # it is short and stands at the end
        text = text[: role.start()]
    text = text.rstrip(" ,;:(")
    if text.endswith(".") and not text.endswith("..."):
        text = text.rstrip(". ")
    return text.lstrip('"“„«‹`. ,;:')


def title(text: str) -> str:
    """A work's title without the edition behind it, "(2nd ed.)"."""
    text = _DAY_END.sub("", _DOCUMENT_CODE.sub("", text))
    return clean(_EDITION_END.sub("", _IN_SMALL.sub("", text).rstrip(" ,;:.")) or text)


def container(text: str) -> str:
    """A journal's or book's title without its "In:"."""
    return _SERIES_END.sub("", clean(_IN_ANY.sub("", text, count=1)) if text[:1] in "iIdD" else clean(text))


def year(text: str) -> tuple[int | None, str]:
    """The first year printed in ``text`` and the letter behind it."""
    match = YEAR_OF_FIELD.search(text[:_LONGEST])
    return (int(match.group(1)), match.group(2) or "") if match else (None, "")


def volume(text: str) -> str:
    """A volume without "Vol."."""
    return _counted(_VOLUME.sub("", text).strip(" .,:;()") or text.strip(" .,:;()"))


def _counted(text: str) -> str:
    """A number without the Chinese, Japanese or Korean word that counts it, ``第3期``."""
    return text if text.isascii() else _COUNTER.sub("", text)


def issue(text: str) -> str:
    """An issue without "no."."""
    text = _NEXT_KEY.sub("", text.strip(" .,:;()"))
    bare = _counted(_ISSUE.sub("", text).strip(" .,:;()"))
    return "" if len(bare) < 3 and bare.lower() in ("p", "pp", "s", "no", "nr", "vol", "v") else bare


def numbers(printed_volume: str, printed_issue: str) -> tuple[str, str]:
    """Volume and issue, told apart where both stand in the volume's stretch, ``82(3)``."""
    printed_volume, printed_issue = printed_volume[:_LONGEST], printed_issue[:_LONGEST]
    bare = _NEXT_KEY.sub("", printed_volume.strip(" .,:;"))
    if not printed_issue and (
        match := _YEARGANG.fullmatch(bare)
        or _NUMBERED.fullmatch(bare)
        or _BOTH.fullmatch(bare)
        or _POINTED.fullmatch(bare)
        or _SUPPLEMENT.fullmatch(bare)
    ):
        return volume(match.group(1)), issue(match.group(2) or "")
    if not _SHOWS_NUMBER.search(_VOLUME.sub("", bare)):
        return "", issue(printed_issue)
    bare = _VOLUME.sub("", bare)
    return volume(bare if bare.isalnum() else _NAME_AFTER.sub("", bare)), issue(printed_issue)


def year_first(printed_volume: str) -> tuple[int | None, str]:
    """``(2014, "20")`` for a volume's stretch that takes the year in, ``2014;20``; ``(None, …)`` otherwise."""
    match = _YEAR_FIRST.fullmatch(printed_volume)
    return (int(match.group(1)), match.group(2)) if match else (None, printed_volume)


def imprint(journal: str) -> tuple[str, str]:
    """``("", publisher)`` where the "journal" of a reference without numbers is "Geneva: WHO"."""
    match = _IMPRINT.fullmatch(journal)
    return ("", match.group(1)) if match else (journal, "")


def number_end(journal: str) -> tuple[str, str]:
    """``("Phys. Rev.", "C92")`` for ``Phys. Rev. C92``, a journal with its volume; ``(journal, "")`` otherwise."""
    match = _NUMBER_END.fullmatch(journal)
    return (match.group(1), match.group(2)) if match else (journal, "")


def volume_and_page(printed_pages: str) -> tuple[str, str]:
    """``("29", "300")`` for the stretch ``29, 300``, a volume and a page; ``("", …)`` otherwise."""
    match = _TWO_NUMBERS.fullmatch(printed_pages.strip(" .,;:()"))
    return (match.group(1), match.group(2)) if match else ("", printed_pages)


def physics_section(journal: str, printed_volume: str) -> tuple[str, str]:
    """``Phys. Rev.`` with volume ``D78`` is ``Phys. Rev. D``, volume 78: the letter names the journal's section."""
    match = _PHYSICS.fullmatch(printed_volume)
    if match and journal and ("." in journal or journal.lower().startswith("phys")) and len(journal) < 30:
        if journal.rstrip(".")[-2:] in (f" {match.group(1)}", f".{match.group(1)}"):
            return journal, match.group(2)  # "Nucl. Phys. B B272"
        return f"{journal}{'' if journal.endswith('.') else '.'} {match.group(1)}", match.group(2)
    return journal, printed_volume


def pages(text: str) -> str:
    """Pages with the last one written out, ``1425-37`` as ``1425-1437``; an article number as it is."""
    text = _counted(_MONTH_AFTER.sub("", _PAGES.sub("", text[:_LONGEST].strip(" .,:;()"))).strip(" .,:;()"))
    if (total := _TOTAL_PAGES.match(text)) and int(total.group(2)) < int(re.sub(r"\D", "", total.group(1))):
        text = total.group(1)  # "025002, 8 pp."
    match = _RANGE.search(text)
    if not match:
        return _PAGES_AFTER.sub("", text) if text[:1].isdigit() else text
    first, last = match.group(1), match.group(2)
    head = re.match(r"([A-Za-z]*)(\d+)", first)
    tail = re.match(r"([A-Za-z]*)(\d+)(\w*)", last)
    if head and tail and len(tail.group(2)) < len(head.group(2)):
        missing = len(head.group(2)) - len(tail.group(2))
        last = (tail.group(1) or head.group(1)) + head.group(2)[:missing] + tail.group(2) + tail.group(3)
    return f"{first}-{last}"
