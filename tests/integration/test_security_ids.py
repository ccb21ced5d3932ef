"""Ids in buttons are opaque and checked: one that is guessed or of another workspace does nothing."""

from __future__ import annotations

import pytest

from bot.settings import Mode
from storage.unit_of_work import Store
from tests.integration.test_bad_acts import drafted, last_payload, posted, send_again
from tests.integration.world import LENA, SARA, World
from tests.unit.use_cases.office import LEIPZIG, Office

pytestmark = pytest.mark.parametrize("playground", [Mode.HTTP], indirect=True, ids=str)

ELSEWHERE = "T99OTHER"
ACTS = ("agree", "object", "accept", "retract", "withdraw", "edit", "confirm_move", "back", "use_name x")


def elsewhere(town: World) -> Office:
    """Another workspace in the same database."""
    return Office.on(Store(town.playground.bot.office.store.database, ELSEWHERE))


@pytest.mark.parametrize("whose", ["guessed", "of another workspace", "a draft's", "a promise's", "empty"])
@pytest.mark.parametrize("user", [LENA, SARA])
def test_an_id_that_is_not_the_buttons_own_does_nothing(town: World, user: str, whose: str) -> None:
    card = drafted(town)
    town.press(user, card, "promise.more")
    pressed = last_payload(town, "block_actions")
    other = elsewhere(town)
    foreign = other.draft(LEIPZIG)
    other.deliver()
    value = {
        "guessed": "r_" + "0" * 24,
        "of another workspace": other.shown(foreign),
        "a draft's": town.rows("SELECT id FROM drafts WHERE team_id <> ?", ELSEWHERE)[0][0],
        "a promise's": town.rows("SELECT id FROM promises WHERE team_id <> ?", ELSEWHERE)[0][0],
        "empty": "",
    }[whose]
    before = town.events(), posted(town)
    for act in ACTS:
        name = act.partition(" ")[0]
        action = {**pressed["actions"][0], "action_id": f"promise.{name}", "value": value + act.removeprefix(name)}
        assert send_again(town, {**pressed, "actions": [action]}) == {}
    assert (town.events(), posted(town)) == before


def test_an_id_works_for_nobody_else_than_those_who_may(town: World) -> None:
    """What Lena's button carries is no secret: in Sara's hand it is refused all the same."""
    card = drafted(town)
    town.press(LENA, card, "promise.more")
    pressed = last_payload(town, "block_actions")
    before = town.events()
    for user in (SARA, "U02BEN", "U04WIM", "U09GUS", "U10STEVE", "U00BOT", "U0NOBODY"):
        stolen = {**pressed, "user": {**pressed["user"], "id": user}}
        stolen["actions"] = [{**pressed["actions"][0], "action_id": "promise.agree"}]
        send_again(town, stolen)
        assert town.events() == before, user
    own = [{**pressed["actions"][0], "action_id": "promise.agree"}]
    send_again(town, {**pressed, "actions": own})
    assert town.events() != before, "in Lena's own it signs"
