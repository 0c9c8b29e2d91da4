"""Refusals in the shape that Crossref's API gives them."""

from __future__ import annotations


class Refused(Exception):
    """A question that cannot be answered, with what is wrong in it."""

    def __init__(self, kind: str, value: str, message: str) -> None:
        super().__init__(message)
        self.failure = {"type": kind, "value": value, "message": message}


def refusal(kind: str, value: str, message: str) -> Refused:
    """What to raise: Crossref's name of the mistake, the value that it is in, and what is said of it."""
    return Refused(kind, value, message)
