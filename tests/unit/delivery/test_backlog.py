"""After an outage of Slack: what is out of date by the time it can be sent is not sent, everything else in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.pace import CHANNEL as LIMIT
from bot.delivery.pace import PACE
from bot.domain.promise import Promise
from bot.use_cases import bundling, moving, negotiating, ticking
from tests.unit.use_cases.office import CHANNEL, LEIPZIG, SERVICE, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office.open(tmp_path)


def back_again(office: Office) -> list[str]:
    """Slack answers again; return what is said, in its order."""
    before = len(office.slack.sent)
    office.deliver()
    return [envelope.message.text for _, envelope in office.slack.sent[before:]]


def in_thread(office: Office) -> list[str]:
    return [one.message.text for channel, one in office.slack.sent if channel == CHANNEL and one.thread_ts]


def signed(office: Office) -> Promise:
    promise = office.draft(SERVICE)
    office.agree("wim", promise)
    return office.load(promise)


def test_a_card_is_posted_once_and_replies_follow_in_their_order(office: Office) -> None:
    promise = office.draft(SERVICE, LEIPZIG)
    for hour, (name, term) in enumerate((("wim", 0), ("lena", 1))):
        office.later(hours=1).object(name, promise, promise.terms[term].id, reason=f"reason {hour}")
    said = back_again(office.later(hours=5))
    assert len(said) == 4
    assert "reason 0" in said[2] and "reason 1" in said[3]


def test_nobody_is_asked_about_what_has_ended(office: Office) -> None:
    promise = office.draft(SERVICE)
    negotiating.withdraw(office.store, office.people["sara"], promise.id, "no order", office.later(hours=3).now)
    back_again(office)
    assert len(in_thread(office)) == 1  # that it is withdrawn


def test_a_wording_that_is_no_longer_fit_for_the_client_is_not_handed_out(office: Office) -> None:
    promise, wim = signed(office), office.people["wim"]
    figure, rendering = promise.terms[0].id, office.shown(promise)
    moving.cannot_keep(office.store, wim, rendering, (figure,), "two have left", office.later(hours=3).now)
    said = back_again(office)
    assert not [text for text in said if "Wording for the client" in text]
    assert len(said) == 3  # the card, that it cannot be kept, and a word to whoever may have told the client


def test_a_new_sign_off_is_told_beside_a_figure_that_cannot_be_kept_any_more(office: Office) -> None:
    promise, sara, wim = office.draft(SERVICE, LEIPZIG), office.people["sara"], office.people["wim"]
    office.agree("wim", promise)
    office.agree("lena", promise)
    figure, rendering = promise.terms[0].id, office.shown(promise)
    moving.cannot_keep(office.store, wim, rendering, (figure,), "two have left", office.now)
    form = bundling.open_bundle(office.store, sara, office.shown(promise), "revision", "en", office.now, True)
    typed = {"figures": "28 agents in Leipzig by 1 Feb 2027", "reason": "a class fell through"}
    bundling.review_bundle(office.store, sara, form.draft_id, typed, "en", office.now)
    bundling.post_bundle(office.store, sara, form.draft_id, office.now)
    office.deliver()
    office.agree("lena", promise)
    assert office.load(promise).suspended.keys() == {figure}
    (told,) = [text for text in back_again(office) if "is jointly signed off" in text]
    assert "28 agents in Leipzig" in told and "80/20" not in told


def test_a_sign_off_that_leaves_nothing_for_the_client_says_so(office: Office) -> None:
    promise, sara, wim = office.draft(SERVICE, LEIPZIG), office.people["sara"], office.people["wim"]
    office.agree("wim", promise)
    office.agree("lena", promise)
    service, agents = (line.id for line in promise.terms)
    moving.cannot_keep(office.store, wim, office.shown(promise), (service,), "two have left", office.now)
    negotiating.drop(office.store, sara, office.shown(promise), agents, "no longer asked for", office.now)
    office.deliver()
    office.agree("lena", promise)
    assert [line.id for line in office.load(promise).sealed_terms] == [service]
    (told,) = [text for text in back_again(office) if "is jointly signed off" in text]
    assert "there is nothing to tell the client" in told and "Wording" not in told and "80/20" not in told


def test_a_wording_that_is_still_fit_is_handed_out_late(office: Office) -> None:
    signed(office)
    assert [text for text in back_again(office.later(hours=9)) if "Wording for the client" in text]


def test_a_date_that_was_moved_meanwhile_is_not_called_overdue(office: Office) -> None:
    promise = office.draft(SERVICE, needed_by="2026-11-24 12:00")
    office.deliver()
    ticking.tick(office.store, office.at("2026-11-24 13:00+01:00").now)
    later = moving.Edits(needed_by=office.now + timedelta(days=2))
    moving.edit(office.store, office.people["sara"], office.shown(promise), later, office.now)
    assert not [text for text in back_again(office) if "the answer was due" in text]


def test_what_a_clock_ahead_of_ours_found_due_is_said(office: Office) -> None:
    office.draft(SERVICE, needed_by="2026-11-24 12:00")
    office.deliver()
    ticking.tick(office.store, office.at("2026-11-24 12:00:01+01:00").now)
    assert [text for text in back_again(office.at("2026-11-24 11:59:59+01:00")) if "the answer was due" in text]


def test_reminders_of_the_day_before_are_not_sent(office: Office) -> None:
    office.draft(SERVICE, needed_by="2026-11-27 17:00")
    office.deliver()
    ticking.tick(office.store, office.at("2026-11-24 09:00+01:00").now)
    assert back_again(office.at("2026-11-25 08:00+01:00")) == []


def test_a_reminder_says_nothing_of_hours_that_are_no_longer_left(office: Office) -> None:
    office.draft(SERVICE, needed_by="2026-11-24 16:00")
    office.deliver()
    ticking.tick(office.store, office.at("2026-11-24 12:00+01:00").now)
    said = [text for text in back_again(office.later(hours=2)) if "waiting for an answer" in text or "hours" in text]
    assert said and not [text for text in said if "working hours are left" in text]


def test_an_urgent_reminder_goes_no_more_when_the_time_is_over(office: Office) -> None:
    office.at("2026-11-24 10:00+01:00").draft(SERVICE, needed_by="2026-11-24 14:00")
    said = back_again(office.at("2026-11-24 15:00+01:00"))
    assert not [text for text in said if "needs an answer today" in text]


def test_a_digest_that_is_a_week_late_is_left_to_the_next_one(office: Office) -> None:
    office.draft(SERVICE)
    office.deliver()
    ticking.tick(office.store, office.at("2026-11-30 09:00+01:00").now)
    ticking.tick(office.store, office.at("2026-12-07 09:00+01:00").now)
    assert len([text for text in back_again(office) if "Weekly digest" in text]) == 1


def test_a_word_about_trouble_is_not_said_when_it_is_mended(office: Office) -> None:
    promise = office.draft(SERVICE)
    office.deliver()
    with office.store.write() as tx:
        author = office.ref("sara")
        for name, since in (("old", 0), ("new", 10**9)):
            body = {"problem": "is_archived", "since": since}
            tx.outbox.add(f"trouble:{name}", "trouble", f"dm:{author}", office.now, promise.id, author, body)
    office.deliver()
    assert len([text for text in office.said_to("sara") if "could not be shown" in text]) == 1


def test_the_backlog_keeps_to_the_pace(office: Office) -> None:
    for _ in range(4):
        office.draft(SERVICE)
    office.dispatcher = replace(office.dispatcher, pace=PACE)
    office.later(hours=6).deliver()
    assert len(office.slack.sent) == LIMIT.burst
    office.later(seconds=1).deliver()
    assert len(office.slack.sent) == LIMIT.burst + 1
    assert timedelta(seconds=1) == LIMIT.every
