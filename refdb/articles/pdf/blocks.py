"""Lines of a PDF -> pieces: title, headings, paragraphs that go on over columns and pages, captions, tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from refdb.articles import kinds
from refdb.articles.assembling import Piece
from refdb.articles.pdf import endnotes, reference_lines
from refdb.articles.pdf.front_matter import is_byline, is_notice
from refdb.articles.pdf.layout import Line, gap
from refdb.articles.pdf.running_text import Joiner
from refdb.model import BlockKind
from refdb.text.folding import squashed
from refdb.text.headings import is_heading_of, is_reference_heading

_CAPTION = re.compile(
    r"^\W*(?:supplement(?:ary|al) )?"
    r"(?:fig(?:ure|ura)?|table|tabela|tabla|tableau|quadro|scheme|box|abbildung|tabelle|abb|tab)s?\b\.?\s*(?:[S\d]|[IVX]+\b)[\d.]*[A-Za-z]?\s*(?P<stop>[.:|–—-]|\s)?",
    re.I,
)
_TABLE = re.compile(r"^\W*(?:supplement\w* )?(?:table|tab|tabela|tabla|tableau|quadro|tabelle)\b", re.I)
_NUMBERED = re.compile(r"^(?:\d{1,2}\.)+\d{0,2}\.?\s+[^\W\d_a-z]|^[IVX]{1,5}\.\s+[^\W\d_a-z]")
# "2.1. Search Strategies. Relevant studies were …"
_RUN_IN = re.compile(r"(?:\d{1,2}\.){1,3}\d{1,2}\.? [^\W\d_a-z][^.!?\d]{3,70}\. (?=[^\W\d_a-z])")
LEAST_OF_LINE = 20  # letters of a line of running text
_FINISHED = re.compile(r"[.!?:;…][\"'”’)\]]*(?:\[[\d,;–\s-]+\]|[⁰¹²³⁴-⁹,–]+|\(\d[\d,\s–-]*\))*$")
_KIND_OF_ARTICLE = re.compile(
    r"^\W*(?:open access|full|short|brief|case|original|research|review|rapid|artigo|artículo|article|letters?|"
    r"editorial|methodology|study)\W?"
    r"(?:\w+\W?){0,2}$",
    re.I,
)


@dataclass(slots=True)
class _Group:
    """Lines that stand together, and what they are."""

    lines: list[Line]
    kind: BlockKind = "paragraph"

    @property
    def size(self) -> float:
        return max(self.lines, key=lambda line: line.x1 - line.x0).size

    @property
    def text(self) -> str:
        return " ".join(line.plain for line in self.lines[:12])


def to_pieces(lines: Sequence[Line], known_title: str = "") -> list[Piece]:
    """The pieces of an article; ``known_title`` is what the file says of itself, believed where it is on page 1."""
    joiner = Joiner(lines)
    heading, end = reference_lines.find_list(lines)
    body = body_size(lines[:heading] if heading > 0 else lines)
    if heading < 0:
        first, end = endnotes.find_notes(lines)
        if first < 0:
            return _text_pieces(lines, body, joiner, known_title)
        targets = _targets(lines)
        text = _text_pieces(lines[:first], body, Joiner(lines), known_title)
        return [*text, *reference_lines.pieces(lines[first:end], joiner, targets)]
    inside, others = reference_lines.members(lines[heading + 1 : end])
    targets = _targets(lines)
    return [
        *_text_pieces(lines[:heading], body, joiner, known_title),
        Piece("heading", lines[heading].plain),
        *(reference_lines.pieces(inside, joiner, targets) if inside else ()),
        *_text_pieces([*lines[end:], *others], body, joiner, "", titled=False),
    ]


def _targets(lines: Sequence[Line]) -> list[str]:
    """The places in the document that its links lead to."""
    return sorted({w.link for line in lines for w in line.words if w.link and "://" not in w.link})


def body_size(lines: Sequence[Line]) -> float:
    """The size of the running text: of most characters in lines that fill their column without cells."""
    running: Counter[float] = Counter()
    sizes: Counter[float] = Counter()
    for line in lines:
        letters = sum(len(word.text) for word in line.words)
        sizes[line.size] += letters
        if _fills(line):
            running[line.size] += letters
    if running.total() > 0.1 * sizes.total():
        return running.most_common(1)[0][0]
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _text_pieces(
    lines: Sequence[Line], body: float, joiner: Joiner, known_title: str, *, titled: bool = True
) -> list[Piece]:
    groups = _groups(lines)
    mostly_bold = sum(line.bold for line in lines) > 0.5 * max(1, len(lines))
    for group in groups:
        group.kind = _kind(group, body, mostly_bold=mostly_bold)
    _mark_tables(groups, body)
    _mark_plain_headings(groups, body)
    if titled:
        _mark_title(groups, body, known_title)
        _mark_bylines(groups)
    made = []
    for group in _continued(groups, body):
        text, marks, pages = joiner.join_paged(group.lines)
        if text:
            notice = group.kind in ("paragraph", "abstract") and (kinds.is_boilerplate(text) or is_notice(text))
            made += _headed(Piece("boilerplate" if notice else group.kind, text, marks, pages=pages))
    return made


def _headed(piece: Piece) -> list[Piece]:
    """The piece; a numbered heading that runs into its paragraph, "2.1. Plants. They were …", is a piece of its own."""
    found = _RUN_IN.match(piece.text) if piece.kind == "paragraph" else None
    if not found:
        return [piece]
    cut = found.end()
    marks = tuple(replace(m, start=m.start - cut, end=m.end - cut) for m in piece.marks if m.start >= cut)
    pages = [(max(0, at - cut), page) for at, page in piece.pages]
    rest = replace(piece, text=piece.text[cut:], marks=marks, pages=pages)
    return [Piece("heading", found.group().rstrip(" ."), pages=piece.pages[:1]), rest]


# --- lines -> groups ------------------------------------------------------------------------------


def _groups(lines: Sequence[Line]) -> list[_Group]:
    groups: list[_Group] = []
    leading = _leadings(lines)
    for line in lines:
        if groups and not _begins(groups[-1].lines, line, leading):
            groups[-1].lines.append(line)
        else:
            groups.append(_Group([line]))
    return groups


def _leadings(lines: Sequence[Line]) -> dict[float, float]:
    """The usual distance of baselines, by size: that of running lines, which tables of the same size may lack."""
    steps: dict[float, list[float]] = {}
    running: dict[float, list[float]] = {}
    for a, b in pairwise(lines):
        if a.column == b.column and 0.5 * b.size < a.y - b.y < 3 * b.size and abs(a.size - b.size) < 0.05 * b.size:
            steps.setdefault(b.size, []).append(a.y - b.y)
            if _fills(a) and _fills(b):
                running.setdefault(b.size, []).append(a.y - b.y)
    return {size: median(running.get(size) or found) for size, found in steps.items()}


def _fills(line: Line) -> bool:
    """Whether a line reaches over its column without cells, as running text does."""
    letters = sum(len(word.text) for word in line.words)
    return letters > LEAST_OF_LINE and line.x1 - line.x0 > 0.8 * (line.right - line.left) and not _has_cells(line)


def _begins(group: Sequence[Line], line: Line, leading: dict[float, float]) -> bool:
    """Whether a line begins a new group."""
    last = group[-1]
    if line.column != last.column or abs(line.size - last.size) > 0.05 * last.size or line.bold != last.bold:
        return True
    step = last.y - line.y
    usual = min(leading.get(line.size, 1.2 * line.size), 2.2 * line.size)
    if step < 0.3 * line.size or step > 1.25 * usual + 0.08 * line.size:
        return True
    text = line.plain
    if _TABLE.match(group[0].plain) and _has_cells(line) and not _has_cells(last):
        return True
    if kinds.is_bullet(text) or (_CAPTION.match(text) and line.bold) or is_reference_heading(text):
        return True
    if is_reference_heading(last.plain) or _heads(last, line):
        return True
    indent = line.x0 - line.left
    if indent > 0.7 * line.size and line.x0 - last.x0 > 0.7 * line.size:
        return (
            indent < 5 * line.size
            and not kinds.is_bullet(group[0].plain)
            and len(group) > (last.x0 - last.left > 0.7 * last.size)
        )
    return _ended_early(last, line)


def _heads(last: Line, line: Line) -> bool:
    """A numbered heading in the text's own type."""
    text = last.plain
    return (
        bool(_NUMBERED.match(text))
        and last.x1 < last.right - 0.25 * (last.right - last.left)
        and not text.endswith((".", ","))
        and line.plain[:1].isupper()
    )


