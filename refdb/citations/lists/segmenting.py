"""Text -> the entries of its reference lists, by a CRF over its lines: B begins an entry, I goes on with one.

After GROBID's reference segmenter and AnyStyle's finder; the features are shapes and places (line_features.py), the
training texts are made (scripts/training/references/train_reference_segmenter.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

from refdb.citations.crf_files import load_segmenter
from refdb.citations.lists.annotations import without_annotations
from refdb.citations.lists.entries import Entry, entry_of
from refdb.citations.lists.line_features import Line, features, lines_of
from refdb.citations.lists.places import has_year, looks_like_reference
from refdb.text.headings import is_heading_of, is_reference_heading
from refdb.text.patterns import DOI_PREFIX, TEXT_YEAR

if TYPE_CHECKING:
    import pycrfsuite

MOST_LINES = 200_000  # a book has 20,000
MOST_BETWEEN = 12  # lines between two entries of one list: a page's foot, a head, a small table
MOSTLY = 0.6  # share of numbered entries in a numbered list, as the CRF cuts it
MOSTLY_KEPT = 0.8  # and so many entries must be left when the numbers decide
MOST_OF_HEAD = 4  # lines that the names of an entry and its year take
LEAST_SET_APART = 6  # entries, and lines within them, before their layout is believed
LONGEST_ENTRY = 8  # lines; longer only where its neighbours are long as well
SHORT = 400  # characters of an entry; a dated paragraph that is longer may be any
# How the entries of a list begin that has its years behind the names, whatever names: "Columbia University (2004): …".
_NAMED = r"(?:[^\W\d_a-zäöü][^:\d]{1,120}?\s?)?"
_HEADS = tuple(
    re.compile(rf"{_NAMED}{year}")
    for year in (
        *(rf"\(\s?{TEXT_YEAR}[a-z]?\s?\)\s?{sign}" for sign in (":", r"\.", ",")),
        rf",\s{TEXT_YEAR}[a-z]?\s?:",
    )
)
_FINISHED = re.compile(r"(?:[.!?)\]\d\"”»]|/\S+)$")
_LABEL = re.compile(r"\[\s?\d{1,4}\s?\]|\(\d{1,4}\)|\d{1,4}\s?[.)](?!\d)|\d{1,3}(?=\s+[^\W\d_a-z])")
# Behind such an end no entry begins: "In:", "(Hrsg.):", "Miller /", "pp.", a word cut at the line's end.
_GOES_ON = re.compile(
    r"(?:\b[Ii]n:?|\b(?:eds?|Hrsg|Hg)\.?\)?[:,]|[/&,]|\b(?:pp?|S|vol|no|Nr|Bd)\.|[^\W\d_]{2}[-\u00ad]|"
    rf"{DOI_PREFIX}\S*[/_(-])$"  # a DOI that was cut
)
# A DOI that was cut behind its full stop, and how it goes on; most that end so are whole.
_CUT_DOI, _REST_OF_DOI = re.compile(rf"{DOI_PREFIX}\S*\.$"), re.compile(r"\d{2,}(?:\.?$|\s+(?:PMID|PMC|Epub|\[))")
MOST_ABOVE = 15  # lines above a list with which a text begins: the end of the article before, of a scanned journal
_BULLET, _OF_CONTENTS = re.compile(r"[●•■▪►·]\s"), re.compile(r"\[pp?\. \d+[-–]\d+\]$")
LEAST_DATED = 40  # characters of an entry that nothing but its year speaks for: rows of tables have years, too
LEAST_ALIKE = 0.5  # share of a run's entries that must read like references
LEAST_ALIKE_HEADED = 0.25  # the same under the list's heading
LONGEST_OF_SERIES = 90  # characters of a heading above a publisher's own titles
SURE = 0.8  # and so many, of entries that stand apart behind a list


@cache
def _tagger() -> tuple[pycrfsuite.Tagger, bytes]:
    import pycrfsuite

    model = load_segmenter()
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(model)
    return tagger, model  # the tagger reads the model where it lies: it must live as long


def segment(text: str) -> list[Entry]:
    """The entries of all reference lists in a text, in its order; what stands between the lines of one is left out."""
    lines = lines_of(text)[:MOST_LINES]
    if not lines:
        return []
    groups: list[list[int]] = []
    labels = _tagger()[0].tag(features(lines))
    of_series = _of_series(lines, labels)
    for i, label in enumerate(labels):
        if i in of_series:
            continue
        goes_on = i > 0 and bool(groups) and i - groups[-1][-1] == 1 and _goes_on(lines[i - 1].text, lines[i].text)
        if label == "B" and not goes_on:
            groups.append([i])
        elif label in "BI" and groups and i - groups[-1][-1] <= MOST_BETWEEN:
            groups[-1].append(i)
    runs = _lists([_Run(lines, _by_heads(lines, _by_layout(lines, _by_numbers(lines, run)))) for run in _runs(groups)])
    return [
        entry
        for run in runs
        for group in _cut_short(_plain(lines, run.groups))
        if (entry := entry_of(_joined([lines[i] for i in group]), lines[group[0]].start, lines[group[-1]].end))
    ]


def _of_series(lines: Sequence[Line], labels: Sequence[str]) -> set[int]:
    """The lines of a publisher's list of its own titles in the text's second half, to the next reference heading."""
    found: set[int] = set()
    inside = False
    for i in range(len(lines) // 2, len(lines)):
        line = lines[i].text
        within = labels[i] == "I" and labels[i - 1] in "BI"  # of an entry: "Publications of the Modern Language …"
        if is_reference_heading(line):
            inside = False
        elif not within and len(line) < LONGEST_OF_SERIES and is_heading_of("series", line):
            inside = True
        if inside:
            found.add(i)
    return found


def _plain(lines: Sequence[Line], groups: list[list[int]]) -> list[list[int]]:
    kept = without_annotations([[lines[i].text for i in group] for group in groups])
    return [group[:count] for group, count in zip(groups, kept, strict=True)]


def _goes_on(above: str, line: str) -> bool:
    return bool(_GOES_ON.search(above) or (_CUT_DOI.search(above) and _REST_OF_DOI.match(line)))


def _cut_short(groups: list[list[int]]) -> list[list[int]]:
    """No entry is many times as long as the others: what follows the last (a table, an address) is cut off."""
    lengths = sorted(len(group) for group in groups)
    most = max(LONGEST_ENTRY, 3 * lengths[int(0.8 * (len(lengths) - 1))])
    return [group[:most] for group in groups]


def _runs(groups: list[list[int]]) -> Iterator[list[list[int]]]:
    """Entries that stand together: no more than a page's head and foot between them."""
    run: list[list[int]] = []
    for group in groups:
        if run and group[0] - run[-1][-1] > MOST_BETWEEN:
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _by_numbers(lines: Sequence[Line], run: list[list[int]]) -> list[list[int]]:
    """Where a list is numbered, its numbers decide: a line that is not the next number begins nothing."""
    labels = [_LABEL.match(lines[group[0]].text) for group in run]
    if len(run) < 4 or sum(label is not None for label in labels) < MOSTLY * len(run):
        return run
    shape = Counter(_shape(label.group()) for label in labels if label).most_common(1)[0][0]
    done: list[list[int]] = []
    last = 0
    for i in sorted(i for group in run for i in group):
        label = _LABEL.match(lines[i].text)
        number = int(re.sub(r"\D", "", label.group())) if label and _shape(label.group()) == shape else 0
        if not done or (number and (last < number <= last + 3 or (number == 1 and last > 3))):
            done.append([i])
            last = number or last
        else:
            done[-1].append(i)
    return done if len(done) > MOSTLY_KEPT * len(run) else run  # else they are no numbers of a list


