"""A fault of refdb's own: one line for the person, and a file for whoever mends it. Nobody is shown a traceback."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from refdb import __version__

MOST_HASHED = 200_000_000  # bytes of an input: to hash a dump would keep the person waiting
_SECRETS = ("key", "token", "password", "secret")


def told(error: BaseException, arguments: Sequence[str]) -> str:
    """The line for the person: what happened, and where the rest is written."""
    if isinstance(error, MemoryError):
        return "there is not enough memory for this input; give it in parts"
    what = (str(error).splitlines() or [""])[0][:200]
    kind = f"{type(error).__name__}: {what}" if what else type(error).__name__
    written = write_log(error, arguments)
    where = f"; what happened is written in {written}: please send it with a report" if written else ""
    return f"a fault of refdb's own stopped it ({kind}). The library is as the last finished step left it{where}"


def write_log(error: BaseException, arguments: Sequence[str]) -> Path | None:
    """Write what happened into a file that only its owner reads; None where nothing can be written.

    It holds versions, the call, the size and SHA-256 of each file that was given, and the traceback: no text of a file,
    nothing of the environment or the settings.
    """
    moment = datetime.now(UTC)
    lines = [
        f"refdb {__version__}, Python {platform.python_version()}, {platform.platform()}",
        moment.isoformat(timespec="seconds"),
        "call: refdb " + " ".join(map(repr, _without_secrets(arguments))),
        *(f"input: {argument!r}, {_print_of(Path(argument))}" for argument in arguments if _is_file(argument)),
        "",
        *traceback.format_exception(error),
    ]
    name = f"crash-{moment:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    for folder in _folders():
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            mine = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(mine, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write("\n".join(lines))
        except OSError:
            continue
        return folder / name
    return None


def _folders() -> Sequence[Path]:
    """Where the log may lie: where the system keeps logs of programs, else among its temporary files."""
    from platformdirs import user_log_path

    return user_log_path("refdb", appauthor=False), Path(tempfile.gettempdir()) / f"refdb-{os.getpid()}"


def _without_secrets(arguments: Sequence[str]) -> list[str]:
    """The arguments without what stands behind an option or in an address that names a key."""
    shown = []
    for n, argument in enumerate(arguments):
        before = arguments[n - 1] if n else ""
        hidden = any(word in before.lower() for word in _SECRETS) and before.startswith("-")
        hidden = hidden or (("=" in argument or "@" in argument) and any(word in argument.lower() for word in _SECRETS))
        shown.append("(hidden)" if hidden else argument)
    return shown


def _is_file(argument: str) -> bool:
    try:
        return Path(argument).is_file()
    except (OSError, ValueError):
        return False


def _print_of(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MOST_HASHED:
            return f"{size} bytes"
        return f"{size} bytes, SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}"
    except OSError as error:
        return str(error.strerror)


def arguments_given() -> list[str]:
    """What refdb was called with."""
    return sys.argv[1:]
