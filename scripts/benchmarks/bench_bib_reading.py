"""Is a .bib file read as others read it: every value of every file beside pybtex, or an earlier reading. Prints JSON.

    python -m scripts.benchmarks.bench_bib_reading [--shared ../shared] [--dump FILE] [--against FILE] [-o FILE]

pybtex:     its low-level parser reads the same files; values are compared with their white space as single blanks.
--dump:     writes what was read, values and persons, so that another version can be compared with it.
--against:  compares with such a dump.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from refdb.bibliography.bibtex.bibfile import read_bib
from refdb.bibliography.bibtex.fields import tidy
from refdb.bibliography.bibtex.names import people_of
from refdb.bibliography.bibtex.syntax.blocks import MONTHS, read_blocks
from scripts.places import SHARED

NAMES = {"author", "editor", "translator"}
Entry = tuple[str, str, dict[str, str]]  # type, key, fields


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--dump", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    args = parser.parse_args()
    paths = sorted((args.shared / "data" / "bibtex" / "bib").glob("*.bib.gz"))
    texts = {path.name: gzip.decompress(path.read_bytes()).decode("utf-8", "replace") for path in paths}
    results = {"files": {name: beside_pybtex(text) for name, text in texts.items()}}
    for measure in ("entries", "values", "pybtex_differs"):
        results[measure] = sum(row[measure] for row in results["files"].values())
    if args.dump or args.against:
        said = {name: dumped(text) for name, text in texts.items()}
        if args.dump:
            args.dump.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        if args.against:
            results["against"] = differences(said, json.loads(args.against.read_text(encoding="utf-8")))
    text = json.dumps(results, indent=1, ensure_ascii=False)
    print(text)
    if args.output:
        args.output.write_text(text + "\n", encoding="utf-8")


# --- beside pybtex --------------------------------------------------------------------------


def beside_pybtex(text: str) -> dict:
    began = time.process_time()
    blocks = read_blocks(text)
    seconds = time.process_time() - began
    ours = [(entry.type, entry.key, dict(entry.fields)) for entry in blocks.entries]
    theirs = list(by_pybtex(text))
    waiting: dict[str, list[Entry]] = {}
    for entry in theirs:
        waiting.setdefault(entry[1], []).append(entry)
    differing = []
    for kind, key, fields in ours:
        if not waiting.get(key):
            differing.append(f"{key}: refdb alone reads this entry")
            continue
        other_kind, _, other = waiting[key].pop(0)
        if kind != other_kind:
            differing.append(f"{key}: {kind} | {other_kind}")
        for name in [*fields, *(name for name in other if name not in fields)]:
            mine, their = (" ".join(known.get(name, "").split()) for known in (fields, other))
            if mine != their and MONTHS.get(mine) != their:
                differing.append(f"{key}: {name} = {mine[:60]} | {their[:60]}")
    differing += [f"{key}: pybtex alone reads this entry" for key, entries in waiting.items() for _ in entries]
    return {
        "entries": len(ours),
        "pybtex_entries": len(theirs),
        "values": sum(len(fields) for _, _, fields in ours),
        "seconds": round(seconds, 2),
        "failures": [f"line {failure.line}: {failure.cause}" for failure in blocks.failures],
        "pybtex_differs": len(differing),
        "examples": differing[:10],
    }


def by_pybtex(text: str) -> Iterator[Entry]:
    from pybtex.database.input.bibtex import LowLevelParser, month_names

    parser = LowLevelParser(text, macros=dict(month_names), handle_error=lambda error: None)
    for command, body in parser:
        if command.lower() in ("string", "preamble", "comment"):
            continue
        key, pairs = body
        fields: dict[str, str] = {}
        for name, pieces in pairs:
            fields.setdefault(name.lower(), "".join(pieces))
        yield command.lower(), key or "", fields


# --- beside an earlier reading --------------------------------------------------------------


def dumped(text: str) -> list:
    return [
        [
            entry.type,
            entry.key,
            dict(entry.fields),
            {name: persons(entry.fields[name]) for name in NAMES & entry.fields.keys()},
        ]
        for entry in read_bib(text).entries
    ]


def persons(names: str) -> list[list[str]]:
    return [[p.family, p.given, p.particle, p.suffix, p.literal] for p in people_of(tidy(names))]


def differences(now: dict, before: dict) -> dict:
    counts: Counter[str] = Counter()
    examples = []
    for name, entries in now.items():
        for entry, other in zip(entries, before[name], strict=True):
            for field in sorted({*entry[2], *other[2]}):
                counts["values"] += 1
                if entry[2].get(field) != other[2].get(field):
                    counts["values differ"] += 1
                    examples.append([entry[1], field, other[2].get(field), entry[2].get(field)])
            for field, people in entry[3].items():
                counts["persons"] += len(people)
                pairs = list(zip(people, other[3].get(field, []), strict=False))
                counts["persons differ"] += sum(person != known for person, known in pairs)
                examples += [[entry[1], field, known, person] for person, known in pairs if person != known]
    return dict(counts) | {"examples": examples[:60]}


if __name__ == "__main__":
    sys.exit(main())
