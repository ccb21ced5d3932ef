"""A small bot that puts every kind of surface on the page's stage; the page's tests act with it.

It is no Promise Bot: it knows `/promise` (a form with every input, or a private answer) and the buttons of one card.
"""

import re
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.playground.ids import APP_TOKEN, BOT_TOKEN
from bot.playground.server import PlaygroundServer

Json = dict[str, Any]
COMMANDS = [
    {"command": "/promise", "description": "Draft a promise to a client", "usage_hint": "[client: figures] | help"},
    {"command": "/zusage", "description": "Zusage entwerfen", "usage_hint": "[Auftraggeber: Zahlen] | hilfe"},
]
SHORTCUTS = [{"name": "Turn into a promise", "type": "message", "callback_id": "promise.from_message"}]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(text: str, action_id: str, **more: object) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": "v", **more}


def field(block_id: str, label: str, element: Json, **more: object) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "value", **element},
        **more,
    }


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


SITES = [option("Leipzig", "leipzig"), option("Lissabon", "lisbon"), option("Kassel", "kassel")]
SURE = {
    "title": plain("Object?"),
    "text": mrkdwn("This is *seen by all*."),
    "confirm": plain("Object"),
    "deny": plain("No"),
}


def card(note: str = "No figures to the client yet") -> list[Json]:
    lines = [
        (
            "40 agents* in Leipzig, 1 Feb 2027",
            ":hourglass_flowing_sand: <@U03LENA> · counter: 28 by 1 Feb, 40 by 1 Mar",
        ),
        ("service level 80/20* from 1 Mar 2027", ":white_check_mark: agreed by WFM, if forecast within ±10 %"),
        ("quality score ≥ 90 %*, 15 Mar 2027", ":x: Quality objects\n&gt; needs ten weeks of coaching"),
    ]
    return [
        {"type": "section", "text": mrkdwn(f"*P-12 · Acme · new inbound line*\n:no_entry: *{note}*")},
        {"type": "context", "elements": [mrkdwn("Answer by Fri 27 Nov 12:00 · drafted by <@U01SARA>")]},
        *[{"type": "section", "text": mrkdwn(f"*{figure}\n{state}")} for figure, state in lines],
        {
            "type": "actions",
            "block_id": "acts",
            "elements": [
                button("We can keep it", "promise.agree", style="primary"),
                button("Counter…", "promise.counter"),
                button("Object…", "promise.object", confirm=SURE),
                button("More…", "promise.more"),
            ],
        },
    ]


def asking() -> list[Json]:
    asked = ["<@U03LENA>: 40 agents in Leipzig", "<@U04WIM>: service level 80/20", "<@U05QUINN>: quality score ≥ 90 %"]
    lines = "\n".join(f"• {line}" for line in asked)
    return [{"type": "section", "text": mrkdwn(f"Please answer by *Fri 27 Nov, 12:00*\n{lines}")}]


def draft(client: str = "", title: str = "New promise") -> Json:
    text: Json = {"type": "plain_text_input", "placeholder": plain("Acme")}
    return {
        "type": "modal",
        "callback_id": "promise.draft",
        "title": plain(title),
        "submit": plain("Continue"),
        "close": plain("Cancel"),
        "blocks": [
            field("client", "Client", text | ({"initial_value": client} if client else {})),
            field(
                "figures",
                "Figures, one a line",
                {"type": "plain_text_input", "multiline": True},
                hint=plain("40 agents by 1 Feb"),
            ),
            field("needed_by", "Answer by", {"type": "datepicker", "initial_date": "2026-11-27"}),
            field("at", "At", {"type": "timepicker", "initial_time": "12:00"}, optional=True),
            field("call", "Call", {"type": "datetimepicker", "initial_date_time": 1795777200}, optional=True),
            field("site", "Site", {"type": "static_select", "options": SITES, "initial_option": SITES[0]}),
            field("sites", "More sites", {"type": "multi_static_select", "options": SITES}, optional=True),
            field("conditions", "Conditions", {"type": "checkboxes", "options": SITES[:2]}, optional=True),
            field("visibility", "Visibility", {"type": "radio_buttons", "options": SITES[:2]}, optional=True),
            field(
                "count", "Weeks", {"type": "number_input", "is_decimal_allowed": True, "min_value": "1"}, optional=True
            ),
            field("team", "Account team", {"type": "multi_users_select"}, optional=True),
            field("owner", "Owner", {"type": "users_select"}, optional=True),
            {
                "type": "section",
                "block_id": "extra",
                "text": mrkdwn("A *section*"),
                "accessory": button("Details", "details"),
            },
        ],
    }


