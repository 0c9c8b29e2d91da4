"""Rows of what readers decided, and of what they noted beside: put in, never changed, never taken out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from refdb.database.sessions import Sessions, parts, whole
from refdb.database.tables import DecisionRow, RemarkRow
from refdb.model import Decision, DecisionKind, Remark
from refdb.text.folding import folded

Said = TypeVar("Said", Decision, Remark)
_SIGNS = "<>≤≥=±%"  # a text with another one says another thing, and folding leaves them out


class DecisionRows(Sessions):
    """The decisions and remarks of a library."""

    def add_decisions(self, decisions: Iterable[Decision]) -> int:
        """Keep decisions, one that is known already once; how many were new."""
        return self._add(DecisionRow, decisions)

    def add_remark(self, remark: Remark) -> None:
        """Keep a remark; the same one once."""
        self._add(RemarkRow, [remark])

    def decisions(self) -> list[Decision]:
        """All decisions, in the order in which they were made."""
        with self._reading() as session:
            rows = session.scalars(select(DecisionRow).order_by(DecisionRow.at, DecisionRow.id))
            return [_of(row, Decision) for row in rows]

    def decisions_on(self, kind: DecisionKind, texts: Iterable[str]) -> dict[str, Decision]:
        """The last decision on each of these texts that has one, however it was set in print."""
        return {text: every[-1] for text, every in self.all_decisions_on(kind, texts).items()}

    def all_decisions_on(self, kind: DecisionKind, texts: Iterable[str]) -> dict[str, tuple[Decision, ...]]:
        """Every decision on each of these texts, also those that a later one stands before, in the order of time."""
        return self._on(DecisionRow, Decision, kind, texts, (DecisionRow.at, DecisionRow.id))

    def remarks_on(self, kind: DecisionKind, texts: Iterable[str]) -> dict[str, tuple[Remark, ...]]:
        """All remarks on each of these texts, in the order in which they were made."""
        return self._on(RemarkRow, Remark, kind, texts, (RemarkRow.id,))

    @whole
    def _add(self, table: type[DecisionRow | RemarkRow], said: Iterable[Decision | Remark]) -> int:
        rows = {_digest(one): one for one in said}
        with self._writing() as session:
            query = select(table.digest)
            known = {one for part in parts(rows) for one in session.scalars(query.where(table.digest.in_(part)))}
            new = {digest: one for digest, one in rows.items() if digest not in known}
            session.add_all(table(digest=digest, folded=key_of(one.text), **asdict(one)) for digest, one in new.items())
            return len(new)

    def _on(
        self,
        table: type[DecisionRow | RemarkRow],
        made: type[Said],
        kind: DecisionKind,
        texts: Iterable[str],
        order: Iterable[InstrumentedAttribute[str] | InstrumentedAttribute[int]],
    ) -> dict[str, tuple[Said, ...]]:
        """What was said on each of these texts, however they were set in print."""
        keys = {text: key_of(text) for text in texts}
        query = select(table).where(table.kind == kind).order_by(*order)
        found: dict[str, list[Said]] = {}
        with self._reading() as session:
            for part in parts(dict.fromkeys(keys.values())):
                rows = cast("Iterable[DecisionRow | RemarkRow]", session.scalars(query.where(table.folded.in_(part))))
                for row in rows:
                    found.setdefault(row.folded, []).append(_of(row, made))
        return {text: tuple(found[key]) for text, key in keys.items() if key in found}


def key_of(text: str) -> str:
    """What makes two texts the same for a decision: words and signs, whatever the type, quotes, dashes and breaks.

    >>> key_of("The rate fell by “1.5” % (P < .05).") == key_of("The  rate fell by 1.5 % (p < .05)")
    True
    >>> key_of("P < .05") == key_of("P > .05"), key_of("by 15 mg") == key_of("by 1.5 mg")
    (False, False)
    """
    return " ".join([folded(text), *(sign for sign in text if sign in _SIGNS)])


def _digest(said: Decision | Remark) -> str:
    return hashlib.sha256(json.dumps(asdict(said), sort_keys=True).encode()).hexdigest()


def _of(row: DecisionRow | RemarkRow, made: type[Said]) -> Said:
    return made(**{name: getattr(row, name) for name in made.__dataclass_fields__})
