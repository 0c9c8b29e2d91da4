"""Bibliographies in and out: does the export compile, does a round trip lose anything, how fast is it. Prints JSON.

    python -m scripts.benchmarks.bench_bibliographies [--shared ../shared] [--only compile round_trip …] [-o FILE]

compile:        every record of nasty_works.jsonl.gz and registry.jsonl.gz -> real bibtex (plain, alpha, unsrt), a
                pdflatex run of the barest document that cites all of it, and biber --tool --validate-datamodel of
                both dialects, whose log is read, as its exit status lies. Counts errors; warnings by kind. Minutes.
round_trip:     every .bib file -> works -> BibTeX and BibLaTeX; each value compared decoded with what came out.
speed:          the largest .bib file, best of three on one core, beside bibtexparser and pybtex.
better_bibtex:  Better BibTeX's own export cases: our entries beside theirs, field by field.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
import logging
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from refdb.bibliography.bibtex.bibfile import read_bib
from refdb.bibliography.bibtex.fields import VERBATIM, bare_doi, date_of, is_exact_date, tags_of, text_of, tidy
from refdb.bibliography.bibtex.names import people_of
from refdb.bibliography.bibtex.syntax.blocks import BibEntry
from refdb.bibliography.bibtex.writing import export
from refdb.bibliography.csl.items import work_from_item
from refdb.bibliography.importing import read
from refdb.model import Work
from refdb.text.languages import code_of
from scripts.places import SHARED

STYLES = ("plain", "alpha", "unsrt")
DOCUMENT = r"""\documentclass{article}
\begin{document}
\nocite{*}
\bibliographystyle{%s}
\bibliography{refs}
\end{document}
"""
LARGEST = "bbt-unabbreviate-1436-3.bib.gz"
# One meaning under several names.
SAME = {
    "journaltitle": "journal", "location": "address", "city": "address", "annotation": "annote", "comment": "annote",
    "review": "annote", "eprinttype": "archiveprefix", "eprintclass": "primaryclass", "sortkey": "key",
    "issue": "number",
    "school": "publisher", "institution": "publisher", "organization": "publisher", "langid": "language", "pdf": "file",
    "localfile": "file", "keyword": "keywords", "numpages": "pagetotal", "arxivid": "eprint", "articleno": "eid",
}  # fmt: skip
DATES = ("date", "year", "month", "day")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--only", nargs="+", choices=list(BENCHES), default=list(BENCHES))
    parser.add_argument("-o", "--output", type=Path)
    args = parser.parse_args()
    results = {name: BENCHES[name](args.shared / "data") for name in args.only}
    text = json.dumps(results, indent=1, ensure_ascii=False)
    print(text)
    if args.output:
        args.output.write_text(text + "\n", encoding="utf-8")


# --- does it compile ------------------------------------------------------------------------


def compile_all(data: Path) -> dict:
    works = list(registered(data / "crossref"))
    found: dict = {"records": len(works)}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for dialect in ("bibtex", "biblatex"):
            text = export(works, dialect=dialect)
            keys = re.findall(r"^@\w+\{([^,]*),$", text, re.M)
            found[dialect] = {
                "ascii": text.isascii(),
                "entries": len(keys),
                "keys_unique": len({k.lower() for k in keys}) == len(keys),
            }
            (place / ("refs.bib" if dialect == "bibtex" else "latex.bib")).write_text(text, encoding="utf-8")
        for style in STYLES:
            found[style] = run_latex(place, style)
        for dialect, name in (("bibtex", "refs.bib"), ("biblatex", "latex.bib")):
            found[dialect]["biber"] = run_biber(place, name)
    return found


def registered(crossref: Path) -> Iterator[Work]:
    for name in ("nasty_works.jsonl.gz", "registry.jsonl.gz"):
        with gzip.open(crossref / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield work_from_item(row.get("work", row))


def run_latex(place: Path, style: str) -> dict:
    if not shutil.which("bibtex"):
        return {"skipped": "bibtex is not installed (Debian: texlive-binaries)"}
    (place / "d.tex").write_text(DOCUMENT % style)
    (place / "d.aux").write_text(f"\\relax\n\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{refs}}\n")
    said = subprocess.run(
        ["bibtex", "d"], cwd=place, capture_output=True, text=True, errors="replace", check=False
    ).stdout
    counted = re.search(r"There (?:was|were) (\d+) error message", said)
    found = {
        "bibtex_errors": int(counted[1]) if counted else 0,
        "bibtex_warnings": said.count("Warning--"),
        "items": (place / "d.bbl").read_text(encoding="utf-8", errors="replace").count("\\bibitem"),
    }
    if not shutil.which("pdflatex"):
        return found | {"pdflatex": "skipped: not installed (Debian: texlive-latex-base)"}
    for _ in range(2):
        subprocess.run(["pdflatex", "-interaction=nonstopmode", "d"], cwd=place, capture_output=True, check=False)
    log = (place / "d.log").read_text(encoding="utf-8", errors="replace")
    return found | {
        "pdflatex_errors": len(re.findall(r"^!", log, re.M)),
        "pages": re.findall(r"\((\d+) pages", log)[-1:],
    }


def run_biber(place: Path, name: str) -> dict:
    if not shutil.which("biber"):
        return {"skipped": "biber is not installed (Debian: biber)"}
    subprocess.run(["biber", "--tool", "--validate-datamodel", name], cwd=place, capture_output=True, check=False)
    log = (place / f"{name}.blg").read_text(encoding="utf-8", errors="replace")
    kinds: Counter[str] = Counter()
    for line in re.findall(r"WARN - (.*)", log):
        kinds[re.sub(r"(?:[Ee]ntry|ISBN|ISSN) '[^']*'|\([^)]*\)", "…", line)] += 1
    return {"errors": log.count("ERROR - "), "warnings": dict(kinds.most_common(12))}


# --- does it lose anything ------------------------------------------------------------------


def round_trip(data: Path) -> dict:
    found: dict = {}
    for path in sorted((data / "bibtex" / "bib").glob("*.bib.gz")):
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        imported = read(text, "bibtex")
        row: dict = {"entries": len(imported.works), "reported": list(imported.said)[:5]}
        for dialect in ("bibtex", "biblatex"):
            row[dialect] = lost_values(text, export(imported.works, dialect=dialect))
        found[path.name.removesuffix(".gz")] = row
    total = Counter()
    for row in found.values():
        for dialect in ("bibtex", "biblatex"):
            total[f"{dialect} values"] += row[dialect]["values"]
            total[f"{dialect} lost"] += len(row[dialect]["lost"])
    return {"total": dict(total), "files": found}


def lost_values(before: str, after: str) -> dict:
    again: dict[str, list[BibEntry]] = {}
    for entry in read_bib(after).entries:
        again.setdefault(entry.key, []).append(entry)
    values, lost, changed_keys = 0, [], []
    for entry in read_bib(before).entries:
        values += sum(bool(value) for value in entry.fields.values())
        candidates = again.get(entry.key)
        if not candidates:
            changed_keys.append(entry.key)  # biber refuses ' ( ) = in keys
            continue
        lost += min((missing_of(entry, candidate) for candidate in candidates), key=len)
    return {"values": values, "lost": lost[:20], "keys_changed": changed_keys[:20]}


def missing_of(entry: BibEntry, other: BibEntry) -> list[str]:
    there: dict[str, list] = {}
    for name, value in other.fields.items():
        there.setdefault(SAME.get(name, name), []).append(decoded(SAME.get(name, name), value))
    dated = {name: entry.fields[name] for name in DATES if name in entry.fields}
    same_date = date_of(entry.fields) == date_of(other.fields) and is_exact_date(dated)
    missing = []
    for name, value in entry.fields.items():
        known = SAME.get(name, name)
        if not value or name in entry.inherited or (same_date and name in DATES):
            continue
        if decoded(known, value) not in there.get(known, ()):
            missing.append(f"{entry.key}: {name} = {value[:60]}")
    return missing


@functools.cache  # the same values stand in the file before and after, and in each dialect
def decoded(name: str, value: str) -> object:
    if name in ("author", "editor", "translator"):
        return people_of(tidy(value)), "others" in value
    if name == "month":
        return text_of(tidy(value)).lower()[:3]
    if name == "pages":
        return re.sub(r"\s*[-–—]+\s*", "-", text_of(tidy(value)))
    if name == "doi":
        return bare_doi(value)
    if name == "keywords":
        return tags_of(value)
    if name == "language":
        return code_of(text_of(tidy(value)))
    if name in ("crossref", "xdata"):
        return value.lower()
    if name in VERBATIM:
        return re.sub(r"\\([_%&#~])", r"\1", value.strip())
    return text_of(tidy(value))


# --- how fast -------------------------------------------------------------------------------


def speed(data: Path) -> dict:
    text = gzip.decompress((data / "bibtex" / "bib" / LARGEST).read_bytes()).decode("utf-8", "replace")
    works = read(text, "bibtex").works
    found = {
        "entries": len(works),
        "refdb": {"import": best(lambda: read(text, "bibtex")), "export": best(lambda: export(works))},
        "refdb, biblatex": {"export": best(lambda: export(works, dialect="biblatex"))},
    }
    return found | {"bibtexparser": bibtexparser_speed(text), "pybtex": pybtex_speed(text)}


def best(act: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return round(min(times), 2)


def bibtexparser_speed(text: str) -> dict | str:
    try:
        import bibtexparser
    except ImportError:
        return "not installed"
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    library = bibtexparser.parse_string(text)
    return {
        "import": best(lambda: bibtexparser.parse_string(text)),
        "export": best(lambda: bibtexparser.write_string(library)),
    }


def pybtex_speed(text: str) -> dict | str:
    try:
        from pybtex.database import parse_string
    except ImportError:
        return "not installed"
    database = parse_string(text, "bibtex")
    return {
        "import": best(lambda: parse_string(text, "bibtex")),
        "export": best(lambda: database.to_string("bibtex")),
    }


# --- beside Better BibTeX -------------------------------------------------------------------


def better_bibtex(data: Path) -> dict:
    counts: Counter[str] = Counter()
    differing: Counter[str] = Counter()
    examples: dict[str, str] = {}
    cases = data / "bibtex" / "better_bibtex_export"
    for path in sorted([*cases.glob("*.bibtex"), *cases.glob("*.biblatex")]):
        items = path.with_name(path.name.removesuffix(path.suffix) + ".json")
        works = read(items.read_text(encoding="utf-8"), "zotero-json").works
        ours = list(read_bib(export(works, dialect="bibtex" if path.suffix == ".bibtex" else "biblatex")).entries)
        for theirs in read_bib(path.read_text(encoding="utf-8")).entries:
            own = partner(theirs, ours)
            if own is None:
                counts["entry not found"] += 1
                continue
            counts["type equal" if own.type == theirs.type else "type differs"] += 1
            for name, value in theirs.fields.items():
                verdict = compared(name, value, own, path.suffix)
                counts[verdict] += 1
                if verdict not in ("identical", "equal when decoded"):
                    differing[f"{name}: {verdict}"] += 1
                    examples.setdefault(f"{name}: {verdict}", f"{value[:70]} | {own.fields.get(name, '')[:70]}")
    fields = sum(n for name, n in counts.items() if "entry" not in name and "type" not in name)
    equal = counts["identical"] + counts["equal when decoded"]
    return {
        "fields": fields,
        "share_equal": round(equal / fields, 3),
        "counts": dict(counts.most_common()),
        "differing": {name: {"n": n, "theirs | ours": examples[name]} for name, n in differing.most_common(40)},
    }


def partner(theirs: BibEntry, ours: list[BibEntry]) -> BibEntry | None:
    def title(entry: BibEntry) -> str:
        return re.sub(r"\W", "", text_of(tidy(entry.fields.get("title", "")))).lower()

    same = [entry for entry in ours if title(entry) == title(theirs)]
    names = set(decoded_letters(theirs.fields.get("author", "")))
    return max(
        same,
        key=lambda e: (e.key == theirs.key, len(names & set(decoded_letters(e.fields.get("author", ""))))),
        default=None,
    )


TASTE = {
    "groups": "taste: the collection's path, not its name alone",
    "keywords": "taste: commas in keywords are kept, and a blank behind each",
    "isbn": "taste: digits alone, and the first of several",
    "issn": "taste: the first of several, which is all that biber takes",
    "timestamp": "taste: Zotero's own time stamps",
    "file": "taste: how attachments are named",
    "note": "ours: a reader's notes are not printed",
    "annotation": "taste: where remarks go",
}


def compared(name: str, value: str, own: BibEntry, dialect: str) -> str:
    ours = own.fields.get(name)
    if ours == value:
        return "identical"
    if ours is None:
        return TASTE.get(name, "theirs: we do not write it")
    if decoded(name, ours) == decoded(name, value):
        return "equal when decoded"
    if name in TASTE:
        return TASTE[name]
    plain, own_plain = text_of(tidy(value)), text_of(tidy(ours))
    if plain.casefold() == own_plain.casefold():
        return "taste: capitals of titles (theirs writes Title Case)" if "title" in name else "taste: capitals"
    if re.sub(r"\W", "", plain) == re.sub(r"\W", "", own_plain):
        return "taste: punctuation"
    if name in ("author", "editor"):
        return "taste: particles and braces" if decoded_letters(plain) == decoded_letters(own_plain) else "names differ"
    return "differs"


def decoded_letters(names: str) -> list[str]:
    """The words of a name list, braces and TeX aside."""
    names = text_of(tidy(re.sub(r"\b(?:family|given|prefix|useprefix|given-i|true|false)\b=?", " ", names)))
    return sorted(re.findall(r"\w+", names.casefold()))


BENCHES: dict[str, Callable[[Path], dict]] = {
    "compile": compile_all, "round_trip": round_trip, "speed": speed, "better_bibtex": better_bibtex,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
