"""CSV for a spreadsheet: what people typed stays text there, and a new file is its owner's alone.

A cell that begins like a formula is executed by Excel, LibreOffice and Google Sheets when the file is opened, so such a
cell gets an apostrophe in front, as OWASP's page on CSV injection advises.
"""

from __future__ import annotations

import csv
import io
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

STANDARD_OUTPUT = Path("-")
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\N{MINUS SIGN}")
_BLANK = ("Zs", "Zl", "Zp", "Cc", "Cf")
"""Kinds of characters that nobody sees and a spreadsheet may pass over: spaces, controls, marks of direction."""


def defused(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula; full-width signs count as the usual ones."""
    begins = next((character for character in text if unicodedata.category(character) not in _BLANK), "")
    is_formula = unicodedata.normalize("NFKC", begins).startswith(_BEGINS_A_FORMULA)
    return f"'{text}" if is_formula or text.startswith(("\t", "\r", "\n")) else text


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that is not there yet, for its owner alone; `-` is standard output.

    What could not be written to its end is taken away again. Raises FileExistsError, OSError.
    """
    if path == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    # Exclusive: neither a file that is there nor the target of a link is ever written over.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        try:
            yield file
        except BaseException:  # whatever ended it, half a file would pass for the whole
            path.unlink(missing_ok=True)
            raise


def write(file: BinaryIO, rows: Iterable[Iterable[str]], delimiter: str) -> None:
    """Write rows one by one as they come, every cell quoted."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")  # with the mark that tells Excel of UTF-8
    try:
        csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    finally:
        text.detach()  # the file is its opener's to close
