"""Rule 7: what was acknowledged is on disk, and every announcement reaches Slack exactly once, whatever crashes."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.delivery import dispatcher
from bot.delivery.envelope import mark_of
from bot.domain.promise import PromiseState
from bot.use_cases import announcing, ticking
from storage.queue_tables import OutboxRow
from tests.property.keeping_slack import Bot, Fault, faults
from tests.unit.use_cases.office import CHANNEL

acts = st.tuples(
    st.sampled_from(["lena", "wim", "wim", "quinn", "otto"]),
    st.sampled_from(["draft", "agree", "agree", "agree", "object", "counter", "accept", "retract", "drop", "withdraw"]),
    st.integers(0, 1),
)
steps = st.lists(
    st.one_of(acts, acts, st.sampled_from(["deliver", "deliver", "second", "restart", "tick"]), st.integers(1, 70)),
    min_size=3,
    max_size=16,
)


# no shrinking: each example costs half a second, and a failure is to be seen at once
@settings(
    max_examples=16,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(steps, faults)
def test_everything_reaches_slack_exactly_once_and_nothing_acknowledged_is_lost(
    wanted: list[tuple[str, str, int] | str | int], plan: list[Fault | None]
) -> None:
    # one queue after the other, so that the same faults hit the same messages each time
    with tempfile.TemporaryDirectory() as folder, patch.object(dispatcher, "WORKERS", 1):
        bot = Bot.begin(Path(folder), plan)
        try:
            for step in wanted:
                carry_out(bot, step)
            bot.settle()
            nothing_is_lost(bot)
            everything_is_there_once(bot)
            cards_show_what_is_now(bot)
        finally:
            bot.office.store.database.close()


def carry_out(bot: Bot, step: tuple[str, str, int] | str | int) -> None:
    if isinstance(step, tuple):
        bot.act(*step)
    elif isinstance(step, int):
        bot.office.later(seconds=step)
        bot.deliver()
    elif step == "tick":
        ticking.tick(bot.office.later(hours=3).store, bot.office.now)
    elif step == "restart":
        bot.restart()
    else:
        bot.deliver(int(step == "second"))


def nothing_is_lost(bot: Bot) -> None:
    bot.restart()
    for promise in bot.acknowledged.values():
        assert bot.office.load(promise) == promise
    with bot.office.read() as tx:
        numbers = [promise.number for promise in bot.acknowledged.values()]
        assert tx.promises.by_number(max(numbers, default=0) + 1) is None


def everything_is_there_once(bot: Bot) -> None:
    """Each promise has one card with one reply a fact that is told; each DM that is owed was sent once."""
    slack = bot.slack
    assert slack.twice == []
    assert slack.overtaken == []
    with bot.office.read() as tx:
        cards = {promise_id: tx.promises.card_of(promise_id) for promise_id in bot.acknowledged}
    digests = [row.sent_ts for row in bot.rows() if row.kind == announcing.DIGEST and row.state == "sent"]
    posted_there = sorted(one["ts"] for one in slack.at(CHANNEL))
    assert posted_there == sorted([*(card[1] for card in cards.values() if card), *digests])
    out_of_date = Counter(row.promise_id for row in bot.rows() if is_out_of_date(bot, row))
    for promise_id, card in cards.items():
        assert card is not None
        replies = [one["text"] for one in slack.at(CHANNEL, card[1])]
        assert len(replies) == bot.owed[promise_id] - out_of_date[promise_id], replies
    direct = [row for row in bot.rows() if row.queue.startswith("dm:") and row.state != "dropped"]
    posted = Counter(one["mark"] for (channel, _), one in slack.said.items() if channel.startswith("D"))
    assert posted == Counter(mark_of(row.key) for row in direct)
    assert not [row.error for row in bot.rows() if row.state == "failed"]


def is_out_of_date(bot: Bot, row: OutboxRow) -> bool:
    """Tell whether a reply was rightly left out: nobody is asked about, or told the wording of, what has ended."""
    if row.state != "dropped" or row.kind not in (announcing.ASK, announcing.SIGNED_OFF):
        return False
    promise = bot.office.load(bot.acknowledged[row.promise_id or ""])
    assert promise.state is not PromiseState.NEGOTIATING
    return row.kind == announcing.ASK or promise.state is PromiseState.WITHDRAWN


def cards_show_what_is_now(bot: Bot) -> None:
    """A card composed once more says the same as the one that was there."""
    office, shown = bot.office, bare_cards(bot)
    with office.store.write() as tx:
        for promise_id in bot.acknowledged:
            promise = tx.promises.load(promise_id)
            assert promise is not None
            announcing.owe_card(tx, promise, office.now, reason=":once more")
    bot.deliver()
    assert bare_cards(bot) == shown


def bare_cards(bot: Bot) -> dict[str, str]:
    """Return the cards without the ids of what they show, which each has of its own."""
    ids = set(re.findall(r"'r_\w+'", repr(bot.slack.said)))
    cards = {one["ts"]: repr(one["blocks"]) + one["text"] for one in bot.slack.at(CHANNEL)}
    for known in ids:
        cards = {ts: text.replace(known, "'r'") for ts, text in cards.items()}
    return cards
