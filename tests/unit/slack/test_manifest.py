"""The app manifest says what the code needs, for both modes."""

import pytest

from bot.slack.manifest import EVENTS, SCOPES, manifest
from bot.slack.register import COMMANDS, EVENT_TYPES


def commands(data):
    return {command["command"]: command for command in data["features"]["slash_commands"]}


def test_socket_mode_names_no_address():
    data = manifest()
    assert data["settings"]["socket_mode_enabled"] is True
    assert "url" not in repr(data)


def test_http_mode_names_one_address_for_everything_that_slack_delivers():
    data = manifest("https://bot.example.com/")
    url = "https://bot.example.com/slack/events"
    assert data["settings"]["socket_mode_enabled"] is False
    assert data["settings"]["event_subscriptions"]["request_url"] == url
    assert data["settings"]["interactivity"] == {"is_enabled": True, "request_url": url}
    assert [command["url"] for command in commands(data).values()] == [url, url]


def test_scopes_and_events_are_the_declared_ones_once_each():
    data = manifest()
    assert data["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert data["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)
    assert len(set(SCOPES)) == len(SCOPES) and len(set(EVENTS)) == len(EVENTS)


@pytest.mark.parametrize(("language", "description"), [("en", "Draft a promise"), ("de", "Eine Zusage entwerfen")])
def test_texts_are_in_the_workspaces_language_and_zusage_is_always_german(language, description):
    both = commands(manifest(language=language))
    assert both["/promise"]["description"].startswith(description)
    assert both["/zusage"]["description"].startswith("Eine Zusage entwerfen")
    assert "hilfe" in both["/zusage"]["usage_hint"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_texts_keep_to_the_limits_of_slack(language):
    display = manifest(language=language)["display_information"]
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert 175 <= len(display["long_description"]) <= 4000


def test_people_can_write_to_the_bot_only_where_it_reads_that():
    home = manifest()["features"]["app_home"]
    assert home["messages_tab_enabled"] is True
    assert home["messages_tab_read_only_enabled"] is ("message.im" not in EVENTS)


def test_the_home_tab_is_there():
    assert manifest()["features"]["app_home"]["home_tab_enabled"] is True


def test_every_event_asked_for_has_a_listener_and_every_listener_its_event():
    assert {event.split(".")[0] for event in EVENTS} == set(EVENT_TYPES)


def test_every_command_has_a_listener_and_every_listener_its_command():
    assert set(commands(manifest())) == set(COMMANDS)
