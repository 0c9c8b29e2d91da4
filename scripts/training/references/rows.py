"""Rows of the training files, and what of them and of a registry's records is rendered as references."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path


def rows(path: Path) -> list[dict]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode("utf-8").split("\n") if line.strip()]


def clean(value: object) -> str:
    text = value[0] if isinstance(value, list) and value else value if isinstance(value, str) else ""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|&\w+;", " ", text)).strip(" .,;:")


def registry_items(path: Path) -> list[dict]:
    out = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            r = json.loads(line)
            title = clean(r.get("title"))
            kind = {
                "journal-article": "article",
                "book-chapter": "chapter",
                "proceedings-article": "chapter",
                "book": "book",
                "monograph": "book",
                "report": "book",
            }.get(r.get("type"))
            names = [(clean(p.get("family")), clean(p.get("given"))) for p in r.get("author") or [] if p.get("family")]
            if kind and title and len(title) < 250 and (names or kind == "article"):
                journals = [
                    clean(x)
                    for x in (*(r.get("container-title") or [])[:1], *(r.get("short-container-title") or [])[:1])
                    if clean(x)
                ]
                out.append(
                    {
                        "kind": kind,
                        "title": title,
                        "names": names,
                        "journals": journals,
                        "publisher": clean(r.get("publisher")),
                        "place": clean(r.get("publisher-location")),
                        "doi": r.get("DOI", ""),
                        "german": False,
                    }
                )
    return out


def row_items(rows: list[dict]) -> list[dict]:
    out = []
    for row in rows:
        f = row["fields"]
        names = [
            (p.get("family", ""), p.get("given", ""))
            for p in f.get("author") or []
            if isinstance(p, dict) and len(p.get("family") or "") > 1
        ]
        title = clean(f.get("title"))
        if not (title and 8 < len(title) < 250 and re.search(r"[a-z]", title)):
            continue
        container = clean(f.get("container"))
        kind = (
            "book"
            if not container
            else "chapter"
            if f.get("type") in ("chapter", "paper-conference") or re.match(r"proc|in ", container, re.I)
            else "article"
        )
        out.append(
            {
                "kind": kind,
                "title": title,
                "names": names,
                "journals": [container] if container else [],
                "publisher": clean(f.get("publisher")),
                "place": clean(f.get("place")),
                "doi": clean(f.get("doi")),
                "german": row.get("lang") == "de",
            }
        )
    return out
