"""The local workspace's rules are Slack's: its data is derived again from the published schemas and compared.

Skipped where the folder of schemas is absent (it is not part of the project).
"""

import ast
import json
import re

import pytest

from bot.playground.spec import definitions, exceptions, limits, methods
from bot.playground.spec import events as known_events
from bot.playground.web_api import METHODS as ANSWERED
from tests.shared_checks.derive_playground_spec import LEFT_OUT, METHODS, ROOT, SHARED, SPEC, derived, written

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"Slack's schemas are not at {SHARED}")

WEB_API = ROOT / "bot" / "playground" / "web_api"


@pytest.mark.parametrize("name", ["block_kit.json", "methods.json", "events.json"])
def test_the_data_is_what_the_schemas_say(name):
    assert (SPEC / name).read_text("utf-8") == written(derived()[name])


def test_every_method_that_is_answered_is_specified_and_the_other_way_round():
    beyond = exceptions()["methods"]["specified"]
    assert sorted(ANSWERED) == sorted([*METHODS, *beyond]) == sorted(methods())


def test_the_block_types_are_slacks_without_those_left_out():
    """data_visualization is known beyond the schema; see exceptions.json."""
    schema = json.loads((SHARED / "block-kit.schema.json").read_text())["definitions"]
    published = {option["$ref"].split("/")[-1] for option in schema["KnownBlock"]["anyOf"]}
    known = {option["ref"] for option in definitions()["KnownBlock"]["anyOf"]}
    assert known - published == set(exceptions()["block_kit"]["blocks"])
    assert published - known == published & LEFT_OUT


def test_no_exception_is_out_of_date():
    """When the schemas learn what exceptions.json knows, the exception goes."""
    fresh = derived()
    assert not set(exceptions()["block_kit"]["definitions"]) & set(fresh["block_kit.json"])
    pages = json.loads((SHARED / "slack-api" / "events.json").read_text())
    listed = {page["name"]: page.get("scopes", []) for page in pages}
    copied = {path.stem for path in (SHARED / "slack-api").glob("*.json")}
    assert not set(exceptions()["methods"]["specified"]) & copied
    for event, scopes in exceptions()["events"]["scopes"].items():
        assert listed.get(event) != scopes, f"{event} is right in the list by now"


def test_every_exception_gives_its_reason():
    for part in ("block_kit", "events", "methods", *exceptions()["errors"]):
        entry = exceptions().get(part) or exceptions()["errors"][part]
        assert len(entry["why"]) > 20


def test_limits_name_definitions_and_fields_that_exist():
    for name, fields in limits()["fields"].items():
        if name != "*":
            assert set(fields) <= set(definitions()[name]["properties"]), name


def test_limits_are_those_of_the_notes():
    notes = (SHARED / "slack-facts.md").read_text("utf-8")
    fields = limits()["fields"]
    for words, limit in [
        (r"(\d+) blocks a message", limits()["surfaces"]["message"]["blocks"]),
        (r"(\d+) a modal or home", limits()["surfaces"]["modal"]["blocks"]),
        (r"modal stack (\d+) deep", limits()["stack"]),
        (r"Section text (\d+)", fields["SectionBlock"]["text"]["max"]),
        (r"a field (\d+)", fields["SectionBlock"]["fields"]["each"]),
        (r"header (\d+)", fields["HeaderBlock"]["text"]["max"]),
        (r"(\d+) context elements", fields["ContextBlock"]["elements"]["max_items"]),
        (r"(\d+) elements in actions", fields["ActionsBlock"]["elements"]["max_items"]),
        (r"button text (\d+)", fields["Button"]["text"]["max"]),
        (r"and value (\d+), action_id", fields["Button"]["value"]["max"]),
        (r"callback_id (\d+)", fields["*"]["callback_id"]["max"]),
        (r"(\d+) options,", fields["StaticSelect"]["options"]["max_items"]),
        (r"option text (\d+)", fields["PlainTextOption"]["text"]["max"]),
        (r"(\d+) checkboxes", fields["Checkboxes"]["options"]["max_items"]),
        (r"overflow (\d+)", fields["Overflow"]["options"]["max_items"]),
        (r"placeholder (\d+)", fields["*"]["placeholder"]["max"]),
        (r"submit / close (\d+)", fields["ModalView"]["title"]["max"]),
        (r"private_metadata (\d+)", fields["ModalView"]["private_metadata"]["max"]),
        (r"plain_text_input (\d+)", fields["PlainTextInput"]["initial_value"]["max"]),
        (r"`table`: (\d+) rows", limits()["table"]["rows"]),
        (r"`data_table`: use at most (\d+) rows", limits()["data_table"]["rows"]),
        (r"title (\d+), labels", fields["DataVisualizationBlock"]["title"]["max"]),
        (r"labels (\d+)", fields["ChartPoint"]["label"]["max"]),
    ]:
        found = re.search(words, " ".join(notes.split()))
        assert found and int(found.group(1)) == limit, words


def raised_errors() -> dict[str, set[str]]:
    """Module of web_api → the error codes that it raises."""
    raised: dict[str, set[str]] = {}
    for path in WEB_API.glob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        raisers = ("SlackError", "with_messages", "structured", "known_person")
        named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in raisers]
        texts = {arg.value for call in named for arg in call.args if isinstance(arg, ast.Constant)}
        raised[path.stem] = {text for text in texts if isinstance(text, str)}
    return raised


# Which methods each module speaks for; "" stands for all.
SPEAKS_FOR = {
    "access": "",
    "arguments": "",
    "__init__": "",
    "channels": "conversations.",
    "chat": "chat.",
    "content": "chat.",
    "conversations": "conversations.",
    "paging": "conversations.",
    "people": ("users.", "usergroups.", "dnd.", "team.", "bots.", "auth.", "apps."),
    "reactions": "reactions.",
    "surfaces": "views.",
    "endpoint": "",
}
# Argument names that `structured` is given, and parts of longer codes.
NO_CODES = {"blocks", "attachments", "metadata", "invalid_attachments", "invalid_json", "json_not_object"}


@pytest.mark.parametrize("module", sorted(SPEAKS_FOR))
def test_errors_are_ones_that_slack_lists_or_an_exception_names(module):
    listed = set(exceptions()["errors"]["any method"]["codes"])
    for name, method in methods().items():
        if name.startswith(SPEAKS_FOR[module]):
            listed |= set(method["errors"]) | set(exceptions()["errors"].get(name, {}).get("codes", []))
    assert raised_errors()[module] - NO_CODES <= listed


def test_every_module_of_the_web_api_is_looked_at():
    assert set(raised_errors()) == set(SPEAKS_FOR)


def test_app_mention_asks_for_the_scope_that_exists():
    assert known_events()["app_mention"] == ["app_mentions:read"]
