"""The page's live feed: small notices, after which the page fetches anew.

Rule: a notice says what changed, never the content; what concerns one person's views goes to that person alone.
"""

import asyncio

from .ids import Json

_PRIVATE = ("views", "home")
_INTERNAL = ("reset",)  # told in full as what it changes


class LiveFeed:
    """Every open page has a queue here."""

    def __init__(self) -> None:
        self._readers: dict[asyncio.Queue[Json], str | None] = {}

    def join(self, user: str | None) -> asyncio.Queue[Json]:
        """A queue of what `user` is to be told of (None: everything). Leave with leave()."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._readers[queue] = user
        return queue

    def leave(self, queue: asyncio.Queue[Json]) -> None:
        """Stop following."""
        self._readers.pop(queue, None)

    def tell(self, notice: Json) -> None:
        """Pass a notice on to whom it concerns."""
        if notice["type"] in _INTERNAL:
            return
        for queue, user in self._readers.items():
            if notice["type"] not in _PRIVATE or user is None or notice.get("user") == user:
                queue.put_nowait(notice)
