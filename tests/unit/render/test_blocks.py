"""Cutting and escaping: nothing is cut in half, and nothing that was typed acts."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.render.blocks import cut, cut_mrkdwn, escape, fitting, packed, quotes, typed

TEXT = st.text(alphabet="ab<>&; *`@!\n", max_size=80)


@given(TEXT, st.integers(1, 60))
def test_what_was_typed_never_acts_and_is_one_line(text, most):
    shown = typed(text, most)
    assert "<" not in shown and ">" not in shown and "*" not in shown and "`" not in shown and "\n" not in shown
    assert re.sub(r"&(amp|lt|gt);", "", shown).count("&") == 0


@given(TEXT, st.integers(1, 60))
def test_mrkdwn_is_cut_between_entities_and_mentions(text, most):
    mrkdwn = f"{escape(text)} <@U0WFM> {escape(text)}"
    shown = cut_mrkdwn(mrkdwn, most)
    assert len(shown) <= most
    bare = re.sub(r"<@U0WFM>|&(?:amp|lt|gt);", "", shown)
    assert not set(bare) & set("<>&")


def test_cutting_shows_that_something_is_left_out():
    assert cut("abcdef", 4) == "abc…"
    assert cut("abcd", 4) == "abcd"
    assert cut_mrkdwn("ab <@U0WFM>", 6) == "ab…"


@given(st.lists(st.text(alphabet="ab", max_size=9), max_size=20), st.integers(3, 40))
def test_whole_parts_are_kept_and_the_rest_is_counted(parts, most):
    kept, rest = fitting(parts, most)
    assert parts[: len(kept)] == kept
    assert len(kept) + rest == len(parts)
    assert len("\n".join(kept)) <= most


@given(st.lists(st.text(alphabet="ab", min_size=1, max_size=9), max_size=20), st.integers(9, 40))
def test_packed_texts_hold_every_part_within_the_limit(parts, most):
    texts = packed(parts, most)
    assert [line for text in texts for line in text.split("\n")] == parts
    assert all(len(text) <= most for text in texts)


@given(st.text(alphabet="ab \n", max_size=9000))
def test_quotes_leave_nothing_out(text):
    pieces = [block["elements"][0]["elements"][0]["text"] for block in quotes(text)]
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(len(piece) <= 2800 for piece in pieces)
