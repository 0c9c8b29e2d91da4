"""Reads the pages of a PDF in a process of its own (``python -m refdb.articles.pdf.worker``), with limits.

The PDF comes in on standard input; pages go out as JSON, or ``{"error": …}``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from refdb.articles.pdf.words import Page, TooMuch, Word

MEMORY = 1 << 30
SECONDS = 10  # of the processor
WAIT = 60  # seconds by the clock: a machine that is busy with other things is no fault of the file


def read_apart(data: bytes) -> tuple[list[Page], str, str, int]:
    """(pages, title, authors, pdfium's error code or 0), read by a process that ends when it needs too much.

    Raises:
        TooMuch: it needed more time or memory than an article can.
    """
    root = str(Path(__file__).resolve().parents[3])
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH")))))
    command = [sys.executable, "-m", "refdb.articles.pdf.worker"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=WAIT, env=environment, check=False)
    except subprocess.TimeoutExpired:
        raise TooMuch(f"reading took more than {WAIT} seconds") from None
    if done.returncode:
        raise TooMuch("it unpacks to more than fits into memory, or takes too long to read")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "error" in answer:
        raise TooMuch(answer["error"])
    pages = [Page(width, height, [Word(*w) for w in words], *rest) for width, height, words, *rest in answer["pages"]]
    return pages, answer["title"], answer["author"], answer["code"]


def main() -> None:
    """Read standard input under limits, where the system has them (not on Windows)."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except ImportError:
        pass
    from pypdfium2 import PdfiumError

    from refdb.articles.pdf.words import open_document, read_pages

    pages: list[Page] = []
    title, author, code = "", "", 0
    try:
        document = open_document(sys.stdin.buffer.read())
        pages = list(read_pages(document))
        title, author = (document.get_metadata_value(name) for name in ("Title", "Author"))
    except PdfiumError as error:
        code = error.err_code or -1
    except TooMuch as error:
        sys.stdout.write(json.dumps({"error": str(error)}))
        return
    plain = [
        (
            p.width,
            p.height,
            [(w.text, w.x0, w.x1, w.y, w.size, w.bold, w.blank, w.link) for w in p.words],
            p.has_image,
            p.failed,
        )
        for p in pages
    ]
    sys.stdout.write(json.dumps({"pages": plain, "title": title, "author": author, "code": code}))


if __name__ == "__main__":
    main()
