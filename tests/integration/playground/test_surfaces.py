"""The Web API's surfaces: triggers, modals, home tabs and response URLs."""

import json

from slack_sdk import WebClient

from tests.integration.playground.peer import (
    PROMISES,
    SARA,
    Control,
    actions,
    button,
    error_of,
    modal,
    section,
)


def test_triggers_work_once_and_for_three_seconds(server, client):
    triggers = server.slack.triggers
    trigger = triggers.new(SARA)
    client.views_open(trigger_id=trigger.id, view=modal())
    assert error_of(lambda: client.views_open(trigger_id=trigger.id, view=modal())) == "exchanged_trigger_id"
    assert error_of(lambda: client.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"
    assert error_of(lambda: client.api_call("views.open", json={"view": modal()})) == "invalid_arguments"
    late = triggers.new(SARA)
    late.born -= 3.01
    assert error_of(lambda: client.views_open(trigger_id=late.id, view=modal())) == "expired_trigger_id"


def test_views_are_stacked_three_deep(server, people, client):
    def trigger() -> str:
        return server.slack.triggers.new(SARA).id

    assert error_of(lambda: client.views_push(trigger_id=trigger(), view=modal())) == "not_found"
    client.views_open(trigger_id=trigger(), view=modal())
    client.views_push(trigger_id=trigger(), view=modal())
    client.views_push(trigger_id=trigger(), view=modal())
    assert error_of(lambda: client.views_push(trigger_id=trigger(), view=modal())) == "push_limit_reached"
    assert len(people.views(SARA)) == 3
    client.views_open(trigger_id=trigger(), view=modal())
    assert len(people.views(SARA)) == 1


def test_views_are_updated_by_id_hash_and_external_id(server, people, client):
    view = client.views_open(trigger_id=server.slack.triggers.new(SARA).id, view=modal(external_id="own"))["view"]
    new = client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("new"), external_id="own"))
    assert error_of(lambda: client.views_update(view_id=view["id"], hash=view["hash"], view=modal())) == "hash_conflict"
    assert client.views_update(external_id="own", view=modal())["view"]["id"] == new["view"]["id"]
    assert error_of(lambda: client.views_update(view_id="V404", view=modal())) == "not_found"
    assert error_of(lambda: client.api_call("views.update", json={"view": modal()})) == "invalid_arguments"
    people.post("close", user=SARA)
    assert error_of(lambda: client.views_update(view_id=view["id"], view=modal())) == "not_found"


def test_external_ids_are_unique(server, client):
    def trigger() -> str:
        return server.slack.triggers.new(SARA).id

    client.views_open(trigger_id=trigger(), view=modal(external_id="own"))
    assert (
        error_of(lambda: client.views_push(trigger_id=trigger(), view=modal(external_id="own")))
        == "duplicate_external_id"
    )


def test_home_tabs_are_published_with_their_hash(people, client):
    home = {"type": "home", "blocks": [section()]}
    first = client.views_publish(user_id=SARA, view=home)["view"]
    second = client.views_publish(user_id=SARA, view=home, hash=first["hash"])["view"]
    assert second["id"] == first["id"]
    assert error_of(lambda: client.views_publish(user_id=SARA, view=home, hash=first["hash"])) == "hash_conflict"
    assert error_of(lambda: client.views_publish(user_id="U404", view=home)) == "user_not_found"


def test_response_urls_work_five_times_for_thirty_minutes(server, people: Control, client: WebClient):
    urls = server.slack.response_urls
    url = urls.new("C03RANDOM", SARA)
    path = url.removeprefix(server.url)

    def use(body: dict | str, path: str = path) -> tuple[int, object]:
        raw = body if isinstance(body, str) else json.dumps(body)
        return people.call("POST", path, raw.encode(), {"Content-Type": "application/json"})

    assert use({"text": "1"}) == (200, "ok")
    assert use({"text": "2", "response_type": "in_channel"}) == (200, "ok")
    assert use({"text": "x", "blocks": [{"type": "section"}]})[1]["error"] == "invalid_blocks"
    assert use("no json")[1]["error"] == "invalid_payload"
    assert use({"delete_original": True})[1]["error"] == "message_not_found"
    assert use({"text": "6"}) == (404, {"ok": False, "error": "used_url"})
    assert [(m["text"], m["ephemeral"]) for m in people.messages("C03RANDOM", SARA)] == [("1", True), ("2", False)]

    key = urls.new("C03RANDOM", SARA).split("/response/T01NORDLICHT/")[1]
    urls._known[key].born -= 30 * 60 + 1
    assert use({"text": "x"}, f"/response/T01NORDLICHT/{key}")[1]["error"] == "expired_url"
    assert use({"text": "x"}, "/response/T01NORDLICHT/1/x")[1]["error"] == "invalid_url"


def test_a_response_url_deletes_or_replaces_its_own_message(server, people, client):
    ts = client.chat_postMessage(channel=PROMISES, text="card", blocks=[actions(button())])["ts"]
    path = server.slack.response_urls.new(PROMISES, SARA, ts).removeprefix(server.url)
    people.call("POST", path, json.dumps({"text": "new", "replace_original": True}).encode())
    assert [(m["text"], m["blocks"]) for m in people.messages(PROMISES)] == [("new", [])]
    people.call("POST", path, json.dumps({"delete_original": True}).encode())
    assert people.messages(PROMISES) == []
