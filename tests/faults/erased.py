"""What the bot took away again because its promise moved to another channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.use_cases.announcing import ERASE
from storage.queue_tables import OutboxRow

Place = tuple[str, str]
"""A channel and a ts."""


def rows_erased(rows: Sequence[OutboxRow]) -> set[int]:
    """Return the ids of the rows that an erasure was owed for, whether there was something to erase or not."""
    return {row.body["row"] for row in rows if row.kind == ERASE}


def erased(rows: Sequence[OutboxRow]) -> dict[Place, datetime]:
    """Return where messages are gone, and since when that was owed: several rows may have updated one."""
    owed = {row.body["row"]: row.created_at for row in rows if row.kind == ERASE and row.state == "sent"}
    gone = (row for row in rows if row.id in owed and row.sent_channel and row.sent_ts)
    return {(row.sent_channel or "", row.sent_ts or ""): owed[row.id or 0] for row in gone}
