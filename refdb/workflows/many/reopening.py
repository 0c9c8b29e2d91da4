"""A library opened once more, by a worker that may be on another machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from refdb.settings import Settings, named_library


@dataclass(frozen=True, slots=True)
class Reopen:
    """Opens the library anew where it is called, with the settings that hold where it was made."""

    kind: Any  # the class: workflows do not know it
    folder: Path
    settings: Settings

    def __call__(self) -> Any:
        """The library."""
        folder = self.folder
        if self.settings.database and not folder.is_dir():  # a machine that keeps indexes of its own
            folder = named_library(self.settings.database)
        return self.kind(folder, self.settings)