def _ended_early(last: Line, line: Line) -> bool:
    """The next word would have found room in the line above: that line was the last of its paragraph."""
    room = last.right - last.x1
    first = line.words[0]
    width = next((w.x1 for w in line.words if w.blank), line.x1) - first.x0
    return room > width + 1.2 * line.size and bool(_FINISHED.search(last.plain)) and not line.plain[:1].islower()


# --- what a group is ------------------------------------------------------------------------------


def _kind(group: _Group, body: float, *, mostly_bold: bool) -> BlockKind:
    text = group.text
    first = group.lines[0]
    caption = _CAPTION.match(text)
    if caption and (group.size < 0.97 * body or first.bold or first.words[0].bold or (caption["stop"] or " ") in ".:|"):
        return "caption"
    if is_reference_heading(text):
        return "heading"
    letters = [c for c in text if c.isalpha()]
    short = len(group.lines) <= 4 and len(text) <= 250 and len(letters) >= 3 and not text[:1].islower()
    # "1. Introduction" begins like an item of a list, but its type is a heading's
    of_list = kinds.is_bullet(text) and not (
        _NUMBERED.match(text) and (group.size > 1.07 * body or (first.bold and not mostly_bold))
    )
    if short and not of_list:
        if group.size > 1.07 * body and len(letters) > 0.5 * len(text):
            return "heading"
        if (
            all(line.bold for line in group.lines)
            and not mostly_bold
            and group.size > 0.9 * body
            and not text.endswith((",", ";"))
        ):
            return "heading"
        if len(letters) > 4 and all(c.isupper() for c in letters) and len(text) < 100 and group.size > 0.9 * body:
            return "heading"
        if len(group.lines) <= 2 and _NUMBERED.match(text) and len(text) < 110 and not text.endswith((".", ",", ";")):
            return "heading"
    if len(group.lines) > 1 and sum(_has_cells(line) for line in group.lines) > 0.5 * len(group.lines):
        return "table"
    return "list_item" if kinds.is_bullet(text) else "paragraph"


