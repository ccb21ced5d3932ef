"""Is every acknowledged act in the history once?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import select

from storage.queue_tables import OutboxRow
from storage.tables import CommentRow, EventRow, PersonRow, PromiseRow
from storage.unit_of_work import Store
from tests.faults.erased import erased
from tests.faults.findings import Findings
from tests.faults.ledger import Act, Ledger, Outcome
from tests.faults.receipts import Receipts


def check_acts(store: Store, ledger: Ledger, receipts: Receipts, found: Findings) -> None:
    """Hold what people were told against the history."""
    with store.read() as tx:
        events = list(tx.session.exec(select(EventRow)))
        comments = list(tx.session.exec(select(CommentRow)))
        users = {row.ref: row.user_id or "" for row in tx.session.exec(select(PersonRow))}
        numbers = {row.id: row.number for row in tx.session.exec(select(PromiseRow))}
        left = erased(list(tx.session.exec(select(OutboxRow))))
    moved = {(event.body["moved_to"], "PromiseDrafted") for event in events if event.kind == "TermMovedOut"}
    by_people = [event for event in events if (event.promise_id, event.kind) not in moved]
    bodies = [(event, json.dumps(event.body, ensure_ascii=False, default=str)) for event in by_people]
    for act in ledger.acts:
        times = {(e.promise_id, e.at) for e, body in bodies if e.kind in act.facts and act.token in body}
        _judge(act, len(times), found)
    for act in ledger.comments:
        # Under a card that went elsewhere nobody writes to the promise any more.
        gone_at = left.get(act.where or ("", ""))
        is_late = gone_at is not None and float(act.ts) >= gone_at.timestamp()
        judged = replace(act, outcome=Outcome.UNKNOWN) if is_late else act
        _judge(judged, sum(act.token in comment.text for comment in comments), found)
    _check_receipts(events, users, numbers, receipts, found)
    _check_repeated(events, found)
    found.acknowledged += ledger.queries


def _judge(act: Act, times: int, found: Findings) -> None:
    what = " ".join([act.person, "/".join(act.facts) or f"comment in {act.where}", act.token])
    found.acknowledged += act.outcome is Outcome.TAKEN
    if times > 1:
        found.duplicated.append(f"{what}: in the history {times} times")
    if act.outcome is Outcome.TAKEN and times == 0:
        found.lost.append(f"{what}: acknowledged and not in the history")
    if act.outcome in (Outcome.REFUSED, Outcome.NOT_SENT) and times:
        found.untrue.append(f"{what}: {act.outcome} and in the history")


def _check_receipts(
    events: list[EventRow],
    users: Mapping[str, str],
    numbers: Mapping[str, int],
    receipts: Receipts,
    found: Findings,
) -> None:
    """Each receipt stands for an act of its own: all facts of one act have one time.

    A phone call that a second form tells of is one call; both are told that it is noted.
    """
    acts = {(users[_person(e)], e.kind, numbers[e.promise_id], e.at) for e in events}
    done = Counter((user, kind, number) for user, kind, number, _ in acts)
    for (user, kind, number), told in receipts.counted().items():
        found.acknowledged += told
        least = min(told, 1) if kind == "PhoneCallNoted" else told
        if least > done[user, kind, number]:
            found.lost.append(
                f"{user} {kind} in P-{number}: told {told} times, in the history {done[user, kind, number]}"
            )


def _check_repeated(events: list[EventRow], found: Findings) -> None:
    """Nobody says the same twice running; what a place is, and how it is said there, differs from fact to fact."""
    said: dict[tuple[object, ...], object] = {}
    for event in sorted(events, key=lambda row: (row.promise_id, row.seq)):
        told = _told(event)
        if told is None:
            continue
        place, word = (event.promise_id, *told[0]), told[1]
        if said.get(place) == word:
            found.duplicated.append(f"{event.kind} of {place}: twice running")
        said[place] = word


def _told(event: EventRow) -> tuple[tuple[object, ...], object] | None:
    """Return what was spoken about and the word, which is another each time for what may be said again."""
    body = event.body
    if event.kind in ("TermAgreed", "TermObjected", "TermChecking", "PositionRetracted"):
        may_repeat = event.kind in ("TermObjected", "TermChecking")
        return (body["term_id"], body["version"], body["slot_id"]), event.seq if may_repeat else event.kind
    if event.kind == "VisibilityChanged":
        return ("visibility",), body["visibility"]["value"]
    if event.kind == "PhoneCallNoted":
        return ("phone", body["person"], body["colleague"], str(body["versions"])), f"{event.at:%Y-%m-%d %H}"
    return None


def _person(event: EventRow) -> str:
    return str(event.body["person"])
