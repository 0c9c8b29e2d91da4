"""Minimal edits that turn a claim round: a direction word swapped, a negation put in or taken out, a number changed."""

from __future__ import annotations

import random
import re

_PAIRS = """
increase decrease|increases decreases|increased decreased|increasing decreasing|raise lower|raises lowers|raised lowered
higher lower|high low|highest lowest|more less|greater smaller|larger smaller|rise fall|rises falls|rose fell|rising falling
improve worsen|improves worsens|improved worsened|improving worsening|improvement deterioration|better worse
enhance impair|enhances impairs|enhanced impaired|enhancing impairing|promote inhibit|promotes inhibits|promoted inhibited
promoting inhibiting|stimulate suppress|stimulates suppresses|stimulated suppressed|positive negative
positively negatively|upregulated downregulated|upregulates downregulates|up-regulated down-regulated
up-regulates down-regulates|upregulation downregulation|activates inactivates|activation inactivation|gain loss
effective ineffective|safe unsafe|beneficial harmful|longer shorter|faster slower|before after|above below
superior inferior|early late|earlier later|strong weak|stronger weaker|strongly weakly|rapidly slowly|susceptible resistant
present absent|presence absence|sufficient insufficient|able unable|likely unlikely|necessary unnecessary
dependent independent|accelerate slow|accelerates slows|accelerated slowed|older younger|common rare|many few|first last
always never|with without|win lose|won lost|start end|started ended|began ended|accept reject|accepted rejected
success failure|successful unsuccessful|alive dead|male female|men women|man woman|north south|east west
northern southern|eastern western|inside outside|up down|possible impossible|complete incomplete|active inactive
"""
# One way only: the second has its own partner above, or is no word to be turned back.
_ONE_WAY = """
reduce increase|reduces increases|reduced increased|reducing increasing|reduction increase|reductions increases
causes prevents|cause prevent|caused prevented|prevents causes|prevent cause|prevented caused|protects harms
inhibition activation|activated inhibited|activate inhibit|elevated reduced|diminished increased|exacerbates alleviates
alleviates exacerbates|attenuates amplifies|induces blocks|induced blocked|blocks induces|blocked induced|lower higher
smaller larger|similar different|most fewest|all none of|only not only|both neither of
"""
SWAPS: dict[str, str] = {}
for _line in _ONE_WAY.replace("\n", "|").split("|"):
    if _line.strip():
        _a, _b = _line.split(" ", 1)
        SWAPS[_a] = _b
for _line in _PAIRS.replace("\n", "|").split("|"):
    if _line.strip():
        _a, _b = _line.split()
        SWAPS.setdefault(_a, _b)
        SWAPS.setdefault(_b, _a)
_SWAP = re.compile(r"\b(" + "|".join(sorted(map(re.escape, SWAPS), key=len, reverse=True)) + r")\b", re.I)
_VERBS = (
    "increase|decrease|reduce|improve|cause|prevent|inhibit|promote|induce|affect|protect|lower|raise|play|lead|produce|"
    "require|regulate|suppress|enhance|show|provide|contribute|bind|activate|block|impair|predict|depend|exist|help|work|"
    "contain|include|belong|appear|use|support|result|occur|spread|kill|stop|cure|treat|influence|mediate|control|modulate"
)
_HELPER = re.compile(r"\b(is|are|was|were|can|could|may|might|will|would|has|have|had|does|do|did|should)\b", re.I)
_NEGATED = re.compile(r"\b(is|are|was|were|can|could|may|might|will|would|has|have|had|should) ?not ", re.I)
_DOES_NOT = re.compile(rf"\b(does|do|did|do) not ({_VERBS})\b", re.I)
_THIRD = re.compile(rf"\b({_VERBS})(s)\b")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:\.\d+)?(?![\w-]|[.,]\d)")


def turned(claim: str, rng: random.Random) -> str | None:
    """The claim said the other way round by one edit, or None where it has no word to edit."""
    ways = [way for way in (swapped, negated) if way(claim, random.Random(0))]
    return rng.choice(ways)(claim, rng) if ways else None


def swapped(text: str, rng: random.Random) -> str | None:
    """One direction word replaced by its opposite."""
    found = [m for m in _SWAP.finditer(text) if m.group(1).lower() not in ("with", "up", "new", "all", "only", "both")]
    if not found:
        return None
    match = rng.choice(found)
    return text[: match.start()] + _like(SWAPS[match.group(1).lower()], match.group(1)) + text[match.end() :]


def swapped_in_both(claim: str, text: str, rng: random.Random) -> tuple[str, str] | None:
    """Claim and text with the same direction word replaced by its opposite in each; None where they share none."""
    mine = {m.group(1).lower() for m in _SWAP.finditer(claim)}
    shared = sorted(
        w for w in mine if len(re.findall(rf"\b{re.escape(w)}\b", text, re.I)) == 1 and w not in ("with", "all")
    )
    if not shared:
        return None
    word = rng.choice(shared)
    pattern = re.compile(rf"\b{re.escape(word)}\b", re.I)
    new = SWAPS[word]
    return (
        pattern.sub(lambda m: _like(new, m.group()), claim, count=1),
        pattern.sub(lambda m: _like(new, m.group()), text, count=1),
    )


def negated(text: str, rng: random.Random) -> str | None:
    """The negation taken out, or one put in."""
    if match := _DOES_NOT.search(text):
        verb = match.group(2)
        verb = (
            verb + "s" if match.group(1).lower() == "does" else verb if match.group(1).lower() == "do" else verb + "ed"
        )
        return text[: match.start()] + verb.replace("eed", "ed") + text[match.end() :]
    if match := _NEGATED.search(text):
        return text[: match.start()] + match.group(1) + " " + text[match.end() :]
    if match := _HELPER.search(text):
        return text[: match.end()] + " not" + text[match.end() :]
    if match := _THIRD.search(text):
        return text[: match.start()] + "does not " + match.group(1) + text[match.end() :]
    return None


def renumbered(claim: str, text: str, rng: random.Random) -> str | None:
    """One of the numbers that claim and text share changed in the claim."""
    found = [m for m in _NUMBER.finditer(claim) if re.search(rf"(?<![\d.]){re.escape(m.group())}(?![\d.]*\d)", text)]
    if not found:
        return None
    match = rng.choice(found)
    number = match.group()
    if re.fullmatch(r"(?:1[5-9]|20)\d\d", number):
        new = str(int(number) + rng.choice((-12, -7, -3, -2, -1, 1, 2, 4, 9)))
    elif "." in number:
        new = f"{float(number) * rng.choice((0.4, 0.6, 1.5, 2, 3)) + 0.1:.{len(number.split('.')[1])}f}"
    else:
        new = str(max(1, round(int(number) * rng.choice((0.3, 0.5, 1.5, 2, 3)))) + 1)
    return None if new == number else claim[: match.start()] + new + claim[match.end() :]


def _like(new: str, old: str) -> str:
    return new.capitalize() if old[0].isupper() else new