def _has_cells(line: Line) -> bool:
    return any(gap(a, b) > 1.8 * line.size for a, b in pairwise(line.words))


def _mark_tables(groups: list[_Group], body: float) -> None:
    """What follows a table's caption up to the running text is the table: its cells are short or small."""
    inside = False
    for group in groups:
        if group.kind == "caption":
            inside = bool(_TABLE.match(group.text))
            continue
        wide = sum(line.x1 - line.x0 > 0.6 * (line.right - line.left) for line in group.lines) > 0.5 * len(group.lines)
        runs = len(group.lines) > 1 and wide and not any(_has_cells(line) for line in group.lines)
        running = abs(group.size - body) < 0.04 * body and (runs or group.kind == "heading")
        if inside and running:
            inside = False
        elif (
            inside
            and group.kind in ("paragraph", "heading", "list_item")
            and not (group.kind == "heading" and group.size > 1.07 * body)
        ):
            group.kind = "table"


def _mark_plain_headings(groups: Sequence[_Group], body: float) -> None:
    """A short line in the text's own type that stands apart, behind a finished paragraph and above another."""
    for i in range(len(groups) - 2, -1, -1):
        group, below, line = groups[i], groups[i + 1], groups[i].lines[0]
        runs_on = below.kind == "paragraph" and len(below.lines) > 1 and not below.text[:1].islower()
        if (
            group.kind == "paragraph"
            and len(group.lines) == 1
            and (runs_on or below.kind == "heading")
            and max(abs(group.size - body), abs(below.size - body)) < 0.04 * body
            and line.column == below.lines[0].column
            and _reads_as_heading(line)
            and (
                i == 0
                or groups[i - 1].kind != "paragraph"
                or _FINISHED.search(groups[i - 1].lines[-1].plain)
                or any(is_heading_of(kind, line.plain) for kind in ("abstract", "body", "methods"))
            )
        ):
            group.kind = "heading"


