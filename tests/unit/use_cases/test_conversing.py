"""What happens in a thread: a ✅ signs what was shown before it and nothing else, and comments are kept."""

from __future__ import annotations

import pytest
from sqlmodel import update

from bot.domain import errors
from bot.domain.promise import Promise, PromiseState, Via
from bot.use_cases import conversing, negotiating, people
from bot.use_cases.conversing import ReactionResult, Words
from storage.people import Profile
from storage.tables import RenderingRow
from tests.unit.use_cases.office import CHANNEL, LEIPZIG, QUALITY, SERVICE, Office, user_id
from tests.unit.use_cases.thread import SOON, became, comment, comments, place, posted, react, reply, unreact

LESS = "service level 75/20 from 1 March 2027"


def signed(office: Office, promise: Promise) -> list[str]:
    return [line.term.metric for line in office.load(promise).terms if line.positions]


def test_a_reaction_after_the_figures_were_shown_signs_them(office: Office) -> None:
    promise = posted(office, LEIPZIG, SERVICE)
    reacted = react(office, "wim", place(office, promise))

    assert reacted.result is ReactionResult.SIGNED
    assert reacted.done is not None
    assert [area for _, area in negotiating.lines_agreed(reacted.done)] == ["WFM"]
    position = next(iter(office.load(promise).terms[1].positions.values()))
    assert position.via is Via.REACTION
    assert react(office, "lena", reply(office, "ask")).result is ReactionResult.SIGNED
    assert office.load(promise).state is PromiseState.SIGNED_OFF


def test_a_reaction_before_the_figures_were_shown_signs_nothing(office: Office) -> None:
    promise = posted(office, LEIPZIG, SERVICE)
    early = office.now - 2 * SOON

    assert react(office, "wim", place(office, promise), at=early).result is ReactionResult.TOO_EARLY
    assert signed(office, promise) == []


def test_a_reaction_to_a_card_that_shows_an_older_version_signs_nothing(office: Office) -> None:
    promise = posted(office, LEIPZIG, SERVICE)
    card = place(office, promise)
    office.bundle("sara", promise, LEIPZIG, LESS, kind="revision")

    assert react(office, "wim", card).result is ReactionResult.TOO_EARLY
    assert react(office, "lena", card).result is ReactionResult.SIGNED  # Lena's figure is as she saw it
    before_shown = office.now
    office.now += SOON
    office.deliver()
    assert react(office, "wim", card, at=before_shown).result is ReactionResult.TOO_EARLY
    office.now += SOON
    assert react(office, "wim", card).result is ReactionResult.SIGNED


def test_while_the_card_is_on_its_way_one_asks_again(office: Office) -> None:
    promise = posted(office, LEIPZIG, SERVICE)
    office.bundle("sara", promise, LEIPZIG, LESS, kind="revision")
    with office.store.write() as tx:
        (row,) = tx.outbox.open_of(promise.id, "card")
        row.state = "sending"
        tx.outbox.save(row)

    assert react(office, "wim", place(office, promise)).result is ReactionResult.STILL_SENDING


@pytest.mark.parametrize("kind", ["objection", "counter"])
def test_a_tick_under_an_objection_or_a_counter_may_mean_that_and_signs_nothing(office: Office, kind: str) -> None:
    promise = posted(office, LEIPZIG, SERVICE)
    if kind == "objection":
        office.object("lena", promise, promise.terms[0].id)
    else:
        office.bundle("lena", promise, "28 agents in Leipzig by 1 Feb 2027")
    office.deliver()
    office.now += SOON

    assert react(office, "wim", reply(office, kind)).result is ReactionResult.TOO_EARLY
    assert signed(office, promise) == ["headcount"]


def test_an_event_that_slack_delivers_twice_counts_once(office: Office) -> None:
    promise = posted(office, LEIPZIG, SERVICE)
    card = place(office, promise)
    assert react(office, "wim", card, event="E1").result is ReactionResult.SIGNED
    unreact(office, "wim", card)

    assert react(office, "wim", card, event="E1").result is ReactionResult.NOT_OURS
    assert signed(office, promise) == []


def test_a_message_that_is_none_of_ours_means_nothing(office: Office) -> None:
    posted(office)
    assert react(office, "wim", (CHANNEL, "1.000001")).result is ReactionResult.NOT_OURS
    assert unreact(office, "wim", (CHANNEL, "1.000001")) is None


@pytest.mark.parametrize(
    ("name", "error"), [("sara", errors.SalesCannotSign), ("petra", errors.NotAnOwner)], ids=["sales", "no area"]
)
def test_who_may_not_sign_is_told(office: Office, name: str, error: type[errors.PromiseError]) -> None:
    promise = posted(office, LEIPZIG, SERVICE)
    with pytest.raises(error):
        react(office, name, place(office, promise))


# Taking a reaction away


def test_taking_it_away_takes_back_what_it_signed(office: Office) -> None:
    promise = posted(office, LEIPZIG, SERVICE)
    card = place(office, promise)
    react(office, "wim", card)

    assert unreact(office, "wim", card) is not None
    assert signed(office, promise) == []


def test_taking_it_away_leaves_what_another_reaction_or_a_button_signed(office: Office) -> None:
    promise = posted(office, SERVICE, QUALITY, LEIPZIG)
    card = place(office, promise)
    react(office, "otto", card)  # the deputy of both areas
    office.bundle("sara", promise, LESS, QUALITY, LEIPZIG, kind="revision")
    office.now += SOON
    office.deliver()
    office.now += SOON
    assert react(office, "otto", reply(office, "revised")).result is ReactionResult.SIGNED
    assert signed(office, promise) == ["service_level", "qa_score"]

    unreact(office, "otto", card)
    assert signed(office, promise) == ["service_level"]  # that was signed under the revision
    unreact(office, "otto", reply(office, "revised"))
    assert signed(office, promise) == []


