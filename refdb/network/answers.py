"""An HTTP answer read within limits of size and time, and what it says of asking again. Nothing here sends anything."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2


class CutShort(Exception):
    """An answer that is longer, or took longer, than was allowed; the message says which."""


def body_of(response: httpx2.Response, largest: int, seconds: float, began: float) -> bytes:
    """The whole body of a streamed answer.

    Args:
        response: an answer whose body was not read yet.
        largest: bytes it may have, unpacked.
        seconds: how long after ``began`` (of ``time.monotonic``) it must be complete.
        began: when it was asked for.

    Raises:
        CutShort: it is too long, or came too slowly.
    """
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > largest:
            raise CutShort(f"an answer of more than {largest // 2**20} MiB")
        if time.monotonic() > began + seconds:
            raise CutShort(f"the answer was not complete after {seconds:.0f} s")
    return bytes(body)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks to wait (RFC 9110, 10.2.3: a number or a date); None where it says nothing."""
    text = headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time()) if text else None
    except (ValueError, TypeError):
        return None
