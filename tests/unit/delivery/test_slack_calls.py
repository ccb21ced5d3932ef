"""Refusals of a server are answered in a plainer form, once each; what is no such refusal is raised."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.delivery.envelope import Envelope
from bot.delivery.reconcile import find
from bot.delivery.slack_calls import Messenger, Posted
from bot.slack.render.blocks import quotes, section
from bot.slack.render.message import message

SAID = message("40 agents & more", [section("card"), *quotes("40 agents")])
OURS = Envelope(1, "mark", SAID, "C1", thread_ts="1.000000")


class Server:
    """A server that refuses some arguments and blocks, and has no method to open a DM."""

    def __init__(self, arguments: tuple[str, ...] = (), blocks: tuple[str, ...] = (), error: str = "") -> None:
        self.refused, self.blocks, self.error = set(arguments), set(blocks), error
        self.calls: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []

    def chat_postMessage(self, **said: Any) -> dict[str, Any]:
        self.calls.append(said)
        if self.error:
            raise _refusal(self.error)
        if self.refused & set(said):
            raise _refusal("invalid_arguments")
        if self.blocks & {block["type"] for block in said["blocks"]}:
            raise _refusal("invalid_blocks")
        return {"channel": said["channel"], "ts": "2.000000"}

    def conversations_open(self, users: str) -> dict[str, Any]:
        raise _refusal(self.error or "unknown_method")

    def conversations_replies(self, **asked: Any) -> dict[str, Any]:
        return {"messages": self.said}


def _refusal(code: str) -> SlackApiError:
    answer = SlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data={"ok": False, "error": code}, headers={},
        status_code=200,
    )  # fmt: skip
    return SlackApiError(code, answer)


def test_a_server_that_takes_everything_is_asked_once_with_everything():
    server = Server()
    assert Messenger(server).send(OURS, "C1") == Posted("C1", "2.000000", "2.000000")
    (call,) = server.calls
    assert call["metadata"] == OURS.metadata and call["unfurl_links"] is False and call["blocks"] == SAID.blocks


def test_refused_arguments_are_left_out_and_from_then_on_at_once():
    server = Server(arguments=("unfurl_links",))
    messenger = Messenger(server)
    messenger.send(OURS, "C1")
    messenger.send(OURS, "C1")
    assert [len(call) for call in server.calls] == [7, 4, 4]
    assert server.calls[1] == {"channel": "C1", "thread_ts": "1.000000", "text": SAID.text, "blocks": SAID.blocks}


def test_refused_blocks_are_left_out_and_the_mark_is_kept():
    server = Server(blocks=("rich_text",))
    Messenger(server).send(OURS, "C1")
    assert [block["type"] for block in server.calls[1]["blocks"]] == ["section", "section"]
    assert server.calls[1]["metadata"] == OURS.metadata


def test_where_no_block_is_taken_the_text_says_it():
    server = Server(blocks=("rich_text", "section"))
    Messenger(server).send(OURS, "C1")
    assert (server.calls[2]["blocks"], server.calls[2]["text"]) == ([], SAID.text)


def test_a_refusal_that_no_form_helps_ends_and_forgets_nothing():
    server = Server(error="invalid_arguments")
    messenger = Messenger(server)
    with pytest.raises(SlackApiError):
        messenger.send(OURS, "C1")
    server.error = ""
    messenger.send(OURS, "C1")
    assert server.calls[-1]["metadata"] == OURS.metadata, "one refusal of something else costs no later mark"


@pytest.mark.parametrize("code", ["channel_not_found", "internal_error", "ratelimited"])
def test_other_refusals_are_raised_at_once(code: str):
    server = Server(error=code)
    with pytest.raises(SlackApiError, match=code):
        Messenger(server).send(OURS, "C1")
    assert len(server.calls) == 1


def test_a_person_is_written_to_directly_where_no_dm_can_be_opened():
    assert Messenger(Server()).open_dm("U1") == "U1"
    with pytest.raises(SlackApiError, match="user_disabled"):
        Messenger(Server(error="user_disabled")).open_dm("U1")


@pytest.mark.parametrize(
    ("said", "is_ours"),
    [
        ({"user": "UBOT"}, True),
        ({"user": "UBOT", "text": "40 agents &amp; more"}, True),
        ({"user": "UBOT", "text": "41 agents & more"}, False),
        ({"user": "UBOT", "thread_ts": None}, False),
        ({"user": "USARA"}, False),
        ({"user": "UOTHER", "bot_id": "B2"}, False),
        ({"bot_id": "B1"}, True),
        ({"user": "UBOT", "metadata": {"event_type": "other"}}, False),
    ],
)
def test_without_metadata_sender_thread_and_text_tell(said: dict[str, Any], is_ours: bool):
    server = Server()
    server.said = [{"ts": "3.000000", "thread_ts": "1.000000", "text": SAID.text, **said}]
    found = find(Messenger(server, "UBOT"), OURS, "C1", "0", lambda ts: False)
    assert (found == Posted("C1", "3.000000", "3.000000")) == is_ours
    assert find(Messenger(server, "UBOT"), OURS, "C1", "0", lambda ts: True) is None
