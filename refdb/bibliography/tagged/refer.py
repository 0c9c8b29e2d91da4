"""EndNote's refer format (``%A Roe, Jane``) as RIS; the tags that RIS has no like of are kept as notes."""

from __future__ import annotations

import re

_TYPES = {
    "journal article": "JOUR", "electronic article": "EJOUR", "book": "BOOK", "edited book": "EDBOOK", "electronic book": "EBOOK",
    "book section": "CHAP", "conference paper": "CPAPER", "conference proceedings": "CONF", "thesis": "THES", "report": "RPRT",
    "web page": "ELEC", "newspaper article": "NEWS", "magazine article": "MGZN", "dataset": "DATA", "computer program": "COMP",
    "patent": "PAT", "standard": "STAND", "unpublished work": "UNPB", "manuscript": "MANSCPT", "encyclopedia": "ENCYC",
}  # fmt: skip
_TAGS = {
    "A": "AU", "B": "T2", "C": "CY", "D": "PY", "E": "ED", "F": "ID", "G": "LA", "I": "PB", "J": "T2", "K": "KW", "N": "IS",
    "P": "SP", "R": "DO", "T": "TI", "U": "UR", "V": "VL", "X": "AB", "Z": "N1", "@": "SN", "7": "ET", "8": "DA", "S": "T3",
    "M": "AN", ">": "L1", "(": "OP", "!": "ST", "Q": "CT", "Y": "A2", "[": "Y2",
}  # fmt: skip
_LINE = re.compile(r"%(\S) ?(.*)")


def as_ris(text: str) -> str:
    """The records of a refer file as RIS; a record ends at an empty line before the next ``%0`` or first tag."""
    records: list[list[tuple[str, str]]] = []
    blank = True
    for line in text.lstrip("\ufeff").splitlines():
        match = _LINE.match(line)
        if match is None:
            blank = not line.strip()
            if not blank and records:
                tag, value = records[-1][-1]
                records[-1][-1] = tag, f"{value} {line.strip()}"
            continue
        if match[1] == "0" or not records or (blank and any(tag == match[1] == "T" for tag, _ in records[-1])):
            records.append([])
        records[-1].append((match[1], match[2].strip()))
        blank = False
    return "".join(map(_record, records))


def _record(fields: list[tuple[str, str]]) -> str:
    kind = next((_TYPES.get(value.lower(), "GEN") for tag, value in fields if tag == "0"), "")
    if not kind:
        kind = "JOUR" if any(tag == "J" for tag, _ in fields) else "GEN"
    lines = [f"TY  - {kind}"]
    for tag, value in fields:
        if tag != "0" and value:
            lines.append(f"{_TAGS.get(tag, 'N1')}  - {value}")
    return "\n".join([*lines, "ER  - ", "", ""])
