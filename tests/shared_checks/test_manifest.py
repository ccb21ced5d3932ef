"""The manifest against Slack's schema, and its scopes and events against what Slack says that each one needs."""

import ast
import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

import bot
from bot.playground.spec import exceptions
from bot.slack.manifest import EVENTS, SCOPES, manifest

BOT = Path(bot.__file__).parent
NO_METHOD_NEEDS = {"commands"}  # it lets the app have slash commands


@pytest.fixture(scope="module")
def methods(shared) -> dict[str, set[str]]:
    """Every method that Slack documents here or elsewhere, with the bot scopes of which it needs one."""
    files = (shared / "slack-api").glob("*.*.json")
    elsewhere = exceptions()["methods"]["specified"]
    return {path.stem: set(json.loads(path.read_text())["scope"].get("bot", [])) for path in files} | {
        name: set(method["scopes"]) for name, method in elsewhere.items()
    }


@pytest.fixture(scope="module")
def events(shared) -> dict[str, set[str]]:
    """Every event with its scopes; the file misspells one of them."""
    listed = json.loads((shared / "slack-api" / "events.json").read_text())
    return {event["name"]: {scope.replace(".", ":") for scope in event.get("scopes", ())} for event in listed}


@pytest.fixture(scope="module")
def called(methods) -> set[str]:
    """The methods that the bot's code names, as `client.chat_postMessage` or as "chat.postMessage"."""
    attributes = {name.replace(".", "_"): name for name in methods}
    sources = [path for path in BOT.rglob("*.py") if path.relative_to(BOT).parts[0] != "playground"]
    nodes = [node for path in sources for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    named = {attributes[node.attr] for node in nodes if isinstance(node, ast.Attribute) and node.attr in attributes}
    return named | (texts & methods.keys())


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("url", [None, "https://bot.example.com"])
def test_the_manifest_follows_the_schema(shared, url, language):
    schema = json.loads((shared / "manifest.schema.2.0.0.json").read_text())
    assert [error.message for error in Draft7Validator(schema).iter_errors(manifest(url, language))] == []


def test_the_schema_would_notice(shared):
    schema = json.loads((shared / "manifest.schema.2.0.0.json").read_text())
    broken = manifest()
    broken["display_information"]["name"] = "x" * 36
    assert list(Draft7Validator(schema).iter_errors(broken))


def test_events_exist_and_their_scopes_are_asked_for(events):
    assert set(EVENTS) <= events.keys()
    assert {event: events[event] - set(SCOPES) for event in EVENTS if events[event] - set(SCOPES)} == {}


def test_every_method_that_is_called_is_covered_by_a_scope(methods, called):
    assert "chat.postMessage" in called
    uncovered = {name for name in called if methods[name] and not methods[name] & set(SCOPES)}
    assert uncovered == set()


def test_no_scope_is_asked_for_that_no_code_uses(methods, called, events):
    used = set().union(*(methods[name] for name in called), *(events[event] for event in EVENTS))
    assert set(SCOPES) - used - NO_METHOD_NEEDS == set()
