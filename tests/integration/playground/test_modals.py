"""Modals over a bare Bolt app: what is submitted, and what its acks do; by Socket Mode and by HTTP."""

from tests.integration.playground.peer import (
    PROMISES,
    SARA,
    actions,
    modal,
    open_form,
    section,
    text,
    text_input,
)


def test_a_submission_carries_the_state_and_closes_the_modal(form, people):
    view_id = open_form(people)

    answer = people.post("submit", user=SARA, values={"words": {"value": "hello"}})

    assert answer == {"ok": True, "ack": {}}
    assert form[0]["view"]["id"] == view_id
    assert form[0]["view"]["state"]["values"] == {"words": {"value": {"type": "plain_text_input", "value": "hello"}}}
    assert people.views(SARA) == []


def test_values_may_be_given_as_slack_sends_them(form, people):
    open_form(people)
    people.post("submit", user=SARA, values={"words": {"value": {"value": "hello"}}})
    assert form[0]["view"]["state"]["values"]["words"]["value"]["value"] == "hello"


def test_errors_are_kept_until_the_next_submission(app, form, people):
    open_form(people)
    app.answers.append({"response_action": "errors", "errors": {"words": "too odd"}})

    answer = people.post("submit", user=SARA, values={"words": {"value": "hello"}})

    assert answer["ack"] == {"response_action": "errors", "errors": {"words": "too odd"}}
    shown = people.get(f"views/{SARA}")
    assert shown["errors"] == {"words": "too odd"}
    assert shown["views"][0]["state"]["values"]["words"]["value"]["value"] == "hello"  # what was typed stays
    people.post("submit", user=SARA, values={})
    assert people.get(f"views/{SARA}") == {"views": [], "errors": {}}


def test_errors_must_name_input_blocks(app, form, people):
    open_form(people)
    app.answers.append({"response_action": "errors", "errors": {"elsewhere": "no"}})

    answer = people.post("submit", user=SARA, values={"words": {"value": "hello"}})

    assert (answer["ok"], answer["ack"]) == (False, None)
    assert answer["error"] == "invalid_ack: no input block elsewhere"
    assert len(people.views(SARA)) == 1


def test_update_changes_the_modal_in_its_place(app, form, people):
    view_id = open_form(people)
    before = people.views(SARA)[0]
    app.answers.append({"response_action": "update", "view": modal(section("next"), callback_id="next")})

    answer = people.post("submit", user=SARA, values={"words": {"value": "hello"}})

    (view,) = people.views(SARA)
    assert answer["view_id"] == view_id == view["id"] == view["root_view_id"]
    assert view["callback_id"] == "next" and view["hash"] != before["hash"]


def test_push_puts_a_modal_on_top_and_clear_closes_all(app, form, people):
    bottom = open_form(people)
    app.answers.append({"response_action": "push", "view": modal()})
    answer = people.post("submit", user=SARA, values={"words": {"value": "hello"}})

    stack = people.views(SARA)
    assert [view["id"] for view in stack] == [bottom, answer["view_id"]]
    assert (stack[1]["root_view_id"], stack[1]["previous_view_id"]) == (bottom, bottom)

    app.answers.append({"response_action": "clear"})
    people.post("submit", user=SARA, values={"words": {"value": "hello"}})
    assert people.views(SARA) == []


def test_an_empty_ack_on_a_pushed_modal_goes_back(app, form, people):
    bottom = open_form(people)
    app.answers.append({"response_action": "push", "view": modal()})
    people.post("submit", user=SARA, values={"words": {"value": "hello"}})
    people.post("submit", user=SARA, values={"words": {"value": "again"}})
    assert [view["id"] for view in people.views(SARA)] == [bottom]


def test_an_update_that_slack_refuses_leaves_the_modal(app, form, people):
    open_form(people)
    app.answers.append({"response_action": "update", "view": modal(title=text("x" * 25))})

    answer = people.post("submit", user=SARA, values={"words": {"value": "hello"}})

    assert answer["error"] == "invalid_ack: invalid_arguments"
    assert "must be less than 25 characters" in answer["response_metadata"]["messages"][0]
    assert people.views(SARA)[0]["title"]["text"] == "Form"


def test_an_action_in_a_modal_keeps_its_value_until_submission(app, form, people):
    seen = []

    @app.action("pick")
    def picked(ack, body):
        seen.append(body)
        ack()

    select = {"type": "static_select", "action_id": "pick", "options": [{"text": text("One"), "value": "1"}]}
    view = modal(actions(select, block_id="row"), text_input())

    @app.command("/choose")
    def opens(ack, body, client):
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    people.post("command", user=SARA, channel=PROMISES, command="/choose", text="")
    people.post("view-action", user=SARA, action={"action_id": "pick", "selected_option": {"value": "1"}})
    people.post("submit", user=SARA, values={"words": {"value": "hello"}})

    assert seen[0]["container"] == {"type": "view", "view_id": seen[0]["view"]["id"]}
    assert "channel" not in seen[0] and "response_url" not in seen[0]
    assert form[0]["view"]["state"]["values"]["row"]["pick"]["selected_option"]["value"] == "1"


def test_view_closed_comes_only_when_asked_for(app, people):
    seen = []

    @app.command("/closing")
    def opens(ack, body, client, command):
        client.views_open(trigger_id=body["trigger_id"], view=modal(notify_on_close=command["text"] == "tell"))
        ack()

    @app.view_closed("form")
    def closed(ack, body):
        seen.append(body["is_cleared"])
        ack()

    people.post("command", user=SARA, channel=PROMISES, command="/closing", text="")
    assert people.post("close", user=SARA) == {"ok": True, "ack": None}
    assert (seen, people.views(SARA)) == ([], [])

    people.post("command", user=SARA, channel=PROMISES, command="/closing", text="tell")
    assert people.post("close", user=SARA)["ack"] == {}
    people.post("command", user=SARA, channel=PROMISES, command="/closing", text="tell")
    people.post("close", user=SARA, all=True)
    assert seen == [False, True]
