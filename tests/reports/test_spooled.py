"""A text made in pieces lies in a file, and is taken in blocks."""

import pytest

from refdb.reports.spooled import blocks, is_there, spooled


def made(write):
    for n in range(30_000):
        write(f"Zeile {n} – ü\n")
    return 30_000


def test_what_was_written_comes_out_in_blocks_and_the_file_is_closed():
    file, count = spooled(made)
    pieces = list(blocks(file))
    assert count == 30_000
    assert [len(piece) for piece in pieces[:-1]] == [65_536] * (len(pieces) - 1)
    assert b"".join(pieces).decode().splitlines()[-1] == "Zeile 29999 – ü"
    assert file.closed


def test_whether_it_stands_in_a_file_already(tmp_path):
    file, _ = spooled(made)
    path = tmp_path / "a.txt"
    assert not is_there(file, path)
    path.write_bytes(file.read())
    file.seek(0)
    assert is_there(file, path)
    assert file.tell() == 0
    path.write_bytes(path.read_bytes() + b"x")
    assert not is_there(file, path)
    path.write_bytes(path.read_bytes()[:-2])
    assert not is_there(file, path)
    file.close()


def test_what_fails_fails():
    def broken(write):
        write("a")
        raise ValueError("no such style")

    with pytest.raises(ValueError, match="no such style"):
        spooled(broken)
