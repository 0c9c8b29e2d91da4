"""How much of an article's prose comes out of its PDF: the sentences of the JATS file, in order, under their headings. Prints JSON.

    python -m scripts.benchmarks.bench_pdf_prose [--shared ../shared] [--sets pdf_real rendered/pdf_2col] [--show 20]

``sentences``: the share of the JATS file's sentences that are sentences of running text in the PDF too; ``other_kind``: those
that are there but as heading, table, caption or furniture; ``in_order``: of those found, the longest run that stands in
JATS order; ``under_heading``: of those found, the share under the heading that JATS has; ``foreign``: sentences of the
PDF's running text that are in no part of the JATS file (licences, running heads, rows of tables read across).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rapidfuzz import fuzz

from refdb.articles.reading import read
from refdb.model import Article
from scripts.places import SHARED

PROSE = ("paragraph", "abstract", "list_item")
LEAST_LETTERS = 25
ALIKE = 94.0  # of 100: two sentences that differ by a hyphen or a letter that the PDF lost
REACH = 40  # sentences around the place where one is looked for


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalpha())


def heading(text: str) -> str:
    return letters(re.sub(r"^[\W\d]+", "", text))


def sentences(article: Article, kinds: Sequence[str]) -> list[tuple[str, str, str]]:
    """(letters, heading above, kind of block) of an article's sentences of these kinds; all kinds where none is named."""
    found = []
    for sentence in article.sentences:
        block = article.blocks[sentence.block]
        if (not kinds or block.kind in kinds) and len(text := letters(sentence.text)) >= LEAST_LETTERS:
            found.append((text, heading(block.section), block.kind))
    return found


def compare(jats: Article, pdf: Article) -> tuple[Counter, list[tuple[str, str]]]:
    gold = sentences(jats, ("paragraph", "abstract", "list_item"))
    printed = sentences(pdf, PROSE)
    elsewhere = "|".join(letters(pdf.text[b.start : b.end]) for b in pdf.blocks if b.kind not in PROSE)
    whole = letters(jats.text)
    places: dict[str, list[int]] = {}
    for i, (text, _, _) in enumerate(printed):
        places.setdefault(text, []).append(i)
    counts: Counter = Counter(gold=len(gold), printed=len(printed))
    order: list[int] = []
    lost: list[tuple[str, str]] = []
    near = 0
    for text, section, kind_of_block in gold:
        at = min(places.get(text, ()), key=lambda i: abs(i - near), default=None)
        if at is None:
            around = range(max(0, near - REACH), min(len(printed), near + REACH))
            at = next((i for i in around if fuzz.ratio(text, printed[i][0], score_cutoff=ALIKE)), None)
        if at is None:
            kind = "other_kind" if text in elsewhere else "missing"
            counts[kind] += 1
            lost.append((kind, text))
            continue
        near = at
        order.append(at)
        counts["found"] += 1
        _, above, printed_kind = printed[at]
        right = section == above or (kind_of_block == "abstract" and printed_kind == "abstract")
        counts["under_heading"] += right
        if not right:
            lost.append((f"heading {section[:30]} / {above[:30]}", text))
    counts["in_order"] = longest_rise(order)
    for text, section, kind in printed:
        if text not in whole and not fuzz.partial_ratio(text, whole, score_cutoff=88.0):
            counts["foreign"] += 1
            lost.append((f"foreign {kind} {section[:20]}", text))
    return counts, lost


def longest_rise(numbers: Sequence[int]) -> int:
    tails: list[int] = []
    for n in numbers:
        at = bisect_left(tails, n)
        tails[at : at + 1] = [n]
    return len(tails)


def figures(counts: Counter) -> dict:
    def share(part, whole):
        return round(counts[part] / max(1, counts[whole]), 4)

    return {
        "sentences": share("found", "gold"),
        "other_kind": share("other_kind", "gold"),
        "in_order": share("in_order", "found"),
        "under_heading": share("under_heading", "found"),
        "foreign": share("foreign", "printed"),
        "gold": counts["gold"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--sets", nargs="+", default=["pdf_real", "rendered/pdf_2col"])
    parser.add_argument("--names", nargs="+", default=[], help="only articles whose name begins so")
    parser.add_argument("--show", type=int, default=0, help="so many sentences of each article that are not right")
    args = parser.parse_args()
    folder = args.shared / "data" / "articles"
    for name in args.sets:
        total: Counter = Counter()
        each = {}
        for path in sorted((folder / name).glob("*.pdf")):
            xml = folder / "jats" / f"{path.stem}.xml"
            if not xml.exists() or (args.names and not path.stem.startswith(tuple(args.names))):
                continue
            counts, lost = compare(read(xml), read(path))
            total += counts
            each[path.stem] = figures(counts)
            for kind, text in lost[: args.show]:
                print(f"{path.stem[:20]} {kind}: {text[:150]}", file=sys.stderr)
        print(json.dumps({"set": name, "articles": len(each)} | figures(total)), flush=True)
        for stem, found in sorted(each.items(), key=lambda item: item[1]["sentences"]):
            print(f"  {stem:55s} {found}", file=sys.stderr)


if __name__ == "__main__":
    main()
