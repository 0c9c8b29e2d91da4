"""Findings on a reference list in the forms that build servers read: GitHub's annotations, SARIF 2.1.0, JUnit's XML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from refdb.reports.wording import STATUSES

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML has no way to write them


@dataclass(frozen=True, slots=True)
class Entry:
    """One reference: its name, its line in the file (0 where nobody knows), and what is wrong with it by kind."""

    name: str
    raw: str
    line: int
    problems: Mapping[str, str]  # kind ("field_mismatch", "retracted", "unchecked" …) -> message
    is_finding: bool  # else it could not be checked


def line_of(text: str, key: str, raw: str) -> int:
    r"""The line in which an entry begins, 0 where it is not found: of a .bib file by its key, else by its words.

    >>> line_of("@book{a, title={x}}\n@article{roe2001, year=2001}", "roe2001", "")
    2
    """
    found = re.search(rf"(?m)^[ \t]*@\w+\s*[{{(]\s*{re.escape(key)}\s*,", text) if key else None
    at = found.start() if found else text.find(raw[:60]) if raw else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def github(file: str, entries: Sequence[Entry]) -> str:
    """Workflow commands: an annotation beside each line. docs.github.com, "Workflow commands"."""
    lines = [
        f"::{'error' if entry.is_finding else 'warning'} file={_property(file)},line={entry.line or 1},"
        f"title={_property(_title(kind))}::{_data(f'{entry.name}: {message}')}"
        for entry in entries
        for kind, message in entry.problems.items()
    ]
    return "".join(f"{line}\n" for line in lines)


def sarif(file: str, entries: Sequence[Entry]) -> str:
    """One run of SARIF 2.1.0, as code scanning takes it in."""
    from refdb import __version__

    kinds = sorted({kind for entry in entries for kind in entry.problems})
    results = [
        {
            "ruleId": kind,
            "level": "error" if entry.is_finding else "warning",
            "message": {"text": f"{entry.name}: {message}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": file.replace("\\", "/")},
                        "region": {"startLine": entry.line or 1},
                    }
                }
            ],
        }
        for entry in entries
        for kind, message in entry.problems.items()
    ]
    rules = [{"id": kind, "shortDescription": {"text": _title(kind)}} for kind in kinds]
    driver = {"name": "refdb", "version": __version__, "rules": rules}
    whole = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def junit(file: str, entries: Sequence[Entry]) -> str:
    """A test suite with a case for each reference: wrong ones fail, unchecked ones are skipped."""
    failures = sum(bool(entry.problems) and entry.is_finding for entry in entries)
    skipped = sum(bool(entry.problems) and not entry.is_finding for entry in entries)
    counts = f'tests="{len(entries)}" failures="{failures}" errors="0" skipped="{skipped}"'
    cases = "".join(map(_case, entries))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites {counts}>\n<testsuite name={_attribute(file)} {counts}>\n{cases}</testsuite>\n</testsuites>\n"
    )


FORMS: Mapping[str, Callable[[str, Sequence[Entry]], str]] = {"github": github, "sarif": sarif, "junit": junit}


def _case(entry: Entry) -> str:
    opening = f"<testcase classname={_attribute('references')} name={_attribute(entry.name)}"
    if not entry.problems:
        return f"{opening}/>\n"
    said = "\n".join(entry.problems.values())
    tag = "failure" if entry.is_finding else "skipped"
    message = _attribute(", ".join(map(_title, entry.problems)))
    body = escape(_CONTROL.sub("", f"{entry.raw}\n{said}"))
    return f"{opening}><{tag} message={message}>{body}</{tag}></testcase>\n"


def _title(kind: str) -> str:
    return STATUSES[kind].name if kind in STATUSES else kind.replace("_", " ")


def _attribute(text: str) -> str:
    return quoteattr(_CONTROL.sub("", text))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
