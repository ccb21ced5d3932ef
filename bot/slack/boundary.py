"""Between Bolt and the handlers: bodies are parsed, people greeted, failures put into words.

Interactions never raise: whatever happens, the person gets words and Slack gets 200. Events raise what another
delivery may put right (the database, Slack), and nothing else.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from slack_bolt import BoltResponse

from bot.domain.errors import Stale
from bot.slack import payloads
from bot.slack.current import current, current_of_form
from bot.slack.errors import EXPECTED, explained, field_errors, field_of, plain_text, plainly, stranger_speaker
from bot.slack.gestures import Call, Press, SeenView, Sender, Submission
from bot.slack.payloads import Body, Malformed
from bot.slack.reception import Reception
from bot.slack.render.message import Message
from bot.slack.render.modals import message_modal
from bot.slack.render.refusals import private
from bot.slack.replies import Ack, answer, as_modal, at_fields, on_top, tell
from bot.slack.visitors import Visit, check_pressed_in, greet
from bot.use_cases.conversing import StillOnItsWay
from bot.use_cases.forms import FormErrors

logger = logging.getLogger(__name__)

T = TypeVar("T")
Listener = Callable[..., None]
Ackable = Callable[..., Any]

_LOOKS = 4
_PAUSE_SECONDS = 0.15
_ILLEGIBLE = re.compile("[\0\ud800-\udfff]")


def only_from(team_id: str) -> Callable[..., BoltResponse | None]:
    """Return the middleware that turns other workspaces away before anything looks at what they sent.

    It also makes what is let in legible: half a surrogate pair and NUL are in no text that a database takes.
    """

    def let_in(
        body: dict[str, Any], context: Mapping[str, Any], next: Callable[[], BoltResponse]
    ) -> BoltResponse | None:
        is_asked_for_address = body.get("type") == "url_verification"
        if context.get("team_id") != team_id and not is_asked_for_address:
            logger.warning("a delivery of another workspace was refused")
            return BoltResponse(status=403, headers={"X-Slack-No-Retry": "1"})
        _make_legible(body)
        return next()

    return let_in


def for_command(reception: Reception, handler: Callable[[Visit, Call], Message | None]) -> Listener:
    """Return the listener of a slash command; its answer is the acknowledgement."""

    def listen(ack: Ackable, body: Body) -> None:
        call = _parsed(payloads.call_of, body)
        if call is None:
            ack()
            return
        visit: Visit | None = None
        try:
            visit = greet(reception, call.sender, call.channel)
            said = handler(visit, call)
        except Exception as error:  # noqa: BLE001 - guards the whole command; explained() records what is unexpected
            said = private(_words(reception, call.sender, visit, error))
        ack(**({"text": said.text, "blocks": said.blocks} if said else {}))

    return listen


def for_submission(reception: Reception, handler: Callable[[Visit, Submission], Ack]) -> Listener:
    """Return the listener of a form; what is wrong is said at the field, or on top of the form."""

    def listen(ack: Ackable, body: Body) -> None:
        sent = _parsed(payloads.submission_of, body)
        if sent is None:
            ack()
            return
        visit: Visit | None = None
        try:
            visit = greet(reception, sent.sender)
            answered = handler(visit, sent)
        except Malformed as error:
            logger.warning("a form without %s was refused", error)
            answered = {}
        except Exception as error:  # noqa: BLE001 - guards the whole form; explained() records what is unexpected
            answered = _refused(reception, sent.sender, sent.view, visit, error)
        ack(**answered)

    return listen


def for_press(reception: Reception, handler: Callable[[Visit, Press], None]) -> Listener:
    """Return the listener of a button; what is wrong is said privately, and a stale one shows what stands now."""

    def listen(ack: Ackable, body: Body) -> None:
        press = _parsed(payloads.press_of, body)
        if press is not None:
            _pressed(reception, handler, press)
        ack()

    return listen


def for_event(reception: Reception, handler: Callable[[Reception, Body], None]) -> Listener:
    """Return the listener of an event. It raises what another delivery may put right.

    What may be about a message of which Slack's answer is just coming in waits for it: people see it before we know.
    """

    def listen(body: Body) -> None:
        if payloads.team_of(body) != reception.team_id:
            logger.warning("an event of another workspace was ignored")
            return
        try:
            _once_it_arrived(lambda: handler(reception, body))
        except Malformed as error:
            logger.warning("an event without %s was ignored", error)

    return listen


def _once_it_arrived(handle: Callable[[], None]) -> None:
    for _ in range(_LOOKS - 1):
        with suppress(StillOnItsWay):
            return handle()
        time.sleep(_PAUSE_SECONDS)
    return handle()


def not_acknowledged(error: Exception) -> BoltResponse:
    """Leave an event unacknowledged, so that Slack delivers it again; only what nobody expected has a trace."""
    if isinstance(error, EXPECTED):
        logger.warning("an event waits for its next delivery: %s", error)
    else:
        logger.error("an event could not be dealt with", exc_info=error)
    return BoltResponse(status=503, body="")


def _pressed(reception: Reception, handler: Callable[[Visit, Press], None], press: Press) -> None:
    visit: Visit | None = None
    try:
        visit = greet(reception, press.sender, press.channel if press.in_channel else None)
        if press.in_channel and press.channel:
            check_pressed_in(visit, press.channel)
        handler(visit, press)
    except Malformed as error:
        logger.warning("a press without %s was refused", error)
    except Stale as error:
        assert visit is not None, "only a handler says that something is stale"
        _answer_stale(visit, press, error)
    except Exception as error:  # noqa: BLE001 - guards the whole press; explained() records what is unexpected
        text = _words(reception, press.sender, visit, error)
        view = _notice(reception, press.sender, visit, text) if press.view else None
        tell(reception, press, private(text), view)


def _answer_stale(visit: Visit, press: Press, error: Stale) -> None:
    text = explained(error, visit)
    try:
        said = current(visit, press.value, before=text)
    except Exception as failure:  # noqa: BLE001 - guards the second look; explained() records what is unexpected
        said = private(explained(failure, visit))
    answer(visit, press, said, replace=True)


def _refused(reception: Reception, sender: Sender, view: SeenView, visit: Visit | None, error: Exception) -> Ack:
    if isinstance(error, FormErrors) and visit is not None and error.problems.keys() <= set(view.input_blocks):
        return at_fields(field_errors(error, visit.say))
    text = _words(reception, sender, visit, error)
    field = field_of(error, view.input_blocks)
    if field is not None:
        return at_fields({field: plain_text(text)})
    if isinstance(error, Stale) and visit is not None:
        return on_top(_as_it_stands(visit, view, text))
    return on_top(_notice(reception, sender, visit, text))


def _as_it_stands(visit: Visit, view: SeenView, text: str) -> dict[str, Any]:
    try:
        said = current_of_form(visit, view.metadata, text)
    except Exception as failure:  # noqa: BLE001 - guards the second look; explained() records what is unexpected
        said = private(explained(failure, visit))
    return as_modal(said, visit.say("Promises"), visit.say("Close"))


def _notice(reception: Reception, sender: Sender, visit: Visit | None, text: str) -> dict[str, Any]:
    say = visit.say if visit else stranger_speaker(reception, sender)
    return message_modal(say, title=say("Promises"), text=text)


def _words(reception: Reception, sender: Sender, visit: Visit | None, error: Exception) -> str:
    if visit is None:
        return plainly(error, stranger_speaker(reception, sender))
    try:
        return explained(error, visit)
    except Exception as failure:  # noqa: BLE001 - guards looking up names for the words; plainly() records it
        return plainly(failure, visit.say)


def _make_legible(body: dict[str, Any]) -> None:
    waiting: list[Any] = [body]
    while waiting:
        part = waiting.pop()
        for key, value in list(part.items() if isinstance(part, dict) else enumerate(part)):
            if isinstance(value, str):
                part[key] = _ILLEGIBLE.sub("\N{REPLACEMENT CHARACTER}", value)
            elif isinstance(value, dict | list):
                waiting.append(value)


def _parsed(read: Callable[[Body], T], body: Body) -> T | None:
    try:
        return read(body)
    except Malformed as error:
        logger.warning("a %s without %s was refused", body.get("type") or "command", error)
        return None
