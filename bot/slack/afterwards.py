"""What is said once Slack has its answer: an act is acknowledged when it is committed, not when its words arrived.

Each person's words keep their order. Only answers come here, which may be lost with the process (design, section 3);
what must arrive is the outbox's business.
"""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot.slack.gateway import SlackError
from storage.database import StorageUnavailable

logger = logging.getLogger(__name__)

_LANES = 6
"""How many people are answered at a time."""


class Afterwards:
    """Lanes of work, one after the other for each person; what was begun is finished before the process ends."""

    def __init__(self, give_way: Callable[[float], None] = lambda since: None) -> None:
        """`give_way` returns when nobody waits for an acknowledgement, or has waited long enough since a moment."""
        self._give_way = give_way
        self._lanes = [ThreadPoolExecutor(1, thread_name_prefix=f"answer-{number}") for number in range(_LANES)]

    def do(self, user_id: str, task: Callable[[], None]) -> None:
        """Do the task soon, after what was given before for this person; its failure is logged."""
        self._lanes[zlib.crc32(user_id.encode()) % _LANES].submit(self._do, task, time.monotonic())

    def finish(self) -> None:
        """Return when everything is done that was given."""
        for lane in self._lanes:
            lane.submit(int).result()

    def _do(self, task: Callable[[], None], given_at: float) -> None:
        self._give_way(given_at)
        _safely(task)


def _safely(task: Callable[[], None]) -> None:
    try:
        task()
    except (SlackError, StorageUnavailable) as error:
        logger.warning("an answer was not shown: %s", error)
    except Exception:
        # Guards the lane: what this person did stands, and the next answer must not wait for this one.
        logger.exception("an answer could not be made")
