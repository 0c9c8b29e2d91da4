"""Which of an article's claims are checked."""

from __future__ import annotations

from collections.abc import Sequence

from refdb.errors import InputError
from refdb.model import Claim, ClaimChoice

CHOICES: tuple[ClaimChoice, ...] = ("cited", "literature", "all")


def choice(name: str) -> ClaimChoice:
    """The choice of this name.

    Raises:
        InputError: there is none.
    """
    found = next((known for known in CHOICES if known == name), None)
    if found is None:
        raise InputError(f"claims = {name!r} should be one of {', '.join(CHOICES)}")
    return found


def chosen(claims: Sequence[Claim], which: ClaimChoice) -> tuple[list[Claim], tuple[Claim, ...]]:
    """The claims to check, and the article's own results, which are listed beside them.

    Args:
        claims: of an article, in order.
        which: "cited" are those with a citation, "literature" all that are not the article's own results.
    """
    if which == "all":
        return list(claims), ()
    asked = [claim for claim in claims if (claim.references if which == "cited" else claim.kind == "literature")]
    return asked, tuple(claim for claim in claims if claim.kind == "own")
