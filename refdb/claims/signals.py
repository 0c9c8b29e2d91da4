"""What can be seen of a claim and a text without a model: shared words, negation, direction, numbers.

A small encoder reads past "not", "fell" and "31 percent"; these signals go into the calibration beside its scores.
"""

from __future__ import annotations

import re

from refdb.claims.selection import stems

SIGNALS = ("coverage", "negation", "direction", "numbers")

_NEGATION = re.compile(
    r"\b(?:no|not|never|neither|nor|none|without|cannot|n't|failed|fails|lack\w*|absence|unlikely|unable|ineffective|"
    r"no significant|did not|does not)\b|n't\b",
    re.I,
)
_UP = re.compile(r"\b(?:increas\w+|higher|rais\w+|rose|ris(?:e|es|ing)|elevat\w+|greater|more|improv\w+|enhanc\w+|gain\w*|stimulat\w+|promot\w+|restor\w+)\b", re.I)  # fmt: skip
_DOWN = re.compile(r"\b(?:decreas\w+|lower\w*|reduc\w+|fell|fall\w*|declin\w+|less|fewer|worse\w*|impair\w+|inhibit\w+|suppress\w+|diminish\w+|prevent\w+|block\w+)\b", re.I)  # fmt: skip
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def signals(claim: str, text: str) -> list[float]:
    """``SIGNALS`` for a claim and the text that was read for it.

    coverage: share of the claim's words in the text, 0…1; negation: 1 where one of the two is negated and the other is
    not; direction: 1 where one speaks only of more and the other only of less; numbers: share of the claim's numbers
    that the text has not, 0…1.
    """
    wanted, numbers = stems(claim), set(_NUMBER.findall(claim))
    return [
        len(wanted & stems(text)) / len(wanted) if wanted else 0.0,
        float(bool(_NEGATION.search(claim)) != bool(_NEGATION.search(text))),
        float(_direction(claim) * _direction(text) < 0),
        len(numbers - set(_NUMBER.findall(text))) / len(numbers) if numbers else 0.0,
    ]


def _direction(text: str) -> int:
    return bool(_UP.search(text)) - bool(_DOWN.search(text))
