"""The shortcut through a form with one field reads what the long way reads, or leaves it to that."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http_bodies import only_payload

SIGNS = "%%%%04DdAacz+_~;=& \t\nü"


def the_long_way(text: str) -> str:
    return dict(parse_qsl(text, keep_blank_values=True, errors="strict"))["payload"]


def outcome(read: Callable[[str], str | None], text: str) -> str | type[Exception] | None:
    try:
        return read(text)
    except UnicodeDecodeError as problem:
        return type(problem)


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_whatever_was_encoded_is_read(said: str) -> None:
    assert only_payload(urlencode({"payload": said})) == said
    assert only_payload(f"payload={quote(said, safe='')}") == said


@given(st.text(SIGNS))
def test_what_is_malformed_is_read_as_by_the_long_way_or_not_at_all(told: str) -> None:
    read = outcome(only_payload, f"payload={told}")
    assert read is None or read == outcome(the_long_way, f"payload={told}")


@pytest.mark.parametrize(
    "text", ["command=%2Fpromise&text=payload", "payload=1&ssl_check=1", "payload", "", "payload=%4"]
)
def test_anything_else_is_left_to_the_long_way(text: str) -> None:
    assert only_payload(text) is None


def test_bytes_that_are_no_text_are_an_error() -> None:
    with pytest.raises(UnicodeDecodeError):
        only_payload("payload=%c3")
