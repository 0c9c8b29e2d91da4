"""Notes of the humanities: each may cite several works, in full, in short, or by "Ibid."; the text cites its notes.

A note that prints a work in full is where its reference stands; one that says "Arendt, Human Condition, 30" or "Ebd."
cites the same reference again; one that only remarks something cites nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from refdb.citations.lists.places import looks_like_reference
from refdb.citations.markers import ways_of_citing
from refdb.citations.parsing.parser import load_parser
from refdb.model import Article, Citation, ParsedReference, Reference, Span
from refdb.text.addresses import identifiers_of, is_of_work
from refdb.text.folding import spellings
from refdb.text.headings import is_reference_heading
from refdb.text.patterns import DATED, FROM_RAISED

LEAST_NOTES = 2
LEAST_AGAIN = 0.1  # share of the notes that cite again or cite several works; in a plain list there are next to none
LEAST_POINTED = 0.6  # share of notes without links that markers answer to
_POINTING = ("raised", "glued", "brackets")  # how a text points at notes, raised figures that lost their height too
LEAST_SHARED, SHARED_IN_FULL = 2, 0.6  # words that a short title shares with the work; share of those of a full entry
_LABEL = re.compile(r"^\s*(?:\[(\w{1,4})\]|\((\w{1,4})\)|(\d{1,4}|[ivxl]{1,7}|[a-z*†‡])(?:[.):]|(?=\s)))\s*")
_MARK = re.compile(r"\W{0,2}(\d{1,4}|[ivxl]{1,7}|[a-z]|[*†‡§]{1,3})\W{0,2}", re.I)
_LEADS_IN = re.compile(
    r"^\W*(?:(?:and|und|et|but|also|so|see|cf|compare|vgl|siehe|dazu|hierzu|etwa|voir|véase|cfr|e\.\s?g|"
    r"for example|auch|further|ferner|quoted in|cited in|zit(?:iert)? (?:nach|n)|in)\b[.,:]*\s+(?=\S))+",
    re.I,
)
_AGAIN = re.compile(
    r"^\W*(?:ibid(?:em)?|ib|ebd|ebda|ebenda|idem|id|a\.\s?a\.\s?O|loc\.\s?cit)\b\.?(?=\W|$)",
    re.I,
)
_NOTE_NUMBER = re.compile(
    r"(?:\b(?:wie |siehe |s\. |o\. |oben |supra |above |see )?"
    r"(?:Anm(?:erkung)?|Fn|Fußnote|Fussnote|notes?|nn?|footnote|not[ae])\b\.?\s*)(\d{1,4})",
    re.I,
)
_CITED_BEFORE = re.compile(r"\b(?:op\.\s?cit|a\.\s?a\.\s?O|loc\.\s?cit|supra)\b", re.I)
_WORK = r"(?:[^\W\d_a-z][\w.'’‐-]*|van|von|der|den|de|du|da|di|la|le|al-?\w*|zu|zur|and|und|et|y|&)"
_PERSON = re.compile(rf"^\W*{_WORK}(?:,?\s+{_WORK}){{1,9}}\s*(?:\((?:eds?|Hg|Hrsg)\.?\))?\s*[,:.]\s*\S")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_AROUND = " \n\t↩↑⇑↵\ufe0e"  # blanks, and the arrows that lead back to the text
_MOST_SHORT = 160  # characters of a short form
_BETWEEN = re.compile(r";\s+|(?<=[.)\d])\s+(?=(?:See|Cf\.|Vgl\.|Siehe|Compare|Voir|Véase)\s)")


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its number as printed, what it says, the block it is."""

    label: str
    text: str
    block: int


@dataclass(slots=True)
class _Cited:
    """The notes read one after the other: what was cited so far."""

    references: list[Reference]
    by_label: dict[str, list[int]] = field(default_factory=dict)
    last: int = 0
    again: int = 0  # parts that say "the same", or a short title
    lost: list[str] = field(default_factory=list)


