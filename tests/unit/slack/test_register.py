"""The flat list of routes is complete: every id that a surface hands out leads to a handler."""

from bot.slack import ids
from bot.slack.register import EVENT_TYPES, ROUTES


def named(kind):
    return [route.name for route in ROUTES if route.kind == kind]


def test_nothing_is_listed_twice():
    keys = [(route.kind, route.name) for route in ROUTES]
    assert len(keys) == len(set(keys))


def test_every_button_has_a_handler():
    buttons = {
        value
        for name, value in vars(ids).items()
        if name.isupper() and isinstance(value, str) and value.startswith("promise.") and not name.startswith("MODAL_")
    }
    assert buttons == set(named("press"))


def test_every_form_has_a_handler():
    forms = {value for name, value in vars(ids).items() if name.startswith("MODAL_")} - {ids.MODAL_MORE}
    assert forms == set(named("submission"))


def test_handlers_are_named_after_their_gesture():
    assert all(route.handler.__name__.startswith("on_") for route in ROUTES)


def test_both_commands_do_the_same():
    handlers = {route.handler for route in ROUTES if route.kind == "command"}
    assert len(handlers) == 1 and named("command") == ["/promise", "/zusage"]


def test_event_types_are_those_of_the_routes():
    assert list(EVENT_TYPES) == named("event")