class Stage:
    """A workspace with the small bot connected."""

    def __init__(self) -> None:
        self.server = PlaygroundServer(commands=COMMANDS, shortcuts=SHORTCUTS)
        self.server.start()
        self.client = WebClient(token=BOT_TOKEN, base_url=f"{self.server.url}/api/")
        self.submitted: list[Json] = []
        self.clicked: list[Json] = []
        self._handler = SocketModeHandler(self._app(), APP_TOKEN)
        self._handler.client.web_client = self.client
        self._handler.connect()

    def close(self) -> None:
        self._handler.close()
        self.server.stop()

    def say(
        self, text: str, blocks: list[Json] | None = None, channel: str = "C01PROMISES", thread: str | None = None
    ) -> str:
        said = self.client.chat_postMessage(channel=channel, text=text, blocks=blocks, thread_ts=thread)
        return str(said["ts"])

    def deal(self) -> str:
        """The card with the reply that asks; gives the card's ts."""
        ts = self.say("P-12 Acme", card())
        self.say("Please answer", asking(), thread=ts)
        return ts

    def _app(self) -> App:
        app = App(client=self.client)
        app.command("/promise")(self._on_promise)
        app.view("promise.draft")(self._on_submit)
        app.action("details")(self._on_details)
        app.action(re.compile("."))(self._on_click)
        app.event("message")(lambda: None)
        app.event("reaction_added")(lambda: None)
        app.event("reaction_removed")(lambda: None)
        app.event("app_home_opened")(self._on_home)
        return app

    def _on_promise(self, ack: Ack, command: Json) -> None:
        if command["text"] == "help":
            ack({"response_type": "ephemeral", "text": "Help", "blocks": [
                {"type": "section", "text": mrkdwn("*Type* `/promise`")},
                {"type": "actions", "elements": [button("Take agreement back", "promise.retract")]},
            ]})  # fmt: skip
            return
        self.client.views_open(trigger_id=command["trigger_id"], view=draft(command["text"]))
        ack()

    def _on_submit(self, ack: Ack, view: Json) -> None:
        values = view["state"]["values"]
        self.submitted.append(values)
        figures = values["figures"]["value"]["value"]
        if "bananas" in figures:
            ack(
                response_action="errors",
                errors={"figures": "Line 1: “bananas” is no figure. For example: 40 agents by 1 Feb"},
            )
        else:
            ack()

    def _on_details(self, ack: Ack, body: Json) -> None:
        self.clicked.append(body)
        self.client.views_push(trigger_id=body["trigger_id"], view={
            "type": "modal", "callback_id": "promise.more", "title": plain("Details"),
            "blocks": [{"type": "section", "text": mrkdwn("More of it")}],
        })  # fmt: skip
        ack()

    def _on_click(self, ack: Ack, body: Json) -> None:
        """Note the press and ack it. Never acked is Counter…, so that the workspace gives up.

        A listener of its own would not do: where one does not ack, Bolt lets the next one that fits answer.
        """
        self.clicked.append(body)
        if body["actions"][0]["action_id"] != "promise.counter":
            ack()

    def _on_home(self, event: Json) -> None:
        self.client.views_publish(user_id=event["user"], view={
            "type": "home", "blocks": [{"type": "header", "text": plain("What I owe")}, *card()],
        })  # fmt: skip
