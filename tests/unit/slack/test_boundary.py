"""Whatever happens in a gesture, Slack gets its answer and the person gets words; an event commits or fails.

The database is a real one; Slack is a recorder that answers what it is told to.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest
from slack_sdk.errors import SlackApiError

from bot.slack.boundary import for_command, for_event, for_press, for_submission
from bot.slack.payloads import Malformed
from bot.slack.reception import Reception
from bot.slack.visitors import Refusal, check_may_hold
from bot.use_cases.conversing import StillOnItsWay
from storage.database import Database, StorageUnavailable
from storage.migrate import upgrade
from storage.unit_of_work import Store

TEAM, SARA, GUEST, GERMAN, NEWCOMER = "T1", "USARA", "UGUEST", "UGERMAN", "UNEW"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Clock:
    def now(self):
        return NOW

    real_now = now


class Slack:
    """Records what is sent; `channel` is what conversations.info says, `broken` are methods that fail."""

    base_url, timeout, ssl, proxy = "https://slack.com/api/", 5, None, None

    def __init__(self):
        self.calls, self.broken, self.members = [], {}, [SARA]
        self.channel = {"is_member": True}

    def __getattr__(self, name):
        def method(**arguments):
            self.calls.append((name, arguments))
            if name in self.broken:
                raise SlackApiError("refused", {"ok": False, "error": self.broken[name]})
            return self.answer(name, arguments)

        method.__name__ = name
        return method

    def answer(self, name, arguments):
        if name == "users_info":
            user = arguments["user"]
            locale = "de-DE" if user == GERMAN else "en-GB"
            return {"user": {"id": user, "team_id": TEAM, "locale": locale, "is_restricted": user == GUEST}}
        if name == "conversations_info":
            return {"channel": self.channel}
        if name == "conversations_members":
            return {"members": self.members, "response_metadata": {"next_cursor": ""}}
        return {"view": {"id": "V1"}}

    def sent(self, name):
        return [arguments for called, arguments in self.calls if called == name]


@pytest.fixture
def slack():
    return Slack()


@pytest.fixture
def reception(slack, tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'bot.db'}")
    upgrade(database)
    yield Reception(Store(database, TEAM), slack, Clock(), TEAM, "UBOT")
    database.close()


def press_by(user, team=TEAM, home=TEAM, channel="C1"):
    return {
        "type": "block_actions",
        "team": {"id": team},
        "user": {"id": user, "team_id": home},
        "trigger_id": "1.2",
        "channel": {"id": channel},
        "container": {"message_ts": "1.0"},
        "actions": [{"action_id": "promise.agree", "value": "r_1"}],
    }


def form_by(user, blocks=()):
    view = {"id": "V1", "callback_id": "promise.draft", "blocks": [{"type": "input", "block_id": b} for b in blocks]}
    return {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}, "view": view}


def command_by(user, text="", team=TEAM):
    return {
        "team_id": team, "user_id": user, "channel_id": "C1", "command": "/promise", "text": text, "trigger_id": "1.2",
    }  # fmt: skip


def acked(listener, body):
    answers = []
    listener(ack=lambda **answer: answers.append(answer), body=body)
    assert len(answers) == 1, "exactly one acknowledgement"
    return answers[0]


def raising(error):
    def handler(*_arguments):
        raise error

    return handler


def never(*_arguments):
    raise AssertionError("nobody was to get here")


def test_somebody_of_the_house_gets_through(reception):
    seen = []
    assert (
        acked(
            for_press(reception, lambda visit, press: seen.append((visit.person.user_id, press.value))), press_by(SARA)
        )
        == {}
    )
    assert seen == [(SARA, "r_1")]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (press_by(GUEST), "members of this workspace only"),
        (press_by(SARA, home="T2"), "members of this workspace only"),
        (press_by(SARA, team="T2"), "another workspace"),
    ],
    ids=["guest", "colleague of another company", "another workspace"],
)
def test_others_are_told_privately_that_they_may_not(reception, slack, body, words):
    assert acked(for_press(reception, never), body) == {}
    (said,) = slack.sent("chat_postEphemeral")
    assert words in said["text"]
    assert said["user"] == body["user"]["id"]


@pytest.mark.parametrize("flag", ["is_ext_shared", "is_org_shared", "is_pending_ext_shared"])
def test_a_button_in_a_channel_that_became_shared_does_nothing(reception, slack, flag):
    slack.channel = {"is_member": True, flag: True}
    acked(for_press(reception, never), press_by(SARA))
    assert "Another company can read" in slack.sent("chat_postEphemeral")[0]["text"]


def test_a_button_in_a_direct_message_needs_no_look_at_the_channel(reception, slack):
    acked(for_press(reception, lambda *_: None), press_by(SARA, channel="D1"))
    assert slack.sent("conversations_info") == []


@pytest.mark.parametrize(
    ("error", "words"),
    [(StorageUnavailable("locked"), "could not be saved"), (KeyError("boom"), "Something went wrong")],
)
def test_a_failure_is_said_to_the_one_who_pressed(reception, slack, caplog, error, words):
    with caplog.at_level(logging.ERROR):
        assert acked(for_press(reception, raising(error)), press_by(SARA)) == {}
    assert words in slack.sent("chat_postEphemeral")[0]["text"]
    assert caplog.records, "and recorded"


def test_words_follow_the_persons_slack(reception, slack):
    acked(for_press(reception, raising(StorageUnavailable("locked"))), press_by(GERMAN))
    assert "speichern" in slack.sent("chat_postEphemeral")[0]["text"]


def test_an_answer_that_cannot_be_shown_is_no_failure(reception, slack, caplog):
    slack.broken |= {"chat_postEphemeral": "user_not_in_channel", "conversations_open": "user_not_visible"}
    with caplog.at_level(logging.WARNING):
        assert acked(for_press(reception, raising(KeyError("boom"))), press_by(SARA)) == {}
    assert "user_not_visible" in caplog.text


def test_what_could_not_be_saved_keeps_the_form_open(reception):
    answer = acked(for_submission(reception, raising(StorageUnavailable("full"))), form_by(SARA, ["client", "figures"]))
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == ["client"]
    assert "could not be saved" in answer["errors"]["client"]


def test_a_form_without_fields_stays_under_the_words(reception):
    answer = acked(for_submission(reception, raising(StorageUnavailable("full"))), form_by(SARA))
    assert answer["response_action"] == "push"
    assert "could not be saved" in repr(answer["view"])


def test_a_guests_form_is_answered_with_words(reception):
    answer = acked(for_submission(reception, never), form_by(GUEST, ["client"]))
    assert "members of this workspace only" in repr(answer["view"])


def test_a_command_that_fails_is_answered_in_its_acknowledgement(reception):
    answer = acked(for_command(reception, raising(KeyError("boom"))), command_by(SARA))
    assert "Something went wrong" in answer["text"]
    assert answer["blocks"]


def test_a_command_of_a_guest_is_refused(reception):
    assert "members of this workspace only" in acked(for_command(reception, never), command_by(GUEST))["text"]


@pytest.mark.parametrize("listener", [for_command, for_submission, for_press])
def test_a_broken_body_is_acknowledged_and_logged(reception, caplog, listener):
    with caplog.at_level(logging.WARNING):
        assert acked(listener(reception, never), {"type": "x"}) == {}
    assert "refused" in caplog.text


def test_what_was_typed_is_in_no_log(reception, caplog):
    with caplog.at_level(logging.DEBUG, logger="bot"):
        acked(for_command(reception, raising(StorageUnavailable("x"))), command_by(SARA, "Geheimkunde: 40 agents"))
        acked(for_submission(reception, raising(KeyError("boom"))), form_by(SARA))
    assert "Geheimkunde" not in caplog.text


def test_an_event_fails_aloud_so_that_it_comes_again(reception):
    with pytest.raises(StorageUnavailable):
        for_event(reception, raising(StorageUnavailable("locked")))(body={"team_id": TEAM})


def test_an_event_about_a_message_that_is_being_posted_waits_for_it_a_moment(reception):
    outcomes = [StillOnItsWay("C1"), StillOnItsWay("C1"), None]

    def handler(_reception, _body):
        outcome = outcomes.pop(0)
        if outcome:
            raise outcome

    for_event(reception, handler)(body={"team_id": TEAM})
    assert outcomes == []


def test_an_event_about_a_message_that_does_not_arrive_comes_again(reception):
    with pytest.raises(StillOnItsWay):
        for_event(reception, raising(StillOnItsWay("C1")))(body={"team_id": TEAM})


def test_a_broken_event_does_not_come_again(reception, caplog):
    with caplog.at_level(logging.WARNING):
        for_event(reception, raising(Malformed("user")))(body={"team_id": TEAM})
    assert "without user" in caplog.text


def test_an_event_of_another_workspace_is_nobodys(reception):
    for_event(reception, never)(body={"team_id": "T2"})


def visit_of(reception):
    found = []
    acked(for_press(reception, lambda visit, _: found.append(visit)), press_by(SARA))
    return found[0]


@pytest.mark.parametrize(
    ("channel", "members", "refusal"),
    [
        ({"is_member": True}, [SARA, GUEST], "GuestsInChannel"),
        ({"is_member": True, "is_ext_shared": True}, [SARA], "SharedChannel"),
        ({"is_member": False}, [SARA], "BotNotThere"),
        ({"is_member": True, "is_archived": True}, [SARA], "ChannelArchived"),
    ],
)
def test_no_promise_is_opened_where_others_read_or_nobody_can(reception, slack, channel, members, refusal):
    visit = visit_of(reception)
    slack.channel, slack.members = channel, members
    with pytest.raises(Refusal) as refused:
        check_may_hold(visit, "C1")
    assert type(refused.value).__name__ == refusal


def test_a_promise_may_be_opened_among_colleagues(reception, slack):
    visit = visit_of(reception)
    slack.members = [SARA, NEWCOMER, GERMAN]
    check_may_hold(visit, "C1")
    assert {call["user"] for call in slack.sent("users_info")} == {SARA, NEWCOMER, GERMAN}