def notes_of(article: Article) -> tuple[list[Note], list[tuple[int, int, str]]]:
    """(the notes, the marks in the text that lead to them: start, end, the note's label); none where there are too few.

    By the file's own links; without them, by numbers that count up at the foot and raised markers that answer to them.
    """
    blocks = {
        block.start: n
        for n, block in enumerate(article.blocks)
        if block.kind in ("list_item", "paragraph", "reference")
    }
    notes: dict[int, Note] = {}
    marks = []
    for pointer in article.pointers:
        n = blocks.get(pointer.at)
        mark = _MARK.fullmatch(article.text[pointer.start : pointer.end].translate(FROM_RAISED))
        if n is None or mark is None or pointer.start >= pointer.at:
            continue
        text = article.text[article.blocks[n].start : article.blocks[n].end]
        label = _LABEL.match(text)
        printed = next(filter(None, label.groups())) if label else mark.group(1)
        notes[n] = Note(printed, text[label.end() if label else 0 :], n)
        marks.append((pointer.start, pointer.end, printed))
    if not notes:
        notes, marks = _counted(article)
    return (list(notes.values()), marks) if len(notes) >= LEAST_NOTES else ([], [])


def _counted(article: Article) -> tuple[dict[int, Note], list[tuple[int, int, str]]]:
    """Paragraphs that begin with 1, 2, 3 … and the raised markers that go with them."""
    notes: dict[int, Note] = {}
    for n, block in enumerate(article.blocks):
        text = article.text[block.start : block.end]
        label = _LABEL.match(text)
        if block.kind in ("paragraph", "list_item", "reference") and label:
            printed = next(filter(None, label.groups()))
            if printed == str(len(notes) + 1):
                notes[n] = Note(printed, text[label.end() :], n)
    labels = {note.label for note in notes.values()}
    inside = [sentence for sentence in article.sentences if sentence.block not in notes]
    ways = ways_of_citing(inside, article.text)
    for way in _POINTING:
        marks = [
            (marker.start, marker.end, str(number))
            for marker in ways[way]
            for first, last in marker.ranges
            for number in range(first, min(last, first + 20) + 1)
            if str(number) in labels
        ]
        if len({label for _, _, label in marks}) >= LEAST_POINTED * len(notes):
            return notes, marks
    return {}, []


def cite_by_notes(article: Article) -> Article | None:
    """The article with what its notes cite as references, and the marks that lead to them as citations.

    None where its notes are no such notes: nothing is cited again, and no note holds several works or a bare link.
    """
    notes, marks = notes_of(article)
    if any(_in_a_list(article.blocks[note.block].section) for note in notes):
        return None
    parts = {note.block: _parts(note.text) for note in notes}
    told = [part for found in parts.values() for part in found]
    full = [part for part in told if not _is_again(part) and _is_full(part)]
    if not full:
        return None
    parsed = dict(zip(full, load_parser().parse_many(full), strict=True))
    cited = _Cited([])
    for note in notes:
        numbers = [n for part in parts[note.block] for n in _read(part, note, parsed, cited, article)]
        cited.by_label[note.label] = list(dict.fromkeys(numbers))
    several = sum(len(found) > 1 for found in parts.values())
    as_a_list = cited.again + several < LEAST_AGAIN * len(notes) or cited.again + several == 0
    as_a_list &= not any(map(_bare_link, told))
    if not cited.references or as_a_list:
        return None
    return _with(article, notes, marks, cited)


def _in_a_list(section: str) -> bool:
    return is_reference_heading(section) and not re.match(r"\W*(?:foot|end)?notes\b", section, re.I)


def _with(article: Article, notes: Sequence[Note], marks: Sequence[tuple[int, int, str]], cited: _Cited) -> Article:
    citing = {note.block for note in notes if cited.by_label[note.label]}
    blocks = tuple(replace(b, kind="reference") if n in citing else b for n, b in enumerate(article.blocks))
    sentences = tuple(s for s in article.sentences if s.block not in citing)
    citations = []
    for start, end, label in sorted(marks):
        at = next((i for i, s in enumerate(sentences) if s.start <= start < s.end), None)
        if at is not None and cited.by_label.get(label):
            citations.append(Citation(article.text[start:end], Span(start, end), at, tuple(cited.by_label[label])))
    warnings = []
    silent = len(notes) - len(citing)
    if silent:
        warnings.append(f"{silent} of {len(notes)} notes cite nothing that could be read.")
    if cited.lost:
        warnings.append(f"Notes that name a work not printed before: {'; '.join(cited.lost[:5])}.")
    return replace(
        article,
        blocks=blocks,
        sentences=sentences,
        references=tuple(cited.references),
        citations=tuple(citations),
        warnings=(*article.warnings, *warnings),
    )


