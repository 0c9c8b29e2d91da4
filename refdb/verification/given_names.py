"""Given names that one person goes by: short forms, and the same name in other languages."""

from __future__ import annotations

from rapidfuzz.distance import JaroWinkler

_GROUPS = """
william bill will billy liam wilhelm guillaume
robert bob rob bobby bert
richard dick rick
john jack johnny jon johann jean juan ivan
margaret peggy maggie meg greta
elizabeth liz beth betty elisabeth lisa
edward ted ed eddie ned eduard
james jim jimmy jamie
henry harry hank heinrich henri
charles chuck charlie karl carl carlos
katherine kate kathy catherine katharina ekaterina kathryn
anthony tony antoine anton antonio
theodore ted
michael mike mikhail michel mikael miguel michal
francis frank francisco franz francesco
alexander sasha alex aleksandr alejandro
peter pete pierre pedro petr piotr
joseph joe josef jose giuseppe
george jorge georg georges yuri
eugene evgeny yevgeny gene
stephen steve stefan etienne steven
lawrence larry laurence lorenz
nicholas nick nikolai nicolas
andrew andy andrei andreas andre
susan sue susanne
patricia pat trish
daniel dan danny
thomas tom tommy
paul pablo paolo pavel
helen elena helena yelena
"""
# First letters with which transliterations of one name begin: "Yuri" and "Juri", "Xiao" and "Hsiao".
_LETTERS = "iy ij jy ey ei ck ch cq hx sx jz cz gh kq cs sz fv vw gj tc".split()
SPELLINGS = 0.82  # Jaro-Winkler from which two given names are spellings of one


def one_name(a: str, b: str) -> bool:
    """Whether two folded given names may be one: equal, short for the other, spelt otherwise, of another language.

    >>> one_name("alex", "alexander"), one_name("sergey", "sergei"), one_name("anna", "alexander")
    (True, True, False)
    """
    return is_short_for(a, b) or (one_letter(a[0], b[0]) and JaroWinkler.similarity(a, b) >= SPELLINGS)


def is_short_for(a: str, b: str) -> bool:
    """Whether of two folded given names one is, or is known to be, a form of the other.

    >>> is_short_for("alex", "alexander"), is_short_for("bill", "william"), is_short_for("maria", "marie")
    (True, True, False)
    """
    if a == b or (min(len(a), len(b)) > 2 and (a.startswith(b) or b.startswith(a))):
        return True
    return any(a in names and b in names for names in map(str.split, _GROUPS.splitlines()))


def one_letter(a: str, b: str) -> bool:
    """Whether two names with these first letters may be transliterations of one."""
    return a == b or a + b in _LETTERS or b + a in _LETTERS
