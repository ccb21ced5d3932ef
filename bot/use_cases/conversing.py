"""What happens in a promise's thread: reactions that sign, and comments that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain import commands
from bot.domain.promise import Promise, PromiseState, Via
from bot.use_cases.acting import Done, carry_out
from bot.use_cases.announcing import owe_card
from bot.use_cases.people import Person, actor_of
from storage.outbox import OutboxState
from storage.unit_of_work import Store, Transaction


class ReactionResult(StrEnum):
    """What a ✅ meant."""

    NOT_OURS = "not_ours"
    SIGNED = "signed"
    TOO_EARLY = "too_early"
    STILL_SENDING = "still_sending"


@dataclass(frozen=True, slots=True)
class Reacted:
    """What came of a reaction; `promise` is None where the message is none of ours."""

    result: ReactionResult
    promise: Promise | None = None
    done: Done | None = None


def react(store: Store, person: Person, channel: str, ts: str, event_id: str, at: datetime, now: datetime) -> Reacted:
    """Let a ✅ on a card or a reply sign, if it came after the current figures were shown there.

    `at` is when the person reacted. Otherwise TOO_EARLY: the person gets a button. STILL_SENDING: the card with the
    current figures is on its way, so ask again in a moment. Raises PromiseError as agreeing does.
    """
    with store.write() as tx:
        rendering = tx.renderings.on_message(channel, ts)
        promise = tx.promises.load(rendering.promise_id, lock=True) if rendering else None
        if rendering is None or promise is None:
            return Reacted(ReactionResult.NOT_OURS)
        actor = actor_of(tx, person.ref)
        mine = {line.id for line in promise.terms if any(actor.sits_in(slot.id) for slot in line.slots)}
        current = all(rendering.versions.get(term_id) == promise.versions[term_id] for term_id in mine)
        was_shown = rendering.shown_at is not None and rendering.shown_at <= at
        if mine and promise.state is PromiseState.NEGOTIATING and not (current and was_shown):
            sending = _card_on_its_way(tx, promise)
            return Reacted(ReactionResult.STILL_SENDING if sending else ReactionResult.TOO_EARLY, promise)
        if not tx.inbox.is_new(event_id, now):
            return Reacted(ReactionResult.NOT_OURS)
        seen = {line.id: line.version for line in promise.terms}
        done = carry_out(tx, promise, commands.Agree(actor, seen, Via.REACTION), now)
        return Reacted(ReactionResult.SIGNED, done.promise, done)


def unreact(store: Store, person: Person, channel: str, ts: str, event_id: str, now: datetime) -> Done | None:
    """Take back what a ✅ signed, when it is taken away. Raises PromiseError."""
    with store.write() as tx:
        rendering = tx.renderings.on_message(channel, ts)
        promise = tx.promises.load(rendering.promise_id, lock=True) if rendering else None
        if promise is None or not tx.inbox.is_new(event_id, now):
            return None
        return carry_out(tx, promise, commands.Retract(actor_of(tx, person.ref), Via.REACTION), now)


def promise_at(store: Store, channel: str, ts: str) -> Promise | None:
    """Return the promise that a message of ours is about."""
    with store.read() as tx:
        rendering = tx.renderings.on_message(channel, ts)
        return tx.promises.load(rendering.promise_id) if rendering else tx.promises.by_card(channel, ts)


def keep_comment(store: Store, person: Person, channel: str, thread_ts: str, ts: str, text: str, at: datetime) -> bool:
    """Keep a comment of a promise's thread; return whether the thread is one."""
    with store.write() as tx:
        promise = tx.promises.by_card(channel, thread_ts)
        if promise is None:
            return False
        tx.comments.keep(promise.id, channel, ts, person.ref, text, at)
        return True


def comment_became(store: Store, channel: str, ts: str, text: str | None, at: datetime) -> None:
    """Keep what an edited comment says now; None for one that was deleted."""
    with store.write() as tx:
        tx.comments.became(channel, ts, text, at)


def card_deleted(store: Store, channel: str, ts: str, now: datetime) -> bool:
    """Owe the card again when somebody deleted it; return whether it was one."""
    with store.write() as tx:
        promise = tx.promises.by_card(channel, ts)
        if promise is None:
            return False
        tx.promises.set_card(promise.id, None, None)
        owe_card(tx, promise, now, reason=f":again:{ts}")
        return True


def channel_moved(store: Store, old: str, new: str) -> None:
    """Follow a channel whose id changed."""
    with store.write() as tx:
        tx.promises.move_channel(old, new)


def _card_on_its_way(tx: Transaction, promise: Promise) -> bool:
    return any(
        row.promise_id == promise.id and row.kind == "card" and row.state == OutboxState.SENDING.value
        for row in tx.outbox.open()
    )