def _parts(text: str) -> list[str]:
    """The works that a note names, each with its own words; what names none goes with the one before, or goes."""
    found: list[str] = []
    waiting = ""
    for part in _BETWEEN.split(text):
        part = f"{waiting}; {part}" if waiting else part
        waiting = ""
        plain = _LEADS_IN.sub("", part).strip(_AROUND)
        if _is_again(plain) or _is_full(plain) or _is_short(plain):
            found.append(plain)
        elif not found and len(part) < 60 and not DATED.search(part):
            waiting = part  # the first of several authors, perhaps
    return found


def _is_again(part: str) -> bool:
    return bool(_AGAIN.match(part))


def _bare_link(part: str) -> bool:
    return bool(_LINK.fullmatch(part.strip(" .")))


def _is_full(part: str) -> bool:
    link = _LINK.search(part)
    if link and (_bare_link(part) or is_of_work(link.group())):
        return True
    return len(part) >= 25 and bool(DATED.search(part)) and bool(_PERSON.match(part) or looks_like_reference(part))


def _is_short(part: str) -> bool:
    return len(part) <= _MOST_SHORT and bool(
        _NOTE_NUMBER.search(part)
        or _CITED_BEFORE.search(part)
        or re.match(r"\W*[^\W\d_a-z][\w'’ .-]{1,40},\s\S.*\d", part)
    )


def _read(part: str, note: Note, parsed: dict[str, ParsedReference], cited: _Cited, article: Article) -> list[int]:
    """The references that a part cites; a work that is printed for the first time becomes one."""
    if _is_again(part):
        cited.again += 1
        return [cited.last] if cited.last else []
    before = _printed_before(part, cited, in_full=part in parsed)
    if before:
        cited.again += 1
        cited.last = before
        return [before]
    if part not in parsed:
        if _NOTE_NUMBER.search(part) or _CITED_BEFORE.search(part):
            cited.lost.append(part[:60])
        return []
    n = len(cited.references) + 1
    block = article.blocks[note.block]
    at = article.text.find(part[:40], block.start, block.end)
    link = _LINK.search(part)
    known = identifiers_of(link.group()) if link else {}
    fields = replace(parsed[part], **known)  # type: ignore[arg-type]
    start = at if at >= 0 else block.start
    cited.references.append(Reference(n, fields, str(n), Span(start, min(block.end, start + len(part)))))
    cited.last = n
    return [n]


def _printed_before(part: str, cited: _Cited, *, in_full: bool) -> int:
    """The reference that a part names again: by the author at its front and words of the title, or a note's number."""
    if len(part) > _MOST_SHORT:
        return 0
    number = _NOTE_NUMBER.search(part)
    there = cited.by_label.get(number.group(1), []) if number else []
    front = {name for word in re.findall(r"[^\W\d_a-z][\w'’-]+", part[:60]) for name in spellings(word)}
    same = [r for r in cited.references if front & set(_names(r.parsed))]
    meant = [r for r in same if r.n in there]
    if meant:
        return meant[0].n
    if there and not same:
        return there[-1]
    if DATED.search(part) and not any(r.parsed.year and str(r.parsed.year) in part for r in same):
        return 0  # the same author's other work
    words = _words(part)
    least = max(LEAST_SHARED, SHARED_IN_FULL * len(words)) if in_full else LEAST_SHARED
    scored = [(len(words & _words(r.raw)), -r.n) for r in same]
    best = max(scored, default=(0, 0))
    alone = len(same) == 1 and not in_full
    if not same or (best[0] < least and not alone):
        return 0
    return -best[1]


def _names(parsed: ParsedReference) -> list[str]:
    people = parsed.authors or parsed.editors
    return [name for person in people[:3] for name in spellings(person.family or person.literal) if name]


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W\d_]{4,}", text)}
