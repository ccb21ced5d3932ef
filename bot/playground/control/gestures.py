"""What a person does, as /_control takes it: commands, messages, clicks, forms, reactions, shortcuts.

Rule: each function refuses what Slack's own client would not let the person do (GestureRefused), tells the bot, and
answers when the bot has acked; `ack` is null where the bot was not told.
"""

import asyncio

from .. import activity, events, payloads, submissions
from ..block_kit.elements import walk
from ..delivery import Outcome
from ..errors import GestureRefused, SlackError
from ..events import Sent
from ..ids import Json, new_id
from ..inputs import entered, has_state, state_of
from ..local_slack import LocalSlack
from ..model import Channel, Message, Person
from ..response_urls import ResponseUrl
from ..responses import has_message, respond
from .actors import actor, joined_channel, seen_message
from .typing_in import typed

_WORDS_SECONDS = 0.05
"""A bot may say what it did, or look once more at what it opened, just after its ack: whoever looks next is to see it.
"""


async def command(slack: LocalSlack, body: Json) -> Json:
    """A slash command typed in a channel. Its ack may be a message."""
    person = actor(slack, body["user"])
    channel = joined_channel(slack, person, body["channel"])
    name = "/" + str(body["command"]).removeprefix("/")
    if not slack.installation.knows_command(name):
        raise GestureRefused("unknown_command")
    trigger = slack.triggers.new(person.id)
    url = slack.response_urls.new(channel.id, person.id)
    payload = payloads.command(person, channel, name, str(body.get("text", "")).strip(), trigger.id, url)
    outcome = await slack.delivery.interact("slash_commands", payload, f"{name} {payload['text']}")
    answer = _settled(outcome)
    if outcome.ack and has_message(outcome.ack):
        _show_answer(slack, ResponseUrl(channel.id, person.id, None, None, 0.0), outcome.ack)
    await asyncio.sleep(_WORDS_SECONDS if trigger.view_id else 0.0)
    return answer | {"view_id": trigger.view_id}


def _show_answer(slack: LocalSlack, target: ResponseUrl, ack: Json) -> None:
    try:
        respond(slack, target, ack)
    except SlackError as refusal:
        raise GestureRefused(f"invalid_ack: {refusal.error}", **refusal.extra) from None


async def message(slack: LocalSlack, body: Json) -> Json:
    """A message typed in a channel, a thread or the DM with the bot."""
    person = actor(slack, body["user"])
    channel = joined_channel(slack, person, body["channel"])
    text = str(body.get("text", ""))
    if not text.strip():
        raise GestureRefused("no_text")
    thread_ts = _root_ts(slack, channel, body.get("thread_ts"))
    said = Message(
        channel.id,
        slack.workspace.next_ts(),
        person.id,
        typed(slack.workspace, text),
        thread_ts=thread_ts,
        client_msg_id=new_id("").lower(),
    )
    return await acked(activity.say(slack, said), ts=said.ts)


def _root_ts(slack: LocalSlack, channel: Channel, ts: str | None) -> str | None:
    """The root of the thread that a message is typed in."""
    if ts is None:
        return None
    under = slack.workspace.message(channel.id, ts)
    if under is None:
        raise GestureRefused("thread_not_found")
    return under.thread_ts or under.ts


async def interact(slack: LocalSlack, body: Json) -> Json:
    """A click, or a choice, in a message; ephemeral ones included."""
    person = actor(slack, body["user"])
    shown = seen_message(slack, person, body["channel"], body["messageTs"])
    block, element = _element(shown.blocks, body["action"])
    action = _action(slack, block, element, body["action"])
    trigger = slack.triggers.new(person.id)
    url = slack.response_urls.new(shown.channel, person.id, shown.ts, shown.thread_ts)
    payload = payloads.message_action(slack, person, shown, action, trigger.id, url)
    outcome = await slack.delivery.interact("interactive", payload, f"block_actions {action['action_id']}")
    await asyncio.sleep(_WORDS_SECONDS)
    return _settled(outcome) | {"view_id": trigger.view_id}


async def view_action(slack: LocalSlack, body: Json) -> Json:
    """A click, or a choice, in the top modal; in the home tab when no modal is open.

    `values`, as in submit, is what else the person has entered by then: Slack sends it along in the view's state.
    """
    person = actor(slack, body["user"])
    view = slack.views.top(person.id) or slack.views.homes.get(person.id)
    if view is None:
        raise GestureRefused("no_view")
    if body.get("values"):
        view = {**view, "state": {"values": entered(view, body["values"])}}
        slack.views.replace(person.id, view)
    block, element = _element(view["blocks"], body["action"])
    action = _action(slack, block, element, body["action"])
    if has_state(element):
        view = _with_state(view, block, element, body["action"])
        slack.views.replace(person.id, view)
    if block["type"] == "input" and not block["dispatch_action"]:
        return {"ack": None, "view_id": None}  # Slack keeps the value and says nothing to the bot
    trigger = slack.triggers.new(person.id)
    payload = payloads.view_action(person, view, action, trigger.id)
    outcome = await slack.delivery.interact("interactive", payload, f"block_actions {action['action_id']}")
    return _settled(outcome) | {"view_id": trigger.view_id}


