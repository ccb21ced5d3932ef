"""How far something is that takes a while: said on standard error, and only after two seconds.

At a terminal one line is written over and over; elsewhere, as in a log, a line every ten seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

from bot.locale import Speaker

FIRST_SECONDS = 2.0
EVERY_SECONDS_AT_A_TERMINAL = 0.2
EVERY_SECONDS_ELSEWHERE = 10.0


class Progress:
    """Says how far one thing is; used in a `with`, and called with how much is done, of how much (0: unknown)."""

    def __init__(
        self,
        what: str,
        say: Speaker,
        stream: TextIO | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """`what` is said in the person's language; `stream` is standard error unless a test says otherwise."""
        self._what, self._say, self._seconds = what, say, seconds
        self._stream = stream or sys.stderr
        self._is_terminal = self._stream.isatty()
        self._next = seconds() + FIRST_SECONDS
        self._is_written = False

    def __enter__(self) -> Progress:
        """Begin counting the seconds."""
        self._next = self._seconds() + FIRST_SECONDS
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal's line, so that what is said next begins on its own."""
        if self._is_written and self._is_terminal:
            self._stream.write("\n")
            self._stream.flush()

    def __call__(self, done: int, of: int) -> None:
        """Say how far it is, if it is time to."""
        if self._seconds() < self._next:
            return
        every = EVERY_SECONDS_AT_A_TERMINAL if self._is_terminal else EVERY_SECONDS_ELSEWHERE
        self._next = self._seconds() + every
        self._is_written = True
        line = f"{self._what} {self._share(done, of)}"
        self._stream.write(f"\r{line}\x1b[K" if self._is_terminal else f"{line}\n")
        self._stream.flush()

    def _share(self, done: int, of: int) -> str:
        if of <= 0:
            return self._say.number(done)
        return f"{min(100, 100 * done // of)} %"
