"""Rows of what readers decided: put in, never changed, never taken out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import select

from refdb.database.sessions import Sessions, parts
from refdb.database.tables import DecisionRow
from refdb.model import Decision, DecisionKind
from refdb.text.folding import folded

_SIGNS = "<>≤≥=±%"  # a text with another one says another thing, and folding leaves them out


class DecisionRows(Sessions):
    """The decisions of a library."""

    def add_decisions(self, decisions: Iterable[Decision]) -> int:
        """Keep decisions, one that is known already once; how many were new."""
        rows = {_digest(decision): decision for decision in decisions}
        with self._writing() as session:
            query = select(DecisionRow.digest)
            known = {one for part in parts(rows) for one in session.scalars(query.where(DecisionRow.digest.in_(part)))}
            new = {digest: decision for digest, decision in rows.items() if digest not in known}
            session.add_all(
                DecisionRow(digest=digest, folded=key_of(decision.text), **asdict(decision))
                for digest, decision in new.items()
            )
            return len(new)

    def decisions(self) -> list[Decision]:
        """All decisions, in the order in which they were made."""
        with self._reading() as session:
            return [_decision(row) for row in session.scalars(select(DecisionRow).order_by(*_IN_TIME))]

    def decisions_on(self, kind: DecisionKind, texts: Iterable[str]) -> dict[str, Decision]:
        """The last decision on each of these texts that has one, however it was set in print."""
        keys = {text: key_of(text) for text in texts}
        query = select(DecisionRow).where(DecisionRow.kind == kind).order_by(*_IN_TIME)
        last: dict[str, Decision] = {}
        with self._reading() as session:
            for part in parts(dict.fromkeys(keys.values())):
                last |= {
                    row.folded: _decision(row) for row in session.scalars(query.where(DecisionRow.folded.in_(part)))
                }
        return {text: last[key] for text, key in keys.items() if key in last}


_IN_TIME = (DecisionRow.at, DecisionRow.id)
_FIELDS = tuple(Decision.__dataclass_fields__)


def key_of(text: str) -> str:
    """What makes two texts the same for a decision: words and signs, whatever the type, quotes, dashes and breaks.

    >>> key_of("The rate fell by “1.5” % (P < .05).") == key_of("The  rate fell by 1.5 % (p < .05)")
    True
    >>> key_of("P < .05") == key_of("P > .05"), key_of("by 15 mg") == key_of("by 1.5 mg")
    (False, False)
    """
    return " ".join([folded(text), *(sign for sign in text if sign in _SIGNS)])


def _digest(decision: Decision) -> str:
    return hashlib.sha256(json.dumps(asdict(decision), sort_keys=True).encode()).hexdigest()


def _decision(row: DecisionRow) -> Decision:
    return Decision(**{name: getattr(row, name) for name in _FIELDS})
