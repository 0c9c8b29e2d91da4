"""Web of Science's tagged records (``FN Clarivate``, ``PT J``) as RIS.

https://images.webofknowledge.com/images/help/WOS/hs_wos_fieldtags.html
"""

from __future__ import annotations

import re

_TYPES = {"J": "JOUR", "B": "BOOK", "S": "CHAP", "C": "CPAPER", "P": "PAT"}
_TAGS = {
    "AU": "AU", "AF": "AU", "CA": "AU", "BE": "ED", "TI": "TI", "SO": "T2", "JI": "J2", "SE": "T3", "LA": "LA", "AB": "AB",
    "SN": "SN", "EI": "SN", "BN": "SN", "PU": "PB", "PI": "CY", "PY": "PY", "VL": "VL", "IS": "IS", "BP": "SP", "EP": "EP",
    "AR": "C7", "DI": "DO", "UT": "AN", "DE": "KW", "ID": "KW",
}  # fmt: skip
_EACH_LINE = ("AU", "AF", "CA", "BE")  # a person a line; other fields go on
_LINE = re.compile(r"([A-Z][A-Z0-9])(?: (.*))?$")


def as_ris(text: str) -> str:
    """The records of the file as RIS; full names go before abbreviated ones."""
    records: list[list[tuple[str, str]]] = [[]]
    tag = ""
    for line in text.lstrip("\ufeff").splitlines():
        if match := _LINE.match(line):
            tag = match[1]
            if tag == "ER":
                records.append([])
            elif tag not in ("FN", "VR", "EF"):
                records[-1].append((tag, (match[2] or "").strip()))
        elif line.startswith("  ") and line.strip() and records[-1]:
            if tag in _EACH_LINE:
                records[-1].append((tag, line.strip()))
            else:
                records[-1][-1] = tag, f"{records[-1][-1][1]} {line.strip()}"
    return "".join(_record(record) for record in records if record)


def _record(fields: list[tuple[str, str]]) -> str:
    values = dict(fields)
    full = any(tag == "AF" for tag, _ in fields)
    lines = [f"TY  - {_TYPES.get(values.get('PT', 'J'), 'GEN')}"]
    for tag, value in fields:
        if tag not in _TAGS or not value or (tag == "AU" and full) or (tag == "UT" and values.get("PM")):
            continue
        parts = value.split("; ") if tag in ("DE", "ID") else [value]
        # A group of authors has no comma to tell it from "Family, Given".
        lines += [f"{_TAGS[tag]}  - {part}" for part in parts]
    if values.get("PM"):
        lines += [f"AN  - {values['PM']}", "DB  - PubMed"]
    return "\n".join([*lines, "ER  - ", "", ""])
