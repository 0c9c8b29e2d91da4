"""The parts of a ZIP package (DOCX, EPUB …), unpacked in memory within limits and never onto the disk."""

from __future__ import annotations

import io
import zipfile
import zlib

from refdb.errors import InputError
from refdb.text.budgets import MOST_PARTS, MOST_UNPACKED, unpacked


class Package:
    """A ZIP file in memory, read part by part."""

    def __init__(self, data: bytes, name: str) -> None:
        """Raises InputError: no ZIP file, cut short, or a bomb."""
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise InputError(f"{name} is damaged: it cannot be unpacked ({error}); get the file again") from error
        if len(self._zip.infolist()) > MOST_PARTS:
            raise InputError(f"{name} holds more than {MOST_PARTS} parts: that is no article")

    @property
    def names(self) -> list[str]:
        """The names of its parts."""
        return self._zip.namelist()

    def read(self, part: str) -> bytes | None:
        """A part's bytes; None where there is no such part.

        Raises:
            InputError: damaged, encrypted, or larger than an article's parts are.
        """
        try:
            with self._zip.open(part) as stream:
                packed = self._zip.getinfo(part).compress_size  # what the index says of its unpacked size may be a lie
                return unpacked(stream, MOST_UNPACKED, self._name, packed)
        except KeyError:
            return None
        except InputError:
            raise
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
            raise InputError(f"{self._name} is damaged: {part} cannot be unpacked; get the file again") from error
