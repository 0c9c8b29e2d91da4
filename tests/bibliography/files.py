"""What several tests of the room do: a file is read as what it is."""

from refdb.bibliography.importing import read
from refdb.bibliography.kinds import kind_of
from refdb.model import Work


def works_of(text: str) -> tuple[list[Work], list[str]]:
    """The works of a bibliographic file in its order, and what of it could not be read."""
    imported = read(text, kind_of(text[:20_000], "-."))
    return list(imported.works), list(imported.said)
