"""What entries are called in one BibTeX file: their keys, and what styles label those without authors by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container

from refdb.bibliography.bibtex.entry_types import Dialect
from refdb.bibliography.keys.citation_keys import new_key
from refdb.model import Work
from refdb.text.folding import to_ascii

NOT_IN_KEYS = {  # what BibTeX, or biber, or LaTeX's \cite refuses
    "bibtex": re.compile(r"[\s,{}%#\"~\\\x00-\x1f\x7f]+"),
    "biblatex": re.compile(r"[\s,{}%#\"~\\\x00-\x1f\x7f'()=]+"),
}
_SAME_LABELS = 20


class EntryKeys:
    """A key for each work of a file; keys that works bring go before keys made here, whatever their order."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._keys: list[str] = []
        self._taken = _Taken()
        self._keyless: list[tuple[int, Work]] = []
        self._names: list[tuple[str, ...]] = []  # what each work goes by in the library

    def add(self, work: Work) -> None:
        """Take the next work's key, where BibTeX can read it and no work before has it."""
        key = NOT_IN_KEYS[self._dialect].sub("", work.key)
        if not key or key in self._taken:
            key = ""
            self._keyless.append((len(self._keys), work))
        self._taken.add(key)
        self._keys.append(key)
        self._names.append((work.key, *work.aliases))

    def all(self) -> list[str]:
        """The keys of all works, in the order in which they came."""
        for index, work in self._keyless:
            self._keys[index] = new_key(work, self._taken)
            self._taken.add(self._keys[index])
        self._keyless = []
        return self._keys

    def known(self, wanted: Container[str]) -> dict[str, str]:
        """The keys of the works that go by one of these names (in small letters), in this file or in the library."""
        keys = self.all()
        known = {key.lower(): key for key in keys if key.lower() in wanted}
        for key, names in zip(reversed(keys), reversed(self._names), strict=True):
            known.update((name.lower(), key) for name in names if name and name.lower() in wanted)
        return known


class _Taken:
    """Keys in use; BibTeX takes two that differ only in case for an error."""

    def __init__(self) -> None:
        self._keys: set[str] = set()

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self._keys

    def add(self, key: str) -> None:
        self._keys.add(key.lower())


class Labels:
    """What styles sort and label works without authors by: their ``key`` field.

    alpha.bst makes a label of its first three letters and the year, tells equal ones apart by one letter, and runs
    out of letters at 26; a label that many works share gets two digits behind its first letter.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, work: Work, key: str) -> str:
        """The label of the next work; ``""`` where it has people."""
        if work.authors or work.editors:
            return ""
        words = (work.full_title or work.container_title or work.publisher or key).split()
        label = " ".join(words[:4])
        start = "".join(c for c in to_ascii(label) if c.isalnum())[:3].lower()
        year = str(work.year or "")[-2:]
        self._seen[start + year] += 1
        group = (self._seen[start + year] - 1) // _SAME_LABELS
        return f"{(start or 'x')[0].upper()}{group:02} {label}" if group else label
