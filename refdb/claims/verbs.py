"""The verbs with which claims are made, in the forms they take: how a clause is told from a phrase without a parser."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

# After "and" these can only be verbs: "raises A and lowers B".
_PLAIN = """
    accelerate achieve activate adhere affect allow alleviate alter ameliorate amplify appear attenuate avoid bind bring
    carry comprise confer consist constitute consume contain contribute convert correlate create cure decide depend
    derive destroy develop differ diminish disrupt eliminate elevate enable encode enhance ensure exacerbate exceed
    exert exhibit exist extend facilitate fail follow form generate govern grow happen hinder improve include increase
    indicate induce infect inhibit initiate involve kill lack lead lessen lose lower maintain mediate mimic minimize
    mitigate modify modulate occur persist possess preclude predict prevent produce prolong promote protect provide
    raise reach reduce regulate relieve remain remove require resist respond restore retain reverse reveal secrete seem
    shorten stabilize stimulate strengthen suffer suppress survive sustain synthesize tend tolerate trigger undergo vary
    weaken worsen absorb acquire adapt add become begin belong breathe burn colonize compete confirm connect decay
    define degrade demonstrate depress descend detect determine die dilate dissolve distinguish eat emerge enter evolve
    excrete expand experience explain express feed give heal host impair imply inform interact invade keep lay live make
    metabolize migrate move need neutralize normalize occupy outweigh penetrate precede presume prove receive recover
    recur relax rely replicate represent reproduce say sensitize serve sink stem suggest think transmit translate
    travel underlie use widen yield amount arise attribute combat conserve deliver deplete desensitize describe
    experience emphasize favour favor fluctuate hamper harbour harbor inactivate incur lengthen necessitate offer
    perform postpone preserve propagate reinforce replace resemble shed soothe store take target thicken thin transport
    turn warrant bypass counteract counter dampen halve double triple boost ease elicit entail lie outperform
    overestimate underestimate threaten sit stay drive draw hold know find understand consider believe conclude
    attach circulate collect differentiate digest fuse ingest inherit mature mutate oxidize phosphorylate secure settle
    shape spawn spend swim transcribe wane wax
"""
# These can be nouns as well: "causes and effects", "a drop and a rise".
_ALSO_NOUNS = """
    account act aid aim alarm answer attack average balance benefit block break burden cause change claim cluster
    compound concern contact contrast control cost cover damage decline decrease delay demand display drop effect
    estimate fall feature figure flow fuel function gain harm help impact influence interest interfere limit link load
    mark mask match measure note number order peak place play point presence process profile progress project question
    range rank rate reason record release repair report rescue rest result return rise risk role sample scale score
    shift show signal slow sound spread stand start state stop stress study supplement support surge switch test touch
    track treat trend value view work
"""
_IRREGULAR = {
    "become": "became become",
    "begin": "began begun",
    "bind": "bound",
    "break": "broke broken",
    "bring": "brought",
    "die": "died",
    "draw": "drew drawn",
    "drive": "drove driven",
    "eat": "ate eaten",
    "fall": "fell fallen",
    "feed": "fed",
    "find": "found",
    "give": "gave given",
    "grow": "grew grown",
    "hold": "held",
    "keep": "kept",
    "know": "knew known",
    "lead": "led",
    "lose": "lost",
    "make": "made",
    "rise": "rose risen",
    "say": "said",
    "shed": "shed",
    "show": "showed shown",
    "sink": "sank sunk",
    "sit": "sat",
    "spread": "spread",
    "stand": "stood",
    "swim": "swam swum",
    "take": "took taken",
    "think": "thought",
    "undergo": "underwent undergone",
    "understand": "understood",
    "arise": "arose arisen",
    "spend": "spent",
    "lie": "lay lain",
    "lay": "laid",
    "overestimate": "overestimated",
    "dissolve": "dissolved",
    "derive": "derived",
    "amplify": "amplified",
}
_DOUBLED = frozenset("drop stop transmit recur incur occur prefer infer".split())

SINGULAR = frozenset("is was has does".split())
PLURAL = frozenset("are were have do".split())
MODALS = frozenset("can could may might will would must should shall cannot".split())
PAST = frozenset("was were had did".split())
AUXILIARIES = SINGULAR | PLURAL | MODALS | PAST
_WORD = re.compile(r"[A-Za-z]+(?:['’]t)?")
# Verbs that are not listed betray themselves by their ending: "crystallizes", "humidified".
_VERBAL = re.compile(r"[a-z]{3,}(?:i[sz]es|ifies|[a-z]ates|i[sz]ed|ified|[a-z]ated)")


@cache
def forms() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The plain forms, those with -s and those of the past, of all listed verbs."""
    bases = frozenset(_PLAIN.split()) | frozenset(_ALSO_NOUNS.split())
    third = frozenset(_third(base) for base in bases)
    past = frozenset(form for base in bases for form in _IRREGULAR.get(base, _past(base)).split())
    return bases, third, past


@cache
def may_be_nouns() -> frozenset[str]:
    """Plain forms and those with -s that are nouns as well, and "lower", which is an adjective."""
    bases = _ALSO_NOUNS.split()
    also = (
        "lower increase increases experience experiences need needs host hosts form forms use uses store stores target "
        "targets turn turns yield yields amount amounts shape shapes thin double transport transports counter wax "
        "mature live lives secure"
    )
    return frozenset([*bases, *map(_third, bases), *also.split()])


def has_finite_verb(text: str) -> bool:
    """Whether a text has a word that can be the verb of a sentence."""
    bases, third, past = forms()
    words = [word.lower() for word in _WORD.findall(text)]
    return any(
        word in AUXILIARIES
        or word.endswith(("n't", "n’t"))
        or (word in bases and (word not in may_be_nouns() or before.endswith("s")))
        or word in third
        or word in past
        or _VERBAL.fullmatch(word)
        for before, word in pairwise(words)
    )


def _third(base: str) -> str:
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def _past(base: str) -> str:
    if base in _DOUBLED:
        return base + base[-1] + "ed"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + ("d" if base.endswith("e") else "ed")