def _by_layout(lines: Sequence[Line], run: list[list[int]]) -> list[list[int]]:
    """Where blank lines or indents set most entries of a list apart, they decide for the rest."""
    inside = sorted(i for group in run for i in group)
    first = {group[0] for group in run}
    rest = [i for i in inside if i not in first]
    if len(first) < LEAST_SET_APART or len(rest) < LEAST_SET_APART:
        return run
    margin = min(lines[i].indent for i in inside)
    ways: tuple[tuple[Callable[[Line], bool], float, float], ...] = (
        (lambda line: line.indent == margin, 0.75, 0.25),  # hanging
        (lambda line: line.indent > margin, 0.75, 0.25),
        (lambda line: line.blank_before, 0.9, 0.06),  # pages begin with a blank line, too
    )
    for sets_apart, least, most in ways:
        among_first = sum(sets_apart(lines[i]) for i in first) / len(first)
        among_rest = sum(sets_apart(lines[i]) for i in rest) / len(rest)
        if among_first >= least and among_rest <= most:
            done: list[list[int]] = []
            for i in inside:
                if not done or sets_apart(lines[i]):
                    done.append([i])
                else:
                    done[-1].append(i)
            return done
    return run


def _by_heads(lines: Sequence[Line], run: list[list[int]]) -> list[list[int]]:
    """Where most entries begin with "names (year):", a line that does so begins one, behind a finished one."""
    counts = {head: sum(bool(head.match(lines[group[0]].text)) for group in run) for head in _HEADS}
    head, headed = max(counts.items(), key=itemgetter(1))
    if headed < LEAST_SET_APART or headed < MOSTLY * len(run):
        return run
    done: list[list[int]] = []
    for group in run:
        done.append(group[:1])
        for i, above in zip(group[1:], group, strict=False):
            within = head.match(" ".join(lines[j].text for j in done[-1][:MOST_OF_HEAD]))
            if within and head.match(lines[i].text) and _FINISHED.search(lines[above].text):
                done.append([i])
            else:
                done[-1].append(i)
    return done


