"""Is every acknowledged act in the history once?"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping

from sqlmodel import select

from storage.tables import CommentRow, EventRow, PersonRow, PromiseRow
from storage.unit_of_work import Store
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
    bodies = [(event, json.dumps(event.body, ensure_ascii=False, default=str)) for event in events]
    for act in ledger.acts:
        times = {(e.promise_id, e.at) for e, body in bodies if e.kind in act.facts and act.token in body}
        _judge(act, len(times), found)
    for act in ledger.comments:
        _judge(act, sum(act.token in comment.text for comment in comments), found)
    _check_receipts(events, users, numbers, receipts, found)
    _check_repeated(events, found)
    found.acknowledged += ledger.queries


def _judge(act: Act, times: int, found: Findings) -> None:
    what = " ".join([act.person, "/".join(act.facts) or "comment", act.token, act.where]).strip()
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
    """Each receipt of a button or a reaction stands for an act of its own: all facts of one act have one time."""
    acts = {(users[_person(e)], e.kind, numbers[e.promise_id], e.at) for e in events}
    done = Counter((user, kind, number) for user, kind, number, _ in acts)
    for (user, kind, number), told in receipts.counted().items():
        found.acknowledged += told
        if told > done[user, kind, number]:
            found.lost.append(
                f"{user} {kind} in P-{number}: told {told} times, in the history {done[user, kind, number]}"
            )


def _check_repeated(events: list[EventRow], found: Findings) -> None:
    """Nobody agrees to one version for one area twice unless it was taken back, or said otherwise, in between."""
    said: dict[tuple[object, ...], str] = {}
    by_promise: dict[str, list[EventRow]] = defaultdict(list)
    for event in sorted(events, key=lambda row: row.seq):
        by_promise[event.promise_id].append(event)
    for promise_id, history in by_promise.items():
        for event in history:
            if event.kind not in ("TermAgreed", "TermObjected", "TermChecking", "PositionRetracted"):
                continue
            place = (promise_id, event.body["term_id"], event.body["version"], event.body["slot_id"])
            if said.get(place) == event.kind and event.kind in ("TermAgreed", "PositionRetracted"):
                found.duplicated.append(f"{event.kind} of {place}: twice running")
            said[place] = event.kind


def _person(event: EventRow) -> str:
    return str(event.body["person"])
