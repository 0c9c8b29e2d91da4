"""An annotated copy of a Word file: the report's findings as comments beside the sentences they are about.

WordprocessingML, ECMA-376 part 1, 17.13.4 (comments). Everything else in the package is copied byte for byte.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from refdb.errors import InputError
from refdb.model import AuditReport, CheckedClaim, CheckedReference, Work
from refdb.reports.decisions import decided, remarked
from refdb.reports.lists.tasks import claim_needs_a_look
from refdb.reports.summaries import better_sources, needs_a_look, telling
from refdb.reports.wording import FIELDS, STANDINGS, STATUSES, VERDICTS, grounds, second_opinion, sureness

_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_NS}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_COMMENTS_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_LETTER = re.compile(r"[^\W_]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MOST_QUOTED = 2  # sources a comment; the report has them all
LARGEST_PART = 200 * 2**20  # bytes of the document unpacked; the article's reader allows no more either


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment and the stretch of text it is about, as the article's reader gave it."""

    about: str
    text: str


def comments_of(report: AuditReport, *, everything: bool = False) -> list[Comment]:
    """The comments that a report makes: on claims and references that need a look, and on what a reader decided.

    Args:
        report: what was found out.
        everything: comment also on every claim that a source was read for, or would have been.
    """
    found = [
        Comment(report.article.text[c.claim.start : c.claim.end], _on_claim(c))
        for c in report.claims
        if claim_needs_a_look(c) or c.decision or c.remarks or (everything and c.verdict.label != "no_source")
    ]
    told = [c for c in report.references if needs_a_look(c) or c.decision or c.remarks]
    return found + [Comment(c.reference.raw, _on_reference(c)) for c in told]


def annotate(data: bytes, comments: Sequence[Comment]) -> tuple[bytes, int]:
    """A copy of a Word file with comments, and how many of them found no place in it.

    Raises:
        InputError: the file is no Word document.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: _read(package, name) for name in package.namelist()}
        document = _parsed(parts["word/document.xml"])
        types, relations = _parsed(parts["[Content_Types].xml"]), _parsed(_relations_of(parts))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise InputError(f"comments can only be written beside the text of a Word file (.docx): {error}") from error
    name = _comments_part(relations)
    listed = _parsed(parts[name]) if name in parts else etree.Element(f"{_W}comments", nsmap={"w": _NS})
    number = max((int(c.get(f"{_W}id", "0")) for c in listed), default=-1) + 1
    paragraphs = [_Paragraph(p) for p in document.iter(f"{_W}p")]
    lost = 0
    for comment in comments:
        if _place(paragraphs, comment.about, number):
            listed.append(_comment(number, comment.text))
            number += 1
        else:
            lost += 1
    if name not in parts:
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=_COMMENTS_TYPE)
        relation = {"Id": "rIdRefdbComments", "Type": _COMMENTS_RELATION, "Target": "comments.xml"}
        etree.SubElement(relations, f"{{{_RELATIONS}}}Relationship", relation)
    changed = {"word/document.xml": document, "[Content_Types].xml": types, name: listed}
    changed["word/_rels/document.xml.rels"] = relations
    parts |= {
        part: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        for part, root in changed.items()
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return out.getvalue(), lost


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    if package.getinfo(name).file_size > LARGEST_PART:
        raise InputError(f"{name} is too large to be annotated")
    return package.read(name)


def _relations_of(parts: dict[str, bytes]) -> bytes:
    empty = f'<Relationships xmlns="{_RELATIONS}"/>'.encode()
    return parts.get("word/_rels/document.xml.rels", empty)


def _parsed(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _comments_part(relations: etree._Element) -> str:
    for relation in relations:
        if relation.get("Type") == _COMMENTS_RELATION:
            return f"word/{relation.get('Target', 'comments.xml').removeprefix('/word/')}"
    return "word/comments.xml"


class _Paragraph:
    """A paragraph's letters with the run and the place in it where each stands."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self.read()

    def read(self) -> None:
        """Read the runs anew: placing a comment cuts them."""
        self.letters: list[str] = []
        self.places: list[tuple[etree._Element, int]] = []  # (w:t, index in its text)
        for text in self.element.iter(f"{_W}t"):
            if text.getparent().tag != f"{_W}r" or any(a.tag == f"{_W}p" and a is not self.element for a in _up(text)):
                continue
            for at, letter in enumerate(text.text or ""):
                if _LETTER.match(letter):
                    self.letters.append(letter.lower())
                    self.places.append((text, at))
        self.text = "".join(self.letters)


