"""Sentences with what they are, for the check-worthiness head: labelled one by one, written, or labelled weakly.

The weak labels come from how articles are tagged: a sentence that cites speaks of the literature, one of the methods or
results that does not is the article's own work, a caption, a row of a table or a licence claims nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from refdb.claims.detection.features import Place
from refdb.claims.detection.sentences import candidates
from refdb.workflows.steps.given import extract
from scripts.places import ROOT, SHARED

HELD_OUT = ("example", "fresh")  # the articles refdb is shown with; articles of which no label was seen before the end
DATA = ROOT / "scripts" / "training" / "data"
_LETTER = {"L": "literature", "O": "own", "N": "none"}
WEB = ("data/articles/html_real", "cases/articles", "seeds")
CLAIMS = {"lay": 700, "citing": 500, "atomic": 300}
KINDS = ("paragraph",) * 12 + ("list_item",) * 3 + ("table",)  # where a claim of an unscholarly text stands
FILLINGS = 6
MISPLACED = 0.3  # share of the weakly labelled sentences that are shown without their headings
# Weakly labelled sentences of each sort.
MOST = {"cites": 2200, "own": 2000, "discussed": 500, "stated": 600, "caption": 500, "table": 500, "around": 600}


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence as the head sees it."""

    text: str
    place: Place
    label: str
    article: str = ""
    origin: str = ""  # gold, written, filled, claim, or a sort of MOST
    held_out: str = ""  # one of HELD_OUT; "": learned from


def digest(text: str) -> str:
    """By which a labelled sentence is found again, whatever its number has become: eight hex digits of its letters."""
    return hashlib.sha256("".join(filter(str.isalnum, text.lower())).encode()).hexdigest()[:8]


def label_rows() -> dict[str, list[dict[str, str]]]:
    """The labels, article by article."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line in (DATA / "worthiness.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["article"]].append(row)
    return found


def labelled(shared: Path = SHARED) -> list[Example]:
    """The sentences labelled one by one, found again in their articles; one that is no longer there is left out."""
    found = []
    for name, of in label_rows().items():
        sentences = {digest(c.raw): c for c in candidates(extract(place_of(name, shared)))}
        for row in of:
            if candidate := sentences.get(row["letters"]):
                found.append(
                    Example(candidate.alone, candidate.place, row["label"], name, "gold", held_out=row["held_out"])
                )
    return found


def written(chance: random.Random) -> list[Example]:
    """The sentences written for this, those with gaps filled ``FILLINGS`` times."""
    lines = (DATA / "worthiness-written.txt").read_text(encoding="utf-8").splitlines()
    fillings = dict(_filling(line) for line in lines if line.startswith("="))
    cut = [line.split(" ", 2) for line in lines if line and line[0] not in "#="]
    whole = [
        Example(text, _place(where), _LETTER[letter], "", "written") for letter, where, text in cut if "{" not in text
    ]
    return whole + [
        Example(filled, _place(where), _LETTER[letter], "", "filled")
        for letter, where, text in cut
        if "{" in text
        for filled in dict.fromkeys(_filled(text, fillings, chance) for _ in range(FILLINGS))
    ]


def _filling(line: str) -> tuple[str, list[str]]:
    """Of "= organ: heart; liver" the name and what can stand there."""
    name, _, words = line.removeprefix("=").partition(":")
    return name.strip(), [word.strip() for word in words.split(";")]


def _filled(text: str, fillings: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    """A sentence with each gap filled by chance; one whose name has a capital begins the sentence."""

    def fill(gap: re.Match[str]) -> str:
        word = chance.choice(fillings[gap[1].lower()])
        return word[:1].upper() + word[1:] if gap[1][0].isupper() else word

    return re.sub(r"\{(\w+)\}", fill, text)


def _place(where: str) -> Place:
    """The place that is written "list_item" or "paragraph/methods"."""
    kind, _, part = where.partition("/")
    return Place(kind, part or "other", bool(part))  # type: ignore[arg-type]


def claims(shared: Path, chance: random.Random) -> list[Example]:
    """Some of the claims written for abstracts, in places where such claims stand."""
    by_style: dict[str, list[str]] = defaultdict(list)
    for path in (shared / "data" / "claims" / "train" / "written.jsonl.gz", DATA / "written-2.jsonl.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                by_style[row.get("style") or row.get("register") or "atomic"].append(row["claim"])
    found = []
    for style, most in CLAIMS.items():
        for text in chance.sample(sorted(by_style[style]), most):
            scholarly = style == "citing" or (style == "atomic" and chance.random() < 0.5)
            part = chance.choice(["introduction", "discussion", "other"]) if scholarly else "other"
            kind = "paragraph" if scholarly else chance.choice(KINDS)
            place = Place(kind, part, scholarly, scholarly and chance.random() < 0.6)  # type: ignore[arg-type]
            found.append(Example(text, place, "literature", "", "claim"))
    return found


def tagged(shared: Path, chance: random.Random, without: set[str]) -> list[Example]:
    """Weakly labelled sentences of the tagged articles, those named in ``without`` left out."""
    sorts: dict[str, list[Example]] = defaultdict(list)
    for path in sorted((shared / "data" / "articles" / "jats").glob("*.xml")):
        if path.name not in without:
            for example in _weakly(path):
                sorts[example.origin].append(example)
    chosen = [e for sort, most in MOST.items() for e in chance.sample(sorts[sort], min(most, len(sorts[sort])))]
    return [_misplaced(e, chance) if chance.random() < MISPLACED else e for e in chosen]


def _misplaced(example: Example, chance: random.Random) -> Example:
    """The same sentence in a text of which no headings are known."""
    kind = example.place.kind if example.place.kind in ("caption", "table", "list_item") else "paragraph"
    return replace(example, place=Place(kind, "other", chance.random() < 0.5))


def _weakly(path: Path) -> Iterator[Example]:
    for candidate in candidates(extract(path)):
        place, text = candidate.place, candidate.alone
        if sum(c.isascii() for c in text) < 0.9 * len(text) or len(text.split()) < 4:
            continue
        sort = _sort(place, text, cites=bool(candidate.references))
        label = {"cites": "literature", "stated": "literature", "own": "own", "discussed": "own"}.get(sort, "none")
        if sort:
            yield Example(text, place, label, path.name, sort)


def _sort(place: Place, text: str, *, cites: bool) -> str:
    words = f" {text.lower()} "
    speaks_of_itself = any(word in words for word in (" we ", " our ", " this study", " present study", " this trial"))
    prose = place.kind in ("paragraph", "list_item", "abstract")
    if cites:
        return "cites" if prose and place.part not in ("methods", "around") and not speaks_of_itself else ""
    if place.kind in ("caption", "table"):
        return str(place.kind)
    if not prose or place.part == "around":
        return "around" if prose else ""
    if place.part in ("methods", "results"):
        return "own"
    if speaks_of_itself and place.part in ("introduction", "discussion", "abstract"):
        return "discussed"
    stated = place.part == "introduction" and (place.among_citations or place.kind == "abstract")
    return "stated" if stated and not speaks_of_itself else ""


def place_of(name: str, shared: Path) -> Path:
    """Where an article lies among the public data."""
    folders = [shared / "data" / "articles" / "jats", *(shared / folder for folder in WEB)]
    return next(folder / name for folder in folders if (folder / name).is_file())