def _shape(label: str) -> str:
    return re.sub(r"\d+", "1", label.strip())


class _Run:
    """A stretch of entries and what speaks for its being a reference list."""

    def __init__(self, lines: Sequence[Line], groups: list[list[int]]) -> None:
        above = lines[max(0, groups[0][0] - 3) : groups[0][0] + 1]
        self.headed = any(is_reference_heading(line.text) for line in above)
        texts = [_joined([lines[i] for i in group]) for group in groups]
        while not self.headed and len(texts) > 1 and not _may_be_first(texts[0]):
            del texts[0], groups[0]  # the last lines of the text before a list without a heading, a table's rows
        while len(texts) > LEAST_SET_APART and _is_of_contents(texts[-1]):
            del texts[-1], groups[-1]
        self.begins_text = groups[0][0] < MOST_ABOVE
        self.groups = groups
        short = sorted(len(text) for text in texts)[len(texts) // 2] < SHORT
        dated = [short and len(text) >= LEAST_DATED and has_year(text) for text in texts]
        self.alike = sum(looks_like_reference(t) or d for t, d in zip(texts, dated, strict=True)) / len(texts)
        self.surely = len(texts) > 1 and all(looks_like_reference(text) for text in texts)


def _may_be_first(text: str) -> bool:
    return looks_like_reference(text) or (len(text) >= LEAST_DATED and has_year(text))


def _is_of_contents(text: str) -> bool:
    """Whether the last entry of a list is none: a point with a bullet, a line of an issue's contents."""
    if _BULLET.match(text):
        return not has_year(text)
    return bool(_OF_CONTENTS.search(text)) and not looks_like_reference(text)


def _lists(runs: Sequence[_Run]) -> list[_Run]:
    """The runs that are lists. Where one stands under its heading, others (notes, another article's end) are none."""
    likely = [run for run in runs if run.alike >= (LEAST_ALIKE_HEADED if run.headed else LEAST_ALIKE)]
    headed = [run for run in likely if run.headed]
    if headed:
        longest = max(len(run.groups) for run in headed)
        last = headed[-1]
        return [
            r
            for r in likely
            if r.headed
            or (len(r.groups) > longest and not r.begins_text)
            or (r.groups[0][0] > last.groups[-1][-1] and r.alike > SURE)
        ]
    if likely:
        longest = max(len(run.groups) for run in likely)
        return [run for run in likely if len(run.groups) >= max(3, longest / 4) or run.surely]
    return []


def _joined(group: list[Line]) -> str:
    """The lines of an entry as one, with words that were cut at the line's end made whole."""
    joined = group[0].text
    for line in group[1:]:
        cut = re.search(r"[^\W\d_]{2}[-\u00ad\u2010]$", joined)
        if cut and line.text[:1].islower():
            joined = joined[:-1] + line.text
        elif re.search(rf"(?:https?://|doi\.org|{DOI_PREFIX})\S*[/_.=?&-]$", joined):
            joined += line.text  # an address that was cut
        else:
            joined += " " + line.text
    return joined
