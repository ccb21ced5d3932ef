"""Every rule about blocks and views: what Slack would refuse is sent, and Slack's refusal expected."""

import json

import pytest

from tests.integration.playground.peer import (
    Json,
    actions,
    button,
    modal,
    refusal,
    section,
    text,
    text_input,
)

PROMISES = "C01PROMISES"


def option(value: str = "1", words: str = "One", **more: object) -> Json:
    return {"text": text(words), "value": value, **more}


def select(**more: object) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": [option()], **more}


def checkboxes(count: int) -> Json:
    return {"type": "checkboxes", "action_id": "tick", "options": [option(str(n)) for n in range(count)]}


def radio(count: int) -> Json:
    return checkboxes(count) | {"type": "radio_buttons"}


def overflow(count: int) -> Json:
    return checkboxes(count) | {"type": "overflow"}


def table(rows: int, columns: int = 1, cell: str = "x") -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell}] * columns] * rows}


def pie(**more: object) -> Json:
    chart = {"type": "pie", "segments": [{"label": "Kept", "value": 9}, {"label": "Missed", "value": 1}]}
    return {"type": "data_visualization", "title": "Promises", "chart": chart | more}


def bars(labels: list[str], series: int = 1) -> Json:
    data = [{"label": label, "value": 1} for label in labels]
    chart = {
        "type": "bar",
        "series": [{"name": f"s{n}", "data": data} for n in range(series)],
        "axis_config": {"categories": ["Mon", "Tue"]},
    }
    return {"type": "data_visualization", "title": "Promises", "chart": chart}


def input_of(element: Json) -> Json:
    return {"type": "input", "label": text("Label"), "element": element}


# (blocks of a message, part of the problem, its JSON pointer)
GROUPS = [{"label": text("Group"), "options": [option()]}]
PICKED = "/blocks/0/elements/0"
OPTIONS = f"{PICKED}/options"

REFUSED_IN_MESSAGES = [
    ([{"type": "section"}], "missing required field: text", "/blocks/0"),
    ([{"type": "sektion", "text": text()}], "unsupported type: sektion", "/blocks/0/type"),
    ([{"text": text()}], "missing required field: type", "/blocks/0"),
    (["words"], "must provide an object", "/blocks/0"),
    ([section() | {"colour": "red"}], "invalid additional property: colour", "/blocks/0"),
    ([section("")], "must be more than 0 characters", "/blocks/0/text/text"),
    ([section("x" * 3001)], "must be less than 3001 characters", "/blocks/0/text/text"),
    ([{"type": "section", "text": {"type": "plain_text", "text": 5}}], "must provide a string", "/blocks/0/text/text"),
    ([{"type": "section", "fields": [text("x" * 2001)]}], "must be less than 2001", "/blocks/0/fields/0/text"),
    ([{"type": "section", "fields": [text()] * 11}], "no more than 10 items allowed", "/blocks/0/fields"),
    ([{"type": "header", "text": text("x" * 151)}], "must be less than 151 characters", "/blocks/0/text/text"),
    ([{"type": "header", "text": text("x", "mrkdwn")}], "must be plain_text", "/blocks/0/text/type"),
    ([{"type": "context", "elements": [text()] * 11}], "no more than 10 items allowed", "/blocks/0/elements"),
    ([{"type": "context", "elements": []}], "no fewer than 1 items allowed", "/blocks/0/elements"),
    ([actions(*[button(str(n)) for n in range(26)])], "no more than 25 items allowed", "/blocks/0/elements"),
    ([actions()], "no fewer than 1 items allowed", "/blocks/0/elements"),
    ([actions(button(words="x" * 76))], "must be less than 76 characters", "/blocks/0/elements/0/text/text"),
    ([actions(button(value="x" * 2001))], "must be less than 2001 characters", "/blocks/0/elements/0/value"),
    ([actions(button("x" * 256))], "must be less than 256 characters", "/blocks/0/elements/0/action_id"),
    ([actions(button(style="loud"))], "must be one of: primary, danger", "/blocks/0/elements/0/style"),
    ([actions(button(), button())], "`action_id` press already exists", "/blocks/0/elements/1/action_id"),
    ([actions({"type": "plain_text_input", "action_id": "x"})], "unsupported type", "/blocks/0/elements/0/type"),
    ([section() | {"block_id": "a"}] * 2, "`block_id` a already exists", "/blocks/1/block_id"),
    ([section() | {"block_id": "x" * 256}], "must be less than 256 characters", "/blocks/0/block_id"),
    ([section()] * 51, "no more than 50 items allowed", "/blocks"),
    ([actions(select(options=[]))], "no fewer than 1 items allowed", OPTIONS),
    ([actions(select(options=[option(str(n)) for n in range(101)]))], "no more than 100 items", OPTIONS),
    ([actions(select(options=[option(words="x" * 76)]))], "must be less than 76", OPTIONS + "/0/text/text"),
    ([actions(select(options=[option("x" * 151)]))], "must be less than 151", OPTIONS + "/0/value"),
    ([actions(select(options=[{"text": text()}]))], "missing required field: value", OPTIONS),
    ([actions(select(initial_option=option("2")))], "initial option must be one of", PICKED),
    ([actions(select(placeholder=text("x" * 151)))], "must be less than 151", "/blocks/0/elements/0/placeholder/text"),
    ([actions(select(option_groups=GROUPS))], "either options or option_groups", PICKED),
    ([actions({"type": "static_select", "action_id": "pick"})], "either options or option_groups", PICKED),
    ([actions(checkboxes(11))], "no more than 10 items allowed", OPTIONS),
    ([actions(radio(11))], "no more than 10 items allowed", OPTIONS),
    ([actions(overflow(6))], "no more than 5 items allowed", OPTIONS),
    ([section() | {"accessory": {"type": "datepicker", "action_id": "d", "initial_date": "2026-02-30"}}],
     "must be a date", "/blocks/0/accessory/initial_date"),
    ([{"type": "image", "image_url": "https://a.example/x.png"}], "missing required field: alt_text", "/blocks/0"),
    ([table(101)], "must have 1 to 100 rows", "/blocks/0/rows"),
    ([table(1, 21)], "no more than 20 columns", "/blocks/0/rows"),
    ([table(100, 20, "x" * 6)], "must be less than 10001 characters", "/blocks/0/rows"),
    ([table(1), table(1)], "no more than 1 blocks of type table", "/blocks"),
    ([pie(), pie(), pie()], "no more than 2 blocks of type data_visualization", "/blocks"),
    ([pie() | {"title": "x" * 51}], "must be less than 51 characters", "/blocks/0/title"),
    ([pie(segments=[{"label": "a", "value": 1}] * 7)], "no more than 6 items", "/blocks/0/chart/segments"),
    ([pie(segments=[{"label": "x" * 21, "value": 1}])], "must be less than 21", "/blocks/0/chart/segments/0/label"),
    ([bars(["Mon", "Wed"])], "labels must match the categories", "/blocks/0/chart/series/0/data"),
    ([bars(["Mon", "Tue"], series=7)], "no more than 6 items allowed", "/blocks/0/chart/series"),
    ([{"type": "alert", "text": text()}], "unsupported type: alert", "/blocks/0/type"),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "problem", "pointer"), REFUSED_IN_MESSAGES)