def _reads_as_heading(line: Line) -> bool:
    text = line.plain
    narrow = line.x1 - line.x0 < 0.85 * (line.right - line.left)
    digits = sum(c.isdigit() for c in text)
    return narrow and kinds.is_heading(text) and not text.endswith("?") and digits < 0.15 * len(text)


def _mark_title(groups: list[_Group], body: float, known: str) -> None:
    """The title is the largest text in the upper part of page 1, or what the file names so if that is there."""
    page = [g for g in groups if g.lines[0].page == groups[0].lines[0].page] if groups else []
    if not page:
        return
    top = max(g.lines[0].y for g in page)
    low = min(g.lines[-1].y for g in page)
    upper = [g for g in page if g.lines[0].y > low + 0.35 * (top - low) and not is_reference_heading(g.text)]
    wanted = squashed(known)
    named = [
        g
        for g in upper
        if len(wanted) > 15
        and squashed(g.text)
        and (squashed(g.text) in wanted or wanted in squashed(g.text))
        and len(g.text) > 15
    ]
    large = [
        g for g in upper if g.size > 1.05 * body and len(g.text.split()) >= 3 and not _KIND_OF_ARTICLE.match(g.text)
    ]
    chosen = max(named or large, key=lambda g: (round(g.size, 1), len(g.text)), default=None)
    if chosen is None:
        return
    chosen.kind = "title"
    at = next(i for i, g in enumerate(groups) if g is chosen)
    for group in groups[at + 1 : at + 3]:  # a title whose lines stand far apart
        if (
            abs(group.size - chosen.size) > 0.02 * chosen.size
            or group.lines[0].bold != chosen.lines[0].bold
            or chosen.lines[-1].y - group.lines[0].y > 2.5 * chosen.size
        ):
            break
        chosen.lines += group.lines
        groups.remove(group)


def _mark_bylines(groups: list[_Group]) -> None:
    """Names and affiliations between the title and the text are no text, nor headings of it."""
    at = next((i for i, g in enumerate(groups) if g.kind == "title"), None)
    if at is None:
        return
    page = groups[at].lines[0].page
    for group in groups[at + 1 :]:
        if group.lines[0].page != page or any(
            is_heading_of(kind, group.text) for kind in ("abstract", "body", "methods")
        ):
            return
        if group.kind in ("paragraph", "heading", "list_item") and is_byline(group.text):
            group.kind = "boilerplate"


# --- paragraphs that go on ------------------------------------------------------------------------


def _continued(groups: Sequence[_Group], body: float) -> list[_Group]:
    """Join a paragraph with what goes on with it in the next column or on the next page, past captions and notes."""
    done: list[_Group] = []
    unfinished: _Group | None = None
    for group in groups:
        prose = group.kind == "paragraph" and abs(group.size - body) < 0.05 * body
        if group.kind in ("heading", "title"):
            unfinished = None
        elif prose:
            if unfinished is not None and _goes_on(unfinished, group):
                unfinished.lines += group.lines
                unfinished = unfinished if _is_open(unfinished) else None
                continue
            unfinished = group if _is_open(group) else None
        done.append(group)
    return done


def _is_open(group: _Group) -> bool:
    last = group.lines[-1]
    return last.x1 > last.right - 0.25 * (last.right - last.left) and not _FINISHED.search(last.plain)


def _goes_on(unfinished: _Group, group: _Group) -> bool:
    first = group.lines[0]
    indented = first.x0 - first.left > 0.7 * first.size and len(group.lines) > 1
    text = first.plain
    if text[:1].islower() or unfinished.lines[-1].plain.endswith(("-", "‐", "\xad")):
        return True
    return not indented and first.column != unfinished.lines[-1].column and len(group.text) > 25
