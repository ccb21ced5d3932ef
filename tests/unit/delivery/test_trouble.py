"""Who is told what could not be delivered: once, in words that say what to do, and again when it comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.delivery.envelope import Envelope
from bot.delivery.slack_calls import Posted
from bot.use_cases import ticking
from tests.unit.use_cases.office import CHANNEL, LEIPZIG, SERVICE, ListeningSlack, Office, user_id


@dataclass
class Refusing(ListeningSlack):
    """Refuses whatever goes to some channels."""

    refused: dict[str, str] = field(default_factory=dict)

    def send(self, envelope: Envelope, channel: str) -> Posted:
        if channel in self.refused:
            answer = {"ok": False, "error": self.refused[channel]}
            raise SlackApiError("", SlackResponse(
                client=None, http_verb="POST", api_url="https://slack.com/api/chat.postMessage", req_args={},
                data=answer, headers={}, status_code=200,
            ))  # fmt: skip
        return super().send(envelope, channel)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    opened = Office.open(tmp_path)
    opened.slack = Refusing(opened)
    object.__setattr__(opened.dispatcher, "messenger", opened.slack)
    return opened


def refuse(office: Office, channel: str, code: str) -> None:
    assert isinstance(office.slack, Refusing)
    office.slack.refused[channel] = code


def mend(office: Office) -> None:
    assert isinstance(office.slack, Refusing)
    office.slack.refused.clear()


def troubles(office: Office, name: str) -> list[str]:
    words = ("could not be shown", "could not be posted", "could not be delivered")
    return [text for text in office.said_to(name) if any(word in text for word in words)]


def test_the_author_is_told_once_and_again_when_it_comes_back(office: Office) -> None:
    promise = office.draft(SERVICE, LEIPZIG)
    office.deliver()
    for round_number in (1, 2):
        refuse(office, CHANNEL, "is_archived")
        for name, term in (("wim", 0), ("lena", 1)):
            figure = promise.terms[term].id
            office.later(minutes=1).object(name, promise, figure, reason=f"round {round_number}")
            office.deliver()
        assert len(troubles(office, "sara")) == round_number
        mend(office)
        office.object("wim", promise, promise.terms[0].id, reason=f"after {round_number}")
        office.later(minutes=1).deliver()
    assert "Unarchive the channel" in troubles(office, "sara")[0]
    assert troubles(office, "petra") == []


def test_who_looks_after_the_bot_is_told_that_the_digest_has_no_channel(office: Office) -> None:
    office.draft(SERVICE)
    office.deliver()
    refuse(office, CHANNEL, "not_in_channel")
    for day in ("2026-11-30", "2026-12-07"):
        ticking.tick(office.store, office.at(f"{day} 09:00+01:00").now)
        office.deliver()
    (told,) = troubles(office, "petra")
    assert f"The weekly digest could not be posted in <#{CHANNEL}>." in told
    assert "Invite the bot to it again." in told
    assert "Acme" not in told


def test_who_looks_after_the_bot_is_told_whom_it_cannot_reach(office: Office) -> None:
    refuse(office, f"D{user_id('wim')}", "messages_tab_disabled")
    office.draft(SERVICE, needed_by="2026-11-23 17:00")
    office.draft(SERVICE, needed_by="2026-11-23 17:00")
    office.deliver()
    (told,) = troubles(office, "petra")
    assert f"<@{user_id('wim')}>" in told and "Messages tab" in told
    assert "Acme" not in told


def test_nobody_is_told_of_what_cannot_be_told_to_anybody(office: Office) -> None:
    for name in office.people:
        refuse(office, f"D{user_id(name)}", "token_revoked")
    refuse(office, CHANNEL, "token_revoked")
    office.draft(SERVICE)
    office.deliver()
    assert office.rows("waiting") == office.rows("sending") == []
    assert len(office.rows("failed")) < 10
