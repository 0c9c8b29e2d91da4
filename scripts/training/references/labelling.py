"""Printed references -> a label for each token: from tagged pieces, or from fields found again in the print."""

from __future__ import annotations

import collections
import re

from refdb.citations.parsing.tokens import fold, tokenize

ZONES = {
    "author": "A", "editor": "E", "director": "A", "producer": "A", "translator": "N", "title": "T", "journal": "J",
    "container-title": "B", "collection-title": "S", "date": "Y", "volume": "V", "issue": "I", "pages": "P",
    "publisher": "U", "location": "L", "source": "N",
}  # fmt: skip


def squash(text: str) -> str:
    return re.sub(r"\W", "", text)


def zones_of_segments(text: str, segments: list) -> list[str] | None:
    """A label for each character of ``text``; None where the segments do not spell it."""
    out = ["N"] * len(text)
    i = 0
    for label, piece in segments:
        start = None
        for c in fold(piece):
            if c.isspace() or not re.match(r"\w", c):
                continue
            while i < len(text) and not re.match(r"\w", text[i]):
                i += 1
            if i >= len(text) or text[i] != c:
                return None
            start = i if start is None else start
            i += 1
        if start is not None:
            out[start:i] = [ZONES.get(label, "N") + ("*" if k == start else "") for k in range(start, i)]
        elif label == "author" and (m := re.compile(r"[-‐-―_]{2,}|—").search(text, i)):
            out[m.start() : m.end()] = ["A"] * (m.end() - m.start())
    return out


def pattern(value: str) -> str:
    return r"(?<![0-9A-Za-z_À-ɏͰ-ӿ])" + r"\W*".join(re.escape(w) for w in re.findall(r"[^\W_]+", fold(value)))


def zones_of_fields(text: str, fields: dict) -> list[str] | None:
    """Labels found by searching for the fields' values; None where title or container are not in the text."""
    out = ["N"] * len(text)

    def mark(span: tuple[int, int], label: str) -> None:
        for k in range(*span):
            out[k] = label + ("*" if k == span[0] else "")

    def search(value: str, label: str, begin: int = 0) -> tuple[int, int] | None:
        if not re.search(r"\w", value or ""):
            return None
        for m in re.compile(pattern(value) + r"(?![0-9A-Za-z_À-ɏͰ-ӿ])", re.I).finditer(text, begin):
            if all(o == "N" for o in out[m.start() : m.end()]):
                mark(m.span(), label)
                return m.span()
        return None

    title = search(fields.get("title", ""), "T")
    if fields.get("title") and not title:
        return None
    kind = fields.get("type") or ""
    book = kind in ("chapter", "paper-conference")
    container = (
        search(fields.get("container", ""), "B" if book else "J", title[1] if title else 0)
        if fields.get("container")
        else None
    )
    if fields.get("container") and not container and not search(fields["container"], "B" if book else "J"):
        return None
    for key, label in (("author", "A"), ("editor", "E")):
        if fields.get(key + "_raw"):
            if not search(fields[key + "_raw"], label):
                return None
        elif fields.get(key):
            limit = title[0] if title and key == "author" else len(text)
            begin, end = limit, -1
            position = 0 if key == "author" else (title[1] if title else 0)
            for person in fields[key]:
                for part in (person.get("family") or person.get("literal") or "", person.get("given") or ""):
                    if part and (m := re.compile(pattern(part), re.I).search(text, position, limit)):
                        begin, end = min(begin, m.start()), max(end, m.end())
            if end > begin and all(o == "N" for o in out[begin:end]):
                mark((begin, end), label)
            else:
                return None
    search(fields.get("series", ""), "S")
    search(fields.get("publisher", ""), "U")
    search(fields.get("place", ""), "L")
    after = container[1] if container else 0
    search(str(fields.get("pages") or ""), "P", after)
    search(str(fields.get("volume") or ""), "V", after)
    search(str(fields.get("issue") or ""), "I", after)
    search(str(fields.get("year") or ""), "Y")
    return out


KEYWORD = {
    "vol": "V",
    "volume": "V",
    "bd": "V",
    "no": "I",
    "nr": "I",
    "issue": "I",
    "n": "I",
    "pp": "P",
    "p": "P",
    "pages": "P",
    "s": "P",
}


def numbers(tokens, labels: list[str], fields: dict) -> None:
    """Tell volume, issue and pages apart inside the printed group of numbers."""
    values = {
        k: set(re.findall(r"[^\W_]+", fold(str(fields.get(f) or "")).lower()))
        for k, f in (("V", "volume"), ("I", "issue"), ("P", "pages"))
    }
    n = len(labels)
    i = 0
    while i < n:
        if labels[i][0] not in "VI":
            i += 1
            continue
        j = i
        while j < n and labels[j][0] in "VI":
            j += 1
        state = labels[i][0]
        for k in range(i, j):
            word, gap = tokens.words[k].lower(), tokens.gaps[k] if k > i else ""
            bare = gap.replace(" ", "")
            if word in KEYWORD and k + 1 < j:
                state = KEYWORD[word]
            elif labels[k][0] == "I":
                state = "I"
            elif labels[k][0] == "V" and any(c.isdigit() for c in word):
                if (
                    k > i
                    and state == "V"
                    and ("(" in bare or bare in (".", "/", "-"))
                    and tokens.words[k - 1] not in KEYWORD
                ):
                    state = "I"
                elif (
                    k > i
                    and state in "VI"
                    and bare in (":", "):", ",", "),")
                    and tokens.words[k - 1].lower() not in KEYWORD
                ):
                    state = (
                        "P"
                        if not fields or word in values["P"] or (bare in (":", "):", "),") and word not in values["I"])
                        else "I"
                    )
                if fields and word in values["V"] and word not in values["I"] | values["P"]:
                    state = "V"
                elif fields and word in values["I"] and word not in values["V"] | values["P"]:
                    state = "I"
                elif fields and word in values["P"] and word not in values["V"] | values["I"]:
                    state = "P"
            labels[k] = state + ("*" if k == i or labels[k - 1][0] != state else "")
        i = j


def labelled(text: str, zones: list[str], fields: dict):
    tokens = tokenize(text)
    labels = []
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        if word[0] == "<":
            labels.append("N")
            continue
        counted = collections.Counter(z[0] for z in zones[start:end])
        label = counted.most_common(1)[0][0]
        labels.append(label + ("*" if zones[start].endswith("*") else ""))
    numbers(tokens, labels, fields)
    out = []
    previous = ""
    for label in labels:
        if label[0] == "N":
            out.append("N")
        else:
            out.append(
                ("B" if label[0] != previous or (label.endswith("*") and label[0] not in "Y") else "I") + label[0]
            )
        previous = label[0]
    return tokens, out


def realigned(text: str, zones: list[str]) -> tuple[str, list[str]]:
    """``text`` folded, with each word character's zone; folding moves spaces, so offsets alone would slip."""
    folded = fold(text)
    if folded == text:
        return text, zones
    kept = [zone for c, zone in zip(text, zones, strict=True) if re.match(r"\w", c)]
    following = iter(kept)
    out: list[str] = []
    for c in folded:
        out.append(next(following) if re.match(r"\w", c) else (out[-1].rstrip("*") if out else "N"))
    return folded, out
