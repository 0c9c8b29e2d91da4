"""What became of references -> a letter to the author: a question for each that only the author can answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from refdb.model import CheckedReference
from refdb.reports.markdown import escaped
from refdb.reports.wording import FIELDS, notice

_OPENING = (
    "Dear author,\n\nwe have looked up the references of {title}. {counts}. Please answer the questions below; a word "
    "or a link for each is enough. A work that no registry knows may well exist.\n"
)
_QUESTIONS = {
    "not_found": "No registry that was asked ({asked}) knows this work. Could you send a link, a DOI or a copy of its "
    "first page?",
    "doubtful": "What is printed seems to be mixed from more than one work; the nearest registered one is {work}. "
    "Which work did you mean? Could you send a link or a copy?",
    "identifier_points_elsewhere": "The printed identifier belongs to another work. {note} Which of the two did you "
    "mean?",
    "ambiguous": "Several registered works fit this reference. {note} Which of them did you mean?",
    "field_mismatch": "The registered record ({doi}) differs in what follows. May we correct it so, or is another work "
    "or version meant?",
    "retracted": "This work was {befell}. Do you still want to cite it? If so, the text should say that it was "
    "retracted.",
}


def render(references: Sequence[CheckedReference], title: str = "your manuscript", *, markdown: bool = True) -> str:
    """The letter, as Markdown or plain text; where there is nothing to ask, it says so.

    Args:
        references: what became of each reference of the list.
        title: what the manuscript is called in the letter.
        markdown: whether it is Markdown; what comes from the manuscript is escaped then.
    """
    asked = [(one, questions) for one in references if (questions := list(_questions(one)))]
    shown = escaped if markdown else _plain
    if not asked:
        looked_up = f"we have looked up the {len(references)} references of {shown(title)}"
        return f"Dear author,\n\n{looked_up}: nothing is to be asked.\n"
    counts = f"Of {len(references)} references {len(asked)} raise a question"
    lines = [_OPENING.format(title=shown(title), counts=counts)]
    for n, (checked, questions) in enumerate(asked, 1):
        label = checked.reference.label or str(checked.reference.n)
        heading = f"{n}. Reference {label}"
        lines.append(f"## {heading}\n" if markdown else f"{heading}\n{'-' * len(heading)}\n")
        lines.append(f"{'> ' if markdown else '    '}{shown(checked.reference.raw)}\n")
        for question, details in questions:
            lines.append(f"{shown(question)}\n")
            lines += [f"- {shown(detail)}" for detail in details]
            lines += [""] if details else []
    return "\n".join(lines).rstrip("\n") + "\n"


def _plain(text: str) -> str:
    return " ".join(text.split())


def _questions(checked: CheckedReference) -> Iterator[tuple[str, list[str]]]:
    """Each question about a reference with the details that belong to it."""
    verification = checked.verification
    work = verification.work
    kind = "doubtful" if verification.is_doubtful else verification.status
    if kind in _QUESTIONS:
        named = f"{work.line}{f', doi:{work.doi}' if work.doi else ''}" if work else "none"
        asked = ", ".join(verification.registries_asked) or "none"
        doi = (work.doi if work else "") or "without a DOI"
        yield _QUESTIONS[kind].format(asked=asked, work=named, note=verification.note, doi=doi), _details(checked, kind)
    if checked.standing and checked.standing.state == "retracted":
        befell = "; ".join(notice(one.type, one.date, one.source) for one in checked.standing.notices) or "retracted"
        yield _QUESTIONS["retracted"].format(befell=befell), []


def _details(checked: CheckedReference, kind: str) -> list[str]:
    if kind not in ("field_mismatch", "doubtful"):
        return []
    return [
        f"{FIELDS[diff.field]}: printed {diff.printed or 'nothing'}; registered {diff.registered or 'nothing'}"
        for diff in checked.verification.diffs
        if diff.outcome == "mismatch"
    ]
