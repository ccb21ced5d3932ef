"""A person's gestures reach a bare Bolt app, and its acks do what Slack makes of them; by Socket Mode and by HTTP."""

from tests.integration.playground.peer import (
    PROMISES,
    SARA,
    Json,
    actions,
    button,
    error_of,
    eventually,
    modal,
    section,
    text,
    web_client,
)


def test_a_command_carries_what_slack_sends_and_opens_a_modal(app, people):
    seen = []

    @app.command("/form")
    def opens(ack, body, client):
        seen.append(body)
        client.views_open(trigger_id=body["trigger_id"], view=modal())
        ack()

    answer = people.post("command", user=SARA, channel="G04DEALS", command="/form", text=" a <b> & c ")

    assert answer["ok"] and answer["ack"] == {}
    assert people.views(SARA)[0]["id"] == answer["view_id"]
    assert seen[0]["text"] == "a <b> & c"
    assert (seen[0]["user_id"], seen[0]["channel_id"], seen[0]["channel_name"]) == (SARA, "G04DEALS", "privategroup")
    assert seen[0]["response_url"].startswith("http://127.0.0.1:") and seen[0]["is_enterprise_install"] == "false"


def test_the_ack_of_a_command_may_be_words_for_that_person_alone(app, people):
    @app.command("/say")
    def says(ack):
        ack("only for you")

    answer = people.post("command", user=SARA, channel="C03RANDOM", command="say", text="")

    assert answer["ack"] == {"text": "only for you"}
    shown = people.messages("C03RANDOM", SARA)
    assert [(one["text"], one["ephemeral"]) for one in shown] == [("only for you", True)]
    assert people.messages("C03RANDOM", "U02BEN") == []


def test_a_command_answered_in_channel_is_seen_by_all(app, people):
    @app.command("/say")
    def says(ack):
        ack(text="for all", response_type="in_channel", blocks=[section("for all")])

    people.post("command", user=SARA, channel=PROMISES, command="/say", text="")

    (shown,) = people.messages(PROMISES, "U02BEN")
    assert (shown["ephemeral"], shown["blocks"][0]["text"]["text"]) == (False, "for all")


def test_a_command_answered_with_blocks_that_slack_refuses_fails(app, people):
    @app.command("/say")
    def says(ack):
        ack(text="x", blocks=[{"type": "section"}])

    answer = people.post("command", user=SARA, channel=PROMISES, command="/say", text="")

    assert (answer["ok"], answer["ack"], answer["error"]) == (False, None, "invalid_ack: invalid_blocks")
    assert people.messages(PROMISES, SARA) == []


def test_a_click_carries_message_state_and_response_url(app, people):
    seen = []

    @app.action("press")
    def pressed(ack, body):
        seen.append(body)
        ack()

    posted = app.client.chat_postMessage(
        channel=PROMISES, text="card", blocks=[actions(button(value="v1"), button("other"), block_id="row")]
    )
    answer = people.post("interact", user=SARA, channel=PROMISES, messageTs=posted["ts"], action={"action_id": "press"})

    assert answer["ok"]
    (body,) = seen
    assert body["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": PROMISES,
        "is_ephemeral": False,
    }
    assert body["message"]["ts"] == posted["ts"] and body["channel"] == {"id": PROMISES, "name": "promises"}
    assert body["user"] == {"id": SARA, "username": "sara", "name": "sara", "team_id": "T01NORDLICHT"}
    action = body["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"], action["type"]) == (
        "press",
        "row",
        "v1",
        "button",
    )
    assert body["response_url"] and body["trigger_id"] and action["action_ts"]


def test_a_click_may_carry_the_value_of_an_older_rendering(app, people):
    seen = []

    @app.action("press")
    def pressed(ack, action):
        seen.append(action["value"])
        ack()

    ts = app.client.chat_postMessage(channel=PROMISES, text="card", blocks=[actions(button(value="new"))])["ts"]
    people.post("interact", user=SARA, channel=PROMISES, messageTs=ts, action={"action_id": "press", "value": "old"})
    assert seen == ["old"]


def test_a_choice_in_a_message_is_one_of_its_options(app, people):
    seen = []

    @app.action("pick")
    def picked(ack, body):
        seen.append((body["actions"][0]["selected_option"], body["state"]["values"]))
        ack()

    options = [{"text": text("One"), "value": "1"}, {"text": text("Two"), "value": "2"}]
    select = {"type": "static_select", "action_id": "pick", "options": options}
    ts = app.client.chat_postMessage(channel=PROMISES, text="x", blocks=[actions(select, block_id="row")])["ts"]

    def choose(value: str) -> Json:
        action = {"action_id": "pick", "selected_option": {"value": value}}
        return people.post("interact", user=SARA, channel=PROMISES, messageTs=ts, action=action)

    assert choose("2")["ok"]
    assert seen[0][0]["text"]["text"] == "Two"
    assert seen[0][1]["row"]["pick"]["selected_option"]["value"] == "2"
    assert choose("3")["error"] == "option_not_offered: 3"


