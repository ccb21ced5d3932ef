"""What happens in a promise's thread: reactions that sign, and comments that are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.domain import commands, errors
from bot.domain.events import TermAgreed
from bot.domain.promise import Promise, TermId, Via
from bot.domain.slots import PersonRef
from bot.domain.visibility import home_at, may_see
from bot.use_cases.acting import Done, carry_out
from bot.use_cases.announcing import ACCEPTED, ASK, CARD, REVISED, owe_card
from bot.use_cases.people import Person, actor_of, person_from, viewer_of
from storage.outbox import OutboxState
from storage.unit_of_work import Store, Transaction

SHOWING_FIGURES = (CARD, ASK, REVISED, ACCEPTED)
"""Messages on which a ✅ means the promise's figures; on others it may mean an objection or a counter."""


@dataclass(eq=False)
class StillOnItsWay(errors.PromiseError):
    """A message of ours has not been found in its channel yet, and this may be about it: to be asked again later."""

    channel: str


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

    `at` is when the person reacted. Otherwise TOO_EARLY: the person gets a button; so do those who react to an
    objection or a counter, for it says something else than the figures that would be signed. STILL_SENDING: the card
    with the current figures is on its way, so ask again in a moment. Raises PromiseError as agreeing does.
    """
    with store.write() as tx:
        promise = _shown_at(tx, channel, ts, lock=True)
        if promise is None:
            return Reacted(ReactionResult.NOT_OURS)
        actor = actor_of(tx, person.ref)
        mine = {line.id for line in promise.terms if any(actor.sits_in(slot.id) for slot in line.slots)}
        if mine and promise.is_open and not _counts(tx, channel, ts, promise, mine, at):
            sending = _card_on_its_way(tx, promise)
            return Reacted(ReactionResult.STILL_SENDING if sending else ReactionResult.TOO_EARLY, promise)
        removed_at = tx.inbox.noted(_removal_of(channel, ts, person))
        if not tx.inbox.is_new(event_id, now) or (removed_at is not None and removed_at > at):
            return Reacted(ReactionResult.NOT_OURS)  # it was dealt with, or is taken away already
        seen = {line.id: line.version for line in promise.terms}
        done = carry_out(tx, promise, commands.Agree(actor, seen, Via.REACTION), now)
        signed = {fact.term_id: fact.version for fact in done.facts if isinstance(fact, TermAgreed)}
        tx.reactions.put(channel, ts, person.ref, signed, now)
        return Reacted(ReactionResult.SIGNED, done.promise, done)


def _removal_of(channel: str, ts: str, person: Person) -> str:
    """Return the key under which it is kept when a person last took a ✅ away from a message."""
    return f"removed:{channel}:{ts}:{person.ref}"


def unreact(
    store: Store, person: Person, channel: str, ts: str, event_id: str, at: datetime, now: datetime
) -> Done | None:
    """Take back what a ✅ on this message signed and nothing else, when it is taken away at `at`.

    A ✅ from before that moment signs nothing any more, should it be delivered only now. None when nothing of what it
    signed stands any more. Raises PromiseError, such as AlreadySignedOff.
    """
    with store.write() as tx:
        promise = _shown_at(tx, channel, ts, lock=True)
        if promise is None or not tx.inbox.is_new(event_id, now):
            return None
        tx.inbox.note(_removal_of(channel, ts, person), at)
        signed = tx.reactions.take(channel, ts, person.ref)
        still = {term: version for term, version in signed.items() if promise.versions.get(term) == version}
        if not still:
            return None
        return carry_out(tx, promise, commands.Retract(actor_of(tx, person.ref), Via.REACTION, still), now)


def is_ours(store: Store, channel: str, ts: str) -> bool:
    """Tell whether a message is one about a promise. Raises StillOnItsWay where nobody knows yet."""
    with store.read() as tx:
        found = tx.renderings.on_message(channel, ts) is not None or tx.promises.by_card(channel, ts) is not None
        if not found and tx.outbox.is_placing(channel):
            raise StillOnItsWay(channel)
        return found


def promise_at(store: Store, person: Person, channel: str, ts: str) -> Promise | None:
    """Return the promise that a message of ours is about; None for one that the person may not see."""
    with store.read() as tx:
        promise = _shown_at(tx, channel, ts) or tx.promises.by_card(channel, ts)
        viewer = viewer_of(tx, person.ref, person.channels)
        return promise if promise and may_see(viewer, promise) else None


def keep_comment(store: Store, person: Person, channel: str, thread_ts: str, ts: str, text: str, at: datetime) -> bool:
    """Keep a comment of a promise's thread; return whether the promise is there now. Raises StillOnItsWay.

    What was said under an earlier card before the promise left that channel is kept as well: word of it may come late.
    """
    with store.write() as tx:
        here = tx.promises.by_card(channel, thread_ts)
        promise = here or _shown_at(tx, channel, thread_ts)
        if promise is None and tx.outbox.is_placing(channel):
            raise StillOnItsWay(channel)
        if promise is not None and (here or _was_in(tx, promise, channel, at)):
            tx.comments.keep(promise.id, channel, ts, person.ref, text, at)
        return here is not None


def _shown_at(tx: Transaction, channel: str, ts: str, lock: bool = False) -> Promise | None:
    """Return the promise that a message of ours is about, held for the transaction with `lock`; else None."""
    rendering = tx.renderings.on_message(channel, ts)
    return tx.promises.load(rendering.promise_id, lock=lock) if rendering else None


def _was_in(tx: Transaction, promise: Promise, channel: str, at: datetime) -> bool:
    return home_at((fact for _, fact in tx.promises.history(promise.id)), at) == channel


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody (a Slack id) said at `ts` (Slack's time)."""

    user_id: str
    ts: str
    text: str


