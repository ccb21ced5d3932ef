"""What people do in the thread of a promise, and what is kept of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.promise import Promise
from bot.use_cases import conversing
from bot.use_cases.conversing import Reacted
from tests.unit.use_cases.office import CHANNEL, Office, user_id

SOON = timedelta(seconds=10)


def place(office: Office, promise: Promise) -> tuple[str, str]:
    with office.read() as tx:
        found = tx.promises.card_of(promise.id)
    assert found is not None
    return found


def reply(office: Office, kind: str) -> tuple[str, str]:
    """Return where the newest reply of a kind is."""
    with office.read() as tx:
        row = tx.outbox.last_sent(kind)
    assert row is not None and row.sent_channel and row.sent_ts
    return row.sent_channel, row.sent_ts


def react(office: Office, name: str, where: tuple[str, str], event: str = "", at: datetime | None = None) -> Reacted:
    event = event or f"E-{name}-{office.now.isoformat()}-{where[1]}"
    return conversing.react(office.store, office.people[name], *where, event, at or office.now, office.now)


def unreact(office: Office, name: str, where: tuple[str, str]):
    event = f"U-{name}-{office.now}-{where}"
    return conversing.unreact(office.store, office.people[name], *where, event, office.now, office.now)


def comments(office: Office, promise: Promise) -> list[str]:
    with office.read() as tx:
        return [comment.text for comment in tx.comments.of(promise.id)]


def comment(office: Office, name: str, thread_ts: str, ts: str, text: str) -> bool:
    person = office.people[name]
    return conversing.keep_comment(office.store, person, CHANNEL, thread_ts, ts, text, office.now)


def became(office: Office, ts: str, text: str | None, writer: str | None, channel: str = CHANNEL) -> None:
    conversing.comment_became(office.store, channel, ts, text, office.now, writer and user_id(writer))


def posted(office: Office, *figures: str) -> Promise:
    promise = office.draft(*figures)
    office.deliver()
    office.now += SOON
    return promise
