"""What the moves owe to people and channels: recalls, erasures, reminders after checking, a promise of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.domain.events import TermMovedOut
from bot.domain.possible import Possible
from bot.domain.promise import Promise, PromiseState, Visibility
from bot.use_cases import bundling, closer_look, leaving, moving
from bot.use_cases.announcing import CARD, REPLIES
from tests.unit.use_cases.office import CHANNEL, LEIPZIG, SERVICE, Office


@pytest.fixture
def office(tmp_path) -> Iterator[Office]:
    office = Office.open(tmp_path)
    yield office
    office.store.database.close()


def sealed(office: Office) -> Promise:
    promise = office.draft(LEIPZIG, SERVICE)
    office.agree("lena", promise)
    office.agree("wim", promise)
    office.deliver()
    promise = office.load(promise)
    assert promise.may_be_told
    return promise


def cannot_keep(office: Office, promise: Promise) -> None:
    terms = (promise.terms[0].id,)
    moving.cannot_keep(office.store, office.people["lena"], office.shown(promise), terms, "too few", office.now)


def pass_on(office: Office, promise: Promise, name: str) -> None:
    with office.store.write() as tx:
        tx.passed_on.note(promise.id, office.ref(name), office.now)


def test_whoever_passed_a_figure_on_is_told_once(office):
    promise = sealed(office)
    pass_on(office, promise, "ben")
    cannot_keep(office, promise)
    office.deliver()
    for name in ("sara", "ben"):
        recalls = [text for text in office.said_to(name) if "does not hold any more" in text]
        assert len(recalls) == 1 and "40 agents in Leipzig" in recalls[0]
    assert office.said_to("lena") == []


def test_a_recall_says_nothing_of_a_promise_that_the_person_may_not_see_any_more(office):
    promise = sealed(office)
    pass_on(office, promise, "ben")
    sara = office.people["sara"]
    moving.change_visibility(
        office.store, sara, office.shown(promise), Visibility.CONFIDENTIAL, "G1CLOSED", "Kranich", office.now
    )
    cannot_keep(office, office.load(promise))
    office.deliver()
    (told,) = [text for text in office.said_to("ben") if "hold any more" in text]
    assert "Kranich" in told and "Acme" not in told and "40" not in told
    assert any("40 agents" in text for text in office.said_to("sara"))


def test_a_figure_that_holds_again_by_then_is_not_recalled(office):
    promise = sealed(office)
    cannot_keep(office, promise)
    lena = office.people["lena"]
    terms = (promise.terms[0].id,)
    moving.keep_again(office.store, lena, office.shown(promise), terms, "found some", office.now)
    office.deliver()
    assert [text for text in office.said_to("sara") if "hold any more" in text] == []


def test_where_fewer_may_read_the_old_messages_go(office):
    promise = sealed(office)
    posted = [envelope.row_id for channel, envelope in office.slack.sent if channel == CHANNEL]
    assert posted
    sara = office.people["sara"]
    moving.change_visibility(
        office.store, sara, office.shown(promise), Visibility.CONFIDENTIAL, "G1CLOSED", "Kranich", office.now
    )
    office.deliver()
    erased = [envelope.erase for channel, envelope in office.slack.sent if envelope.erase and channel == CHANNEL]
    assert len(erased) >= 2 and len(set(erased)) == len(erased)
    with office.read() as tx:
        card = tx.promises.card_of(promise.id)
    assert card and card[0] == "G1CLOSED"


def test_what_waits_or_is_being_sent_moves_with_the_promise(office):
    promise = office.draft(SERVICE)
    office.deliver()
    office.object("wim", promise)  # its card and its reply wait
    with office.store.write() as tx:
        (reply,) = tx.outbox.in_channels(promise.id, ("objection",))
        reply.state, reply.sending_at = "sending", office.now  # and the reply is on its way when the promise moves
        tx.outbox.save(reply)
    moving.change_visibility(
        office.store,
        office.people["sara"],
        office.shown(promise),
        Visibility.CONFIDENTIAL,
        "G1CLOSED",
        "Kranich",
        office.now,
    )
    office.later(minutes=10)
    office.deliver()
    left = {envelope.row_id: envelope for channel, envelope in office.slack.sent if channel == CHANNEL}
    with office.read() as tx:
        card = tx.promises.card_of(promise.id)
        gone = [row for row in tx.outbox.in_channels(promise.id, (CARD, *REPLIES)) if row.state == "sent"]
    assert card and card[0] == "G1CLOSED"
    erased = {envelope.erase for envelope in left.values() if envelope.erase}
    assert {row.sent_ts for row in gone if row.sent_channel == CHANNEL} == erased
    assert not [one for channel, one in office.slack.sent if one.erase and channel == "G1CLOSED"]
    cards = [one for channel, one in office.slack.sent if channel == "G1CLOSED" and not one.thread_ts]
    assert "too early" in str(cards[-1].message.blocks)  # the card in the new channel tells what the reply would have


def moved(office: Office, promise: Promise, visibility: Visibility, channel: str) -> None:
    sara, shown = office.people["sara"], office.shown(promise)
    moving.change_visibility(office.store, sara, shown, visibility, channel, "Kranich", office.now)


def asks(office: Office, channel: str) -> list[str]:
    texts = [one.message.text for where, one in office.slack.sent if where == channel and not one.erase]
    return [text for text in texts if "Can these figures be kept?" in text]


def test_who_still_owes_an_answer_is_asked_once_in_the_new_channel(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    office.agree("lena", promise)
    office.deliver()
    moved(office, promise, Visibility.CONFIDENTIAL, "G1CLOSED")
    office.deliver()
    (asked,) = asks(office, "G1CLOSED")
    assert "<@UWIM>" in asked and "<@ULENA>" not in asked
    office.agree("wim", promise)
    office.deliver()
    moved(office, promise, Visibility.OPEN, CHANNEL)
    office.deliver()
    assert len(asks(office, "G1CLOSED")) == 1 and len(asks(office, CHANNEL)) == 1, "nobody owes anything any more"


def test_who_was_not_asked_yet_is_not_asked_twice(office: Office) -> None:
    promise = office.draft(LEIPZIG)
    moved(office, promise, Visibility.CONFIDENTIAL, "G1CLOSED")
    moved(office, promise, Visibility.RESTRICTED, "G2OTHER")
    office.deliver()
    assert (len(asks(office, CHANNEL)), len(asks(office, "G1CLOSED")), len(asks(office, "G2OTHER"))) == (0, 0, 1)


def test_who_was_asked_is_asked_again_after_every_move(office: Office) -> None:
    promise = office.draft(LEIPZIG)
    office.deliver()
    moved(office, promise, Visibility.CONFIDENTIAL, "G1CLOSED")
    office.deliver()
    moved(office, promise, Visibility.RESTRICTED, "G1CLOSED")  # it stays where it is
    office.deliver()
    moved(office, promise, Visibility.OPEN, CHANNEL)
    office.deliver()
    assert (len(asks(office, "G1CLOSED")), len(asks(office, CHANNEL))) == (1, 2)


@pytest.mark.parametrize("who", ["sara", "lena"])
def test_one_reply_tells_that_a_renegotiation_began_and_what_with(office: Office, who: str) -> None:
    promise = sealed(office)
    before = len(office.slack.sent)
    kind = "revision" if who == "sara" else "counter"
    person = office.people[who]
    form = bundling.open_bundle(office.store, person, office.shown(promise), kind, "en", office.now, True)
    typed = {"figures": "28 agents in Leipzig by 1 Feb 2027", "reason": "a class fell through"}
    bundling.review_bundle(office.store, person, form.draft_id, typed, "en", office.now)
    bundling.post_bundle(office.store, person, form.draft_id, office.now)
    office.deliver()
    replies = [one.message for _, one in office.slack.sent[before:] if one.thread_ts]
    (reply,) = replies
    assert "renegotiates P-1" in reply.text and "stays in force as a whole" in reply.text and "28 agents" in reply.text
    assert reply.text.count("a class fell through") == 1
    assert str(reply.blocks).count("a class fell through") == 1
    assert any(block["type"] == "actions" for block in reply.blocks), "it can be answered from there"


def test_when_the_time_for_checking_has_passed_the_area_is_asked_again(office):
    promise = office.draft(SERVICE)
    until = office.now + timedelta(hours=2)
    moving.check_until(office.store, office.people["wim"], office.shown(promise), until, office.now)
    office.later(hours=3)
    office.deliver()
    assert {name for name, why in office.tick() if why == "checked"} == {"wim", "wilma"}
    card = [envelope.message.text for _, envelope in office.slack.sent if envelope.update][-1]
    assert "checking until" not in card and "waiting for WFM" in card
    assert "time for checking has passed" in office.said_to("wim")[-1]


def test_checking_is_about_the_chosen_figures_alone(office):
    promise = office.draft(SERVICE, "service level 90/10 in chat from 1 March 2027")
    first = promise.terms[0].id
    until = office.now + timedelta(hours=2)
    done = moving.check_until(office.store, office.people["wim"], office.shown(promise), until, office.now, [first])
    assert [fact.term_id for fact in done.facts] == [first]


def test_the_promise_of_a_figure_that_left_asks_nobody_what_was_confirmed(office):
    promise = office.draft(LEIPZIG, SERVICE)
    office.deliver()
    term = promise.terms[1].id
    sara, wim = office.people["sara"], office.people["wim"]
    leaving.propose_move(office.store, sara, office.shown(promise), term, "alone", office.now)
    done, opened = leaving.confirm_move(office.store, wim, office.shown(office.load(promise)), office.now)
    assert opened is not None and opened.state is PromiseState.SIGNED_OFF
    assert any(isinstance(fact, TermMovedOut) for fact in done.facts)
    office.slack.sent.clear()
    office.deliver()
    texts = [envelope.message.text for _, envelope in office.slack.sent]
    assert not any("Can these figures be kept?" in text for text in texts)
    assert any("P-2" in text and "jointly signed off" in text for text in texts)


def test_what_more_offers_after_a_sign_off_depends_on_the_side(office):
    promise = sealed(office)

    def possible(name: str) -> Possible:
        seen = closer_look.look_closer(office.store, office.people[name], office.shown(promise), office.now)
        return seen.possible

    sara, lena, quinn = possible("sara"), possible("lena"), possible("quinn")
    assert sara.renegotiate and sara.edit and not sara.cannot_keep and not sara.withdraw and not sara.revise
    assert lena.renegotiate and lena.cannot_keep and not lena.agree and not lena.edit
    assert quinn == Possible(copy=True, template=True)
    cannot_keep(office, promise)
    assert possible("lena").keep_again and not possible("wim").keep_again
