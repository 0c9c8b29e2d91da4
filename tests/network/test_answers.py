"""An HTTP answer within limits, and how long a server asks to wait."""

import email.utils
import time
from types import SimpleNamespace

import pytest

from refdb.network.answers import CutShort, body_of, retry_after


def response(*pieces: bytes) -> SimpleNamespace:
    return SimpleNamespace(iter_bytes=lambda: iter(pieces))


def test_a_body_within_its_limits():
    assert body_of(response(b"ab", b"c"), 3, 60.0, time.monotonic()) == b"abc"
    assert body_of(response(), 3, 60.0, time.monotonic()) == b""


def test_a_body_that_is_too_long_is_given_up_at_once():
    seen = []

    def pieces():
        for piece in (b"x" * 2**20, b"x" * 2**20, b"never"):
            seen.append(piece)
            yield piece

    with pytest.raises(CutShort, match="more than 1 MiB"):
        body_of(SimpleNamespace(iter_bytes=pieces), 2**20, 60.0, time.monotonic())
    assert len(seen) == 2


def test_a_body_that_comes_too_slowly():
    with pytest.raises(CutShort, match="not complete after 2 s"):
        body_of(response(b"a"), 9, 2.0, time.monotonic() - 2.5)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 120 ", 120.0),
        ("0", 0.0),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("1.5", None),
        ("9" * 20, 999999999.0),
    ],
)
def test_seconds_to_wait(header, seconds):
    assert retry_after({"retry-after": header}) == seconds


def test_a_date_to_wait_for():
    assert retry_after({}) is None
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0  # gone by
    ahead = email.utils.formatdate(time.time() + 3600, usegmt=True)
    assert 3500 < retry_after({"retry-after": ahead}) <= 3600
