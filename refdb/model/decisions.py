"""What a reader of a report decided: that refdb is right about a claim or a reference, or what is right instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DecisionKind = Literal["claim", "reference"]
Stance = Literal["agreed", "overruled"]
RETRACTED = "retracted"  # what refdb says of a reference whose work was retracted, whatever else it found


@dataclass(frozen=True, slots=True)
class Decision:
    """A reader's word on one claim or reference; it is never changed, a later one stands beside it.

    ``machine`` and ``verdict`` are labels as the JSON of a report has them: of a claim its verdict, of a reference its
    status or "retracted". ``article`` and ``sha256`` are the name and the bytes of the file that was read.
    """

    kind: DecisionKind
    text: str  # the sentence as it was judged, or the reference as printed
    machine: str  # what refdb said
    stance: Stance
    verdict: str = ""  # what the reader says instead, where refdb was overruled
    note: str = ""
    by: str = ""
    at: str = ""  # UTC, ISO 8601
    article: str = ""
    sha256: str = ""

    @property
    def label(self) -> str:
        """What holds for the reader: the own verdict, or refdb's that was agreed to."""
        return self.verdict if self.stance == "overruled" else self.machine

    def settles(self, machine: str) -> bool:
        """Whether nothing is left to look at where refdb says ``machine`` now.

        Who agreed to one finding has not seen another; and who overruled a finding before a retraction was known has
        not decided about the retraction.
        """
        if self.stance == "agreed" or machine == RETRACTED:
            return machine == self.machine
        return True
