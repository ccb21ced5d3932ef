"""Answers to a gesture that go around the Web API: the ack of a slash command, and response_urls.

Rule: both are messages to the gesture's channel, shown to that person alone unless `response_type` is in_channel, and
may be posted where the bot is no member; only the gesture's own message may be replaced or deleted.
"""

from . import activity
from .errors import SlackError
from .ids import BOT_USER, Json
from .local_slack import LocalSlack
from .model import Message
from .response_urls import ResponseUrl
from .web_api.content import Content, content_of


def has_message(payload: Json) -> bool:
    """Whether an ack brings words with it."""
    return any(payload.get(part) for part in ("text", "blocks", "attachments"))


def respond(slack: LocalSlack, target: ResponseUrl, payload: Json) -> None:
    """Do what the answer says; raises SlackError for content that Slack would refuse."""
    original = _original(slack, target)
    if payload.get("delete_original"):
        if original is None:
            raise SlackError("message_not_found")
        activity.delete(slack, original)
        return
    content = content_of(payload, "chat.postMessage")
    if payload.get("replace_original"):
        _replace(slack, original, content)
        return
    public = payload.get("response_type") == "in_channel"
    activity.say(slack, _message(slack, target, payload, content, public))


def _original(slack: LocalSlack, target: ResponseUrl) -> Message | None:
    if target.message_ts is None:
        return None
    return slack.workspace.message(target.channel, target.message_ts, seen_by=target.user)


def _replace(slack: LocalSlack, original: Message | None, content: Content) -> None:
    if original is None or not original.by_bot:
        raise SlackError("message_not_found")
    blocks, attachments = content.blocks or [], content.attachments
    activity.change(slack, original, BOT_USER, text=content.text, blocks=blocks, attachments=attachments)


def _message(slack: LocalSlack, target: ResponseUrl, payload: Json, content: Content, public: bool) -> Message:
    return Message(
        target.channel,
        slack.workspace.next_ts(),
        BOT_USER,
        content.text,
        content.blocks or [],
        content.attachments,
        thread_ts=payload.get("thread_ts") or (None if public else target.thread_ts),
        by_bot=True,
        metadata=content.metadata or None,
        ephemeral_to=None if public else target.user,
    )
