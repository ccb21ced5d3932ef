"""What is left of a message for a server that refuses how it was said."""

import pytest

from bot.slack.render.blocks import actions, button, context, quotes, section
from bot.slack.render.plainer import Form, after_refusal, plainer, plainer_view

CARD = [section("*P-12*"), context("by Friday"), actions(button("Agree", "promise.agree", "r1"))]
CHART = {"type": "data_visualization", "title": "Agents", "chart": {"type": "pie", "segments": []}}


def test_what_every_server_shows_stays_as_it_is():
    assert plainer(CARD) == CARD


def test_what_has_no_plain_counterpart_is_left_out():
    assert plainer([CARD[0], CHART, {"type": "table", "rows": []}, CARD[2]]) == [CARD[0], CARD[2]]


def test_a_quote_becomes_quoted_lines_that_no_one_can_abuse():
    (plain,) = plainer(quotes("40 agents\nby 1 Feb <!channel> *now*"))
    assert plain["type"] == "section"
    assert plain["text"]["text"] == ">40 agents\n>by 1 Feb &lt;!channel&gt; ∗now∗"


def test_labels_for_screen_readers_are_left_out_at_any_depth():
    labelled = [actions(button("Agree", "promise.agree", "r1", spoken="Agree to P-12"))]
    assert plainer(labelled) == [CARD[2]]


def test_a_view_keeps_everything_but_its_strange_blocks():
    view = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [CHART, CARD[0]]}
    assert plainer_view(view) == {**view, "blocks": [CARD[0]]}


@pytest.mark.parametrize("code", ["invalid_arguments", "unknown_argument", "invalid_metadata_format"])
def test_refused_arguments_cost_the_wishes_first(code: str):
    plain = after_refusal(Form([CHART, *CARD], {"metadata": {}}), code)
    assert plain == Form([CHART, *CARD], {})


def test_refused_blocks_cost_no_wishes():
    plain = after_refusal(Form([CHART, *CARD], {"metadata": {}}), "invalid_blocks")
    assert plain == Form(CARD, {"metadata": {}})


def test_the_text_alone_is_the_last_form():
    last = after_refusal(Form(CARD), "invalid_blocks")
    assert last == Form([])
    assert after_refusal(last, "invalid_blocks") is None


@pytest.mark.parametrize("code", ["channel_not_found", "ratelimited", "internal_error", "message_not_found"])
def test_other_refusals_have_nothing_to_do_with_the_form(code: str):
    assert after_refusal(Form([CHART], {"metadata": {}}), code) is None
