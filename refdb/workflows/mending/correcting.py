"""What verification found wrong or missing in a list of references -> the file with those fields put right."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from refdb.bibliography.importing import read
from refdb.bibliography.kinds import kind_of_reference_file
from refdb.bibliography.patching import bib, csl_json, ris
from refdb.bibliography.patching.patches import Field, Patch, value_of
from refdb.errors import InputError
from refdb.model import CheckedReference, FieldDiff, ParsedReference, Verification, Work
from refdb.text.budgets import json_of
from refdb.text.encodings import decode

_MENDED = ("verified", "field_mismatch", "identifier_points_elsewhere")  # statuses that may name the work meant
_FIELDS: tuple[Field, ...] = (
    "authors", "title", "container_title", "year", "volume", "issue", "pages", "doi", "pmid",
)  # fmt: skip
_ADDED = ("authors", "title", "container_title", "year", "volume", "issue", "pages", "doi")
_IN_CONTAINERS = ("journal-article", "proceedings-article", "book-chapter", "book-section", "book-part")


@dataclass(frozen=True, slots=True)
class Correction:
    """A field of a reference that is wrong, or missing (``printed`` is empty), with what is registered.

    ``entry`` counts the references of the file from 0; ``id`` is the reference's own label or key.
    """

    entry: int
    id: str
    field: str
    printed: str
    registered: str
    work: Work


@dataclass(frozen=True, slots=True)
class Corrected:
    """A file's text with the corrections that were made, its differences as a unified diff, and what could not be."""

    text: str
    data: bytes
    diff: str
    made: tuple[Correction, ...]
    left: tuple[Correction, ...]


def corrections_of(entry: int, reference: CheckedReference) -> list[Correction]:
    """The fields of a reference that are wrong or missing, where it is known which work is meant.

    Args:
        entry: the reference's place in its file, from 0.
        reference: what became of it.

    Returns:
        One for each field; none where so much is wrong that the author must be asked.
    """
    verification, parsed = reference.verification, reference.reference.parsed
    work = verification.work
    if work is None or verification.status not in _MENDED or verification.is_doubtful:
        return []
    label = reference.reference.label or str(reference.reference.n)
    found = []
    for diff in verification.diffs:
        field = next((name for name in _FIELDS if name == diff.field), None)
        if field is None or not (diff.outcome == "mismatch" or _is_missing(diff, parsed, verification, work)):
            continue
        new = value_of(work, field)
        if new and new != diff.printed:
            found.append(Correction(entry, label, field, diff.printed, new, work))
    return found


def _is_missing(diff: FieldDiff, parsed: ParsedReference, verification: Verification, work: Work) -> bool:
    """Whether the field is to be added: never of another version than the one that is cited."""
    if diff.printed or not diff.registered or diff.field not in _ADDED:
        return False
    is_preprint = bool(parsed.arxiv) or parsed.type == "preprint"
    if is_preprint != (work.type == "posted-content") and (is_preprint or work.type == "posted-content"):
        return False
    if any(other.outcome == "partial" and other.field == "year" for other in verification.diffs):
        return False
    if diff.field == "container_title":
        return work.type in _IN_CONTAINERS
    return not (diff.field == "authors" and parsed.editors)


def correct(given: Path | bytes, name: str, corrections: Sequence[Correction]) -> Corrected:
    """The file (.bib, .ris, CSL-JSON) with the corrections made; all else in it stays byte for byte.

    Args:
        given: the file, or its bytes.
        name: what messages call it.
        corrections: what is put right, see ``corrections_of``.

    Returns:
        The text as it is then, the bytes in the file's own encoding, and the differences.

    Raises:
        InputError: it is no file of a kind that can be corrected, or what is registered cannot be written in its
            encoding.
    """
    data = given if isinstance(given, bytes) else given.read_bytes()
    _, encoding = decode(data, name)
    text = data.decode(encoding)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kind = kind_of_reference_file(plain[:20_000])
    patches = [Patch(one.entry, _field(one), one.work) for one in corrections]
    if kind == "bibtex":
        new, undone = bib.patched(text, [work.key for work in read(plain, kind).works], patches)
    elif kind == "ris":
        new, undone = ris.patched(text, patches)
    elif text.lstrip("\ufeff \t\r\n")[:1] == "[":
        json_of(plain.lstrip("\ufeff"), name)  # says where it is none
        new, undone = csl_json.patched(text, patches)
    else:
        raise InputError(
            f"{name} is neither .bib nor .ris nor CSL-JSON: single fields of it cannot be put right; "
            "--style STYLE writes the corrected list as text"
        )
    try:
        written = new.encode(encoding)
    except UnicodeEncodeError as error:
        raise InputError(
            f"{name} is in {encoding}, which has no {new[error.start]!r}; save it as UTF-8 and try again"
        ) from None
    left = {(patch.entry, patch.field) for patch in undone}
    made = tuple(one for one in corrections if (one.entry, one.field) not in left)
    return Corrected(new, written, _diff(text, new, name), made, tuple(one for one in corrections if one not in made))


def _field(correction: Correction) -> Field:
    return next(name for name in _FIELDS if name == correction.field)


def _diff(old: str, new: str, name: str) -> str:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found = difflib.unified_diff(before, after, name, f"{name} (corrected)", n=1)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in found)


def corrected_list(references: Sequence[CheckedReference], style: str = "vancouver") -> list[str]:
    """The references as a style prints them, with what is registered; one that is not known stays as it is printed.

    Args:
        references: what became of each.
        style: a CSL style, as for ``refdb export --style``.

    Returns:
        A text for each reference, in their order, without numbers.

    Raises:
        InputError: no such style.
    """
    from refdb.bibliography.styles import format_works, without_number

    known = {n: _whole(one) for n, one in enumerate(references) if _is_known(one)}
    texts = iter(format_works(list(known.values()), style, sort=False)) if known else iter(())
    return [
        without_number(next(texts)) if n in known else one.reference.raw.strip() for n, one in enumerate(references)
    ]


def _is_known(checked: CheckedReference) -> bool:
    verification = checked.verification
    return verification.work is not None and verification.status in _MENDED and not verification.is_doubtful


def _whole(checked: CheckedReference) -> Work:
    """The registered work, with what the reference prints where nothing is registered."""
    work, parsed = checked.verification.work, checked.reference.parsed
    assert work is not None
    given = {"authors", "editors", "container_title", "year", "volume", "issue", "publisher", "doi"}
    lacking = {name: getattr(parsed, name) for name in given if not getattr(work, name)}
    if not (work.pages or work.article_number):
        lacking["pages"] = parsed.pages
    return replace(work, **lacking)
