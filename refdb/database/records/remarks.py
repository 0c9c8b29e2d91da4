"""Rows of what readers noted beside their decisions: put in, never changed, never taken out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import select

from refdb.database.records.decisions import key_of
from refdb.database.sessions import Sessions, parts
from refdb.database.tables import DecisionRow, RemarkRow
from refdb.model import Decision, DecisionKind, Remark


class RemarkRows(Sessions):
    """The remarks of a library."""

    def add_remark(self, remark: Remark) -> None:
        """Keep a remark; the same one once."""
        digest = hashlib.sha256(json.dumps(asdict(remark), sort_keys=True).encode()).hexdigest()
        with self._writing() as session:
            if session.scalar(select(RemarkRow.id).where(RemarkRow.digest == digest)) is None:
                session.add(RemarkRow(digest=digest, folded=key_of(remark.text), **asdict(remark)))

    def remarks_on(self, kind: DecisionKind, texts: Iterable[str]) -> dict[str, tuple[Remark, ...]]:
        """All remarks on each of these texts, in the order in which they were made."""
        keys = {text: key_of(text) for text in texts}
        found: dict[str, list[Remark]] = {}
        query = select(RemarkRow).where(RemarkRow.kind == kind).order_by(RemarkRow.id)
        with self._reading() as session:
            for part in parts(dict.fromkeys(keys.values())):
                for row in session.scalars(query.where(RemarkRow.folded.in_(part))):
                    found.setdefault(row.folded, []).append(_remark(row))
        return {text: tuple(found[key]) for text, key in keys.items() if key in found}

    def all_decisions_on(self, kind: DecisionKind, texts: Iterable[str]) -> dict[str, tuple[Decision, ...]]:
        """Every decision on each of these texts, also those that a later one stands before, in the order of time."""
        keys = {text: key_of(text) for text in texts}
        found: dict[str, list[Decision]] = {}
        query = select(DecisionRow).where(DecisionRow.kind == kind).order_by(DecisionRow.at, DecisionRow.id)
        names = tuple(Decision.__dataclass_fields__)
        with self._reading() as session:
            for part in parts(dict.fromkeys(keys.values())):
                for row in session.scalars(query.where(DecisionRow.folded.in_(part))):
                    found.setdefault(row.folded, []).append(Decision(**{name: getattr(row, name) for name in names}))
        return {text: tuple(found[key]) for text, key in keys.items() if key in found}


def _remark(row: RemarkRow) -> Remark:
    return Remark(**{name: getattr(row, name) for name in Remark.__dataclass_fields__})