def test_slack_refuses_these_blocks(client, people, blocks, problem, pointer):
    body = refusal(lambda: client.chat_postMessage(channel=PROMISES, text="x", blocks=blocks))

    assert body["error"] == "invalid_blocks"
    assert any(problem in one and one.endswith(f"[json-pointer:{pointer}]") for one in body["errors"]), body["errors"]
    assert body["response_metadata"]["messages"] == [f"[ERROR] {one}" for one in body["errors"]]
    assert people.messages(PROMISES) == []


ACCEPTED_IN_MESSAGES = [
    [section("x" * 3000)],
    [{"type": "section", "fields": [text("x" * 2000)] * 10}],
    [{"type": "header", "text": text("x" * 150)}],
    [actions(*[button(str(n), "x" * 75, value="x" * 2000) for n in range(25)])],
    [actions(button()), actions(button())],
    [section()] * 50,
    [actions(select(initial_option=option()))],
    [actions(checkboxes(10)), actions(radio(10)), actions(overflow(5))],
    [table(100, 20, "x" * 5)],
    [pie(), bars(["Mon", "Tue"], series=6)],
    [{"type": "divider"}, {"type": "context", "elements": [text("x", "mrkdwn")]}],
    [{"type": "rich_text", "elements": [
        {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U01SARA"}]}]}],
    [input_of({"type": "plain_text_input", "action_id": "a"})],
    [{"type": "section", "text": text(), "accessory": button()}],
]  # fmt: skip


@pytest.mark.parametrize("blocks", ACCEPTED_IN_MESSAGES)
def test_slack_takes_these_blocks(client, people, blocks):
    answer = client.chat_postMessage(channel=PROMISES, text="x", blocks=blocks)

    (shown,) = people.messages(PROMISES)
    assert len(shown["blocks"]) == len(blocks) and answer["message"]["blocks"] == shown["blocks"]
    assert all(block["block_id"] for block in shown["blocks"])


def test_slack_fills_in_ids_and_defaults(client):
    blocks = client.chat_postMessage(
        channel=PROMISES, text="x", blocks=[{"type": "actions", "elements": [{"type": "button", "text": text()}]}]
    )["message"]["blocks"]
    assert blocks[0]["elements"][0]["action_id"] and blocks[0]["elements"][0]["text"]["emoji"] is True


def test_blocks_that_are_no_json(client):
    assert refusal(lambda: client.chat_postMessage(channel=PROMISES, blocks="[{"))["error"] == "invalid_blocks_format"
    assert refusal(lambda: client.chat_postMessage(channel=PROMISES, blocks="{}"))["error"] == "invalid_blocks_format"


def text_in(**element: object) -> Json:
    return text_input(element=element)


NUMBER = {"type": "number_input", "action_id": "n", "is_decimal_allowed": True}

# (view, part of the problem)
REFUSED_VIEWS = [
    (modal(title=text("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (modal(submit=text("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    (modal(close=text("x" * 25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
    (modal(private_metadata="x" * 3001), "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
    (modal(callback_id="x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
    ({k: v for k, v in modal().items() if k != "title"}, "missing required field: title [json-pointer:/view]"),
    ({k: v for k, v in modal().items() if k != "submit"}, "missing required field: submit [json-pointer:/view]"),
    (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (modal() | {"blocks": []}, "no fewer than 1 items allowed [json-pointer:/view/blocks]"),
    (modal(text_input(), text_input()), "`block_id` words already exists [json-pointer:/view/blocks/1/block_id]"),
    (modal(table(1)), "unsupported type: table [json-pointer:/view/blocks/0/type]"),
    (modal() | {"type": "home"}, "unsupported type: home [json-pointer:/view/type]"),
    (modal() | {"colour": "red"}, "invalid additional property: colour [json-pointer:/view]"),
    (modal(text_in(max_length=3001)), "must be from 1 to 3000 [json-pointer:/view/blocks/0/element/max_length]"),
    (modal(text_in(min_length=5, max_length=4)), "min_length must not be above max_length"),
    (modal(text_in(initial_value="x" * 3001)), "must be less than 3001 characters"),
    (modal(text_in(max_length=3, initial_value="four")), "must be less than 4 characters"),
    (modal(text_in(focus_on_load=True), text_input("b", element={"focus_on_load": True})), "only one element may have"),
    (modal(input_of({"type": "number_input", "action_id": "n"})), "missing required field: is_decimal_allowed"),
    (modal(input_of(NUMBER | {"min_value": 1})), "must provide a string"),
    (modal(input_of(NUMBER | {"max_value": "many"})), "must be a number"),
    (modal(input_of({"type": "timepicker", "action_id": "t", "initial_time": "24:00"})), "must be a time as HH:mm"),
    (modal(input_of({"type": "datetimepicker", "action_id": "t", "initial_date_time": 5})), "unix timestamp"),
    (modal(input_of(button())), "unsupported type: button"),
]  # fmt: skip


@pytest.mark.parametrize(("view", "problem"), REFUSED_VIEWS)
def test_slack_refuses_these_views(server, client, people, view, problem):
    trigger = server.slack.triggers.new("U01SARA")

    body = refusal(lambda: client.views_open(trigger_id=trigger.id, view=view))

    assert body["error"] == "invalid_arguments"
    assert any(problem in one for one in body["response_metadata"]["messages"]), body
    assert people.views("U01SARA") == []
    client.views_open(trigger_id=trigger.id, view=modal())  # the trigger is still good


def test_a_view_of_more_than_250_kb(server, client):
    fields = {"type": "section", "fields": [text("x" * 2000)] * 10}
    trigger = server.slack.triggers.new("U01SARA")
    body = refusal(lambda: client.views_open(trigger_id=trigger.id, view=modal(*[fields] * 13)))
    assert body["error"] == "view_too_large"
    assert client.views_open(trigger_id=trigger.id, view=modal(*[fields] * 12))["ok"]


def test_a_view_that_is_no_json(server, client):
    trigger = server.slack.triggers.new("U01SARA")
    assert refusal(lambda: client.views_open(trigger_id=trigger.id, view="{"))["error"] == "invalid_arguments"


def test_a_home_tab_takes_no_modal(client):
    body = refusal(lambda: client.views_publish(user_id="U01SARA", view=modal()))
    assert body["error"] == "invalid_arguments"
    home = {"type": "home", "blocks": [{"type": "alert", "text": text()}]}
    assert "alert" in json.dumps(refusal(lambda: client.views_publish(user_id="U01SARA", view=home)))