def test_ephemeral_messages_act_by_their_ts_and_change_by_response_url(app, people):
    seen = []

    @app.action("press")
    def pressed(ack, body, respond):
        seen.append(body)
        respond(text="done", replace_original=True)
        ack()

    app.client.chat_postEphemeral(channel=PROMISES, user=SARA, text="psst", blocks=[actions(button())])
    (shown,) = people.messages(PROMISES, SARA)
    assert shown["ephemeral"]
    click = {"channel": PROMISES, "messageTs": shown["ts"], "action": {"action_id": "press"}}
    assert people.post("interact", user="U02BEN", **click)["error"] == "message_not_found"

    assert people.post("interact", user=SARA, **click)["ok"]

    assert seen[0]["container"]["is_ephemeral"] and "message" not in seen[0]
    assert [one["text"] for one in people.messages(PROMISES, SARA)] == ["done"]


def test_shortcuts_of_both_kinds(app, people):
    seen = []

    @app.shortcut("draft")
    def shortcut(ack, body):
        seen.append(body)
        ack()

    @app.event("message")
    def said():
        pass

    ts = people.post("message", user="U02BEN", channel=PROMISES, text="40 agents, please")["ts"]
    assert people.post("shortcut", user=SARA, callback_id="draft")["ok"]
    assert people.post("shortcut", user=SARA, callback_id="draft", channel=PROMISES, messageTs=ts)["ok"]

    assert [body["type"] for body in seen] == ["shortcut", "message_action"]
    assert seen[1]["message"]["text"] == "40 agents, please" and seen[1]["message_ts"] == ts


def test_the_home_tab(app, people):
    @app.event("app_home_opened")
    def opened(event, client):
        view = {"type": "home", "blocks": [section("owed"), actions(button())]}
        client.views_publish(user_id=event["user"], view=view)

    pressed = []

    @app.action("press")
    def press(ack, body):
        pressed.append(body["view"]["type"])
        ack()

    assert people.get(f"home/{SARA}") == {"view": None}
    people.post("open-home", user=SARA)
    assert people.get(f"home/{SARA}")["view"]["blocks"][0]["text"]["text"] == "owed"
    assert people.post("view-action", user=SARA, action={"action_id": "press"})["ok"]
    assert pressed == ["home"]


def test_messages_mentions_and_threads_reach_the_bot(app, people):
    seen = []

    @app.event("message")
    def said(event):
        seen.append(event)

    @app.event("app_mention")
    def mentioned(event):
        seen.append(event)

    root = people.post("message", user="U02BEN", channel=PROMISES, text="see @sara & <b> <@U00BOT>")
    people.post("message", user=SARA, channel=PROMISES, text="yes", thread_ts=root["ts"])

    by_kind = sorted(seen[:2], key=lambda event: event["type"])
    assert [event["type"] for event in by_kind] == ["app_mention", "message"]
    assert by_kind[1]["text"] == "see <@U01SARA> &amp; &lt;b&gt; <@U00BOT>"
    assert by_kind[1]["channel_type"] == "channel" and by_kind[1]["ts"] == root["ts"]
    assert seen[2]["thread_ts"] == root["ts"] and seen[2]["parent_user_id"] == "U02BEN"
    first, reply = people.messages(PROMISES, SARA)
    assert (first["reply_count"], first["reply_users"], first["latest_reply"]) == (1, [SARA], reply["ts"])


def test_edits_deletions_and_reactions_are_events(app, people):
    seen = []

    @app.event({"type": "message", "subtype": "message_changed"})
    def changed(event):
        seen.append((event["subtype"], event["message"]["text"], event["previous_message"]["text"]))

    @app.event({"type": "message", "subtype": "message_deleted"})
    def deleted(event):
        seen.append((event["subtype"], event["deleted_ts"]))

    @app.event("reaction_added")
    def added(event):
        seen.append((event["type"], event["reaction"], event["item"], event["item_user"]))

    @app.event("reaction_removed")
    def removed(event):
        seen.append((event["type"], event["user"]))

    @app.event("message")
    def said(event):
        pass

    ts = people.post("message", user=SARA, channel=PROMISES, text="40")["ts"]
    item = {"type": "message", "channel": PROMISES, "ts": ts}
    people.post("reaction", user="U02BEN", channel=PROMISES, ts=ts, name="white_check_mark")
    assert people.messages(PROMISES)[0]["reactions"] == [{"name": "white_check_mark", "users": ["U02BEN"], "count": 1}]
    people.post("reaction", user="U02BEN", channel=PROMISES, ts=ts, name="white_check_mark", present=False)
    people.post("edit-message", user=SARA, channel=PROMISES, ts=ts, text="41")
    people.post("delete-message", user=SARA, channel=PROMISES, ts=ts)

    assert seen == [
        ("reaction_added", "white_check_mark", item, SARA),
        ("reaction_removed", "U02BEN"),
        ("message_changed", "41", "40"),
        ("message_deleted", ts),
    ]
    assert people.messages(PROMISES) == []


def test_the_bot_hears_its_own_messages(app, people):
    seen = []

    @app.event("message")
    def said(event):
        seen.append((event["bot_id"], event["channel"], event["channel_type"]))

    app.client.chat_postMessage(channel=SARA, text="hello")
    assert eventually(lambda: seen) == [("B01PROMISE", "D01SARA", "im")]


def test_a_bot_that_is_silent_or_away_is_an_error(app, people, server):
    @app.command("/silent")
    def silent(body):
        pass

    answer = people.post("command", user=SARA, channel=PROMISES, command="/silent", text="")

    assert (answer["ok"], answer["ack"]) == (False, None)
    assert answer["error"] in ("operation_timeout", "http_404")  # Bolt answers 404 over HTTP, nothing by socket
    assert error_of(lambda: web_client(server, "xoxb-no").auth_test()) == "invalid_auth"
