"""Plain lines or JSON, and no secret and nobody in any of them."""

import ast
import io
import json
import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import logs


@pytest.fixture
def stream():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in (*logs._CHATTY, *logs._INDISCREET)}
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.mark.parametrize("name", ["slack_sdk.web.base_client", "slack_bolt.App"])
def test_what_people_said_is_not_written_down_even_by_those_who_debug(stream, name):
    logs.setup("DEBUG", stream=stream)
    logging.getLogger(name).debug("body: 40 agents for Acme")
    logging.getLogger("bot").debug("ours")
    assert "Acme" not in stream.getvalue() and "ours" in stream.getvalue()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("token xoxb-12-34-abc!", "token xoxb***!"),
        ("{'token': 'xoxp-1'}", "{'token': 'xoxp***'}"),
        ("Bearer xapp-1-A1-2-ff00", "Bearer xapp***"),
        ("xoxe.xoxb-1-abc", "xoxe***"),
        ("wss://wss.slack.com/link/?ticket=ab-cd&app_id=1", "wss://wss.slack.com/link/?ticket=***&app_id=1"),
        ('"https://hooks.slack.com/commands/T1/2/3"', '"https://hooks.slack.com/***"'),
        ("promise P-12 of 40 agents", "promise P-12 of 40 agents"),
    ],
)
def test_tokens_are_masked(text, shown):
    assert logs.masked(text) == shown


def test_the_signing_secret_is_masked_in_messages_arguments_and_tracebacks(stream):
    logs.setup("INFO", ["0123456789abcdef", ""], stream=stream)
    logger = logging.getLogger("bot.test")
    logger.info("secret %s", "0123456789abcdef")
    try:
        raise ValueError("xoxb-1-geheim and 0123456789abcdef")
    except ValueError:
        logger.exception("failed")
    assert "0123456789abcdef" not in stream.getvalue() and "geheim" not in stream.getvalue()
    assert "ValueError: xoxb*** and ***" in stream.getvalue()


def test_a_line_is_plain_with_its_time_in_utc(stream):
    logs.setup("INFO", stream=stream)
    logging.getLogger("bot.test").warning("%d agents", 40)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z WARNING bot\.test: 40 agents\n", stream.getvalue())


def test_the_level_is_respected_and_setting_up_again_replaces(stream):
    logs.setup("DEBUG", stream=io.StringIO())
    logs.setup("WARNING", stream=stream)
    logging.getLogger("bot.test").info("quiet")
    logging.getLogger("bot.test").warning("loud")
    assert stream.getvalue().count("\n") == 1


def test_every_tick_is_told_only_when_debugging(stream):
    logs.setup("INFO", stream=stream)
    logging.getLogger("apscheduler.executors.default").info("ran")
    assert stream.getvalue() == ""
    logs.setup("DEBUG", stream=stream)
    logging.getLogger("apscheduler.executors.default").info("ran")
    assert "ran" in stream.getvalue()


@dataclass(frozen=True)
class Numbered:
    id: str = "p-7f3a"
    number: int = 12


BOTH = pytest.mark.parametrize("log_format", list(logs.LogFormat))


def test_ids_stand_at_the_end_of_a_plain_line_before_its_trace(stream):
    logs.setup("INFO", stream=stream)
    with logs.about(outbox_id=7):
        try:
            raise ValueError("broken")
        except ValueError:
            logging.getLogger("bot.test").exception("failed", extra=logs.promise(Numbered()))
    first, second, *_ = stream.getvalue().splitlines()
    assert first.endswith("ERROR bot.test: failed (promise=P-12 promise_id=p-7f3a outbox_id=7)")
    assert second == "Traceback (most recent call last):"