def _up(element: etree._Element) -> Iterator[etree._Element]:
    """The ancestors up to the nearest paragraph."""
    for ancestor in element.iterancestors():
        yield ancestor
        if ancestor.tag == f"{_W}p":
            return


def _place(paragraphs: Sequence[_Paragraph], about: str, number: int) -> bool:
    """Mark the stretch of text in the first paragraph that has it; letters alone are compared."""
    wanted = "".join(_LETTER.findall(about)).lower()
    if len(wanted) < 3:
        return False
    for paragraph in paragraphs:
        start = paragraph.text.find(wanted)
        if start < 0 or len(paragraph.text) != len(paragraph.places):
            continue
        first, last = paragraph.places[start], paragraph.places[start + len(wanted) - 1]
        _mark(_cut(*last, after=True), number, after=True)
        _mark(_cut(*first, after=False), number, after=False)
        paragraph.read()
        return True
    return False


def _cut(text: etree._Element, at: int, *, after: bool) -> etree._Element:
    """The run that ends behind (``after``) or begins at a letter; it is cut in two where that is inside it."""
    run = text.getparent()
    place = at + 1 if after else at
    content = text.text or ""
    alone = [child for child in run if child.tag != f"{_W}rPr"] == [text]
    if not alone or not content[:place].strip() or not content[place:].strip():
        return run
    other = deepcopy(run)
    text.text, other.find(f"{_W}t").text = content[:place], content[place:]
    for one in (text, other.find(f"{_W}t")):
        one.set(_SPACE, "preserve")
    run.addnext(other)
    return run if after else other


def _mark(run: etree._Element, number: int, *, after: bool) -> None:
    anchor = run
    while anchor.getparent().tag not in (f"{_W}p", f"{_W}ins", f"{_W}hyperlink", f"{_W}sdtContent", f"{_W}smartTag"):
        anchor = anchor.getparent()
    if not after:
        start = etree.Element(f"{_W}commentRangeStart")
        start.set(f"{_W}id", str(number))
        anchor.addprevious(start)
        return
    reference = etree.Element(f"{_W}r")
    etree.SubElement(reference, f"{_W}commentReference").set(f"{_W}id", str(number))
    end = etree.Element(f"{_W}commentRangeEnd")
    end.set(f"{_W}id", str(number))
    anchor.addnext(end)
    end.addnext(reference)


def _comment(number: int, text: str) -> etree._Element:
    comment = etree.Element(f"{_W}comment")
    for name, value in (("id", str(number)), ("author", "refdb"), ("initials", "rdb")):
        comment.set(f"{_W}{name}", value)
    for line in _CONTROL.sub("", text).split("\n"):
        run = etree.SubElement(etree.SubElement(comment, f"{_W}p"), f"{_W}r")
        inner = etree.SubElement(run, f"{_W}t")
        inner.text = line
        inner.set(_SPACE, "preserve")
    return comment


def _on_claim(checked: CheckedClaim) -> str:
    verdict = checked.verdict
    wording = VERDICTS[verdict.label]
    sure = f" ({sureness(verdict.confidence)})" if verdict.label in ("supported", "contradicted", "mixed") else ""
    lines = [f"{wording.sign} {wording.name}{sure}. {wording.meaning}"]
    for evidence in telling(verdict, MOST_QUOTED):
        said = filter(None, [grounds(evidence), second_opinion(evidence)])
        lines += [f"“{evidence.rationale or evidence.passage.text}”", f"{_cited(evidence.work)} ({'; '.join(said)})"]
    lines += [f"A source that says it: {_cited(e.work)}" for e in better_sources(checked)[:1]]
    return "\n".join(filter(None, [*lines, verdict.note, decided(checked), *map(remarked, checked.remarks)]))


def _on_reference(checked: CheckedReference) -> str:
    verification = checked.verification
    wording = STATUSES[verification.status]
    lines = [f"{wording.sign} {wording.name}. {wording.meaning}"]
    if checked.is_retracted:
        lines.append(f"{STANDINGS['retracted'].sign} {STANDINGS['retracted'].meaning}")
    lines += [
        f"{FIELDS.get(diff.field, diff.field)}: printed “{diff.printed}”, registered “{diff.registered}”"
        for diff in verification.diffs
        if diff.outcome == "mismatch"
    ]
    if verification.work:
        lines.append(_cited(verification.work))
    return "\n".join(filter(None, [*lines, verification.note, decided(checked), *map(remarked, checked.remarks)]))


def _cited(work: Work) -> str:
    text = work.line
    return f"{text} {work.doi}".rstrip()
