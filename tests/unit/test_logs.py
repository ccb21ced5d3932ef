"""Plain lines, and no secret in any of them."""

import io
import logging
import re

import pytest

from bot import logs


@pytest.fixture
def stream():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in (*logs._CHATTY, *logs._TELLING)}
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
    logs.setup("INFO", ["0123456789abcdef", ""], stream)
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