def test_json_is_one_object_a_line_with_ids_of_their_own(stream):
    logs.setup("INFO", log_format="json", stream=stream)
    with logs.about(event_id="Ev1", promise_id="another"):
        logging.getLogger("bot.test").info("agreed\nagain", extra=logs.promise(Numbered()))
    logging.getLogger("bot.test").warning("%d agents", 40)
    told, plain = (json.loads(line) for line in stream.getvalue().splitlines())
    assert datetime.fromisoformat(told.pop("time")).utcoffset() == timedelta()
    assert told == {
        "level": "INFO",
        "logger": "bot.test",
        "message": "agreed\nagain",
        "promise": "P-12",
        "promise_id": "p-7f3a",
        "event_id": "Ev1",
    }
    assert set(plain) == {"time", "level", "logger", "message"}


def test_json_carries_the_trace_as_text(stream):
    logs.setup("INFO", log_format="json", stream=stream)
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("bot.test").exception("failed")
    told = json.loads(stream.getvalue())
    assert told["exception"].startswith("Traceback (most recent call last):\n")
    assert told["exception"].endswith("ValueError: broken")


def test_a_secret_that_has_to_be_quoted_in_json_is_masked_all_the_same(stream):
    logs.setup("INFO", ['se"cret\n'], "json", stream)
    logging.getLogger("bot.test").info("with %s", 'se"cret\n')
    assert json.loads(stream.getvalue())["message"] == "with ***"


@BOTH
def test_secrets_and_people_are_masked_wherever_they_stand(stream, log_format):
    logs.setup("INFO", ["0123456789abcdef"], log_format, stream)
    try:
        raise ValueError("xoxb-1-geheim of U012AB3CD")
    except ValueError:
        with logs.about(event_id="0123456789abcdef"):
            logging.getLogger("bot.test").exception("%s said %s", "W01234567A", "0123456789abcdef")
    told = stream.getvalue()
    assert not [word for word in ("geheim", "U012AB3CD", "W01234567A", "0123456789abcdef") if word in told]
    assert "U*** " in told.replace("\n", " ").replace('"', " ") and "W*** said ***" in told


@pytest.mark.parametrize("word", ["UNKNOWN_METHOD", "UTF8", "WEEKDAYS", "C012AB3CD", "USERGROUPS", "WARNING1"])
def test_other_words_in_capitals_are_left_alone(stream, word):
    logs.setup("INFO", stream=stream)
    logging.getLogger("bot.test").info("%s", word)
    assert word in stream.getvalue()


def test_ids_are_told_only_within(stream):
    logs.setup("INFO", stream=stream)
    with logs.about(outbox_id=1), logs.about(promise_id=None, event_id="Ev2"):
        pass
    logging.getLogger("bot.test").info("after")
    assert stream.getvalue().endswith("after\n")


def test_an_id_from_outside_is_cut(stream):
    logs.setup("INFO", stream=stream)
    with logs.about(event_id="x" * 5000):
        logging.getLogger("bot.test").info("long")
    assert len(stream.getvalue()) < 300


@pytest.mark.parametrize("library", ["slack_sdk.web.client", "slack_bolt.App", "sqlalchemy.engine", "websockets"])
def test_libraries_do_not_write_down_what_people_typed_when_debugging(stream, library):
    logs.setup("DEBUG", stream=stream)
    logging.getLogger(library).debug("a whole payload")
    assert stream.getvalue() == ""


PERSONAL = re.compile(
    r"user_id|\.users?\b|users\[|person|\bhandles?\b|\.name\b|\bword\b|real_name|email|profile|\.text\b"
)


def test_no_line_of_ours_is_given_anything_of_a_person():
    """Reads every call of a logger: what it hands on is no id, name or word of anybody (works council; forgetting)."""
    root = Path(__file__).parents[2]
    found = []
    for path in [*sorted((root / "bot").rglob("*.py")), *sorted((root / "storage").rglob("*.py"))]:
        if "playground" in path.parts:  # local people who do not exist
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if ast.unparse(node.func.value) not in ("log", "logger"):
                continue
            handed_on = [ast.unparse(one) for one in node.args[1:]] + [ast.unparse(k.value) for k in node.keywords]
            found += [f"{path.name}:{node.lineno} {one}" for one in handed_on if PERSONAL.search(one)]
    assert found == []
