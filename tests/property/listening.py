"""Everything that the program writes to its log, kept so that it can be read again."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Listener(logging.Handler):
    """Keeps every line that the program logs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(message)s"))  # a traceback belongs to the line

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    @contextmanager
    def at_work(self) -> Iterator[Listener]:
        ours = [logging.getLogger(name) for name in ("bot", "storage", "sqlalchemy")]
        levels = [logger.level for logger in ours]
        for logger in ours:
            logger.addHandler(self)
        for logger in ours[:2]:
            logger.setLevel(logging.DEBUG)
        try:
            yield self
        finally:
            for logger, level in zip(ours, levels, strict=True):
                logger.removeHandler(self)
                logger.setLevel(level)