def _with_state(view: Json, block: Json, element: Json, given: Json) -> Json:
    values = {block_id: dict(actions) for block_id, actions in view["state"]["values"].items()}
    values[block["block_id"]][element["action_id"]] = state_of(element, _bare(given))
    return {**view, "state": {"values": values}}


def _bare(given: Json) -> Json:
    """A person's action without the ids, as the state of its element; its type marks it as complete."""
    return {"type": "", **{key: value for key, value in given.items() if key not in ("action_id", "block_id")}}


def _element(blocks: list[Json], wanted: Json) -> tuple[Json, Json]:
    """The element that a gesture means: by action_id, then by block_id and value where they are told.

    Blocks without an id of their own get a new one whenever the message changes, so the page of somebody who presses
    at that moment may tell the old one: the gesture arrives all the same, with the value that they saw.
    """
    fitting = [pair for pair in walk(blocks) if pair[1]["action_id"] == wanted.get("action_id")]
    if not fitting:
        raise GestureRefused("action_not_found")
    same_block = [pair for pair in fitting if pair[0]["block_id"] == wanted.get("block_id")]
    same_value = [pair for pair in same_block or fitting if pair[1].get("value") == wanted.get("value")]
    return (same_value or same_block or fitting)[0]


def _action(slack: LocalSlack, block: Json, element: Json, given: Json) -> Json:
    """A button sends the value it was drawn with: the given one, from a page that is out of date perhaps."""
    if has_state(element):
        state = state_of(element, _bare(given))
    elif element["type"] == "overflow":
        state = {"selected_option": state_of({**element, "type": "static_select"}, _bare(given))["selected_option"]}
    else:
        value = given.get("value", element.get("value"))
        state = {} if value is None else {"value": str(value)}
    return payloads.action_of(block, element, state, slack.workspace.now_ts())


async def submit(slack: LocalSlack, body: Json) -> Json:
    """Submit the top modal."""
    return await submissions.submit(slack, actor(slack, body["user"]), body.get("values") or {})


async def close(slack: LocalSlack, body: Json) -> Json:
    """Close the top modal, or with `all` the whole stack."""
    return await submissions.close(slack, actor(slack, body["user"]), bool(body.get("all")))


async def reaction(slack: LocalSlack, body: Json) -> Json:
    """Add a reaction, or with `present` false take it away."""
    person = actor(slack, body["user"])
    shown = seen_message(slack, person, body["channel"], body["ts"])
    if shown.ephemeral_to is not None or slack.workspace.channels[shown.channel].is_archived:
        raise GestureRefused("not_reactable")
    name = str(body["name"]).strip(":")
    return await acked(activity.react(slack, shown, person.id, name, bool(body.get("present", True))))


async def shortcut(slack: LocalSlack, body: Json) -> Json:
    """A global shortcut, or with channel and messageTs one of a message's menu."""
    person = actor(slack, body["user"])
    kind = "message" if body.get("messageTs") else "global"
    if slack.installation.shortcuts is not None and slack.installation.shortcut_type(body["callback_id"]) != kind:
        raise GestureRefused("unknown_shortcut")
    trigger = slack.triggers.new(person.id)
    payload = _shortcut_payload(slack, person, body, trigger.id)
    outcome = await slack.delivery.interact("interactive", payload, f"shortcut {body['callback_id']}")
    return _settled(outcome) | {"view_id": trigger.view_id}


def _shortcut_payload(slack: LocalSlack, person: Person, body: Json, trigger_id: str) -> Json:
    callback_id = body["callback_id"]
    if not body.get("messageTs"):
        return payloads.shortcut(person, callback_id, slack.workspace.now_ts(), trigger_id)
    shown = seen_message(slack, person, body["channel"], body["messageTs"])
    url = slack.response_urls.new(shown.channel, person.id, shown.ts, shown.thread_ts)
    return payloads.message_shortcut(slack, person, shown, callback_id, trigger_id, url)


async def open_home(slack: LocalSlack, body: Json) -> Json:
    """Open the app's home tab."""
    return await acked(events.home_opened(slack, actor(slack, body["user"]).id))


async def read(slack: LocalSlack, body: Json) -> Json:
    """Mark a channel as read up to a message."""
    person = actor(slack, body["user"])
    channel: Channel = joined_channel(slack, person, body["channel"], even_archived=True)
    slack.workspace.mark_read(channel, person.id, str(body["ts"]))
    return {"ack": None}


async def edit_message(slack: LocalSlack, body: Json) -> Json:
    """Edit an own message."""
    person = actor(slack, body["user"])
    shown = seen_message(slack, person, body["channel"], body["ts"])
    if shown.user != person.id:
        raise GestureRefused("cant_update_message")
    text = typed(slack.workspace, str(body["text"]))
    return await acked(activity.change(slack, shown, person.id, text=text))


def _settled(outcome: Outcome) -> Json:
    if not outcome.ok:
        raise GestureRefused(outcome.error or "operation_timeout")
    return {"ack": outcome.ack}


async def acked(sent: Sent, **more: object) -> Json:
    """The answer to a gesture that the bot hears of as events: after all of them had their first attempt."""
    outcomes = await asyncio.gather(*sent)
    failed = next((outcome for outcome in outcomes if not outcome.ok), None)
    if failed is not None:
        raise GestureRefused(failed.error or "operation_timeout", **more)
    return {"ack": outcomes[0].ack if outcomes else None, **more}