def test_taking_it_away_leaves_a_button_alone(office: Office) -> None:
    promise = posted(office, LEIPZIG, SERVICE)
    card = place(office, promise)
    office.agree("wim", promise)
    with pytest.raises(errors.AlreadyAgreed):
        react(office, "wim", card)

    assert unreact(office, "wim", card) is None
    assert signed(office, promise) == ["service_level"]


def test_taking_it_away_after_a_new_version_takes_nothing(office: Office) -> None:
    promise = posted(office, LEIPZIG, SERVICE)
    card = place(office, promise)
    react(office, "wim", card)
    office.bundle("sara", promise, LEIPZIG, LESS, kind="revision")
    office.agree("wim", promise)

    assert unreact(office, "wim", card) is None
    assert signed(office, promise) == ["service_level"]


def test_after_sign_off_taking_it_away_points_to_the_honest_ways(office: Office) -> None:
    promise = posted(office, SERVICE)
    react(office, "wim", place(office, promise))
    with pytest.raises(errors.AlreadySignedOff):
        unreact(office, "wim", place(office, promise))
    assert office.load(promise).may_be_told


# The card's own fate


def test_a_deleted_card_is_posted_again_and_its_thread_with_it(office: Office) -> None:
    promise = posted(office)
    old = place(office, promise)
    assert conversing.card_deleted(office.store, *old, office.now)
    assert not conversing.card_deleted(office.store, *old, office.now)
    office.deliver()
    new = place(office, promise)
    assert new != old

    office.object("wim", promise, promise.terms[1].id)
    office.deliver()
    envelope = office.slack.sent[-1][1]
    assert envelope.thread_ts == new[1] or envelope.update == new[1]
    assert conversing.card_deleted(office.store, *new, office.now)  # and once more
    office.deliver()
    assert place(office, promise) != new


def test_the_deletion_of_any_other_message_means_nothing(office: Office) -> None:
    posted(office)
    assert not conversing.card_deleted(office.store, *reply(office, "ask"), office.now)
    assert office.rows("waiting") == []


def test_everything_follows_a_channel_that_gets_a_new_id(office: Office) -> None:
    promise = posted(office, LEIPZIG, SERVICE)
    _, ts = place(office, promise)
    comment(office, "wim", ts, "2.1", "looks tight")
    react(office, "lena", (CHANNEL, ts))
    office.deliver()
    conversing.channel_moved(office.store, CHANNEL, "C9NEW")

    assert place(office, promise) == ("C9NEW", ts)
    assert unreact(office, "lena", ("C9NEW", ts)) is not None
    assert react(office, "wim", ("C9NEW", ts), at=office.now + SOON).result is ReactionResult.SIGNED
    became(office, "2.1", "looks fine", "wim", channel="C9NEW")
    assert comments(office, promise) == ["looks fine"]
    assert conversing.promise_at(office.store, office.people["wim"], "C9NEW", ts) == office.load(promise)
    office.at("2026-11-30T09:00+01:00").tick()
    assert [channel for channel, envelope in office.slack.sent if "digest" in envelope.message.text] == ["C9NEW"]


def test_a_comment_on_a_card_of_which_nobody_knows_where_it_is_waits_for_its_next_delivery(office: Office) -> None:
    promise = posted(office)
    _, ts = place(office, promise)
    with office.store.write() as tx:  # the program was killed after Slack had taken the card
        card = tx.outbox.last_sent("card")
        assert card is not None
        card.state, card.sent_channel, card.sent_ts = "sending", None, None
        tx.outbox.save(card)
        tx.session.execute(update(RenderingRow).values(channel=None, ts=None))
        tx.promises.set_card(promise.id, None, None)
    with pytest.raises(conversing.StillOnItsWay):
        comment(office, "wim", ts, "2.1", "looks tight")
    with pytest.raises(conversing.StillOnItsWay):
        conversing.is_ours(office.store, CHANNEL, "9.9")
    assert not conversing.is_ours(office.store, "C09ELSEWHERE", "9.9")


def test_a_tick_that_was_taken_away_signs_nothing_when_it_is_delivered_late(office: Office) -> None:
    promise = office.draft(SERVICE)
    office.deliver()
    card, ticked = place(office, promise), office.later(seconds=5).now
    office.later(seconds=5)
    assert unreact(office, "wim", card) is None
    assert react(office, "wim", card, at=ticked).result is ReactionResult.NOT_OURS
    assert react(office.later(seconds=5), "wim", card).result is ReactionResult.SIGNED


def test_of_a_thread_that_loses_its_card_the_words_of_colleagues_are_kept_once(office: Office) -> None:
    promise = posted(office, SERVICE)
    people.remember(office.store, [Profile(user_id("gus"), "gus", is_outsider=True)], office.now)
    said = [
        Words(user_id(name), f"1893456000.00010{number}", name) for number, name in enumerate(("wim", "gus", "nobody"))
    ]
    for _ in range(2):
        conversing.keep_words(office.store, promise.id, CHANNEL, said)
    with office.read() as tx:
        assert [kept.text for kept in tx.comments.of(promise.id)] == ["wim"]
