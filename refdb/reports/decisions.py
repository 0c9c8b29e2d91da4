"""Decisions of readers: in words beside what refdb says, and as the file in which they travel."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, get_args

from refdb.errors import InputError
from refdb.model import CheckedClaim, CheckedReference, Decision, DecisionKind, Remark, Stance, Status, VerdictLabel
from refdb.model.decisions import RETRACTED
from refdb.reports.languages import said
from refdb.reports.wording import STANDINGS, STATUSES, VERDICTS

FORMAT, VERSION = "refdb decisions", 1
LONGEST = 20_000  # characters of one text; a paragraph has two thousand
NOT_A_CLAIM = "not_a_claim"  # what a reader alone says of a sentence

_NAMES: Mapping[DecisionKind, Mapping[str, str]] = {
    "claim": {label: wording.name for label, wording in VERDICTS.items()} | {NOT_A_CLAIM: "states nothing to check"},
    "reference": {label: wording.name for label, wording in STATUSES.items()} | {RETRACTED: STANDINGS[RETRACTED].name},
}
# What a reader can say instead, in the order in which it is offered.
VERDICTS_OFFERED = ("supported", "contradicted", "mixed", "not_settled", NOT_A_CLAIM)
STATUSES_OFFERED = ("verified", *(s for s in STATUSES if s not in ("verified", "not_registered_here", "unchecked")))
_MACHINE: Mapping[DecisionKind, frozenset[str]] = {
    "claim": frozenset(get_args(VerdictLabel)),
    "reference": frozenset({*get_args(Status), RETRACTED}),
}
_FIELDS = tuple(Decision.__dataclass_fields__)


def offered(kind: DecisionKind) -> list[tuple[str, str]]:
    """What a reader can say instead of refdb: (label, its name)."""
    return [(label, said(_NAMES[kind][label])) for label in (VERDICTS_OFFERED if kind == "claim" else STATUSES_OFFERED)]


def label_name(kind: DecisionKind, label: str) -> str:
    """What a verdict or status is called to a reader."""
    return said(_NAMES[kind].get(label, label))


def about(checked: CheckedClaim | CheckedReference) -> tuple[DecisionKind, str]:
    """What a decision on this would be about: its kind and text."""
    if isinstance(checked, CheckedClaim):
        return "claim", checked.claim.text
    return "reference", checked.reference.raw


def said_by_refdb(checked: CheckedClaim | CheckedReference) -> str:
    """The label that a decision is about."""
    return checked.verdict.label if isinstance(checked, CheckedClaim) else checked.finding


def decided(checked: CheckedClaim | CheckedReference, sha256: str = "") -> str:
    """A decision in a line: "You decided: supported — see table 2 (Ann, 2026-11-29)"; nothing where there is none.

    Args:
        checked: what was decided on.
        sha256: of the article that is reported on; a decision on another file names that one.
    """
    decision = checked.decision
    if decision is None:
        return ""
    name = label_name(decision.kind, decision.label)
    settled = decision.settles(said_by_refdb(checked))
    line = said("You agreed: {name}" if decision.stance == "agreed" else "You decided: {name}").format(name=name)
    is_elsewhere = decision.article and sha256 and decision.sha256 != sha256
    elsewhere = said("on {article}").format(article=decision.article) if is_elsewhere else ""
    when = ", ".join(filter(None, [decision.by, decision.at[:10], elsewhere]))
    note = f" — {' '.join(decision.note.split())}" if decision.note.strip() else ""
    return f"{line}{note}{f' ({when})' if when else ''}{'' if settled else said('; refdb says another thing now')}"


def remarked(remark: Remark) -> str:
    """A remark in a line: "Given to Bob (Ann, 2026-11-29)"."""
    lines = {
        "note": said("Note: {text}").format(text=" ".join(remark.value.split())),
        "assign": said("Given to {name}").format(name=remark.value or said("nobody")),
        "done": said("Done"),
        "reopen": said("Open again"),
    }
    what = lines.get(remark.action, "")
    when = ", ".join(filter(None, [remark.by, remark.at[:10]]))
    return f"{what}{f' ({when})' if when else ''}"


def standing_of(remarks: Iterable[Remark]) -> tuple[str, bool]:
    """Whom something is given to by now, and whether it is done."""
    to, done = "", False
    for remark in remarks:
        to = remark.value if remark.action == "assign" else to
        done = remark.action == "done" if remark.action in ("done", "reopen") else done
    return to, done


def document(decisions: Iterable[Decision]) -> dict[str, Any]:
    """What `refdb decisions export` writes, and the report's page."""
    return {"format": FORMAT, "version": VERSION, "decisions": [asdict(decision) for decision in decisions]}


def decisions_of(data: bytes, name: str) -> list[Decision]:
    """The decisions of a file that the report's page or `refdb decisions export` wrote.

    Args:
        data: the file's bytes.
        name: the file's name, for what is said of it.

    Raises:
        InputError: it is another file, or one of its decisions is none; nothing of it is taken then.
    """
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name} is no file of decisions: {' '.join(str(error).split())[:200]}") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("decisions"), list):
        raise InputError(f"{name} is no file of decisions; the report's page saves one, and `refdb decisions export`")
    if found.get("version") != VERSION:
        said = str(found.get("version"))[:20]
        raise InputError(f"{name} has decisions of version {said}, which this refdb does not read; it reads {VERSION}")
    decisions = []
    for n, row in enumerate(found["decisions"], 1):
        try:
            decisions.append(decision_of(row))
        except InputError as error:
            raise InputError(f"{name}, decision {n}: {error}; nothing of the file was taken") from error
    return decisions


def decision_of(row: object) -> Decision:
    """The decision of a row of JSON, its time in UTC.

    Raises:
        InputError: it is none; the message says why.
    """
    if not isinstance(row, dict):
        raise InputError("it is no JSON object")
    texts = {name: row.get(name, "") for name in _FIELDS}
    for name, text in texts.items():
        if not isinstance(text, str) or len(text) > LONGEST or not _is_whole(text):
            raise InputError(f"{name!r} should be a text of at most {LONGEST} characters")
    unknown = sorted(str(name) for name in row.keys() - texts.keys())
    if unknown:
        raise InputError(f"{unknown[0][:40]!r} is no field of a decision")
    kind, stance = texts["kind"], texts["stance"]
    if kind not in _MACHINE or stance not in get_args(Stance):
        raise InputError("'kind' should be claim or reference, 'stance' agreed or overruled")
    if not texts["text"].strip():
        raise InputError("'text' is empty")
    if texts["machine"] not in _MACHINE[kind]:
        raise InputError(f"'machine' is {texts['machine'][:40]!r}, which refdb does not say of a {kind}")
    if (texts["verdict"] not in _NAMES[kind]) if stance == "overruled" else texts["verdict"]:
        raise InputError(f"'verdict' is {texts['verdict'][:40]!r}, which does not fit a {kind} that was {stance}")
    return Decision(**texts | {"at": _in_utc(texts["at"])})


def _is_whole(text: str) -> bool:
    """Whether a text can be written down: JSON can name halves of a character, and no other format can."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _in_utc(at: str) -> str:
    try:
        when = datetime.fromisoformat(at)
        return when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError) as error:
        raise InputError(f"'at' is {at[:40]!r}; it should be a time like 2026-11-29T10:00:00+00:00") from error