def keep_words(store: Store, promise_id: str, channel: str, said: Iterable[Words]) -> None:
    """Keep what was said in a thread that is about to lose its card, as comments of the promise.

    What people say who may not act is theirs, as everywhere.
    """
    with store.write() as tx:
        for words in said:
            known = tx.people.known(words.user_id)
            if known is not None and person_from(tx, known).may_act:
                at = datetime.fromtimestamp(float(words.ts), UTC)
                tx.comments.keep(promise_id, channel, words.ts, PersonRef(known.ref), words.text, at)


def comment_became(store: Store, channel: str, ts: str, text: str | None, at: datetime, writer: str | None) -> None:
    """Keep what an edited comment says now; None for one that was deleted.

    Only its own writer (a Slack id) edits a comment; somebody who may delete others' messages can take it away.
    """
    with store.write() as tx:
        known = tx.people.known(writer) if writer else None
        if text is None or (known is not None and tx.comments.is_by(channel, ts, PersonRef(known.ref))):
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
    """Follow a channel whose id changed, with everything that was said there and is still to be said."""
    with store.write() as tx:
        for kept in (tx.promises, tx.renderings, tx.outbox, tx.comments, tx.reactions):
            kept.move_channel(old, new)
        if tx.settings.all().get("promises_channel") == old:
            tx.settings.put({"promises_channel": new})


def _counts(tx: Transaction, channel: str, ts: str, promise: Promise, mine: Collection[TermId], at: datetime) -> bool:
    """Tell whether a reaction of `at` can mean the current figures of the person's areas, and nothing else."""
    row = tx.outbox.by_message(channel, ts)
    shows_figures = row is not None and row.kind in SHOWING_FIGURES
    shown = tx.renderings.all_on_message(channel, ts)
    # Versions only go up, so figures that were shown once before the reaction are still the ones that it means.
    return shows_figures and any(
        one.shown_at is not None
        and one.shown_at <= at
        and all(one.versions.get(term_id) == promise.versions[term_id] for term_id in mine)
        for one in shown
    )


def _card_on_its_way(tx: Transaction, promise: Promise) -> bool:
    return any(row.state == OutboxState.SENDING.value for row in tx.outbox.open_of(promise.id, CARD))
