"""A scanned PDF with a text layer made by OCRmyPDF (https://ocrmypdf.readthedocs.io), where that is installed."""

from __future__ import annotations

import shutil
import subprocess

PROGRAM = "ocrmypdf"
PATIENCE = 600.0  # seconds; a page takes one to five
SAID = "The pages are pictures: their text was recognised by ocrmypdf, and some letters will be wrong."


def with_text(data: bytes) -> bytes | None:
    """The PDF with its text recognised; None where that cannot be done here."""
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    call = [program, "--quiet", "--skip-text", "--output-type", "pdf", "-", "-"]
    try:
        done = subprocess.run(call, input=data, capture_output=True, check=False, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 and b"%PDF" in done.stdout[:1024] else None
