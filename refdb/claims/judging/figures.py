"""The figures of a claim: a text that does not give them does not say the claim, whatever else it says.

Of the train claims with such a figure that is not in their abstract, SciFact's experts call 2 of 26 supported.
"""

from __future__ import annotations

import re
from string import ascii_lowercase

_UNITS = (
    r"%|per ?cent|percentage points?|(?:m|k|µ|μ|mc|n)?g|iu|ml|litres?|liters?|mmhg|kcal|calories|cm|km|"
    r"years?|months?|weeks?|days?|hours?|minutes?|times|[- ]?folds?|"
    r"patients|participants|people|women|men|adults|children|persons|cases|deaths|trials|studies"
)
_FIGURE = re.compile(
    rf"(?P<about>\b(?:about|around|some|nearly|almost|roughly|approximately|over|under|up to|at least|at most|"
    rf"more than|less than|fewer than)\s+)?(?<![\w.,/–-])(?P<number>\d+(?:[.,·]\d+)*)[\s-]?"
    rf"(?P<scale>thousand|million|billion)?[\s-]?(?P<unit>{_UNITS})?(?![\w])",
    re.I,
)
_NUMBER = re.compile(r"\d+(?:[.,·]\d+)*(?:\s?(?:thousand|million|billion))?", re.I)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_WORDS: dict[str, tuple[int, ...]] = {
    "one": (1,), "once": (1,), "two": (2,), "twice": (2,), "double": (2,), "doubled": (2,), "half": (2, 50),
    "three": (3,), "third": (3, 33), "triple": (3,), "tripled": (3,), "four": (4,), "quarter": (4, 25), "five": (5,),
    "fifth": (5, 20), "six": (6,), "seven": (7,), "eight": (8,), "nine": (9,), "ten": (10,), "tenth": (10,),
    "eleven": (11,), "twelve": (12,), "thirteen": (13,), "fourteen": (14,), "fifteen": (15,), "sixteen": (16,),
    "seventeen": (17,), "eighteen": (18,), "nineteen": (19,), "twenty": (20,), "thirty": (30,), "forty": (40,),
    "fifty": (50,), "sixty": (60,), "seventy": (70,), "eighty": (80,), "ninety": (90,), "hundred": (100,),
}  # fmt: skip
NEAR = 0.1  # "about 30 %" is given by a text with 28 %
_ROOM = 1e-9


def missing(claim: str, text: str) -> tuple[str, ...]:
    """The claim's figures, as printed, that stand neither so nor rounded in the text.

    Only figures with a unit count: percentages, doses, durations, numbers of people. Years, and numbers that are part
    of a name ("vitamin D3", "omega-3"), do not.

    Args:
        claim: "Zinc shortened colds by 33 %."
        text: all that was read of a source.
    """
    given: set[float] | None = None
    found = []
    for figure in _FIGURE.finditer(claim):
        if not (figure["unit"] or figure["scale"]):
            continue
        if given is None:
            given = _numbers(text)
        value = _value(figure["number"]) * _SCALES.get((figure["scale"] or "").lower(), 1.0)
        if not _among(value, _places(figure["number"]), given, about=bool(figure["about"])):
            printed = figure[0].removeprefix(figure["about"] or "").strip()
            found.append(" ".join(printed.split()))
    return tuple(dict.fromkeys(found))


def _among(value: float, places: int, given: set[float], *, about: bool) -> bool:
    if about and any(abs(value - other) <= NEAR * max(value, other) for other in given):
        return True
    exact = any(abs(value - other) <= _ROOM * max(1.0, value) for other in given)
    return exact or any(
        round(other, places) == value or (value >= 1e6 and round(other, -6) == value) for other in given
    )


def _numbers(text: str) -> set[float]:
    """All numbers of a text, in digits or in words."""
    found: set[float] = set()
    for match in _NUMBER.finditer(text):
        digits, *scale = match[0].lower().split()
        scale = scale or [word for word in _SCALES if digits.endswith(word)]
        number = _value(digits.rstrip(ascii_lowercase))
        found |= {number, number * _SCALES.get(scale[0], 1.0) if scale else number}
    for word in re.findall(r"[a-z]+", text.lower()):
        found.update(_WORDS.get(word.removesuffix("fold"), ()))
    return found


def _value(number: str) -> float:
    """Of "1,200", "1.5", "0·83"."""
    plain = number.replace("·", ".")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    parts = plain.replace(",", ".").split(".")
    return float(f"{parts[0]}.{''.join(parts[1:])}" if len(parts) > 1 else parts[0])


def _places(number: str) -> int:
    """Digits behind the point, as printed."""
    parts = re.split(r"[.·]", number)
    return len(parts[1]) if len(parts) == 2 else 0
