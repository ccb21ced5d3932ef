"""What one person does with their client: find a button, press it, fill the form in, send it, perhaps twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

from tests.faults.ledger import is_unanswered
from tests.faults.town import PROMISES
from tests.faults.wire import Json, Wire

PATIENCE = 2
"""How often somebody sends a form again that was not answered."""


class GivenUp(Exception):
    """What the person wanted to do could not be done: no form opened, no such button."""


class Hands:
    """One person at their client. A second press at the same moment comes from another thread."""

    def __init__(self, wire: Wire, user: str, pool: ThreadPoolExecutor) -> None:
        self.wire = wire
        self.user = user
        self.lock = threading.Lock()
        self._pool = pool

    def command(self, text: str = "") -> Json:
        """Type /promise in the channel."""
        return self.wire.post("command", user=self.user, channel=PROMISES, command="/promise", text=text)

    def press(self, message: Json, action_id: str, times: int = 1) -> list[Json]:
        """Press a button of a message (with its channel), `times` at once. Raises GivenUp when it has none."""
        button = _button(message, action_id)
        action = {"action_id": action_id, "block_id": button["block_id"], "value": button.get("value")}
        body = {"user": self.user, "channel": message["channel"], "messageTs": message["ts"], "action": action}
        return self._several(lambda: self.wire.post("interact", **body), times)

    def opened_by(self, message: Json, action_id: str, callback_id: str) -> Json:
        """Press a button and return the form that it opens. Raises GivenUp: the person was told why there is none."""
        return self.form(callback_id, self.press(message, action_id)[0])

    def opened_in_view(self, view: Json, action_id: str, callback_id: str) -> Json:
        """Press a button of the modal on top and return the form that it opens. Raises GivenUp."""
        button = _button(view, action_id)
        action = {"action_id": action_id, "block_id": button["block_id"], "value": button.get("value")}
        return self.form(callback_id, self.wire.post("view-action", user=self.user, action=action))

    def form(self, callback_id: str, answer: Json) -> Json:
        """Return the form that a gesture's answer says is open now. Raises GivenUp when it is another or none."""
        views = self.wire.get(f"views/{self.user}")["views"] if answer.get("view_id") else []
        if not views or views[-1]["callback_id"] != callback_id:
            raise GivenUp(callback_id)
        view: Json = views[-1]
        return view

    def send(self, values: dict[str, Json] | None = None, times: int = 1) -> list[Json]:
        """Send the form on top, `times` at once; again when nothing was answered, as people do."""
        answers: list[Json] = []
        for _ in range(PATIENCE):
            latest = self._several(lambda: self.wire.post("submit", user=self.user, values=values or {}), times)
            answers += latest
            if not all(is_unanswered(answer) for answer in latest):
                break
            time.sleep(0.3)
        return answers

    def close(self) -> None:
        """Close whatever is open."""
        self.wire.post("close", user=self.user, all=True)

    def _several(self, call: Callable[[], Json], times: int) -> list[Json]:
        others = [self._pool.submit(call) for _ in range(times - 1)]
        return [call(), *(other.result() for other in others)]


def text(value: str) -> Json:
    """Return what is typed into a field."""
    return {"value": {"type": "plain_text_input", "value": value}}


def ticked(view: Json, block_id: str, rng: Random) -> Json:
    """Return a choice of what a form offers: some of its boxes, or one of its options."""
    element = next(block["element"] for block in view["blocks"] if block.get("block_id") == block_id)
    if element["type"] == "checkboxes":
        some = rng.sample(element["options"], rng.randint(1, len(element["options"])))
        return {"value": {"type": "checkboxes", "selected_options": some}}
    return chosen(element["type"], rng.choice(element["options"]))


def chosen(kind: str, option: Json) -> Json:
    """Return one option as an element of this kind hands it over."""
    return {"value": {"type": kind, "selected_option": option}}


def initial(view: Json, block_id: str) -> str:
    """Return what stands in a field when the form opens."""
    return str(view["state"]["values"][block_id]["value"].get("value") or "")


def buttons(message: Json) -> Iterator[Json]:
    """Yield the buttons of a message or a view, each with the id of its block."""
    for block in message.get("blocks") or []:
        for element in [*(block.get("elements") or []), *([block["accessory"]] if block.get("accessory") else [])]:
            if element.get("type") == "button":
                yield {**element, "block_id": block["block_id"]}


def has_button(message: Json, action_id: str) -> bool:
    """Tell whether a message has such a button."""
    return any(button["action_id"] == action_id for button in buttons(message))


def _button(message: Json, action_id: str) -> Json:
    for button in buttons(message):
        if button["action_id"] == action_id:
            return button
    raise GivenUp(action_id)
